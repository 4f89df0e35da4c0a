// Manifests: their keys and hashes, and when a stage need not run again.
#include "record/manifest.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/file.h"
#include "record/samples_for_tests.h"

namespace jangin::record {
namespace {

namespace fs = std::filesystem;

class ManifestTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(workspace_ / "refine");
    manifest_.stage = "refine";
    manifest_.config_hash = hex('c');
    manifest_.inputs = {{"collect", hex('p')}};
    manifest_.components = {{"normalise", 1}};
    manifest_.created_at = "2026-11-22T00:00:00Z";
    manifest_.figures = {{"seconds", 1.5}};
  }
  void TearDown() override { fs::remove_all(workspace_); }

  fs::path workspace_ = fs::temp_directory_path() / ("jangin_manifest_" + std::to_string(::getpid()));
  fs::path path_ = workspace_ / "refine" / "manifest.json";
  Manifest manifest_;
};

TEST_F(ManifestTest, ComesBackAndTimesDoNotCount) {
  manifest_.artifacts = {{"x.json", hex('x')}};
  ASSERT_TRUE(write_manifest(path_, manifest_));
  auto read = read_manifest(path_);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->key(), manifest_.key());
  EXPECT_EQ(read->hash(), manifest_.hash());
  EXPECT_EQ(read->figures, manifest_.figures);
  EXPECT_EQ(read->created_at, manifest_.created_at);
  Manifest later = manifest_;
  later.created_at = "2027-01-01T00:00:00Z";
  later.figures["seconds"] = 99;
  EXPECT_EQ(later.hash(), manifest_.hash());
}

TEST_F(ManifestTest, KeyIsOfWhatGoesInHashOfWhatComesOut) {
  std::string key = manifest_.key(), hash = manifest_.hash();
  auto changed = [&](auto change) {
    Manifest other = manifest_;
    change(other);
    return std::pair(other.key() != key, other.hash() != hash);
  };
  EXPECT_EQ(changed([](Manifest& m) { m.config_hash = hex('d'); }), std::pair(true, true));
  EXPECT_EQ(changed([](Manifest& m) { m.inputs["collect"] = hex('q'); }), std::pair(true, true));
  EXPECT_EQ(changed([](Manifest& m) { m.components["normalise"] = 2; }), std::pair(true, true));
  EXPECT_EQ(changed([](Manifest& m) { m.stage = "collect"; }), std::pair(true, true));
  EXPECT_EQ(changed([](Manifest& m) { m.shards.push_back({"p", "t", 1, hex('h')}); }), std::pair(false, true));
  EXPECT_EQ(changed([](Manifest& m) { m.artifacts["a"] = hex('h'); }), std::pair(false, true));
  Manifest moved = manifest_, there = manifest_;
  moved.shards = {{"here.parquet", "t", 1, hex('h')}};
  there.shards = {{"there.parquet", "t", 1, hex('h')}};
  EXPECT_EQ(moved.hash(), there.hash()) << "where a shard lies is not what it says";
}

TEST_F(ManifestTest, IsCurrentOnlyWhileAllItNamesIsThere) {
  Document document = make_document("a", "A\n");
  document.places = {{{0, 1}, 1, 0, 0, 0, 0, {}}};
  auto shard = write_documents(workspace_ / "refine" / "documents.parquet", {document});
  ASSERT_TRUE(shard) << shard.error().text();
  manifest_.shards = {*shard};
  ASSERT_TRUE(write_file(workspace_ / "refine" / "note.txt", "note"));
  manifest_.artifacts = {{"refine/note.txt", sha256_hex("note")}};
  EXPECT_FALSE(is_current(path_, workspace_, manifest_.key())) << "no manifest yet";
  ASSERT_TRUE(write_manifest(path_, manifest_));
  EXPECT_EQ(read_manifest(path_)->shards[0].path, "refine/documents.parquet");
  EXPECT_TRUE(is_current(path_, workspace_, manifest_.key()));
  EXPECT_FALSE(is_current(path_, workspace_, hex('k')));

  fs::path moved = workspace_.string() + "_moved";
  fs::rename(workspace_, moved);
  EXPECT_TRUE(is_current(moved / "refine" / "manifest.json", moved, manifest_.key())) << "a workspace may be moved";
  fs::rename(moved, workspace_);

  ASSERT_TRUE(write_file(workspace_ / "refine" / "note.txt", "other"));
  EXPECT_FALSE(is_current(path_, workspace_, manifest_.key())) << "an artifact changed";
  ASSERT_TRUE(write_file(workspace_ / "refine" / "note.txt", "note"));
  EXPECT_TRUE(is_current(path_, workspace_, manifest_.key()));
  fs::path places = workspace_ / "refine" / "documents.places.parquet";
  std::string bytes = *read_file(places);
  fs::remove(places);
  EXPECT_FALSE(is_current(path_, workspace_, manifest_.key())) << "a part is missing";
  ASSERT_TRUE(write_file(places, std::string_view(bytes).substr(0, bytes.size() - 20)));
  EXPECT_FALSE(is_current(path_, workspace_, manifest_.key())) << "a part is cut";
  ASSERT_TRUE(write_file(places, bytes));
  EXPECT_TRUE(is_current(path_, workspace_, manifest_.key()));
  document.title = "another";
  ASSERT_TRUE(write_documents(workspace_ / "refine" / "documents.parquet", {document}));
  EXPECT_FALSE(is_current(path_, workspace_, manifest_.key())) << "other rows";
}

using ManifestParser = ManifestTest;  // runs under the sanitizers
TEST_F(ManifestParser, DamageIsRefused) {
  EXPECT_EQ(read_manifest(path_).error().code, ErrorCode::not_found);
  for (const char* text : {"", "{", "[]", "{\"schema_version\": 1}", "{\"schema_version\": \"x\"}", "null"}) {
    ASSERT_TRUE(write_file(path_, text));
    auto read = read_manifest(path_);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, ErrorCode::invalid_format) << text;
  }
  ASSERT_TRUE(write_file(path_, "{\"schema_version\": 99}"));
  EXPECT_EQ(read_manifest(path_).error().code, ErrorCode::unsupported);
}

}  // namespace
}  // namespace jangin::record
