// What the readers make of files, for the scripts of this folder that compare it with references (score_articles.py, score_documents.py).
//   read_documents FILE...
// Each file is read in the sandbox and answered with a line of JSON: "path", "seconds", and "title", "pages", "text", "metadata" or
// "reason" and "detail". It compares nothing.
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "collect/sandbox.h"

namespace {

using namespace jangin;

nlohmann::json answer(const std::string& path, const collect::FinishedJob& job) {
  nlohmann::json out{{"path", path}, {"seconds", job.seconds}};
  if (!job.outcome) {
    out["reason"] = job.outcome.error().reason;
    out["detail"] = job.outcome.error().detail;
    return out;
  }
  out["title"] = job.outcome->title;
  out["pages"] = job.outcome->pages;
  out["text"] = job.outcome->text;
  out["metadata"] = job.outcome->metadata;
  return out;
}

int run(int argc, char** argv) {
  auto host = collect::ReaderHost::start(collect::readers(), {});
  if (!host) return fmt::print(stderr, "{}\n", host.error().text()), 1;
  for (int i = 1; i < argc; ++i) {
    std::string path = argv[i];
    auto bytes = read_file(path);
    const collect::Reader* reader = bytes ? collect::find_reader(collect::readers(), path, std::string_view(*bytes).substr(0, 4096)) : nullptr;
    collect::FinishedJob job{.id = 0, .outcome = collect::read_failure(bytes ? "no_reader" : "unreadable", ""), .seconds = 0, .answer = {}};
    if (reader) {
      if (auto begun = host->begin({0, std::string(reader->name), path, path, {}}); !begun) return 1;
      auto finished = host->wait(600);
      if (!finished || finished->empty()) return 1;
      job = std::move(finished->front());
    }
    std::puts(answer(path, job).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (auto status = jangin::collect::maybe_run_reader_child(argc, argv)) return *status;
  return run(argc, argv);
}
