// What a recipe names and is not there is told before the first stage, not after hours.
#include "line/recipe_check.h"

#include "tiny_line.h"

namespace jangin::line {
namespace {

using RecipeChecks = TinyLine;

TEST_F(RecipeChecks, NothingRunsWhereALaterStageMustFail) {
  const auto error_of = [&](const std::string& more) {
    write_recipe(more);
    const auto report = run("out", Stage::report);
    return report ? std::string("no error") : report.error().text();
  };
  EXPECT_NE(error_of("[replay]\ntexts = [\"absent.txt\"]\n").find("absent.txt"), std::string::npos);
  EXPECT_NE(error_of("[train.lora]\ntargets = [\"query\"]\n").find("`query`"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out"));
}

TEST_F(RecipeChecks, OwnTasksMustBeReadable) {
  const auto check = [&](const evaluate::EvaluateConfig& evaluate) {
    Recipe recipe = *read_recipe(folder_ / "recipe.toml");
    recipe.evaluate = evaluate;
    const Status status = check_recipe(recipe, folder_ / "base", "cpu");
    return status ? std::string() : status.error().text();
  };
  ASSERT_TRUE(write_file(folder_ / "good.jsonl", R"({"id": "1", "question": "What is the limit?", "answers": ["16 bar"]})"));
  ASSERT_TRUE(write_file(folder_ / "bad.jsonl", "{\"id\": \"1\""));
  ASSERT_TRUE(write_file(folder_ / "bytes.txt", "\xff\xfe"));
  const auto with = [](std::vector<std::string> questions, std::vector<std::string> texts) {
    evaluate::EvaluateConfig evaluate;
    evaluate.questions = std::move(questions), evaluate.texts = std::move(texts);
    return evaluate;
  };
  EXPECT_EQ(check(with({"good.jsonl"}, {})), "");
  EXPECT_NE(check(with({"good.jsonl", "bad.jsonl"}, {})).find("bad.jsonl"), std::string::npos);
  EXPECT_NE(check(with({}, {"bytes.txt"})).find("bytes.txt"), std::string::npos);
  EXPECT_NE(check(with({}, {"absent.txt"})).find("absent.txt"), std::string::npos);
  evaluate::EvaluateConfig further;
  further.tasks.push_back({"questions", "mine", "bad.jsonl", false});
  EXPECT_NE(check(further).find("bad.jsonl"), std::string::npos) << "a task of [[evaluate.tasks]]";
}

TEST_F(RecipeChecks, PlanRefusesWhatBuildRefuses) {
  write_recipe("[train.lora]\ntargets = [\"query\"]\n");
  BuildOptions options;
  options.recipe_or_folder = folder_ / "recipe.toml", options.workspace = folder_ / "out";
  const auto planned = plan(options);
  ASSERT_FALSE(planned);
  EXPECT_NE(planned.error().text().find("`query`"), std::string::npos);
}

}  // namespace
}  // namespace jangin::line
