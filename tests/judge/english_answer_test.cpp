// English answers of another kind or place than asked for; questions that name nothing; formulas for names.
#include "judge/english_answer.h"

#include <gtest/gtest.h>

#include <vector>

#include "judge/gates.h"
#include "judge/question_subject.h"
#include "judge/substance_names.h"

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
    EXPECT_EQ(
        gate.check({.subject_id = "s", .question = c.question, .answer = c.answer, .evidence = c.evidence, .context = context, .language = "en"})
            .reason,
        c.reason)
        << c.question << " | " << c.answer << " <- " << c.evidence;
  }
}

TEST(EnglishAnswer, IsOfTheKindAskedFor) {
  auto other = [](const char* question, const char* answer) { return is_other_kind_in_english(read_text(question), read_text(answer)); };
  EXPECT_TRUE(other("How long is the file kept?", "in the green cabinet"));
  EXPECT_FALSE(other("How long is the file kept?", "until the audit"));
  EXPECT_FALSE(other("How long is the file kept?", "seven years"));
  EXPECT_FALSE(other("Which file says how long the lamp burns?", "the green cabinet"));  // "which" asks
  EXPECT_TRUE(other("When does the loom stop?", "the deputy director"));
  EXPECT_FALSE(other("When does the loom stop?", "on Mondays"));
  EXPECT_FALSE(other("When does the loom stop?", "losing its thread"));
  EXPECT_FALSE(other("Until when does the loom stop?", "the thread is tied"));
  EXPECT_FALSE(other("When the loom stops, what lights up?", "the amber lamp"));
  EXPECT_TRUE(other("Who opens the vault?", "within 5 days"));
  EXPECT_TRUE(other("By whom is the vault opened?", "after the audit"));
  EXPECT_FALSE(other("Who opens the vault?", "2 guards of the night shift"));
  EXPECT_FALSE(other("Workers who open the vault wear which badge?", "9"));
  EXPECT_TRUE(other("Why is the vault cooled?", "7 years"));
  EXPECT_TRUE(other("Why is the vault cooled?", "under the lid"));
  EXPECT_FALSE(other("Why is the vault cooled?", "for the files"));
  EXPECT_TRUE(other("Where is the key kept?", "up to 35 kg"));
  EXPECT_FALSE(other("Where is the peak reached?", "at 40 mm"));
  EXPECT_TRUE(other("How does the vault react to smoke?", "for 20 minutes"));
  EXPECT_FALSE(other("How is it written?", "-1"));
}

TEST(EnglishAnswer, StandsWhereTheQuestionDoes) {
  constexpr const char* kVault = "The night guard opens the steel vault with a brass key. Lamps burn for nine hours.";
  expect_reasons(*make_substitution_gate(),
                 {
                     {"What does the guard use for the steel vault at night?", "a brass key", kVault, ""},
                     {"What does the guard use for the steel vault at night?", "Lamps burn for nine hours", kVault, "answer_misplaced"},
                     {"What does the guard use for the steel vault at night?", "it burns for nine hours",
                      "The night guard opens the steel vault with a lamp. It burns for nine hours.", ""},  // "it" goes on
                     {"Why does the guard of the steel vault need light at night?", "Lamps burn for nine hours", kVault, ""},
                     {"Which lamps burn?", "Lamps burn for nine hours", kVault, ""},
                 });
}

TEST(EnglishAnswer, ADenialBesideWordsOfItsOwn) {
  constexpr const char* kPrivate = "You can create private operator functions that can be called from code in the same unit.";
  expect_reasons(*make_substitution_gate(),
                 {
                     {"Which code can call private operator functions that aren't published?", "code in the same unit", kPrivate, ""},
                     {"Which code can't call private operator functions?", "code in the same unit",
                      "Code in the same unit can call private operator functions.", "negation_inserted"},
                 });
}

TEST(EnglishAnswer, ADenialInsideTheAnswer) {
  constexpr const char* kAcid = "The link stays because it is not very acidic. Parts are kept without any change while the tank is full.";
  expect_reasons(*make_substitution_gate(),
                 {
                     {"Why does the bond hold?", "because it is not very acidic", kAcid, ""},
                     {"Why does the bond hold?", "because it is very acidic", kAcid, "negation_omitted"},
                     {"How are the pieces held?", "with any change", kAcid, "negation_omitted"},
                     {"How are the pieces held?", "without any change", kAcid, ""},
                     {"Until what moment?", "while the tank is not full", kAcid, "negation_inserted"},
                     {"Why does the bond hold?", "is very acidic", "The link is not very acidic; the base is very acidic.", ""},
                 });
}

TEST(EnglishAnswer, AVerbForAnother) {
  constexpr const char* kWell = "When the level in well B falls below the red mark, pumping is halved.";
  expect_reasons(*make_substitution_gate(),
                 {
                     {"What happens when the level in well B drops below the red mark?", "pumping is halved", kWell, ""},
                     {"What happens when the level in well B falls below the blue mark?", "pumping is halved", kWell, "term_replaced"},
                 });
}

TEST(EnglishAnswer, AQuestionNamesItsSubject) {
  constexpr const char* kPress = "If the guard of the press is open, the slide is locked. The oil is changed every spring.";
  expect_reasons(*make_self_contained_gate(),
                 {
                     {"What must happen?", "the slide is locked", kPress, "names_no_subject"},
                     {"Which consequence follows then?", "the slide is locked", kPress, "names_no_subject"},
                     {"What becomes of the slide?", "locked", kPress, ""},
                     {"What does Forge 7 do with a gap in its fence?", "the slide is locked", kPress, ""},
                     {"When a worker reaches into the machine, which part stays put?", "the slide", kPress, ""},  // words of its own
                     {"What must happen?", "the slide is locked", "- slide: locked", ""},                         // the lead is not seen
                 },
                 "Forge 7");
  EXPECT_TRUE(names_no_subject(read_text("그러면 어떻게 됩니까?"), read_text("문이 열리면 슬라이드를 잠근다."), read_text("프레스")));
  EXPECT_FALSE(names_no_subject(read_text("슬라이드는 어떻게 됩니까?"), read_text("문이 열리면 슬라이드를 잠근다."), read_text("프레스")));
}

TEST(EnglishAnswer, AFormulaForItsName) {
  constexpr const char* kText = "Carbon dioxide is led in until the hydronium ions of sulfur trioxide are bound.";
  EXPECT_EQ(with_substance_names("How long is CO2 led in?", kText), "How long is carbon dioxide led in?");
  EXPECT_EQ(with_substance_names("Which of H3O^+ and SO3 is bound?", kText), "Which of hydronium and sulfur trioxide is bound?");
  EXPECT_EQ(with_substance_names("How long is N2 led in?", kText), "How long is N2 led in?");  // no nitrogen here
  EXPECT_EQ(with_substance_names("What does CO2-7 do?", kText), "What does CO2-7 do?");        // part of a code
  EXPECT_EQ(with_substance_names("CO2 농도는?", "이산화탄소를 잰다."), "이산화탄소 농도는?");
  expect_reasons(*make_support_gate(), {{"What is CO2 led in until?", "the hydronium ions are bound", kText, ""},
                                        {"What is SO2 led in until?", "the hydronium ions are bound", kText, "unsupported_code"}});
}

}  // namespace
}  // namespace jangin::judge
