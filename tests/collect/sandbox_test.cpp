// Readers that loop, crash, eat memory or reach out are stopped; the others never notice.
#include "collect/sandbox.h"

#include <gtest/gtest.h>

#include <map>

#include "base/clock.h"
#include "collect/readers_for_tests.h"
#include "collect/zip_of.h"

namespace jangin::collect {
namespace {

/// Reads one file a kind, side by side; reason by kind ("" when it was read).
std::map<std::string, std::string> run(const std::vector<std::string>& kinds, SandboxLimits limits) {
  TemporaryFolder folder;
  auto host = ReaderHost::start(readers_for_tests(), limits);
  EXPECT_TRUE(host) << host.error().text();
  for (size_t i = 0; i < kinds.size(); ++i) {
    auto status = host->begin({i, kinds[i], folder.write("file." + kinds[i], "some bytes"), "file." + kinds[i], {}});
    EXPECT_TRUE(status) << status.error().text();
  }
  std::map<std::string, std::string> reasons;
  Stopwatch watch;
  while (reasons.size() < kinds.size() && watch.seconds() < 60) {
    auto finished = host->wait(1);
    EXPECT_TRUE(finished) << finished.error().text();
    for (const FinishedJob& job : *finished) reasons[kinds[job.id]] = job.outcome ? "" : job.outcome.error().reason;
  }
  EXPECT_EQ(host->running(), 0U);
  return reasons;
}

TEST(Sandbox, EachMisbehaviourIsStoppedAndNamed) {
  EXPECT_EQ(run({"loop"}, {2.0, 300'000'000})["loop"], "reader_timeout");
  // On a busy machine nothing else may run into the limit of time first.
  auto reasons = run({"crash", "eat", "socket", "run", "lie", "quick"}, {50.0, 300'000'000});
  EXPECT_EQ(reasons["crash"], "reader_crashed");
  EXPECT_EQ(reasons["eat"], "reader_memory");
  EXPECT_EQ(reasons["socket"], "reader_forbidden");
  EXPECT_EQ(reasons["run"], "reader_forbidden");
  EXPECT_EQ(reasons["lie"], "reader_answer");
  EXPECT_EQ(reasons["quick"], "");
}

TEST(Sandbox, OtherFilesStayClosed) {
  auto reasons = run({"peek", "write"}, {5.0, 300'000'000});
  // The sanitizers' reports open files themselves; under them the call is refused and not deadly.
  for (const auto& [kind, reason] : reasons) EXPECT_TRUE(reason == "reader_forbidden" || reason == "test_refused") << kind << ": " << reason;
  EXPECT_FALSE(std::filesystem::exists("/tmp/jangin-forbidden"));
}

TEST(Sandbox, ReadersOpenNothingWhenTheyAreFirstUsed) {
  const std::string korean = "\xbb\xea\xbe\xf7\xbe\xc8\xc0\xfc";  // EUC-KR: ICU loads a table
  const std::vector<std::pair<std::string, std::string>> files{
      {"a.html", "<meta charset=euc-kr><p>" + korean},
      {"b.txt", korean},
      {"c.md", std::string("\xff\xfe#\0 \0a\0", 8)},
      {"d.docx", zip_of({{"word/document.xml", "<d><body><p><r><t>text</t></r></p></body></d>"}}, true)},
      {"e.csv", "a,b\n" + korean + ",2\n"},
      {"f.eml", "Subject: =?iso-2022-jp?B?GyRCRnxLXBsoQg==?=\n\nx\n"},
      {"g.xml", "<?xml version='1.0' encoding='euc-kr'?><a>" + korean + "</a>"},
      {"h.rtf", "{\\rtf1\\ansicpg949 \\'b0\\'a1}"},
      {"i.json", "{\"a\":1}"},
      {"j.pdf", bytes_of(fixture("korean.pdf"))},
  };
  TemporaryFolder folder;
  auto host = ReaderHost::start(readers_for_tests(), {});
  ASSERT_TRUE(host);
  for (size_t i = 0; i < files.size(); ++i) {
    const Reader* reader = find_reader(readers(), files[i].first, files[i].second);
    ASSERT_TRUE(reader) << files[i].first;
    ASSERT_TRUE(host->begin({i, std::string(reader->name), folder.write(files[i].first, files[i].second), files[i].first, {}}));
  }
  size_t done = 0;
  for (int round = 0; round < 60 && done < files.size(); ++round) {
    auto finished = host->wait(1);
    ASSERT_TRUE(finished);
    for (const FinishedJob& job : *finished) {
      EXPECT_TRUE(job.outcome) << files[job.id].first << ": " << job.outcome.error().reason;
      ++done;
    }
  }
  EXPECT_EQ(done, files.size());
}

TEST(Sandbox, AFileThatIsNotThereIsUnreadable) {
  auto host = ReaderHost::start(readers_for_tests(), {});
  ASSERT_TRUE(host);
  ASSERT_TRUE(host->begin({7, "quick", "/nowhere/at/all", "all", {}}));
  auto finished = host->wait(5);
  ASSERT_TRUE(finished && finished->size() == 1);
  EXPECT_EQ(finished->front().outcome.error().reason, "unreadable");
}

TEST(Sandbox, LargeAnswersComeWholeWhileOthersRun) {
  TemporaryFolder folder;
  auto host = ReaderHost::start(readers_for_tests(), {});
  ASSERT_TRUE(host);
  std::string line = "a line of text that is repeated many times\n", bytes;
  while (bytes.size() < 8'000'000) bytes += line;
  for (uint64_t i = 0; i < 3; ++i) ASSERT_TRUE(host->begin({i, "text", folder.write("big.txt", bytes), "big.txt", {}}));
  size_t done = 0;
  for (int round = 0; round < 60 && done < 3; ++round) {
    auto finished = host->wait(1);
    ASSERT_TRUE(finished);
    for (const FinishedJob& job : *finished) {
      ASSERT_TRUE(job.outcome) << job.outcome.error().detail;
      EXPECT_EQ(job.outcome->text.size(), bytes.size());
      ++done;
    }
  }
  EXPECT_EQ(done, 3U);
}

}  // namespace
}  // namespace jangin::collect
