// What a sentence says of its topic, whole: what it does, must do, may do or is, and the object with all that says which.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "synthesize/korean/endings.h"
#include "synthesize/korean/filters.h"
#include "synthesize/korean/leads.h"
#include "synthesize/korean/links.h"
#include "synthesize/korean/provisions.h"
#include "synthesize/korean/question.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

using Kind = Link::Kind;
constexpr size_t kLongestTopic = 50, kShortestSaid = 5, kLongestSaid = 170, kLongestObject = 80;  // characters

size_t length(std::string_view text) { return text::count_code_points(text); }
std::string_view without_stop(std::string_view text) {
  text = trim(text);
  while (!text.empty() && (text.back() == '.' || text.back() == ',')) text.remove_suffix(1);
  return text;
}
bool is_object(const Word& w) { return w.particle == "을" || w.particle == "를"; }
bool has_object(std::string_view text) {
  const auto words = split_words(text);
  for (size_t i = 0; i < words.size(); ++i)
    if (is_object(words[i]) && !is_embedded(words, i)) return true;
  return false;
}
bool is_passive(std::string_view plain) {
  return ends_in_one_of(plain, std::to_array<std::string_view>({"된다", "어진다", "아진다", "여진다", "해진다", "워진다", "려진다", "되었다",
                                                                "어졌다", "될 수 있다", "질 수 있다", "되어야 한다"}));
}
bool is_quality(std::string_view plain) {
  static constexpr auto kQualities =
      std::to_array<std::string_view>({"있다", "없다", "같다", "다르다", "필요하다", "가능하다", "불가능하다", "동일하다", "유사하다", "크다", "작다",
                                       "높다", "낮다", "많다", "적다", "평등하다", "중요하다", "아니다"});
  return ends_in_one_of(plain, kQualities);
}

bool has_subject(const std::vector<Word>& words) {
  for (size_t i = 0; i < words.size(); ++i)
    if (is_topic(words[i]) || ((words[i].particle == "이" || words[i].particle == "가") && !is_embedded(words, i))) return true;
  return false;
}
/// "0은 실패를 의미한다": a verb that only joins a topic with what it stands for.
bool is_meaning_verb(std::string_view plain) {
  return ends_in_one_of(plain, std::to_array<std::string_view>({"말한다", "의미한다", "뜻한다", "가리킨다", "나타낸다"}));
}

}  // namespace

std::string asking_of_all(std::string_view said) {
  const auto plain = plain_end(said);
  const auto relation = relation_of(plain);
  const bool object = has_object(said), passive = is_passive(plain);
  const bool ends_past = ends_in_one_of(plain, std::to_array<std::string_view>({"었다", "았다", "였다", "했다"}));
  if (plain.ends_with("수 없다")) return object ? "무엇을 할 수 없는가?" : "어떻게 될 수 없는가?";
  if (relation == "금지" || plain.ends_with("말아야 한다") || plain.ends_with("않아야 한다")) return "무엇을 하지 말아야 하는가?";
  if (relation == "권한") return passive ? "어떻게 될 수 있는가?" : object ? "무엇을 할 수 있는가?" : "어떻게 할 수 있는가?";
  if (relation == "의무") return passive ? "어떻게 되어야 하는가?" : object ? "무엇을 하여야 하는가?" : "어떻게 하여야 하는가?";
  if (plain.ends_with("않는다") || plain.ends_with("아니한다")) return object ? "무엇을 하지 않는가?" : "어떻게 되지 않는가?";
  if (ends_past) return passive || !object ? "어떻게 되었는가?" : "무엇을 하였는가?";
  if (is_quality(plain)) return "어떠한가?";
  return passive || !object ? "어떻게 되는가?" : "무엇을 하는가?";
}

namespace {

/// A topic that names something: "모든 사람은", "CString 클래스는", "어느 누구도"; "값은", "결과는" alone do not.
bool names_something(const std::vector<Word>& topic) {
  if (topic.empty()) return false;
  const auto& last = topic.back();
  const bool alone = topic.size() == 1;
  static constexpr auto kPointing =
      std::to_array<std::string_view>({"해당", "다음", "각", "위", "아래", "같은", "다른", "나머지", "일부", "이", "그"});
  if (is_one_of(topic[0].text, kPointing)) return false;
  if (alone && (is_vague_noun(last.noun) || length(last.noun) < 2)) return false;
  static constexpr auto kNoThings =
      std::to_array<std::string_view>({"여기", "경우", "때", "것", "예", "이유", "전자", "후자", "하나", "둘", "일부", "대부분", "방법", "작업"});
  return !is_one_of(last.noun, kNoThings);
}
/// "누구도", "어느 누구도": a topic that its sentence denies.
size_t nobody_end(const std::vector<Word>& words) {
  for (size_t i = 0; i < words.size() && i < 2; ++i)
    if (words[i].text == "누구도" || words[i].text == "아무도" || words[i].text == "누구든지") return words[i].end;
  return 0;
}
/// Where the topic ends; 0: the sentence has none that a question can name.
size_t named_topic_end(const Linked& s) {
  if (const size_t end = nobody_end(s.words); end > 0) return end;
  if (s.topic_end == 0 || length(s.text.substr(0, s.topic_end)) > kLongestTopic) return 0;
  std::vector<Word> topic;
  for (const auto& w : s.words)
    if (w.end <= s.topic_end) topic.push_back(w);
  for (const auto& w : topic)
    if (w.comma || w.text == "및" || (w.particle == "이" || w.particle == "가")) return 0;
  const auto p = topic.empty() ? std::string_view() : topic.back().particle;
  return (p == "은" || p == "는") && names_something(topic) ? s.topic_end : 0;
}

/// The object in front of the sentence's own verb with all that says which; nothing else of that verb stands behind the topic. Empty: it cannot be told.
std::string_view whole_object(const Linked& s, size_t from, size_t& verb) {
  const auto& words = s.words;
  size_t first = 0, at = 0;
  while (first < words.size() && words[first].begin < from) ++first;
  for (size_t i = first; i + 1 < words.size(); ++i)
    if (is_object(words[i]) && !is_embedded(words, i)) at = i;
  if (at == 0 || words.size() - at > 4) return {};
  for (size_t i = first; i < at; ++i) {
    const auto& w = words[i];
    const bool case_mark =
        !w.particle.empty() && w.particle != "의" && w.particle != "와" && w.particle != "과" && w.particle != "나" && w.particle != "이나";
    if ((case_mark && !is_embedded(words, i)) || is_conditional(w.text) || w.text.ends_with("하여") || w.text.ends_with("하고")) return {};
  }
  verb = words[at + 1].begin;
  return s.text.substr(words[first].begin, words[at].begin + words[at].noun.size() - words[first].begin);
}

void ask_object(const Linked& s, size_t topic_end, std::vector<Reading>& out) {
  if (s.links.size() != 1) return;
  size_t verb = 0;
  const auto object = whole_object(s, topic_end, verb);
  const auto words = split_words(object);
  if (object.empty() || length(object) > kLongestObject || (words.size() == 1 && is_vague_noun(object))) return;
  const auto question = to_question(std::string(s.text.substr(0, topic_end)) + " 무엇을 " + std::string(s.text.substr(verb)));
  const auto& topic = *std::find_if(s.words.begin(), s.words.end(), [&](const Word& w) { return w.end == topic_end; });
  Reading r{.subject = std::string(s.text.substr(0, topic.begin + topic.noun.size())),
            .relation = "대상",
            .value = std::string(object),
            .importance = 0.62};
  add_ask(r, "object_what", question, r.value);
  if (!r.asks.empty()) out.push_back(std::move(r));
}

void ask_meaning(Reading& r, const std::string& topic, std::string_view said) {
  const auto verb = said.substr(said.rfind(' ') + 1);
  auto what = trim(said.substr(0, said.size() - verb.size()));
  if (!what.ends_with("을") && !what.ends_with("를")) return;
  what.remove_suffix(std::string_view("을").size());
  r.relation = "뜻", r.value = std::string(what);
  add_ask(r, "meaning_what", to_question(topic + " 무엇을 " + std::string(verb)), r.value);
}
void ask_copula(Reading& r, const Linked& s, const std::string& topic, std::string_view said) {
  const auto what = plain_end(said);
  r.relation = "값", r.value = what.substr(0, what.size() - std::string_view("이다").size());
  const bool several = std::ranges::any_of(s.links, [](const Link& l) { return l.kind == Kind::joined || l.kind == Kind::condition; });
  if (several || r.value.find_first_of("0123456789") != std::string::npos) return;
  const auto words = split_words(r.value);
  add_ask(r, "copula_what", topic + (!words.empty() && is_person(words.back().text) ? " 누구인가?" : " 무엇인가?"), r.value);
}

}  // namespace

void read_predicate(const Standing& standing, std::string_view about, std::vector<Reading>& out) {
  if (standing.item_end > 0 || standing.kind != Standing::Kind::sentence) return;
  const auto text = without_stop(standing.text);
  const auto plain = plain_end(text);
  if (!plain.ends_with("다") || plain.ends_with("때문이다") || states_nothing(text) || begins_with_pointer(text)) return;
  const auto linked = read_links(text);
  const size_t topic_end = named_topic_end(linked);
  std::string topic(text.substr(0, topic_end));
  if (topic_end == 0) {
    // "클래스 이름을 등록합니다." under the heading "AfxRegister": what stands under a name speaks of it.
    const bool headed = standing.opens && std::ranges::any_of(about, [](char c) { return std::isupper(static_cast<unsigned char>(c)); }) &&
                        linked.topic_end == 0 && linked.links.size() == 1 && !has_subject(linked.words);
    if (!headed || length(about) > kLongestTopic) return;
    topic = with_particle(about, "은", "는");
  }
  const auto said = trim(text.substr(topic_end));
  if (length(said) < kShortestSaid || length(said) > kLongestSaid || said.find("다음과 같") != said.npos) return;
  if (topic_end > 0) ask_object(linked, topic_end, out);
  Reading r{.subject = topic.ends_with("은") || topic.ends_with("는") ? topic.substr(0, topic.size() - std::string_view("은").size()) : topic,
            .relation = "서술",
            .value = std::string(said),
            .condition = standing.condition,
            .importance = 0.5};
  if (is_meaning_verb(plain)) {
    ask_meaning(r, topic, said);
  } else if (plain.ends_with("이다") && !plain.ends_with("것이다")) {
    ask_copula(r, linked, topic, said);
  } else {
    add_ask(r, "predicate_what", topic + " " + asking_of_all(said), r.value);
  }
  if (!r.asks.empty()) out.push_back(std::move(r));
}

}  // namespace jangin::synthesize::korean
