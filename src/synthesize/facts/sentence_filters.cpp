// Sentences before they are parsed: what makes one stand alone, and which do not.
#include "synthesize/facts/sentence_filters.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/english/clause.h"
#include "synthesize/english/connectives.h"
#include "synthesize/english/lexicon.h"
#include "synthesize/english/tokens.h"

namespace jangin::synthesize {
namespace {

/// "where [A] is the amount at any time, and k is the rate constant": each part with its verb becomes a clause of its own.
std::string separate_symbols(std::string text) {
  for (size_t at = text.find(", "); at != std::string::npos; at = text.find(", ", at + 1)) {
    const auto next = text.compare(at + 2, 4, "and ") == 0 ? at + 6 : at + 2;
    const auto space = text.find(' ', next);
    if (space == std::string::npos || (text.compare(space, 4, " is ") != 0 && text.compare(space, 5, " are ") != 0)) continue;
    text.replace(at, next - at, "; ");
  }
  return text;
}

/// "above", "below" as pointers: at the end of a phrase, not before what they stand above or below.
bool points_up_or_down(const std::string& lower) {
  for (std::string_view word : {" above", " below"})
    for (size_t at = lower.find(word); at != std::string::npos; at = lower.find(word, at + 1)) {
      const char behind = lower[std::min(at + word.size(), lower.size() - 1)];
      if (std::string_view(".,;:)").find(behind) != std::string_view::npos || at + word.size() + 1 >= lower.size()) return true;
      const auto before = std::string_view(lower).substr(0, at);
      const auto next = std::string_view(lower).substr(at + word.size() + 1);
      const bool place = std::isdigit(static_cast<unsigned char>(next[0])) || next.starts_with("the ") || next.starts_with("a ");
      for (std::string_view pointed : {" the", " described", " mentioned", " depicted", " found", " shown", " given", " listed", " defined"})
        if (before.ends_with(pointed) && !place) return true;
    }
  return false;
}

/// "when you use a pointer": a condition, no thing.
bool leads_in(const std::string& text) {
  return (english::classify(text.substr(0, text.find(' '))) & (english::kSubordinator | english::kPreposition | english::kTo)) != 0;
}

bool holds_finite(const std::string& text) {
  bool imperative = false;
  const auto t = english::tokenize(text);
  return english::find_main_verb(t, 0, t.size(), imperative) != std::string::npos;
}

}  // namespace

bool is_worked_label(std::string_view run_in) {
  static constexpr std::array<std::string_view, 6> kLabels = {"Solution", "Check Your Learning", "Answer", "Exercise", "Example", "Problem"};
  return std::any_of(kLabels.begin(), kLabels.end(), [&](std::string_view label) { return run_in.ends_with(label); });
}

size_t caption_label_length(std::string_view paragraph) {
  const auto whole = paragraph.size();
  for (std::string_view label : {"Figure", "Fig.", "Table", "Photo", "Image"}) {
    if (!paragraph.starts_with(label)) continue;
    auto rest = paragraph.substr(label.size());
    while (!rest.empty() && (rest[0] == ' ' || rest[0] == '.' || rest[0] == '-' || std::isdigit(static_cast<unsigned char>(rest[0]))))
      rest.remove_prefix(1);
    if (rest.starts_with(": ")) return whole - rest.size() + 2;
  }
  return 0;
}

bool is_part_labelled(std::string_view sentence) {
  return sentence.size() > 5 && sentence[0] == '(' && sentence[2] == ')' && sentence[3] == ' ' &&
         std::islower(static_cast<unsigned char>(sentence[1]));
}
std::string without_part_label(std::string sentence) { return is_part_labelled(sentence) ? english::upper_first(sentence.substr(4)) : sentence; }

/// Sentences that point at something outside themselves teach nothing alone.
bool points_elsewhere(const std::string& sentence) {
  auto lower = " " + to_lower_ascii(sentence) + " ";
  for (std::string_view gap :
       {" in ,", " in .", " by ,", " from ,", " in ;", " and .", " in )", ", .", " in is ", " in are ", " in has ", " in have "})  // a link was here
    if (lower.find(gap) != std::string::npos) return true;
  static constexpr std::array<std::string_view, 37> kSigns = {
      "in that case",   "in such a case", "in such cases", "in the latter case", "as you can see", "following sample",
      "for an example", "note how ",      "<email",        "please contact",     "previous case",  " in question",
      " unclear",       "figure ",        "this example",  "the example",        "our example",    "following table",
      "see the ",       "see also",       "next section",  "previous section",   "later in this",  "this section",
      "this chapter",   "this manual",    "this document", "following section",  "in this case",   "for more information",
      "shown here",     "as follows",     "listed here",   "previous example",   "next example",   "following example",
      "screenshot"};
  return points_up_or_down(lower) ||
         std::any_of(kSigns.begin(), kSigns.end(), [&](std::string_view sign) { return lower.find(sign) != std::string::npos; });
}

/// "Boron trifluoride reacts with hydrofluoric acid:" says something without what follows; "A number consists of:" does not.
bool stands_without_what_follows(const std::string& sentence) {
  if (!sentence.ends_with(':')) return false;
  auto lower = to_lower_ascii(std::string_view(sentence).substr(0, sentence.size() - 1));
  if (lower.find("following") != std::string::npos || lower.find("these") != std::string::npos || lower.find("this ") == 0) return false;
  const auto last = lower.substr(lower.rfind(' ') + 1);
  static constexpr std::array<std::string_view, 29> kOpen = {
      "form",     "format",   "syntax",  "command",  "commands",  "equation", "equations", "expression", "formula", "formulas",
      "reaction", "relation", "example", "examples", "steps",     "ways",     "rules",     "gives",      "yields",  "becomes",
      "follows",  "error",    "errors",  "using",    "including", "options",  "values",    "types",      "kinds"};
  if (std::find(kOpen.begin(), kOpen.end(), last) != kOpen.end()) return false;
  return !(english::classify(last) & (english::kPreposition | english::kTo | english::kBe | english::kHave | english::kModal |
                                      english::kSubordinator | english::kRelative | english::kCoordinator | english::kDeterminer));
}

/// A sentence that ends: with its stop, also inside quotes or brackets.
bool is_finished(std::string_view sentence) {
  for (std::string_view mark : {"”", "\"", ")", "’"})
    if (sentence.ends_with(mark)) sentence.remove_suffix(mark.size());
  return !sentence.empty() && std::string_view(".!;").find(sentence.back()) != std::string_view::npos;
}

/// "Now suppose that …" tells a story, not what is so. Within a sentence the same verbs do tell facts: "the reader will assume millimetres".
bool is_supposition(const std::string& sentence) {
  auto lower = to_lower_ascii(sentence);
  for (std::string_view opening : {"now ", "so ", "then ", "first "})
    if (lower.starts_with(opening)) lower = lower.substr(opening.size());
  if (lower.starts_with("if ") && lower.find(" had ") != std::string::npos && lower.find(" would have ") != std::string::npos)
    return true;  // what did not happen
  static constexpr std::array<std::string_view, 5> kOpenings = {"suppose ", "assume ", "imagine ", "let us ", "let's "};
  return std::any_of(kOpenings.begin(), kOpenings.end(), [&](std::string_view opening) { return lower.starts_with(opening); });
}

/// "As you recall from the chapter on kinetics, ", "In the previous chapter, ": talk of the book before what it says.
std::string without_talk_of_the_book(std::string sentence) {
  const auto comma = sentence.find(", ");
  if (comma == std::string::npos || comma + 3 >= sentence.size()) return sentence;
  const auto opening = to_lower_ascii(std::string_view(sentence).substr(0, comma));
  if (english::count_words(opening) > 12) return sentence;
  static constexpr std::array<std::string_view, 17> kAsSaid = {
      "as you ",    "as we ",  "as previously", "as discussed",   "as described", "as mentioned", "as noted",      "as stated", "as explained",
      "as already", "as seen", "as shown",      "as illustrated", "as indicated", "as said",      "as introduced", "as was "};
  bool talk = std::any_of(kAsSaid.begin(), kAsSaid.end(), [&](std::string_view sign) { return opening.starts_with(sign); });
  if (opening.starts_with("as we ") || opening.starts_with("as you ")) {
    static constexpr std::array<std::string_view, 10> kVerbs = {"saw",  "see",     "seen",    "learn", "recall",
                                                                "know", "discuss", "mention", "noted", "expect"};
    talk = std::any_of(kVerbs.begin(), kVerbs.end(), [&](std::string_view verb) { return opening.find(verb) != std::string::npos; });
  }
  static constexpr std::array<std::string_view, 6> kPlaces = {"chapter",         "previous section",  "last section",
                                                              "earlier section", "preceding section", "section on "};
  const bool place = opening.starts_with("in ") &&
                     std::any_of(kPlaces.begin(), kPlaces.end(), [&](std::string_view sign) { return opening.find(sign) != std::string::npos; });
  return talk || place ? english::upper_first(sentence.substr(comma + 2)) : sentence;
}

/// "Like ammonia, amines are weak bases": what is said of both is said of the second.
std::string without_comparison(std::string sentence) {
  constexpr size_t kMostWords = 6;
  const auto comma = sentence.find(", ");
  if ((!sentence.starts_with("Like ") && !sentence.starts_with("Unlike ")) || comma == std::string::npos) return sentence;
  const auto compared = sentence.substr(sentence.find(' ') + 1, comma - sentence.find(' ') - 1);
  const auto rest = sentence.substr(comma + 2);
  const bool thing = english::count_words(compared) <= kMostWords && !holds_finite(compared) && !leads_in(compared);  // not "unlike with …"
  return thing && rest.find(", ") == std::string::npos && holds_finite(rest) ? english::upper_first(rest) : sentence;
}

/// From here on a passage tells of values that were made up to show something.
bool opens_worked_example(const std::string& sentence) {
  const auto lower = to_lower_ascii(sentence);
  return is_supposition(sentence) || lower.starts_with("example") || lower.starts_with("solution ") || lower.find("suppose ") != std::string::npos ||
         lower.find("is interpreted") != std::string::npos;
}

/// Openings that say nothing go; impersonal ones become "you can …".
std::string strip_opening(std::string sentence) {
  sentence = replace_all(std::move(sentence), "n’t", "n't");
  while (sentence.starts_with("> ")) sentence.erase(0, 2);  // a quoted remark of Markdown
  while (sentence.ends_with('\\')) sentence.pop_back();     // a line break of Markdown
  sentence = without_comparison(without_talk_of_the_book(std::move(sentence)));
  if (sentence.starts_with("Other ") && sentence.find(" include ") != std::string::npos) sentence = english::upper_first(sentence.substr(6));
  if (sentence.starts_with("where "))
    sentence = separate_symbols(sentence.size() > 7 && sentence[7] == ' '
                                    ? sentence.substr(6)
                                    : english::upper_first(sentence.substr(6)));  // behind a formula: "where k is the Boltzmann constant"
  for (std::string_view opening : {"Note: ",           "Important: ",      "Warning: ",         "Caution: ",     "Tip: ",
                                   "Hint: ",           "Note that ",       "Please note that ", "Beware that ",  "Notice that ",
                                   "Remember that ",   "Be aware that ",   "For example, ",     "For example: ", "For instance, ",
                                   "In other words, ", "This means that ", "This means ",       "Thus, ",        "Therefore, ",
                                   "Consequently, ",   "Hence, ",          "However, ",         "Of course, ",   "Recall that ",
                                   "Note, ",           "Commercially, ",   "And so, ",          "So, ",          "In fact, ",
                                   "Indeed, ",         "Overall, "})
    if (sentence.starts_with(opening)) sentence = english::upper_first(sentence.substr(opening.size()));
  struct Rewrite {
    std::string_view from, to;
  };
  static constexpr std::array kRewrites = {Rewrite{"It is possible to ", "You can "},
                                           Rewrite{"it is possible to ", "you can "},
                                           Rewrite{"It is also possible to ", "You can "},
                                           Rewrite{"It is not possible to ", "You cannot "},
                                           Rewrite{"It is necessary to ", "You must "},
                                           Rewrite{"It is recommended to ", "You should "},
                                           Rewrite{"It is OK to ", "You may "},
                                           Rewrite{"It is also OK to ", "You may "},
                                           Rewrite{"It is not necessary to ", "You need not "},
                                           Rewrite{"It is permitted to ", "You may "},
                                           Rewrite{"It is good practice to ", "You should "},
                                           Rewrite{"It is best to ", "You should "}};
  for (const auto& rewrite : kRewrites)
    if (sentence.starts_with(rewrite.from)) return std::string(rewrite.to) + sentence.substr(rewrite.from.size());
  if (const auto at = sentence.find(", for example, ");
      at != sentence.npos && !holds_finite(sentence.substr(at)) && !leads_in(sentence.substr(at + 15)))
    sentence = sentence.substr(0, at) + ".";  // "…, for example, bonds."
  for (std::string_view aside : {" described here", " shown here", ", of course,", ", for example,"}) sentence = replace_all(sentence, aside, "");
  return english::without_connectives(std::move(sentence));
}

bool opens_with_answer(const record::Passage& passage) {
  return !passage.heading_path.empty() && (passage.heading_path.back() == "Answer:" || passage.heading_path.back() == "Solution:");
}

bool holds_raw_formula(std::string_view text) { return text.find('$') != text.npos && text.find('\\') != text.npos; }

/// "Example", "7.2 Examples", "Simple example problems": what is told of "the mesh" is the example's.
bool is_under_example(const record::Passage& passage) {
  if (passage.heading_path.empty()) return false;
  const auto words = english::tokenize(to_lower_ascii(passage.heading_path.back()));
  return words.size() <= 4 && std::ranges::any_of(words, [](const english::Token& t) { return t.core == "example" || t.core == "examples"; });
}

bool is_beside_the_field(const record::Passage& passage) {
  static constexpr std::array<std::string_view, 18> kHeadings = {
      "references", "bibliography",    "exercise",         "answer",  "check your learning", "homework",
      "quiz",       "review question", "practice problem", "author",  "contributor",         "acknowledg",
      "preface",    "license",         "copyright",        "credits", "changelog",           "release notes"};
  for (const auto& heading : passage.heading_path) {
    if (&heading == &passage.heading_path.back() && opens_with_answer(passage)) continue;
    const auto lower = to_lower_ascii(heading);
    if (english::count_words(heading) <= 6 &&
        std::any_of(kHeadings.begin(), kHeadings.end(), [&](std::string_view sign) { return lower.find(sign) != lower.npos; }))
      return true;
  }
  return false;
}

}  // namespace jangin::synthesize
