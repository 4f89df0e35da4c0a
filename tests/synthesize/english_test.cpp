// The shallow parser: what it finds in sentences of technical prose, and what it declines.
#include <gtest/gtest.h>

#include "synthesize/english/clause.h"

namespace jangin::synthesize::english {
namespace {

Clause first(std::string_view sentence) {
  auto clauses = parse_sentence(sentence);
  EXPECT_FALSE(clauses.empty()) << sentence;
  return clauses.empty() ? Clause{} : clauses[0];
}

TEST(English, SymbolsOfUnitsKeepTheirCase) {
  EXPECT_EQ(english::upper_first("h"), "h");
  EXPECT_EQ(english::upper_first("mm"), "mm");
  EXPECT_EQ(english::upper_first("rpm"), "rpm");
  EXPECT_EQ(english::upper_first("hours"), "Hours");
  EXPECT_EQ(english::upper_first("the pump"), "The pump");
}
TEST(EnglishClause, PassiveWithPlace) {
  auto c = first("The values for offsets are stored in the VAR file that is requested by the INI file.");
  EXPECT_EQ(c.voice, Voice::passive);
  EXPECT_EQ(c.subject, "the values for offsets");
  EXPECT_EQ(c.verb, "store");
  ASSERT_EQ(c.phrases.size(), 1U);
  EXPECT_EQ(c.phrases[0].preposition, "in");
  EXPECT_EQ(c.phrases[0].text, "the VAR file that is requested by the INI file");
}
TEST(EnglishClause, APhraseKeepsTheRelativeClauseBehindItsPreposition) {
  auto c = first("The coordinates are stored in the system in which the probe took place.");
  ASSERT_EQ(c.phrases.size(), 1U);
  EXPECT_EQ(c.phrases[0].text, "the system in which the probe took place");
  c = first("The value is read from the file with which the program was started.");
  ASSERT_EQ(c.phrases.size(), 1U);
  EXPECT_EQ(c.phrases[0].text, "the file with which the program was started");
}
TEST(EnglishClause, ARemarkBehindADashIsCut) {
  EXPECT_EQ(first("The most critical setting is the distance unit—if it is left out, machines differ.").object, "the distance unit");
  EXPECT_EQ(first("The spindle — a motor — turns the tool.").verb, "turn");
}
TEST(EnglishClause, SentencesThatRunIntoEachOtherAreNoStatement) {
  EXPECT_TRUE(parse_sentence("The arc is broken into two lines those lines are then subject to the algorithm.").empty());
  EXPECT_TRUE(parse_sentence("In example S100 with a pitch of 1.25 gives a feed of F125.").empty());
  EXPECT_TRUE(parse_sentence("Nested within each call to O100, the subprogram O200 is called five times.").empty());
  EXPECT_FALSE(parse_sentence("The arc is broken into lines that are then subject to the algorithm.").empty());
  EXPECT_FALSE(parse_sentence("Named parameters are local to the subroutine.").empty());
}
TEST(EnglishClause, SentencesBehindAColonOrAStopStandAlone) {
  auto clauses = parse_sentence("The height to move to for traverse movements. image-to-gcode always assumes the top at Z=0.");
  ASSERT_EQ(clauses.size(), 1U);
  EXPECT_EQ(clauses[0].subject, "image-to-gcode");
  clauses = parse_sentence("Tool lengths are in file units: In the manual, the tool lengths are specified in file units only.");
  ASSERT_EQ(clauses.size(), 2U);
  EXPECT_EQ(clauses[0].phrases.at(0).text, "file units");
  EXPECT_EQ(clauses[1].subject, "the tool lengths");
  EXPECT_EQ(first("Some codes, e.g. motion codes, are modal.").subject_head, "codes");
}
TEST(EnglishClause, SoBeginsAClauseAndAPointerEndsOne) {
  auto c = first("The machine remains in the auto mode so other manual actions are not enabled.");
  EXPECT_EQ(c.tail, "in the auto mode");
  EXPECT_EQ(first("The fillets are added in the profile, see Section 11 for more details.").tail, "in the profile");
}
TEST(EnglishClause, ImpersonalItIsNoSubject) {
  EXPECT_TRUE(parse_sentence("It is an error to execute an M72 with no previous M70.").empty());
  EXPECT_TRUE(parse_sentence("A code was used that is not part of the language.").empty());
  EXPECT_FALSE(parse_sentence("It is stored in the tool table.").empty());
}
TEST(EnglishClause, PrepositionsOfTwoWords) {
  auto c = first("The checks are done for .001 according to the active units.");
  ASSERT_EQ(c.phrases.size(), 2U);
  EXPECT_EQ(c.phrases[0].text, ".001");
  EXPECT_EQ(c.phrases[1].preposition, "according to");
  EXPECT_EQ(c.phrases[1].text, "the active units");
}
TEST(EnglishClause, InstructionsAndClausesInsideAreNoSubject) {
  EXPECT_TRUE(parse_sentence("Only use G92 after your machine has been positioned to the desired point.").empty());
  EXPECT_TRUE(parse_sentence("An F word means the move should be completed in one minute.").empty());
  EXPECT_TRUE(parse_sentence("Code G33 K- where K gives the distance moved in XYZ for each revolution.").empty());
  EXPECT_TRUE(parse_sentence("In Axis, because the preview plot is drawn by default, the redraw time also becomes a limit.").empty());
  EXPECT_TRUE(
      parse_sentence("The values stored in parameters for the G28 home locations, the coordinate systems, and the G92 offset are in file units.")
          .empty());
  EXPECT_FALSE(parse_sentence("Set screws are locked.").empty());
  EXPECT_FALSE(parse_sentence("The values stored in parameters are restored at the start.").empty());
}
TEST(EnglishClause, NotEveryIsNoStatementAboutEvery) { EXPECT_TRUE(parse_sentence("Not every number between 0 and 99 is a valid code.").empty()); }
TEST(EnglishClause, ARemarkBehindATypedDashIsCutAndARangeStays) {
  EXPECT_EQ(first("These parameters are read-only - assigning a value will cause an error.").object, "read-only");
  EXPECT_EQ(first("The pins are set by M62 - M65 in the program.").phrases.size(), 2U);
}
TEST(EnglishClause, ASecondPassiveHasOneAuxiliary) {
  auto clauses = parse_sentence("The offset will be saved in the VAR file and be restored after a reset.");
  ASSERT_EQ(clauses.size(), 2U);
  EXPECT_EQ(clauses[1].verb, "restore");
  EXPECT_EQ(clauses[1].verb_text, "be restored");
}
TEST(EnglishClause, PluralPredicatesCoordinate) {
  auto clauses = parse_sentence("The cycles only cut after the first pocket and continue at the second one.");
  ASSERT_EQ(clauses.size(), 2U);
  EXPECT_EQ(clauses[0].phrases.at(0).text, "the first pocket");
}
TEST(EnglishClause, PhrasesKeepWhatBelongsToThem) {
  auto c = first("The pin must be set for the motion to start.");
  ASSERT_EQ(c.phrases.size(), 1U);
  EXPECT_EQ(c.phrases[0].text, "the motion to start");
  c = first("The file must be in the directory pointed to by SUBROUTINE_PATH.");
  ASSERT_EQ(c.phrases.size(), 1U);
  EXPECT_EQ(c.phrases[0].text, "the directory pointed to by SUBROUTINE_PATH");
  c = first("The call takes up to 30 optional arguments.");
  EXPECT_EQ(c.object, "up to 30 optional arguments");
  EXPECT_TRUE(c.phrases.empty());
}
TEST(EnglishClause, LeadingConditionWithAndWithoutComma) {
  auto c = first("If the requested motion exceeds the limits, the move is aborted.");
  EXPECT_EQ(c.condition, "if the requested motion exceeds the limits");
  EXPECT_EQ(c.subject, "the move");
  c = first("If no tool is loaded the radius is zero.");
  EXPECT_EQ(c.condition, "if no tool is loaded");
  EXPECT_EQ(c.object, "zero");
}
TEST(EnglishClause, TrailingCondition) {
  auto c = first("The program pauses when the optional stop switch is on.");
  EXPECT_EQ(c.condition, "when the optional stop switch is on");
  EXPECT_EQ(c.verb, "pause");
}
TEST(EnglishClause, RelativeClauseInSubjectIsSkipped) {
  auto c = first("The program that might be run using offsets would require a single reference.");
  EXPECT_EQ(c.auxiliary, "would");
  EXPECT_EQ(c.verb, "require");
  EXPECT_EQ(c.object, "a single reference");
}
TEST(EnglishClause, NegationIsKeptOnce) {
  auto c = first("The L number is not sticky.");
  EXPECT_TRUE(c.negated);
  EXPECT_EQ(c.object, "sticky");
  EXPECT_EQ(c.predicate(), "is not sticky");
}
TEST(EnglishClause, CoordinatedPredicatesShareTheSubject) {
  auto clauses = parse_sentence("The interpreter reads the file and writes the backup.");
  ASSERT_EQ(clauses.size(), 2U);
  EXPECT_EQ(clauses[0].object, "the file");
  EXPECT_EQ(clauses[1].subject, "the interpreter");
  EXPECT_EQ(clauses[1].object, "the backup");
}
TEST(EnglishClause, PurposeWithInstruction) {
  auto c = first("To start cutter compensation to the left of the profile, use G41.");
  EXPECT_EQ(c.voice, Voice::imperative);
  EXPECT_EQ(c.purpose, "start cutter compensation to the left of the profile");
  EXPECT_EQ(c.object, "G41");
}
TEST(EnglishClause, NounsThatCouldBeVerbsStayNouns) {
  auto c = first("The feed rate overrides are disabled by this code.");
  EXPECT_EQ(c.subject, "the feed rate overrides");
  EXPECT_EQ(c.verb, "disable");
}
TEST(EnglishClause, NonRestrictiveRelativeIsAClauseOfItsOwn) {
  auto clauses = parse_sentence("The cycle uses the C number, which allows a chamfer to be inserted.");
  ASSERT_EQ(clauses.size(), 2U);
  EXPECT_EQ(clauses[1].subject, "the C number");
  EXPECT_EQ(clauses[1].verb, "allow");
}
TEST(EnglishClause, QuestionsAndFragmentsGiveNothing) {
  EXPECT_TRUE(parse_sentence("What does the code do?").empty());
  EXPECT_TRUE(parse_sentence("Coordinate system parameters").empty());
}

TEST(EnglishLexicon, FormsOfVerbsAndNouns) {
  EXPECT_EQ(base_form("stored"), "store");
  EXPECT_EQ(base_form("held"), "hold");
  EXPECT_EQ(base_form("stopped"), "stop");
  EXPECT_EQ(base_form("programmed"), "program");
  EXPECT_EQ(third_form("carry"), "carries");
  EXPECT_EQ(participle_form("write"), "written");
  EXPECT_EQ(singular_form("entries"), "entry");
  EXPECT_EQ(singular_form("axes"), "axis");
  EXPECT_TRUE(is_code_like("G38.2"));
  EXPECT_TRUE(is_code_like("#<_x>"));
  EXPECT_TRUE(is_code_like("motion.adaptive-feed"));
  EXPECT_FALSE(is_code_like("Table"));
  EXPECT_FALSE(is_code_like("feed"));
}
TEST(EnglishTokens, AsidesGoUnlessTheyCarryTheValue) {
  EXPECT_EQ(strip_asides("the rate (or slower) holds"), "the rate holds");
  EXPECT_EQ(strip_asides("by more than (.05 inch) in all"), "by more than .05 inch in all");
  EXPECT_EQ(strip_asides("use (DEBUG,#1) here"), "use (DEBUG,#1) here");
  EXPECT_EQ(strip_asides("functions (ACOS, ASIN) return degrees"), "functions return degrees");
  EXPECT_EQ(strip_asides("the distance is (pass-1)*(D-E)/P+E"), "the distance is (pass-1)*(D-E)/P+E");
}

}  // namespace
}  // namespace jangin::synthesize::english
