// Korean: what each sentence, list item and aside of a passage says; of a statute's article also what it is about.
#include "base/strings.h"
#include "synthesize/facts/fact_miner.h"
#include "synthesize/korean/provisions.h"

namespace jangin::synthesize {
namespace {

constexpr double kAddenda = 0.2;  // of the importance elsewhere: when which amendment came into force

/// "제180조 (헤드가드)" → "헤드가드".
std::string article_title(const std::string& heading) {
  auto open = heading.find('(');
  auto close = heading.rfind(')');
  return open == std::string::npos || close == std::string::npos || close < open ? std::string() : heading.substr(open + 1, close - open - 1);
}
bool in_addenda(const record::Passage& passage) {
  for (const auto& heading : passage.heading_path)
    if (heading.starts_with("부칙")) return true;
  return false;
}

MinedFact fact_of(const MinerInput& input, std::string_view miner, korean::Reading reading, record::Span span, const std::string& statement) {
  KoreanFrame frame;
  for (auto& ask : reading.asks) frame.asks.push_back({ask.wording, ask.question, ask.answer, ask.reverse});
  const double importance = reading.importance * (in_addenda(input.passage) ? kAddenda : 1.0);
  auto fact = make_fact(input, miner, frame, reading.subject, reading.relation, reading.value, reading.condition, span, importance);
  fact.fact.unit = reading.unit;
  fact.language = "ko";
  fact.statement = statement;
  return fact;
}

std::string statement_of(const korean::Standing& s) {
  if (s.kind == korean::Standing::Kind::key_value) return s.key + (s.attribute.empty() ? "" : "의 " + s.attribute) + ": " + s.value;
  const auto text = s.text.ends_with('.') ? s.text : s.text + ".";
  return s.condition.empty() || s.text.find(s.condition) != std::string::npos ? text : s.condition + " " + text;
}

/// `members`: whether list items are read here; a statute's are provisions.
void mine_standing(const MinerInput& input, std::string_view miner, const std::string& about, bool members, std::vector<MinedFact>& out) {
  using Kind = korean::Standing::Kind;
  korean::Standing before;  // the sentence before, with what it needed of its own neighbour
  for (auto& standing : korean::standing_sentences(input.blocks, input.open_header)) {
    if (!members && standing.kind == Kind::member) continue;
    const bool follows =
        standing.kind == Kind::sentence && standing.item_end == 0 && before.span.size() > 0 && before.span.end <= standing.span.begin;
    record::Span needed;
    if (follows) {
      if (auto text = standing.same_case ? korean::with_case_of(standing.text, before.text) : std::string(); !text.empty())
        standing.text = std::move(text), needed = before.span;
      if (auto text = korean::with_name_of(standing.text, before.text, about); !text.empty()) standing.text = std::move(text), needed = before.span;
      std::vector<korean::Reading> reasons;
      korean::read_reason_of(standing.text, before.text, reasons);
      for (auto& reading : reasons) {
        out.push_back(fact_of(input, miner, std::move(reading), standing.span, before.text + " " + statement_of(standing)));
        out.back().leads.push_back(before.span);
      }
    }
    if (!follows && standing.opens)
      if (auto text = korean::with_name_of(standing.text, "", about); !text.empty()) standing.text = std::move(text);
    if (standing.kind == Kind::sentence) before = standing;
    auto readings = korean::read(standing, about);
    if (members) korean::read_predicate(standing, about, readings);
    for (auto& reading : readings) {
      const bool in_lead = reading.in_lead && standing.lead_span.size() > 0;
      out.push_back(fact_of(input, miner, std::move(reading), in_lead ? standing.lead_span : standing.span, statement_of(standing)));
      if (in_lead) out.back().leads.push_back(standing.span);
      if (needed.size() > 0) out.back().leads.push_back(needed);
    }
  }
}

}  // namespace

std::vector<MinedFact> mine_statute_ko(const MinerInput& input) {
  std::vector<MinedFact> out;
  const auto& article = input.topic->article;
  if (article.empty()) return out;
  const auto title = article_title(input.topic->heading);
  if (!title.empty() && !input.blocks.empty()) {
    korean::Reading reading{.subject = article, .relation = "제목", .value = title, .importance = 0.2};
    korean::add_ask(reading, "article_what", article + "는 무엇에 관한 규정인가?", title);
    korean::add_ask(reading, "article_which", title + "에 관하여 정한 조문은 제몇조인가?", article, true);
    out.push_back(fact_of(input, "statute_ko", reading, input.blocks[0].span, article + "는 " + title + "에 관한 규정이다."));
  }
  mine_standing(input, "statute_ko", title, false, out);
  for (auto& p : korean::read_provisions(input.blocks, title)) {
    out.push_back(fact_of(input, "statute_ko", std::move(p.reading), p.span, p.statement));
    if (p.lead.size() > 0) out.back().leads.push_back(p.lead);
  }
  return out;
}

std::vector<MinedFact> mine_sentence_ko(const MinerInput& input) {
  std::vector<MinedFact> out;
  if (input.topic->article.empty()) mine_standing(input, "sentence_ko", input.topic->heading, true, out);
  return out;
}

}  // namespace jangin::synthesize
