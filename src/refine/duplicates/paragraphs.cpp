// See paragraphs.h. Words are taken eight bytes at a time.
#include "refine/duplicates/paragraphs.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "refine/duplicates/shingles.h"

namespace jangin::refine {
namespace {

constexpr uint64_t kFactor = 0x9e3779b97f4a7c15ULL;  // odd

/// Up to eight bytes from `at`, up to the first that is white space (or another control character); the others are 0.
struct Piece {
  uint64_t bytes;
  size_t size;
};
Piece read_piece(std::string_view text, size_t at) {
  static_assert(std::endian::native == std::endian::little);
  uint64_t bytes = 0x2020'2020'2020'2020ULL;
  if (text.size() - at >= 8) {
    std::memcpy(&bytes, text.data() + at, 8);
  } else {
    std::memcpy(&bytes, text.data() + at, text.size() - at);
  }
  constexpr uint64_t kOnes = 0x0101'0101'0101'0101ULL;
  uint64_t blank = (bytes - kOnes * 0x21) & ~bytes & kOnes * 0x80;  // exact up to and with the first blank byte
  if (blank == 0) return {bytes, 8};
  auto size = static_cast<size_t>(std::countr_zero(blank)) / 8;
  return {bytes & ((uint64_t{1} << size * 8) - 1), size};
}

}  // namespace

std::vector<uint32_t> hash_paragraphs(std::string_view text) {
  std::vector<uint32_t> hashes;
  uint64_t hash = 0;
  int line_ends = 0;
  bool word_goes_on = false;
  auto end_word = [&] {
    if (word_goes_on) hash = mix_bits(hash) + 1;
    word_goes_on = false;
  };
  auto end_paragraph = [&] {
    if (hash != 0) hashes.push_back(static_cast<uint32_t>(mix_bits(hash) >> 32));
    hash = 0;
  };
  for (size_t at = 0; at < text.size();) {
    Piece piece = read_piece(text, at);
    if (piece.size == 0) {
      end_word();
      line_ends += text[at] == '\n' ? 1 : 0;
      ++at;
      continue;
    }
    if (line_ends >= 2) end_paragraph();
    line_ends = 0;
    hash = ((hash ^ piece.bytes) * kFactor ^ hash >> 32) + piece.size;
    word_goes_on = piece.size == 8;
    at += piece.size;
  }
  end_word();
  end_paragraph();
  std::sort(hashes.begin(), hashes.end());
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  return hashes;
}

size_t count_missing(const std::vector<uint32_t>& of, const std::vector<uint32_t>& in) {
  size_t missing = 0;
  auto other = in.begin();
  for (uint32_t hash : of) {
    other = std::lower_bound(other, in.end(), hash);
    missing += other == in.end() || *other != hash;
  }
  return missing;
}

}  // namespace jangin::refine
