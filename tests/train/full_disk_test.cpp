// A disk that is full while training: one error, the last checkpoint stays, and the next run ends with the bits of an undisturbed one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/interrupt.h"
#include "full_disk.h"
#include "model/formats/safetensors.h"
#include "train/checkpoint.h"
#include "train_test_support.h"

namespace jangin::train {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

TrainConfig short_config() {
  TrainConfig config = tiny_config();
  config.tokens = 4000;
  return config;
}

std::vector<fs::path> files_below(const fs::path& folder, const std::string& part) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().filename().string().find(part) != std::string::npos) found.push_back(entry.path());
  }
  return found;
}

TEST(TrainFullDisk, ACheckpointThatCannotBeWrittenKeepsTheOneBefore) {
  TemporaryFolder whole_folder("full_whole");
  auto whole = train_tiny(whole_folder.path(), short_config());
  ASSERT_TRUE(whole) << whole.error().text();

  TemporaryFolder folder("full");
  set_interrupted(true);  // one step, one checkpoint
  auto stopped = train_tiny(folder.path(), short_config());
  set_interrupted(false);
  ASSERT_FALSE(stopped);
  const auto before = files_below(folder.path(), "step-");
  ASSERT_EQ(before.size(), 1U);
  {
    FileSizeLimit limit(fs::file_size(before[0]) / 2);
    auto full = train_tiny(folder.path(), short_config());
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code, ErrorCode::io_error);
    EXPECT_THAT(full.error().text(), HasSubstr(".safetensors"));
    EXPECT_THAT(full.error().text(), HasSubstr("free some space on this disk, then run the same command again"));
  }
  EXPECT_EQ(files_below(folder.path(), "step-"), before);
  EXPECT_TRUE(files_below(folder.path(), ".part").empty());
  auto resumed = train_tiny(folder.path(), short_config());
  ASSERT_TRUE(resumed) << resumed.error().text();
  EXPECT_EQ(resumed->checkpoint_hash, whole->checkpoint_hash);
  EXPECT_EQ(resumed->chain_hash, whole->chain_hash);
}

/// In the child, on a disk that grows from run to run until everything fits.
TEST(TrainDiskChild, DISABLED_RunsOnADiskThatGrows) {
  const fs::path disk = std::getenv(kSmallDisk);
  TemporaryFolder whole_folder("disk_whole");
  auto whole = train_tiny(whole_folder.path(), short_config());
  ASSERT_TRUE(whole) << whole.error().text();
  int refused = 0;
  for (const char* size : {"4k", "8k", "1m", "16500k", "17m", "40m"}) {
    ASSERT_TRUE(resize_small_disk(size));
    auto report = train_tiny(disk / "run", short_config());
    if (report) {
      EXPECT_EQ(report->checkpoint_hash, whole->checkpoint_hash);
      EXPECT_EQ(report->chain_hash, whole->chain_hash);
      EXPECT_GE(refused, 3);
      return;
    }
    ++refused;
    EXPECT_THAT(report.error().code, testing::AnyOf(ErrorCode::io_error, ErrorCode::limit_exceeded)) << size;
    EXPECT_THAT(report.error().text(), testing::AnyOf(HasSubstr("free some space"), HasSubstr("is the disk full?"))) << size;
    EXPECT_TRUE(files_below(disk, ".part").empty()) << size;
  }
  FAIL() << "never enough";
}

TEST(TrainFullDisk, OnARealSmallDiskTheNextRunGoesOn) {
  TemporaryFolder folder("small_disk");
  const int status = run_on_small_disk(folder.path() / "disk", "4k", "TrainDiskChild.*");
  if (status == kNoSmallDisk) GTEST_SKIP() << "this machine lets nobody mount a file system";
  EXPECT_EQ(status, 0);
}

/// What a checkpoint file may look like after anything: it is passed over, and training starts from the one before or anew.
TEST(CheckpointParser, DamagedCheckpointsArePassedOver) {
  TemporaryFolder folder("damaged");
  TrainConfig config = short_config();
  auto whole = train_tiny(folder.path(), config);
  ASSERT_TRUE(whole) << whole.error().text();
  const std::string bytes = *read_file(whole->checkpoint);
  const fs::path checkpoints = whole->checkpoint.parent_path();
  const std::string run = (*model::SafetensorsSource::open(whole->checkpoint))->metadata().at("run");
  auto found_run = [&](const std::string& damaged) {
    EXPECT_TRUE(write_file(checkpoints / "step-99999999.safetensors", damaged));
    for (const auto& entry : fs::directory_iterator(checkpoints)) {
      if (entry.path() != checkpoints / "step-99999999.safetensors") fs::remove(entry.path());
    }
    return find_checkpoint(checkpoints, run);
  };
  ASSERT_TRUE(found_run(bytes)) << "the undamaged one is found";
  for (const size_t length : {size_t{0}, size_t{7}, size_t{8}, size_t{100}, bytes.size() / 2, bytes.size() - 1})
    EXPECT_FALSE(found_run(bytes.substr(0, length))) << length;
  std::string other = bytes;
  for (const char* key : {"\"run\"", "\"step\"", "\"tokens\"", "\"chain\""}) {
    other = bytes;
    other[other.find(key) + 1] = 'X';
    EXPECT_FALSE(found_run(other)) << key;
  }
  EXPECT_FALSE(found_run("{}"));
}

}  // namespace
}  // namespace jangin::train
