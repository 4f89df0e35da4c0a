// The gate of support: what an answer claims (numbers, units, bounds, codes, names) must stand in its evidence. Rules on typed tokens;
// meaning beyond them (negation, cause, order) is not judged here.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <unordered_set>

#include "judge/asked_number.h"
#include "judge/claim_tokens.h"
#include "judge/counted_range.h"
#include "judge/gates.h"
#include "judge/name_forms.h"
#include "judge/pattern.h"
#include "judge/reading.h"
#include "judge/substance_names.h"
#include "judge/units.h"
#include "text/unicode.h"

namespace jangin::judge {
namespace {

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
  uint32_t version() const override { return 8; }

  record::Verdict check(const GateInput& input) override {
    if (input.refusal) return accept(input);
    Tokens answer = claim_tokens(input.answer);
    if (answer.empty() && input.answer.find_first_not_of(" \n\t") == std::string_view::npos)
      return reject(input, "empty_answer", "the answer is empty");
    if (input.evidence.empty()) return reject(input, "no_evidence", "the sample names no evidence");
    Ground evidence(input.evidence);
    Ground context(input.context);
    for (size_t i = 0; i < answer.size(); ++i) {
      std::string_view reason = judge_token(answer, i, evidence, context);
      if (!reason.empty() && !is_counted(answer[i], input.evidence, input.question))
        return reject(input, std::string(reason), fmt::format("\"{}\" is not in the evidence", shown(answer, i)));
    }
    const std::string known_text = std::string(input.evidence) + "\n" + std::string(input.context);
    for (std::string_view claim : {input.answer, input.question}) {
      if (const std::string fraction = unknown_fraction(claim, known_text); !fraction.empty())
        return reject(input, "unsupported_number", fmt::format("\"{}\" is no fraction of the evidence", fraction));
    }
    if (const auto range = read_counted_range(input.evidence))
      for (const std::string& token : claim_tokens(input.question))
        if (is_number(token) && !evidence.has(token) && member_of(*range, token) && !is_counted(token, input.evidence, input.answer))
          return reject(input, "unsupported_number", fmt::format("\"{}\" counts another member of the list", token.substr(1)));
    // Of a list's item the lead is not in the evidence: what the question takes from it cannot be judged.
    bool fragment = is_fragment(reading_of(input.evidence));
    const std::string asked = with_substance_names(input.question, known_text);
    Tokens question = fragment ? Tokens{} : claim_tokens(asked);
    for (size_t i = 0; i < question.size(); ++i) {
      std::string_view reason = judge_asked(question, i, evidence, context);
      if (!reason.empty() && !is_counted(question[i], input.evidence, input.answer) && !is_said_otherwise(question[i], reason, evidence, input))
        return reject(input, std::string(reason), fmt::format("\"{}\" is asked about, but not in the evidence", shown(question, i)));
    }
    std::string unknown = unknown_name(input, input.answer, false);
    // Where a question's names come from, a product's for one, is known only with the headings at hand.
    if (unknown.empty() && !fragment && !input.context.empty()) unknown = unknown_name(input, asked, true);
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
    const bool others = std::ranges::any_of(
        range->members, [&](const std::string& one) { return &one != member && !std::ranges::search(said, claim_tokens(one)).empty(); });
    return !sought.empty() && !others && !std::ranges::search(said, sought).empty();
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
    static constexpr std::array<std::string_view, 14> kWords = {"cctv", "pc",  "tv",  "sns", "usb", "ups", "led",
                                                                "lcd",  "gps", "atm", "qr",  "ai",  "it",  "id"};
    return std::ranges::find(kWords, folded) != kWords.end();
  }

  static std::string unknown_name(const GateInput& input, std::string_view text, bool question) {
    static const Pattern part(R"([A-Za-z0-9_]+)");
    std::unordered_set<std::string> known = words_of(input.evidence);
    known.merge(words_of(input.context));
    for (std::string_view word : word_pattern().find_all(text)) {
      if (!is_name(word, opens_sentence(text, static_cast<size_t>(word.data() - text.data())))) continue;
      std::string folded = text::casefold(text::nfkc(word));
      bool stands = known.contains(folded) || (input.language == "ko" && question && is_everyday(folded)) ||
                    std::ranges::all_of(part.find_all(folded), [&](std::string_view p) { return known.contains(std::string(p)); });
      if (!stands && !is_form_of_name(word, input.evidence) && !is_form_of_name(word, input.context)) return std::string(word);
    }
    return {};
  }
};

}  // namespace

std::unique_ptr<Gate> make_support_gate() { return std::make_unique<SupportGate>(); }

}  // namespace jangin::judge
