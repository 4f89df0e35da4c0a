// Recipes: every table is read by its owner, unknown keys are errors, the shipped recipes are well-formed.
#include <gtest/gtest.h>

#include "base/file.h"
#include "line/base_models.h"
#include "line/line.h"
#include "line/workspace.h"

namespace jangin::line {
namespace {

namespace fs = std::filesystem;

class Recipes : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("jangin_line_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  Result<Recipe> read(const std::string& toml) {
    if (auto s = write_file(folder_ / "r.toml", toml); !s) return pass(s);
    return read_recipe(folder_ / "r.toml");
  }
  fs::path folder_;
};

TEST_F(Recipes, DefaultsAndValues) {
  auto recipe = read("name = \"a b\"\ntrain_time = \"2m\"\n[train]\ntokens = 5000\n[replay]\nshare = 0.2\n[[collect.sources]]\npath = \"docs\"\n");
  ASSERT_TRUE(recipe) << recipe.error().text();
  EXPECT_EQ(recipe->name, "a-b");
  EXPECT_EQ(recipe->train_seconds, 120);
  EXPECT_EQ(recipe->train.tokens, 5000);
  EXPECT_EQ(recipe->collect.sources.size(), 1U);
  EXPECT_NE(recipe->resolved.find("share = 0.2"), std::string::npos);
  EXPECT_NE(recipe->resolved.find("[guard]"), std::string::npos) << "defaults belong into the resolved recipe";
}

TEST_F(Recipes, UnknownKeysNameTheNearest) {
  for (const char* toml : {"[train]\ntokns = 5\n", "[guard]\nmax_ris = 0.1\n", "[loop]\nround = 2\n", "[replay]\nsahre = 0.1\n",
                           "[evaluate]\nquestion = []\n", "[publish]\nguff = []\n", "nmae = \"x\"\n"}) {
    auto recipe = read(toml);
    ASSERT_FALSE(recipe) << toml;
    EXPECT_NE(recipe.error().text().find("did you mean"), std::string::npos) << recipe.error().text();
  }
}

TEST_F(Recipes, AFolderIsARecipe) {
  auto recipe = recipe_for_folder(folder_);
  ASSERT_TRUE(recipe) << recipe.error().text();
  EXPECT_EQ(recipe->name, folder_.filename().string());
  EXPECT_TRUE(recipe->publish.allow_undeclared);
  EXPECT_FALSE(read_recipe(folder_ / "none.toml"));
}

TEST_F(Recipes, OptionsWinOverTheRecipe) {
  ASSERT_TRUE(write_file(folder_ / "r.toml", "base = \"x\"\n[train]\ntokens = 5\n"));
  BuildOptions options;
  options.recipe_or_folder = folder_ / "r.toml";
  options.base = "y";
  options.budget_seconds = 60;
  auto recipe = load_recipe(options);
  ASSERT_TRUE(recipe);
  EXPECT_EQ(recipe->base, "y");
  EXPECT_EQ(recipe->train.tokens, 0);
  EXPECT_EQ(recipe->train_seconds, 60);
}

TEST(ShippedRecipes, AreWellFormed) {
  size_t count = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(JANGIN_SOURCE_DIR) / "recipes")) {
    if (entry.path().extension() != ".toml") continue;
    auto recipe = read_recipe(entry.path());
    EXPECT_TRUE(recipe) << recipe.error().text();
    ++count;
  }
  EXPECT_GE(count, 1U);
}

TEST_F(Recipes, OneBuildAWorkspace) {
  Workspace workspace{folder_ / "ws"};
  auto lock = WorkspaceLock::take(workspace);
  ASSERT_TRUE(lock);
  auto second = WorkspaceLock::take(workspace);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::conflict);
}

TEST_F(Recipes, ABaseUnderTermsIsUsedOnlyOnceTheyAreAccepted) {
  ASSERT_TRUE(write_file(folder_ / "gemma3-270m-q4_k_m.gguf", "GGUF"));
  ::setenv("JANGIN_MODELS", folder_.c_str(), 1);
  auto refused = resolve_base_model("gemma3-270m", ".");
  const bool accepted = write_file(folder_ / "gemma3-270m-q4_k_m.gguf.terms-accepted", "").has_value();
  auto taken = resolve_base_model("gemma3-270m", ".");
  ::unsetenv("JANGIN_MODELS");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text().find("--accept-gemma-terms"), std::string::npos) << refused.error().text();
  ASSERT_TRUE(accepted);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->path, folder_ / "gemma3-270m-q4_k_m.gguf");
}

TEST(BaseModels, AMissingModelSaysHowToGetIt) {
  auto missing = resolve_base_model("smollm2-135m-instrukt", ".");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().text().find("did you mean `smollm2-135m-instruct`"), std::string::npos) << missing.error().text();
}

}  // namespace
}  // namespace jangin::line
