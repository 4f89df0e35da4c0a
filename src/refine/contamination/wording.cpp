// Two lists of words that ask, and what a wording needs for being looked up.
#include "refine/contamination/wording.h"

#include <algorithm>
#include <array>
#include <bit>

namespace jangin::refine {
namespace {

// "when" and "where" are left out: statements have them as often.
constexpr std::array<std::string_view, 12> kEnglish = {"what", "which", "who",       "whom",    "whose",     "why",
                                                       "how",  "many",  "calculate", "compute", "determine", "solve"};
constexpr std::array<std::string_view, 17> kKorean = {"무엇", "무슨", "몇",   "며칠", "어떤", "어떻게", "어느", "얼마", "누구",
                                                      "누가", "언제", "어디", "는가", "인가", "은가",   "니까", "을까"};

/// Runs of tokens that ask: "which", "무엇", "…는가".
std::vector<Wording::Range> asking_tokens(std::string_view text, const std::vector<FoldedToken>& tokens) {
  std::vector<Wording::Range> ranges;
  for (uint32_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].is_syllable()) {
      for (std::string_view word : kKorean) {
        if (!text.substr(tokens[i].begin).starts_with(word)) continue;
        uint32_t end = i;
        while (end < tokens.size() && tokens[end].begin < tokens[i].begin + word.size()) ++end;
        ranges.push_back({i, end});
      }
    } else if (std::ranges::any_of(kEnglish, [&](std::string_view word) { return tokens[i].hash == word_hash(word); })) {
      ranges.push_back({i, i + 1});
    }
  }
  return ranges;
}

/// Neighbours without white space between them, as one token.
std::vector<Wording::Glued> glue(std::string_view text, const std::vector<FoldedToken>& tokens) {
  std::vector<Wording::Glued> all;
  for (uint32_t first = 0; first < tokens.size(); ++first) {
    for (uint32_t last = first; last < tokens.size() && !tokens[last].is_syllable(); ++last) {
      std::string_view part = text.substr(tokens[first].begin, tokens[last].end - tokens[first].begin);
      if (part.find_first_of(" \t\r\n") != part.npos) break;
      uint32_t hash = glued_hash(part);
      if (hash == 0) break;
      if (hash != tokens[first].hash) all.push_back({{first, last + 1}, hash});
    }
  }
  return all;
}

}  // namespace

Wording make_wording(std::string_view text) {
  std::vector<FoldedToken> tokens;
  tokenize(text, tokens);
  Wording wording;
  for (const FoldedToken& token : tokens) wording.hashes.push_back(token.hash);
  wording.glued = glue(text, tokens);
  wording.sorted = wording.hashes;
  for (const Wording::Glued& glued : wording.glued) wording.sorted.push_back(glued.hash);
  std::ranges::sort(wording.sorted);
  wording.sorted.erase(std::unique(wording.sorted.begin(), wording.sorted.end()), wording.sorted.end());
  wording.filter.resize(std::bit_ceil(wording.sorted.size() / 4 + 1));  // 16 bits a token or more
  for (uint32_t hash : wording.sorted) wording.filter[(hash >> 7) & (wording.filter.size() - 1)] |= uint64_t{1} << ((hash >> 1) & 63);
  wording.asking = asking_tokens(text, tokens);
  return wording;
}

}  // namespace jangin::refine
