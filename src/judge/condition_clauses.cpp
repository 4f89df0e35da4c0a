// Marks, extents and scopes of conditions.
#include "judge/condition_clauses.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "judge/korean_stem.h"

namespace jangin::judge {
namespace {

using Words = std::vector<Word>;

constexpr size_t kTopicWithin = 10;      // first words of a sentence among which its topic ends
constexpr size_t kShortTopic = 6;        // bytes: "장은"
constexpr size_t kConcessionBefore = 6;  // words between "regardless" and its "when"

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) { return std::ranges::find(words, word) != words.end(); }

bool is_phrase_mark(std::string_view word) { return is_one_of(word, {"after", "before", "while"}); }

bool opens_condition(const Words& words, size_t i) {
  const std::string& word = words[i].text;
  if (is_phrase_mark(word)) return words[i].capital;  // at the front: a clause, elsewhere often a phrase
  return is_one_of(word, {"if", "when", "unless", "until", "whenever"}) ||
         (word == "except" && i + 1 < words.size() && is_one_of(words[i + 1].text, {"when", "if"}));
}

bool ends_korean_condition(const std::string& word) {
  if (is_one_of(word, {"경우", "경우에", "경우에는", "경우에만", "경우에도", "때", "때에", "때에는", "때에만", "때는", "경우엔"})) return true;
  return word.size() > 6 &&
         (word.ends_with("경우에는") || word.ends_with("때에는") || word.ends_with("때에") || word.ends_with("경우") || word.ends_with("경우에"));
}

/// Whether the word is the sentence's topic ("사업주는"), which stands before the condition that ends at `end`.
bool ends_topic(const Words& words, const TextUnit& unit, size_t at, size_t end) {
  const std::string& word = words[at].text;
  if (!words[at].hangul || at - unit.begin >= kTopicWithin || at + 1 >= end || word == "또는" || !(word.ends_with("은") || word.ends_with("는")))
    return false;
  return word.size() <= kShortTopic ? word != "같은" && word != "받은" && word != "하는" && word != "되는" : is_sure_korean_noun(word);
}

/// "차단되면", "교체한 뒤에는", "상승하는 동안": what holds then may hold at other times too, where a question asks in its own words.
bool is_korean_circumstance(std::string_view word) {
  static constexpr std::array<std::string_view, 31> kVerbs = {"가면", "하면", "되면", "으면", "이면", "나면", "리면", "르면", "다면", "라면", "시면",
                                                              "기면", "치면", "키면", "우면", "려면", "열면", "쓰면", "켜면", "끄면", "뜨면", "차면",
                                                              "꾸면", "추면", "늘면", "줄면", "두면", "주면", "들면", "지면", "오면"};
  if (is_one_of(word, {"뒤", "뒤에", "뒤에는", "뒤에만", "후", "후에", "후에는", "동안", "동안에", "동안에는", "동안은", "중에는", "전에는"}))
    return true;
  const bool noun = word == "지면" || word == "라면" || word == "오면" || word == "가면";
  return !noun && std::ranges::any_of(kVerbs, [&](std::string_view ending) { return word.ends_with(ending); });
}

bool joins(const Word& word) { return is_one_of(word.text, {"and", "but", "so"}); }

/// A clause that a comma opens and the condition before it does not lead to.
bool opens_own_clause(const Word& word) {
  return joins(word) || is_phrase_mark(word.text) || is_one_of(word.text, {"or", "since", "because", "which", "as"});
}

/// Reads the conditions of one English unit, or of one Korean.
class ConditionReader {
 public:
  ConditionReader(const Words& words, const TextUnit& unit) : words_(words), unit_(unit) {}

  std::vector<Condition> read() {
    for (size_t i = unit_.begin; i < unit_.end; ++i) {
      if (words_[i].aside || !is_condition_mark(words_, i) || is_title(i)) continue;
      Condition found = words_[i].hangul ? read_korean(i) : read_english(i);
      i = std::max(i, found.end - 1);
      if (is_phrase_mark(words_[found.begin].text) && leads_to_nothing(found)) continue;
      out_.push_back(found);
    }
    return std::move(out_);
  }

 private:
  /// "the option Activate When Visible"
  bool is_title(size_t i) const { return !words_[i].hangul && words_[i].capital && i > unit_.begin && words_[i].clause == words_[i - 1].clause; }
  bool goes_on(size_t at, size_t mark) const { return words_[at].aside || words_[at].clause == words_[mark].clause; }
  bool same_segment(size_t a, size_t b) const { return words_[a].segment == words_[b].segment; }

  Condition read_korean(size_t mark) const {
    Condition found{.begin = mark, .end = mark + 1, .left_begin = korean_clause_begin(mark), .right_end = unit_.end};
    size_t first = out_.empty() ? unit_.begin : out_.back().end;
    while (found.begin > first && goes_on(found.begin - 1, mark) && !ends_topic(words_, unit_, found.begin - 1, mark)) --found.begin;
    found.left_begin = found.begin;
    while (found.left_begin > first && goes_on(found.left_begin - 1, mark)) --found.left_begin;  // the topic; an earlier clause holds without it
    const std::string& word = words_[mark].text;
    found.yields = word.ends_with("에도") || word.ends_with("때도");
    found.circumstance = is_korean_circumstance(word);
    return found;
  }

  /// Behind the last comma before the condition that follows a connective ending: "… 지급하되, 식사를 제공한 경우 …".
  size_t korean_clause_begin(size_t mark) const {
    for (size_t i = mark; i > unit_.begin; --i) {
      const std::string_view before = words_[i - 1].text;
      if (words_[i].clause == words_[i - 1].clause || words_[i].aside || words_[i - 1].aside || before.size() <= 3) continue;
      if (before.ends_with("되") || before.ends_with("고") || before.ends_with("며") || before.ends_with("지만")) return i;
    }
    return unit_.begin;
  }

  Condition read_english(size_t mark) const {
    Condition found{.begin = mark, .end = mark + 1};
    while (found.end < unit_.end && goes_on(found.end, mark) && !is_condition_mark(words_, found.end)) ++found.end;
    const bool first = mark == unit_.begin || !same_segment(mark - 1, mark);
    const bool leads = (first || (mark > unit_.begin && joins(words_[mark - 1]))) && found.end < unit_.end && same_segment(mark, found.end);
    found.left_begin = leads ? mark : clause_begin(mark);
    found.right_end = found.end;
    const bool inserted = !first && words_[mark - 1].clause != words_[mark].clause;  // "The valve, when cold, must …"
    if (leads || (inserted && found.end < unit_.end && same_segment(mark, found.end) && !opens_own_clause(words_[found.end]))) {
      while (found.right_end < unit_.end && same_segment(mark, found.right_end)) ++found.right_end;
    }
    const std::string_view before = first ? std::string_view() : std::string_view(words_[mark - 1].text);
    found.yields = before == "even" || concedes_before(mark) || is_purpose(mark);
    found.alternative = before == "or";
    found.ending = words_[mark].text == "until" && !leads;
    return found;
  }

  /// The clause that a condition at its end belongs to: behind the last "and", "but" or "so" before it, or semicolon.
  size_t clause_begin(size_t mark) const {
    size_t begin = mark;
    while (begin > unit_.begin && same_segment(begin - 1, mark) && !joins(words_[begin - 1])) --begin;
    return begin;
  }

  /// "if you want …, do …"
  bool is_purpose(size_t mark) const {
    return mark + 2 < unit_.end && words_[mark + 1].text == "you" && is_one_of(words_[mark + 2].text, {"want", "need", "wish"});
  }

  bool concedes_before(size_t mark) const {
    for (size_t i = mark; i > unit_.begin && mark - i < kConcessionBefore; --i) {
      if (words_[i - 1].clause != words_[mark].clause) return false;
      if (is_one_of(words_[i - 1].text, {"regardless", "whether", "whatever"})) return true;
    }
    return false;
  }

  /// "Before each shift the tester is checked, and …": a phrase and its own clause in one, up to the comma.
  bool leads_to_nothing(const Condition& found) const {
    if (found.end == unit_.end || !same_segment(found.begin, found.end)) return true;
    return words_[found.end].clause == words_[found.begin].clause || opens_own_clause(words_[found.end]);
  }

  const Words& words_;
  const TextUnit& unit_;
  std::vector<Condition> out_;
};

}  // namespace

bool is_condition_mark(const Words& words, size_t i) {
  return words[i].hangul ? ends_korean_condition(words[i].text) || is_korean_circumstance(words[i].text) : opens_condition(words, i);
}

std::vector<Condition> conditions_of(const Reading& reading, const TextUnit& unit) { return ConditionReader(reading.words, unit).read(); }

}  // namespace jangin::judge
