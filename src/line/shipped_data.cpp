// The search for the shipped texts.
#include "line/shipped_data.h"

#include <cstdlib>

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
  return fail(ErrorCode::not_found, "the texts that come with the program are missing", join(tried, ", "), "set JANGIN_DATA to the folder recipes/data");
}

}  // namespace jangin::line
