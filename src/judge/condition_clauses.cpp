// Marks, extents and scopes of conditions.
#include "judge/condition_clauses.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace jangin::judge {
namespace {

using Words = std::vector<Word>;

constexpr size_t kConcessionBefore = 6;  // words between "regardless" and its "when"

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) { return std::ranges::find(words, word) != words.end(); }

bool is_phrase_mark(std::string_view word) { return is_one_of(word, {"after", "before", "while"}); }

bool opens_condition(const Words& words, size_t i) {
  const std::string& word = words[i].text;
  if (is_phrase_mark(word)) return words[i].capital;  // at the front: a clause, elsewhere often a phrase
  return is_one_of(word, {"if", "when", "unless", "until", "whenever"}) || (word == "except" && i + 1 < words.size() && is_one_of(words[i + 1].text, {"when", "if"}));
}

bool ends_korean_condition(const std::string& word) {
  if (is_one_of(word, {"경우", "경우에", "경우에는", "경우에만", "경우에도", "때", "때에", "때에는", "때에만", "때는", "경우엔"})) return true;
  return word.size() > 6 && (word.ends_with("경우에는") || word.ends_with("때에는") || word.ends_with("때에") || word.ends_with("경우") || word.ends_with("경우에"));
}

/// Whether the word is the sentence's topic ("사업주는"), which stands before the condition that ends at `end`.
bool ends_topic(const Words& words, const TextUnit& unit, size_t at, size_t end) {
  const std::string& word = words[at].text;
  if (!words[at].hangul || at - unit.begin >= 4 || at + 1 >= end || !(word.ends_with("은") || word.ends_with("는"))) return false;
  return !word.ends_with("하는") && !word.ends_with("있는") && !word.ends_with("되는") && !word.ends_with("없는") && !word.ends_with("않는") && !word.ends_with("받는");
}

bool joins(const Word& word) { return is_one_of(word.text, {"and", "but", "so"}); }

/// A clause that a comma opens and the condition before it does not lead to.
bool opens_own_clause(const Word& word) { return joins(word) || is_phrase_mark(word.text) || is_one_of(word.text, {"or", "since", "because", "which", "as"}); }

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

bool is_condition_mark(const Words& words, size_t i) { return words[i].hangul ? ends_korean_condition(words[i].text) : opens_condition(words, i); }

std::vector<Condition> conditions_of(const Reading& reading, const TextUnit& unit) { return ConditionReader(reading.words, unit).read(); }

}  // namespace jangin::judge
