// The PDF reader against documents with known text, when the folder of development data is there (JANGIN_DATA, or ../shared/data).
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "collect/readers/pdf.h"
#include "collect/readers_for_tests.h"
#include "text/sentences.h"

namespace jangin::collect {
namespace {

namespace fs = std::filesystem;

fs::path archive() {
  const char* folder = std::getenv("JANGIN_DATA");
  return (folder ? fs::path(folder) : fs::path(JANGIN_SOURCE_DIR) / "../shared/data") / "documents-dev.tar.zst";
}

/// F1 over pairs of neighbouring words: words lost, invented or out of order all cost.
double similarity(std::string_view ours, std::string_view expected) {
  std::map<std::string, int> counts;
  auto pairs = [](std::string_view text) {
    std::vector<std::string> out;
    std::string_view last;
    for (std::string_view word : text::split_words(text)) {
      if (!last.empty()) out.push_back(std::string(last) + ' ' + std::string(word));
      last = word;
    }
    return out;
  };
  std::vector<std::string> a = pairs(ours), b = pairs(expected);
  for (const std::string& pair : b) ++counts[pair];
  size_t common = 0;
  for (const std::string& pair : a) common += counts[pair]-- > 0;
  return a.empty() || b.empty() ? 0 : 2.0 * static_cast<double>(common) / static_cast<double>(a.size() + b.size());
}

TEST(PdfDocumentsParser, TextIsCloseToWhatIsExpected) {
  if (!fs::exists(archive())) GTEST_SKIP() << "no " << archive() << ": set JANGIN_DATA to the folder that holds it";
  TemporaryFolder folder;
  ASSERT_EQ(std::system(("tar --zstd -xf '" + archive().string() + "' -C '" + folder.path.string() + "'").c_str()), 0);
  // Lower where the expected text itself has a space at each Korean line end, or was read from pictures.
  const std::map<std::string, double> least{{"code_and_formula", 0.9}, {"multi_page", 0.9}, {"normal_4pages", 0.7}};
  for (const auto& [name, bound] : least) {
    std::string bytes = bytes_of(folder.path / "documents-dev/pdf" / (name + ".pdf"));
    auto reading = read_pdf(input_of(bytes, name + ".pdf"));
    ASSERT_TRUE(reading) << name << ": " << reading.error().detail;
    double score = similarity(reading->text, bytes_of(folder.path / "documents-dev/pdf/expected" / (name + ".md")));
    RecordProperty(name, std::to_string(score));
    EXPECT_GE(score, bound) << name;
  }
  std::string locked = bytes_of(folder.path / "documents-dev/pdf_password/2206.01062_pg3.pdf");
  auto reading = read_pdf(input_of(locked, "locked.pdf"));
  ASSERT_FALSE(reading);
  EXPECT_EQ(reading.error().reason, "encrypted");
}

}  // namespace
}  // namespace jangin::collect
