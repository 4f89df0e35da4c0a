// What a question or statement names in another's place, and what a title, a fraction or a sentence beside has to do with it.
#include "judge/asked_term.h"

#include <gtest/gtest.h>

#include <vector>

#include "judge/claim_tokens.h"
#include "judge/condition_clauses.h"
#include "judge/gates.h"
#include "judge/korean_stem.h"

namespace jangin::judge {
namespace {

struct Case {
  const char* question;
  const char* answer;
  const char* evidence;
  const char* reason;
};

void expect_reasons(Gate& gate, const std::vector<Case>& cases, const char* context = "") {
  for (const Case& c : cases) {
    EXPECT_EQ(gate.check({.subject_id = "s", .question = c.question, .answer = c.answer, .evidence = c.evidence, .context = context}).reason,
              c.reason)
        << c.question << " | " << c.answer << " <- " << c.evidence;
  }
}

constexpr const char* kQuarry =
    "채석업자는 발파 작업을 시작하기 전에 주변 도로의 통행을 막고 경보를 세 차례 울린 다음 작업 책임자의 신호를 기다려야 한다.";
constexpr const char* kLamps = "| 램프 | 뜻 |\n| 녹색 | 운전 중이다 |\n| 적색 | 고장이 났다 |\n| 황색 | 정비할 때가 되었다 |";

TEST(AskedTerm, AKoreanNounThatNothingKnows) {
  expect_reasons(
      *make_terms_gate(),
      {
          {"채석업자는 발파 작업을 시작하기 전에 주변 하천의 통행을 막고 경보를 몇 차례 울린 다음 작업 책임자의 신호를 기다려야 하는가?", "세 차례",
           kQuarry, "unsupported_term"},
          {"채석업자는 발파 작업을 시작하기 전에 주변 도로의 통행을 막고 경보를 몇 차례 울린 다음 작업 책임자의 신호를 기다려야 하는가?", "세 차례",
           kQuarry, ""},
          {"발파 전에 마을 사람에게 경보를 몇 차례 울리는가?", "세 차례", kQuarry, ""},  // words of its own
          {"채석업자는 발파 작업을 시작하기 전에 주변 도로의 통행을 막고 경보를 울린 다음 기다려야 하는 대기는?", "작업 책임자의 신호", kQuarry, ""},
          {"채석장에서 녹색의 뜻은 무엇인가요?", "운전 중이다", kLamps, ""},
          {"채석장에서 녹색의 지시자는 무엇인가요?", "운전 중이다", kLamps, "unsupported_term"},
          {"채석장에서 보라색의 뜻은 무엇인가요?", "운전 중이다", kLamps, "unsupported_term"},
      },
      "채석장");
}

TEST(AskedTerm, TheSubjectOfASentenceThatAnswers) {
  constexpr const char* kBefore = "발파 작업을 시작하기 전에 주변 도로의 통행을 막고 경보를 세 차례 울릴 때 ";
  const std::string known = std::string(kBefore) + "채석업자는 어떻게 되는가?", unknown = std::string(kBefore) + "항해사는 어떻게 되는가?";
  const std::string evidence = "채석업자는 " + std::string(kBefore) + "작업 책임자의 신호를 기다려야 한다.";
  expect_reasons(*make_terms_gate(), {{known.c_str(), "작업 책임자의 신호를 기다려야 한다.", evidence.c_str(), ""},
                                      {unknown.c_str(), "작업 책임자의 신호를 기다려야 한다.", evidence.c_str(), "unsupported_term"}});
}

TEST(AskedTerm, AnEnglishColumnThatTheTableLacks) {
  constexpr const char* kTable = "| Lamp | Meaning |\n| green | the line runs |\n| red | the line stands |\n| amber | the filter is full |";
  expect_reasons(*make_terms_gate(),
                 {
                     {"In Panel 4, what is the meaning of red?", "the line stands", kTable, ""},
                     {"In Panel 4, what is the voltage of red?", "the line stands", kTable, "unsupported_term"},
                     {"In Panel 4, which lamp has the voltage \"the line stands\"?", "red", kTable, "unsupported_term"},
                     {"In Panel 4, what is the purpose of red?", "the line stands", kTable, ""},
                 },
                 "Panel 4");
}

TEST(AskedTerm, KoreanNounsByTheirParticles) {
  for (const char* word : {"기한을", "회사는", "식별자은", "위원회의", "차량으로", "직원이"}) EXPECT_TRUE(is_sure_korean_noun(word)) << word;
  for (const char* word : {"받을", "알리는", "나왔을", "만드는", "처하는가", "같은", "하면"}) EXPECT_FALSE(is_sure_korean_noun(word)) << word;
  EXPECT_FALSE(stands_korean("식별자를", "스레드형식으로인식하는"));  // one syllable of a noun is any word's
  EXPECT_TRUE(stands_korean("열어야", "문을열고"));
  EXPECT_TRUE(stands_korean("식별자를", "구독식별자"));
}

TEST(AskedTerm, TheAnswerTellsAnotherOfEqualWords) {
  constexpr const char* kCase = "군사경찰은 다른 기관으로 사건을 보내야 하는 경우에는 해당 사건을 그 기관에 보내야 한다.";
  expect_reasons(
      *make_substitution_gate(),
      {{"다른 기관으로 피의자를 보내야 하는 경우에는 군사경찰은 어떻게 하는가?", "해당 사건을 그 기관에 보내야 한다.", kCase, "term_replaced"},
       {"다른 기관으로 사건을 보내야 하는 경우에는 군사경찰은 어떻게 하는가?", "해당 사건을 그 기관에 보내야 한다.", kCase, ""}});
}

TEST(AskedTerm, FractionsStandWhole) {
  constexpr const char* kVote = "총회는 회원 3분의 1 이상의 출석으로 열고 출석 회원 2분의 1 이상의 찬성으로 정한다.";
  expect_reasons(
      *make_support_gate(),
      {
          {"총회는 회원 얼마의 출석으로 여는가?", "3분의 1 이상", kVote, ""},
          {"총회는 회원 얼마의 출석으로 여는가?", "3분의 2", kVote, "unsupported_number"},
          {"총회는 회원 몇 분의 2 이상의 출석으로 여는가?", "3분", kVote, "unsupported_number"},
          {"Which share of the tank is filled?", "2/3", "The tank is filled to 1/3 and drained at 3 bar with 2 valves.", "unsupported_number"},
          {"Which share of the tank is filled?", "1/3", "The tank is filled to 1/3 and drained at 3 bar with 2 valves.", ""},
      });
  EXPECT_EQ(unknown_fraction("20/3", "1 bar"), "");  // no fractions to compare with
}

TEST(AskedTerm, ADenialInATitleDeniesNothing) {
  const char* context = "닫히지 않는 밸브의 점검 > 운전";
  expect_reasons(*make_polarity_gate(),
                 {{"", "닫히지 않는 밸브의 점검에서 펌프는 밸브를 사용합니다.", "펌프는 밸브를 사용하지 않습니다.", "negation_dropped"},
                  {"", "닫히지 않는 밸브의 점검에서 펌프는 밸브를 사용하지 않습니다.", "펌프는 밸브를 사용하지 않습니다.", ""},
                  {"", "닫히지 않는 밸브의 점검에서 펌프는 밸브를 사용합니다.", "펌프는 밸브를 사용합니다.", ""}},
                 context);
}

TEST(AskedTerm, EachSentenceSaysItsCondition) {
  constexpr const char* kPort = "If the port is shut, use the spare line. The spare line is slower than the port.";
  expect_reasons(*make_condition_gate(),
                 {
                     {"", "Use the spare line. The spare line is slower than the port.", kPort, "condition_dropped"},
                     {"", "If the port is shut, use the spare line. The spare line is slower than the port.", kPort, ""},
                     {"", "The spare line is slower than the port.", kPort, ""},
                     {"", "The name refers to the member.",
                      "When a name stands behind a selection operator (-> or .), the name refers to the member.", "condition_dropped"},
                     {"", "검사관은 목재에 대하여 검사를 할 수 있다.",
                      "검사관은 수출하는 물품에 목재를 사용하려는 자가 요청하는 경우에는 목재에 대하여 검사를 할 수 있다.", "condition_dropped"},
                     {"", "검사관은 자가 요청하는 경우에는 목재에 대하여 검사를 할 수 있다.",
                      "검사관은 자가 요청하는 경우에는 목재에 대하여 검사를 할 수 있다.", ""},
                 });
  const Reading evidence = read_text("검사관은 상자를 보내려는 자가 요청하는 경우에는 검사를 한다.");
  const std::vector<Condition> conditions = conditions_of(evidence, evidence.units[0]);
  ASSERT_EQ(conditions.size(), 1U);
  EXPECT_EQ(shown(evidence, conditions[0].begin, conditions[0].end), "상자를 보내려는 자가 요청하는 경우에는");
}

}  // namespace
}  // namespace jangin::judge
