// Word classes and inflection. The tables are built once from word_lists.h.
#include "synthesize/english/lexicon.h"

#include <array>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/strings.h"
#include "synthesize/english/word_lists.h"

namespace jangin::synthesize::english {
namespace {

bool ends_with_any(std::string_view word, std::initializer_list<std::string_view> endings) {
  for (auto ending : endings)
    if (word.size() > ending.size() + 1 && word.ends_with(ending)) return true;
  return false;
}
bool is_vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

using WordSet = std::unordered_set<std::string>;

WordSet words_of(std::string_view list) {
  WordSet set;
  for (auto word : split(list, ' '))
    if (!word.empty()) set.emplace(word);
  return set;
}

std::string regular_past(const std::string& base, const WordSet& doubling) {
  if (base.ends_with('e')) return base + "d";
  if (base.size() > 1 && base.ends_with('y') && !is_vowel(base[base.size() - 2])) return base.substr(0, base.size() - 1) + "ied";
  if (doubling.contains(base)) return base + base.back() + "ed";
  return base + "ed";
}

struct Tables {
  WordSet determiners = words_of(kDeterminers), prepositions = words_of(kPrepositions), pronouns = words_of(kPronouns),
          coordinators = words_of(kCoordinators), subordinators = words_of(kSubordinators), relatives = words_of(kRelatives),
          modals = words_of(kModals), adverbs = words_of(kAdverbs), adjectives = words_of(kAdjectives), numbers = words_of(kNumberWords),
          verbs = words_of(kVerbs), noun_verbs = words_of(kNounVerbs), doubling = words_of(kDoubling);
  std::unordered_map<std::string, std::pair<std::string, uint32_t>> forms;  // form → base, classes
  std::unordered_map<std::string, std::string> participles;                 // base → participle

  void add(const std::string& form, const std::string& base, uint32_t classes) {
    auto [entry, fresh] = forms.try_emplace(form, base, classes);
    if (!fresh) entry->second.second |= classes;
  }

  Tables() {
    auto parts = split(kIrregular, ' ');
    for (size_t i = 0; i + 2 < parts.size(); i += 3) {
      std::string base(parts[i]), past(parts[i + 1]), participle(parts[i + 2]);
      verbs.insert(base);
      participles[base] = participle;
      add(past, base, kPast);
      add(participle, base, kParticiple);
    }
    for (const auto& base : verbs) {
      add(base, base, kBase);
      add(third_form(base), base, kThird);
      add(gerund_regular(base), base, kGerund);
      if (!participles.contains(base)) {
        add(regular_past(base, doubling), base, kPast | kParticiple);
        participles[base] = regular_past(base, doubling);
        if (base.ends_with('l') || base.ends_with("ram")) {  // "canceled" and "cancelled"
          add(base + base.back() + "ed", base, kPast | kParticiple);
          add(base + base.back() + "ing", base, kGerund);
        }
      }
    }
  }
  std::string gerund_regular(const std::string& base) const {
    if (base.ends_with("ie")) return base.substr(0, base.size() - 2) + "ying";
    if (base.size() > 2 && base.ends_with('e') && !base.ends_with("ee") && base != "be") return base.substr(0, base.size() - 1) + "ing";
    if (doubling.contains(base)) return base + base.back() + "ing";
    return base + "ing";
  }
};

const Tables& tables() {
  static const Tables t;
  return t;
}

uint32_t class_of_be_have_do(const std::string& w) {
  static const std::unordered_map<std::string, uint32_t> kForms = {{"is", kBe | kFinite},
                                                                   {"are", kBe | kFinite},
                                                                   {"was", kBe | kFinite},
                                                                   {"were", kBe | kFinite},
                                                                   {"am", kBe | kFinite},
                                                                   {"be", kBe | kBase},
                                                                   {"been", kBe | kParticiple},
                                                                   {"being", kBe | kGerund},
                                                                   {"isn't", kBe | kFinite},
                                                                   {"aren't", kBe | kFinite},
                                                                   {"has", kHave | kFinite | kThird},
                                                                   {"have", kHave | kFinite | kBase},
                                                                   {"had", kHave | kFinite | kPast},
                                                                   {"having", kHave | kGerund},
                                                                   {"does", kDo | kFinite},
                                                                   {"do", kDo | kFinite | kBase},
                                                                   {"did", kDo | kFinite},
                                                                   {"doesn't", kDo | kFinite},
                                                                   {"don't", kDo | kFinite},
                                                                   {"done", kDo | kParticiple}};
  auto found = kForms.find(w);
  return found == kForms.end() ? 0 : found->second;
}

uint32_t closed_classes(const Tables& t, const std::string& w) {
  uint32_t c = class_of_be_have_do(w);
  if (t.determiners.contains(w)) c |= kDeterminer;
  if (t.prepositions.contains(w)) c |= kPreposition;
  if (t.pronouns.contains(w)) c |= kPronoun;
  if (t.coordinators.contains(w)) c |= kCoordinator;
  if (t.subordinators.contains(w)) c |= kSubordinator;
  if (t.relatives.contains(w)) c |= kRelative;
  if (t.modals.contains(w)) c |= kModal | kFinite;
  if (t.adverbs.contains(w)) c |= kAdverb;
  if (t.numbers.contains(w)) c |= kNumber;
  if (w == "to") c |= kTo;
  if (w == "not" || w == "n't") c |= kNot;
  return c;
}

}  // namespace

bool is_code_like(std::string_view word) {
  if (word.empty()) return false;
  bool upper = false, lower = false, digit = false, mark = false;
  for (size_t i = 0; i < word.size(); ++i) {
    char c = word[i];
    upper |= is_upper(c), lower |= is_lower(c), digit |= is_digit(c);
    mark |= c == '_' || c == '#' || c == '<' || c == '[' || c == '=' || c == '@' || c == '%' || c == '/' || c == '&' || c == '$' ||
            (c == '.' && i > 0 && i + 1 < word.size()) || (c == '-' && i + 1 == word.size() && i > 0);
  }
  if (mark && (upper || lower || digit)) return !(digit && !upper && !lower && word.find_first_of("#@<[$") == word.npos);
  if (upper && digit) return true;
  if (digit && lower && !is_digit(word[0])) return true;
  if (word.size() == 1) return is_upper(word[0]) && word != "I" && word != "A";
  if (upper && lower) {  // CamelCase
    for (size_t i = 1; i < word.size(); ++i)
      if (is_upper(word[i]) && is_lower(word[i - 1])) return true;
    return false;
  }
  return upper && !lower && word.size() >= 2 && word != "II";
}

std::string number_value(std::string_view word) {
  static constexpr std::array kWords = {"zero",     "one",     "two",     "three",     "four",     "five",     "six",
                                        "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",   "thirteen",
                                        "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"};
  auto lower = to_lower_ascii(word);
  for (size_t i = 0; i < kWords.size(); ++i)
    if (lower == kWords[i]) return std::to_string(i);
  size_t at = !lower.empty() && (lower[0] == '-' || lower[0] == '+') ? 1 : 0;
  bool digit = false;
  for (; at < lower.size(); ++at) {
    if (is_digit(lower[at]))
      digit = true;
    else if (lower[at] != '.' && lower[at] != ',' && !(lower[at] == '%' && at + 1 == lower.size()))
      return {};
  }
  return digit ? lower : std::string();
}

bool is_plural_noun(std::string_view word) {
  auto w = to_lower_ascii(word);
  if (w.size() < 4 || !w.ends_with('s')) return w == "data" || w == "people" || w == "men";
  if (ends_with_any(w, {"ss", "us", "is", "ous", "news", "ics"})) return false;
  return !is_code_like(word);
}

uint32_t classify(std::string_view word) {
  if (word.empty()) return 0;
  const auto& t = tables();
  auto w = to_lower_ascii(word);
  if (word.size() == 1 && !is_upper(word[0]) && !is_lower(word[0]) && !is_digit(word[0]) && static_cast<unsigned char>(word[0]) < 0x80)
    return kPunctuation;
  if (!number_value(word).empty()) return kNumber | (w == "one" ? uint32_t{kPronoun} : 0U);
  bool all_upper = word.size() > 1 && is_code_like(word);
  uint32_t closed = all_upper ? 0 : closed_classes(t, w);
  if (closed & (kBe | kDo | kModal)) return closed;
  if (all_upper || is_code_like(word)) return kCode | kNoun;
  auto form = t.forms.find(w);
  uint32_t c = closed;
  if (form != t.forms.end() && !(closed & (kDeterminer | kPronoun | kSubordinator))) c |= form->second.second;
  if (t.adjectives.contains(w)) c |= kAdjective;
  if (form != t.forms.end() && t.noun_verbs.contains(form->second.first) && (form->second.second & (kBase | kThird))) c |= kNoun;
  if (closed || (c & kAdjective)) return c | (closed & kHave);
  if (c & (kBase | kThird | kPast | kParticiple)) return c;
  if (c & kGerund) return c | kNoun;
  if (ends_with_any(w, {"ly"})) return kAdverb;
  if (ends_with_any(w, {"clockwise", "stepwise", "pairwise"}) || w == "clockwise") return kAdverb | kAdjective;
  if (ends_with_any(w, {"able", "ible", "ous", "ive", "ful", "less", "ical", "ary"})) return kAdjective | kNoun;
  if (ends_with_any(w, {"ic", "al", "ant", "ent"})) return kAdjective | kNoun;
  if (ends_with_any(w, {"ed"})) return kPast | kParticiple | kAdjective;
  if (ends_with_any(w, {"ing"})) return kGerund | kNoun;
  return kNoun;
}

std::string base_form(std::string_view verb) {
  auto w = to_lower_ascii(verb);
  if (class_of_be_have_do(w) & kBe) return "be";
  if (class_of_be_have_do(w) & kHave) return "have";
  if (class_of_be_have_do(w) & kDo) return "do";
  auto found = tables().forms.find(w);
  return found == tables().forms.end() ? std::string() : found->second.first;
}
bool is_known_verb(std::string_view base) { return tables().verbs.contains(std::string(base)); }

std::string third_form(std::string_view base) {
  std::string b(base);
  if (b == "be") return "is";
  if (b == "have") return "has";
  if (b.size() > 1 && b.ends_with('y') && !is_vowel(b[b.size() - 2])) return b.substr(0, b.size() - 1) + "ies";
  if (b.ends_with('s') || b.ends_with('x') || b.ends_with('z') || b.ends_with("ch") || b.ends_with("sh") || b.ends_with('o')) return b + "es";
  return b + "s";
}
std::string participle_form(std::string_view base) {
  auto found = tables().participles.find(std::string(base));
  return found != tables().participles.end() ? found->second : regular_past(std::string(base), tables().doubling);
}
std::string gerund_form(std::string_view base) { return tables().gerund_regular(std::string(base)); }

std::string singular_form(std::string_view noun) {
  std::string n(noun);
  auto w = to_lower_ascii(noun);
  if (w == "axes") return n.substr(0, n.size() - 2) + "is";
  if (w == "indices" || w == "vertices" || w == "matrices")
    return n.substr(0, n.size() - 4) + (w == "indices" ? "dex" : w == "vertices" ? "tex" : "rix");
  if (!is_plural_noun(noun)) return n;
  if (w.ends_with("ies") && w.size() > 4) return n.substr(0, n.size() - 3) + "y";
  if (ends_with_any(w, {"ches", "shes", "sses", "xes"})) return n.substr(0, n.size() - 2);
  return n.substr(0, n.size() - 1);
}
std::string plural_form(std::string_view noun) {
  if (is_plural_noun(noun)) return std::string(noun);
  auto w = to_lower_ascii(noun);
  if (w.ends_with("axis")) return std::string(noun.substr(0, noun.size() - 2)) + "es";
  return third_form(noun);
}

}  // namespace jangin::synthesize::english
