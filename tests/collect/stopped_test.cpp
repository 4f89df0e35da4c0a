// Collect that is stopped from outside: kill -9, Ctrl-C, a disk that is full. The next run goes on and ends with the same manifest.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "base/clock.h"
#include "base/file.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "base/random.h"
#include "collect/archive_of.h"
#include "collect/collect.h"
#include "collect/readers_for_tests.h"
#include "collect/zip_of.h"
#include "full_disk.h"

namespace jangin::collect {
namespace {

namespace fs = std::filesystem;
constexpr const char* kChildFolder = "JANGIN_COLLECT_TEST_FOLDER";

Result<CollectReport> collect_folder(const fs::path& folder, const fs::path& workspace) {
  set_progress_style(ProgressStyle::silent);
  CollectRequest request;
  request.base = folder;
  request.workspace = workspace;
  request.registry = &readers_for_tests();
  request.config.sources.emplace_back();
  request.config.sources[0].path = "docs";
  request.config.timeout_seconds = 20;
  request.config.memory_mb = 500;
  request.config.parallel = 1;
  return collect(request);
}

/// Text that does not compress well.
std::string noise(uint64_t seed, size_t words) {
  Random random(seed, 0);
  std::string text;
  for (size_t i = 0; i < words; ++i) {
    for (int j = 0; j < 6; ++j) text += static_cast<char>('a' + random.below(26));
    text += i % 12 == 11 ? '\n' : ' ';
  }
  return text;
}

/// What the killed child does.
TEST(CollectStoppedChild, DISABLED_CollectsTheFolderOfTheEnvironment) {
  const char* folder = std::getenv(kChildFolder);
  ASSERT_NE(folder, nullptr);
  install_interrupt_handlers();
  ASSERT_TRUE(write_file(fs::path(folder) / "ready", ""));
  auto report = collect_folder(folder, fs::path(folder) / "workspace");
  ASSERT_TRUE(report || report.error().code == ErrorCode::interrupted) << report.error().text();
}

/// Starts the child, sends `signal` after a while; true when it came before the child's end.
bool stop_child(const fs::path& folder, int signal, uint32_t microseconds) {
  std::error_code error;
  fs::remove(folder / "ready", error);
  const pid_t child = fork();
  if (child == 0) {
    setenv(kChildFolder, folder.c_str(), 1);
    execl("/proc/self/exe", "test_collect", "--gtest_filter=CollectStoppedChild.*", "--gtest_also_run_disabled_tests", "--gtest_brief=1", nullptr);
    _exit(127);
  }
  for (int i = 0; i < 30'000 && !fs::exists(folder / "ready", error); ++i) usleep(1000);
  usleep(microseconds);
  int status = 0;
  if (waitpid(child, &status, WNOHANG) == child) return false;
  kill(child, signal);
  waitpid(child, &status, 0);
  if (signal == SIGKILL && WIFSIGNALED(status)) return true;
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  return signal != SIGKILL;  // otherwise it ended while the signal was on its way
}

/// Twelve texts, two hundred small ones and four PDFs.
void fill_with_files(TemporaryFolder& folder) {
  for (int i = 0; i < 12; ++i) folder.write("docs/" + std::to_string(i) + ".txt", noise(static_cast<uint64_t>(i), 4000));
  for (int i = 0; i < 200; ++i) folder.write("docs/small/" + std::to_string(i) + ".md", noise(static_cast<uint64_t>(100 + i), 40));
  for (const char* name : {"manual.pdf", "korean.pdf", "columns.pdf", "scan.pdf"}) folder.write(std::string("docs/") + name, bytes_of(fixture(name)));
}

/// Four archives of five texts each, of which two hold another, and a bomb that has a text of theirs.
void fill_with_archives(TemporaryFolder& folder) {
  for (uint64_t i = 0; i < 4; ++i) {
    std::vector<std::pair<std::string, std::string>> files;
    for (uint64_t k = 0; k < 5; ++k) files.emplace_back(std::to_string(k) + ".txt", noise(10 * i + k, 3000));
    if (i % 2 == 1) files.emplace_back("in.zip", zip_of({{"a.txt", noise(100 + i, 3000)}, {"manual.pdf", bytes_of(fixture("manual.pdf"))}}, true));
    folder.write("docs/" + std::to_string(i) + ".tar", archive_of(files, "pax", i < 2 ? "gzip" : "none"));
  }
  std::vector<std::pair<std::string, std::string>> zeros{{"shared.txt", noise(1, 3000)}};
  for (int i = 0; i < 6; ++i) zeros.emplace_back(std::to_string(i) + ".txt", std::string(5'000'000, static_cast<char>('0' + i)));
  folder.write("docs/bomb.zip", zip_of(zeros, true));
}

/// Signals at moments of a run's own length; a run that ended before its signal came is begun anew.
void check_stops(int signal, void (*fill)(TemporaryFolder&), uint64_t found) {
  TemporaryFolder folder;
  fill(folder);
  const Stopwatch watch;
  auto whole = collect_folder(folder.path, folder.path / "undisturbed");
  ASSERT_TRUE(whole) << whole.error().text();
  const auto microseconds = static_cast<uint32_t>(watch.seconds() * 1e6);
  Random random(static_cast<uint64_t>(signal), 1);
  int stopped = 0;
  for (int i = 0; i < 8; ++i) {
    if (stop_child(folder.path, signal, static_cast<uint32_t>(random.below(microseconds))))
      ++stopped;
    else
      fs::remove_all(folder.path / "workspace");
  }
  EXPECT_GT(stopped, 0) << "the child was always done before";
  auto report = collect_folder(folder.path, folder.path / "workspace");
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->manifest.hash(), whole->manifest.hash());
  EXPECT_EQ(report->found, found);
}

TEST(CollectStopped, KillAtAnyMomentAndTheNextRunEndsWithTheSameManifest) { check_stops(SIGKILL, fill_with_files, 216); }
TEST(CollectStopped, CtrlCAtAnyMomentAndTheNextRunEndsWithTheSameManifest) { check_stops(SIGINT, fill_with_files, 216); }
TEST(CollectStopped, KillWhileArchivesAreOpenedAndTheNextRunEndsWithTheSameManifest) { check_stops(SIGKILL, fill_with_archives, 25); }
TEST(CollectStopped, CtrlCWhileArchivesAreOpenedAndTheNextRunEndsWithTheSameManifest) { check_stops(SIGINT, fill_with_archives, 25); }

/// In the child, on a disk that grows from run to run until everything fits.
TEST(CollectDiskChild, DISABLED_RunsOnADiskThatGrows) {
  const fs::path disk = std::getenv(kSmallDisk);
  const fs::path folder = disk.parent_path();
  auto whole = collect_folder(folder, folder / "elsewhere");
  ASSERT_TRUE(whole) << whole.error().text();
  int refused = 0;
  for (int kilobytes = 200;; kilobytes += 200) {
    ASSERT_LT(kilobytes, 20'000) << "never enough";
    ASSERT_TRUE(resize_small_disk(std::to_string(kilobytes) + "k"));
    auto report = collect_folder(folder, disk / "workspace");
    if (report) {
      EXPECT_EQ(report->manifest.hash(), whole->manifest.hash());
      break;
    }
    ++refused;
    EXPECT_EQ(report.error().code, ErrorCode::io_error) << report.error().text();
    EXPECT_THAT(report.error().text(), testing::HasSubstr("free some space")) << kilobytes;
    EXPECT_FALSE(fs::exists(disk / "workspace/collect/manifest.json"));
    for (const auto& entry : fs::recursive_directory_iterator(disk))
      EXPECT_EQ(entry.path().string().find(".part"), std::string::npos) << entry.path();
  }
  EXPECT_GT(refused, 3);
}

TEST(CollectStopped, AFullDiskIsOneErrorAndTheNextRunGoesOn) {
  TemporaryFolder folder;
  for (int i = 0; i < 3; ++i) folder.write("docs/" + std::to_string(i) + ".txt", noise(static_cast<uint64_t>(i), 50'000));
  const int status = run_on_small_disk(folder.path / "disk", "200k", "CollectDiskChild.*");
  if (status == kNoSmallDisk) GTEST_SKIP() << "this machine lets nobody mount a file system";
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace jangin::collect
