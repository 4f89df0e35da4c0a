// Pairs as bits, and those of ASCII in tables of their own.
#include "tokenizer/neighbours.h"

#include "tokenizer/utf8.h"

namespace jangin::tokenizer {
namespace {

constexpr char32_t kWrittenSpace = 0x2581;

}  // namespace

void Neighbours::add(char32_t left, char32_t right) {
  const uint64_t bit = hash(left, right);
  bits_[bit / 64] |= uint64_t{1} << (bit & 63);
  if (left < 128 && right < 128)
    ascii_[left][right] = true;
  else if (left < 128 && right != kWrittenSpace)
    before_others_[left] = true;
  else if (right < 128 && left != kWrittenSpace)
    behind_others_[right] = true;
}

void Neighbours::add_all(std::string_view token) {
  size_t at = 0;
  char32_t before = token.empty() ? U'\0' : next_character(token, at);
  while (at < token.size()) {
    const char32_t now = next_character(token, at);
    add(before, now);
    if (before == kWrittenSpace) add(U' ', now);
    if (now == kWrittenSpace) add(before, U' ');
    if (before == kWrittenSpace && now == kWrittenSpace) add(U' ', U' ');
    before = now;
  }
}

bool Neighbours::may_join_characters_at(std::string_view text, size_t at) const {
  size_t begin = at - 1;
  while ((static_cast<uint8_t>(text[begin]) & 0xc0) == 0x80) --begin;
  const char32_t before = next_character(text, begin);
  return may_join(before, next_character(text, at));
}

}  // namespace jangin::tokenizer
