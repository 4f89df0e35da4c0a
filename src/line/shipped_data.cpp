// The search for the shipped texts, and what is known of them.
#include "line/shipped_data.h"

#include <cstdlib>

#include "base/file.h"
#include "base/strings.h"

namespace jangin::line {

Result<std::filesystem::path> shipped_data_folder() {
  namespace fs = std::filesystem;
  std::vector<fs::path> places;
  if (const char* named = std::getenv("JANGIN_DATA")) places.emplace_back(named);
  std::error_code error;
  fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
  for (const char* way : {"../../recipes/data", "../recipes/data", "../share/jangin/data", "data"}) places.push_back(program / way);
  std::vector<std::string> tried;
  for (const fs::path& place : places) {
    if (fs::exists(place / "general", error)) return fs::weakly_canonical(place, error);
    tried.push_back(place.string());
  }
  return fail(ErrorCode::not_found, "the texts that come with the program are missing", join(tried, ", "),
              "set JANGIN_DATA to the folder recipes/data");
}

Result<TextOrigin> origin_of(const std::filesystem::path& file) {
  JANGIN_ASSIGN(const std::filesystem::path data, shipped_data_folder());
  JANGIN_ASSIGN(const std::string table, read_file(data / "origins.tsv"));
  const std::string name = std::filesystem::weakly_canonical(file).lexically_relative(data).generic_string();
  for (std::string_view line : split_lines(table)) {
    const auto fields = split(line, '\t');
    if (fields.size() == 3 && fields[0] == name) return TextOrigin{name, std::string(fields[1]), std::string(fields[2])};
  }
  return TextOrigin{file.filename().string(), "not declared", "not declared"};
}

}  // namespace jangin::line
