// Real documents for tests, when the folder of test data lies beside the checkout.
#pragma once

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/file.h"
#include "refine/documents_for_tests.h"
#include "text/unicode.h"

namespace jangin::refine {

class RealDataTest : public WorkspaceTest {
 protected:
  /// Unpacks `<name>.tar.zst`; its Markdown files as they are become documents_. False, with a line that says so: the data is not here.
  bool unpack(const std::string& name) {
    namespace fs = std::filesystem;
    fs::path archive = fs::path(JANGIN_SOURCE_DIR) / ".." / "shared" / "data" / (name + ".tar.zst");
    if (!fs::exists(archive)) {
      std::printf("skipped: %s is not here\n", archive.c_str());
      return false;
    }
    fs::path folder = workspace_ / "unpacked";
    fs::create_directories(folder);
    std::string command = "tar --zstd -xf '" + archive.string() + "' -C '" + folder.string() + "'";
    EXPECT_EQ(std::system(command.c_str()), 0);
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.is_regular_file() && entry.path().extension() == ".md") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) documents_.push_back(make_document(fs::relative(file, folder).string(), text::repair_utf8(*read_file(file))));
    return !documents_.empty();
  }

  std::vector<record::Document> documents_;
};

}  // namespace jangin::refine
