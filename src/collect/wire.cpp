// See wire.h. Integers little-endian; strings as 8-byte length and bytes.
#include "collect/wire.h"

#include <cmath>
#include <cstring>

#include "base/hash.h"
#include "collect/wire_fields.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace {

constexpr std::string_view kMagic = "JREAD1\n";
constexpr size_t kHashBytes = 32;
constexpr size_t kPlaceBytes = 8 + 8 + 4 + 4 * 4 + 8 + 8;

void write_reading(FieldWriter& out, const Reading& reading) {
  out.text(reading.title);
  out.u32(reading.pages);
  out.text(reading.text);
  out.u64(reading.places.size());
  for (const record::TextPlace& place : reading.places) {
    out.u64(place.text.begin);
    out.u64(place.text.end);
    out.u32(place.page);
    for (float edge : {place.left, place.top, place.right, place.bottom}) out.f32(edge);
    out.u64(place.bytes.begin);
    out.u64(place.bytes.end);
  }
  out.u64(reading.metadata.size());
  for (const auto& [key, value] : reading.metadata) {
    out.text(key);
    out.text(value);
  }
  out.u64(reading.references.size());
  for (const std::string& reference : reading.references) out.text(reference);
}

bool read_places(FieldReader& in, Reading& reading) {
  uint64_t count = in.count(kPlaceBytes);
  uint64_t last = 0;
  reading.places.reserve(count);
  for (uint64_t i = 0; i < count; ++i) {
    record::TextPlace place;
    place.text.begin = in.u64();
    place.text.end = in.u64();
    place.page = in.u32();
    for (float* edge : {&place.left, &place.top, &place.right, &place.bottom}) {
      *edge = in.f32();
      if (!std::isfinite(*edge)) return false;
    }
    place.bytes.begin = in.u64();
    place.bytes.end = in.u64();
    if (place.text.begin < last || place.text.end <= place.text.begin || place.text.end > reading.text.size()) return false;
    if (place.page > reading.pages || place.bytes.end < place.bytes.begin) return false;
    last = place.text.end;
    reading.places.push_back(place);
  }
  return in.ok();
}

bool read_reading(FieldReader& in, Reading& reading) {
  reading.title = in.text();
  reading.pages = in.u32();
  reading.text = in.text();
  if (!in.ok() || reading.text.empty() || reading.text.back() != '\n' || !read_places(in, reading)) return false;
  for (uint64_t n = in.count(16); n > 0 && in.ok(); --n) {
    std::string key = in.text();
    reading.metadata[std::move(key)] = in.text();
  }
  for (uint64_t n = in.count(8); n > 0 && in.ok(); --n) reading.references.push_back(in.text());
  return in.ok();
}

}  // namespace

bool is_reason(std::string_view reason) {
  if (reason.empty() || reason.size() > 64) return false;
  for (char c : reason) {
    if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_') return false;
  }
  return true;
}

std::string encode_outcome(const ReadOutcome& outcome) {
  FieldWriter payload;
  payload.u32(outcome ? 1 : 0);
  if (outcome) {
    write_reading(payload, *outcome);
  } else {
    payload.text(outcome.error().reason);
    payload.text(text::repair_utf8(outcome.error().detail));
  }
  std::string body = payload.take();
  std::array<uint8_t, kHashBytes> digest = Sha256().update(std::string_view(body)).digest();
  uint64_t size = body.size();
  std::string out(kMagic);
  out.append(reinterpret_cast<const char*>(&size), sizeof size);
  out += body;
  out.append(reinterpret_cast<const char*>(digest.data()), digest.size());
  return out;
}

std::optional<uint64_t> answer_bytes(std::string_view bytes) {
  if (!bytes.starts_with(kMagic.substr(0, bytes.size()))) return 0;
  if (bytes.size() < kMagic.size() + sizeof(uint64_t)) return std::nullopt;
  uint64_t size = 0;
  std::memcpy(&size, bytes.data() + kMagic.size(), sizeof size);
  const uint64_t frame = kMagic.size() + sizeof size + kHashBytes;
  return size > UINT64_MAX - frame ? 0 : size + frame;
}

Result<ReadOutcome> decode_outcome(std::string_view bytes) {
  auto bad = [](std::string_view what) { return fail(ErrorCode::invalid_format, "a reader's answer is damaged: " + std::string(what)); };
  if (!bytes.starts_with(kMagic) || bytes.size() < kMagic.size() + 8 + kHashBytes) return bad("no header");
  uint64_t size = 0;
  std::memcpy(&size, bytes.data() + kMagic.size(), sizeof size);
  std::string_view body = bytes.substr(kMagic.size() + 8);
  if (size != body.size() - kHashBytes) return bad("another length than it says");
  std::string_view hash = body.substr(size);
  body = body.substr(0, size);
  std::array<uint8_t, kHashBytes> digest = Sha256().update(body).digest();
  if (std::memcmp(digest.data(), hash.data(), kHashBytes) != 0) return bad("another hash than it says");
  FieldReader in(body);
  uint32_t kind = in.u32();
  if (kind == 1) {
    Reading reading;
    if (!read_reading(in, reading) || !in.at_end()) return bad("a field breaks its rule");
    return ReadOutcome(std::move(reading));
  }
  ReadFailure failure;
  failure.reason = in.text();
  failure.detail = in.text();
  if (kind != 0 || !in.ok() || !in.at_end() || !is_reason(failure.reason)) return bad("a field breaks its rule");
  return ReadOutcome(std::unexpected(std::move(failure)));
}

}  // namespace jangin::collect
