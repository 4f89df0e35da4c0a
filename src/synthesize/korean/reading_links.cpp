// When, in which case, why, what for, how: the clauses in front of others; and what follows under a condition.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "synthesize/korean/endings.h"
#include "synthesize/korean/links.h"
#include "synthesize/korean/provisions.h"
#include "synthesize/korean/question.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

using Kind = Link::Kind;
constexpr size_t kMostBehindManner = 5;                                                             // words
constexpr size_t kLongestCase = 90, kShortestCase = 4, kLongestOutcome = 110, kLongestAsked = 120;  // characters

size_t length(std::string_view text) { return text::count_code_points(text); }
std::string joined(std::string_view a, std::string_view b) { return std::string(a) + (a.empty() || b.empty() ? "" : " ") + std::string(b); }
std::string_view without_stop(std::string_view text) {
  text = trim(text);
  while (!text.empty() && (text.back() == '.' || text.back() == ',')) text.remove_suffix(1);
  return text;
}

struct Asking {
  std::string_view relation, wording;
  std::vector<std::string> words;
};
Asking asked_by(const Linked& s, const Link& link) {
  const auto mark = s.text.substr(link.core_end, link.end - link.core_end);
  const bool only = mark.ends_with("만") || mark == "에야";
  switch (link.kind) {
    case Kind::condition:
      return only ? Asking{"조건", "case_when", {"어떤 경우" + std::string(mark)}} : Asking{"조건", "case_when", {"어떤 경우에", "언제"}};
    case Kind::time: return only ? Asking{"시기", "time_when", {"어떤 때" + std::string(mark)}} : Asking{"시기", "time_when", {"언제"}};
    case Kind::reason: return {"이유", "reason_why", {"왜"}};
    case Kind::purpose: return {"목적", "purpose_why", {"왜", "무엇을 위하여"}};
    case Kind::manner: return {"방법", "manner_how", {"어떻게"}};
    default: return {};
  }
}

/// Where a link's own words begin: behind the sentence's topic.
size_t own_begin(const Linked& s, const Link& link) {
  size_t at = link.begin;
  for (const auto& w : s.words)
    if (w.begin >= link.begin && w.end < link.end && (is_topic(w) && w.noun != "경우") && link.kind != Kind::joined) {
      const auto rest = s.text.substr(w.end, link.core_end - w.end);
      if (length(trim(rest)) >= kShortestCase) at = w.end;
    }
  while (at < link.end && s.text[at] == ' ') ++at;
  return at;
}

/// "어떤 경우에 시기가 다른 경우에는 …?": two cases in one question.
bool names_another_case(std::string_view after) {
  const auto links = read_links(trim(after)).links;
  return std::ranges::any_of(links, [](const Link& l) { return l.kind == Kind::condition || l.kind == Kind::time; });
}

void ask_case(const Linked& s, size_t i, const Standing& standing, std::string_view about, std::vector<Reading>& out) {
  const auto& link = s.links[i];
  const auto asked = asked_by(s, link);
  if (asked.words.empty()) return;
  const size_t begin = own_begin(s, link);
  const auto answer = s.text.substr(begin, link.core_end - begin);
  if (length(answer) > kLongestCase || length(answer) < kShortestCase || shares_verb(answer) || answer.starts_with("것") ||
      answer.find("정해진 ") != answer.npos)
    return;
  if (link.kind == Kind::manner && split_words(s.text.substr(link.end)).size() > kMostBehindManner) return;
  auto around = clause_around(s, begin, link.end, standing.condition);
  if (around && (link.kind == Kind::condition || link.kind == Kind::time) &&
      (names_another_case(around->after) || around->before.find("경우") != std::string::npos))
    return;
  if (!around || length(trim(around->after)) < 3 || around->after.find("정해진 ") != std::string::npos) return;
  if (around->before.empty() && split_words(around->after).size() < 2) {  // "언제 교체하는가?"
    if (about.empty()) return;
    around->before = std::string(about) + "에 관하여 ";
  }
  Reading r{.subject = std::string(about), .relation = std::string(asked.relation), .value = std::string(answer), .importance = 0.58};
  for (const auto& word : asked.words) add_ask(r, std::string(asked.wording), ask_in(*around, word), r.value);
  r.condition = standing.condition;
  if (!r.asks.empty()) out.push_back(std::move(r));
}

/// The last link of all that holds under links[i]: clauses behind it without a topic or a condition of their own.
size_t outcome_end(const Linked& s, size_t i) {
  size_t last = s.last_of(i);
  while (last + 1 < s.links.size()) {
    const size_t next = s.last_of(last + 1);
    for (size_t k = last + 1; k <= next; ++k)
      if (s.links[k].kind == Kind::condition || s.links[k].kind == Kind::aim) return last;
    const auto words = split_words(s.text.substr(s.links[last + 1].begin, s.links[next].end - s.links[last + 1].begin));
    if (s.links[last].comma && std::ranges::any_of(words, is_topic)) return last;
    last = next;
  }
  return last;
}
/// "로봇은 보호 정지하며": who or what the outcome speaks of, as topic; 0: it is not named at its beginning.
size_t outcome_topic(std::string_view outcome, std::string& topic, bool& is_named) {
  const auto words = split_words(outcome);
  for (size_t i = 0; i + 1 < words.size() && i < 4; ++i) {
    const auto& w = words[i];
    if (w.particle.empty()) continue;
    const bool subject = w.particle == "이" || w.particle == "가";
    const bool topic_of_all = w.particle == "은" || w.particle == "는";
    if ((!subject && !(topic_of_all && is_topic(w))) || w.noun == "수" || w.noun == "것") return 0;
    is_named = true;
    if (subject && (is_adnominal(words, i + 1) || (i + 2 < words.size() && words[i + 1].particle.empty() && is_adnominal(words, i + 2))))
      return is_named = false, 0;
    if (words[i + 1].text.starts_with("되") || words[i + 1].text.starts_with("된") || words[i + 1].text.starts_with("아니")) return 0;
    topic = subject ? with_particle(outcome.substr(0, w.begin + w.noun.size()), "은", "는") : std::string(outcome.substr(0, w.end));
    return words[i + 1].begin;
  }
  return 0;
}
bool has_object(std::string_view text) {
  const auto words = split_words(text);
  return std::ranges::any_of(words, [](const Word& w) { return w.particle == "을" || w.particle == "를"; });
}
/// "교정한다": someone does it; "정지한다": it happens.
bool is_done(std::string_view plain) {
  static constexpr auto kHappens = std::to_array<std::string_view>(
      {"발생한다", "도달한다", "작동한다", "동작한다", "정지한다", "증가한다", "감소한다", "상승한다", "하강한다", "변한다",
       "폭발한다", "존재한다", "초과한다", "실패한다", "시작한다", "이동한다", "통과한다", "소멸한다", "도래한다", "변화한다"});
  return plain.ends_with("한다") && std::ranges::none_of(kHappens, [&](std::string_view verb) { return plain.ends_with(verb); });
}
/// What one asks for in an outcome's place.
std::string outcome_word(std::string_view outcome, bool named_thing, bool person) {
  const auto end = plain_end(without_stop(outcome));
  const auto relation = relation_of(end);
  if (relation == "금지" || end.ends_with("말아야 한다") || end.ends_with("않아야 한다")) return "무엇을 하지 말아야 하는가?";
  const bool passive = end.find("되어야 ") != std::string::npos || end.ends_with("될 수 있다");
  if (relation == "의무" && passive) return "어떻게 되어야 하는가?";
  if (relation == "권한" && passive) return "어떻게 될 수 있는가?";
  if (named_thing && !person) return "어떻게 되는가?";
  if (relation == "의무") return "어떻게 하여야 하는가?";
  if (relation == "권한" && (person || has_object(outcome))) return "무엇을 할 수 있는가?";
  if (relation == "권한" && end.ends_with("할 수 있다")) return "어떻게 할 수 있는가?";
  if (end.ends_with("이다")) return "무엇을 뜻하는가?";
  return has_object(outcome) || person || is_done(end) ? "어떻게 하는가?" : "어떻게 되는가?";
}
std::string ended(const Linked& s, size_t from, const Link& last) {
  const auto text = without_stop(s.text.substr(from, last.end - from));
  return last.kind == Kind::joined ? closed(text, plain_end(s.text)) : std::string(text);
}

void ask_outcome_of(const Linked& s, const std::string& lead, size_t from, size_t last, bool person, std::vector<Reading>& out) {
  const auto outcome = ended(s, from, s.links[last]);
  std::string topic;
  bool named = false;
  const size_t behind = outcome_topic(outcome, topic, named);
  const bool many = std::any_of(s.links.begin(), s.links.begin() + static_cast<ptrdiff_t>(last),
                                [&](const Link& l) { return l.kind == Kind::joined && l.begin >= from; });
  const bool acts = person || (behind > 0 && !many && is_person(topic.substr(0, topic.size() - 3)));
  bool fronted = behind > 0 && !many && length(std::string_view(outcome).substr(behind)) >= 3;
  for (std::string_view shown : {"표시", "발생", "나타", "뜬다", "뜹니", "생성", "만들어"})  // its subject is the outcome
    if (fronted && std::string_view(outcome).substr(behind).starts_with(shown)) fronted = false;
  const auto value = fronted ? outcome.substr(behind) : outcome;
  const auto word = outcome_word(value, named && !has_object(value), acts);
  if (value.empty() || value.find("정해진 ") != std::string::npos || value.starts_with("조치를 ") || shares_verb(value) || shares_verb(lead) ||
      length(value) > kLongestOutcome || length(value) < 4 || length(lead) > kLongestAsked)
    return;
  Reading r{.subject = fronted ? joined(lead, topic) : lead, .relation = "결과", .value = value, .importance = 0.6};
  add_ask(r, "outcome_what", joined(lead, fronted ? topic + " " + word : word), value);
  out.push_back(std::move(r));
}

/// "광커튼이 차단되면 어떻게 되는가?": all that follows, and each clause of it that names what it speaks of.
void ask_outcome(const Linked& s, size_t i, const Standing& standing, std::vector<Reading>& out) {
  const auto& link = s.links[i];
  if (i + 1 >= s.links.size() || (link.kind != Kind::condition && link.kind != Kind::time && link.kind != Kind::aim)) return;
  const size_t first = s.first_of(i), last = outcome_end(s, i);
  std::string lead(s.text.substr(first == 0 ? 0 : s.links[first].begin, link.end - (first == 0 ? 0 : s.links[first].begin)));
  const auto inside = split_words(lead);
  if (first > 0 && s.topic_end > 0 && std::ranges::none_of(inside, is_topic)) lead = joined(s.text.substr(0, s.topic_end), lead);
  if (first == 0 && !standing.condition.empty()) lead = joined(standing.condition, lead);
  const auto around = clause_around(s, link.end, link.end, {});
  if (!around || length(lead) < kShortestCase + 2 || split_words(lead).size() < 2) return;
  std::string who;
  const bool person = behind_actor(s.text, &who) > 0;
  ask_outcome_of(s, lead, s.links[i + 1].begin, last, person, out);
  if (last == s.last_of(i)) return;
  for (size_t at = i + 1; at <= last;) {
    const size_t end = s.last_of(at);
    std::string topic;
    bool named = false;
    const auto clause = ended(s, s.links[at].begin, s.links[end]);
    if (!clause.empty() && outcome_topic(clause, topic, named) > 0) ask_outcome_of(s, lead, s.links[at].begin, end, person, out);
    at = end + 1;
  }
}

}  // namespace

void read_links_of(const Standing& standing, std::string_view about, std::vector<Reading>& out) {
  if (standing.item_end > 0) return;
  const auto text = without_stop(standing.text);
  const auto relation = relation_of(plain_end(text));
  if (relation.empty() || relation == "정의") return;
  const auto linked = read_links(text);
  for (size_t i = 0; i < linked.links.size(); ++i) {
    ask_case(linked, i, standing, about, out);
    ask_outcome(linked, i, standing, out);
  }
}

}  // namespace jangin::synthesize::korean
