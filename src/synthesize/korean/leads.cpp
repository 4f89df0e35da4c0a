#include "synthesize/korean/leads.h"

#include "base/strings.h"
#include "synthesize/korean/clauses.h"
#include "synthesize/korean/endings.h"
#include "synthesize/korean/words.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

/// The last thing that a lead gives, sets or uses: "… 보호구를 지급하여야 한다" → "보호구".
std::string last_object(std::string_view text) {
  const auto words = split_words(text);
  for (size_t i = words.size(); i-- > 0;)
    if ((words[i].particle == "을" || words[i].particle == "를") && !is_vague_noun(words[i].noun)) return std::string(words[i].noun);
  return {};
}

/// "의 어느 하나에 해당하는 경우에는 …", "의 기계를 운전하는 …": what the items are, and what is said of them.
bool read_noun(std::string_view rest, const std::vector<Word>& words, Lead& lead) {
  size_t skip = 0;
  for (std::string_view form :
       {"의 어느 하나에 해당하는 ", "의 어느 하나에 해당되는 ", "의 어느 하나 이상에 해당하는 ", "의 모두에 해당하는 ", "의 전부 또는 일부를 포함한 ",
        " 가운데 어느 하나에 해당하는 ", " 중 어느 하나에 해당하는 ", " 가운데 어느 하나의 ", " 중 어느 하나의 ", "의 어느 하나의 ", "의 "})
    if (rest.starts_with(form)) {
      skip = form.size();
      break;
    }
  if (skip == 0) return false;
  for (size_t i = 0; i < words.size(); ++i) {
    const auto& w = words[i];
    const bool ends = !w.particle.empty() || w.text.starts_with("경우") || w.comma || i + 1 == words.size();
    if (w.begin < skip || !ends) continue;
    if (w.particle == "의" && i + 1 < words.size()) continue;
    size_t end = w.begin + w.noun.size();
    auto text = rest.substr(skip, end - skip);
    if (const auto kase = text.find("경우"); kase != text.npos) text = text.substr(0, kase + 6), end = skip + kase + 6;
    lead.noun = std::string(trim(text));
    lead.after = std::string(rest.substr(std::min(end, rest.size())));
    const bool general = lead.noun == "기준" || lead.noun == "구분" || lead.noun == "방법" || lead.noun == "요건";
    lead.any_of = skip > 4 || !is_vague_noun(lead.noun) || lead.noun == "작업" || lead.noun == "장소" || lead.noun == "자";
    return !general && !lead.noun.empty() && text::count_code_points(lead.noun) <= 24;
  }
  return false;
}

}  // namespace

std::string without_actor(std::string_view phrase) {
  return std::string(trim(phrase.substr(std::min(behind_actor(std::string(phrase) + " 둔다"), phrase.size()))));
}

std::optional<Lead> read_lead(std::string_view sentence) {
  size_t at = std::string_view::npos, mark = 0;
  for (std::string_view form : {"다음 각 호", "다음 각 목", "다음 각호", "다음 각목", "다음 각 세목"})
    if (auto found = sentence.find(form); found < at) at = found, mark = form.size();
  if (at == sentence.npos && (at = sentence.find("다음과 같")) != sentence.npos) mark = std::string_view("다음").size();
  if (at == sentence.npos) return std::nullopt;
  Lead lead;
  lead.before = std::string(trim(sentence.substr(0, at)));
  auto rest = sentence.substr(at + mark);
  const auto words = split_words(rest);
  // "의 어느 하나에 해당하는 경우에는 …", "의 작업을 하는 …", "의 구분에 따른 검사주기마다 …", "의 기준에 맞도록 …", "의 사항을 …"
  if (lead.before.starts_with('"'))
    if (const auto close = lead.before.find('"', 1);
        close != std::string::npos && (lead.before.substr(close).starts_with("\"이란") || lead.before.substr(close).starts_with("\"란") ||
                                       lead.before.substr(close).ends_with("라 함은")))
      lead.term = lead.before.substr(1, close - 1);
  // "법 제33조에서 "…"란 다음 각 호의 경우를 말한다"
  for (std::string_view end : {"\"이라 함은", "\"라 함은", "\"이란", "\"란"})
    if (const auto open = lead.before.find("에서 \""); lead.term.empty() && open != std::string::npos && lead.before.ends_with(end)) {
      const auto from = open + std::string_view("에서 \"").size();
      if (from + end.size() < lead.before.size()) lead.term = lead.before.substr(from, lead.before.size() - end.size() - from);
    }
  if (read_noun(rest, words, lead)) {
    lead.attribute = last_object(lead.after);
    return lead;
  }
  if (rest.starts_with("의 구분에 따른 ") || rest.starts_with("의 구분에 따라 ") || rest.starts_with("에 따른 ") ||
      rest.starts_with("의 기준에 따른 "))
    for (const auto& w : words) {
      if (w.text == "의" || w.text == "구분에" || w.text == "기준에" || w.text == "에" || w.text == "따른" || w.text == "따라") continue;
      if (w.particle.empty() && !w.text.ends_with("마다")) break;
      const auto noun_text = w.text.ends_with("마다") ? w.text.substr(0, w.text.size() - 6) : w.noun;
      if (!is_vague_noun(noun_text) || noun_text == "속도" || noun_text == "기간" || noun_text == "높이" || noun_text == "폭")
        lead.attribute = std::string(noun_text);
      break;
    }
  if (lead.attribute.empty()) {  // "작업면 조도를 다음 각 호의 기준에 …", "안전계수가 다음 각 호의 구분에 따른 기준에 맞지 …"
    const auto head = split_words(lead.before);
    if (!head.empty() && (head.back().particle == "를" || head.back().particle == "을" || head.back().particle == "가" ||
                          head.back().particle == "이" || head.back().particle == "은" || head.back().particle == "는")) {
      const auto phrase = noun_phrase(lead.before, head, head.size() - 1);
      if (phrase.end > phrase.begin) lead.attribute = lead.before.substr(phrase.begin, phrase.end - phrase.begin);
      if (is_person(lead.attribute)) lead.attribute.clear();
    }
  }
  lead.after = std::string(rest);
  if (lead.attribute.empty()) lead.attribute = last_object(rest);
  return lead;
}

Standing merge(const Lead& lead, const std::string& item) {
  if (!lead.any_of || lead.noun.empty() || text::count_code_points(item) > kLongestListItem) return {};
  std::string inner;
  const auto last_word = std::string_view(lead.noun).substr(lead.noun.rfind(' ') + 1);
  if (item.ends_with(lead.noun))
    inner = item;
  else if (lead.noun.size() > last_word.size() && item.ends_with(" " + std::string(last_word)))
    inner = item.substr(0, item.size() - last_word.size()) + lead.noun;
  else if (item.ends_with(" 것"))
    inner = item.substr(0, item.size() - std::string_view("것").size()) + (lead.noun == "것" ? "것" : lead.noun);
  else if (item.ends_with("경우") || item.ends_with("때"))
    inner = item;
  else if (!to_question(item).empty())
    return {};
  else
    inner = item;
  const auto before = without_actor(lead.before);
  auto after = lead.after;
  if (!inner.ends_with(lead.noun)) {                                 // another noun: its particle has to fit
    const auto noun = lead.noun + after.substr(0, after.find(' '));  // the words are views into it
    const auto words = split_words(noun);
    const auto particle = words.empty() ? std::string_view() : words[0].particle;
    if (particle == "을" || particle == "를") after = with_particle(inner, "을", "를").substr(inner.size()) + after.substr(particle.size());
    if (particle == "은" || particle == "는") after = with_particle(inner, "은", "는").substr(inner.size()) + after.substr(particle.size());
    if (particle == "이" || particle == "가") after = with_particle(inner, "이", "가").substr(inner.size()) + after.substr(particle.size());
  }
  Standing s{.text = (before.empty() ? "" : before + " ") + inner + after, .lead_span = lead.span};
  s.item_begin = before.empty() ? 0 : before.size() + 1, s.item_end = s.item_begin + inner.size();
  return s;
}

}  // namespace jangin::synthesize::korean
