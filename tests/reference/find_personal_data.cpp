// What the finders of personal data find, for score_personal_data.py and for bench/personal_data. Lines of JSON on standard input, one answer a line:
//   {"text": …}                                        → {"spans": [{"kind", "begin", "end"}]}: bytes, ascending
// The first argument names kinds, by commas; without it all are sought.
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "refine/personal/finders.h"

int main(int argc, char** argv) {
  using namespace jangin;
  std::vector<std::string> kinds = refine::personal_kind_names();
  if (argc > 1) {
    kinds.clear();
    for (std::string_view kind : split(argv[1], ',')) kinds.emplace_back(kind);
  }
  for (std::string line; std::getline(std::cin, line);) {
    auto spans = nlohmann::json::array();
    for (const auto& one : refine::find_personal_data(nlohmann::json::parse(line)["text"].get<std::string>(), kinds, {})) {
      spans.push_back({{"kind", one.kind->name}, {"begin", one.span.begin}, {"end", one.span.end}});
    }
    std::cout << nlohmann::json{{"spans", spans}}.dump() << "\n";
  }
}
