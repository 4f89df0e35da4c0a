// Glob patterns on "/"-separated paths. Byte-wise; no character classes.
#include "base/glob.h"

namespace jangin {
namespace {

bool match(std::string_view pattern, std::string_view path) {
  while (!pattern.empty()) {
    if (pattern.starts_with("**")) {
      std::string_view rest = pattern.substr(2);
      if (rest.starts_with('/')) {
        // "**/" also stands for no folder at all.
        if (match(rest.substr(1), path)) return true;
      } else if (match(rest, path)) {
        return true;
      }
      if (path.empty()) return false;
      path.remove_prefix(1);
      continue;
    }
    if (pattern[0] == '*') {
      if (match(pattern.substr(1), path)) return true;
      if (path.empty() || path[0] == '/') return false;
      path.remove_prefix(1);
      continue;
    }
    if (path.empty() || (pattern[0] == '?' ? path[0] == '/' : pattern[0] != path[0])) return false;
    pattern.remove_prefix(1);
    path.remove_prefix(1);
  }
  return path.empty();
}

}  // namespace

bool matches_glob(std::string_view pattern, std::string_view path) {
  if (pattern.find('/') == std::string_view::npos) {
    size_t slash = path.rfind('/');
    return match(pattern, slash == std::string_view::npos ? path : path.substr(slash + 1));
  }
  return match(pattern, path);
}

}  // namespace jangin
