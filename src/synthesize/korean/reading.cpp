// What stands alone → readings; definitions and penalties.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "judge/pattern.h"
#include "synthesize/korean/clauses.h"
#include "synthesize/korean/endings.h"
#include "synthesize/korean/filters.h"
#include "synthesize/korean/leads.h"
#include "synthesize/korean/question.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

constexpr size_t kLongestSentence = 400;  // characters
constexpr size_t kLongestMeaning = 140;

/// "제1항에 따라", "제2항 및 제3항의": leans on a neighbour that the question does not have, and says as much without it.
std::string without_references(const std::string& text) {
  static const judge::Pattern pattern(
      R"((?<![가-힣\d])제\d+항(제\d+호)?( 본문| 단서)?((와|과|,| 및| 또는|부터) ?제\d+항(제\d+호)?(까지)?)*)"
      R"((에 따라|에 따른|에도 불구하고|의 규정에 따라|의 규정에 따른|의 규정에 의하여|의 규정에 의한|의 규정에도 불구하고|의(?! (죄|형))|에서|에 규정된|에서 정한) )");
  static const judge::Pattern half(R"((?<=항) (전단|후단)(?=에 따))");  // "법 제13조제2항 전단에 따라": of another text, no neighbour
  return half.replace(pattern.replace(text, ""), "");
}
bool leans_on_neighbour(std::string_view text) {
  static const judge::Pattern item(R"((^|\s)제\d+호(의\d+)?(부터|까지|에 해당|의 경우|에 따른))");
  if (item.matches(text)) return true;
  return std::ranges::any_of(std::array<std::string_view, 8>{"같은 항", "같은 호", "전단에", "전항", "각 호", "각 목", "이 규칙", "이 법"},
                             [&](std::string_view form) { return text.find(form) != text.npos; });
}

}  // namespace

void add_ask(Reading& reading, std::string wording, std::string question, std::string answer, bool reverse) {
  if (question.empty() || answer.empty()) return;
  auto polite = to_polite(question);
  reading.asks.push_back({wording, question, answer, reverse});
  if (polite != question) reading.asks.push_back({wording + "_polite", std::move(polite), std::move(answer), reverse});
}

void add_cleft(Reading& reading, const std::string& wording, std::string_view clause, std::string_view noun, std::string_view is_what,
               const std::string& answer, bool reverse) {
  if (clause.empty()) return;
  const auto asked = with_subject(std::string(clause)) + " " + with_particle(noun, "은", "는");
  add_ask(reading, wording, asked + " " + std::string(is_what) + "인가?", answer, reverse);
  reading.asks.push_back({wording + "_terse", asked + "?", answer, reverse});
}

std::optional<Statement> part_around(const Standing& standing, const Linked& linked, size_t begin, size_t end) {
  const std::string_view text = standing.text;
  if (standing.item_end == 0 && (shares_verb(text.substr(0, begin)) || shares_verb(text.substr(end)))) return std::nullopt;
  const bool several = standing.item_end == 0 && std::ranges::any_of(linked.links, [](const Link& l) { return l.kind == Link::Kind::joined; });
  if (several)
    if (auto own = clause_around(linked, begin, end, standing.condition)) return own;
  return statement_around(standing.text, begin, end, standing.condition);
}

namespace {

/// "환매조건부매매란 …을 말한다": a term without quotation marks.
void read_unquoted_definition(std::string_view sentence, std::vector<Reading>& out) {
  constexpr size_t kMostWords = 5, kShortestTerm = 2;  // words, characters
  const auto words = split_words(sentence);
  for (size_t i = 0; i < words.size() && i < kMostWords; ++i) {
    const auto word = words[i].text;
    const bool after_consonant = word.ends_with("이란");
    if (words[i].comma || is_topic(words[i]) || words[i].particle == "을" || words[i].particle == "를") return;
    if (!after_consonant && !word.ends_with("란")) continue;
    const auto term = sentence.substr(0, words[i].end - std::string_view(after_consonant ? "이란" : "란").size());
    if (ends_in_consonant(term) != after_consonant || text::count_code_points(term) < kShortestTerm || i + 2 >= words.size()) return;
    const auto plain = plain_end(sentence.substr(words[i + 1].begin));
    auto meaning = std::string_view(plain);
    for (std::string_view end :
         {"을 말한다", "를 말한다", "을 의미한다", "를 의미한다", "을 뜻한다", "를 뜻한다", "을 가리킨다", "를 가리킨다", "이다"})
      if (meaning.ends_with(end)) meaning.remove_suffix(end.size());
    if (meaning.size() == plain.size() || text::count_code_points(meaning) > kLongestMeaning || meaning.find("각 ") == 0) return;
    Reading r{.subject = std::string(term), .relation = "뜻", .value = std::string(meaning), .importance = 0.75};
    add_ask(r, "meaning_what", with_particle(term, "이란", "란") + " 무엇을 말하는가?", r.value);
    add_ask(r, "term_what", with_particle(meaning, "을", "를") + " 무엇이라고 하는가?", r.subject, true);
    out.push_back(std::move(r));
    return;
  }
}

}  // namespace

void read_definition(std::string_view sentence, std::vector<Reading>& out) {
  // "법 제2조에서 "…"란 …을 말한다": what stands in front says where the term is used.
  for (std::string_view form : {"에서 \"", "에서 “"})
    if (const auto at = sentence.find(form); at != sentence.npos && sentence.find("란 ", at) != sentence.npos) {
      sentence.remove_prefix(at + std::string_view("에서 ").size());
      break;
    }
  const size_t mark = sentence.starts_with("\"") ? 1 : sentence.starts_with("“") ? 3 : 0;
  if (mark == 0) return read_unquoted_definition(sentence, out);
  const auto close = sentence.find(mark == 1 ? "\"" : "”", mark);
  if (close == sentence.npos || close - mark > 60) return;
  const std::string term(sentence.substr(mark, close - mark));
  auto rest = sentence.substr(close + mark);
  size_t skip = 0;
  for (std::string_view form : {"이라 함은 ", "라 함은 ", "이란 ", "란 "})
    if (skip == 0 && rest.starts_with(form)) skip = form.size();
  auto end = rest.rfind("말한다");
  if (end == rest.npos) end = rest.rfind("의미한다");
  if (skip == 0 || end == rest.npos) return;
  std::string meaning(trim(rest.substr(skip, end - skip)));
  if (meaning.ends_with("을") || meaning.ends_with("를")) meaning.resize(meaning.size() - 3);
  if (text::count_code_points(meaning) > kLongestMeaning || meaning.find("각 목") != meaning.npos || meaning.find("각 호") != meaning.npos) return;
  Reading r{.subject = term, .relation = "뜻", .value = meaning, .importance = 0.75};
  add_ask(r, "meaning_what", with_particle("\"" + term + "\"", "이란", "란") + " 무엇을 말하는가?", meaning);
  add_ask(r, "meaning_is", "\"" + term + "\"의 뜻은 무엇인가?", meaning);
  const bool drafted = term.find("로 정하는") != term.npos || term.find("로 정한") != term.npos;  // "대통령령으로 정하는 정보": nobody calls it so
  if (drafted) return out.push_back(std::move(r));
  const auto object = with_particle(meaning, "을", "를");
  add_ask(r, "term_what", object + " 무엇이라고 하는가?", term, true);
  add_ask(r, "term_which", object + " 가리키는 말은 무엇인가?", term, true);
  out.push_back(std::move(r));
}

void read_penalty(std::string_view sentence, std::vector<Reading>& out) {
  for (std::string_view end : {"에 처한다", "를 부과한다", "을 부과한다"}) {
    const auto at = sentence.rfind(end);
    if (at == sentence.npos) continue;
    const auto who = sentence.find("자는 "), whom = sentence.find("자에게는 ");
    const size_t from = who != sentence.npos    ? who + std::string_view("자는 ").size()
                        : whom != sentence.npos ? whom + std::string_view("자에게는 ").size()
                                                : sentence.npos;
    if (from == sentence.npos || from >= at) continue;
    const std::string penalty(trim(sentence.substr(from, at - from))), offender(sentence.substr(0, (who != sentence.npos ? who : whom) + 3));
    Reading r{.subject = offender, .relation = "벌칙", .value = penalty, .importance = 0.75};
    add_ask(r, "penalty_what", offender + "에 대한 벌칙은 무엇인가?", penalty);
    add_ask(r, "penalty_how", offender + "는 어떤 처벌을 받는가?", penalty);
    r.asks.push_back({"penalty_terse", offender + "의 법정형은?", penalty, false});
    out.push_back(std::move(r));
  }
}

void read_member(const Standing& s, std::string_view about, std::vector<Reading>& out) {
  static constexpr std::array<std::string_view, 10> kOrdinals = {"첫", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열"};
  if (s.ordinal == 0 || s.ordinal > kOrdinals.size() || leans_on_neighbour(s.lead) || leans_on_neighbour(s.value)) return;
  const auto place = std::string(kOrdinals[s.ordinal - 1]) + " 번째로 ";
  Reading r{.subject = s.member_of, .relation = "열거", .value = s.value, .importance = 0.45};
  if (s.lead.empty()) {
    if (r.subject == "경우" || r.subject == "사람" || r.subject == "자" || r.subject.starts_with("어느 하나")) return;
    add_ask(r, "member_what", "\"" + s.member_of + "\" 가운데 " + place + "열거된 것은 무엇인가?", s.value);
    add_ask(r, "member_of", with_particle(s.value, "은", "는") + " 무엇에 해당하는가?", s.member_of, true);
  } else {
    const auto space = s.lead.find(' ');
    auto said = space == std::string::npos ? std::string_view() : std::string_view(s.lead).substr(space + 1);
    for (std::string_view form : {"대해서는 ", "대하여는 ", "대하여 ", "관하여는 ", "따라 "})
      if (said.starts_with(form)) said.remove_prefix(form.size());
    const auto clause = attributive(said);
    if (clause.empty() || text::count_code_points(clause) > 90) return;
    const auto of = clause + " " + s.member_of;
    r.subject = of;
    const bool is_case = s.member_of == "경우";
    add_ask(r, "member_what", of + " 가운데 " + place + "열거된 것은 " + (is_case ? "어떤 경우인가?" : "무엇인가?"), s.value);
    r.asks.push_back({"member_terse", of + " 중 " + place + "열거된 것은?", s.value, false});
  }
  if (!about.empty()) r.condition = std::string(about);
  out.push_back(std::move(r));
}

namespace {

/// Facts on parts of a sentence name what it speaks of, and what it stands under.
void name_subjects(const Standing& s, std::string_view about, std::vector<Reading>& readings) {
  const auto linked = read_links(s.text);
  auto topic = std::string_view(s.text).substr(0, linked.topic_end);
  const auto words = split_words(topic);
  static constexpr auto kTimes = std::to_array<std::string_view>({"중에", "후에", "뒤에", "전에", "시에", "동안에", "도중에", "직후에", "이후에"});
  if (words.empty() || is_one_of(words.back().noun, kTimes)) return;  // "충전 중에는"
  topic.remove_suffix(words.back().particle.size());
  for (std::string_view about_it : {"에 대해서", "에 대하여", "에 관하여", "에 관해서", "에 대해"})
    if (topic.ends_with(about_it)) topic.remove_suffix(about_it.size());
  const auto& lead = linked.links[0];
  const bool conditioned = linked.links.size() > 1 && lead.kind == Link::Kind::condition && lead.end > linked.topic_end;
  const auto condition = conditioned ? trim(std::string_view(s.text).substr(linked.topic_end, lead.core_end - linked.topic_end)) : std::string_view();
  for (auto& r : readings) {
    const bool taken = std::ranges::any_of(readings, [&](const Reading& other) { return other.subject == topic && other.value == r.value; });
    const auto at = s.text.find(r.value);
    const bool of_later_topic =
        std::ranges::any_of(linked.words, [&](const Word& w) { return w.begin >= linked.topic_end && w.end <= at && is_topic(w); });
    if (r.subject != about || topic.find(r.value) != topic.npos || taken || of_later_topic) continue;
    r.subject = std::string(topic);
    if (r.condition.empty() && condition.find(r.value) == condition.npos && r.value.find(condition) == r.value.npos)
      r.condition = std::string(condition);
  }
}

}  // namespace

std::vector<Reading> read(const Standing& standing, std::string_view about) {
  std::vector<Reading> out;
  Standing s = standing;
  if (s.kind == Standing::Kind::key_value) {
    read_key_value(s, about, out);
    drop_unsound(out);
    return out;
  }
  if (s.kind == Standing::Kind::member) {
    read_member(s, about, out);
    return out;
  }
  if (s.text.empty() || text::count_code_points(s.text) > kLongestSentence) return out;
  read_penalty(s.text, out);
  if (s.item_end == 0) s.text = without_references(std::move(s.text));
  if (leans_on_neighbour(s.text) || states_nothing(s.text) || begins_with_pointer(s.text)) return out;
  read_definition(s.text, out);
  if (trim(s.text).ends_with("때문이다.") || trim(s.text).ends_with("때문입니다.")) return out;  // of the sentence before: read_reason_of
  read_quantities(s, about, out);
  read_parts(s, about, out);
  read_links_of(s, about, out);
  read_phrases(s, about, out);
  drop_unsound(out);
  name_subjects(s, about, out);
  return out;
}

}  // namespace jangin::synthesize::korean
