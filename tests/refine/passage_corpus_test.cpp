// The corpus that passages are compared in: where they stand, which are equal, what is left when some go.
#include <gtest/gtest.h>

#include "refine/corpus_for_tests.h"
#include "refine/documents_for_tests.h"

namespace jangin::refine {
namespace {

/// Texts of the runs, white space at their ends taken off.
std::vector<std::string> runs_of(const PassageCorpus& corpus, size_t document) {
  std::vector<std::string> runs;
  for (const record::Span& run : corpus.kept_runs(corpus.documents()[document])) {
    std::string text(corpus.text().substr(run.begin, run.size()));
    while (!text.empty() && text.back() == '\n') text.pop_back();
    while (!text.empty() && text.front() == '\n') text.erase(0, 1);
    if (!text.empty()) runs.push_back(text);
  }
  return runs;
}

record::Document in_archive(record::Document document) {
  document.path_inside = "inner.md";
  return document;
}

class Corpus : public ::testing::Test {
 protected:
  /// Passages 0 Fine, 1 Bad (out), 2 Other; 3 Front, 4 Fine again, 5 Bad again (out); document 2 has none.
  PassageCorpus corpus_ = make_corpus(
      {make_document("a.md", "# One\n\nFine text.\n\n## 1.2 Two\n\nBad text.\n\n## Three\n\nOther text.\n"),
       in_archive(make_document("b.zip", "Front.\n\n# One\n\nFine text.\n\n## 1.2 Two\n\nBad text.\n")), make_document("c.md", "# Only a heading\n")},
      {}, [](const record::Passage& passage) { return passage.text == "Bad text."; });
};

TEST_F(Corpus, PlacesAndNames) {
  ASSERT_EQ(corpus_.documents().size(), 3U);
  ASSERT_EQ(corpus_.passages().size(), 6U);
  EXPECT_EQ(corpus_.text_of(0), "Fine text.");
  EXPECT_EQ(corpus_.heading_of(1), "1.2 Two");
  EXPECT_EQ(corpus_.heading_of(3), "") << "before the first heading";
  EXPECT_EQ(corpus_.heading_of(4), "One");
  EXPECT_EQ(corpus_.name_at(corpus_.passages()[2].begin + 3), "a.md, Three");
  EXPECT_EQ(corpus_.name_at(corpus_.passages()[3].begin), "b.zip / inner.md");
  EXPECT_EQ(corpus_.name_at(corpus_.documents()[2].begin + 2), "c.md") << "a document without passages";
  EXPECT_FALSE(corpus_.passage_at(corpus_.documents()[0].begin)) << "before the first passage";
  EXPECT_EQ(corpus_.passage_at(corpus_.passages()[2].begin - 1), 1U);
  for (const CorpusDocument& document : corpus_.documents()) EXPECT_EQ(corpus_.text()[document.end], '\n');
}

TEST_F(Corpus, EqualOnesAndRejectedOnes) {
  const auto& passages = corpus_.passages();
  EXPECT_EQ(passages[4].first, 0U);
  EXPECT_EQ(corpus_.id_of(4), corpus_.id_of(0));
  EXPECT_EQ(corpus_.id_of(5), corpus_.id_of(1));
  EXPECT_EQ(passages[5].first, 5U) << "a rejected passage is the first of none";
  EXPECT_TRUE(passages[1].out && passages[5].out);
  std::vector<bool> judged;
  for (size_t p = 0; p < passages.size(); ++p) judged.push_back(corpus_.is_judged(p));
  EXPECT_EQ(judged, (std::vector<bool>{true, false, true, true, false, false}));
}

TEST_F(Corpus, RunsAreWhatIsLeft) {
  EXPECT_EQ(runs_of(corpus_, 0), (std::vector<std::string>{"# One\n\nFine text.\n\n## 1.2 Two", "## Three\n\nOther text."}));
  EXPECT_EQ(runs_of(corpus_, 1), (std::vector<std::string>{"Front.\n\n# One\n\nFine text.\n\n## 1.2 Two"}));
  std::vector<Judgement> judgements(corpus_.passages().size());
  judgements[0] = reject("repeated_span", 1, "");
  corpus_.apply(judgements);
  EXPECT_EQ(runs_of(corpus_, 0), (std::vector<std::string>{"# One", "## 1.2 Two", "## Three\n\nOther text."}));
  EXPECT_EQ(runs_of(corpus_, 1), (std::vector<std::string>{"Front.\n\n# One", "## 1.2 Two"})) << "the equal one goes, too";
  EXPECT_TRUE(corpus_.passages()[1].out) << "and what was out stays out";
  EXPECT_FALSE(corpus_.is_judged(0));
}

/// A passage that is out under one document's verdict may be kept in another, and is then the first of its equals there.
TEST(CorpusOfMixedVerdicts, TheFirstKeptOneIsFirst) {
  static int calls = 0;
  calls = 0;
  const PassageCorpus corpus =
      make_corpus({make_document("a", "# H\n\nSame text.\n"), make_document("b", "# H\n\nSame text.\n"), make_document("c", "# H\n\nSame text.\n")},
                  {}, [](const record::Passage&) { return calls++ == 0; });
  EXPECT_FALSE(corpus.is_judged(0));
  EXPECT_TRUE(corpus.is_judged(1));
  EXPECT_EQ(corpus.passages()[2].first, 1U);
}

TEST(CorpusFile, AnEmptyOneAndOneThatCannotBe) {
  EXPECT_TRUE(make_corpus({}).passages().empty());
  EXPECT_FALSE(PassageCorpusWriter::open("/proc/none/texts"));
}

}  // namespace
}  // namespace jangin::refine
