// One pass over the words of a text: most are refused by the table's first look. Weak words are settled by their neighbours.
#include "refine/toxicity/words.h"

#include <algorithm>
#include <string>
#include <vector>

#include "refine/term_table.h"

namespace jangin::refine {
namespace {

enum Kind : uint8_t { kToxic, kAdult, kContext };

struct ListedWord {
  std::string_view word;
  Kind kind;
  bool strong;
  TermEnd end;
};
constexpr ListedWord kWords[] = {
#include "refine/toxicity/words.inc"
};
constexpr size_t kNear = 8;  // words to either side

const TermTable& table() {
  static const TermTable made = [] {
    std::vector<Term> terms;
    for (size_t i = 0; i < std::size(kWords); ++i) terms.push_back({kWords[i].word, static_cast<uint16_t>(i + 1), kWords[i].end});
    return TermTable(terms);
  }();
  return made;
}

/// Letters written as digits and signs: "sh1t", "a$$hole"; a star stands for one letter that is tried.
uint16_t find_disguised(std::string_view word) {
  if (word.size() < 4 || word.size() > 16 || word.find_first_of("10345@$*!") == word.npos) return 0;
  std::string plain;
  size_t letters = 0, digits = 0;
  for (char c : word) {
    letters += (c | 0x20) >= 'a' && (c | 0x20) <= 'z' ? 1 : 0;
    digits += c >= '0' && c <= '9' ? 1 : 0;
    plain += c == '1' || c == '!'   ? 'i'
             : c == '0'             ? 'o'
             : c == '3'             ? 'e'
             : c == '4' || c == '@' ? 'a'
             : c == '5' || c == '$' ? 's'
                                    : static_cast<char>(c | 0x20);
  }
  if (letters < 2 || digits > 1) return 0;  // a part number
  auto strong = [](uint16_t id) { return id != 0 && kWords[id - 1].strong && kWords[id - 1].kind != kContext ? id : uint16_t{0}; };
  if (plain.find('*' | 0x20) == plain.npos) return strong(table().find(plain));
  for (size_t i = 0; i < std::size(kWords); ++i) {
    std::string_view listed = kWords[i].word;
    if (listed.size() != plain.size() || !kWords[i].strong || kWords[i].kind == kContext) continue;
    const bool same = std::equal(listed.begin(), listed.end(), plain.begin(), [](char a, char b) { return a == b || b == ('*' | 0x20); });
    if (same && listed[0] == plain[0]) return static_cast<uint16_t>(i + 1);
  }
  return 0;
}

struct Hit {
  size_t word = 0;  // its number in the text
  const ListedWord* listed = nullptr;
};

std::vector<Hit> find_hits(const TextStatistics& text) {
  std::vector<Hit> hits;
  size_t number = 0;
  for (const Token& token : text.tokens) {
    if (!token.word) continue;
    ++number;
    const std::string_view word = text.text.substr(token.begin, token.bytes);
    uint16_t id = table().find(word);
    if (id == 0 && static_cast<unsigned char>(word[0]) < 0x80) id = find_disguised(word);
    if (id != 0) hits.push_back({number, &kWords[id - 1]});
  }
  return hits;
}

/// A weak word counts beside another word of its kind that is not the same, unless a word of law, medicine or technique is as near.
bool weak_counts(const std::vector<Hit>& hits, size_t at) {
  bool other = false;
  auto look = [&](const Hit& hit) {
    if (hit.listed->kind == kContext) return false;
    other |= hit.listed->kind == hits[at].listed->kind && hit.listed != hits[at].listed;
    return true;
  };
  for (size_t i = at; i-- > 0 && hits[i].word + kNear >= hits[at].word;) {
    if (!look(hits[i])) return false;
  }
  for (size_t i = at + 1; i < hits.size() && hits[at].word + kNear >= hits[i].word; ++i) {
    if (!look(hits[i])) return false;
  }
  return other;
}

}  // namespace

ToxicityCounts count_toxicity(const TextStatistics& text) {
  ToxicityCounts counts{text.words, 0, 0};
  const std::vector<Hit> hits = find_hits(text);
  for (size_t i = 0; i < hits.size(); ++i) {
    const ListedWord& listed = *hits[i].listed;
    if (listed.kind == kContext || (!listed.strong && !weak_counts(hits, i))) continue;
    ++(listed.kind == kToxic ? counts.toxic : counts.adult);
  }
  return counts;
}

}  // namespace jangin::refine
