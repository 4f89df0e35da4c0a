// `jangin bench`: this machine's kernels beside its own limits.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/kernel_form.h"
#include "app/print.h"
#include "base/thread_pool.h"
#include "kernel/bench.h"
#include "model/formats/model_files.h"

namespace jangin::app {
namespace {

struct Options {
  std::string what = "kernel";
  std::string model;
  std::string form;
  kernel::BenchOptions bench;
};

Result<kernel::Isa> chosen_form(const std::string& name) {
  if (name.empty()) return kernel::active_isa();
  JANGIN_ASSIGN(const kernel::Isa isa, kernel_form(name, "--isa"));
  if (!kernel::isa_supported(isa))
    return fail(ErrorCode::invalid_argument, "this processor cannot run the form " + name, "--isa", "`jangin doctor` lists what it can run");
  return isa;
}

/// Forms that this processor cannot run.
std::vector<std::string> forms_not_run() {
  std::vector<std::string> names;
  for (kernel::Isa isa : kernel::kAllIsas) {
    if (!kernel::isa_supported(isa)) names.emplace_back(kernel::isa_name(isa));
  }
  return names;
}

kernel::BenchModel sizes_of(const model::ModelConfig& config) {
  return {.width = config.d_model,
          .query_heads = config.heads,
          .key_heads = config.kv_heads,
          .head_size = config.head_dim,
          .hidden = config.ffn,
          .vocabulary = config.vocab,
          .query_norm = config.qk_norm,
          .activation = config.activation == model::Activation::silu ? kernel::Activation::silu : kernel::Activation::gelu_tanh,
          .expert_hidden = config.experts.count > 0 ? config.experts.ffn : 0,
          .experts = config.experts.count,
          .experts_per_token = config.experts.per_token};
}

/// One thread, and all that the pool has.
void use_threads(kernel::BenchOptions& bench) {
  ThreadPool& pool = ThreadPool::shared();
  if (pool.size() > 1) bench.threads = {1, pool.size()};
  bench.parallel = [&pool](int, int64_t count, int64_t grain, const std::function<void(int64_t, int64_t, int)>& body) {
    pool.parallel_for(static_cast<size_t>(count), static_cast<size_t>(grain),
                      [&](size_t begin, size_t end, int thread) { body(static_cast<int64_t>(begin), static_cast<int64_t>(end), thread); });
  };
}

void print_as_json(const std::vector<kernel::BenchRow>& rows, std::string_view form, const std::string& model) {
  nlohmann::json all = nlohmann::json::array();
  for (const kernel::BenchRow& row : rows) {
    all.push_back({{"name", row.name},
                   {"shape", row.shape},
                   {"threads", row.threads},
                   {"rate", row.rate},
                   {"unit", row.unit},
                   {"limit", row.limit},
                   {"share_of_limit", row.share}});
  }
  print_line(nlohmann::json{{"form", form}, {"not_run", forms_not_run()}, {"model", model}, {"kernels", all}}.dump());
}

/// One line a kernel: the figures of each number of threads side by side.
void print_as_table(const std::vector<kernel::BenchRow>& rows, const std::vector<int>& threads, std::string_view form, const std::string& model) {
  print_line(fmt::format("form: {}; shapes: {}", form, model));
  for (const std::string& name : forms_not_run()) print_line(fmt::format("not run: {} (this processor lacks it)", name));
  std::vector<std::string> head = {"kernel", "shape", "limit"};
  for (int count : threads) {
    head.push_back(count == 1 ? "one thread" : fmt::format("{} threads", count));
    head.push_back("share");
  }
  std::vector<std::vector<std::string>> table = {head};
  for (size_t i = 0; i < rows.size(); ++i) {
    const kernel::BenchRow& row = rows[i];
    const bool same = i > 0 && rows[i - 1].name == row.name && rows[i - 1].shape == row.shape;
    if (!same) table.push_back({row.name, row.shape, row.limit});
    table.back().push_back(fmt::format("{:.1f} {}", row.rate, row.unit));
    table.back().push_back(fmt::format("{:.0f} %", 100 * row.share));
  }
  for (auto& line : table) line.resize(head.size());
  print_table(table);
}

Status bench(Options& options, bool json) {
  if (options.what != "kernel") return fail(ErrorCode::invalid_argument, "there is no benchmark of '" + options.what + "'", "bench", "kernel");
  JANGIN_ASSIGN(kernel::Isa isa, chosen_form(options.form));
  std::string model = "SmolLM2-135M";
  if (!options.model.empty()) {
    JANGIN_ASSIGN(const model::ModelFiles files, model::open_model(options.model));
    options.bench.model = sizes_of(files.config);
    model = options.model;
  }
  use_threads(options.bench);
  const auto rows = kernel::bench_kernels(kernel::kernel_table(isa), options.bench);
  if (rows.empty()) return fail(ErrorCode::not_found, "no kernel's name holds '" + options.bench.only + "'", "--only", "leave it out to see all");
  json ? print_as_json(rows, kernel::isa_name(isa), model) : print_as_table(rows, options.bench.threads, kernel::isa_name(isa), model);
  return {};
}

}  // namespace

Command declare_bench(CommandLine& app, const Common& common) {
  CommandLine command = app.command("bench", "how fast the kernels of training are here, beside this machine's own limits",
                                    "jangin bench kernel --only \"dW\" --model out/cnc/expert");
  auto options = std::make_shared<Options>();
  command.option("what", options->what, "what to measure: kernel (the default)");
  command.option("--model", options->model, "a model file or folder whose shapes to take (default: those of SmolLM2-135M)");
  command.option("--only", options->bench.only, "rows whose name holds this");
  command.option("--rounds", options->bench.rounds, "measurements, limit and kernel by turns; medians are shown (default 5)").range(1, 1000);
  command.option("--tokens", options->bench.tokens, "tokens of a pass (default 4096)").range(64, 1 << 20);
  command.option("--isa", options->form, "the form to measure (default: what this program uses here)");
  return {command, [options, &common]() -> Status { return bench(*options, common.json); }};
}

}  // namespace jangin::app
