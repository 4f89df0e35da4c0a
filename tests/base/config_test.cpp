// Recipes' tables: types, ranges, unknown keys.
#include <gtest/gtest.h>

#include "base/config.h"

namespace jangin {
namespace {

struct Settings {
  double peak_rate = 3e-4;
  int64_t steps = 10;
  bool resume = true;
  std::string name = "x";
  std::vector<std::string> focus;
  double budget = 0;
};

Result<Settings> parse(std::string_view toml) {
  JANGIN_ASSIGN(ConfigTable table, ConfigTable::parse(toml, "recipe.toml"));
  Settings s;
  ConfigTable train = table.table("train");
  train.number("peak_rate", s.peak_rate, 0, 1).integer("steps", s.steps, 1, 1000).flag("resume", s.resume);
  train.text("name", s.name).texts("focus", s.focus).duration("budget", s.budget);
  JANGIN_TRY(train.finish());
  JANGIN_TRY(table.finish());
  return s;
}

std::string error_of(std::string_view toml) {
  auto result = parse(toml);
  return result ? "no error" : result.error().text();
}

TEST(Config, ReadsAndKeepsDefaults) {
  auto s = parse("[train]\nsteps = 20\nfocus = [\"a\", \"b\"]\nbudget = \"1h30m\"\npeak_rate = 1\n");
  ASSERT_TRUE(s) << s.error().text();
  EXPECT_EQ(s->steps, 20);
  EXPECT_EQ(s->focus.size(), 2U);
  EXPECT_EQ(s->budget, 5400);
  EXPECT_EQ(s->peak_rate, 1);
  EXPECT_TRUE(s->resume);
  EXPECT_TRUE(parse(""));
}

TEST(Config, UnknownKeyNamesTheNearest) {
  EXPECT_EQ(error_of("[train]\npeek_rate = 0.1\n"), "recipe.toml:2: unknown key `train.peek_rate` (did you mean `peak_rate`?)");
  EXPECT_EQ(error_of("[trian]\n"), "recipe.toml:1: unknown key `trian` (did you mean `train`?)");
}

TEST(Config, ResolvedHoldsDefaultsAndReadsBack) {
  auto table = ConfigTable::parse("[train]\nsteps = 20\n[[train.parts]]\nname = \"a \\\"b\\\"\"\n", "r.toml");
  ASSERT_TRUE(table);
  ConfigTable train = table->table("train");
  double rate = 0.5;
  int64_t steps = 1;
  std::vector<std::string> focus = {"x"};
  train.number("rate", rate, 0, 1).integer("steps", steps, 1, 100).texts("focus", focus);
  for (ConfigTable part : train.tables("parts")) {
    std::string name;
    part.text("name", name);
    EXPECT_EQ(name, "a \"b\"");
  }
  std::string resolved = table->resolved();
  EXPECT_NE(resolved.find("rate = 0.5"), std::string::npos) << resolved;
  EXPECT_NE(resolved.find("steps = 20"), std::string::npos) << resolved;
  auto again = ConfigTable::parse(resolved, "resolved");
  ASSERT_TRUE(again) << resolved;
  EXPECT_EQ(again->table("train").tables("parts").size(), 1U) << resolved;
}

TEST(Config, WrongTypesAndRanges) {
  EXPECT_NE(error_of("[train]\nsteps = 0\n").find("whole number from 1 to 1000"), std::string::npos);
  EXPECT_NE(error_of("[train]\nsteps = \"5\"\n").find("train.steps"), std::string::npos);
  EXPECT_NE(error_of("[train]\nresume = 1\n").find("true or false"), std::string::npos);
  EXPECT_NE(error_of("train = 3\n").find("must be a table"), std::string::npos);
  EXPECT_NE(error_of("[train\n").find("recipe.toml:1"), std::string::npos);
  EXPECT_NE(error_of("[train]\nbudget = \"soon\"\n").find("duration"), std::string::npos);
}

}  // namespace
}  // namespace jangin
