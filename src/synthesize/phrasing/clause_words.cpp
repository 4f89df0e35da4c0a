// Word knowledge of the grammar of clauses.
#include "synthesize/phrasing/clause_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <unordered_set>

#include "base/strings.h"

namespace jangin::synthesize {
namespace {

using english::Voice;
using WordSet = std::unordered_set<std::string_view>;

WordSet words_of(std::string_view list) {
  WordSet set;
  for (auto word : split(list, ' ')) set.insert(word);
  return set;
}

/// Nouns that make a fixed phrase with a preposition and no determiner.
bool is_fixed(const std::string& preposition, const std::string& noun) {
  static const WordSet kIn = words_of(
      "effect use place turn order addition general particular fact practice theory principle contrast case parallel series time advance motion "
      "progress question detail total "
      "common part size length number nature color colour shape position control charge action operation sync step line touch conjunction "
      "combination conflict force existence mind vain");
  static const WordSet kBy =
      words_of("default hand itself themselves means way far definition convention name weight mass volume accident chance design contrast");
  static const WordSet kOn = words_of("time line average demand top hand purpose screen board hold off fire earth");
  static const WordSet kFor = words_of("example instance free granted use sale short reference details ever sure now convenience clarity simplicity");
  static const WordSet kAs =
      words_of("well such usual expected needed required follows shown described appropriate desired necessary possible before");
  static const WordSet kRest = words_of("respect regard care ease way control load date scale scratch memory course interest work once all");
  const auto in = [&](const WordSet& set) { return set.contains(noun); };
  return preposition == "in"                           ? in(kIn)
         : preposition == "by"                         ? in(kBy)
         : preposition == "on" || preposition == "off" ? in(kOn)
         : preposition == "for"                        ? in(kFor)
         : preposition == "as"                         ? in(kAs)
                                                       : in(kRest);
}

/// No determiner, number, name or plural: "power up", "startup", "room temperature".
bool is_bare(const english::Tokens& t) {
  if (t.empty() || t.size() > 3) return false;
  return !t[0].is(english::kDeterminer | english::kNumber | english::kCode | english::kGerund) && !english::is_plural_noun(t.back().core) &&
         std::islower(static_cast<unsigned char>(t[0].core.front())) != 0;
}

bool is_year(const std::string& text) {
  return text.size() == 4 && std::all_of(text.begin(), text.end(), [](char c) { return std::isdigit(static_cast<unsigned char>(c)); }) &&
         text >= "1000" && text < "2100";
}
/// "April 1986", "the 18th century", "the morning", "power up", "run time", "the end of the run".
bool is_time(const english::Phrase& p, const english::Tokens& t) {
  static const WordSet kTimes = words_of(
      "january february march april may june july august september october november december century centuries decade morning evening night summer "
      "winter "
      "spring autumn day week month year moment instant time startup start-up power-up start boot shutdown");
  if (p.preposition == "during" || p.preposition == "after" || p.preposition == "before" || p.preposition == "until" || p.preposition == "since")
    return true;
  if (p.preposition != "in" && p.preposition != "at" && p.preposition != "on") return false;
  if (t.size() > 4) return false;
  if (p.preposition == "at" && t.size() > 2 && t[1].core == "next") return true;  // "at the next tool change"
  const auto head = to_lower_ascii(english::head_noun(p.text));
  if (kTimes.contains(head) || kTimes.contains(to_lower_ascii(t[0].core))) return true;
  static const WordSet kParticles = words_of("up down on off");
  return p.preposition == "at" && is_bare(t) && kParticles.contains(t.back().core);  // "at power up"
}
/// "in the VAR file", but not "in file units", "at the feed rate" or "depends on the size".
bool is_place(const english::Phrase& p, const english::Clause& c) {
  static const WordSet kPlaces = words_of("in on at inside under above below near within beneath behind");
  static const WordSet kRests = words_of(
      "place mount store locate display print show find write be run appear sit stand install keep save put list define hold happen occur leave live "
      "mark record");
  static const WordSet kNoPlaces = words_of(
      "unit units mode modes direction directions state states order form forms manner way ways case cases terms format formats language size range "
      "degrees radians inches millimeters "
      "seconds rate rates speed speeds temperature temperatures value values level pressure cost angle angles number percent amount amounts "
      "proportion ratio production color colour steps parts "
      "types sense respect detail details circumstances conditions condition equation equations mechanism concentration concentrations quantity "
      "quantities years properties property");
  if (!kPlaces.contains(p.preposition) || kNoPlaces.contains(to_lower_ascii(english::head_noun(p.text)))) return false;
  return p.preposition == "in" || p.preposition == "at" || p.preposition == "inside" || kRests.contains(c.verb);
}
bool starts_with_number(const std::string& text) {
  auto t = english::tokenize(text);
  return !t.empty() &&
         (t[0].is(english::kNumber) ||
          (!t[0].core.empty() && std::isdigit(static_cast<unsigned char>(t[0].core[t[0].core.size() > 1 && t[0].core[0] == '-' ? 1 : 0])) != 0));
}
bool is_askable(std::string_view preposition) {
  static const WordSet kAskable = words_of(
      "in on at by with from to into onto for as of during between after before within under along through above until over per since against across "
      "below inside around toward towards beyond");
  return kAskable.contains(preposition) || preposition == "up to";
}

}  // namespace

std::string glue(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (auto part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out += ' ';
    out += part;
  }
  return out;
}

PhraseKind kind_of(const english::Phrase& p, const english::Clause& c) {
  if (p.infinitive || !is_askable(p.preposition)) return PhraseKind::none;
  for (std::string_view least :
       {"no longer than ", "not more than ", "no more than ", "at least ", "at most ", "up to ", "about ", "more than ", "less than "})
    if (p.text.starts_with(least) && starts_with_number(p.text.substr(least.size()))) return PhraseKind::amount;
  for (std::string_view pointer : {"this ", "that ", "these ", "those ", "it", "them", "which ", "whom ", "such "})
    if (p.text == trim(pointer) || p.text.starts_with(pointer)) return PhraseKind::none;  // "for this purpose": of what was said before
  const auto t = english::tokenize(p.text);
  if (t.empty() || !english::is_noun_phrase(p.text)) return PhraseKind::none;
  if (is_fixed(p.preposition, to_lower_ascii(t[0].core)) && t.size() <= 2) return PhraseKind::none;
  if (p.preposition == "for" && p.text.find(" to ") != p.text.npos) return PhraseKind::none;  // "for the motion to start"
  bool imperative = false;
  if (p.preposition == "as" && (c.voice == Voice::copula || t.size() > 8 || english::find_main_verb(t, 0, t.size(), imperative) != std::string::npos))
    return PhraseKind::none;
  if (is_year(p.text)) return p.preposition == "in" ? PhraseKind::year : PhraseKind::time;
  const bool two_ends = (p.preposition == "from" && p.text.find(" to ") != p.text.npos && starts_with_number(p.text)) ||
                        (p.preposition == "between" && starts_with_number(p.text));
  if (two_ends) return PhraseKind::range;
  if (t[0].is(english::kGerund) && (!t[0].is(english::kNoun) || t.size() == 1 ||
                                    t[1].is(english::kDeterminer | english::kPreposition | english::kNumber | english::kCode | english::kNoun))) {
    if (p.preposition == "by") return PhraseKind::manner;
    if (p.preposition != "for" && p.preposition != "from" && p.preposition != "before" && p.preposition != "after") return PhraseKind::none;
  }
  if (is_time(p, t)) return PhraseKind::time;
  if (p.preposition == "by" && c.voice == Voice::passive && !starts_with_number(p.text)) return PhraseKind::agent;
  if (p.preposition == "for" &&
      (c.verb == "use" || c.verb == "intend" || c.verb == "mean" || c.verb == "reserve" || c.verb == "need" || c.verb == "design"))
    return PhraseKind::purpose;
  if (starts_with_number(p.text)) return PhraseKind::amount;
  return is_place(p, c) && !is_bare(t) ? PhraseKind::place : PhraseKind::other;
}

std::string without_asides(const std::string& text) {
  std::string out(trim(text));
  for (std::string_view adverb :
       {" respectively", " once", " twice", " again", " afterwards", " instead", " immediately"})  // of the verb, not of the noun before it
    if (out.ends_with(adverb)) out = std::string(trim(out.substr(0, out.size() - adverb.size())));
  for (std::string_view aside :
       {", such as ", ", like ", ", including ", ", e.g. ", ", for example ", ", i.e. ", ", so ", ", which ", ", where ", ", respectively"}) {
    const auto at = out.find(aside);
    const bool again = at != out.npos && out.find(", ", at + aside.size()) != out.npos && out.find(" and ", at) != out.npos &&
                       aside == std::string_view(", such as ") && out.starts_with("both ");
    if (at != out.npos && at > 0 && !again) out.resize(at);
  }
  while (!out.empty() && std::string_view(",;:").find(out.back()) != std::string_view::npos) out.pop_back();
  return out;
}

std::string spoken(const std::string& text) {
  const auto out = without_asides(text);
  auto t = english::tokenize(out);
  for (size_t i = 2; i + 1 < t.size(); ++i) {
    const bool listed = t[i - 1].mark == ',' && t[i].is(english::kGerund) && t[0].is(english::kDeterminer) && !t[i].mark &&
                        !t[i + 1].is(english::kCoordinator);  // "the ion, producing an acid"
    if (listed) return english::join_tokens(t, 0, i);
  }
  if (t.size() <= 5) return out;
  for (size_t i = 2; i + 1 < t.size(); ++i) {
    bool relative = t[i].is(english::kRelative) && !t[i].is(english::kPreposition) && t[i - 1].is(english::kNoun | english::kCode);
    bool reduced = t[i].is(english::kParticiple) && !t[i].is(english::kNoun | english::kAdjective) && t[i + 1].is(english::kPreposition) &&
                   t[i - 1].is(english::kNoun);
    if (!relative && !reduced && t[i - 1].mark != ';') continue;
    const std::string brief = english::join_tokens(t, 0, i);
    const bool bare = i <= 2 && t[0].is(english::kDeterminer) && !t[1].is(english::kCode) &&
                      english::lower_first(t[1].core) == t[1].core;  // "the directory": which?
    return bare ? out : brief;
  }
  return out;
}

namespace {
bool generic_head(std::string_view head) {
  static const WordSet kGeneric = words_of(
      "it they this that these those one ones thing things something you we way ways case cases following same rest part parts amount number");
  return head.empty() || kGeneric.contains(to_lower_ascii(head));
}
}  // namespace

std::string which_of(const std::string& noun_phrase) {
  if (!english::is_noun_phrase(noun_phrase) || noun_phrase.starts_with("that ")) return {};  // "that the machine is configured": a clause
  auto head = english::head_noun(noun_phrase);
  auto t = english::tokenize(noun_phrase);
  if (t.empty() || t[0].is(english::kGerund)) return {};  // "issuing more than one command": an action
  if (generic_head(head) || head.size() < 3 || english::is_code_like(head) || !english::number_value(head).empty() ||
      std::isupper(static_cast<unsigned char>(head[0])) != 0)
    return {};
  uint32_t classes = english::classify(head);
  if (!(classes & english::kNoun) || (classes & (english::kAdjective | english::kAdverb | english::kPronoun | english::kDeterminer))) return {};
  const auto at = std::find_if(t.begin(), t.end(), [&](const english::Token& token) { return token.core == head; });
  if (at == t.end()) return {};
  if (at + 1 != t.end() && ((at + 1)->is(english::kPreposition | english::kCoordinator) || at->mark == ',') &&
      ((at + 1)->core == "of" || (at + 1)->is(english::kCoordinator) || at->mark == ','))
    return {};  // "the formula of water": what is it?
  const bool told = std::any_of(t.begin(), at, [](const english::Token& token) {
    return !token.is(english::kDeterminer | english::kNumber | english::kPronoun) || token.is(english::kNoun);
  });
  return told || at + 1 != t.end() ? "which " + to_lower_ascii(head) : std::string();
}

std::pair<std::string, std::string> which_named(const std::string& noun_phrase) {
  auto t = english::tokenize(noun_phrase);
  size_t first = !t.empty() && t[0].is(english::kDeterminer) ? 1 : 0;
  if (t.size() < first + 2 || t.size() > first + 5 || !(english::is_code_like(t.back().core) || t.back().is(english::kNumber))) return {};
  for (size_t i = first; i + 1 < t.size(); ++i)
    if (!t[i].is(english::kNoun | english::kAdjective) ||
        t[i].is(english::kPreposition | english::kRelative | english::kCoordinator | english::kNumber) || t[i].mark != 0)
      return {};
  const auto& noun = t[t.size() - 2];
  if (!noun.is(english::kNoun) || noun.is(english::kCode) || generic_head(noun.core) || english::is_plural_noun(noun.core)) return {};
  return {"which " + english::join_tokens(t, first, t.size() - 1), t.back().core};
}

std::optional<Membership> membership_of(const std::string& predicate) {
  static const WordSet kParts =
      words_of("command code member element part word function method instruction component constituent type subset subclass kind");
  auto t = english::tokenize(spoken(predicate));
  if (t.size() < 3 || !(t[0].core == "a" || t[0].core == "an" || t[0].core == "one" || kParts.contains(t[0].core))) return {};
  for (size_t i = 0; i + 1 < t.size() && i < 5; ++i) {
    if (!kParts.contains(to_lower_ascii(t[i].core)) || t[i].mark || !(t[i + 1].core == "of" || t[i + 1].core == "in") || i + 2 >= t.size()) continue;
    Membership m;
    m.part = to_lower_ascii(t[i].core);
    m.whole = english::join_tokens(t, i + 2, t.size());
    auto which = which_named(m.whole).first;
    if (!which.empty()) m.which = which.substr(6);
    if (m.which.empty() && m.part != "member" && m.part != "part" && m.part != "element" && m.part != "component" && m.part != "constituent")
      return {};
    if (english::count_words(m.whole) > 8 || !english::is_noun_phrase(m.whole)) return {};
    return m;
  }
  return {};
}

bool is_stative(std::string_view verb) {
  static const WordSet kStative = words_of(
      "be have know call name give locate base require need use compose make contain associate relate find write express denote define describe "
      "represent show list mean intend design suppose expect consider limit equal connect "
      "include support allow permit specify measure derive determine prefer own surround separate classify group distinguish characterize license "
      "say situate attach depend consist belong correspond exist indicate hold "
      "range vary differ apply refer stand lie remain resemble cost weigh lack deserve comprise constitute involve concern imply seem appear tend "
      "occur form happen take carry share believe estimate assume think see present provide "
      "document recommend design mount place arrange orient position cover store keep dedicate reserve interest");
  return kStative.contains(verb);
}
bool takes_infinitive(std::string_view verb) {
  static const WordSet kVerbs = words_of(
      "cause allow require tell enable want expect ask need force permit instruct try have help begin start continue fail seem appear tend intend "
      "wish prefer attempt happen choose decide consider suppose say know derive believe find assume "
      "think estimate show prove determine report like plan refuse agree learn cease guarantee forbid encourage teach remain");
  return kVerbs.contains(verb);
}
bool is_outcome(std::string_view infinitive) {
  static const WordSet kOutcomes = words_of("give form produce yield become leave result be generate liberate");
  return kOutcomes.contains(infinitive.substr(0, infinitive.find(' ')));
}

bool opens_with_particle(const english::Clause& c) {
  if (c.voice != english::Voice::active) return false;
  static constexpr std::array<std::string_view, 3> kNouns = {"place", "part in", "effect"};
  if (c.verb == "take" && std::any_of(kNouns.begin(), kNouns.end(), [&](std::string_view noun) { return c.tail.starts_with(noun); })) return true;
  const auto t = english::tokenize(c.tail);
  static constexpr std::array<std::string_view, 3> kParticles = {"out", "up", "down"};
  if (t.size() < 2 || std::ranges::find(kParticles, t[0].core) == kParticles.end() || !t[1].is(english::kDeterminer)) return false;
  static constexpr std::array<std::string_view, 12> kMoves = {"go",   "move", "travel", "run",   "increase", "decrease",
                                                              "rise", "fall", "flow",   "slide", "roll",     "climb"};  // "increases down a group"
  return std::ranges::find(kMoves, c.verb) == kMoves.end();
}

}  // namespace jangin::synthesize
