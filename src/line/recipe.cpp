// Each stage reads its own table; what is left over is an error.
#include "line/recipe.h"

#include <algorithm>

#include "base/strings.h"
#include "text/unicode.h"

namespace jangin::line {
namespace {

namespace fs = std::filesystem;

Status read_config(ConfigTable table, ReplayConfig& config) {
  table.number("share", config.share, 0, 0.9)
      .number("anchor", config.anchor, 0, 1000)
      .texts("texts", config.texts)
      .texts("languages", config.languages);
  return table.finish();
}

/// A name that is safe as a folder: other characters become '-'.
std::string safe_name(std::string_view written) {
  std::string name;
  const bool is_utf8 = text::is_valid_utf8(written);
  for (char c : written) {
    bool keep = (is_utf8 && static_cast<unsigned char>(c) >= 0x80) || std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
    name += keep ? c : '-';
  }
  return name.empty() ? "expert" : name;
}

Status read_tables(ConfigTable& root, Recipe& recipe) {
  root.text("name", recipe.name).text("base", recipe.base).duration("train_time", recipe.train_seconds);
  JANGIN_TRY(collect::read_config(root.table("collect"), recipe.collect));
  JANGIN_TRY(refine::read_config(root.table("refine"), recipe.refine));
  JANGIN_TRY(synthesize::read_config(root.table("synthesize"), recipe.synthesize));
  JANGIN_TRY(train::read_config(root.table("train"), recipe.train));
  JANGIN_TRY(read_config(root.table("replay"), recipe.replay));
  JANGIN_TRY(read_config(root.table("guard"), recipe.guard));
  JANGIN_TRY(read_config(root.table("loop"), recipe.loop));
  JANGIN_TRY(evaluate::read_config(root.table("evaluate"), recipe.evaluate));
  JANGIN_TRY(publish::read_config(root.table("publish"), recipe.publish));
  return root.finish();
}

Result<Recipe> finish(Recipe recipe, ConfigTable root) {
  JANGIN_TRY(read_tables(root, recipe));
  recipe.name = safe_name(recipe.name);
  recipe.resolved = root.resolved();
  return recipe;
}

}  // namespace

Result<Recipe> read_recipe(const fs::path& file) {
  std::error_code error;
  if (!fs::exists(file, error))
    return fail(ErrorCode::not_found, "no such recipe or folder", file.string(), "give a .toml file or a folder of documents");
  JANGIN_ASSIGN(ConfigTable root, ConfigTable::parse_file(file));
  Recipe recipe;
  recipe.file = file;
  recipe.folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  recipe.name = safe_name(file.stem().string());
  return finish(std::move(recipe), std::move(root));
}

Result<Recipe> recipe_for_folder(const fs::path& folder) {
  std::error_code error;
  fs::path whole = fs::weakly_canonical(folder, error);
  Recipe recipe;
  recipe.folder = whole;
  recipe.name = safe_name(whole.filename().string());
  JANGIN_ASSIGN(ConfigTable root, ConfigTable::parse("[[collect.sources]]\npath = \".\"\n[publish]\nallow_undeclared = true\n", folder.string()));
  return finish(std::move(recipe), std::move(root));
}

}  // namespace jangin::line
