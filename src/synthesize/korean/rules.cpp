// A sentence of a statute → who, under which condition, to what end, what; by its own words' ends.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "synthesize/korean/clauses.h"
#include "synthesize/korean/endings.h"
#include "synthesize/korean/links.h"
#include "synthesize/korean/provisions.h"
#include "synthesize/korean/words.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

constexpr size_t kTopicWords = 9;    // a topic ends within so many words
constexpr size_t kShortestRest = 6;  // characters of what a rule says behind its condition
struct RelationEnd {
  std::string_view end, relation;
};
// The first that fits is taken.
constexpr std::array kRelationEnds = {RelationEnd{"준용한다", "준용"},
                                      RelationEnd{"적용하지 아니한다", "적용 제외"},
                                      RelationEnd{"적용하지 않는다", "적용 제외"},
                                      RelationEnd{"적용한다", "적용"},
                                      RelationEnd{"제외한다", "제외"},
                                      RelationEnd{"한정한다", "한정"},
                                      RelationEnd{"로 정한다", "정하는 법령"},
                                      RelationEnd{"로 본다", "간주"},
                                      RelationEnd{"시행한다", "시행"},
                                      RelationEnd{"아니 된다", "금지"},
                                      RelationEnd{"안 된다", "금지"},
                                      RelationEnd{"수 없다", "금지"},
                                      RelationEnd{"못한다", "금지"},
                                      RelationEnd{"수 있다", "권한"},
                                      RelationEnd{"야 한다", "의무"},
                                      RelationEnd{"아니할 것", "금지"},
                                      RelationEnd{"않을 것", "금지"},
                                      RelationEnd{"일 것", "기준"},
                                      RelationEnd{" 것", "의무"},
                                      RelationEnd{"처한다", "벌칙"},
                                      RelationEnd{"말한다", "정의"},
                                      RelationEnd{"이다", "규정"},
                                      RelationEnd{"있다", "규정"},
                                      RelationEnd{"없다", "규정"},
                                      RelationEnd{"다", "규정"}};

/// Where a statement with a modal end goes on with another: behind "…하여야 하며,".
constexpr auto kModalJoints = std::to_array<std::string_view>(
    {"야 하며", "야 하고", "야 하되", "아니 되며", "안 되며", "아니 되고", "수 있으며", "수 있고", "수 없으며", "아니하며"});

std::string_view without_stop(std::string_view text) {
  text = trim(text);
  while (!text.empty() && (text.back() == '.' || text.back() == ',' || text.back() == ';')) text.remove_suffix(1);
  return text;
}

/// Where the sentence's topic ends: behind "…은 ", "…는 " of a noun; 0: none in front of its first clause.
size_t topic_end(std::string_view text, size_t& noun_end) {
  const auto words = split_words(text);
  for (size_t i = 0; i + 1 < words.size() && i < kTopicWords; ++i) {
    const auto& w = words[i];
    if (is_condition(w.text) && !w.text.ends_with("려는")) return 0;
    const bool topic = w.particle == "은" || w.particle == "는" || w.particle == "에게는" || w.particle == "에는" || w.particle == "만이";
    const bool verb = w.noun.ends_with("서") && (words[i + 1].text == "아니" || words[i + 1].text == "안");
    if (!topic || verb || w.noun == "경우" || w.noun == "때") continue;
    noun_end = w.begin + w.noun.size();
    return words[i + 1].begin;
  }
  return 0;
}

/// The leading conditions and the purpose go from `rest` to the rule.
void take_conditions(Rule& rule, std::string_view rest) {
  const auto segments = split_clauses(rest);
  size_t from = 0;
  for (size_t i = 0; i < segments.size(); ++i) {
    const auto& s = segments[i];
    if (s.kind == Segment::Kind::final) break;
    const auto clause = trim(rest.substr(from, s.end - from));
    if (s.kind != Segment::Kind::condition || text::count_code_points(trim(rest.substr(s.end))) < kShortestRest) continue;
    const bool aim = clause.ends_with("위하여") || clause.ends_with("위해") || clause.ends_with("위해서는");
    auto& part = aim ? rule.purpose : rule.condition;
    if (aim && !rule.purpose.empty()) break;
    const auto behind = split_words(rest.substr(s.end));
    const bool of_noun = !behind.empty() && behind[0].text != "필요한" && !behind[0].comma &&
                         (behind[0].text.ends_with("는") || behind[0].text.ends_with("한") || behind[0].text.ends_with("된"));
    if (aim && (of_noun || clause.find("는 등 ") != clause.npos))
      break;  // "운반하기 위하여 제작하는 기구": of the noun; "착용하게 하는 등 …": of the means
    if (aim && segments[i + 1].kind == Segment::Kind::condition) continue;  // what the condition's own clause is for
    part += (part.empty() ? "" : " ") + std::string(clause);
    from = s.end;
    while (from < rest.size() && (rest[from] == ' ' || rest[from] == ',')) ++from;
  }
  rule.what = std::string(trim(rest.substr(from)));
}

Rule read_rule(std::string_view text, const Rule* before) {
  Rule rule;
  rule.relation = relation_of(text);
  size_t at = behind_actor(text, &rule.who), noun_end = 0;
  if (at == 0) {
    rule.who.clear();
    if (at = topic_end(text, noun_end); at > 0) {
      const auto topic = text.substr(0, noun_end);
      (is_person(topic) || topic == "자" || topic.ends_with(" 자") ? rule.who : rule.topic) = std::string(topic);
    }
  }
  take_conditions(rule, text.substr(at));
  if (at == 0 && before && rule.condition.empty())
    rule.who = before->who, rule.topic = before->topic, rule.condition = before->condition;
  else if (before && rule.who.empty() && rule.topic.empty())
    rule.who = before->who;
  return rule;
}

/// "위원장은 이사장이 되며, | 부위원장은 호선한다": a clause goes on with another topic.
bool changes_topic(std::string_view text, size_t at) {
  if (at >= text.size() || text[at] != ',') return false;
  const auto words = split_words(text.substr(at + 1));
  for (size_t i = 0; i < words.size() && i < 3; ++i) {
    if (is_topic(words[i])) return words[i].particle == "은" || words[i].particle == "는";
    if (!words[i].particle.empty() && words[i].particle != "의") return false;
  }
  return false;
}

}  // namespace

std::string relation_of(std::string_view sentence) {
  const auto text = without_stop(sentence);
  for (const auto& r : kRelationEnds)
    if (text.ends_with(r.end)) return std::string(r.relation);
  return {};
}

std::vector<Rule> split_rules(std::string_view sentence) {
  const auto text = without_stop(sentence);
  std::vector<Rule> rules;
  if (relation_of(text).empty()) return rules;
  size_t from = 0;
  for (const auto& s : split_clauses(text)) {
    auto clause = without_stop(text.substr(from, s.end - from));
    const bool joint = s.kind == Segment::Kind::joined && std::ranges::any_of(kModalJoints, [&](std::string_view j) { return clause.ends_with(j); });
    const auto other = s.kind == Segment::Kind::joined && !joint && changes_topic(text, s.end) ? closed(clause, text) : std::string();
    if (!joint && other.empty() && s.kind != Segment::Kind::final) continue;
    auto ended = other.empty() ? std::string(clause) : other;
    if (joint) {
      for (auto [go_on, end] : {std::pair<std::string_view, std::string_view>{"하며", "한다"},
                                {"하고", "한다"},
                                {"하되", "한다"},
                                {"되며", "된다"},
                                {"되고", "된다"},
                                {"있으며", "있다"},
                                {"있고", "있다"},
                                {"없으며", "없다"}})
        if (clause.ends_with(go_on)) ended = std::string(clause.substr(0, clause.size() - go_on.size())) + std::string(end);
    }
    rules.push_back(read_rule(ended, rules.empty() ? nullptr : &rules.back()));
    from = s.end;
    while (from < text.size() && (text[from] == ' ' || text[from] == ',')) ++from;
  }
  return rules;
}

}  // namespace jangin::synthesize::korean
