// A small vocabulary with scores, and the plainest form of merging by them, for comparison.
#pragma once

#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "text/unicode.h"
#include "tokenizer/spec.h"

namespace jangin::tokenizer {

/// Bytes, and tokens with scores; some scores are equal, and "q" is in a token but is none.
inline TokenizerSpec scored_spec() {
  TokenizerSpec spec;
  spec.model = ModelKind::bpe;
  spec.byte_fallback = true;
  const auto add = [&](const std::string& token, double score) {
    spec.tokens.push_back(token);
    spec.scores.push_back(score);
  };
  add("<unk>", 0);
  spec.added.push_back({"<unk>", 0, true});
  for (int byte = 0; byte < 256; ++byte) {
    char name[8];
    std::snprintf(name, sizeof name, "<0x%02X>", byte);
    add(name, 0);
  }
  for (const char* token : {"a", "b", "c", "가", "나", "\u2581"}) add(token, -100);
  const std::pair<const char*, double> merged[] = {{"ab", -1},   {"bc", -1},   {"aa", -2},      {"abc", -3}, {"aab", -4},
                                                   {"가나", -2}, {"나가", -2}, {"\u2581a", -5}, {"aq", -3},  {"abca", -2}};
  for (const auto& [token, score] : merged) add(token, score);
  spec.unknown_byte = spec.unk = 0;
  return spec;
}

/// Joins the best pair of neighbours, the leftmost of equals, until none joins; what is no token then is bytes.
inline std::vector<TokenId> merge_simply(const TokenizerSpec& spec, const std::string& text) {
  std::map<std::string, TokenId> ids;
  for (size_t id = 257; id < spec.tokens.size(); ++id) ids[spec.tokens[id]] = static_cast<TokenId>(id);
  std::vector<std::string> parts;
  for (size_t at = 0; at < text.size();) {
    const size_t from = at;
    text::next_code_point(text, at);
    parts.push_back(text.substr(from, at - from));
  }
  while (true) {
    size_t best = parts.size();
    double score = -1e9;
    for (size_t i = 0; i + 1 < parts.size(); ++i) {
      const auto found = ids.find(parts[i] + parts[i + 1]);
      if (found == ids.end() || spec.scores[static_cast<size_t>(found->second)] <= score) continue;
      score = spec.scores[static_cast<size_t>(found->second)];
      best = i;
    }
    if (best == parts.size()) break;
    parts[best] += parts[best + 1];
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(best) + 1);
  }
  std::vector<TokenId> out;
  for (const std::string& part : parts) {
    if (ids.contains(part))
      out.push_back(ids[part]);
    else
      for (const char byte : part) out.push_back(1 + static_cast<uint8_t>(byte));
  }
  return out;
}

}  // namespace jangin::tokenizer
