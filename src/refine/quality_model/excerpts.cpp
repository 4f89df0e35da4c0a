// Tokens of the quality steps' own cut, spelt alike where the difference says nothing of quality.
#include "refine/quality_model/excerpts.h"

#include <algorithm>

#include "refine/text_statistics.h"

namespace jangin::refine {
namespace {

constexpr size_t kMostTokenBytes = 64;
constexpr std::string_view kLineEnd = "¶";

char spell(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 'A' && byte <= 'Z') return static_cast<char>(byte + 32);
  if (byte >= '0' && byte <= '9') return '0';
  return byte < 0x20 || byte == 0x7F ? '.' : c;
}

/// The token's bytes, cut between two characters where it is long.
std::string_view bytes_of(const Token& token, std::string_view text) {
  std::string_view bytes = text.substr(token.begin, token.bytes);
  if (bytes.size() <= kMostTokenBytes) return bytes;
  size_t end = kMostTokenBytes;
  while (end > 0 && (static_cast<unsigned char>(bytes[end]) & 0xC0) == 0x80) --end;
  return bytes.substr(0, end);
}

void append(std::string& to, std::string_view token) {
  if (!to.empty()) to += ' ';
  for (char c : token) to += spell(c);
}

/// Tokens and line ends, as views of the text.
std::vector<std::string_view> list_tokens(std::string_view text) {
  const TextStatistics found = cut_text(text);
  std::vector<std::string_view> tokens;
  tokens.reserve(found.tokens.size() + found.lines.size());
  size_t line = 0;
  for (const Token& token : found.tokens) {
    for (; line < found.lines.size() && found.lines[line].end <= token.begin; ++line) tokens.push_back(kLineEnd);
    tokens.push_back(bytes_of(token, text));
  }
  if (found.tokens.empty()) tokens.clear();
  return tokens;
}

}  // namespace

std::vector<std::string> cut_excerpts(std::string_view text) {
  const std::vector<std::string_view> tokens = list_tokens(text);
  if (tokens.empty()) return {};
  const size_t pieces = (tokens.size() + kExcerptTokens - 1) / kExcerptTokens, count = std::min(pieces, kMostExcerpts);
  std::vector<std::string> excerpts(count);
  for (size_t i = 0; i < count; ++i) {
    const size_t piece = count == 1 ? 0 : i * (pieces - 1) / (count - 1);
    const size_t end = std::min(tokens.size(), (piece + 1) * kExcerptTokens);
    for (size_t token = piece * kExcerptTokens; token < end; ++token) append(excerpts[i], tokens[token]);
  }
  return excerpts;
}

}  // namespace jangin::refine
