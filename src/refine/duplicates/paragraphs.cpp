// See paragraphs.h. Words are taken eight bytes at a time.
#include "refine/duplicates/paragraphs.h"

#include <algorithm>

#include "refine/duplicates/shingles.h"
#include "refine/duplicates/word_pieces.h"

namespace jangin::refine {

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
    WordPiece piece = read_word_piece(text, at);
    if (piece.size == 0) {
      end_word();
      line_ends += text[at] == '\n' ? 1 : 0;
      ++at;
      continue;
    }
    if (line_ends >= 2) end_paragraph();
    line_ends = 0;
    hash = add_piece(hash, piece);
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
