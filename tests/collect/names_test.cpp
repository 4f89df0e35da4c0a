// File names are bytes: those that are no UTF-8, or hold line breaks, are read, listed and recorded under a readable name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/progress.h"
#include "collect/collect.h"
#include "collect/readers_for_tests.h"
#include "record/shard.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace {

TEST(SourceNamesParser, AreReadableAndReversible) {
  EXPECT_EQ(readable_id("docs/manual.pdf"), "docs/manual.pdf");
  EXPECT_EQ(readable_id("설명서 1.pdf"), "설명서 1.pdf");
  EXPECT_EQ(readable_id("caf\xe9.txt"), "caf%E9.txt");
  EXPECT_EQ(readable_id("\xb0\xa1\xff"), "%B0%A1%FF");
  EXPECT_EQ(readable_id("가\xea\xb0.txt"), "가%EA%B0.txt");  // the start of a character
  EXPECT_EQ(readable_id("a\nb\tc\x7f"), "a%0Ab%09c%7F");
  EXPECT_EQ(readable_id("100%.txt"), "100%.txt");
  EXPECT_EQ(readable_id(""), "");
  for (int first = 1; first < 256; ++first) {
    for (int second = 1; second < 256; ++second)
      EXPECT_TRUE(text::is_valid_utf8(readable_id(std::string{static_cast<char>(first), static_cast<char>(second)})));
  }
}

TEST(SourceNamesParser, NeverStopTheOthers) {
  set_progress_style(ProgressStyle::silent);
  TemporaryFolder work;
  const std::vector<std::pair<std::string, std::string>> files = {{"good.md", "# Good\n\ntext\n"},
                                                                  {"caf\xe9.txt", "coffee at six\n"},
                                                                  {"caf%E9.txt", "the same on paper\n"},
                                                                  {"\xc6\xf7\xb8\xe9/\xb0\xa1.md", "# Inside\n\ntext\n"},
                                                                  {"two\nlines.txt", "a name of two lines\n"},
                                                                  {"bad\xff.pdf", "no pdf"}};
  for (const auto& [name, bytes] : files) work.write("docs/" + name, bytes);
  CollectRequest request;
  request.workspace = work.path / "workspace";
  request.base = work.path;
  request.registry = &readers_for_tests();
  request.config.sources.emplace_back();
  request.config.sources[0].path = "docs";
  auto report = collect(request);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->found, files.size());
  EXPECT_EQ(report->read, files.size() - 1);
  auto documents = record::read_documents(request.workspace / "collect/documents.parquet");
  ASSERT_TRUE(documents) << documents.error().text();
  std::vector<std::string> names;
  for (const record::Document& document : *documents) names.push_back(document.source_id);
  EXPECT_THAT(names, testing::UnorderedElementsAre("docs/good.md", "docs/caf%E9.txt", testing::EndsWith("/docs/caf%E9.txt"),
                                                   "docs/%C6%F7%B8%E9/%B0%A1.md", "docs/two%0Alines.txt"));
  ASSERT_EQ(report->failures.size(), 1U);
  EXPECT_THAT(report->failures[0].detail, testing::StartsWith("docs/bad%FF.pdf: "));
  EXPECT_EQ(report->failures[0].reason, "not_a_pdf");
  auto again = collect(request);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->current);
}

}  // namespace
}  // namespace jangin::collect
