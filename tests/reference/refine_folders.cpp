// Collect and refine on folders, for measure_refine_corpus.py: no recipe, no base model.
//   refine_folders WORKSPACE FOLDER[=LICENCE]...
// Prints one line of JSON: seconds and peak memory of either stage, the report of refine and the tables' hashes. It judges nothing.
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/file.h"
#include "base/interrupt.h"
#include "collect/collect.h"
#include "collect/sandbox.h"
#include "record/manifest.h"
#include "refine/refine.h"

namespace {

using namespace jangin;

nlohmann::json steps_of(const refine::RefineReport& report) {
  nlohmann::json steps = nlohmann::json::array();
  for (const refine::StepFigures& step : report.steps) {
    steps.push_back({{"step", step.step},
                     {"seconds", step.seconds},
                     {"documents", step.documents},
                     {"bytes", step.bytes},
                     {"rejected", step.rejected},
                     {"bytes_rejected", step.bytes_rejected},
                     {"rewritten", step.rewritten},
                     {"passages_rejected", step.passages_rejected}});
  }
  return steps;
}

nlohmann::json hashes_of(const std::filesystem::path& manifest) {
  nlohmann::json hashes;
  if (auto found = record::read_manifest(manifest)) {
    for (const record::ShardInfo& shard : found->shards) hashes[shard.path] = shard.rows_hash;
  }
  return hashes;
}

Status run(const std::filesystem::path& workspace, const std::vector<std::string>& folders) {
  collect::CollectRequest request{workspace, std::filesystem::current_path(), {}};
  for (const std::string& folder : folders) {
    request.config.sources.emplace_back();
    const size_t sign = folder.find('=');
    if (sign != folder.npos) request.config.sources.back().licence = folder.substr(sign + 1);
    request.config.sources.back().path = folder.substr(0, sign);
  }
  JANGIN_ASSIGN(const collect::CollectReport collected, collect::collect(request));
  nlohmann::json out{{"collect",
                      {{"seconds", collected.seconds},
                       {"current", collected.current},
                       {"peak_memory_bytes", peak_memory_bytes()},
                       {"files", collected.found},
                       {"failed", collected.failed},
                       {"bytes", collected.bytes},
                       {"text_bytes", collected.text_bytes}}}};
  refine::RefineConfig config;
  config.perplexity.documents = workspace / "collect" / "documents.parquet";
  JANGIN_ASSIGN(const refine::RefineReport report, refine::refine({workspace, config}));
  out["refine"] = {{"seconds", report.seconds},
                   {"skipped", report.skipped},
                   {"peak_memory_bytes", report.peak_memory_bytes},
                   {"steps", steps_of(report)},
                   {"documents_in", report.documents_in},
                   {"documents_kept", report.documents_kept},
                   {"bytes_in", report.bytes_in},
                   {"bytes_kept", report.bytes_kept},
                   {"passages_cut", report.passages_cut},
                   {"passages_kept", report.passages_kept},
                   {"passages_merged", report.passages_merged}};
  out["tables"] = {refine::step_rows(report), refine::reason_rows(report)};
  out["hashes"] = hashes_of(workspace / "refine" / "manifest.json");
  std::puts(out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (auto status = collect::maybe_run_reader_child(argc, argv)) return *status;
  if (argc < 3) return std::fputs("usage: refine_folders WORKSPACE FOLDER[=LICENCE]...\n", stderr), 2;
  install_interrupt_handlers();
  if (auto status = run(argv[1], {argv + 2, argv + argc}); !status) return std::fprintf(stderr, "%s\n", status.error().text().c_str()), 1;
  return 0;
}
