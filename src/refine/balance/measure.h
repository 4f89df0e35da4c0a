// What one document adds to the balance report. No texts are kept: counts, a few words of headings, and words that stand beside mentions of groups of people.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "record/records.h"

namespace jangin::refine {

/// Version of what is measured and reported; a component of the manifest like a step's.
inline constexpr uint32_t kBalanceVersion = 1;
inline constexpr const char* kBalanceComponent = "balance";

/// Sentences by how they speak. Korean by the ending of their last word, English by their first word.
enum Register : uint8_t { kKoreanFormal, kKoreanPolite, kKoreanPlain, kKoreanRequest, kEnglishRequest, kEnglishStatement, kRegisters };

/// Mentions of one group of people.
struct GroupMentions {
  uint64_t group = 0;  // index into people_groups()
  uint64_t mentions = 0;
  uint64_t positive = 0, negative = 0;     // words of the lexicon within kNearWords of them
  std::map<std::string, uint64_t> beside;  // other words there → how often; at most kMostBeside a document
};

struct DocumentBalance {
  uint64_t words = 0;               // as text_statistics.h cuts them
  std::vector<uint64_t> sentences;  // [kRegisters]; empty: none
  std::vector<std::string>
      heading_words;  // different ones of the first two levels of headings, in small letters, particles taken off; at most kMostHeadingWords
  std::vector<GroupMentions> groups;  // ascending
};

inline constexpr size_t kNearWords = 5, kMostBeside = 200, kMostHeadingWords = 16;

/// A kind ("sex") and a group of it ("women").
struct PeopleGroup {
  std::string_view kind, group;
};
const std::vector<PeopleGroup>& people_groups();

DocumentBalance measure_balance(const record::Document& document);

/// A word without what follows a Korean noun, in small ASCII letters: what words are counted by.
std::string counted_word(std::string_view word);

}  // namespace jangin::refine
