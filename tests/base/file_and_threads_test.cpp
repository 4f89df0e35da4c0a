// Atomic writes, maps, and the thread pool's ranges.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <numeric>

#include "base/file.h"
#include "base/hash.h"
#include "base/thread_pool.h"

namespace jangin {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() : path_(fs::path(::testing::TempDir()) / ("jangin_base_" + std::to_string(::getpid()))) { fs::create_directories(path_); }
  ~Folder() { fs::remove_all(path_); }
  fs::path operator/(const char* name) const { return path_ / name; }

 private:
  fs::path path_;
};

TEST(File, WritesWholeOrNothing) {
  Folder folder;
  ASSERT_TRUE(write_file(folder / "deep/a.txt", "one"));
  ASSERT_TRUE(write_file(folder / "deep/a.txt", "two"));
  EXPECT_EQ(*read_file(folder / "deep/a.txt"), "two");
  Status failed = write_through_temporary(folder / "deep/a.txt", [](const fs::path& temporary) -> Status {
    if (auto s = write_file(temporary, "half"); !s) return s;
    return fail(ErrorCode::io_error, "broke");
  });
  EXPECT_FALSE(failed);
  EXPECT_EQ(*read_file(folder / "deep/a.txt"), "two");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder / "deep"), {}), 1);
}

TEST(File, FullDiskIsOneClearErrorAndLosesNothing) {
  Folder folder;
  ASSERT_TRUE(write_file(folder / "x", "kept"));
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  rlimit small{1000, before.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);  // the nearest thing to a full disk that needs no mount
  Status status = write_file(folder / "x", std::string(5000, 'y'));
  setrlimit(RLIMIT_FSIZE, &before);
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().hint.find("finished work is kept"), std::string::npos) << status.error().text();
  EXPECT_EQ(*read_file(folder / "x"), "kept");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder / ""), {}), 1);
}

TEST(File, LimitsAndMissingFiles) {
  Folder folder;
  ASSERT_TRUE(write_file(folder / "a", std::string(100, 'x')));
  EXPECT_EQ(read_file(folder / "a", 99).error().code, ErrorCode::limit_exceeded);
  EXPECT_EQ(read_file(folder / "none").error().code, ErrorCode::not_found);
  EXPECT_FALSE(MappedFile::open(folder / "none"));
  auto map = MappedFile::open(folder / "a");
  ASSERT_TRUE(map);
  EXPECT_EQ(map->bytes().size(), 100U);
  EXPECT_EQ(*sha256_file_hex(folder / "a"), sha256_hex(std::string(100, 'x')));
}

TEST(ThreadPool, CoversEveryIndexOnce) {
  for (int threads : {1, 2, 5}) {
    ThreadPool pool(threads);
    for (size_t count : {0UL, 1UL, 7UL, 1000UL}) {
      for (int repeat = 0; repeat < 50; ++repeat) {
        std::vector<std::atomic<int>> hits(count);
        pool.parallel_for(count, 3, [&](size_t begin, size_t end, int thread) {
          ASSERT_LT(thread, threads);
          for (size_t i = begin; i < end; ++i) ++hits[i];
        });
        for (auto& hit : hits) ASSERT_EQ(hit, 1);
      }
    }
  }
}

TEST(ThreadPool, NestedCallsRunInTheCaller) {
  ThreadPool pool(3);
  std::atomic<int> sum{0};
  pool.parallel_for(4, 1, [&](size_t, size_t, int) { pool.parallel_for(5, 1, [&](size_t b, size_t e, int) { sum += static_cast<int>(e - b); }); });
  EXPECT_EQ(sum, 20);
}

/// Ends the process: 7 when fewer threads than wanted did all of the work.
[[noreturn]] void work_in_little_memory() {
  const rlimit bound{uint64_t{512} << 20, uint64_t{512} << 20};  // of address space: some 60 threads' stacks
  setrlimit(RLIMIT_AS, &bound);
  ThreadPool pool(2000);
  std::atomic<int> sum{0};
  pool.parallel_for(1000, 1, [&](size_t, size_t, int) { ++sum; });
  std::_Exit(pool.size() < 2000 && sum == 1000 ? 7 : 1);
}

TEST(ThreadPool, WorksWithTheThreadsThatItGets) {
  EXPECT_EXIT(work_in_little_memory(), testing::ExitedWithCode(7), "of 2000 threads could be started");
}

}  // namespace
}  // namespace jangin
