// Candidates by binary search; neighbours looked at by code point.
#include "tokenizer/added_tokens.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <bit>

#include "base/byte_block.h"
#include "text/unicode.h"

namespace jangin::tokenizer {
namespace {

/// A character that Oniguruma's \w takes: alphabetic, mark, decimal digit or connector.
bool is_word(char32_t c) {
  const auto code = static_cast<UChar32>(c);
  const uint32_t mask = U_GET_GC_MASK(code);
  return u_hasBinaryProperty(code, UCHAR_ALPHABETIC) || (mask & (U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK)) != 0;
}

size_t previous_begin(std::string_view text, size_t at) {
  do {
    --at;
  } while (at > 0 && (static_cast<uint8_t>(text[at]) & 0xc0) == 0x80);
  return at;
}

char32_t character_at(std::string_view text, size_t at) { return text::next_code_point(text, at); }

bool is_white(char32_t c) { return u_isUWhiteSpace(static_cast<UChar32>(c)); }

}  // namespace

AddedTokens::AddedTokens(std::span<const AddedToken> tokens, bool normalized) {
  for (const AddedToken& token : tokens) {
    if (token.normalized == normalized && !token.text.empty()) tokens_.push_back(token);
  }
  std::stable_sort(tokens_.begin(), tokens_.end(), [](const AddedToken& a, const AddedToken& b) { return a.text < b.text; });
  for (size_t i = 0; i < tokens_.size(); ++i) {
    const std::string& text = tokens_[i].text;
    uint16_t& family = family_[static_cast<uint8_t>(text[0])];
    if (family == 0) {
      firsts_.emplace_back().fill(text[0]);
      families_.push_back({i, i, {}});
      family = static_cast<uint16_t>(families_.size());
    }
    families_[family - 1].end = i + 1;
    if (text.size() > 1) families_[family - 1].seconds[static_cast<uint8_t>(text[1])] = true;
  }
}

size_t AddedTokens::next_begin(std::string_view text, size_t at) const {
  constexpr size_t kFew = 8;  // with more of them the table is as fast
  if (firsts_.size() <= kFew) {
    for (; at + ByteBlock::kBytes <= text.size(); at += ByteBlock::kBytes) {
      const ByteBlock block(text.data() + at);
      uint32_t found = 0;
      for (const auto& first : firsts_) found |= block.equal(ByteBlock(first.data()));
      if (found != 0) return at + static_cast<size_t>(std::countr_zero(found));
    }
  }
  while (at < text.size() && family_[static_cast<uint8_t>(text[at])] == 0) ++at;
  return at;
}

/// Narrows the tokens that begin as the text does, byte by byte; the last one that ends is the longest.
const AddedToken* AddedTokens::longest(std::string_view text, size_t at) const {
  const Family& family = families_[family_[static_cast<uint8_t>(text[at])] - 1u];
  auto begin = tokens_.begin() + static_cast<std::ptrdiff_t>(family.begin);
  auto end = tokens_.begin() + static_cast<std::ptrdiff_t>(family.end);
  const AddedToken* found = begin->text.size() == 1 ? &*begin : nullptr;
  if (at + 1 == text.size() || !family.seconds[static_cast<uint8_t>(text[at + 1])]) return found;
  for (size_t depth = 1; at + depth < text.size(); ++depth) {
    const auto byte = static_cast<uint8_t>(text[at + depth]);
    const auto byte_of = [depth](const AddedToken& token) {
      return token.text.size() > depth ? static_cast<int>(static_cast<uint8_t>(token.text[depth])) : -1;
    };
    begin = std::lower_bound(begin, end, byte, [&](const AddedToken& token, int wanted) { return byte_of(token) < wanted; });
    end = std::upper_bound(begin, end, byte, [&](int wanted, const AddedToken& token) { return wanted < byte_of(token); });
    if (begin == end) break;
    if (begin->text.size() == depth + 1) found = &*begin;
  }
  return found;
}

bool AddedTokens::fits(const AddedToken& token, std::string_view text, size_t begin, size_t end) {
  if (!token.single_word) return true;
  if (begin > 0 && is_word(character_at(text, previous_begin(text, begin)))) return false;
  return end == text.size() || !is_word(character_at(text, end));
}

AddedTokens::Found AddedTokens::taken_span(const AddedToken& token, std::string_view text, size_t begin, size_t end, size_t taken) {
  if (token.lstrip) {
    while (begin > taken && is_white(character_at(text, previous_begin(text, begin)))) begin = previous_begin(text, begin);
  }
  if (token.rstrip) {
    for (size_t next = end; next < text.size() && is_white(text::next_code_point(text, next));) end = next;
  }
  return {begin, end, token.id};
}

}  // namespace jangin::tokenizer
