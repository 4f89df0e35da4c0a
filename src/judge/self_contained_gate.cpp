// The gate of self-contained wording: a question must be understood by someone who does not see the passage. Rules of wording in
// English and Korean; whether the question is also clear in its field is not judged here.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <unordered_set>

#include "base/strings.h"
#include "judge/gates.h"
#include "judge/pattern.h"
#include "judge/question_subject.h"
#include "judge/reading.h"
#include "text/unicode.h"

namespace jangin::judge {
namespace {

struct Rule {
  const char* expression;
  const char* reason;
};

// What the words point at lies outside the sample. Case is ignored.
constexpr std::array kEnglishRules = {
    Rule{
        R"(\b(the|this|these|those|that|given|provided|following|preceding|above|accompanying)( \w+)? (passage|excerpt|paragraph|snippet|extract)\b)",
        "refers_to_text"},
    Rule{R"(\b(this|these|given|provided|following|preceding|above|accompanying|(in|from|by) the) text)"
         R"(\b(?! (of|in|on|box|field|file|editor|area|string|format|mode|window|control)))",
         "refers_to_text"},
    Rule{R"(\b(as|see|mentioned|described|listed|shown|noted|stated|given|discussed|defined|explained|the|code)"
         R"(|table|list|section) (above|below)\b(?! (the|a|an|zero|\d)))",
         "refers_to_text"},
    Rule{R"(\b(above|below)[- ](mentioned|described|listed|named|cited|noted)\b)", "refers_to_text"},
    Rule{R"(\bthe (above|below|following|preceding)\b)", "refers_to_text"},
    Rule{R"(\b(this|these|the current|the present|the same) (section|chapter|table|figure|document|documents|manual)"
         R"(|page|article|list|listing|example|diagram|appendix|step|subsection|clause)\b)",
         "refers_to_text"},
    Rule{R"(\bin the (figure|table|diagram|picture|image|screenshot|example|listing|list)\b(?! [\dA-Z])(?! of\b))", "refers_to_text"},
    Rule{R"(\baccording to the (text|passage|author|paragraph|table|figure|list|document)\b)", "refers_to_text"},
    Rule{R"(\b(here|herein|hereof|thereof|hereafter|aforementioned|aforesaid|hereinafter)\b)", "refers_to_text"},
    Rule{R"(\b(previous|next|last|preceding|subsequent|prior|foregoing) (section|chapter|table|figure)"
         R"(|page|paragraph|article|subsection|example|sentence|clause|item)\b)",
         "refers_to_sibling"},
    Rule{R"(\bthe (former|latter)\b(?! (?!is|are|was|were|has|have|does|do|can|must|may|will|and|or|to|of|in|on|for|with|by)[a-z]{3,}))",
         "dangling_pronoun"},
};

constexpr std::array kKoreanRules = {
    Rule{R"(^\s*(위|아래)(의|에서|에|와|과|에서는)?\s)", "refers_to_text"},
    Rule{R"((^|\s)(위|아래)(의|와 같|에서 설명|에서 언급|에 언급|에 나온|에 기술|에 제시|에서 말한|와 같이))", "refers_to_text"},
    Rule{R"((^|\s)(상기|전술한|후술하는|앞에서|앞의)(\s|한|의)|(^|(?<!에)\s)앞서(\s|한|의)|(^|\s)하기(의|와 같))", "refers_to_text"},
    Rule{R"((^|\s|\()((다음|아래|해당) ?|(위|이|본) )(표|그림|도표|본문|지문|문단|글|예제|예시|목록)"
         R"(|코드|절|장|페이지|문서|문장)(의|에서는|에서|에|은|는|이|가|을|를|로|와|과)?(\s|$|[,.?!]))",
         "refers_to_text"},
    Rule{R"(다음(과 같|의 각|\s+각|\s*중|에 설명|의\s))", "refers_to_text"},
    Rule{R"(((^|\s)(전|동)(항|조|호)|(^|\s)동법|(^|(?<!이하)\s)(같은|이) (법|영|규칙|조|항|호))(은|는|이|가|을|를|의|에|에서|에는|제)?(\s|$|[,.?!]))",
         "refers_to_sibling"},
    Rule{R"(^\s*(그|이)(것|들|는|에|를|와|러한|렇게)?\s)", "dangling_pronoun"},
    Rule{R"(^(\S+\s)?(이것|그것|저것|이들|그들|이러한|그러한|이와 같은|그와 같은)(은|는|이|가|을|를|의|에|과|와|도)?(\s|$|[,.?!]))",
         "dangling_pronoun"},
    Rule{R"(^\s*(해당|당해) )", "dangling_pronoun"},
};

// An article number counts only behind the name of its law: "제2항에 따라 …" alone could be any law's.
constexpr const char* kBareClause = R"(^\s*제\d+(항|호)(의|에|은|는|에 따라|에 따른)?)";

constexpr const char* kLaw = R"([가-힣]{2,}(법|법률|시행령|규칙|규정|조례|지침|규약)(상|의|에서|에|은|이|입니다|이에요|이요)?([\s.,?]|$))";

template <size_t N>
class Rules {
 public:
  explicit Rules(const std::array<Rule, N>& rules) {
    for (size_t i = 0; i < N; ++i)
      patterns_[i] = std::make_unique<Pattern>(rules[i].expression, Pattern::Case::ignored), reasons_[i] = rules[i].reason;
  }
  /// Reason and words of the first rule that applies; an empty reason otherwise.
  std::pair<std::string, std::string> first(std::string_view text) const {
    for (size_t i = 0; i < N; ++i) {
      if (auto span = patterns_[i]->find(text)) return {reasons_[i], std::string(trim(text.substr(span->begin, span->size())))};
    }
    return {};
  }

 private:
  std::array<std::unique_ptr<Pattern>, N> patterns_;
  std::array<std::string, N> reasons_;
};

/// Words that cannot be what a later pronoun stands for.
bool is_function_word(std::string_view word) {
  static const std::unordered_set<std::string_view> words = {
      "a",     "about",  "after",   "all",     "also",   "am",      "an",     "and",    "any",     "are",     "as",    "at",      "be",    "because",
      "been",  "before", "being",   "between", "but",    "by",      "can",    "could",  "did",     "do",      "does",  "doing",   "done",  "during",
      "each",  "either", "exactly", "for",     "from",   "given",   "had",    "happen", "happens", "has",     "have",  "having",  "how",   "i",
      "if",    "in",     "into",    "is",      "it",     "its",     "itself", "kind",   "let",     "long",    "make",  "many",    "may",   "mean",
      "means", "might",  "much",    "must",    "need",   "neither", "no",     "nor",    "not",     "now",     "of",    "often",   "on",    "once",
      "one",   "only",   "or",      "our",     "please", "shall",   "should", "since",  "so",      "sort",    "tell",  "than",    "that",  "the",
      "their", "them",   "then",    "there",   "these",  "they",    "this",   "those",  "though",  "through", "to",    "under",   "until", "up",
      "upon",  "us",     "used",    "want",    "was",    "way",     "we",     "were",   "what",    "when",    "where", "whether", "which", "while",
      "who",   "whose",  "why",     "will",    "with",   "within",  "would",  "yes",    "you",     "your"};
  return words.contains(word);
}

bool is_auxiliary(std::string_view word) {
  return word == "is" || word == "was" || word == "does" || word == "did" || word == "can" || word == "would" || word == "will" || word == "makes" ||
         word == "good";
}

/// "this morning" points at the day of speaking, not outside the sample.
bool is_time(std::string_view word) {
  return word == "morning" || word == "evening" || word == "night" || word == "week" || word == "month" || word == "year" || word == "time";
}

bool ends_clause(std::string_view rest) { return rest.starts_with(", ") || rest.starts_with("; ") || rest.starts_with(". "); }

/// Whether a text that opens with a clause or a phrase names behind its comma what a pronoun in it stands for: "Before it is opened, what must the
/// valve …?"
bool is_named_behind(std::string_view text, std::string_view from_pronoun) {
  static const Pattern opening(
      R"(^(in|on|at|with|without|before|after|when|while|if|once|until|unless|besides|apart|from|for|by|to|despite|under|during|because|as|since)\b)",
      Pattern::Case::ignored);
  static const Pattern word(R"([A-Za-z_][\w.'#-]*)");
  const size_t comma = from_pronoun.find(", ");
  if (comma == std::string_view::npos || !opening.matches(text)) return false;
  bool asked = false;
  for (std::string_view original : word.find_all(from_pronoun.substr(comma))) {
    const std::string folded = to_lower_ascii(original);
    if (!is_function_word(folded) && !asked) return true;
    asked = folded == "what" || folded == "which";
  }
  return false;
}

/// Whether a clause behind "its" or "their" names whose it is: "by its result that fputws worked", "… when the drum is empty".
bool is_owner_behind(std::string_view pronoun, std::string_view from_pronoun) {
  static const Pattern clause(
      R"(\b(when|if|that|while|after|before|once) ((the|an?|every|each) )?(?!it\b|its\b|they\b|their\b|the\b|is\b|are\b)[A-Za-z_]\w*)",
      Pattern::Case::ignored);
  return (pronoun == "its" || pronoun == "their") && clause.matches(from_pronoun);
}

/// An English pronoun or demonstrative before anything that it could stand for; empty when there is none.
std::string dangling_pronoun(std::string_view text) {
  static const Pattern words(R"([A-Za-z_][\w.'#-]*|\d[\w.]*|[.?!](?=\s))");
  // "it" that stands for what follows: "is it illegal to …", "does it mean that …"; "is it used to …" is none.
  static const Pattern before_clause(
      R"(^it( \w+ly)? (?!\w+ed\b)\w+ (to|that)\b|^it (take|takes|cost|mean|help|do|matter|happen|make sense) (to|for|that|if|when)\b)"
      R"(|^it (about|that|called when)\b|^it (wrong|right|safe|unsafe|bad)"
      R"(|good|best|better|wise|enough|hard|easy|dangerous|useful|useless|important|possible|impossible|necessary|common|worth) (for|when|if)\b)",
      Pattern::Case::ignored);
  static const Pattern expletive(R"(^(it('s)?|it is|is it) (is )?(also )?(possible|necessary|required|allowed|recommended|true|best|safe)"
                                 R"(|advisable|important|legal|permitted|useful|better|an error)\b)",
                                 Pattern::Case::ignored);
  std::vector<std::string> seen;
  std::string before;
  bool antecedent = false, clause_ended = false;
  for (std::string_view original : words.find_all(text)) {
    std::string word = to_lower_ascii(original);
    std::string_view rest = text.substr(static_cast<size_t>(original.data() - text.data()));
    bool personal =
        word == "it" || word == "its" || word == "they" || word == "them" || word == "their" || word == "itself" || word == "he" || word == "she";
    bool after_is = before == "is" && expletive.matches(fmt::format("is {}", rest));
    const bool stands_before = word == "it" && is_auxiliary(before) && before_clause.matches(rest);
    if (personal && !antecedent && !expletive.matches(rest) && !after_is && !stands_before && !is_named_behind(text, rest) &&
        !is_owner_behind(word, rest))
      return std::string(original);
    bool demonstrative = (before == "this" && !is_time(word)) || before == "these" || before == "those";
    if (demonstrative && word.size() > 1) {
      std::string_view stem = std::string_view(word).substr(0, word.size() - (word.ends_with('s') ? 1 : 0));
      bool known = std::ranges::any_of(seen, [&](const std::string& earlier) { return std::string_view(earlier).starts_with(stem); });
      if (!known && !antecedent) return before + " " + std::string(original);
      const bool told = clause_ended || (before == "those" && word.ends_with("ed")) || word == "found";  // "…; what is this process?", "those found"
      if (!known && !told && !is_function_word(word)) return before + " " + std::string(original);
    }
    // "What value does it …": the word behind the question word is what is asked, not what is spoken of.
    bool asked = before == "what" || before == "which";
    if (!is_function_word(word) && !asked && word.find_first_of(".?!") != 0) antecedent = true;
    clause_ended = clause_ended || (antecedent && ends_clause(rest.substr(original.size())));
    seen.push_back(word);
    before = std::move(word);
  }
  return {};
}

/// Whether a bracket is left open, or one is closed that nothing opened; "a)" and "1)" number an item, "[0, 1)" is an interval.
bool leaves_open(std::string_view text) {
  int depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(' || text[i] == '[') ++depth;
    if (text[i] != ')' && text[i] != ']') continue;
    size_t word = text.find_last_of(' ', i);
    bool mark = i - (word == std::string_view::npos ? 0 : word + 1) < 4;  // an item's number or a face
    if (depth == 0 && !mark) return true;
    depth = std::max(0, depth - 1);
  }
  return depth > 0;
}

/// Whether a quotation is left open, or one is closed that nothing opened; a straight mark behind a digit is inches.
bool leaves_quotation_open(std::string_view text) {
  bool straight = false;
  for (size_t i = 0; i < text.size(); ++i)
    if (text[i] == '"' && (straight || i == 0 || !std::isdigit(static_cast<unsigned char>(text[i - 1])))) straight = !straight;
  if (straight) return true;
  for (auto [opening, closing] : {std::pair<std::string_view, std::string_view>{"“", "”"}, {"「", "」"}, {"『", "』"}}) {
    int depth = 0;
    for (size_t i = 0; i < text.size() && depth >= 0; ++i) {
      if (text.substr(i).starts_with(opening)) ++depth;
      if (text.substr(i).starts_with(closing)) --depth;
    }
    if (depth != 0) return true;
  }
  return false;
}

/// `<EMAIL_1>`, what refine wrote for personal data: it names nothing outside its document. Empty: none.
std::string_view mask_in(std::string_view text) {
  static const Pattern mask(R"(<[A-Z]{2,}(_[A-Z]+)*_\d+>)");
  const auto span = mask.find(text);
  return span ? text.substr(span->begin, span->size()) : std::string_view();
}

/// Whether brackets are left open, or the text ends on a mark that something follows.
bool is_cut(std::string_view text) {
  text = trim(text);
  if (text.empty()) return false;
  if (leaves_open(text) || leaves_quotation_open(text)) return true;
  return text.back() == ',' || text.back() == ';' || text.ends_with(" -") || text.ends_with("...") || text.ends_with("…");
}

/// An English answer that ends on a word which something must follow: "the current position and", "X0 rather than".
bool ends_open(std::string_view answer) {
  static const std::unordered_set<std::string_view> kOpen = {
      "a",    "an",   "the", "and", "or", "nor", "but",  "than",    "that", "which", "whose", "because", "if", "when", "while", "of",
      "from", "with", "by",  "for", "as", "at",  "into", "between", "is",   "are",   "was",   "were",    "be", "both", "either"};
  answer = trim(answer);
  size_t space = answer.rfind(' ');
  return space != std::string_view::npos && kOpen.contains(answer.substr(space + 1));
}

/// "the following night", "the following error": an adjective before one thing, which the answer names.
bool is_in_sequence(std::string_view answer) {
  static const Pattern one(R"(\bthe (following|preceding) (?!table|figure|list|section|example|text|passage)[a-z]*[a-rt-z]\b)",
                           Pattern::Case::ignored);
  return one.matches(answer);
}

class SelfContainedGate : public Gate {
 public:
  std::string_view name() const override { return "self_contained"; }
  uint32_t version() const override { return 7; }

  record::Verdict check(const GateInput& input) override {
    bool statement = trim(input.question).empty();
    std::string_view text = statement ? input.answer : input.question;
    if (is_cut(input.question) || (statement ? is_cut(input.answer) : leaves_open(input.answer) || leaves_quotation_open(input.answer)))
      return reject(input, "cut_text", "the text stops in the middle");
    if (input.language == "en" && ends_open(input.answer)) return reject(input, "cut_text", "the answer stops in the middle");
    for (const auto mask : {mask_in(input.question), mask_in(input.answer)})
      if (!mask.empty()) return reject(input, "masked", fmt::format("\"{}\" stands for what was masked", mask));
    if (auto [reason, words] = english_.first(text); !reason.empty()) return reject(input, reason, quoted(words));
    if (auto [reason, words] = korean_.first(text); !reason.empty() && !(reason == "refers_to_sibling" && names_before(text, words)))
      return reject(input, reason, quoted(words));
    if (bare_clause_.matches(text) && !law_.matches(text)) return reject(input, "refers_to_sibling", "a clause without its law");
    if (std::string pronoun = dangling_pronoun(text); !pronoun.empty()) return reject(input, "dangling_pronoun", quoted(pronoun));
    // The answer may lean on its question, but not on the passage.
    if (statement || input.refusal) return accept(input);
    const Reading& evidence = reading_of(input.evidence);
    if (!is_fragment(evidence) && names_no_subject(reading_of(input.question), evidence, reading_of(input.context)))
      return reject(input, "names_no_subject", "the question has no word of its evidence or headings");
    if (auto [reason, words] = english_.first(input.answer); reason == "refers_to_text" && !is_in_sequence(input.answer))
      return reject(input, reason, quoted(words));
    return accept(input);
  }

 private:
  /// "하도급법에서 같은 법의 …": the law is named before.
  bool names_before(std::string_view text, std::string_view words) const {
    return words.starts_with("같은") && law_.matches(text.substr(0, text.find(words)));
  }

  static std::string quoted(std::string_view words) { return fmt::format("\"{}\" points outside the sample", words); }

  Rules<kEnglishRules.size()> english_{kEnglishRules};
  Rules<kKoreanRules.size()> korean_{kKoreanRules};
  Pattern bare_clause_{kBareClause};
  Pattern law_{kLaw};
};

}  // namespace

std::unique_ptr<Gate> make_self_contained_gate() { return std::make_unique<SelfContainedGate>(); }

}  // namespace jangin::judge
