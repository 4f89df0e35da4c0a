// Candidates by their first byte; neighbours looked at by code point.
#include "tokenizer/added_tokens.h"

#include <unicode/uchar.h>

#include <algorithm>

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
  auto first = [](const AddedToken& token) { return static_cast<uint8_t>(token.text[0]); };
  std::stable_sort(tokens_.begin(), tokens_.end(), [&](const AddedToken& a, const AddedToken& b) {
    return first(a) != first(b) ? first(a) < first(b) : a.text.size() > b.text.size();
  });
  for (size_t i = 0; i < tokens_.size(); ++i) {
    auto& [begin, end] = first_[first(tokens_[i])];
    if (begin == end) begin = static_cast<uint32_t>(i);
    end = static_cast<uint32_t>(i + 1);
  }
}

const AddedToken* AddedTokens::longest(std::string_view text, size_t at) const {
  const auto [begin, end] = first_[static_cast<uint8_t>(text[at])];
  for (uint32_t i = begin; i < end; ++i) {
    if (text.substr(at, tokens_[i].text.size()) == tokens_[i].text) return &tokens_[i];
  }
  return nullptr;
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
