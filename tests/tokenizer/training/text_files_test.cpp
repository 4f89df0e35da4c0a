// Which files are text, which parts of them are for training, and the measure on the rest.
#include "tokenizer/training/text_files.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/progress.h"

namespace jangin::tokenizer {
namespace {

namespace fs = std::filesystem;

class TrainingTextFiles : public testing::Test {
 protected:
  void SetUp() override {
    set_progress_style(ProgressStyle::silent);
    folder_ = fs::path(testing::TempDir()) / "jangin_text_files";
    fs::remove_all(folder_);
  }
  void TearDown() override {
    fs::remove_all(folder_);
    set_progress_style(ProgressStyle::automatic);
  }
  void write(const char* name, std::string_view text) { ASSERT_TRUE(write_file(folder_ / name, text)); }
  static std::vector<std::string> read(const TextFiles& files) {
    std::vector<std::string> parts;
    EXPECT_TRUE(files.training_text()([&](std::string_view text) -> Status {
      parts.emplace_back(text);
      return {};
    }));
    return parts;
  }
  fs::path folder_;
};

TEST_F(TrainingTextFiles, FoldersInOrderWithoutHiddenAndBinary) {
  write("b.txt", "second");
  write("a/x.md", "first");
  write("a/.git/config", "hidden");
  write("c.bin", std::string_view("GIF\0\1", 5));
  write("empty.txt", "");
  auto files = TextFiles::list({(folder_ / "b.txt").string(), folder_.string()}, true);
  ASSERT_TRUE(files) << files.error().text();
  EXPECT_EQ(read(*files), (std::vector<std::string>{"first", "second"}));
  EXPECT_EQ(files->files(), 3u);
  EXPECT_EQ(files->left_out(), 1u);
}

TEST_F(TrainingTextFiles, HoldsBackOnePartIn32AndMeasuresByLanguage) {
  std::string english, korean;
  while (english.size() < 40 * TextFiles::kPartBytes) english += "The operator must stop the machine before the guard is opened.\n";
  while (korean.size() < 64 * TextFiles::kPartBytes) korean += "작업자는 덮개를 열기 전에 기계를 정지하여야 한다.\n";
  write("en.txt", english);
  write("ko.txt", korean);
  auto all = TextFiles::list({folder_.string()}, false);
  auto most = TextFiles::list({folder_.string()}, true);
  ASSERT_TRUE(all && most);
  std::string whole;
  for (const std::string& part : read(*all)) whole += part;
  EXPECT_EQ(whole, english + korean);
  uint64_t kept = 0;
  for (const std::string& part : read(*most)) kept += part.size();

  BpeTrainingConfig config;
  config.vocabulary = 400;
  auto training = train_bpe(most->training_text(), config);
  ASSERT_TRUE(training) << training.error().text();
  EXPECT_EQ(training->bytes, kept);
  auto tokenizer = Tokenizer::build(training->spec, "trained");
  ASSERT_TRUE(tokenizer);
  auto sizes = most->measure(*tokenizer);
  ASSERT_TRUE(sizes);
  ASSERT_EQ(sizes->size(), 2u);
  EXPECT_EQ((*sizes)[0].language, "ko");
  EXPECT_EQ((*sizes)[1].language, "en");
  EXPECT_EQ(kept + (*sizes)[0].bytes + (*sizes)[1].bytes, whole.size());
  for (const EncodedSize& size : *sizes) EXPECT_GT(size.bytes, 4 * size.tokens) << size.language;
  auto nothing = all->measure(*tokenizer);
  ASSERT_TRUE(nothing);
  EXPECT_TRUE(nothing->empty());
}

TEST_F(TrainingTextFiles, NamesWhatIsMissing) {
  auto missing = TextFiles::list({(folder_ / "none").string()}, true);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
  EXPECT_NE(missing.error().place.find("none"), std::string::npos);
  fs::create_directories(folder_);
  auto empty = TextFiles::list({folder_.string()}, true);
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace jangin::tokenizer
