// `jangin train-tokenizer` as a user calls it: what it prints and writes, and what it refuses.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "base/file.h"
#include "base/progress.h"
#include "tokenizer/tokenizer.h"

namespace jangin::app {
namespace {

namespace fs = std::filesystem;

struct Answer {
  Status status;
  std::string output;
};

class TrainTokenizer : public testing::Test {
 protected:
  void SetUp() override {
    set_progress_style(ProgressStyle::silent);
    folder_ = fs::path(testing::TempDir()) / "jangin_train_tokenizer";
    fs::remove_all(folder_);
    std::string text;
    for (int i = 0; i < 6000; ++i)
      text += i % 2 ? "The operator must stop the machine before opening the guard.\n" : "작업자는 덮개를 열기 전에 기계를 정지하여야 한다.\n";
    ASSERT_TRUE(write_file(folder_ / "texts" / "mixed.txt", text));
  }
  void TearDown() override {
    fs::remove_all(folder_);
    set_progress_style(ProgressStyle::automatic);
  }
  static Answer call(std::vector<std::string> arguments, bool json) {
    Program program("a program", "1", "none");
    Common common;
    common.json = json;
    const Command command = declare_train_tokenizer(program, common);
    arguments.insert(arguments.begin(), {"jangin", "train-tokenizer"});
    std::vector<char*> values;
    for (std::string& argument : arguments) values.push_back(argument.data());
    if (program.parse(static_cast<int>(values.size()), values.data())) return {fail(ErrorCode::internal, "not parsed"), ""};
    testing::internal::CaptureStdout();
    Status status = command.action();
    return {std::move(status), testing::internal::GetCapturedStdout()};
  }
  std::string texts() const { return (folder_ / "texts").string(); }
  std::string output() const { return (folder_ / "out").string(); }
  fs::path folder_;
};

TEST_F(TrainTokenizer, WritesATokenizerAndSaysHowShortItEncodes) {
  const Answer answer = call({texts(), "--vocab", "500", "--super-from", "380", "--special", "<|tool|>", "--output", output()}, true);
  ASSERT_TRUE(answer.status) << answer.status.error().text();
  const auto json = nlohmann::json::parse(answer.output);
  EXPECT_GT(json["superwords"], 10);
  EXPECT_EQ(json["files"], 1);
  EXPECT_EQ(json["dropped_pieces"], 0);
  EXPECT_GT(json["held_back"]["ko"]["bytes_per_token"].get<double>(), 3.0);
  auto tokenizer = tokenizer::Tokenizer::open(output());
  ASSERT_TRUE(tokenizer) << tokenizer.error().text();
  EXPECT_EQ(tokenizer->vocab_size(), json["vocabulary"].get<int64_t>());
  EXPECT_EQ(tokenizer->eos(), 0);
  EXPECT_TRUE(tokenizer->is_special(3));
  EXPECT_EQ(tokenizer->spec().tokens[3], "<|tool|>");
  EXPECT_EQ(tokenizer->decode(tokenizer->encode("기계를 stop 1 !")), "기계를 stop 1 !");
}

TEST_F(TrainTokenizer, PrintsATableForPeople) {
  const Answer answer = call({texts(), "--vocab", "32000", "--whole", "--output", output()}, false);
  ASSERT_TRUE(answer.status) << answer.status.error().text();
  EXPECT_NE(answer.output.find("trained on"), std::string::npos) << answer.output;
  EXPECT_EQ(answer.output.find("held back"), std::string::npos) << answer.output;
  EXPECT_NE(answer.output.find("fewer than the 32,000 asked for"), std::string::npos) << answer.output;
}

TEST_F(TrainTokenizer, RefusesWithAReason) {
  Answer answer = call({texts() + "-none", "--output", output()}, true);
  ASSERT_FALSE(answer.status);
  EXPECT_EQ(answer.status.error().code, ErrorCode::not_found);
  answer = call({texts(), "--pre-tokenizer", "unheard", "--output", output()}, true);
  ASSERT_FALSE(answer.status);
  EXPECT_NE(answer.status.error().hint.find("qwen2"), std::string::npos);
  answer = call({texts(), "--vocab", "10", "--output", output()}, true);
  ASSERT_FALSE(answer.status);
  EXPECT_FALSE(fs::exists(output()));
}

}  // namespace
}  // namespace jangin::app
