// An opener called as a function, its members in memory; and the stage on a folder. For the tests of sources that open files.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <map>
#include <string>
#include <vector>

#include "base/progress.h"
#include "collect/collect.h"
#include "collect/opener.h"
#include "collect/readers_for_tests.h"
#include "record/shard.h"

namespace jangin::collect {

/// Keeps everything that an opener hands over.
struct KeptMembers : MemberSink {
  std::map<std::string, std::string> bytes;    // of whole members
  std::map<std::string, std::string> refused;  // name → reason
  std::map<std::string, Reading> rows;
  std::map<std::string, uint64_t> passed_over;
  std::map<std::string, Metadata> metadata;
  std::string name, current;

  void begin(std::string_view n, const Metadata& m) override { name = n, current.clear(), metadata[name] = m; }
  void data(std::string_view b) override { current += b; }
  void end() override { bytes[name] = current; }
  void refuse(std::string_view n, const ReadFailure& failure, uint64_t) override { refused[std::string(n)] = failure.reason; }
  void document(std::string_view n, std::string_view, uint64_t, const ReadOutcome& outcome) override {
    if (outcome) rows[std::string(n)] = *outcome;
    if (!outcome) refused[std::string(n)] = outcome.error().reason;
  }
  void pass_over(std::string_view reason, uint64_t count) override { passed_over[std::string(reason)] += count; }
};

/// The reason when the opener failed, else "".
inline std::string open_bytes(std::string_view opener, const std::string& bytes, const std::string& name, KeptMembers& members,
                              const std::string& options = {}) {
  TemporaryFolder folder;
  const auto path = folder.write("input", bytes);
  const Opener& which = *find_opener(opener);
  if (which.prepare) which.prepare();
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  OpenOutcome outcome = which.open({file, bytes.size(), name, options, 10'000'000, {}}, members);
  close(file);
  return outcome ? "" : outcome.error().reason;
}

/// The stage on the folder `docs` of a temporary folder.
class SourcesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    set_progress_style(ProgressStyle::silent);
    request_.workspace = work_.path / "workspace";
    request_.base = work_.path;
    request_.registry = &readers_for_tests();
    request_.config.sources.emplace_back();
    request_.config.sources[0].path = "docs";
    request_.config.timeout_seconds = 60;
    request_.config.memory_mb = 500;
    std::filesystem::create_directories(work_.path / "docs");
  }
  void add(const std::string& name, const std::string& bytes) { work_.write("docs/" + name, bytes); }
  CollectReport collected() {
    auto report = collect(request_);
    EXPECT_TRUE(report) << report.error().text();
    if (!report) return {};
    EXPECT_EQ(report->found, report->read + report->from_cache + report->failed);
    return *report;
  }
  std::map<std::string, record::Document> documents() {
    std::map<std::string, record::Document> out;
    auto rows = record::read_documents(request_.workspace / "collect/documents.parquet");
    EXPECT_TRUE(rows) << rows.error().text();
    for (record::Document& row : rows.value()) out[row.source_id + (row.path_inside.empty() ? "" : " / " + row.path_inside)] = std::move(row);
    return out;
  }
  static std::map<std::string, std::string> reasons(const CollectReport& report) {
    std::map<std::string, std::string> out;
    for (const record::Verdict& verdict : report.failures) out[verdict.detail.substr(0, verdict.detail.find(": "))] = verdict.reason;
    return out;
  }
  uint64_t stored_bytes() const {
    uint64_t bytes = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(request_.workspace))
      bytes += entry.is_regular_file() ? entry.file_size() : 0;
    return bytes;
  }

  TemporaryFolder work_;
  CollectRequest request_;
};

}  // namespace jangin::collect
