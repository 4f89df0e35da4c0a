// SHA-256 through OpenSSL's EVP interface.
#include "base/hash.h"

#include <openssl/evp.h>

#include <cassert>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

namespace jangin {

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) { EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr); }
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256& Sha256::update(std::span<const std::byte> bytes) {
  assert(state_ && "the hash has ended");
  EVP_DigestUpdate(state_->context, bytes.data(), bytes.size());
  return *this;
}

Sha256& Sha256::update(std::string_view text) { return update(std::as_bytes(std::span(text))); }

Sha256& Sha256::field(std::string_view text) { return field(static_cast<uint64_t>(text.size())).update(text); }

Sha256& Sha256::field(uint64_t number) {
  std::array<std::byte, 8> bytes;
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(number >> (8 * i));
  return update(bytes);
}

std::array<uint8_t, 32> Sha256::digest() {
  assert(state_ && "the hash has ended");
  std::array<uint8_t, 32> out{};
  unsigned size = 0;
  EVP_DigestFinal_ex(state_->context, out.data(), &size);
  state_.reset();
  return out;
}

std::string Sha256::hex() {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(64);
  for (uint8_t byte : digest()) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string sha256_hex(std::string_view text) { return Sha256().update(text).hex(); }
std::string sha256_hex(std::span<const std::byte> bytes) { return Sha256().update(bytes).hex(); }

Result<std::string> sha256_file_hex(const std::filesystem::path& path) {
  std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) return fail(ErrorCode::io_error, std::strerror(errno), path.string());
  Sha256 hash;
  std::vector<std::byte> buffer(1 << 20);
  while (size_t n = std::fread(buffer.data(), 1, buffer.size(), file.get())) hash.update(std::span(buffer.data(), n));
  if (std::ferror(file.get())) return fail(ErrorCode::io_error, "reading failed", path.string());
  return hash.hex();
}

std::string hash_fields(std::initializer_list<std::string_view> fields) {
  Sha256 hash;
  for (std::string_view field : fields) hash.field(field);
  return hash.hex();
}

}  // namespace jangin
