// Weights of a folder in one file and in several: what is written where, what is read back, and what is left of before.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/file.h"
#include "base/hash.h"
#include "model/formats/safetensors.h"
#include "model/formats/safetensors_folder.h"

namespace jangin::model {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string kSingle = "model.safetensors";
const std::string kIndex = "model.safetensors.index.json";
const std::string kFirst = "model-00001-of-00002.safetensors";
const std::string kSecond = "model-00002-of-00002.safetensors";
constexpr uint64_t kTwoFiles = 40;  // bytes: a, b and c of 24, 16 and 40 bytes in f32

class SafetensorsFolder : public testing::Test {
 protected:
  SafetensorsFolder() : folder_(fs::temp_directory_path() / ("jangin_safetensors_folder_" + std::to_string(::getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~SafetensorsFolder() override { fs::remove_all(folder_); }

  /// Three weights, all of their values from `start` on.
  Status write(float start, uint64_t shard_bytes, StoredType type = StoredType::f32) {
    const std::pair<const char*, std::vector<int64_t>> shapes[] = {{"a", {2, 3}}, {"b", {4}}, {"c", {2, 5}}};
    MemoryWeights weights("memory");
    values_.clear();
    for (const auto& [name, shape] : shapes) {
      std::vector<float>& values = values_[name];
      for (int64_t i = 0; i < (shape.size() == 2 ? shape[0] * shape[1] : shape[0]); ++i) values.push_back(start++);
      JANGIN_TRY(weights.add(name, shape, std::span<const float>(values)));
    }
    return write_weights(folder_, weights, type, shard_bytes);
  }
  /// The folder holds what was written last, and opens.
  void expect_written() {
    auto file = find_weights(folder_);
    ASSERT_TRUE(file) << file.error().text();
    auto source = SafetensorsSource::open(*file);
    ASSERT_TRUE(source) << source.error().text();
    ASSERT_EQ((*source)->weights().size(), values_.size());
    for (const auto& [name, values] : values_) {
      std::vector<float> back(values.size());
      ASSERT_TRUE((*source)->read_f32(name, back));
      EXPECT_EQ(back, values) << name;
    }
  }
  std::set<std::string> files() const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_)) names.insert(entry.path().filename().string());
    return names;
  }

  fs::path folder_;
  std::map<std::string, std::vector<float>> values_;
};

TEST_F(SafetensorsFolder, WhatFitsIsOneFile) {
  for (const uint64_t limit : {uint64_t{80}, kShardBytes, uint64_t{0}}) {
    ASSERT_TRUE(write(1, limit));
    EXPECT_THAT(files(), ElementsAre(kSingle)) << limit;
    expect_written();
  }
  EXPECT_EQ(*hash_weights(folder_), *sha256_file_hex(folder_ / kSingle));
}

TEST_F(SafetensorsFolder, WhatDoesNotIsShardsAndAnIndex) {
  ASSERT_TRUE(write(1, kTwoFiles));
  EXPECT_THAT(files(), ElementsAre(kFirst, kSecond, kIndex));
  const auto index = nlohmann::json::parse(*read_file(folder_ / kIndex));
  EXPECT_EQ(index["weight_map"], nlohmann::json({{"a", kFirst}, {"b", kFirst}, {"c", kSecond}}));
  EXPECT_EQ(index["metadata"], nlohmann::json({{"total_parameters", 20}, {"total_size", 80}}));
  const auto second = SafetensorsSource::open(folder_ / kSecond);
  ASSERT_TRUE(second);
  EXPECT_EQ((*second)->metadata().at("format"), "pt");
  expect_written();
  ASSERT_TRUE(write(1, kTwoFiles, StoredType::bf16));
  EXPECT_THAT(files(), ElementsAre(kSingle)) << "40 bytes in bf16";
}

TEST_F(SafetensorsFolder, ALargerWeightHasAFileOfItsOwn) {
  ASSERT_TRUE(write(1, 16));
  EXPECT_EQ(files().size(), 4u);
  ASSERT_TRUE(write(1, 1));
  EXPECT_THAT(files(),
              ElementsAre("model-00001-of-00003.safetensors", "model-00002-of-00003.safetensors", "model-00003-of-00003.safetensors", kIndex));
  expect_written();
}

TEST_F(SafetensorsFolder, NothingOfTheModelBeforeStays) {
  ASSERT_TRUE(write_file(folder_ / "model-extra.safetensors", "mine"));
  float start = 0;
  for (const uint64_t limit : {uint64_t{0}, kTwoFiles, kTwoFiles, uint64_t{1}, kTwoFiles, uint64_t{0}, uint64_t{1}, uint64_t{0}}) {
    ASSERT_TRUE(write(start += 100, limit));
    EXPECT_EQ(files().size(), limit == 0 ? 2u : limit == 1 ? 5u : 4u) << limit;
    EXPECT_TRUE(files().contains("model-extra.safetensors"));
    expect_written();
  }
}

TEST_F(SafetensorsFolder, AModelThatCannotBeWrittenLeavesTheOneBefore) {
  for (const uint64_t before : {uint64_t{0}, kTwoFiles}) {
    ASSERT_TRUE(write(1, before));
    const auto old = files();
    const auto values = values_;
    const auto refused = write(65500, kTwoFiles / 2, StoredType::f16);  // in the second shard a value that f16 does not hold
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().text(), HasSubstr("weight `a` holds 65505"));
    EXPECT_EQ(files(), old);
    values_ = values;
    expect_written();
  }
}

/// Stopped between two renames, the folder must not open as a mixture.
TEST_F(SafetensorsFolder, OldAndNewShardsAreNeverOneModel) {
  ASSERT_TRUE(write(1, kTwoFiles));
  fs::remove(folder_ / kSecond);
  fs::create_directories(folder_ / kSecond / "not empty");  // no file takes this place
  const auto refused = write(100, kTwoFiles);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text(), HasSubstr(kSecond));
  EXPECT_FALSE(fs::exists(folder_ / kIndex));
  EXPECT_FALSE(fs::exists(folder_ / "model.safetensors.parts"));
}

TEST_F(SafetensorsFolder, FilesAndHashOfShards) {
  ASSERT_TRUE(write(1, kTwoFiles));
  EXPECT_THAT(*weight_files(folder_), ElementsAre(folder_ / kFirst, folder_ / kSecond, folder_ / kIndex));
  EXPECT_THAT(*weight_files(folder_ / kFirst), ElementsAre(folder_ / kFirst));
  const std::string hash = *hash_weights(folder_);
  EXPECT_EQ(*hash_weights(folder_ / kIndex), hash);
  ASSERT_TRUE(write(1, kTwoFiles));
  EXPECT_EQ(*hash_weights(folder_), hash);
  ASSERT_TRUE(write(2, kTwoFiles));
  EXPECT_NE(*hash_weights(folder_), hash) << "the index is the same, the weights are not";
  fs::remove(folder_ / kFirst);
  EXPECT_FALSE(hash_weights(folder_));
  EXPECT_EQ(hash_weights(folder_ / "nothing").error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace jangin::model
