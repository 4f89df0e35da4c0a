// Fields of messages and files of ours: integers little-endian, strings as 8-byte length and bytes. Internal to collect/.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "text/unicode.h"

namespace jangin::collect {

class FieldWriter {
 public:
  void u32(uint32_t v) { raw(&v, sizeof v); }
  void u64(uint64_t v) { raw(&v, sizeof v); }
  void f32(float v) { raw(&v, sizeof v); }
  void text(std::string_view v) {
    u64(v.size());
    out_ += v;
  }
  std::string take() { return std::move(out_); }

 private:
  static_assert(std::endian::native == std::endian::little);
  void raw(const void* data, size_t bytes) { out_.append(static_cast<const char*>(data), bytes); }
  std::string out_;
};

/// Reads fields; after the first that does not fit, everything is empty and ok() is false.
class FieldReader {
 public:
  explicit FieldReader(std::string_view bytes) : rest_(bytes) {}
  uint32_t u32() { return number<uint32_t>(); }
  uint64_t u64() { return number<uint64_t>(); }
  float f32() { return number<float>(); }
  std::string text() {
    uint64_t bytes = u64();
    if (bytes > rest_.size()) {
      ok_ = false;
      return {};
    }
    std::string out(rest_.substr(0, bytes));
    rest_.remove_prefix(bytes);
    ok_ = ok_ && text::is_valid_utf8(out);
    return out;
  }
  /// A count of things of at least `least` bytes each: more than fit is a lie.
  uint64_t count(size_t least) {
    uint64_t n = u64();
    if (n > rest_.size() / least) {
      ok_ = false;
      return 0;
    }
    return n;
  }
  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

 private:
  template <typename T>
  T number() {
    T value{};
    if (rest_.size() < sizeof value) {
      ok_ = false;
      return value;
    }
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_.remove_prefix(sizeof value);
    return value;
  }
  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace jangin::collect
