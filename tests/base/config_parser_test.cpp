// Recipes from outside as text of any kind: a whole file, or one error with file, line and what to do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/config.h"

namespace jangin {
namespace {

using testing::HasSubstr;

const std::string kRecipe =
    "name = \"plant\"\nbudget = \"1h30m\"\n[train]\nsteps = 20\npeak_rate = 3e-4\nfocus = [\"a\", \"한글\"]\n[[sources]]\npath = \"docs\"\n";

/// The error of reading a recipe of these keys; "" when it is good.
std::string error_of(std::string_view toml) {
  auto table = ConfigTable::parse(toml, "recipe.toml");
  Status status;
  if (!table) {
    status = pass(table);
  } else {
    std::string name;
    double budget = 0, rate = 0;
    int64_t steps = 1;
    std::vector<std::string> focus;
    table->text("name", name).duration("budget", budget);
    ConfigTable train = table->table("train");
    train.integer("steps", steps, 1, 100).number("peak_rate", rate, 0, 1).texts("focus", focus);
    for (ConfigTable source : table->tables("sources")) {
      source.text("path", name);
      if (status) status = source.finish();
    }
    if (status) status = train.finish();
    if (status) status = table->finish();
    if (status) (void)table->resolved();
  }
  if (status) return "";
  const std::string line = status.error().text();
  EXPECT_THAT(line, testing::StartsWith("recipe.toml:"));
  EXPECT_TRUE(std::none_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; })) << line;
  EXPECT_LT(line.size(), 5000U);
  return line;
}

TEST(ConfigParser, CutOrChangedAnywhereIsReadOrRefused) {
  EXPECT_EQ(error_of(kRecipe), "");
  for (size_t length = 0; length < kRecipe.size(); ++length) (void)error_of(kRecipe.substr(0, length));
  for (size_t at = 0; at < kRecipe.size(); ++at) {
    for (const int change : {0x01, 0x04, 0x20, 0x80, 0xff}) {
      std::string changed = kRecipe;
      changed[at] = static_cast<char>(changed[at] ^ change);
      (void)error_of(changed);
    }
  }
}

TEST(ConfigParser, BytesThatAreNoTomlAreNamedWithTheirLine) {
  EXPECT_THAT(error_of("name = \"a\"\nsteps = \"\xff\"\n"), HasSubstr("recipe.toml:2:"));
  EXPECT_THAT(error_of(std::string("name = \"a\0b\"", 12)), HasSubstr("recipe.toml:1:"));
  EXPECT_NE(error_of("PK\x03\x04\x14\x00\x08"), "");
  for (const char* header : {"[", "[[", "[[[", "[.", "[=]", "[[.]]", "[ ]", "[\"", "a.=1", ".", "=", "a=[", "a={", "a={,", "a={[", "a={b"})
    EXPECT_NE(error_of(header), "") << header;
  EXPECT_NE(error_of(std::string(100'000, '[')), "");
  EXPECT_NE(error_of("name = " + std::string(100'000, '[')), "");
  EXPECT_NE(error_of("name = " + std::string(100'000, '{')), "");
  EXPECT_NE(error_of("name = \"a\"\nname = \"b\"\n"), "");
  EXPECT_THAT(error_of("a." + std::string(10'000, 'k') + " = 1\n"), HasSubstr("unknown key"));
}

TEST(ConfigParser, NumbersOutsideOfWhatTheyMeanAreRefused) {
  for (const char* steps : {"0", "101", "-1", "9223372036854775807", "9223372036854775808", "nan", "inf", "1.5", "true"}) {
    EXPECT_NE(error_of("[train]\nsteps = " + std::string(steps) + "\n"), "") << steps;
  }
  for (const char* rate : {"nan", "inf", "-inf", "1e300", "-0.1"})
    EXPECT_THAT(error_of("[train]\npeak_rate = " + std::string(rate) + "\n"), HasSubstr("`train.peak_rate`")) << rate;
  for (const char* budget : {"\"inf\"", "\"nan\"", "\"nanh\"", "inf", "nan", "\"1e300s\"", "\"-5m\"", "-5", "\"5m-10s\"", "\"5 m\"", "\"m\"", "\"\"",
                             "\"11000d\"", "\"5y\"", "[5]"}) {
    EXPECT_THAT(error_of("budget = " + std::string(budget) + "\n"), HasSubstr("`budget` must be a duration")) << budget;
  }
  EXPECT_EQ(parse_duration("2h30m"), 9000);
  EXPECT_EQ(parse_duration("1d"), 86400);
  EXPECT_EQ(parse_duration("1.5m30"), 120);
  EXPECT_EQ(parse_duration(" 45 "), 45);
}

TEST(ErrorsParser, StayOneLineOfReadableLength) {
  const Error error{ErrorCode::invalid_format, "a\nb\rc\0d" + std::string(100'000, 'x') + "가", "file\nname", "do\tthis"};
  const std::string line = error.text();
  EXPECT_THAT(line, testing::StartsWith("file name: a b c"));
  EXPECT_LT(line.size(), 5000U);
  EXPECT_THAT(line, testing::EndsWith(" … (do this)"));
  for (size_t length = 1990; length <= 2000; ++length) {  // the cut falls on every byte of the three characters
    const std::string cut = Error{ErrorCode::internal, std::string(length, 'x') + "가나다" + std::string(5000, 'y'), "", ""}.text();
    const size_t whole = (2000 - length) / 3 * 3;
    const std::string letters = std::string("가나다").substr(0, whole);
    EXPECT_EQ(cut.substr(0, length + letters.size()), std::string(length, 'x') + letters);
    EXPECT_EQ(cut.substr(cut.size() - 4), " …");
    EXPECT_EQ(cut.find('\xea', length + letters.size()), std::string::npos) << "half a character at " << length;
  }
}

}  // namespace
}  // namespace jangin
