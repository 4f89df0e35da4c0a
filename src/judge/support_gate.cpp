// The gate of support: what an answer claims (numbers, units, bounds, codes, names) must stand in its evidence. Rules on typed tokens;
// meaning beyond them (negation, cause, order) is not judged here.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <span>
#include <unordered_set>
#include <utility>

#include "judge/bounds.h"
#include "judge/counted_range.h"
#include "judge/gates.h"
#include "judge/korean_stem.h"
#include "judge/listed_count.h"
#include "judge/name_forms.h"
#include "judge/pattern.h"
#include "judge/question_score.h"
#include "judge/reading.h"
#include "judge/units.h"
#include "text/unicode.h"

namespace jangin::judge {
namespace {

using Tokens = std::vector<std::string>;

constexpr std::array<std::string_view, 7> kBounds = {"이내", "이상", "이하", "미만", "초과", "이후", "이전"};

bool is_number(std::string_view token) { return token.starts_with('#') && token.size() > 1; }
bool is_bound(std::string_view token) { return std::ranges::find(kBounds, token) != kBounds.end(); }
bool is_code(std::string_view token) {
  return !is_number(token) && token.size() > 1 && (token[0] == '_' || (token[0] >= 'a' && token[0] <= 'z')) &&
         token.find_first_of("0123456789_") != std::string_view::npos;
}

/// Thousands and hundreds as figures: "1천" → "1000", "5백만원" → "500만원"; "5천원" stays, 천원 is a unit of its own.
std::string plain_thousands(std::string_view text) {
  static const Pattern thousands(R"((?<=\d)천(?!원))");
  static const Pattern hundreds(R"((?<=\d)백(?!분))");
  const std::string plain = text.find("천") == std::string_view::npos ? std::string(text) : thousands.replace(text, "000");
  return plain.find("백") == std::string::npos ? plain : hundreds.replace(plain, "00");
}

Tokens number_words_as_numbers(Tokens tokens) {
  for (std::string& token : tokens) {
    if (std::string_view number = number_of_word(token); !number.empty()) token = number;
  }
  return tokens;
}

/// "이내이면" → "이내".
Tokens plain_bounds(Tokens tokens) {
  for (std::string& token : tokens) {
    for (std::string_view bound : kBounds) {
      if (token.size() > bound.size() && token.starts_with(bound) && is_korean_tail(std::string_view(token).substr(bound.size()))) token = bound;
    }
  }
  return tokens;
}

Tokens claim_tokens(std::string_view text) { return plain_bounds(number_words_as_numbers(answer_tokens(plain_thousands(text)))); }

/// A text as the gate looks things up in it.
class Ground {
 public:
  explicit Ground(std::string_view text) : tokens_(claim_tokens(text)) {
    for (size_t i = 0; i < tokens_.size(); ++i) {
      set_.insert(tokens_[i]);
      static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kSpelled = {{{"zero", "#0"}, {"one", "#1"}, {"twice", "#2"}, {"second", "#2"}, {"third", "#3"}, {"fourth", "#4"}}};
      for (const auto& [word, number] : kSpelled) {
        if (tokens_[i] == word) spelled_.insert(std::string(number));
      }
      // The second number of a range ("5-10") reads as a negative one; it stands for both.
      bool range = i > 0 && tokens_[i].starts_with("#-") && (is_number(tokens_[i - 1]) || !unit_of_inflected(tokens_[i - 1]).empty());
      if (range) set_.insert("#" + tokens_[i].substr(2));
      if (std::string_view unit = unit_of_inflected(tokens_[i]); !unit.empty()) units_.insert(std::string(unit));
      if (i > 0) pairs_.emplace(tokens_[i - 1], tokens_[i]);
    }
  }
  bool has(const std::string& token) const { return set_.contains(token); }
  /// Whether a word that is no number names it: "twice" and "third" do.
  bool spells(const std::string& number) const { return spelled_.contains(number); }
  bool has_pair(const std::string& first, const std::string& second) const { return pairs_.contains({first, second}); }
  bool has_unit(std::string_view unit) const { return units_.contains(std::string(unit)); }
  bool has_row(std::span<const std::string> row) const { return !std::ranges::search(tokens_, row).empty(); }
  /// Whether `number` stands here with this unit; with no unit at all, whether the unit stands anywhere (a table's heading).
  bool has_quantity(const std::string& number, std::string_view unit) const {
    bool other_unit = false;
    for (size_t i = 0; i + 1 < tokens_.size(); ++i) {
      if (tokens_[i] != number && "#-" + number.substr(1) != tokens_[i]) continue;
      std::string_view here = unit_of_inflected(tokens_[i + 1]);
      if (here == unit) return true;
      other_unit = other_unit || !here.empty();
    }
    return !other_unit && has_unit(unit);
  }

 private:
  Tokens tokens_;
  std::unordered_set<std::string> set_;
  std::unordered_set<std::string> units_, spelled_;
  std::set<std::pair<std::string, std::string>> pairs_;
};

const Pattern& word_pattern() {
  static const Pattern pattern(R"([A-Za-z][A-Za-z0-9_]*(?:[-./][A-Za-z0-9_]+)*)");
  return pattern;
}

std::unordered_set<std::string> words_of(std::string_view text) {
  static const Pattern part(R"([A-Za-z0-9_]+)");
  std::unordered_set<std::string> words;
  std::string folded = text::casefold(text::nfkc(text));
  for (std::string_view word : word_pattern().find_all(folded)) words.emplace(word);
  for (std::string_view word : part.find_all(folded)) words.emplace(word);
  return words;
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/// A word whose spelling says that it names something: inner capitals, digits or underscores; or a capital inside a sentence.
bool is_name(std::string_view word, bool opens_sentence) {
  auto capitals = std::ranges::count_if(word, is_upper);
  bool inner_capital = capitals > (is_upper(word[0]) ? 1 : 0);
  if (inner_capital || word.find_first_of("0123456789_") != std::string_view::npos) return true;
  return is_upper(word[0]) && word.size() > 1 && !opens_sentence;
}

/// Whether the word at `at` is the first of a sentence, a line or a quotation.
bool opens_sentence(std::string_view text, size_t at) {
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '"' || text[at - 1] == '\'' || text[at - 1] == '(' || text[at - 1] == '*')) --at;
  return at == 0 || std::string_view(".!?:;\n-").find(text[at - 1]) != std::string_view::npos;
}

class SupportGate : public Gate {
 public:
  std::string_view name() const override { return "support"; }
  uint32_t version() const override { return 6; }

  record::Verdict check(const GateInput& input) override {
    if (input.refusal) return accept(input);
    Tokens answer = claim_tokens(input.answer);
    if (answer.empty() && input.answer.find_first_not_of(" \n\t") == std::string_view::npos) return reject(input, "empty_answer", "the answer is empty");
    if (input.evidence.empty()) return reject(input, "no_evidence", "the sample names no evidence");
    Ground evidence(input.evidence);
    Ground context(input.context);
    for (size_t i = 0; i < answer.size(); ++i) {
      std::string_view reason = judge_token(answer, i, evidence, context);
      if (!reason.empty() && !is_counted(answer[i], input.evidence, input.question)) return reject(input, std::string(reason), fmt::format("\"{}\" is not in the evidence", shown(answer, i)));
    }
    if (const auto range = read_counted_range(input.evidence))
      for (const std::string& token : claim_tokens(input.question))
        if (is_number(token) && !evidence.has(token) && member_of(*range, token) && !is_counted(token, input.evidence, input.answer))
          return reject(input, "unsupported_number", fmt::format("\"{}\" counts another member of the list", token.substr(1)));
    // Of a list's item the lead is not in the evidence: what the question takes from it cannot be judged.
    bool fragment = is_fragment(reading_of(input.evidence));
    Tokens question = fragment ? Tokens{} : claim_tokens(input.question);
    for (size_t i = 0; i < question.size(); ++i) {
      std::string_view reason = judge_asked(question, i, evidence, context);
      if (!reason.empty() && !is_counted(question[i], input.evidence, input.answer) && !is_said_otherwise(question[i], reason, evidence, input)) return reject(input, std::string(reason), fmt::format("\"{}\" is asked about, but not in the evidence", shown(question, i)));
    }
    std::string unknown = unknown_name(input, input.answer);
    // Where a question's names come from, a product's for one, is known only with the headings at hand.
    if (unknown.empty() && !fragment && !input.context.empty()) unknown = unknown_name(input, input.question);
    if (!unknown.empty()) return reject(input, "unsupported_name", fmt::format("\"{}\" is neither in the evidence nor in its headings", unknown));
    return accept(input);
  }

 private:
  static const std::string* member_of(const CountedRange& range, std::string_view token) {
    int number = 0;
    const auto digits = is_number(token) ? token.substr(1) : std::string_view();
    const bool whole = !digits.empty() && std::from_chars(digits.data(), digits.data() + digits.size(), number).ptr == digits.data() + digits.size();
    return whole ? range.member(number) : nullptr;
  }

  /// A number inside a range that counts a list stands for the list's member at its place: the other side must name that one.
  static bool is_counted(const std::string& token, std::string_view evidence, std::string_view other) {
    const auto range = read_counted_range(evidence);
    const std::string* member = range ? member_of(*range, token) : nullptr;
    if (!member) return false;
    const Tokens sought = claim_tokens(*member), said = claim_tokens(other);
    const bool others = std::ranges::any_of(range->members, [&](const std::string& one) { return &one != member && !std::ranges::search(said, claim_tokens(one)).empty(); });
    return !sought.empty() && !others && !std::ranges::search(said, sought).empty();
  }

  /// A number of the question that no text says: how many things are listed ("which two …"), or a value for which a bound of the evidence holds.
  static bool is_said_otherwise(const std::string& token, std::string_view reason, const Ground& ground, const GateInput& input) {
    if (reason == "unsupported_code") return false;
    if (ground.spells(token)) return true;
    if (reason == "unsupported_unit" && token == "#1" && (is_year(reading_of(input.question), reading_of(input.evidence)) || is_bare_one(reading_of(input.evidence)))) return true;
    const Reading& question = reading_of(input.question);
    const Reading& evidence = reading_of(input.evidence);
    if (reason == "unsupported_unit" && is_percent(token, question, evidence)) return true;
    for (size_t i = 0; i < question.words.size(); ++i) {
      const Word& word = question.words[i];
      const std::string_view named = number_of_word(word.text);
      if (word.key != token && named != token) continue;
      if (is_instance_of_bound(question, i, evidence) || (reason == "unsupported_number" && (is_hour_of_day(question, i, evidence) || is_own_example(question, i, evidence)))) return true;
      const bool measured = i + 1 < question.words.size() && !unit_of_inflected(question.words[i + 1].text).empty() && question.words[i + 1].text != "times";
      if (reason == "unsupported_unit") return !named.empty() && !measured;  // "three times" for "three … in a row"
      int count = 0;
      if (named.empty() || measured || counts_otherwise(question, i, evidence) || std::from_chars(named.data() + 1, named.data() + named.size(), count).ec != std::errc()) return false;
      const Reading answer = read_text(input.answer);
      const bool asked = i > 0 && (question.words[i - 1].text == "which" || question.words[i - 1].text == "what" || question.words[i - 1].text == "name");
      return lists(answer, static_cast<size_t>(count)) || (count == 2 && !(asked && lists_any(answer))) || (!(asked && lists_any(answer)) && lists(evidence, static_cast<size_t>(count)));
    }
    return false;
  }

  /// "20퍼센트" for "100분의 20".
  static bool is_percent(const std::string& token, const Reading& question, const Reading& evidence) {
    for (size_t i = 0; i + 1 < question.words.size(); ++i) {
      if (question.words[i].key != token || unit_of_inflected(question.words[i + 1].text) != "%") continue;
      for (size_t j = 2; j < evidence.words.size(); ++j) {
        if (evidence.words[j].key == token && evidence.words[j - 1].text == "분의" && evidence.words[j - 2].text == "100") return true;
      }
    }
    return false;
  }

  /// "1년에 두 번" for "연 2회", "1년 뒤" for "다음 해".
  static bool is_year(const Reading& question, const Reading& evidence) {
    const bool asked = std::ranges::any_of(question.words, [](const Word& word) { return word.text == "년에" || word.text == "년"; });
    return asked && std::ranges::any_of(evidence.words, [](const Word& word) { return word.text == "연" || word.text == "매년" || word.text == "연간" || word.text == "해" || word.text == "해에"; });
  }

  /// Whether 1 stands in a Korean text as a number of times alone, or of nothing: "1인" and "1개" are asked of without it.
  static bool is_bare_one(const Reading& evidence) {
    bool hangul = false;
    for (size_t j = 0; j + 1 < evidence.words.size(); ++j) {
      const std::string_view unit = unit_of_inflected(evidence.words[j + 1].text);
      if (evidence.words[j].key == "#1" && !unit.empty() && unit != "time") return false;
      hangul = hangul || evidence.words[j].hangul;
    }
    return hangul;
  }

  /// "밤 10시" for "22시".
  static bool is_hour_of_day(const Reading& question, size_t i, const Reading& evidence) {
    int hour = 0;
    const std::string& digits = question.words[i].text;
    auto at_hour = [](const Reading& text, size_t at) { return at + 1 < text.words.size() && text.words[at + 1].text.starts_with("시") && !text.words[at + 1].text.starts_with("시간"); };
    if (i == 0 || !at_hour(question, i) || std::from_chars(digits.data(), digits.data() + digits.size(), hour).ec != std::errc()) return false;
    const std::string& before = question.words[i - 1].text;
    if (before != "밤" && before != "오후" && before != "저녁") return false;
    for (size_t j = 0; j < evidence.words.size(); ++j) {
      if (evidence.words[j].text == std::to_string(hour + 12) && at_hour(evidence, j)) return true;
    }
    return false;
  }

  /// A Korean question's own example ("설계 압력이 10 bar인 배관"): the evidence has no quantity of that unit.
  static bool is_own_example(const Reading& question, size_t i, const Reading& evidence) {
    if (i + 1 >= question.words.size() || !question.words.back().hangul) return false;
    auto is_month = [](const Reading& text, size_t at) { return text.words[at].number && text.words[at + 1].text.starts_with("월"); };
    if (is_month(question, i)) {
      bool dated = false;
      for (size_t j = 0; j + 1 < evidence.words.size(); ++j) dated = dated || is_month(evidence, j);
      return !dated;
    }
    const std::string_view unit = unit_of_inflected(question.words[i + 1].text);
    if (unit.empty() || unit == "person" || unit == "time" || unit == "piece") return false;
    for (size_t j = 0; j + 1 < evidence.words.size(); ++j) {
      if (evidence.words[j].number && unit_of_inflected(evidence.words[j + 1].text) == unit) return false;
    }
    return true;
  }

  static std::string_view judge_token(const Tokens& answer, size_t i, const Ground& evidence, const Ground& context) {
    const std::string& token = answer[i];
    if (is_number(token)) {
      std::string_view unit = i + 1 < answer.size() ? unit_of_inflected(answer[i + 1]) : std::string_view{};
      if (!evidence.has(token)) {
        if (!in_context(answer, i, context)) return "unsupported_number";
        return unit.empty() || context.has_quantity(token, unit) ? "" : "unsupported_unit";
      }
      if (!unit.empty() && !evidence.has_quantity(token, unit)) return "unsupported_unit";
      return "";
    }
    if (is_code(token)) return evidence.has(token) || context.has(token) ? "" : "unsupported_code";
    if (is_bound(token)) return bound_stands(answer, i, evidence) ? "" : "unsupported_bound";
    return "";
  }

  /// What a question takes for granted: codes and quantities; a number alone may come from the headings ("Version 3").
  static std::string_view judge_asked(const Tokens& question, size_t i, const Ground& evidence, const Ground& context) {
    const std::string& token = question[i];
    if (is_code(token)) return evidence.has(token) || context.has(token) ? "" : "unsupported_code";
    bool clause = i > 0 && question[i - 1] == "제";  // a clause referred to, often of another law
    if (!is_number(token) || clause) return "";
    if (!evidence.has(token)) return context.has(token) ? "" : "unsupported_number";
    std::string_view unit = i + 1 < question.size() ? unit_of_inflected(question[i + 1]) : std::string_view{};
    return unit.empty() || evidence.has_quantity(token, unit) || context.has_quantity(token, unit) ? "" : "unsupported_unit";
  }

  /// A number of the heading counts only together with its neighbour ("제261조", "section 3"), never as a bare value.
  static bool in_context(const Tokens& answer, size_t i, const Ground& context) {
    return (i > 0 && context.has_pair(answer[i - 1], answer[i])) || (i + 1 < answer.size() && context.has_pair(answer[i], answer[i + 1]));
  }

  /// A bound behind a quantity must stand with that quantity.
  static bool bound_stands(const Tokens& answer, size_t i, const Ground& evidence) {
    size_t first = i;
    if (first > 0 && !unit_of_inflected(answer[first - 1]).empty()) --first;
    if (first > 0 && is_number(answer[first - 1])) --first;
    return evidence.has_row(std::span(answer).subspan(first, i - first + 1));
  }

  static std::string shown(const Tokens& answer, size_t i) {
    std::string text = is_number(answer[i]) ? answer[i].substr(1) : answer[i];
    if (is_number(answer[i]) && i + 1 < answer.size() && !unit_of_inflected(answer[i + 1]).empty()) text += " " + answer[i + 1];
    return is_bound(answer[i]) && i > 0 ? answer[i - 1] + " " + text : text;
  }

  /// Abbreviations of everyday Korean, whatever the text calls the thing.
  static bool is_everyday(std::string_view folded) {
    static constexpr std::array<std::string_view, 14> kWords = {"cctv", "pc", "tv", "sns", "usb", "ups", "led", "lcd", "gps", "atm", "qr", "ai", "it", "id"};
    return std::ranges::find(kWords, folded) != kWords.end();
  }

  static std::string unknown_name(const GateInput& input, std::string_view text) {
    static const Pattern part(R"([A-Za-z0-9_]+)");
    std::unordered_set<std::string> known = words_of(input.evidence);
    known.merge(words_of(input.context));
    for (std::string_view word : word_pattern().find_all(text)) {
      if (!is_name(word, opens_sentence(text, static_cast<size_t>(word.data() - text.data())))) continue;
      std::string folded = text::casefold(text::nfkc(word));
      bool stands = known.contains(folded) || (input.language == "ko" && text == input.question && is_everyday(folded)) || std::ranges::all_of(part.find_all(folded), [&](std::string_view p) { return known.contains(std::string(p)); });
      if (!stands && !is_form_of_name(word, input.evidence) && !is_form_of_name(word, input.context)) return std::string(word);
    }
    return {};
  }
};

}  // namespace

std::unique_ptr<Gate> make_support_gate() { return std::make_unique<SupportGate>(); }

}  // namespace jangin::judge
