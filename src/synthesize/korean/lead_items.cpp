// What a list's items are, said of its lead as one noun phrase.
#include "base/strings.h"
#include "synthesize/korean/clauses.h"
#include "synthesize/korean/endings.h"
#include "synthesize/korean/leads.h"
#include "synthesize/korean/links.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

constexpr size_t kShortestItems = 14;  // characters

size_t length(std::string_view text) { return text::count_code_points(text); }
std::string joined(std::string_view a, std::string_view b) { return std::string(a) + (a.empty() || b.empty() ? "" : " ") + std::string(b); }
bool is_case_noun(std::string_view noun) { return noun == "경우" || noun == "때" || noun == "사유"; }

}  // namespace

std::string with_subject(const std::string& clause) {
  std::string out;
  bool first = true;
  for (const auto& w : split_words(clause)) {
    std::string word(std::string_view(clause).substr(w.begin, w.end - w.begin));
    if (word.ends_with("경우에는") || word.ends_with("때에는") || (is_topic(w) && w.particle.size() > 3))
      word.resize(word.size() - std::string_view("는").size());
    else if (first && is_topic(w))
      word = with_particle(w.noun, "이", "가"), first = false;
    out += (out.empty() ? "" : " ") + word + (w.comma ? "," : "");
  }
  return out;
}
namespace {

/// What stands in front of the items' noun, without the subject of each case: "목재생산업자가 | 다음 각 호의 어느 하나에 해당하는 경우".
std::string without_case_subject(std::string before, std::string_view noun) {
  const auto words = split_words(before);
  if (!is_case_noun(noun) || words.empty() || (words.back().particle != "이" && words.back().particle != "가")) return before;
  for (size_t i = words.size(); i-- > 0;)
    if (is_condition(words[i].text)) return before.substr(0, words[i].end);
  return {};
}

/// A lead in the parts of the phrase: who acts, what stands in front of the items, what is said of them before their noun.
struct Parts {
  std::string who, before, of, clause;
  bool equals = false;  // "영업은 다음 각 호와 같다"
};
void take_topic(Parts& p, const Lead& lead) {
  const size_t behind = behind_actor(lead.before + " 둔다", &p.who);
  if (behind == 0) p.who.clear();
  p.before = std::string(trim(std::string_view(lead.before).substr(std::min(behind, lead.before.size()))));
  if (const auto words = split_words(p.before); !words.empty() && words.back().particle == "의") {  // "해당 설비의": which the items are of
    const auto from = words.size() > 1 && words[words.size() - 2].particle.empty() ? words[words.size() - 2].begin : words.back().begin;
    p.of = p.before.substr(from) + " ", p.before = std::string(trim(std::string_view(p.before).substr(0, from)));
  }
  const auto words = split_words(p.before);
  if (behind == 0 && words.size() > 1 && !is_condition(words[0].text) && (words[0].particle == "은" || words[0].particle == "는"))
    p.who = std::string(words[0].noun), p.before = p.before.substr(words[1].begin);
}
Parts read_parts_of(const Lead& lead) {
  Parts p;
  take_topic(p, lead);
  auto said = std::string_view(lead.after);
  said = trim(said.substr(std::min(said.find(' '), said.size())));                               // the noun's particle
  for (std::string_view there : {"있는 때에는 ", "있는 때에 ", "있는 경우에는 ", "있는 경우 "})  // "사유가 있는 때에는"
    if (said.starts_with(there)) said.remove_prefix(there.size());
  const bool to_whom = lead.after.starts_with("에게") || lead.after.starts_with("에 대하여") || lead.after.starts_with("에 대해");
  if (to_whom && (said.starts_with("대하여") || said.starts_with("대해"))) said = said.substr(std::min(said.find(' '), said.size()));
  const auto acting = with_subject(std::string(said));
  p.clause = attributive(acting);
  p.equals = p.clause == "같은" || (said == "한다." && lead.after.find("로 한다") != std::string::npos) || said == "한다";
  if (to_whom && !p.clause.empty()) p.clause += " 대상인";
  const auto words = split_words(acting);
  const bool object = lead.after.starts_with("을 ") || lead.after.starts_with("를 ");
  const bool of_another =
      object && words.size() > 1 && is_adnominal(words, 0) && words[1].text != "후" && words[1].text != "뒤" && words[1].text != "다음";
  const bool among = lead.after.starts_with("과 ") || lead.after.starts_with("와 ");  // "사항과 수요 등을 고려하여"
  if (p.equals || of_another || among) p.clause.clear();                              // "사항을 명시한 서면으로"
  return p;
}

}  // namespace

std::string name_of_items(const Lead& lead, std::string_view about, const std::string& excepted) {
  if (!lead.term.empty()) return "\"" + lead.term + "\"";
  auto noun = lead.noun.empty() ? lead.attribute.empty() ? std::string("사항") : lead.attribute : lead.noun;
  for (std::string_view form : {"어느 하나 이상에 해당하는 ", "어느 하나의 ", "모든 "})
    if (noun.starts_with(form)) noun = noun.substr(form.size());
  const auto p = read_parts_of(lead);
  const auto by = p.who.empty() ? std::string() : with_particle(p.who, "이", "가");
  std::string items;
  if (p.equals) {  // the topic says what they are
    const auto words = split_words(p.before);
    const bool topic = !words.empty() && is_topic(words.back());
    items = topic ? p.before.substr(0, words.back().begin + words.back().noun.size()) : joined(p.before, p.who);
  } else if (!excepted.empty() && (p.clause.find("아니한") != std::string::npos || p.clause.find("않은") != std::string::npos)) {
    items = joined(joined(excepted + "는 규정의 예외로서", p.before), "필요한 " + noun);
  } else if (!p.clause.empty()) {
    const auto before = without_case_subject(with_subject(p.before), noun);
    items = joined(joined(by, before), joined(p.clause, p.of + noun));
    if (length(items) > kLongestAsked) items = joined(by, joined(p.clause, noun));
  }
  if (items.empty() || length(items) > kLongestAsked) {
    const bool says_nothing = is_case_noun(noun) || noun == "자" || noun == "사람" || noun == "것";
    items = about.empty() || says_nothing ? std::string() : std::string(about) + "에 관한 규정에서 정한 " + noun;
  }
  if (!items.empty() && by.empty() && length(items) < kShortestItems && !about.empty()) items = std::string(about) + "에 관하여 " + items;
  return items;
}

}  // namespace jangin::synthesize::korean
