// Which evaluation questions stand in texts, for score_contamination.py: the matcher of the step `contamination` by itself.
//   find_contamination TEXTS SET...
// TEXTS: lines of JSON with "text" and "path". For each text with a finding a line: "path", "found": [{"item", "overlap", "begin", "end"}].
// The last line: "texts", "bytes", "seconds" (processor time of the search on one thread, reading not counted), "items", "index_seconds".
#include <cstdio>
#include <ctime>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>

#include "refine/contamination/question_index.h"

namespace {

using namespace jangin;

/// Processor time of this thread: other work on the machine does not count.
double thread_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

int run(int argc, char** argv) {
  if (argc < 3) return fmt::print(stderr, "usage: find_contamination TEXTS SET...\n"), 2;
  std::vector<refine::EvaluationItem> items;
  for (int i = 2; i < argc; ++i) {
    auto set = refine::read_evaluation_set(argv[i]);
    if (!set) return fmt::print(stderr, "{}\n", set.error().text()), 1;
    items.insert(items.end(), set->begin(), set->end());
  }
  double started = thread_seconds();
  const refine::QuestionIndex index(items);
  double index_seconds = thread_seconds() - started;
  double seconds = 0;
  uint64_t texts = 0, bytes = 0;
  std::ifstream input(argv[1]);
  for (std::string line; std::getline(input, line);) {
    auto object = nlohmann::json::parse(line);
    const auto& text = object.at("text").get_ref<const std::string&>();
    ++texts;
    bytes += text.size();
    double before = thread_seconds();
    std::vector<refine::FoundQuestion> found = index.find(text);
    seconds += thread_seconds() - before;
    if (found.empty()) continue;
    nlohmann::json out{{"path", object.at("path")}, {"found", nlohmann::json::array()}};
    for (const refine::FoundQuestion& one : found) {
      out["found"].push_back({{"item", index.name(one.item)}, {"overlap", one.overlap}, {"begin", one.begin}, {"end", one.end}});
    }
    fmt::print("{}\n", out.dump());
  }
  fmt::print(
      "{}\n",
      nlohmann::json{{"texts", texts}, {"bytes", bytes}, {"seconds", seconds}, {"items", index.size()}, {"index_seconds", index_seconds}}.dump());
  return 0;
}

}  // namespace

int main(int argc, char** argv) { return run(argc, argv); }
