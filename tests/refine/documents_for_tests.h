// Small documents and a workspace for the tests of this folder.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "base/hash.h"
#include "record/shard.h"

namespace jangin::refine {

inline record::Document make_document(const std::string& source_id, const std::string& text) {
  record::Document document;
  document.doc_id = hash_fields({"doc", source_id});
  document.text_id = sha256_hex(text);
  document.source_id = source_id;
  document.blob_id = sha256_hex("blob of " + source_id);
  document.reader = "markdown";
  document.title = source_id;
  document.text = text;
  return document;
}

/// A folder of its own for each test, removed at the end.
class WorkspaceTest : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(workspace_); }
  void TearDown() override { std::filesystem::remove_all(workspace_); }
  void collect(const std::vector<record::Document>& documents) {
    auto shard = record::write_documents(workspace_ / "collect" / "documents.parquet", documents);
    ASSERT_TRUE(shard) << shard.error().text();
  }
  std::filesystem::path workspace_ = std::filesystem::temp_directory_path() / ("jangin_refine_" + std::to_string(::getpid()) + "_" +
                                                                               ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

/// `count` words of English prose, different for each `seed`.
inline std::string prose(int count, int seed = 0) {
  static constexpr const char* kWords[] = {"the", "spindle", "turns", "when", "a", "program", "is", "run", "and", "stops", "at", "its", "end"};
  std::string text;
  for (int i = 0; i < count; ++i) {
    std::string word = kWords[(i * 7 + seed) % 13];
    if (i % 12 == 0) word[0] = static_cast<char>(word[0] - 32);
    text += (i == 0 ? "" : " ") + word + (i % 11 == 3 ? std::to_string(seed + i) : "") + (i % 12 == 11 ? "." : "");
  }
  return text;
}

}  // namespace jangin::refine
