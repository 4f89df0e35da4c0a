// Several documents in one child: what one does costs only itself, and the others' outcomes are those that they have alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <map>
#include <thread>

#include "base/clock.h"
#include "base/progress.h"
#include "base/random.h"
#include "collect/collect.h"
#include "collect/readers_for_tests.h"
#include "collect/sandbox.h"
#include "collect/wire.h"
#include "record/shard.h"

namespace jangin::collect {
namespace {

using Outcomes = std::map<uint64_t, ReadOutcome>;

/// Outcomes by id, each once.
Outcomes wait_for(ReaderHost& host, size_t count) {
  Outcomes outcomes;
  Stopwatch watch;
  while (outcomes.size() < count && watch.seconds() < 120) {
    auto finished = host.wait(1);
    EXPECT_TRUE(finished) << finished.error().text();
    for (FinishedJob& job : *finished) {
      EXPECT_TRUE(job.answer.empty() || job.answer == encode_outcome(job.outcome)) << job.id;
      EXPECT_TRUE(outcomes.emplace(job.id, std::move(job.outcome)).second) << "twice: " << job.id;
    }
  }
  for (int i = 0; i < 100 && host.running() > 0; ++i) EXPECT_TRUE(host.wait(0.1));
  EXPECT_EQ(host.running(), 0U);
  return outcomes;
}

/// "" or the reason of a failure, by document; texts of those that were read, without the line end.
struct Told {
  std::vector<std::string> reasons, texts;
};
Told read_together(const std::string& reader, const std::vector<std::string>& contents, SandboxLimits limits = {100, 400'000'000}) {
  TemporaryFolder folder;
  auto host = ReaderHost::start(readers_for_tests(), limits);
  EXPECT_TRUE(host) << host.error().text();
  std::vector<ReadJob> jobs;
  for (size_t i = 0; i < contents.size(); ++i) {
    const std::string name = std::to_string(i) + "." + reader;
    jobs.push_back({i, reader, contents[i] == "absent" ? folder.path / name : folder.write(name, contents[i]), name, {}});
  }
  auto begun = host->begin(jobs);
  EXPECT_TRUE(begun) << begun.error().text();
  Told told{std::vector<std::string>(contents.size(), "never finished"), std::vector<std::string>(contents.size())};
  for (auto& [id, outcome] : wait_for(*host, contents.size())) {
    told.reasons[id] = outcome ? "" : outcome.error().reason;
    if (outcome) told.texts[id] = outcome->text.substr(0, outcome->text.size() - 1);
  }
  return told;
}

TEST(SharedChild, SeveralAreReadInTurn) { EXPECT_THAT(read_together("mixed", {"a", "b", "c"}).texts, testing::ElementsAre("1", "2", "3")); }

TEST(SharedChild, ReadersThatDoNotShareGetAChildForEachDocument) {
  EXPECT_THAT(read_together("tally", {"a", "b", "c"}).texts, testing::ElementsAre("1", "1", "1"));
}

TEST(SharedChild, WhatOneDoesCostsOnlyItself) {
  for (const auto& [deed, reason] : std::map<std::string, std::string>{{"crash", "reader_crashed"},
                                                                       {"eat", "reader_memory"},
                                                                       {"socket", "reader_forbidden"},
                                                                       {"lie", "reader_answer"},
                                                                       {"throw", "reader_crashed"},
                                                                       {"absent", "unreadable"}}) {
    Told told = read_together("mixed", {"a", "b", deed, "c", "d"});
    EXPECT_THAT(told.reasons, testing::ElementsAre("", "", reason, "", "")) << deed;
    // The rest go to a new child, where the count begins again; a file that is not there is no child's fault.
    if (deed != "absent") {
      EXPECT_EQ(told.texts[3], "1") << deed;
    }
  }
}

TEST(SharedChild, ALoopCostsOnlyItself) {
  Told told = read_together("mixed", {"a", "loop", "b", "loop"}, {2, 400'000'000});
  EXPECT_THAT(told.reasons, testing::ElementsAre("", "reader_timeout", "", "reader_timeout"));
}

TEST(SharedChild, AllMayFail) {
  Told told = read_together("mixed", std::vector<std::string>(5, "crash"));
  EXPECT_THAT(told.reasons, testing::Each("reader_crashed"));
}

TEST(SharedChild, MemoryThatOneLeavesBehindIsNoReasonAgainstAnother) {
  Told told = read_together("mixed", std::vector<std::string>(12, "leak"), {20, 300'000'000});
  EXPECT_THAT(told.reasons, testing::Each(""));
  // More than one child was needed, so the limit did come into it.
  EXPECT_LT(*std::max_element(told.texts.begin(), told.texts.end()), "6");
}

TEST(SharedChild, MoreThanOneChildHoldsAndLongNames) {
  TemporaryFolder folder;
  auto host = ReaderHost::start(readers_for_tests(), {20, 400'000'000});
  ASSERT_TRUE(host);
  const auto file = folder.write("a.mixed", "a");
  std::vector<ReadJob> jobs;
  for (uint64_t i = 0; i < 3 * kMostInOneChild; ++i) jobs.push_back({i, "mixed", file, std::string(i % 2 == 0 ? 10 : 10'000, 'n'), {}});
  ASSERT_TRUE(host->begin(jobs));
  for (auto& [id, outcome] : wait_for(*host, jobs.size())) EXPECT_TRUE(outcome) << id;
}

pid_t child_of_this_process() {
  std::ifstream children("/proc/self/task/" + std::to_string(getpid()) + "/children");
  pid_t pid = 0;
  children >> pid;
  return pid;
}

TEST(SharedChild, TheHostsEndCostsNoDocument) {
  TemporaryFolder folder;
  auto host = ReaderHost::start(readers_for_tests(), {20, 400'000'000});
  ASSERT_TRUE(host);
  const auto file = folder.write("a.mixed", "a");
  std::vector<ReadJob> jobs;
  for (uint64_t i = 0; i < 2000; ++i) jobs.push_back({i, "mixed", file, "a", {}});
  ASSERT_TRUE(host->begin(jobs));
  if (child_of_this_process() == 0) GTEST_SKIP() << "this system does not tell a process its children";
  ASSERT_EQ(kill(child_of_this_process(), SIGKILL), 0);
  Outcomes outcomes = wait_for(*host, jobs.size());
  ASSERT_EQ(outcomes.size(), jobs.size());
  for (auto& [id, outcome] : outcomes) EXPECT_TRUE(outcome) << id << ": " << outcome.error().reason;
}

/// What sharing readers answer to a document must not depend on those before it: ordinary and hostile ones, in several orders.
TEST(SharedChild, TheAnswersAreThoseOfADocumentAlone) {
  TemporaryFolder folder;
  Random random(11);
  std::vector<ReadJob> jobs;
  for (const Reader& reader : readers()) {
    if (!reader.shares_process) continue;
    std::vector<std::string> contents{"# Title\n\ntext\n",
                                      "a,b\n1,2\n",
                                      "\xb0\xa1\xb3\xaa\xb4\xd9 \xb0\xa1\xb3\xaa",
                                      std::string("\xff\xfe#\0 \0a\0", 8),
                                      "```\nopen fence",
                                      "<!-- open comment",
                                      "---\ntitle: x\n---\n"};
    for (int i = 0; i < 30; ++i) {
      std::string bytes;
      for (uint32_t left = random.below(3000); left > 0; --left)
        bytes += static_cast<char>(i % 3 == 0 ? random.below(256) : "#-|`,\"\n <a>\xea\xb0\x80"[random.below(16)]);
      contents.push_back(bytes);
    }
    for (size_t i = 0; i < contents.size(); ++i) {
      const std::string name = std::to_string(i) + "." + std::string(reader.extensions[0]);
      jobs.push_back({jobs.size(), std::string(reader.name), folder.write(name, contents[i]), name, {}});
    }
  }
  ASSERT_GT(jobs.size(), 100U);
  auto host = ReaderHost::start(readers(), {});
  ASSERT_TRUE(host);
  for (const ReadJob& job : jobs) ASSERT_TRUE(host->begin(job));
  const Outcomes alone = wait_for(*host, jobs.size());
  for (int order = 0; order < 3; ++order) {
    for (size_t i = jobs.size(); i > 1; --i) std::swap(jobs[i - 1], jobs[random.below(static_cast<uint32_t>(i))]);
    std::map<std::string, std::vector<ReadJob>> by_reader;
    for (const ReadJob& job : jobs) by_reader[job.reader].push_back(job);
    for (auto& [reader, group] : by_reader) ASSERT_TRUE(host->begin(group));
    for (auto& [id, outcome] : wait_for(*host, jobs.size())) EXPECT_EQ(encode_outcome(outcome), encode_outcome(alone.at(id))) << id;
  }
}

/// Two sources with three documents each: which one each document was of its child, by source_id.
std::map<std::string, std::string> collect_two_sources(bool share_readers) {
  set_progress_style(ProgressStyle::silent);
  TemporaryFolder work;
  CollectRequest request;
  request.config.share_readers = share_readers;
  request.base = work.path;
  request.workspace = work.path / "workspace";
  request.registry = &readers_for_tests();
  for (const char* source : {"open", "secret"}) {
    request.config.sources.emplace_back();
    request.config.sources.back().path = source;
    for (const char* name : {"/1.mixed", "/2.mixed", "/3.mixed"}) work.write(std::string(source) + name, std::string(source) + name);
  }
  auto report = collect(request);
  EXPECT_TRUE(report) << report.error().text();
  auto documents = record::read_documents(request.workspace / "collect/documents.parquet");
  EXPECT_TRUE(documents) << documents.error().text();
  std::map<std::string, std::string> texts;
  for (const record::Document& document : *documents) texts[document.source_id] = document.text.substr(0, document.text.size() - 1);
  return texts;
}

/// A document of one source must not be able to look at, or speak for, one with other rights.
TEST(SharedChild, SourcesDoNotMeetInAChild) {
  const std::map<std::string, std::string> texts = collect_two_sources(true);
  ASSERT_EQ(texts.size(), 6U);
  // All in one child, the last would be "6". (On a machine that is busy beyond measure a child runs out of time, and the count begins anew.)
  for (const auto& [source_id, text] : texts) EXPECT_LE(text, "3") << source_id;
}

TEST(SharedChild, ARecipeCanAskForAChildForEachDocument) {
  const std::map<std::string, std::string> texts = collect_two_sources(false);
  ASSERT_EQ(texts.size(), 6U);
  for (const auto& [source_id, text] : texts) EXPECT_EQ(text, "1") << source_id;
}

}  // namespace
}  // namespace jangin::collect
