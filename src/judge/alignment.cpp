// Greedy tiling of common runs (as in string matching by running tiles), on words.
#include "judge/alignment.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/strings.h"
#include "judge/korean_denial.h"
#include "judge/korean_stem.h"
#include "judge/units.h"
#include "text/sentences.h"

namespace jangin::judge {
namespace {

constexpr std::string_view kDenial = "!not", kNone = "!none";
constexpr size_t kCandidates = 5;  // units of the evidence that are aligned, of those that share words
constexpr size_t kSureRun = 4;     // a shorter run of function words says nothing

bool begins(std::string_view word, std::initializer_list<std::string_view> heads) {
  return std::ranges::any_of(heads, [&](std::string_view head) { return word.starts_with(head); });
}

bool is_cut_verb(std::string_view word) {
  static constexpr std::array<std::string_view, 17> kCut = {"isn",  "aren", "wasn",   "weren", "doesn",  "don",     "didn",  "hasn", "haven",
                                                            "hadn", "can",  "couldn", "won",   "wouldn", "shouldn", "mustn", "needn"};
  return std::ranges::find(kCut, word) != kCut.end();
}

std::string form_of(const Reading& reading, size_t i) {
  const Word& word = reading.words[i];
  if (word.number) return word.key;
  if (std::string_view number = number_of_word(word.text); !number.empty()) return std::string(number);
  if (i > 0 && reading.words[i - 1].number) {
    std::string_view unit = unit_of_inflected(word.text);
    if (!unit.empty()) return "unit:" + std::string(unit);
  }
  if (word.hangul) {
    if (begins(word.text, {"아니하", "아니한", "아니할", "아니함", "아니합", "않", "못하", "못한", "못할", "못합"}) || word.text == "아니" ||
        word.text == "안")
      return is_korean_within(reading.words, i) ? word.text : std::string(kDenial);
    if (begins(word.text, {"없"}) && !is_korean_manner(reading.words, i)) return std::string(kNone);
    return word.text;
  }
  if (word.text == "not" || word.text == "cannot" || (word.text == "t" && i > 0 && is_cut_verb(reading.words[i - 1].text)))
    return std::string(kDenial);
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kCut = {
      {{"isn", "is"}, {"aren", "are"}, {"wasn", "was"}, {"weren", "were"}, {"doesn", "does"}, {"don", "do"}, {"didn", "did"}, {"hasn", "has"}}};
  for (const auto& [cut, whole] : kCut) {
    if (word.text == cut) return std::string(whole);
  }
  return word.key;
}

/// Words from `i` on, within its unit, that are a run of one heading; behind "in", or up to the particle 에서.
size_t title_run(const std::vector<Word>& words, size_t i, size_t unit_begin, size_t unit_end, const Reading& headings) {
  size_t longest = 0;
  for (const TextUnit& heading : headings.units) {
    for (size_t h = heading.begin; h < heading.end; ++h) {
      size_t length = 0;
      while (i + length < unit_end && h + length < heading.end && words[i + length].key == headings.words[h + length].key) ++length;
      auto told = [&](size_t at) { return words[at].text.ends_with("에서") || words[at].text.ends_with("에서는"); };
      bool behind_in = i > unit_begin && words[i - 1].text == "in";
      while (!behind_in && length > longest && !told(i + length - 1) &&
             !(i + length < unit_end && told(i + length) && words[i + length].text.size() <= 9))
        --length;
      longest = std::max(longest, length);
    }
  }
  return longest;
}

void mark_titles(AlignedWords& claim, std::string_view context) {
  const Reading& headings = reading_of(replace_all(std::string(context), " > ", "\n"));
  const std::vector<Word>& words = claim.reading.words;
  claim.title.assign(words.size(), false);
  for (const TextUnit& unit : claim.reading.units) {
    for (size_t i = unit.begin; i < unit.end; ++i) {
      size_t length = title_run(words, i, unit.begin, unit.end, headings);
      std::fill_n(claim.title.begin() + static_cast<ptrdiff_t>(i), length, true);
      if (length > 0) i += length - 1;
    }
  }
}

AlignedWords words_of(std::string_view question, std::string_view answer, std::string_view context) {
  AlignedWords out;
  std::string joined(question);
  if (!joined.empty()) joined += '\n';
  if (!joined.empty()) out.answer_begin = read_text(joined).words.size();
  joined += answer;
  out.reading = read_text(joined);
  for (size_t i = 0; i < out.reading.words.size(); ++i) out.forms.push_back(form_of(out.reading, i));
  mark_titles(out, context);
  return out;
}

/// Aligns one part of a claim with one unit.
class Tiler {
 public:
  Tiler(const AlignedWords& claim, size_t begin, size_t end, const AlignedWords& evidence, const TextUnit& unit)
      : claim_(claim), evidence_(evidence) {
    out_.claim_begin = begin, out_.claim_end = end, out_.unit = unit;
    rows_ = end - begin, columns_ = unit.end - unit.begin;
    out_.to_evidence.assign(rows_, kUnaligned);
    out_.to_claim.assign(columns_, kUnaligned);
    same_.resize(rows_ * columns_);
    for (size_t i = 0; i < rows_; ++i) {
      for (size_t j = 0; j < columns_; ++j) same_[i * columns_ + j] = is_same(begin + i, unit.begin + j);
    }
  }

  Alignment run() {
    while (tile_longest()) {
    }
    for (size_t k = 1; k <= std::min(rows_, columns_) && open(rows_ - k) && free(columns_ - k) && same_[(rows_ - k) * columns_ + columns_ - k]; ++k)
      match(rows_ - k, columns_ - k);
    fill_gaps();
    for (size_t i = 0; i < rows_; ++i) {
      if (open(i) && word(i).content && !word(i).number) match_anywhere(i);
    }
    return std::move(out_);
  }

 private:
  const Word& word(size_t row) const { return claim_.reading.words[out_.claim_begin + row]; }
  bool open(size_t row) const { return out_.to_evidence[row] == kUnaligned; }
  bool free(size_t column) const { return out_.to_claim[column] == kUnaligned; }

  bool is_same(size_t i, size_t j) const {
    const Word& a = claim_.reading.words[i];
    const Word& b = evidence_.reading.words[j];
    if (claim_.title[i]) return false;
    if (claim_.forms[i] == evidence_.forms[j]) return true;
    return a.hangul && b.hangul && claim_.forms[i] == a.text && evidence_.forms[j] == b.text && same_korean_stem(a.text, b.text);
  }

  void match(size_t row, size_t column) {
    out_.to_evidence[row] = out_.unit.begin + column;
    out_.to_claim[column] = out_.claim_begin + row;
  }

  /// Matches the longest run of two words or more that is still free; false when there is none.
  bool tile_longest() {
    size_t best = 1, best_row = 0, best_column = 0;
    std::vector<size_t> before(columns_ + 1, 0), here(columns_ + 1, 0);  // lengths of the runs that end at (row, column - 1)
    for (size_t i = 0; i < rows_; ++i) {
      for (size_t j = 0; j < columns_; ++j) {
        here[j + 1] = open(i) && free(j) && same_[i * columns_ + j] ? before[j] + 1 : 0;
        if (here[j + 1] > best && says_something(i, here[j + 1])) best = here[j + 1], best_row = i, best_column = j;
      }
      std::swap(before, here);
    }
    if (best < 2) return false;
    for (size_t k = 0; k < best; ++k) match(best_row - k, best_column - k);
    out_.longest = std::max(out_.longest, best);
    out_.score += std::pow(static_cast<double>(best), 1.5);
    return true;
  }

  bool says_something(size_t last, size_t length) const {
    if (length >= kSureRun) return true;
    for (size_t k = 0; k < length; ++k) {
      bool quantity = word(last - k).number || is_unit_form(claim_.forms[out_.claim_begin + last - k]);  // "2 hours" may stand in several places
      if (word(last - k).content && !quantity) return true;
    }
    return false;
  }

  /// Single words between two runs that follow each other on both sides, in their order.
  void fill_gaps() {
    for (size_t i = 0; i < rows_; ++i) {
      if (!open(i)) continue;
      size_t low = 0, high = columns_;
      for (size_t k = i; k-- > 0;) {
        if (!open(k)) {
          low = out_.to_evidence[k] - out_.unit.begin + 1;
          break;
        }
      }
      for (size_t k = i + 1; k < rows_; ++k) {
        if (!open(k)) {
          high = out_.to_evidence[k] - out_.unit.begin;
          break;
        }
      }
      for (size_t j = low; j < high; ++j) {
        if (!free(j) || !same_[i * columns_ + j]) continue;
        match(i, j);
        if (word(i).content) out_.longest = std::max<size_t>(out_.longest, 1), out_.score += 1;
        break;
      }
    }
  }

  void match_anywhere(size_t row) {
    for (size_t j = 0; j < columns_; ++j) {
      if (!free(j) || !same_[row * columns_ + j]) continue;
      match(row, j);
      out_.longest = std::max<size_t>(out_.longest, 1);
      out_.score += 0.7;
      return;
    }
  }

  const AlignedWords& claim_;
  const AlignedWords& evidence_;
  Alignment out_;
  size_t rows_ = 0, columns_ = 0;
  std::vector<char> same_;
};

/// The few units that hold most of the claim's keys, in their order.
std::vector<TextUnit> candidates(const std::unordered_set<std::string>& claim_keys, const Reading& evidence) {
  std::vector<std::pair<double, size_t>> ranked;  // negated share, unit
  for (size_t u = 0; u < evidence.units.size(); ++u) {
    auto row = [&](size_t at) { return at < evidence.units.size() && evidence.units[at].kind == TextUnit::Kind::row; };
    if (row(u) && row(u + 1) && (u == 0 || !row(u - 1))) continue;  // the header of a table says nothing of a row
    auto keys = content_keys(evidence, evidence.units[u].begin, evidence.units[u].end);
    auto held = std::ranges::count_if(keys, [&](const std::string& key) { return claim_keys.contains(key); });
    if (held > 0) ranked.emplace_back(-static_cast<double>(held), u);
  }
  std::ranges::sort(ranked);
  ranked.resize(std::min(ranked.size(), kCandidates));
  std::ranges::sort(ranked, {}, &std::pair<double, size_t>::second);
  std::vector<TextUnit> units;
  for (const auto& [share, u] : ranked) units.push_back(evidence.units[u]);
  return units;
}

/// The unit on which most lies; the earlier of equals. Of the answer the score counts once more.
Alignment nearest(const AlignedWords& claim, size_t begin, size_t end, const AlignedWords& evidence) {
  Alignment best;
  double best_score = 0;
  for (const TextUnit& unit : candidates(content_keys(claim.reading, begin, end), evidence.reading)) {
    Alignment one = Tiler(claim, begin, end, evidence, unit).run();
    double of_answer = 0;
    for (size_t i = std::max(begin, claim.answer_begin); i < end; ++i)
      of_answer += one.evidence_of(i) != kUnaligned && claim.reading.words[i].content ? 1 : 0;
    double score = one.score + of_answer;
    if (one.longest == 0 || score <= best_score) continue;
    best = std::move(one), best_score = score;
  }
  return best;
}

AlignedSample align(const GateInput& input) {
  AlignedSample sample;
  sample.claim = words_of(input.question, input.answer, input.context);
  sample.evidence = words_of({}, input.evidence, {});
  sample.whole = nearest(sample.claim, 0, sample.claim.reading.words.size(), sample.evidence);
  for (const TextUnit& unit : sample.claim.reading.units) {
    Alignment part = nearest(sample.claim, unit.begin, unit.end, sample.evidence);
    if (part.longest > 0) sample.parts.push_back(std::move(part));
  }
  return sample;
}

}  // namespace

const AlignedSample& aligned_sample(const GateInput& input) {
  struct Remembered {
    std::string question, answer, evidence, context;
    AlignedSample sample;
  };
  thread_local Remembered last;
  if (last.question != input.question || last.answer != input.answer || last.evidence != input.evidence || last.context != input.context ||
      last.sample.evidence.reading.units.empty()) {
    last.question = input.question, last.answer = input.answer, last.evidence = input.evidence, last.context = input.context;
    last.sample = align(input);
  }
  return last.sample;
}

bool is_denial_form(std::string_view form) { return form == kDenial || form == kNone; }
bool is_unit_form(std::string_view form) { return form.starts_with("unit:"); }

}  // namespace jangin::judge
