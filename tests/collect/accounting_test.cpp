// Collect and refine together on hostile files: files and bytes in = kept + rejected by reason + failed by reason, exactly.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <map>

#include "base/progress.h"
#include "base/random.h"
#include "collect/collect.h"
#include "collect/readers_for_tests.h"
#include "collect/zip_of.h"
#include "record/shard.h"
#include "refine/refine.h"

namespace jangin::collect {
namespace {

namespace fs = std::filesystem;

std::string prose(int words, int seed) {
  static constexpr const char* kWords[] = {"the", "spindle", "turns", "when", "a", "program", "is", "run", "and", "stops", "at", "its", "end"};
  std::string text;
  for (int i = 0; i < words; ++i) text += std::string(i == 0 ? "" : " ") + kWords[(i * 7 + seed) % 13] + (i % 12 == 11 ? "." : "");
  return text;
}

/// Files that are read, rejected by refine, and such as no reader may get through. Sizes by name.
std::map<std::string, uint64_t> make_files(const TemporaryFolder& work) {
  std::map<std::string, std::string> files;
  std::string good = "# Good\n\n" + prose(120, 1) + "\n";
  files["good.md"] = good;
  files["same.md"] = good + "\n\n";
  files["copy.md"] = good;
  files["zero.md"] = "";
  files["blank.md"] = "\n \n";
  files["short.md"] = "x\n";
  files["holes.md"] = "\uFFFD\uFFFD\uFFFD \uE000\uE001 what was here is gone and it will not come back\n";
  files["noise.txt"] = std::string("MZ\x90\0\x03", 5) + std::string(3000, '\1');
  files["words.pdf"] = "these are words";
  files["cut.pdf"] = bytes_of(fixture("manual.pdf")).substr(0, 900);
  files["manual.pdf"] = bytes_of(fixture("manual.pdf"));
  files["encrypted.pdf"] = bytes_of(fixture("encrypted.pdf"));
  files["bomb.docx"] = zip_of({{"word/document.xml", std::string(30'000'000, ' ')}}, true);
  files["broken.docx"] = "PK\3\4 and no more";
  files["unknown.xyz"] = "what is this";
  files["stop.crash"] = "x";
  files["never.loop"] = "x";
  files["much.eat"] = "x";
  files["net.socket"] = "x";
  files["far.lie"] = "x";
  Random random(5);
  for (int i = 0; i < 20; ++i) {
    std::string bytes;
    for (uint32_t left = random.below(4000); left > 0; --left) bytes += static_cast<char>(random.below(256));
    files["random" + std::to_string(i) + (i % 2 == 0 ? ".html" : ".md")] = bytes;
  }
  std::map<std::string, uint64_t> sizes;
  for (const auto& [name, bytes] : files) {
    work.write("docs/" + name, bytes);
    sizes[name] = bytes.size();
  }
  return sizes;
}

TEST(AccountingOfCollectAndRefine, NothingIsLost) {
  set_progress_style(ProgressStyle::silent);
  TemporaryFolder work;
  const auto sizes = make_files(work);
  CollectRequest request;
  request.workspace = work.path / "workspace";
  request.base = work.path;
  request.registry = &readers_for_tests();
  request.config.sources.emplace_back();
  request.config.sources[0].path = "docs";
  request.config.timeout_seconds = 10;
  request.config.memory_mb = 500;
  auto collected = collect(request);
  ASSERT_TRUE(collected) << collected.error().text();
  EXPECT_EQ(collected->found, sizes.size());
  EXPECT_EQ(collected->read + collected->from_cache + collected->failed, collected->found);
  for (uint64_t batch_bytes : {uint64_t{1}, uint64_t{1} << 30}) {
    fs::remove_all(request.workspace / "refine");
    auto report = refine::refine({request.workspace, {}, batch_bytes});
    ASSERT_TRUE(report) << report.error().text();
    const refine::CollectedFigures& in = report->collected;
    uint64_t bytes = 0, failed = 0, bytes_failed = 0, rejected = 0, bytes_rejected = 0;
    for (const auto& [name, size] : sizes) bytes += size;
    for (const refine::ReasonCount& reason : in.reasons) failed += reason.documents, bytes_failed += reason.bytes;
    for (const refine::ReasonCount& reason : report->reasons) rejected += reason.documents, bytes_rejected += reason.bytes;
    EXPECT_EQ(in.files, sizes.size());
    EXPECT_EQ(in.bytes, bytes) << "those of files that no reader got through, too";
    EXPECT_EQ(in.failed, failed);
    EXPECT_EQ(in.bytes_failed, bytes_failed);
    EXPECT_EQ(in.files, report->documents_kept + rejected + failed);
    EXPECT_EQ(report->documents_in, in.files - in.failed);
    EXPECT_EQ(report->bytes_in, collected->text_bytes);
    EXPECT_EQ(report->bytes_in, report->bytes_kept + bytes_rejected);
    std::map<std::string, uint64_t> by_name;
    for (const record::Verdict& verdict : collected->failures) by_name[verdict.reason] += 1;
    for (const refine::ReasonCount& reason : in.reasons) EXPECT_EQ(reason.documents, by_name[reason.reason]) << reason.reason;
    for (const char* reason : {"zero_bytes", "no_reader", "reader_crashed", "reader_answer", "archive_bomb"})
      EXPECT_GE(by_name[reason], 1U) << reason;
    EXPECT_GE(by_name["reader_timeout"] + by_name["reader_memory"], 2U) << "on a busy machine time may be up before memory is";
  }
}

}  // namespace
}  // namespace jangin::collect
