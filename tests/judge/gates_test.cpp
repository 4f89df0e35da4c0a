// Each gate on samples that it must pass and samples that it must reject, Korean and English.
#include "judge/gates.h"
#include "judge/reading.h"

#include <gtest/gtest.h>

namespace jangin::judge {
namespace {

std::string reason(Gate& gate, const GateInput& input) {
  record::Verdict verdict = gate.check(input);
  EXPECT_EQ(verdict.pass, verdict.reason.empty());
  EXPECT_EQ(verdict.step, gate.name());
  EXPECT_EQ(verdict.subject_id, input.subject_id);
  return verdict.reason;
}

struct SupportCase {
  const char* answer;
  const char* evidence;
  const char* context;
  const char* reason;
};

TEST(Reading, WhatWasAskedForLastIsNotOverwritten) {
  constexpr size_t kTexts = 40;  // more than are remembered
  const auto text = [](size_t i) { return "The valve number " + std::to_string(i) + " is closed."; };
  for (size_t first = 0; first < kTexts; ++first) {
    for (size_t i = 0; i <= first; ++i) reading_of(text(i));
    const Reading& held = reading_of(text(first / 2));
    const std::string letters = held.letters;
    for (size_t more = 0; more < 8; ++more) reading_of(text(1000 * (first + 1) + more));
    EXPECT_EQ(held.letters, letters) << first;
  }
}

TEST(SupportGate, ARangeThatCountsAListSupportsEachOfItsNumbers) {
  auto gate = make_support_gate();
  const auto reason = [&](const char* question, const char* answer, const char* evidence) {
    GateInput input;
    input.question = question, input.answer = answer, input.evidence = evidence, input.language = "en";
    return gate->check(input).reason;
  };
  constexpr const char* kItem = "- 5401-5404 - Tool Offsets for X, Y, Z & A. Volatile.";
  EXPECT_EQ(reason("Which parameter gives Tool Offsets for Z?", "5403", kItem), "");
  EXPECT_EQ(reason("What does parameter 5403 give?", "Tool Offsets for Z", kItem), "");
  EXPECT_EQ(reason("Which parameter gives Tool Offsets for Z?", "5402", kItem), "unsupported_number") << "the neighbour's number";
  EXPECT_EQ(reason("What does parameter 5403 give?", "Tool Offsets for Y, Z", kItem), "unsupported_number") << "two members for one number";
  EXPECT_EQ(reason("What does parameter 5402 give?", "Tool Offsets for Z", kItem), "unsupported_number");
  EXPECT_EQ(reason("Which parameter gives Tool Offsets for Z?", "5405", kItem), "unsupported_number") << "out of the range";
  EXPECT_EQ(reason("Which pressure is allowed?", "7", "- 5-9 - bar for pumps, valves"), "unsupported_number")
      << "the list is not as long as the range";
}

TEST(SupportGate, JudgesClaimsAgainstTheEvidence) {
  const std::vector<SupportCase> cases = {
      {"The P word gives a dwell of 10 seconds.", "P - dwell time, 10 s", "", ""},
      {"12", "P - dwell time, 10 s", "", "unsupported_number"},
      {"-2.0", "the offset is −2", "", ""},
      {"2", "the offset is −2", "", "unsupported_number"},
      {"10", "between 5-10 mm", "", ""},
      {"10 mm", "the gap is 10 inches", "", "unsupported_unit"},
      {"10 millimeters", "the gap is 10 mm", "", ""},
      {"100 rpm", "| Speed (rpm) | 100 |", "", ""},
      {"100 mm", "| Speed (rpm) | 100 |", "", "unsupported_unit"},
      {"two tool tables", "there are 2 tables", "", ""},
      {"It is G92.3.", "G92.3 applies the offsets", "", ""},
      {"It is G92.2.", "G92.3 applies the offsets", "", "unsupported_code"},
      {"G76 uses P for the pitch.", "P- The thread pitch", "G76 Threading Cycle", ""},
      {"The value is 76.", "P- The thread pitch", "G76 Threading Cycle", "unsupported_number"},
      {"The file is set by PARAMETER_FILE.", "set PARAMETER_FILE in the INI file", "", ""},
      {"The file is set by PARAM_PATH.", "set PARAMETER_FILE in the INI file", "", "unsupported_code"},
      {"It is read by LinuxCNC from Axis.", "LinuxCNC reads it", "", "unsupported_name"},
      {"Axis reads it.", "the axis reads it", "", ""},  // the first word's capital says nothing
      {"3년 이내", "3년 이내에 신고하여야 한다", "", ""},
      {"3년 이상", "3년 이내에 신고하여야 한다. 5명 이상", "", "unsupported_bound"},
      {"제261조에 따라 3년마다 1회 이상", "3년마다 1회 이상", "산업안전보건기준에 관한 규칙 > 제261조(안전밸브)", ""},
      {"ODBC 64비트 정보", "정보는 다르게 정의된다", "ODBC 64비트 정보", ""},
      {"ODBC 64바이트 정보", "정보는 다르게 정의된다", "ODBC 64비트 정보", "unsupported_unit"},
      {"261", "3년마다 1회 이상", "산업안전보건기준에 관한 규칙 > 제261조(안전밸브)", "unsupported_number"},
      {"500만원", "500만원 이하의 과태료", "", ""},
      {"500원", "500만원 이하의 과태료", "", "unsupported_unit"},
      {"16센티미터", "폭은 16cm 이상", "", ""},
      {"16미터", "폭은 16cm 이상", "", "unsupported_unit"},
      {"10일", "10일간 게시한다", "", ""},
      {"", "폭은 16cm 이상", "", "empty_answer"},
      {"16", "", "", "no_evidence"},
  };
  auto gate = make_support_gate();
  for (const SupportCase& c : cases) {
    EXPECT_EQ(reason(*gate, {.subject_id = "s", .answer = c.answer, .evidence = c.evidence, .context = c.context}), c.reason)
        << c.answer << " <- " << c.evidence;
  }
  EXPECT_EQ(reason(*gate, {.subject_id = "s", .answer = "The documents do not say.", .refusal = true}), "");
}

struct ClaimCase {
  const char* question;
  const char* answer;
  const char* evidence;
  const char* reason;
};

void expect_reasons(Gate& gate, const std::vector<ClaimCase>& cases) {
  for (const ClaimCase& c : cases) {
    EXPECT_EQ(reason(gate, {.subject_id = "s", .question = c.question, .answer = c.answer, .evidence = c.evidence}), c.reason)
        << c.question << " | " << c.answer << " <- " << c.evidence;
  }
}

TEST(SupportGate, JudgesWhatTheQuestionTakesForGranted) {
  expect_reasons(*make_support_gate(), {
                                           {"What does G43 apply?", "an offset", "G43 applies an offset.", ""},
                                           {"What does G44 apply?", "an offset", "G43 applies an offset.", "unsupported_code"},
                                           {"몇 미터마다 12명을 두는가?", "5미터", "5미터마다 12명을 둔다.", ""},
                                           {"몇 미터마다 13명을 두는가?", "5미터", "5미터마다 12명을 둔다.", "unsupported_number"},
                                           {"제13조에 따라 몇 미터마다 12명을 두는가?", "5미터", "5미터마다 12명을 둔다.", ""},
                                           {"5미터마다 몇 명을 두는가?", "13명", "- 13명", ""},  // an item: its lead is not seen
                                           {"", "1천 명을 둔다", "1,000명을 둔다", ""},
                                           {"", "2천 명을 둔다", "1,000명을 둔다", "unsupported_number"},
                                       });
}

TEST(PolarityGate, KeepsNegationAndModality) {
  expect_reasons(*make_polarity_gate(), {
                                            {"", "The valve must not be opened.", "The operator must not open the valve.", ""},
                                            {"", "The valve must be opened.", "The operator must not open the valve.", "negation_dropped"},
                                            {"", "The move is not allowed.", "The move is allowed.", "negation_added"},
                                            {"What is not supported?", "the mode", "The mode is supported.", "negation_added"},
                                            {"Is the mode supported?", "No, the mode is not supported.", "The mode isn't supported.", ""},
                                            {"", "The pump may be stopped.", "The pump must be stopped.", "modality_changed"},
                                            {"", "The pump must be stopped.", "The pump can be stopped.", "modality_changed"},
                                            {"", "출입하여서는 아니 된다.", "근로자는 출입하여서는 아니 된다.", ""},
                                            {"", "근로자는 출입하여야 한다.", "근로자는 출입하여서는 아니 된다.", "negation_dropped"},
                                            {"", "안전망을 설치해야 합니다.", "사업주는 안전망을 설치하여야 한다.", ""},
                                            {"", "안전망을 설치할 수 있다.", "사업주는 안전망을 설치하여야 한다.", "modality_changed"},
                                            {"", "신고를 하지 아니한다.", "신고를 한다.", "negation_added"},
                                            {"", "신고를 하지 아니합니다.", "신고를 하지 아니한다.", ""},
                                        });
}

TEST(QuantifierGate, KeepsBoundsAndOrder) {
  expect_reasons(*make_quantifier_gate(), {
                                              {"", "at least 3 valves", "at least 3 valves are needed", ""},
                                              {"", "at most 3 valves", "at least 3 valves are needed", "bound_changed"},
                                              {"", "높이가 3미터 이상인 곳", "높이가 3미터 이상인 장소", ""},
                                              {"", "높이가 3미터 미만인 곳", "높이가 3미터 이상인 장소", "bound_changed"},
                                              {"", "All valves are closed.", "Some valves are closed.", "quantifier_changed"},
                                              {"", "Every valve is closed.", "All valves are closed.", ""},
                                              {"", "Stop the pump before the test.", "Stop the pump after the test.", "order_changed"},
                                          });
}

TEST(ConditionGate, WantsTheConditionSaid) {
  expect_reasons(
      *make_condition_gate(),
      {
          {"", "If the spindle is off, the move stops with an error.", "The move stops with an error if the spindle is off.", ""},
          {"", "The move stops with an error.", "The move stops with an error if the spindle is off.", "condition_dropped"},
          {"What happens if the spindle is off?", "The move stops with an error.", "The move stops with an error if the spindle is off.", ""},
          {"", "사업주는 감시인을 배치하여야 한다.", "사업주는 물체를 투하하는 경우에는 감시인을 배치하여야 한다.", "condition_dropped"},
          {"", "물체를 투하하는 경우 사업주는 감시인을 배치하여야 한다.", "사업주는 물체를 투하하는 경우에는 감시인을 배치하여야 한다.", ""},
          // Words of the condition that the main clause has too say nothing of it.
          {"", "사업주는 변경한 날부터 3일 이내에 변경된 규정을 제출하여야 한다.",
           "사업주는 규정을 변경한 경우에는 변경한 날부터 3일 이내에 변경된 규정을 제출하여야 한다.", "condition_dropped"},
          {"", "Starts the macro block for the arguments passed.", "Starts the macro block for the arguments passed when the macro is called.",
           "condition_dropped"},
          // Of two conditions one is left.
          {"", "사업주는 조사한 자료가 있는 경우에는 그 자료를 활용할 수 있다.",
           "사업주는 통계를 작성하는 경우 조사한 자료가 있는 경우에는 그 자료를 활용할 수 있다.", "condition_dropped"},
          // Some of its words without its mark.
          {"What is the rule for the file filter?", "The filter is not reassigned.",
           "The filter is not reassigned if you change the extension of the file.", "condition_dropped"},
          {"", "회의는 위원장이 소집한다.", "회의는 재적위원 과반수의 요청이 있는때에 위원장이 소집한다.", "condition_dropped"},
          // Brackets inside a condition belong to it; a mark of operation ends no sentence.
          {"", "The listing has no effect.", "If you specify /c (compile only) to stop linking, the listing has no effect.", "condition_dropped"},
          {"", "A warning is reported.", "A warning is reported if the ! operator is on the right side.", "condition_dropped"},
          {"", "A warning is reported if the ! operator is on the right side.", "A warning is reported if the ! operator is on the right side.", ""},
      });
}

TEST(SubstitutionGate, LeavesTitlesAndHeadersOut) {
  GateInput input{.subject_id = "s",
                  .question = "Which error in Errors C35 to C39 has the message \"invalid call of it\"?",
                  .answer = "Error C36",
                  .evidence = "| Error | Message |\n| Error C36 | invalid call of it |\n| Error C37 | invalid use |",
                  .context = "Errors C35 to C39 > Messages"};
  EXPECT_EQ(reason(*make_substitution_gate(), input), "");
  input = {.subject_id = "s",
           .question = "오류 C31의 메시지은 무엇인가?",
           .answer = "식별자가 다시 정의 되었습니다.",
           .evidence = "| 오류 | 메시지 |\n| 오류 C31 | 식별자가 다시 정의 되었습니다. |\n| 오류 C32 | 식별자가 없습니다. |"};
  EXPECT_EQ(reason(*make_substitution_gate(), input), "");
  input = {.subject_id = "s",
           .question = "In the manual, which entry has the description \"the linker option has been added\"?",
           .answer = "/PGD",
           .evidence = "- /PGD: the linker option has been added\n- /MAP: the linker option has been removed",
           .context = "manual"};
  EXPECT_EQ(reason(*make_substitution_gate(), input), "");
  input = {.subject_id = "s",
           .answer = "처리에서 오류가 설정되는 방법을 구성할 수 있다.",
           .evidence = "오류가 처리되는 방법을 구성할 수 있다.",
           .context = "문서 > 처리"};
  EXPECT_EQ(reason(*make_substitution_gate(), input), "term_replaced");
}

TEST(SubstitutionGate, WhatAQuestionAsksForIsNotReplaced) {
  expect_reasons(*make_substitution_gate(),
                 {
                     // The question's place is the answer's.
                     {"그 밖의 작업의 작업면 조도는 몇 럭스 이상이어야 하는가?", "75럭스", "그 밖의 작업: 75럭스 이상", ""},
                     {"손을 즉시 무엇으로 씻어야 하는가?", "물", "손을 즉시 물로 씻어야 한다.", ""},
                     // A lead that only points to its items.
                     {"비상구 몇 개 이상을 정해진 기준의 기준을 모두 충족하는 구조로 설치해야 하는가?", "1개",
                      "비상구 1개 이상을 다음 각 호의 기준을 모두 충족하는 구조로 설치해야 한다.", ""},
                 });
}

TEST(SubstitutionGate, KeepsWhatStandsInAPlace) {
  expect_reasons(
      *make_substitution_gate(),
      {
          {"", "The valve is tested every 5 years and the tank every 2 years.", "The valve is tested every 2 years and the tank every 5 years.",
           "number_replaced"},
          {"", "In the manual, the valve is tested every 2 years at 5 bar.", "The valve is tested every 2 years at 5 bar.", ""},
          {"", "The valve is tested every two years at 5 bar.", "The valve is tested every 2 years at 5 bar.", ""},
          {"", "별표 2 제3호의 규정은 2020년 1월 1일부터 시행한다.", "별표 1 제3호의 규정은 2020년 1월 1일부터 시행한다. 별표 2는 폐지한다.",
           "number_replaced"},
          {"", "간사를 각 1개씩 둔다.", "간사를 각 1명씩 둔다.", "unit_replaced"},
          {"", "길이는 3 mm 이상이고 폭은 5밀리미터로 한다.", "길이는 3밀리미터 이상이고 폭은 5mm로 한다.", ""},
          {"", "The type is assignable, so you must copy its objects freely.", "The type is assignable, so you can copy its objects freely.",
           "modality_replaced"},
          {"대상자는 활동 종료 후 몇 개월 이후에 사업비를 정산하는가?", "3개월", "대상자는 활동 종료 후 3개월 이내에 사업비를 정산하여야 한다.",
           "bound_replaced"},
          {"대상자는 활동 종료 후 몇 개월 이내에 사업비를 정산하는가?", "3개월", "대상자는 활동 종료 후 3개월 이내에 사업비를 정산하여야 한다.", ""},
          {"위원회는 위원장 몇 명을 포함하여 10명 이내의 위원으로 구성하는가?", "10명",
           "위원회는 위원장 1명을 포함하여 10명 이내의 위원으로 구성한다.", "answer_misplaced"},
          {"위원회는 위원장 몇 명을 포함하여 10명 이내의 위원으로 구성하는가?", "1명",
           "위원회는 위원장 1명을 포함하여 10명 이내의 위원으로 구성한다.", ""},
          {"", "시장은 특별자치도를 수립하거나 변경한 때에 고시한다.", "시장은 기본계획을 수립하거나 변경한 때에 고시한다.", "term_replaced"},
          {"", "시장은 기본계획을 수립하거나 변경한 때에 고시합니다.", "시장은 기본계획을 수립하거나 변경한 때에 고시한다.", ""},
          {"", "Health issues may not not be the same in children.", "Health issues may not be the same in children.", "negation_inserted"},
          {"Which value is used if none is not given here?", "The default value.", "The default value is used if none is given here.",
           "negation_inserted"},
          {"", "The tank is to be filled with water before the test.", "The tank is not to be filled with water before the test.",
           "negation_omitted"},
          {"", "The tank isn't filled with water before the test.", "The tank is not filled with water before the test.", ""},
          {"", "누구든지 변조된 사실을 알고 해당 기기를 사용해서는 아니 되지 않습니다.",
           "누구든지 변조된 사실을 알고 해당 기기를 사용해서는 아니 된다.", "negation_inserted"},
          {"", "5년이 지난 후에는 요금을 부과할 수 있습니다.", "5년이 지난 후에는 요금을 부과할 수 없다.", "negation_omitted"},
          {"", "The numbers of the insert run from 21 to 21.", "The numbers of the insert run from 18 to 21.", "number_replaced"},
          {"", "이 절차는 게시자에 저장된 로그인을 사용합니다.", "이 절차는 게시자에 저장된 로그인을 사용하지 않습니다.", "negation_omitted"},
          {"", "A pointer to a ButtonRow object that shows the menu.", "A pointer to a PopupMenu object that shows the menu. A ButtonRow is a row.",
           "term_replaced"},
          {"Which member contains the ribosome return code of it?", "nCode", "nCode contains the database return code of it.", "term_replaced"},
          {"진흥원을 수립할 때에는 장관은 어떻게 하는가?", "지표를 활용하여야 한다.", "장관은 기본계획을 수립할 때에는 지표를 활용하여야 한다.",
           "term_replaced"},
          {"", "시행하는 위원회의 동의를 받아 선정한다.", "예비유산은 위원회의 동의를 받아 선정한다.", "term_replaced"},
          {"", "Pressure is checked daily by staff.", "The tank is not filled with water before the test.", ""},  // no run in common
      });
}

TEST(ConditionGate, LetsHeadingsAnswer) {
  GateInput input{.subject_id = "s",
                  .question = "제15조는 무엇에 관한 규정인가?",
                  .answer = "투하설비의 배치",
                  .evidence = "사업주는 물건을 던지는 경우에는 투하설비를 배치하여야 한다. 다만, 감시인이 있으면 배치하지 아니할 수 있다."};
  EXPECT_EQ(reason(*make_condition_gate(), input), "condition_dropped");
  input.context = "제15조(투하설비의 배치)";
  EXPECT_EQ(reason(*make_condition_gate(), input), "");
  input.answer = "투하설비를 배치하여야 한다.";  // a sentence is more than the heading
  EXPECT_EQ(reason(*make_condition_gate(), input), "condition_dropped");
}

TEST(RowGate, WantsKeyAndValueInOneRow) {
  constexpr const char* kTable = "| Valve | Interval |\n| Inlet | 3 years |\n| Outlet | 2 years |\n| Relief | 5 years |";
  expect_reasons(*make_row_gate(), {
                                       {"What is the interval of the outlet?", "2 years", kTable, ""},
                                       {"What is the interval of the outlet?", "3 years", kTable, "neighbouring_row"},
                                       {"Which valve has the interval 5 years?", "Relief", kTable, ""},
                                       {"Which valve has the interval 5 years?", "Inlet", kTable, "neighbouring_row"},
                                       {"", "Inlet: 3 years", kTable, ""},
                                       {"", "Inlet: 5 years", kTable, "neighbouring_row"},
                                       {"", "Inlet: 5 years", "| Inlet | 3 years |", ""},  // one row shows no neighbour
                                       {"외압의 뜻은?", "바깥의 압력", "- 내압: 안의 압력\n- 외압: 바깥의 압력", ""},
                                       {"외압의 뜻은?", "안의 압력", "- 내압: 안의 압력\n- 외압: 바깥의 압력", "neighbouring_row"},
                                   });
}

TEST(RowGate, ReadsCellsToTheLetter) {
  constexpr const char* kSigns =
      "| Operator | Meaning |\n| operator= | Assigns a value. |\n| operator== | Tests for equality. |\n| < 0 | less |\n| > 0 | greater |";
  constexpr const char* kMasses = "| Element | Mass | Molar mass |\n| C | 12.01 | 12.01 |\n| O | 16.00 | 16.00 |\n| Na | 22.99 | 22.99 |";
  expect_reasons(
      *make_row_gate(),
      {
          {"What is the meaning of operator=?", "Assigns a value.", kSigns, ""},
          {"What is the meaning of operator=?", "Tests for equality.", kSigns, "neighbouring_row"},
          {"Which operator has the meaning \"less\"?", "< 0", kSigns, ""},
          {"Which operator has the meaning \"less\"?", "> 0", kSigns, "neighbouring_row"},
          {"", "Na: 22.99", kMasses, ""},
          {"", "Na: 12.01", kMasses, "neighbouring_row"},
          {"도로사업의 설명은?", "1만톤 이상", "- 수도사업: 1만톤 이상\n- 도로사업: 50킬로미터 이상\n- 하수도사업: 1만톤 이상", "neighbouring_row"},
          {"하수도사업의 설명은?", "1만톤 이상", "- 수도사업: 1만톤 이상\n- 도로사업: 50킬로미터 이상\n- 하수도사업: 1만톤 이상", ""},
          {"어느 것이 \"제공사업자에게 콘텐츠를 공급하는 사업\"인가?", "제공사업자",
           "- 콘텐츠사업: 제공사업자에게 콘텐츠를 공급하는 사업\n- 제공사업자: 허가를 받은 자", "neighbouring_row"},
          {"Is it operator= or operator==?", "operator==", kSigns, ""},  // the question offers both
      });
}

TEST(RowGate, LeavesTitlesOut) {
  constexpr const char* kTable = "| Routine | Header |\n| copy | a.h |\n| move | b.h |\n| swap | c.h |";
  GateInput input{.subject_id = "s",
                  .question = "In copy, move, what is the header of swap?",
                  .answer = "a.h",
                  .evidence = kTable,
                  .context = "copy, move > Requirements"};
  EXPECT_EQ(reason(*make_row_gate(), input), "neighbouring_row");
  input.answer = "c.h";
  EXPECT_EQ(reason(*make_row_gate(), input), "");
}

TEST(TermsGate, WantsTheAnswersWordsInTheEvidence) {
  expect_reasons(*make_terms_gate(), {
                                         {"What carries the charge?", "the proton", "Protons carry the charge.", ""},
                                         {"What carries the charge?", "the neutron", "Protons carry the charge.", "unsupported_term"},
                                         {"What carries the charge?", "the neutron", "- protons", ""},  // an item: its lead is not seen
                                         {"누가 정하는가?", "고용노동부장관", "고용노동부장관이 정한다.", ""},
                                         {"누가 정하는가?", "산업통상자원부장관", "고용노동부장관이 정한다.", "unsupported_term"},
                                         {"안전밸브를 누가 검사하는가?", "검사원", "검사원은 안전밸브를 검사하여야 한다.", ""},
                                         {"", "검사원은 압축기를 검사하여야 한다.", "검사원은 안전밸브를 검사하여야 한다.", "unsupported_term"},
                                         {"", "특별자치도를 수립한다.", "특별법에 따라 기본계획을 수립한다.",
                                          "unsupported_term"},  // more than an ending follows the known head
                                         {"", "기본계획으로서는 수립한다.", "특별법에 따라 기본계획을 수립한다.", ""},
                                         {"", "It weighs 3 grams.", "It weighs 3 g when dry.", ""},  // units are the support gate's
                                     });
}

TEST(VersionGate, WantsWhatHolds) {
  auto gate = make_version_gate();
  constexpr const char* kBoth = "Until 2019: the valve is tested every 4 years.\nSince 2019: the valve is tested every 2 years.";
  expect_reasons(
      *gate,
      {
          {"", "The valve is tested every 2 years.", kBoth, ""},
          {"", "The valve is tested every 4 years.", kBoth, "outdated_version"},
          {"", "밸브는 4년마다 검사한다.", "개정 전: 밸브는 4년마다 검사한다.\n개정 후: 밸브는 2년마다 검사한다.", "outdated_version"},
          {"", "In version 2 the limit was 40 bar.", "Version 2: the limit of the tank is 40 bar.\nVersion 3: the limit of the tank is 60 bar.", ""},
          {"", "In version 2 the limit was 60 bar.", "Version 2: the limit of the tank is 40 bar.\nVersion 3: the limit of the tank is 60 bar.",
           "mixed_version"},
      });
  // The older value stands elsewhere in the newer text; a label holds for its line.
  expect_reasons(*gate, {
                            {"", "별표 3의 규정은 별표 1 제3호에 따라 적용한다.",
                             "개정 전: 별표 3의 규정은 별표 1 제3호에 따라 적용한다.\n개정 후: 별표 2의 규정은 별표 1 제3호에 따라 적용한다.",
                             "outdated_version"},
                            {"", "별표 2의 규정은 별표 1 제3호에 따라 적용한다.",
                             "개정 전: 별표 3의 규정은 별표 1 제3호에 따라 적용한다.\n개정 후: 별표 2의 규정은 별표 1 제3호에 따라 적용한다.", ""},
                            {"", "At 37 degrees the tank is opened.",
                             "Before the revision, read the manual first. At 37 degrees the tank is opened.\nAfter the revision, read the manual "
                             "first. At 27 degrees the tank is opened.",
                             "outdated_version"},
                        });
  GateInput input{.subject_id = "s",
                  .answer = "It is tested every 4 years.",
                  .evidence = "It is tested every 2 years.",
                  .superseded = "It is tested every 4 years."};
  EXPECT_EQ(reason(*gate, input), "outdated_version");
  input.answer = "It is tested every 2 years.";
  EXPECT_EQ(reason(*gate, input), "");
  // A title's number is not the newer value.
  input = {.subject_id = "s",
           .answer = "In Studio 64, there are 65 files.",
           .evidence = "Until 2019: there are 65 files.\nSince 2019: there are 64 files.",
           .context = "Studio 64"};
  EXPECT_EQ(reason(*gate, input), "outdated_version");
}

struct WordingCase {
  const char* question;
  const char* reason;
};

TEST(SelfContainedGate, JudgesWording) {
  const std::vector<WordingCase> cases = {
      {"In LinuxCNC, what does G43 do?", ""},
      {"How does LinuxCNC store its offsets?", ""},
      {"Which code suspends the G92 offsets without clearing them?", ""},
      {"Is it possible to nest subroutines in LinuxCNC?", ""},
      {"What happens if the spindle is off when G84 is called?", ""},
      {"Which axis values must be above zero in G33?", ""},
      {"When a tool change is requested, which pins does it set?", ""},
      {"What does the above code do?", "refers_to_text"},
      {"What is described in this section?", "refers_to_text"},
      {"What is stated in the passage?", "refers_to_text"},
      {"Which value is shown in the table?", "refers_to_text"},
      {"Which value stands in Table 4 of the G-code reference?", ""},
      {"What do the following parameters mean?", "refers_to_text"},
      {"As mentioned above, which pin is used?", "refers_to_text"},
      {"What was said in the previous section about G43?", "refers_to_sibling"},
      {"What does it do?", "dangling_pronoun"},
      {"What value does it have?", "dangling_pronoun"},
      {"What is the purpose of this parameter?", "dangling_pronoun"},
      {"How are they set in the INI file?", "dangling_pronoun"},
      {"If a parameter is volatile, when does this parameter lose its value?", ""},
      {"What is the default of P (seconds", "cut_text"},
      {"What does G10 set,", "cut_text"},
      {"산업안전보건기준에 관한 규칙 제261조에 따른 안전밸브의 검사주기는?", ""},
      {"LinuxCNC에서 G43은 무엇을 하나요?", ""},
      {"그 밖에 고용노동부장관이 정하는 사항은 무엇인가?", "dangling_pronoun"},
      {"위의 설명에서 안전밸브의 검사주기는?", "refers_to_text"},
      {"다음 표에서 안전거리는 얼마인가?", "refers_to_text"},
      {"다음 중 옳은 것은?", "refers_to_text"},
      {"이 절에서 설명하는 코드는?", "refers_to_text"},
      {"안전밸브에 관하여 같은 조 제2항이 정하는 주기는?", "refers_to_sibling"},
      {"전항에 따른 검사주기는?", "refers_to_sibling"},
      {"이것은 무엇에 쓰이나요?", "dangling_pronoun"},
      {"해당 사업주는 무엇을 해야 하는가?", "dangling_pronoun"},
      {"제2항에 따라 사업주가 할 일은?", "refers_to_sibling"},
      {"위험물을 저장하는 탱크의 안전거리는?", ""},
      {"아래층 바닥의 하중 기준은 건축물에서 얼마인가?", ""},
      {"가스시설의 이격 거리는 다음 점검일까지 며칠인가?", ""},
      {"화재를 예방하기 위하여 두는 설비는?", ""},
      {"하기의 설비는 무엇인가?", "refers_to_text"},
      {"명예읍장ㆍ이장을 두는 곳은?", ""},
      {"이 장에서 정하는 설비는?", "refers_to_text"},
      {"위원회(이하 이 조에서 \"위원회\"라 한다)를 두는 곳은?", ""},
      {"What sets the text of a status bar?", ""},
      {"What is given in the text?", "refers_to_text"},
      {"Which index runs over [0, 5)?", ""},
      {"Which index a) runs over 5) or 6)?", ""},
      {"What does tank) hold?", "cut_text"},
      {"Which setting specifies the mode used for computing information\"?", "cut_text"},
      {"What do “Many people want of the valve?", "cut_text"},
      {"What does \"G10 L2\" set?", ""},
      {"What is the size of a 3/4\" pipe?", ""},
      {"「산업안전보건법에 따른 안전밸브의 검사주기는?", "cut_text"},
      {"「산업안전보건법」에 따른 안전밸브의 검사주기는?", ""},
      {"What is the e-mail address of <NAME_1>?", "masked"},
      {"Which <filename> does the loader take?", ""},
  };
  auto gate = make_self_contained_gate();
  for (const WordingCase& c : cases) {
    EXPECT_EQ(reason(*gate, {.subject_id = "s", .question = c.question, .answer = "5"}), c.reason) << c.question;
  }
  EXPECT_EQ(reason(*gate, {.subject_id = "s", .answer = "It sets the offset."}), "dangling_pronoun");
  EXPECT_EQ(reason(*gate, {.subject_id = "s", .question = "What sets the G54 offset?", .answer = "It is set by G10."}), "");
  EXPECT_EQ(reason(*gate, {.subject_id = "s", .question = "What sets the G54 offset?", .answer = "The code above."}), "refers_to_text");
  EXPECT_EQ(reason(*gate, {.subject_id = "s", .question = "From where does the cycle start?", .answer = "X0 rather than", .language = "en"}),
            "cut_text");
  EXPECT_EQ(
      reason(
          *gate,
          {.subject_id = "s", .question = "What does return do?", .answer = "It gives control to the caller (or to the system.", .language = "en"}),
      "cut_text");
  EXPECT_EQ(reason(*gate, {.subject_id = "s", .question = "How is a fault reported?", .answer = "By mail to <EMAIL_2>", .language = "en"}), "masked");
  EXPECT_EQ(reason(*gate, {.subject_id = "s", .question = "What does the button do?", .answer = "It opens the panel.”", .language = "en"}),
            "cut_text");
  EXPECT_EQ(reason(*gate, {.subject_id = "s", .question = "What does M9 do?", .answer = "It turns coolant off", .language = "en"}), "");
}

TEST(LanguageGate, WantsTheLanguageAskedFor) {
  auto gate = make_language_gate();
  EXPECT_EQ(reason(*gate, {.question = "What does G43 do?", .answer = "It applies.", .language = "en"}), "");
  EXPECT_EQ(reason(*gate, {.question = "What does G43 do?", .answer = "공구 길이를 보정한다.", .language = "en"}), "other_language");
  EXPECT_EQ(reason(*gate, {.question = "What does G43 do?", .answer = "It applies.", .language = "ko"}), "other_language");
  EXPECT_EQ(reason(*gate, {.question = "G43은 무엇을 하나요?", .answer = "G43", .language = "ko"}), "");
  EXPECT_EQ(reason(*gate, {.question = "G43은 무엇을 하나요?", .answer = "보정", .language = "en"}), "other_language");
  EXPECT_EQ(reason(*gate, {.question = "什么是安全阀的检查周期规定", .answer = "x", .language = "en"}), "other_language");
  EXPECT_EQ(reason(*gate, {.question = "What does G43 do?", .answer = "It \xEF\xBF\xBD applies.", .language = "en"}), "broken_text");
  EXPECT_EQ(reason(*gate, {.question = "What?", .answer = std::string_view("a\0b", 3)}), "broken_text");
}

TEST(DuplicateGate, RemembersNormalisedSamples) {
  auto gate = make_duplicate_gate();
  EXPECT_EQ(reason(*gate, {.subject_id = "1", .question = "What does G43 do?", .answer = "Tool length."}), "");
  EXPECT_EQ(reason(*gate, {.subject_id = "2", .question = "what  does the Ｇ43 do", .answer = "tool length"}), "duplicate");
  EXPECT_EQ(reason(*gate, {.subject_id = "3", .question = "What does G43 do?", .answer = "Nothing."}), "conflicting_answer");
  EXPECT_EQ(reason(*gate, {.subject_id = "4", .question = "What does G44 do?", .answer = "Tool length."}), "");
  EXPECT_EQ(reason(*gate, {.subject_id = "5", .answer = "G43 코드는 보정이다."}), "");
  EXPECT_EQ(reason(*gate, {.subject_id = "6", .answer = "G43 코드가 보정."}), "duplicate");
  EXPECT_NE(gate->check({.subject_id = "7", .answer = "G43 코드 보정"}).detail.find("5"), std::string::npos);
}

TEST(ContaminationGate, KeepsEvaluationQuestionsApart) {
  std::vector<Question> questions = {
      {"e1", "In LinuxCNC, which code suspends the G92 offsets without setting the G92 variables to zero?", {"G92.2"}, {}, {}, false, {}},
      {"e2", "산업안전보건기준에 관한 규칙 제261조에 따라 전단에 파열판이 설치된 안전밸브의 검사주기는?", {"3년"}, {}, {}, false, {}}};
  auto gate = make_contamination_gate(questions);
  EXPECT_EQ(reason(*gate, {.question = "In LinuxCNC, which code suspends G92 offsets without setting the G92 variables to zero, please?",
                           .answer = "G92.2"}),
            "evaluation_words");
  EXPECT_EQ(
      reason(*gate, {.question = "which code suspends the offsets G92 in LinuxCNC without setting G92 variables to a zero?", .answer = "G92.2"}),
      "evaluation_question");
  EXPECT_EQ(
      reason(*gate, {.question = "which code suspends the offsets G52 in LinuxCNC without setting G52 variables to a zero?", .answer = "G92.2"}), "");
  EXPECT_EQ(reason(*gate, {.question = "What keeps the G92 offsets but suspends them?", .answer = "G92.2"}), "");
  EXPECT_EQ(reason(*gate,
                   {.question = "산업안전보건기준에 관한 규칙 제261조에 따라 전단에 파열판이 설치된 안전밸브의 검사 주기를 답하라", .answer = "3년"}),
            "");
  EXPECT_EQ(reason(*gate, {.question = "그러면, 산업안전보건기준에관한 규칙 제261조에 따라 전단에 파열판이 설치된 안전밸브의 검사주기는 얼마?",
                           .answer = "3년"}),
            "evaluation_characters");
  EXPECT_EQ(reason(*gate, {.answer = "Suspends the G92 offsets without setting the G92 variables to zero: G92.2."}), "evaluation_characters");
  auto open = make_contamination_gate({});
  EXPECT_EQ(reason(*open, {.question = questions[0].question, .answer = "x"}), "");
}

TEST(GateRow, FirstRejectionIsTheVerdict) {
  auto row = GateRow::make({});
  ASSERT_TRUE(row);
  EXPECT_EQ(row->versions().size(), gate_registry().size());
  GateInput good{.subject_id = "s",
                 .question = "What does G43 do in LinuxCNC?",
                 .answer = "G43 applies an offset.",
                 .evidence = "G43 applies an offset",
                 .context = "LinuxCNC",
                 .language = "en"};
  EXPECT_TRUE(row->check(good).pass);
  record::Verdict again = row->check(good);
  EXPECT_EQ(again.step, "duplicate");
  GateInput bad = good;
  bad.question = "What does it do?";
  bad.answer = "G44 applies an offset.";
  EXPECT_EQ(row->check(bad).step, "self_contained");

  auto unknown = GateRow::make({}, {"suport"});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::not_found);
  EXPECT_NE(unknown.error().text().find("\"support\""), std::string::npos);
}

}  // namespace
}  // namespace jangin::judge
