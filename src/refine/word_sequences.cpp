// Equal sequences get equal numbers: of two numbers of one length is made a number of the next. Not a suffix array: only lengths up to ten or so are asked for.
#include "refine/word_sequences.h"

#include <algorithm>

namespace jangin::refine {

WordSequences::WordSequences(const TextStatistics& statistics) {
  const std::vector<Token>& tokens = statistics.tokens;
  characters_before_.reserve(tokens.size() + 1);
  characters_before_.push_back(0);
  places_.reserve(tokens.size());
  for (uint32_t i = 0; i < tokens.size(); ++i) {
    characters_before_.push_back(characters_before_.back() + tokens[i].characters);
    places_.push_back({i, numbering_.number(hash_text(statistics.text.substr(tokens[i].begin, tokens[i].bytes)))});
  }
  keep_repeated(numbering_.size());
}

void WordSequences::keep_repeated(uint32_t numbers) {
  counts_.assign(numbers, 0);
  for (const Place& place : places_) ++counts_[place.number];
  std::erase_if(places_, [&](const Place& place) { return counts_[place.number] < 2; });
}

void WordSequences::lengthen() {
  ++n_;
  if (places_.empty()) return;
  numbering_.clear(places_.size());
  size_t kept = 0;
  for (size_t i = 0; i + 1 < places_.size(); ++i) {
    if (places_[i].token + 1 != places_[i + 1].token) continue;
    const uint64_t key = static_cast<uint64_t>(places_[i].number) << 32 | places_[i + 1].number;
    places_[kept++] = {places_[i].token, numbering_.number(key)};
  }
  places_.resize(kept);
  keep_repeated(numbering_.size());
}

uint64_t WordSequences::top_characters() const {
  if (characters_before_.size() <= n_) return 0;
  const auto top =
      std::max_element(places_.begin(), places_.end(), [&](const Place& a, const Place& b) { return counts_[a.number] < counts_[b.number]; });
  const bool repeated = top != places_.end();
  return (characters(repeated ? top->token : 0) + n_ - 1) * (repeated ? counts_[top->number] : 1);
}

uint64_t WordSequences::repeated_characters() const {
  std::vector<bool> seen(counts_.size());
  uint64_t repeated = 0;
  size_t next = 0;
  for (const Place& place : places_) {
    if (place.token < next) continue;
    if (seen[place.number]) {
      repeated += characters(place.token);
      next = place.token + n_;
    }
    seen[place.number] = true;
  }
  return repeated;
}

}  // namespace jangin::refine
