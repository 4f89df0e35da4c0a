// A sentence in an order and in words that are read more surely, before it is parsed: contractions, signs, asides, and conditions out of their
// places.
#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/english/clause_parts.h"
#include "synthesize/english/connectives.h"

namespace jangin::synthesize::english {
namespace {

/// "there's" → "there is"; "the the" → "the"; "M64 & M65" → "M64 and M65".
std::string with_whole_words(std::string text) {
  struct Contraction {
    std::string_view from, to;
  };
  static constexpr std::array kContractions = {
      Contraction{"there's ", "there is "}, Contraction{"There's ", "There is "}, Contraction{"it's ", "it is "}, Contraction{"It's ", "It is "},
      Contraction{"that's ", "that is "},   Contraction{"'re ", " are "},         Contraction{"'ll ", " will "},  Contraction{"'ve ", " have "}};
  for (const auto& [from, to] : kContractions) text = replace_all(std::move(text), from, std::string(to));
  for (std::string_view article : {"the", "a", "an"})
    text = replace_all(std::move(text), " " + std::string(article) + " " + std::string(article) + " ", " " + std::string(article) + " ");
  for (size_t at = text.find(" & "); at != text.npos; at = text.find(" & ", at + 1)) {
    const size_t before = text.rfind(' ', at - 1);
    const auto left = std::string_view(text).substr(before == text.npos ? 0 : before + 1, at - (before == text.npos ? 0 : before + 1));
    const auto right = std::string_view(text).substr(at + 3, std::min(text.find(' ', at + 3), text.size()) - at - 3);
    if (is_code_like(left) && is_code_like(right)) text.replace(at, 3, " and ");
  }
  return text;
}

/// "liquid and solid NO both contain dimers" → "liquid and solid NO contain dimers".
std::string without_both(std::string text) {
  constexpr std::string_view kBoth = " both ";
  for (size_t at = text.find(kBoth); at != text.npos; at = text.find(kBoth, at + 1)) {
    const Tokens before = tokenize(text.substr(0, at)), behind = tokenize(text.substr(at + kBoth.size()));
    const bool verb = !behind.empty() && behind[0].is(kFinite | kBase) && !behind[0].is(kNoun | kDeterminer | kPreposition | kAdjective);
    if (verb && !before.empty() && before.back().is(kNoun) && !before.back().mark) text.erase(at, kBoth.size() - 1);
  }
  return text;
}

/// "a gas cannot be liquefied no matter how much pressure is applied": always.
std::string without_no_matter(std::string text) {
  const auto at = text.find(" no matter ");
  if (at == text.npos) return text;
  const auto end = std::min(text.find_first_of(",;", at + 1), text.size() - 1);
  return text.erase(text[at - 1] == ',' ? at - 1 : at, end - (text[at - 1] == ',' ? at - 1 : at));
}

/// ", in most cases," and its like; "both" and "either" behind a modal.
std::string without_fillers(std::string text) {
  text = without_no_matter(without_both(without_connectives(std::move(text))));
  for (std::string_view aside :
       {", in most cases,", ", in general,", ", later,", ", normally,", ", usually,", ", if necessary,", ", if present,", ", if any,"})
    for (size_t at; (at = text.find(aside)) != text.npos;)
      text.replace(at, aside.size(), text.starts_with("With ") || text.starts_with("In ") ? "," : "");
  for (std::string_view verb : {" must", " should", " can", " may", " will"})
    for (std::string_view word : {" both ", " either "})
      text = replace_all(std::move(text), std::string(verb) + std::string(word), std::string(verb) + " ");
  for (const auto& [be, duty] : {std::pair<std::string_view, std::string_view>{" is to be ", " must be "}, {" are to be ", " must be "}})
    text = replace_all(std::move(text), be, std::string(duty));
  for (std::string_view opening : {", it is possible to ", ", it is also possible to "}) text = replace_all(std::move(text), opening, ", you can ");
  text = replace_all(std::move(text), " at first ", " ");
  for (std::string_view verb : {"have ", "are "})
    text = replace_all(std::move(text), " all " + std::string(verb), " " + std::string(verb));  // "the bonds all have …"
  for (std::string_view seen : {"viewed ", "seen ", "measured "})
    for (std::string_view be : {" is ", " are "})
      text = replace_all(std::move(text), std::string(be) + "as " + std::string(seen), std::string(be) + std::string(seen));
  return text;
}

/// "Global parameters, as well as local ones set outside, retain …" → "Global parameters retain …": what goes for both goes for the first.
std::string without_addition(std::string text) {
  const auto open = text.find(", as well as ");
  if (open == text.npos || open != text.find(',')) return text;
  const auto close = text.find(", ", open + 2);
  const Tokens before = tokenize(text.substr(0, open));
  if (close == text.npos || before.size() > 6 || has_finite(before, 0, before.size())) return text;
  const Tokens behind = tokenize(text.substr(close + 2));
  const bool verb = !behind.empty() && behind[0].is(kFinite | kThird | kBase | kPast) && !behind[0].is(kDeterminer | kPreposition);
  return verb ? text.erase(open, close + 1 - open) : text;
}

/// "…, while a negative radius indicates …" → "…; a negative radius indicates …": a contrast, no time.
std::string with_contrast_apart(std::string text) {
  for (std::string_view word : {", while ", ", whereas "}) {
    const auto at = text.find(word);
    if (at == text.npos) continue;
    const Tokens before = tokenize(text.substr(0, at)), behind = tokenize(text.substr(at + word.size()));
    if (has_finite(before, 0, before.size()) && has_finite(behind, 0, behind.size())) text.replace(at, word.size(), "; ");
  }
  return text;
}

/// "At start-up, TOOL_NO = 0." → "At start-up, TOOL_NO is 0.": a sign for the only verb.
std::string with_verb_for_sign(std::string text) {
  const auto at = text.find(" = ");
  if (at == text.npos || text.find('=', at + 2) != text.npos) return text;
  const Tokens t = tokenize(text);
  const auto sign = std::ranges::find(t, "=", &Token::core);
  if (sign == t.end() || sign == t.begin() || !(sign - 1)->is(kCode) || (sign - 1)->core.size() < 2 || t.end() - sign > 4 ||
      (sign + 1 != t.end() && !(sign + 1)->is(kCode | kNumber)))
    return text;
  const auto name = static_cast<size_t>(sign - t.begin()) - 1;
  const bool alone = name == 0 || (t[name - 1].mark == ',' && t[0].is(kPreposition | kAdverb | kSubordinator));
  return alone ? text.replace(at, 3, " is ") : text;
}

/// "Ensure that X0 is the center" → "X0 must be the center".
std::string with_duty_stated(std::string text) {
  for (std::string_view order : {"nsure that ", "ake sure that ", "ake sure ", "e sure that "}) {
    const auto at = text.find(order);
    if (at == text.npos || at == 0 || std::string_view("EeMmBb").find(text[at - 1]) == std::string_view::npos) continue;
    if (at > 1 && !(at > 3 && text.compare(at - 3, 2, ", ") == 0)) continue;  // at the beginning or behind a leading phrase
    auto rest = text.substr(at + order.size());
    if (const auto consequence = rest.find(" or "); consequence != rest.npos && rest.find(" will ", consequence) != rest.npos)
      rest.resize(consequence);
    const Tokens t = tokenize(rest);
    bool imperative = false;
    const size_t verb = find_main_verb(t, 0, t.size(), imperative);
    if (verb == kNone || imperative || verb == 0 || t[verb].is(kModal | kDo) || t[0].is(kPronoun)) return text;
    const auto base = base_form(t[verb].core);
    if (base.empty() || t[verb].is(kPast) || (verb + 1 < t.size() && t[verb + 1].is(kNot))) return text;
    const auto duty = join_tokens(t, 0, verb) + " must " + base + (verb + 1 < t.size() ? " " + join_tokens(t, verb + 1, t.size()) : "") + ".";
    return at == 1 ? upper_first(duty) : text.substr(0, at - 1) + duty;
  }
  return text;
}

/// "the default order if L is unspecified is 3" → "if L is unspecified, the default order is 3"; "if … then …" with its comma.
std::string with_condition_first(std::string text) {
  const bool conditional = text.starts_with("If ") || text.starts_with("When ");
  if (const auto then = text.find(" then "); conditional && then != text.npos && text.find(',') > then) text.replace(then, 6, ", ");
  for (std::string_view subordinator : {" if ", " when "}) {
    const auto at = text.find(subordinator);
    if (at == text.npos || at == 0 || conditional) continue;
    for (std::string_view state :
         {" unspecified", " omitted", " not specified", " not given", " not present", " missing", " not used", " not programmed", " not set"}) {
      const auto end = text.find(std::string(state) + " is ", at);
      if (end == text.npos || text.find(',') < end) continue;
      const auto behind = end + state.size();
      return std::string(trim(subordinator)).replace(0, 1, subordinator == " if " ? "I" : "W") +
             text.substr(at + subordinator.size() - 1, behind - (at + subordinator.size() - 1)) + ", " + lower_first(text.substr(0, at)) +
             text.substr(behind);
    }
  }
  return text;
}

}  // namespace

std::string without_connectives(std::string text) {
  for (std::string_view word : {", however,", ", therefore,", ", thus,", ", on the other hand,", ", nevertheless,"})
    for (size_t at; (at = text.find(word)) != text.npos;) {
      const Tokens before = tokenize(text.substr(0, at)), behind = tokenize(text.substr(at + word.size()));
      const bool clauses = has_finite(before, 0, before.size()) && behind.size() > 2 && has_finite(behind, 0, behind.size()) &&
                           !behind[0].is(kFinite | kNot | kAdverb | kPreposition) && !before.back().is(kFinite);
      text.replace(at, word.size(), clauses ? ";" : "");
    }
  return text;
}

std::string plainer(std::string text) {
  text = without_fillers(with_whole_words(std::move(text)));
  text = with_verb_for_sign(without_addition(std::move(text)));
  text = with_contrast_apart(with_duty_stated(std::move(text)));
  return with_condition_first(std::move(text));
}

std::string without_remark(std::string text) {
  constexpr std::string_view kDash = "—";
  if (auto dash = text.find(kDash); dash != text.npos && text.find(kDash, dash + kDash.size()) == text.npos && count_words(text.substr(0, dash)) >= 3)
    text.resize(dash);
  for (size_t at = text.find(" - "); at != text.npos; at = text.find(" - ", at + 3)) {
    if (count_words(text.substr(0, at)) < 3 || !std::islower(static_cast<unsigned char>(text[at - 1])) ||
        !std::islower(static_cast<unsigned char>(text[at + 3])))
      continue;
    const Tokens rest = tokenize(text.substr(at + 3));
    bool imperative = false;
    const size_t verb = find_main_verb(rest, 0, rest.size(), imperative);
    const bool clause = is_word(rest[0], {"it", "they", "the", "this", "these"}) && verb != kNone && !imperative &&
                        verb <= 4;  // "…; they are converted to uppercase"
    if (clause)
      text.replace(at, 3, "; ");
    else
      text.resize(at);
    break;
  }
  return text;
}

}  // namespace jangin::synthesize::english
