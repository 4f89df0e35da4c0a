// One pass over the words of a document, with the cut that the quality steps share.
#include "refine/balance/measure.h"

#include <algorithm>

#include "refine/markdown_blocks.h"
#include "refine/term_table.h"
#include "refine/text_statistics.h"

namespace jangin::refine {
namespace {

struct PeopleWords {
  std::string_view kind, group;
  std::vector<std::string_view> words;
};
const std::vector<PeopleWords>& people_words() {
  static const std::vector<PeopleWords> all = {
#include "refine/balance/people.inc"
  };
  return all;
}

struct JudgingWord {
  std::string_view word;
  char sign;
};
constexpr JudgingWord kLexicon[] = {
#include "refine/balance/lexicon.inc"
};
#include "refine/balance/common_words.inc"

// Ids of the one table: groups from 1 on, then these.
constexpr uint16_t kPositive = 1000, kNegative = 1001, kRequest = 1002, kCommon = 1003, kTechnical = 1004;
constexpr size_t kTechnicalNear = 2;  // words

const TermTable& table() {
  static const TermTable made = [] {
    std::vector<Term> terms;
    for (std::string_view word : kCommonWords) terms.push_back({word, kCommon});
    for (std::string_view word : kTechnicalWords) terms.push_back({word, kTechnical});
    for (std::string_view word : kRequestVerbs) terms.push_back({word, kRequest});
    for (const JudgingWord& judging : kLexicon) terms.push_back({judging.word, judging.sign == '+' ? kPositive : kNegative});
    for (size_t i = 0; i < people_words().size(); ++i) {
      for (std::string_view word : people_words()[i].words) terms.push_back({word, static_cast<uint16_t>(i + 1)});
    }
    return TermTable(terms);
  }();
  return made;
}

bool ends_sentence(std::string_view symbols) { return symbols[0] == '.' || symbols[0] == '!' || symbols[0] == '?'; }

/// Of the last word of a Korean sentence; kRegisters: none of them, a noun say.
Register korean_register(std::string_view word) {
  for (std::string_view end : {"십시오", "세요", "하라", "마라", "시오", "할 것"}) {
    if (word.ends_with(end)) return kKoreanRequest;
  }
  if (word.ends_with("니다")) return kKoreanFormal;
  if (word.ends_with("요")) return kKoreanPolite;
  return word.ends_with("다") ? kKoreanPlain : kRegisters;
}

bool is_hangul_byte(char c) { return static_cast<unsigned char>(c) >= 0xEA && static_cast<unsigned char>(c) <= 0xED; }

/// No number, no mark ("①"), no chapter number ("제6장"), and long enough.
bool says_something(std::string_view word) {
  if (word.size() < 3) return false;
  const char first = word[0];
  if (static_cast<unsigned char>(first) < 0x80) return (first | 0x20) >= 'a' && (first | 0x20) <= 'z';
  constexpr std::string_view kOrdinal = "제";
  return is_hangul_byte(first) &&
         !(word.starts_with(kOrdinal) && word.size() > kOrdinal.size() && word[kOrdinal.size()] >= '0' && word[kOrdinal.size()] <= '9');
}

class Measure {
 public:
  explicit Measure(const TextStatistics& text) : text_(text) {}

  void run(DocumentBalance& out) {
    out.words = text_.words;
    out.sentences.assign(kRegisters, 0);
    ids_.reserve(text_.words);
    places_.reserve(text_.words);
    size_t line = 0;
    std::string_view last;
    bool begins = true, request = false, latin = false;
    for (const Token& token : text_.tokens) {
      const std::string_view word = text_.text.substr(token.begin, token.bytes);
      while (line < text_.lines.size() && token.begin >= text_.lines[line].end) ++line, begins = true;
      if (!token.word) {
        if (!ends_sentence(word) || last.empty()) continue;
        end_sentence(out, last, request, latin);
        last = {}, begins = true;
        continue;
      }
      const uint16_t id = table().find(word);
      if (id != 0 && id < kPositive) hits_.push_back(ids_.size());
      ids_.push_back(id);
      places_.push_back(word);
      if (begins && (static_cast<unsigned char>(word[0]) >= 0x80 || (word[0] | 0x20) >= 'a'))
        request = id == kRequest, latin = static_cast<unsigned char>(word[0]) < 0x80, begins = false;
      last = word;
    }
    count_mentions(out);
  }

 private:
  static void end_sentence(DocumentBalance& out, std::string_view last, bool request, bool latin) {
    if (last.size() >= 3 && is_hangul_byte(last[last.size() - 3])) {
      const Register found = korean_register(last);
      if (found != kRegisters) ++out.sentences[found];
    } else if (latin) {
      ++out.sentences[request ? kEnglishRequest : kEnglishStatement];
    }
  }

  void count_mentions(DocumentBalance& out) {
    std::map<uint16_t, GroupMentions> groups;
    for (size_t hit : hits_) {
      if (static_cast<unsigned char>(places_[hit][0]) < 0x80 && is_technical(hit)) continue;
      GroupMentions& group = groups[ids_[hit]];
      group.group = ids_[hit] - 1U;
      ++group.mentions;
      const size_t begin = hit < kNearWords ? 0 : hit - kNearWords, end = std::min(ids_.size(), hit + kNearWords + 1);
      for (size_t i = begin; i < end; ++i) add_beside(group, i, hit);
    }
    for (auto& [id, group] : groups) out.groups.push_back(std::move(group));
  }

  /// "child window", "male connector", "European time zone".
  bool is_technical(size_t hit) const {
    const size_t begin = hit < kTechnicalNear ? 0 : hit - kTechnicalNear, end = std::min(ids_.size(), hit + kTechnicalNear + 1);
    return std::find(ids_.begin() + static_cast<ptrdiff_t>(begin), ids_.begin() + static_cast<ptrdiff_t>(end), kTechnical) !=
           ids_.begin() + static_cast<ptrdiff_t>(end);
  }

  void add_beside(GroupMentions& group, size_t at, size_t hit) const {
    const uint16_t id = ids_[at];
    group.positive += id == kPositive ? 1 : 0;
    group.negative += id == kNegative ? 1 : 0;
    if (at == hit || id == kCommon || id == ids_[hit]) return;
    std::string word = counted_word(places_[at]);
    if (!says_something(word) || table().find(word) == kCommon) return;
    if (auto found = group.beside.find(word); found != group.beside.end()) {
      ++found->second;
    } else if (group.beside.size() < kMostBeside) {
      group.beside.emplace(std::move(word), 1);
    }
  }

  const TextStatistics& text_;
  std::vector<uint16_t> ids_;             // of every word
  std::vector<std::string_view> places_;  // every word
  std::vector<size_t> hits_;              // mentions, by word number
};

void add_heading_words(const record::Document& document, DocumentBalance& out) {
  std::string headings = document.title;
  for (size_t at = document.text.starts_with('#') ? 0 : document.text.find("\n#"); at < document.text.size() && headings.size() < 2000;
       at = document.text.find("\n#", at + 1)) {
    if (document.text[at] == '\n') ++at;
    const size_t end = std::min(document.text.find('\n', at), document.text.size());
    std::string_view line = std::string_view(document.text).substr(at, end - at);
    if (line.find_first_not_of('#') <= 2) headings += " " + std::string(heading_text(line));
  }
  const TextStatistics cut = cut_text(headings);
  for (const Token& token : cut.tokens) {
    if (!token.letter || out.heading_words.size() >= kMostHeadingWords) continue;
    std::string word = counted_word(std::string_view(headings).substr(token.begin, token.bytes));
    if (!says_something(word) || table().find(word) == kCommon || word.size() > 60) continue;
    if (std::find(out.heading_words.begin(), out.heading_words.end(), word) == out.heading_words.end()) out.heading_words.push_back(std::move(word));
  }
}

}  // namespace

const std::vector<PeopleGroup>& people_groups() {
  static const std::vector<PeopleGroup> groups = [] {
    std::vector<PeopleGroup> made;
    for (const PeopleWords& one : people_words()) made.push_back({one.kind, one.group});
    return made;
  }();
  return groups;
}

std::string counted_word(std::string_view word) {
  if (!word.empty() && is_hangul_byte(word[0])) {
    for (size_t stem = 6; stem < word.size(); stem += 3) {  // two syllables stay at least
      if (is_korean_particle(word.substr(stem))) return std::string(word.substr(0, stem));
    }
    return std::string(word);
  }
  std::string small(word);
  for (char& c : small) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return small;
}

DocumentBalance measure_balance(const record::Document& document) {
  DocumentBalance out;
  Measure(statistics_of(document)).run(out);
  add_heading_words(document, out);
  return out;
}

}  // namespace jangin::refine
