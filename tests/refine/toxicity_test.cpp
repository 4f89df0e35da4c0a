// Abuse and adult words: what counts, what context takes back, and the figures on labelled sentences (tests/reference/toxicity/sentences.tsv).
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/strings.h"
#include "refine/documents_for_tests.h"
#include "refine/refine.h"
#include "refine/term_table.h"
#include "refine/toxicity/words.h"

namespace jangin::refine {
namespace {

std::string label_of(const std::string& text) {
  const ToxicityCounts counts = count_toxicity(cut_text(text));
  return counts.toxic >= counts.adult && counts.toxic > 0 ? "toxic" : counts.adult > 0 ? "adult" : "clean";
}

TEST(TermTable, WholeWordsAndParticles) {
  const TermTable table(
      {{"ass", 1}, {"병신", 2, TermEnd::particle}, {"병신년", 3, TermEnd::particle}, {"지랄", 4, TermEnd::any}, {"ㅅㅂ", 5, TermEnd::any}});
  EXPECT_EQ(table.find("Ass"), 1);
  EXPECT_EQ(table.find("class"), 0);
  EXPECT_EQ(table.find("assess"), 0);
  EXPECT_EQ(table.find("병신들은"), 2);
  EXPECT_EQ(table.find("병신년에"), 3) << "the longest term that fits";
  EXPECT_EQ(table.find("병신론"), 0);
  EXPECT_EQ(table.find("지랄하지"), 4);
  EXPECT_EQ(table.find("ㅅㅂ"), 5);
  EXPECT_EQ(table.find(""), 0);
  EXPECT_EQ(table.find("병"), 0);
}

TEST(Toxicity, ContextTakesWeakWordsBack) {
  EXPECT_EQ(label_of("The bitch is a stupid dog."), "clean") << "animals";
  EXPECT_EQ(label_of("You stupid bitch."), "toxic");
  EXPECT_EQ(label_of("stupid " + prose(20) + " idiot"), "clean") << "not near one another";
  EXPECT_EQ(label_of("idiot idiot idiot"), "clean") << "one word alone, however often";
  EXPECT_EQ(label_of("Order part sh1t-55 and 5h1t0 now"), "clean") << "part numbers";
}

TEST(Toxicity, LabelledSentences) {
  auto file = read_file(std::string(JANGIN_SOURCE_DIR) + "/tests/reference/toxicity/sentences.tsv");
  ASSERT_TRUE(file);
  std::map<std::string, std::map<std::string, int>> figures;  // half → "right", "missed", "false alarm", "other kind"
  for (std::string_view line : split_lines(*file)) {
    if (line.starts_with('#') || line.empty()) continue;
    auto cells = split(line, '\t');
    ASSERT_EQ(cells.size(), 5U);
    const std::string found = label_of(std::string(cells[4])), wanted(cells[3]);
    const char* outcome = found == wanted ? "right" : wanted == "clean" ? "false alarm" : found == "clean" ? "missed" : "other kind";
    ++figures[std::string(cells[1])][outcome];
    if (cells[1] == "tune" && found != wanted) std::printf("tune: %s: %.*s\n", outcome, static_cast<int>(cells[4].size()), cells[4].data());
  }
  for (auto& [half, counts] : figures) {
    std::printf("%s: right %d, missed %d, false alarms %d, other kind %d\n", half.c_str(), counts["right"], counts["missed"], counts["false alarm"],
                counts["other kind"]);
  }
  EXPECT_LE(figures["held"]["false alarm"], 1);
  EXPECT_LE(figures["held"]["missed"], 5);
}

class ToxicityStage : public WorkspaceTest {};

TEST_F(ToxicityStage, NotesInDocumentsRejectsInWeb) {
  collect({make_document("a.md", prose(60) + " You stupid asshole, fuck off.\n"), make_document("b.md", prose(60, 4) + "\n")});
  auto report = refine({workspace_, {}});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->documents_rejected, 0U);
  auto verdicts = record::read_verdicts(workspace_ / "refine/verdicts.parquet");
  auto noted = std::count_if(verdicts->begin(), verdicts->end(),
                             [](const record::Verdict& v) { return v.step == "toxicity" && v.detail.starts_with("noted: toxic"); });
  EXPECT_EQ(noted, 1);
  RefineConfig config;
  config.steps = {"toxicity"};
  report = refine({workspace_, config});
  ASSERT_EQ(report->documents_rejected, 1U);
  EXPECT_EQ(report->reasons[0].reason, "toxic");
  config.toxicity.max_toxic_share = -1;
  EXPECT_EQ(refine({workspace_, config})->documents_rejected, 0U);
}

}  // namespace
}  // namespace jangin::refine
