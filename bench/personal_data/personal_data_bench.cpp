// Our side of the comparison. Commands on standard input, one JSON a line; answers the same way.
//   {"load": [files]}            → {"bytes"}
//   {"time": [kinds]}            → {"seconds", "places"}: one pass over all texts, of this thread's processor time; no kind: all
//   {"spans": [kinds]}           → {"texts": [[[kind, begin, end], …], …]}: bytes
#include <ctime>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "refine/personal/finders.h"
#include "text/unicode.h"

using nlohmann::json;
using namespace jangin;

namespace {
double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}
}  // namespace

int main() {
  std::vector<std::string> texts;
  for (std::string line; std::getline(std::cin, line);) {
    const json command = json::parse(line);
    json answer;
    if (command.contains("load")) {
      texts.clear();
      size_t bytes = 0;
      for (const auto& path : command["load"]) {
        texts.push_back(text::repair_utf8(read_file(path.get<std::string>()).value()));
        bytes += texts.back().size();
      }
      answer["bytes"] = bytes;
    } else {
      auto kinds = command.value(command.contains("time") ? "time" : "spans", std::vector<std::string>{});
      if (kinds.empty()) kinds = refine::personal_kind_names();
      size_t places = 0;
      auto all = json::array();
      const double begin = thread_seconds();
      for (const std::string& one : texts) {
        auto found = refine::find_personal_data(one, kinds, {});
        places += found.size();
        if (command.contains("time")) continue;
        auto spans = json::array();
        for (const auto& span : found) spans.push_back({span.kind->name, span.span.begin, span.span.end});
        all.push_back(spans);
      }
      answer = {{"seconds", thread_seconds() - begin}, {"places", places}};
      if (command.contains("spans")) answer["texts"] = all;
    }
    std::cout << answer.dump() << std::endl;
  }
}
