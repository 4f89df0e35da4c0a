// A file that is known not to have changed is not read again; whatever may have changed is.
#include "collect/originals.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/file.h"
#include "base/hash.h"
#include "collect/file_stamps.h"
#include "collect/readers_for_tests.h"

namespace jangin::collect {
namespace {

namespace fs = std::filesystem;
constexpr uint64_t kMostBytes = 2'000'000'000;

FileStamp stamp_of_file(const fs::path& path) {
  struct stat info{};
  EXPECT_EQ(::stat(path.c_str(), &info), 0);
  return stamp_of(info);
}
/// Stamps that say of `path` that it holds what has this id.
FileStamps saying(const TemporaryFolder& work, const fs::path& path, const std::string& blob_id) {
  FileStamps stamps;
  stamps.note(stamp_of_file(path), blob_id);
  EXPECT_TRUE(stamps.write(work.path / "stamps"));
  return FileStamps::read(work.path / "stamps");
}
SourceItem item_of(const fs::path& path) { return {path.filename().string(), path, 0, 0, {}, {}}; }

TEST(Originals, SmallAndLargeFilesAreKept) {
  TemporaryFolder work;
  for (size_t bytes : {size_t{1}, size_t{5000}, size_t{(1 << 20) - 1}, size_t{1 << 20}, size_t{(1 << 20) + 1}, size_t{3'000'000}}) {
    std::string content;
    while (content.size() < bytes) content += std::to_string(content.size()) + " ";
    content.resize(bytes);
    auto kept = keep_original(item_of(work.write("file", content)), work.path / "sources", kMostBytes);
    ASSERT_TRUE(kept && *kept) << bytes;
    EXPECT_EQ((*kept)->blob_id, sha256_hex(content));
    EXPECT_EQ((*kept)->bytes, bytes);
    EXPECT_EQ((*kept)->first_bytes, content.substr(0, 1024));
    EXPECT_EQ(bytes_of(work.path / "sources" / (*kept)->blob_id), content) << bytes;
  }
  for (const auto& entry : fs::directory_iterator(work.path / "sources")) EXPECT_EQ(entry.path().filename().string().size(), 64U) << entry.path();
}

TEST(Originals, AKnownFileIsNotReadUnlessItsCopyIsGone) {
  TemporaryFolder work;
  const fs::path file = work.write("file.md", "the file"), other = work.write("other.md", "8 bytes!");
  const std::string other_id = (*keep_original(item_of(other), work.path / "sources", kMostBytes))->blob_id;
  // A lie, so that it shows whether the file is read.
  const FileStamps stamps = saying(work, file, other_id);
  auto kept = keep_original(item_of(file), work.path / "sources", kMostBytes, stamps);
  ASSERT_TRUE(kept && *kept);
  EXPECT_EQ((*kept)->blob_id, other_id);
  EXPECT_EQ((*kept)->bytes, 8U);
  EXPECT_EQ((*kept)->first_bytes, "8 bytes!");
  ASSERT_TRUE((*kept)->stamp);
  fs::resize_file(work.path / "sources" / other_id, 3);
  EXPECT_EQ((*keep_original(item_of(file), work.path / "sources", kMostBytes, stamps))->blob_id, sha256_hex("the file"));
  fs::remove(work.path / "sources" / other_id);
  EXPECT_EQ((*keep_original(item_of(file), work.path / "sources", kMostBytes, stamps))->blob_id, sha256_hex("the file"));
}

TEST(Originals, WhateverMayHaveChangedIsReadAgain) {
  TemporaryFolder work;
  const fs::path file = work.write("file.md", "the file");
  const std::string other_id = (*keep_original(item_of(work.write("other.md", "8 bytes!")), work.path / "sources", kMostBytes))->blob_id;
  const std::vector<std::pair<std::string, void (*)(FileStamp&)>> changes{{"device", [](FileStamp& s) { ++s.device; }},
                                                                          {"inode", [](FileStamp& s) { ++s.inode; }},
                                                                          {"bytes", [](FileStamp& s) { ++s.bytes; }},
                                                                          {"modified", [](FileStamp& s) { ++s.modified_ns; }},
                                                                          {"changed", [](FileStamp& s) { --s.changed_ns; }}};
  for (const auto& [what, change] : changes) {
    FileStamp stamp = stamp_of_file(file);
    change(stamp);
    FileStamps stamps;
    stamps.note(stamp, other_id);
    ASSERT_TRUE(stamps.write(work.path / "stamps"));
    EXPECT_EQ((*keep_original(item_of(file), work.path / "sources", kMostBytes, FileStamps::read(work.path / "stamps")))->blob_id,
              sha256_hex("the file"))
        << what;
  }
}

/// The bytes change and every time a program can set is put back: only the time of change tells.
TEST(Originals, AModificationTimeThatWasPutBackDeceivesNobody) {
  TemporaryFolder work;
  const fs::path file = work.write("file.md", "the file");
  struct stat before{};
  ASSERT_EQ(::stat(file.c_str(), &before), 0);
  const FileStamps stamps = saying(work, file, sha256_hex("the file"));
  ASSERT_TRUE(*keep_original(item_of(file), work.path / "sources", kMostBytes, stamps));
  const int descriptor = ::open(file.c_str(), O_WRONLY);
  ASSERT_EQ(::pwrite(descriptor, "THE FILE", 8, 0), 8);
  const timespec times[2] = {before.st_atim, before.st_mtim};
  ASSERT_EQ(::futimens(descriptor, times), 0);
  ::close(descriptor);
  ASSERT_EQ(stamp_of_file(file).modified_ns, stamp_of(before).modified_ns);
  EXPECT_EQ((*keep_original(item_of(file), work.path / "sources", kMostBytes, stamps))->blob_id, sha256_hex("THE FILE"));
}

/// The same, while it is read: what putting a time back leaves behind. (Written bytes would show in the hash, too.)
TEST(Originals, AFileWhoseTimeOfChangeMovesWhileItIsReadIsNotKept) {
  TemporaryFolder work;
  const fs::path file = work.write("file.md", std::string(30'000'000, 'x'));
  struct stat before{};
  ASSERT_EQ(::stat(file.c_str(), &before), 0);
  const timespec times[2] = {before.st_atim, before.st_mtim};
  std::atomic<bool> done = false;
  std::thread writer([&] {
    while (!done) {
      ::utimensat(AT_FDCWD, file.c_str(), times, 0);
      std::this_thread::yield();
    }
  });
  auto kept = keep_original(item_of(file), work.path / "sources", kMostBytes);
  done = true;
  writer.join();
  ASSERT_TRUE(kept && !*kept);
  EXPECT_EQ(kept->error().reason, "changed_while_reading");
}

TEST(Originals, AFileThatWasJustWrittenGetsNoStamp) {
  TemporaryFolder work;
  const fs::path file = work.write("file.md", "the file");
  auto kept = keep_original(item_of(file), work.path / "sources", kMostBytes);
  ASSERT_TRUE(kept && *kept);
  EXPECT_FALSE((*kept)->stamp);
  FileStamp stamp = stamp_of_file(file);
  EXPECT_FALSE(is_still(stamp));
  stamp.modified_ns -= static_cast<int64_t>((kStillSeconds + 1) * 1e9);
  EXPECT_FALSE(is_still(stamp)) << "its state has changed only now";
  stamp.changed_ns -= static_cast<int64_t>((kStillSeconds + 1) * 1e9);
  EXPECT_TRUE(is_still(stamp));
  stamp.modified_ns += static_cast<int64_t>(1e15);
  EXPECT_FALSE(is_still(stamp)) << "a time to come";
  const fs::path old = fs::path(JANGIN_SOURCE_DIR) / "tests/collect/fixtures/manual.pdf";
  if (!is_still(stamp_of_file(old))) GTEST_SKIP() << "the sources have just been unpacked";
  EXPECT_EQ((*keep_original(item_of(old), work.path / "sources", kMostBytes))->stamp, stamp_of_file(old));
}

TEST(Originals, DamagedStampsAreNone) {
  TemporaryFolder work;
  const fs::path file = work.write("file.md", "the file");
  ASSERT_TRUE(saying(work, file, sha256_hex("x")).find(stamp_of_file(file)));
  const std::string bytes = bytes_of(work.path / "stamps");
  for (size_t at = 0; at < bytes.size(); at += 7) {
    std::string damaged = bytes;
    damaged[at] ^= 4;
    ASSERT_TRUE(write_file(work.path / "stamps", damaged));
    EXPECT_FALSE(FileStamps::read(work.path / "stamps").find(stamp_of_file(file))) << at;
    ASSERT_TRUE(write_file(work.path / "stamps", bytes.substr(0, at)));
    EXPECT_FALSE(FileStamps::read(work.path / "stamps").find(stamp_of_file(file))) << at;
  }
}

TEST(FileStamps, OfWorkersCountUntilTheyAreTakenOver) {
  TemporaryFolder work;
  const fs::path one = work.write("one", "1"), two = work.write("two", "2"), stamps = work.path / "stamps";
  for (const auto& [name, file] : {std::pair("1-of-2", one), std::pair("2-of-2", two)}) {
    FileStamps own;
    own.note(stamp_of_file(file), sha256_hex(name));
    ASSERT_TRUE(own.write(stamps.string() + "." + name));
  }
  ASSERT_TRUE(write_file(stamps.string() + ".3-of-2", "damaged"));
  FileStamps all = FileStamps::read(stamps);
  EXPECT_EQ(all.find(stamp_of_file(one)), sha256_hex("1-of-2"));
  EXPECT_EQ(all.find(stamp_of_file(two)), sha256_hex("2-of-2"));
  all.note(stamp_of_file(two), sha256_hex("2-of-2"));
  ASSERT_TRUE(all.write(stamps));
  FileStamps::remove_of_workers(stamps);
  EXPECT_EQ(std::distance(fs::directory_iterator(work.path), fs::directory_iterator()), 3) << "only the stage's own is left beside the files";
  EXPECT_EQ(FileStamps::read(stamps).find(stamp_of_file(two)), sha256_hex("2-of-2"));
}

}  // namespace
}  // namespace jangin::collect
