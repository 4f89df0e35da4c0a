// What of a sentence only points at another place goes, so that the rest stands alone.
#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/english/clause.h"
#include "synthesize/english/lexicon.h"
#include "synthesize/english/tokens.h"
#include "synthesize/facts/sentence_filters.h"

namespace jangin::synthesize {
namespace {

/// Where the bracket that opens at `open` closes; npos: nowhere.
size_t closing(const std::string& sentence, size_t open) {
  int depth = 0;
  for (size_t i = open; i < sentence.size(); ++i) {
    depth += sentence[i] == '(' ? 1 : sentence[i] == ')' ? -1 : 0;
    if (depth == 0) return i;
  }
  return std::string::npos;
}

/// "(see Appendix I)", "(a ring, in this case)", "(credit: …)".
bool is_pointing_aside(std::string_view inside) {
  static constexpr std::array<std::string_view, 8> kOpenings = {"see ",    "shown ", "illustrated ", "refer ",
                                                                "Figure ", "Table ", "depicted ",    "credit"};
  return inside.empty() || std::ranges::any_of(kOpenings, [&](std::string_view opening) { return inside.starts_with(opening); }) ||
         inside.find("in this case") != inside.npos;
}

std::string without_pointing_asides(std::string sentence) {
  for (size_t at = sentence.find('('); at != std::string::npos; at = sentence.find('(', at)) {
    const auto close = closing(sentence, at);
    if (close == std::string::npos) break;
    if (!is_pointing_aside(std::string_view(sentence).substr(at + 1, close - at - 1))) {
      ++at;
      continue;
    }
    const size_t begin = at > 0 && sentence[at - 1] == ' ' ? at - 1 : at;
    sentence.erase(begin, close + 1 - begin);
    at = begin;
  }
  return sentence;
}

/// "the law described previously in this chapter relates …" → "the law relates …"; not "is described above", which is all that it says.
std::string without_pointing_participle(std::string sentence) {
  static constexpr std::array<std::string_view, 9> kParticiples = {" described", " mentioned", " detailed", " discussed", " introduced",
                                                                   " given",     " presented", " noted",    " explained"};
  constexpr size_t kFarthest = 48;  // bytes between the participle and where it points
  for (std::string_view participle : kParticiples)
    for (std::string_view where : {" above", " below", " previously", " earlier"}) {
      const auto at = sentence.find(participle);
      if (at == std::string::npos) break;
      auto end = sentence.find(where, at);
      if (end == std::string::npos || end - at > kFarthest || sentence.substr(at, end - at).find_first_of(",;:()") != std::string::npos) continue;
      end += where.size();
      if (end < sentence.size() && std::isalnum(static_cast<unsigned char>(sentence[end]))) continue;
      for (std::string_view place : {" in this chapter", " in this section"})
        if (sentence.compare(end, place.size(), place) == 0) end += place.size();
      const auto t = english::tokenize(sentence.substr(0, at));
      if (t.empty() || t.back().is(english::kBe | english::kHave | english::kAdverb | english::kSubordinator)) continue;
      if (t.size() < 2 || t[t.size() - 2].is(english::kDeterminer)) continue;  // "the items described below": which they are is said there
      sentence.erase(at, end - at);
    }
  return sentence;
}

/// "…; see the section on offsets", "…, see adding predefined parameters.": the sentence ends before it.
std::string without_reference(std::string sentence) {
  for (std::string_view mark : {"; see ", ", see ", "; refer to ", ", refer to "}) {
    const auto at = sentence.find(mark);
    if (at == std::string::npos || sentence.find(". ", at) != std::string::npos) continue;
    const auto head = sentence.substr(0, at);
    const auto behind = std::string_view(sentence).substr(at + mark.size());
    const auto first = english::classify(to_lower_ascii(head.substr(0, head.find(' '))));
    const bool leads_in = (first & (english::kSubordinator | english::kTo)) && head.find(',') == head.npos;  // "to change it, see …"
    const bool whole = !leads_in && !english::parse_sentence(head + ".").empty();
    if (whole && behind.find(',') == behind.npos) sentence = head + ".";
  }
  return sentence;
}

}  // namespace

std::string without_showing(std::string sentence) {
  if (!sentence.ends_with(':')) return sentence;
  for (std::string_view link : {" according to the ", " according to this ", " as in the ", " as shown by the ", " as shown in the "}) {
    const auto at = sentence.rfind(link);
    if (at == std::string::npos) continue;
    auto shown = std::string_view(sentence).substr(at + link.size());
    shown.remove_suffix(1);
    for (std::string_view word : {"following ", "chemical ", "balanced ", "general "})
      if (shown.starts_with(word)) shown.remove_prefix(word.size());
    static constexpr std::array<std::string_view, 9> kShown = {"equation", "equations", "reaction",     "rule", "rules",
                                                               "formula",  "relation",  "relationship", "table"};
    if (std::ranges::find(kShown, shown) != kShown.end()) return sentence.substr(0, at) + ".";
  }
  if (constexpr std::string_view kFollows = " as follows:"; sentence.ends_with(kFollows)) {
    auto rest = sentence.substr(0, sentence.size() - kFollows.size());
    if (rest.ends_with(',')) rest.pop_back();
    const auto last = english::classify(to_lower_ascii(rest.substr(rest.rfind(' ') + 1)));
    if ((last & english::kNoun) && !(last & (english::kBe | english::kParticiple | english::kPast | english::kAdverb | english::kPreposition)))
      return rest + ".";  // not "is defined as follows:"
  }
  return sentence;
}

std::string without_pointers(std::string sentence) {
  sentence = without_reference(without_pointing_participle(without_pointing_asides(std::move(sentence))));
  if (const auto at = sentence.find(" (except "); at != std::string::npos)  // "the sources of halogens (except iodine)": part of what is said
    if (const auto close = sentence.find(')', at); close != std::string::npos && close - at < 50) sentence.erase(close, 1), sentence.erase(at + 1, 1);
  for (std::string_view opening : {", as shown in ", ", as illustrated in ", ", like that shown in ", ", like those shown in ",
                                   ", like those listed in ", ", such as those shown in ", ", such as those listed in ", ", shown in ",
                                   ", as described in ", " as illustrated in ", " as demonstrated in ", " as shown in "})
    if (const auto at = sentence.find(opening); at != std::string::npos) {
      const auto end = std::min(sentence.find_first_of(",;", at + opening.size()), sentence.size() - 1);
      sentence.erase(at, end - at);
    }
  for (std::string_view participle : {"depicted", "shown", "illustrated", "pictured", "listed"})
    for (std::string_view opening : {" such as the one ", " such as those ", " like the one ", " like those "}) {
      const auto pointer = std::string(opening) + std::string(participle) + " in";
      const auto at = sentence.find(pointer + " ");
      if (at != std::string::npos &&
          (sentence.compare(at + pointer.size(), 4, " is ") == 0 || sentence.compare(at + pointer.size(), 5, " are ") == 0))
        sentence.erase(at, pointer.size());
    }
  return sentence;
}

}  // namespace jangin::synthesize
