#include "synthesize/korean/clauses.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "synthesize/korean/endings.h"
#include "synthesize/korean/words.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

constexpr size_t kWhole = 70;     // characters: a sentence as short as this is asked about as it is
constexpr size_t kLongest = 120;  // characters of a question's statement
constexpr size_t kShortest = 8;
constexpr size_t kActorWords = 4;
/// Whom a field's rules are for: nobody asks of them by name.
bool is_meant_anyway(std::string_view who) { return who == "사업주" || who == "근로자" || who == "사용자" || who == "작업자"; }

constexpr auto kConditionEnds = std::to_array<std::string_view>(
    {"경우", "경우에", "경우에는", "경우에도", "경우로서", "때",       "때에",     "때에는",   "때는",   "하려면",   "려면",     "하면",
     "되면", "으면",   "하려는",   "위하여",   "위해",     "위해서는", "관하여는", "관해서는", "대하여", "대해서는", "대하여는", "대해"});
constexpr auto kJoinedEnds =
    std::to_array<std::string_view>({"하고", "되고", "시키고", "하며", "되며", "으며", "이며", "하되", "하지만", "되지만", "지만"});
constexpr auto kJoinedBeforeComma = std::to_array<std::string_view>({"고", "며", "되"});
bool ends_condition(std::string_view word) { return word == "시" || word == "시에" || word == "시에는" || ends_in_one_of(word, kConditionEnds); }

/// What points back: a clause with it needs the one before.
constexpr auto kPointers = std::to_array<std::string_view>(
    {"그", "이", "이를", "그것", "이것", "해당", "이에", "같은", "이때", "그때", "여기에", "이들", "그러한", "이러한", "이와", "그와"});

bool points_back(std::string_view text) {
  const auto words = split_words(text);
  return std::ranges::any_of(words, [](const Word& w) {
    return std::ranges::find(kPointers, w.text) != kPointers.end() || std::ranges::find(kPointers, w.noun) != kPointers.end();
  });
}
size_t length(std::string_view text) { return text::count_code_points(text); }

std::string joined(std::string_view a, std::string_view b) {
  return a.empty() ? std::string(b) : b.empty() ? std::string(a) : std::string(a) + " " + std::string(b);
}

/// A sentence's topic that is no actor and stands before its first clause's end: "와이어로프 설치각도는".
std::string thing_topic(std::string_view sentence, const Segment& first) {
  const auto words = split_words(sentence.substr(first.begin, first.end - first.begin));
  for (size_t i = 0; i < words.size() && i < kActorWords; ++i)
    if ((words[i].particle == "은" || words[i].particle == "는") && !is_person(words[i].noun))
      return std::string(sentence.substr(first.begin, words[i].end));
  return {};
}
bool has_topic(std::string_view text);

/// What stands in front of what is asked, from its last inner clause on: behind an enumeration's last comma or "…하여". Empty: nothing is left of it.
std::string shortened(const std::string& before, const std::string& topic) {
  size_t cut = 0;
  if (const auto comma = before.rfind(", "); comma != std::string::npos) cut = comma + 2;
  for (auto at = before.find("하여 "); at != std::string::npos; at = before.find("하여 ", at + 1))
    if (length(std::string_view(before).substr(at)) > kShortest) cut = std::max(cut, at + std::string_view("하여 ").size());
  const auto rest = before.substr(cut);
  if (cut == 0 || length(rest) < kShortest) return {};
  return topic.empty() || has_topic(rest) ? rest : topic + " " + rest;
}

bool has_topic(std::string_view text) {
  const auto words = split_words(text);
  return std::ranges::any_of(words,
                             [](const Word& w) { return w.particle == "은" || w.particle == "는" || w.particle == "이" || w.particle == "가"; });
}

}  // namespace

bool is_condition(std::string_view phrase) {
  phrase = trim(phrase);
  while (!phrase.empty() && phrase.back() == ',') phrase.remove_suffix(1);
  const auto space = phrase.rfind(' ');
  const auto last = space == phrase.npos ? phrase : phrase.substr(space + 1);
  return ends_condition(last);
}

size_t behind_actor(std::string_view sentence, std::string* topic) {
  const auto words = split_words(sentence);
  for (size_t i = 0; i + 1 < words.size() && i < kActorWords; ++i) {
    const auto& w = words[i];
    if (w.particle != "은" && w.particle != "는" && w.particle != "이" && w.particle != "가") continue;
    if (!is_person(w.noun)) return 0;
    if (topic) *topic = std::string(sentence.substr(0, w.begin + w.noun.size()));
    return w.particle == "은" || w.particle == "는" ? words[i + 1].begin : 0;
  }
  return 0;
}

std::vector<Segment> split_clauses(std::string_view sentence) {
  std::vector<Segment> segments;
  const auto words = split_words(sentence);
  size_t begin = 0;
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    const auto& w = words[i];
    const bool condition = ends_condition(w.text) && w.end - begin > 9;
    const bool though = ends_in_one_of(w.text, std::to_array<std::string_view>({"불구하고", "막론하고", "제외하고"}));
    const bool goes_on =
        (ends_in_one_of(w.text, kJoinedEnds) && !though) || (w.comma && w.particle.empty() && ends_in_one_of(w.text, kJoinedBeforeComma));
    if (!condition && !goes_on) continue;
    if (condition && (words[i + 1].text == "또는" || words[i + 1].text == "및" || words[i + 1].text == "외에는")) continue;
    segments.push_back({condition ? Segment::Kind::condition : Segment::Kind::joined, begin, w.end});
    begin = words[i + 1].begin;
  }
  segments.push_back({Segment::Kind::final, begin, sentence.size()});
  return segments;
}

std::optional<Statement> statement_around(std::string_view sentence, size_t begin, size_t end, std::string_view condition) {
  const auto segments = split_clauses(sentence);
  size_t at = 0;
  while (at + 1 < segments.size() && begin >= segments[at].end) ++at;
  if (end > segments[at].end) return std::nullopt;
  std::string who;
  const size_t behind = behind_actor(sentence, &who), actor = is_meant_anyway(who) ? behind : 0;
  const size_t start = begin >= actor ? actor : 0;
  const bool conditioned = std::ranges::any_of(segments, [](const Segment& s) { return s.kind == Segment::Kind::condition; });
  const std::string lead = conditioned ? std::string() : std::string(condition);
  if (length(sentence.substr(start)) + length(lead) <= kWhole)
    return Statement{joined(lead, trim(sentence.substr(start, begin - start))) + (begin > start && sentence[begin - 1] == ' ' ? " "
                                                                                  : lead.empty() || begin > start             ? ""
                                                                                                                              : " "),
                     std::string(sentence.substr(end))};
  // The clause that holds what is asked; a condition needs the clause that it stands before.
  const size_t last = segments[at].kind == Segment::Kind::condition ? std::min(at + 1, segments.size() - 1) : at;
  std::string tail(sentence.substr(segments[at].begin, segments[last].end - segments[at].begin));
  if (segments[last].kind != Segment::Kind::final) {
    const auto ended = closed(tail, sentence);
    if (ended.empty() || end > segments[last].end) return std::nullopt;
    const size_t kept = end - segments[at].begin;
    if (ended.size() < kept || ended.compare(0, kept, tail, 0, kept) != 0) return std::nullopt;
    tail = ended;
  }
  const size_t from = std::max(segments[at].begin, std::min(start, begin));
  std::string before(sentence.substr(from, begin - from));
  std::string after = tail.substr(end - segments[at].begin);
  if (points_back(before + " " + after)) {
    before = std::string(sentence.substr(start, begin - start));
  } else {
    std::string front;
    for (size_t s = at; s-- > 0;)
      if (segments[s].kind == Segment::Kind::condition) {
        const size_t c = std::max(segments[s].begin, start);
        if (c < segments[s].end) front = std::string(sentence.substr(c, segments[s].end - c));
        break;
      }
    if (front.empty()) front = lead;
    if (at > 0 && front.empty() && !has_topic(before)) front = thing_topic(sentence, segments[0]);
    if (!front.empty() && length(front) + length(before) + length(after) <= kLongest) before = front + " " + before;
  }
  if (length(before) + length(after) > kLongest) before = shortened(before, thing_topic(sentence, segments[0]));
  if (before.empty() || length(before) + length(after) > kLongest) return std::nullopt;
  return Statement{before, after};
}

}  // namespace jangin::synthesize::korean
