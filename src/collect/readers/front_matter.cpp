// See front_matter.h.
#include "collect/readers/front_matter.h"

#include "base/strings.h"

namespace jangin::collect {
namespace {

constexpr size_t kMaxKeys = 1000;

std::string scalar(std::string_view value) {
  value = trim(value);
  if (value.size() >= 2 && (value.front() == '\'' || value.front() == '"') && value.back() == value.front())
    value = value.substr(1, value.size() - 2);
  return std::string(value);
}

struct Level {
  size_t indent;
  std::string key;
};

}  // namespace

size_t read_front_matter(const std::vector<SourceLine>& lines, std::map<std::string, std::string>& metadata) {
  if (lines.empty() || lines[0].text != "---") return 0;
  size_t end = 1;
  while (end < lines.size() && lines[end].text != "---" && lines[end].text != "...") ++end;
  if (end == lines.size()) return 0;
  std::vector<Level> path;
  auto full_key = [&] {
    std::string key;
    for (const Level& level : path) key += (key.empty() ? "" : ".") + level.key;
    return key;
  };
  auto add = [&](const std::string& key, std::string value) {
    if (value.empty() || key.empty() || (metadata.size() >= kMaxKeys && !metadata.contains(key))) return;
    std::string& stored = metadata[key];
    if (stored.size() < 10'000) stored += (stored.empty() ? "" : ", ") + value;
  };
  for (size_t i = 1; i < end; ++i) {
    std::string_view text = lines[i].text;
    size_t indent = text.find_first_not_of(' ');
    if (indent == std::string_view::npos || text[indent] == '#') continue;
    text.remove_prefix(indent);
    bool element = text.starts_with("- ") || text == "-";
    if (element) {
      text.remove_prefix(text.size() > 1 ? 2 : 1);
      // A list may stand at the same indent as its key.
      while (!path.empty() && path.back().indent > indent) path.pop_back();
    } else {
      while (!path.empty() && path.back().indent >= indent) path.pop_back();
    }
    size_t colon = text.find(": ");
    if (colon == std::string_view::npos && text.ends_with(':')) colon = text.size() - 1;
    bool has_key = colon != std::string_view::npos && colon > 0 && text.front() != '"' && text.front() != '\'';
    if (!has_key) {
      add(full_key(), scalar(text));
      continue;
    }
    path.push_back({indent + (element ? 2 : 0), scalar(text.substr(0, colon))});
    add(full_key(), scalar(text.substr(std::min(text.size(), colon + 1))));
    if (path.size() > 16) path.pop_back();
  }
  return end + 1;
}

}  // namespace jangin::collect
