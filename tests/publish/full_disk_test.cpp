// A disk that is full while a package is written: one error, the package before stays as it was, nothing half-made stays behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "full_disk.h"
#include "workspace_for_tests.h"

namespace jangin::publish {
namespace {

namespace fs = std::filesystem;

std::map<std::string, std::string> hashes(const fs::path& folder) {
  std::map<std::string, std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) out[fs::relative(entry.path(), folder).string()] = *sha256_file_hex(entry.path());
  }
  return out;
}

TEST(PublishFullDisk, LeavesTheOldPackageAndTheNextRunMakesTheNewOne) {
  PublishRequest request = make_request();
  ASSERT_TRUE(publish(request));
  const auto before = hashes(request.package);
  request.config.description = "A new edition.";
  int refused = 0;
  for (uint64_t bytes = 64;; bytes *= 4) {
    ASSERT_LT(bytes, uint64_t{1} << 30) << "never enough";
    Result<PublishReport> report = [&] {
      FileSizeLimit limit(bytes);
      return publish(request);
    }();
    if (report) break;
    ++refused;
    EXPECT_EQ(report.error().code, ErrorCode::io_error) << report.error().text();
    EXPECT_THAT(report.error().text(), testing::HasSubstr("free some space on this disk, then run the same command again")) << bytes;
    EXPECT_THAT(report.error().place, testing::HasSubstr((request.package.string() + ".part/").c_str())) << bytes;
    EXPECT_EQ(hashes(request.package), before) << bytes;
    EXPECT_FALSE(fs::exists(request.package.string() + ".part")) << bytes;
  }
  EXPECT_GT(refused, 2);
  EXPECT_NE(read_file(request.package / "README.md")->find("A new edition."), std::string::npos);
}

}  // namespace
}  // namespace jangin::publish
