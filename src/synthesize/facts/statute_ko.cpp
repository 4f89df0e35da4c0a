// Korean statutes: each sentence of an article, each item of its lists; and what the article is about.
#include "base/strings.h"
#include "synthesize/facts/fact_miner.h"
#include "synthesize/korean/question.h"

namespace jangin::synthesize {
namespace {

/// "제180조 (헤드가드)" → "헤드가드".
std::string article_title(const std::string& heading) {
  auto open = heading.find('(');
  auto close = heading.rfind(')');
  return open == std::string::npos || close == std::string::npos || close < open ? std::string() : heading.substr(open + 1, close - open - 1);
}

MinedFact fact_of(const MinerInput& input, std::string_view miner, korean::Reading reading, record::Span span, double importance, const std::string& statement) {
  KoreanFrame frame;
  for (auto& ask : reading.asks) frame.asks.push_back({ask.wording, ask.question, ask.answer, ask.reverse});
  auto fact = make_fact(input, miner, frame, reading.subject, reading.relation, reading.value, "", span, importance);
  fact.fact.unit = reading.unit;
  fact.language = "ko";
  fact.statement = statement;
  return fact;
}
double importance_of(const korean::Reading& reading) {
  if (!reading.unit.empty()) return 0.8;
  if (reading.relation == "벌칙" || reading.relation == "뜻") return 0.75;
  return reading.relation == "대상" ? 0.6 : 0.5;
}

void mine_sentences(const MinerInput& input, std::string_view miner, const std::string& about, std::vector<MinedFact>& out) {
  for (const auto& block : input.blocks) {
    if (block.kind != BlockKind::paragraph && block.kind != BlockKind::item) continue;
    for (const auto& sentence : block.sentences) {
      auto clean = korean::clean_sentence(sentence.text);
      if (clean.empty() || clean.starts_with("삭제")) continue;
      for (auto& reading : korean::read_sentence(clean, about)) {
        double importance = importance_of(reading);
        out.push_back(fact_of(input, miner, std::move(reading), sentence.span, importance, clean));
      }
    }
  }
}

}  // namespace

std::vector<MinedFact> mine_statute_ko(const MinerInput& input) {
  std::vector<MinedFact> out;
  if (input.topic->article.empty()) return out;
  auto title = article_title(input.topic->heading);
  if (!title.empty() && !input.blocks.empty()) {
    korean::Reading reading;
    reading.subject = input.topic->article, reading.relation = "제목", reading.value = title;
    reading.asks.push_back({"article_what", input.topic->article + "는 무엇에 관한 규정인가?", title, false});
    reading.asks.push_back({"article_which", title + "에 관하여 정한 조문은 제몇조인가?", input.topic->article, true});
    reading.asks.push_back({"article_what_polite", input.topic->article + "는 무엇에 관한 규정인가요?", title, false});
    reading.asks.push_back({"article_which_polite", title + "에 관하여 정한 조문은 제몇조인가요?", input.topic->article, true});
    out.push_back(fact_of(input, "statute_ko", reading, input.blocks[0].span, 0.35, input.topic->article + "는 " + title + "에 관한 규정이다."));
  }
  mine_sentences(input, "statute_ko", title, out);
  return out;
}

std::vector<MinedFact> mine_sentence_ko(const MinerInput& input) {
  std::vector<MinedFact> out;
  if (input.topic->article.empty()) mine_sentences(input, "sentence_ko", input.topic->heading, out);
  return out;
}

}  // namespace jangin::synthesize
