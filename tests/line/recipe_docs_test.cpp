// docs/recipes.md and docs/refine-quality.md against the program: every key of a recipe has a row with its default, no row names a key that there is
// not, and the recipes shown in docs/ are read without an error. A default in italics ("*all thirteen*") is told in words and not compared.
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <sstream>

#include "base/file.h"
#include "base/strings.h"
#include "line/recipe.h"

namespace jangin::line {
namespace {

namespace fs = std::filesystem;
using Defaults = std::map<std::string, std::string>;  // "train.seed" → "1"; keys of one kind of source: "collect.sources website.depth"

const fs::path kDocs = fs::path(JANGIN_SOURCE_DIR) / "docs";

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// Spellings of one value as one: 0.1 and 0.10000000000000001, "8m" and '480s', lists over several lines.
std::string plain(std::string value) {
  std::erase_if(value, [](char c) { return c == '"' || c == '\'' || c == ' ' || c == '`'; });
  if (value.empty() || value.front() == '[') return value;
  char* end = nullptr;
  const double number = std::strtod(value.c_str(), &end);
  if (*end == 0) return std::to_string(number * 1e6);
  if (std::isdigit(static_cast<unsigned char>(value.front()))) {
    if (auto seconds = parse_duration(value)) return std::to_string(*seconds) + "s";
  }
  return value;
}

std::string joined(const std::string& table, const std::string& key) { return table.empty() ? key : table + "." + key; }

std::vector<std::string> cells_of(const std::string& row) {
  std::vector<std::string> cells;
  std::istringstream in(row.substr(1));
  for (std::string cell; std::getline(in, cell, '|');) cells.emplace_back(trim(cell));
  return cells;
}

/// Rows of the tables that begin with "| key | default |", under the headings that name their TOML table.
void read_defaults(const fs::path& page, Defaults& defaults) {
  auto text = read_file(page);
  ASSERT_TRUE(text) << text.error().text();
  const std::regex heading(R"re(^#+ (?:`\[+([\w.]+)\]+`)?(?:.*`kind = "(\w+)"`)?.*)re"), key(R"re(^`(\w+)`$)re");
  std::string table;
  bool in_table = false, korean = false;
  for (const std::string& line : lines_of(*text)) {
    std::smatch found;
    if (std::regex_match(line, found, heading)) table = found[1].str() + (found[2].matched ? " " + found[2].str() : "");
    if (!line.starts_with("| ")) in_table = in_table && line.starts_with("|");
    if (!line.starts_with("| ")) continue;
    const std::vector<std::string> cells = cells_of(line);
    if (cells[0] == "key" && cells[1] == "default") in_table = true, korean = cells[2] == "Korean";
    if (!in_table || !std::regex_match(cells[0], found, key)) continue;
    defaults[joined(table, found[1])] = cells[1];
    if (korean) defaults[joined(table + ".korean", found[1])] = cells[2];
  }
}

/// The keys of a resolved recipe with their values, named as in the pages.
Defaults read_resolved(const std::string& toml) {
  const std::regex heading(R"re(^\[+([\w.]+)\]+$)re"), key(R"re(^(\w+) = (.*)$)re");
  Defaults values;
  std::string table, last;
  for (const std::string& line : lines_of(toml)) {
    const std::string stripped(trim(line));
    std::smatch found;
    if (std::regex_match(stripped, found, key)) {
      last = joined(table, found[1]);
      if (found[1] == "kind" && plain(found[2]).size() > 0) table += " " + plain(found[2]);
      values[last] = found[2];
    } else if (std::regex_match(stripped, found, heading)) {
      table = found[1];
    } else if (!last.empty()) {
      values[last] += stripped;
    }
  }
  return values;
}

Result<Recipe> read_text(const std::string& toml) {
  const fs::path file = fs::path(::testing::TempDir()) / ("recipe_docs_" + std::to_string(::getpid()) + ".toml");
  if (auto s = write_file(file, toml); !s) return pass(s);
  auto recipe = read_recipe(file);
  fs::remove(file);
  return recipe;
}

/// One of everything that may stand in a recipe, with nothing set that a default says.
constexpr const char* kOneOfEach =
    "[[collect.sources]]\npath = \"d\"\n"
    "[[collect.sources]]\nkind = \"website\"\nstart = [\"https://example.org/\"]\n"
    "[[collect.sources]]\nkind = \"postgresql\"\nname = \"w\"\nuri = \"postgresql://db/w\"\nquery = \"SELECT id, text FROM t\"\n"
    "[[refine.licence.decided]]\nsource = \"d\"\nlicence = \"MIT\"\nby = \"a\"\n"
    "[[synthesize.focus]]\ndocument = \"d\"\n"
    "[[evaluate.tasks]]\nkind = \"text\"\nfile = \"d\"\n";

bool set_above(const std::string& key) {
  static const std::vector<std::string> kSet = {
      "collect.sources.path",           "collect.sources website.start", "collect.sources.kind",          "collect.sources postgresql.name",
      "collect.sources postgresql.uri", "collect.sources.query",         "refine.licence.decided.source", "refine.licence.decided.licence",
      "refine.licence.decided.by",      "synthesize.focus.document",     "evaluate.tasks.kind",           "evaluate.tasks.file"};
  return std::ranges::find(kSet, key) != kSet.end();
}

/// "collect.sources website.include" is told under "collect.sources.include" where the kind has no row of its own.
std::string documented_as(const std::string& key, const Defaults& documented) {
  if (documented.contains(key)) return key;
  return std::regex_replace(key, std::regex(" \\w+\\."), ".");
}

TEST(RecipeDocs, EveryKeyHasItsDefault) {
  Defaults documented;
  read_defaults(kDocs / "recipes.md", documented);
  read_defaults(kDocs / "refine-quality.md", documented);
  ASSERT_GT(documented.size(), 100U);
  auto recipe = read_text(kOneOfEach);
  ASSERT_TRUE(recipe) << recipe.error().text();
  std::vector<std::string> seen;
  for (const auto& [key, value] : read_resolved(recipe->resolved)) {
    const std::string name = documented_as(key, documented);
    seen.push_back(name);
    if (!documented.contains(name)) {
      ADD_FAILURE() << "no row in docs/recipes.md: " << key << " = " << value;
    } else if (!documented[name].starts_with('*') && !set_above(name)) {
      EXPECT_EQ(plain(documented[name]), plain(value)) << key;
    }
  }
  for (const auto& [key, value] : documented) EXPECT_NE(std::ranges::find(seen, key), seen.end()) << "docs name a key that there is not: " << key;
}

TEST(RecipeDocs, RecipesShownAreRead) {
  size_t shown = 0;
  for (const auto& entry : fs::directory_iterator(kDocs)) {
    auto page = read_file(entry.path());
    ASSERT_TRUE(page);
    for (size_t at = page->find("```toml\n"); at != page->npos; at = page->find("```toml\n", at)) {
      at += 8;
      const size_t end = std::min(page->find("```", at), page->size());
      auto recipe = read_text(page->substr(at, end - at));
      EXPECT_TRUE(recipe) << entry.path() << ": " << recipe.error().text();
      at = end + 3;
      ++shown;
    }
  }
  EXPECT_GE(shown, 5U);
}

}  // namespace
}  // namespace jangin::line
