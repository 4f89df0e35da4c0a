// Seeds, then alignment, then the rule of acceptance. The rule follows allenai/decon (overlap weighted by how rare a token is; 0.8 and more for short
// items; answer near the question) with bounds of our own, set on half of the planted questions: tests/reference/plant_contamination.py.
#include "refine/contamination/question_index.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

#include "text/unicode.h"

namespace jangin::refine {
namespace {

constexpr size_t kMostItemsARun = 24;    // "which of the following" leads nowhere
constexpr size_t kRoom = 30;             // tokens that may be inserted
constexpr float kSyllableWeight = 0.4F;  // of a word's: what a syllable tells

/// Share of a wording's weight that must be there: all of a short one, less of a longer one; between these points in a straight line.
double share_needed(double total) {
  constexpr double kShort = 2.5, kMiddle = 6, kLong = 12;
  constexpr double kOfShort = 0.94, kOfMiddle = 0.7, kOfLong = 0.66;
  if (total <= kShort) return kOfShort;
  if (total <= kMiddle) return kOfShort + (total - kShort) / (kMiddle - kShort) * (kOfMiddle - kOfShort);
  return kOfMiddle + std::min(1.0, (total - kMiddle) / (kLong - kMiddle)) * (kOfLong - kOfMiddle);
}
constexpr double kShortQuestion = 4;  // weight; of the question itself must be there:
constexpr double kLeastOfShort = 0.4, kLeastOfQuestion = 0.6;
constexpr double kDense = 0.7;                          // matched tokens to all from the first to the last
constexpr double kTelling = 2;                          // weight from which a wording is telling enough to be found
constexpr double kTellingAsked = 1.3;                   // the same of a question that stands on a line of its own with its "?"
constexpr double kLongEnough = 25, kNearlyWhole = 0.9;  // weight and share from which nothing must show that the text asks

template <typename Item, typename Use>
void for_each_wording(Item& item, Use use) {
  use(item.question);
  for (auto& choice : item.choices) use(choice);
  for (auto& answer : item.answers) use(answer);
}

/// Does the alignment hold one of the words that make the wording a question?
bool asks(const Wording& wording, const Alignment& alignment) {
  return std::ranges::any_of(wording.asking, [&](const Wording::Range& range) {
    auto first = std::ranges::lower_bound(alignment.pairs, range.begin, {}, &Alignment::Pair::wording);
    if (first == alignment.pairs.end() || first->wording != range.begin) return false;
    auto length = static_cast<std::ptrdiff_t>(range.end - range.begin);
    if (alignment.pairs.end() - first < length) return false;
    const Alignment::Pair& last = *(first + length - 1);
    return last.wording == range.end - 1 && last.text - first->text + 1 == static_cast<uint32_t>(length);
  });
}

/// Are there neither letters nor digits before and behind the bytes on their lines?
bool stands_alone(std::string_view text, size_t begin, size_t end) {
  auto is_blank = [](std::string_view part) {
    for (size_t at = 0; at < part.size();) {
      char32_t c = text::next_code_point(part, at);
      if (text::is_letter(c) || text::is_digit(c)) return false;
    }
    return true;
  };
  size_t before = begin == 0 ? std::string_view::npos : text.rfind('\n', begin - 1);
  size_t line = before == std::string_view::npos ? 0 : before + 1;
  return is_blank(text.substr(line, begin - line)) && is_blank(text.substr(end, text.find('\n', end) - end));
}

/// How often seeds of an item were met near one another.
struct Slot {
  uint32_t epoch = 0, hits = 0;
  uint32_t last = 0;         // token of the last hit
  uint32_t done_until = 0;   // token from which the next comparison may be worth while
  uint32_t found_until = 0;  // token behind the last place where the item was found
};

struct Scratch {
  std::vector<FoldedToken> tokens;
  std::vector<Slot> slots;
  uint32_t epoch = 0;
  AlignmentScratch alignment;
};

}  // namespace

/// One text on its way through find().
struct QuestionIndex::Scan {
  std::string_view text;
  const std::vector<FoldedToken>& tokens;
  std::vector<Slot>& slots;  // [items]
  uint32_t epoch;            // slots of another one are of another text
  AlignmentScratch& alignment;
  std::vector<FoundQuestion> found;
};

/// The question with none, with one or with all of what may stand behind it.
struct QuestionIndex::Variant {
  double weight = 0, total = 0;  // found, and of the whole wording
  size_t last = 0;               // token
  double overlap() const { return total > 0 ? weight / total : 0; }
  double margin() const { return overlap() - share_needed(total); }
};

/// A question aligned with a text, and what stands behind it.
struct QuestionIndex::Candidate {
  Alignment question;
  Variant best;
  size_t last = 0;           // token of the question
  size_t last_answer = 0;    // token of the right answer behind it; of the question where there is none
  bool has_choices = false;  // all but one, near one another
};

QuestionIndex::QuestionIndex(const std::vector<EvaluationItem>& items) {
  std::unordered_set<std::string> known;
  std::vector<const EvaluationItem*> sources;
  for (const EvaluationItem& source : items) {
    std::string key = source.question;
    for (const std::string& choice : source.choices) key += '\n' + choice;
    if (Item item = make_item(source); !item.question.empty() && known.insert(std::move(key)).second)
      items_.push_back(std::move(item)), sources.push_back(&source);
  }
  weigh();
  plant_seeds();
  for (uint32_t i = 0; i < items_.size(); ++i) whole_.add(*sources[i], items_[i].question.total >= kTelling, i);
}

QuestionIndex::Item QuestionIndex::make_item(const EvaluationItem& source) const {
  Item item;
  item.name = source.set + " " + source.id;
  item.question = make_wording(source.question);
  item.has_mark = source.question.find('?') != std::string::npos;
  for (const std::string& choice : source.choices) {
    if (Wording wording = make_wording(choice); !wording.empty())
      item.choice_tokens += static_cast<uint32_t>(wording.size()), item.choices.push_back(std::move(wording));
  }
  for (const std::string& answer : source.answers) {
    if (Wording wording = make_wording(answer); !wording.empty()) item.answers.push_back(std::move(wording));
  }
  return item;
}

/// A token's weight: log(1 + items / items that have it), 1 for a token that a single item has.
void QuestionIndex::weigh() {
  std::unordered_map<uint32_t, uint32_t> holders;
  for (const Item& item : items_) {
    std::unordered_set<uint32_t> tokens;
    for_each_wording(item, [&](const Wording& wording) { tokens.insert(wording.sorted.begin(), wording.sorted.end()); });
    for (uint32_t token : tokens) ++holders[token];
  }
  double most = std::log1p(static_cast<double>(items_.size()));
  for (Item& item : items_) {
    for_each_wording(item, [&](Wording& wording) {
      for (uint32_t hash : wording.hashes) {
        double rarity = std::log1p(static_cast<double>(items_.size()) / holders[hash]) / most;
        wording.weights.push_back(static_cast<float>(rarity) * ((hash & 1) != 0 ? kSyllableWeight : 1));
        wording.total += wording.weights.back();
      }
    });
  }
}

void QuestionIndex::plant_seeds() {
  std::vector<SeedTable::Entry> entries;
  for (uint32_t i = 0; i < items_.size(); ++i) {
    Item& item = items_[i];
    size_t runs = 0;
    auto plant = [&](const Wording& wording) {
      for_each_run(wording.size(), [&](size_t at) { return wording.hashes[at]; }, [&](size_t, uint64_t run) { entries.push_back({run, i}), ++runs; });
    };
    plant(item.question);
    for (const Wording& choice : item.choices) plant(choice);
    item.seeds_needed = static_cast<uint32_t>(std::clamp<size_t>(runs / 8, 1, 4));
  }
  seeds_.build(std::move(entries), kMostItemsARun);
}

/// Looks for answers and choices behind the question and keeps the variant that fits best. Each choice needs a place of its own.
void QuestionIndex::look_behind(const Item& item, Scan& scan, Candidate& c) const {
  constexpr double kOfChoice = 0.5;
  std::vector<Wording::Range> taken;
  auto look = [&](const Wording& wording, size_t room) {
    size_t behind = c.last + 1;
    Alignment there = align(wording, scan.tokens, behind, std::min(scan.tokens.size(), behind + room), kOfChoice, scan.alignment);
    if (there.pairs.empty()) return 0.0;
    Wording::Range place{there.pairs.front().text, there.pairs.back().text + 1};
    if (std::ranges::any_of(taken, [&](const Wording::Range& other) { return place.begin < other.end && other.begin < place.end; })) return 0.0;
    taken.push_back(place);
    return there.weight;
  };
  auto consider = [&](double weight, double total) {
    Variant variant{c.question.weight + weight, item.question.total + total,
                    taken.empty() ? c.last : std::ranges::max(taken, {}, &Wording::Range::end).end - 1};
    if (variant.margin() >= c.best.margin()) c.best = variant;
  };
  for (const Wording& answer : item.answers) {
    consider(look(answer, 2 * answer.size() + kRoom), answer.total);
    if (!taken.empty()) c.last_answer = taken[0].end - 1;
    taken.clear();
  }
  double weight = 0, total = 0;
  for (const Wording& choice : item.choices) weight += look(choice, item.choice_tokens + item.choice_tokens / 2 + kRoom), total += choice.total;
  if (item.choices.empty()) return;
  consider(weight, total);
  size_t last = taken.empty() ? c.last : std::ranges::max(taken, {}, &Wording::Range::end).end - 1;
  c.has_choices = taken.size() + 1 >= item.choices.size() && taken.size() >= 2 && 3 * item.choice_tokens >= 2 * (last - c.last - taken.size());
}

/// A text that says what a question asks has most of its words, too. So something must show that it asks: a question mark or word, choices, a line of
/// its own; unless a long question is there nearly whole.
bool QuestionIndex::is_asked(const Item& item, const Scan& scan, const Candidate& c) const {
  constexpr size_t kToMark = 8;  // bytes behind the last word: quotes, brackets, emphasis
  if (c.question.density() < kDense) return false;
  const FoldedToken &first = scan.tokens[c.question.pairs.front().text], &last = scan.tokens[c.last];
  bool marked = item.has_mark && scan.text.substr(first.begin, last.end + kToMark - first.begin).find('?') != std::string_view::npos;
  bool alone = std::ranges::any_of(std::array{c.last, c.last_answer, c.best.last},
                                   [&](size_t end) { return stands_alone(scan.text, first.begin, scan.tokens[end].end); });
  if (c.best.total < kTelling && !(marked && alone && c.best.total >= kTellingAsked)) return false;
  if (marked || c.has_choices || (alone && !item.has_mark) || asks(item.question, c.question)) return true;
  return (alone || c.best.total >= kLongEnough) && c.best.overlap() >= kNearlyWhole;
}

std::optional<QuestionIndex::Candidate> QuestionIndex::compare(const Item& item, size_t from, size_t at, Scan& scan) const {
  size_t reach = item.question.size() + item.question.size() / 2 + kRoom;
  size_t begin = std::max(from, at - std::min(at, reach + item.choice_tokens)), end = std::min(scan.tokens.size(), at + reach);
  Candidate c;
  double least = item.question.total >= kShortQuestion ? kLeastOfQuestion : kLeastOfShort;
  c.question = align(item.question, scan.tokens, begin, end, least, scan.alignment);
  if (!c.question.pairs.empty() && c.question.density() < kDense) {  // a word that was replaced may stand again in the answer
    c.question = align(item.question, scan.tokens, begin, end, least, scan.alignment, kHighGapCost);
  }
  if (c.question.pairs.empty()) return std::nullopt;
  c.last = c.last_answer = c.question.pairs.back().text;
  c.best = {c.question.weight, item.question.total, c.last};
  look_behind(item, scan, c);
  if (c.best.margin() < 0 || !is_asked(item, scan, c)) return std::nullopt;
  return c;
}

/// One seed of `number` met at token `at`.
void QuestionIndex::meet(uint32_t number, uint32_t at, Scan& scan) const {
  const Item& item = items_[number];
  Slot& slot = scan.slots[number];
  if (slot.epoch != scan.epoch) slot = {scan.epoch, 0, at, 0, 0};
  if (at - slot.last > item.question.size() + item.choice_tokens + kRoom) slot.hits = 0;
  slot.last = at;
  if (++slot.hits < item.seeds_needed || at < slot.done_until) return;
  slot.hits = 0;
  slot.done_until = at + static_cast<uint32_t>(item.question.size()) / 2;
  auto candidate = compare(item, slot.found_until, at, scan);
  if (!candidate) return;
  slot.done_until = slot.found_until = static_cast<uint32_t>(candidate->best.last) + 1;
  scan.found.push_back(
      {number, scan.tokens[candidate->question.pairs.front().text].begin, scan.tokens[candidate->best.last].end, candidate->best.overlap()});
}

/// Those that the alignment has not found, because they tell too little or begin like too many others.
void QuestionIndex::add_whole(Scan& scan) const {
  for (const WholeQuestions::Found& one : whole_.find(scan.text, scan.tokens)) {
    const size_t begin = scan.tokens[one.first].begin, end = scan.tokens[one.last].end;
    const bool known =
        std::ranges::any_of(scan.found, [&](const FoundQuestion& other) { return other.item == one.item && other.begin < end && begin < other.end; });
    if (!known) scan.found.push_back({one.item, begin, end, 1});  // overlapping forms of one question: the first
  }
}

std::vector<FoundQuestion> QuestionIndex::find(std::string_view text) const {
  static thread_local Scratch scratch;
  tokenize(text, scratch.tokens);
  scratch.slots.resize(std::max(scratch.slots.size(), items_.size()));
  Scan scan{text, scratch.tokens, scratch.slots, ++scratch.epoch, scratch.alignment, {}};
  for_each_run(
      scan.tokens.size(), [&](size_t i) { return scan.tokens[i].hash; },
      [&](size_t i, uint64_t run) {
        if (!seeds_.may_hold(run)) return;
        for (uint32_t item : seeds_.find(run)) meet(item, static_cast<uint32_t>(i), scan);
      });
  add_whole(scan);
  std::ranges::sort(scan.found, {}, [](const FoundQuestion& found) { return std::pair(found.begin, found.item); });
  return std::move(scan.found);
}

}  // namespace jangin::refine
