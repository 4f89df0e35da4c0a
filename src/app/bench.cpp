// `jangin bench`: this machine's kernels beside its own limits.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/print.h"
#include "kernel/bench.h"
#include "kernel/isa.h"

namespace jangin::app {
namespace {

Result<kernel::Isa> chosen_form(const std::string& name) {
  if (name.empty()) return kernel::active_isa();
  auto isa = kernel::isa_from_name(name);
  if (!isa) return fail(ErrorCode::invalid_argument, "no such form: " + name, "--isa", "reference, avx2, avx512, avx512_bf16 or amx");
  if (!kernel::isa_supported(*isa)) return fail(ErrorCode::invalid_argument, "this processor cannot run the form " + name, "--isa", "`jangin doctor` lists what it can run");
  return *isa;
}

void print_rows(const std::vector<kernel::BenchRow>& rows, bool json, std::string_view form) {
  if (json) {
    nlohmann::json all = nlohmann::json::array();
    for (const kernel::BenchRow& row : rows) all.push_back({{"name", row.name}, {"shape", row.shape}, {"rate", row.rate}, {"unit", row.unit}, {"share_of_limit", row.share}});
    print_line(nlohmann::json{{"form", form}, {"kernels", all}}.dump());
    return;
  }
  std::vector<std::vector<std::string>> table = {{"kernel", "shape", "speed, one thread", "share of the limit"}};
  for (const kernel::BenchRow& row : rows) table.push_back({row.name, row.shape, fmt::format("{:.1f} {}", row.rate, row.unit), fmt::format("{:.0f} %", 100 * row.share)});
  print_table(table);
}

}  // namespace

Command declare_bench(CommandLine& app, const Common& common) {
  CommandLine command = app.command("bench", "how fast the kernels are here, beside this machine's own limits", "jangin bench --only product");
  auto options = std::make_shared<kernel::BenchOptions>();
  auto form = std::make_shared<std::string>();
  command.option("--only", options->only, "rows whose name holds this");
  command.option("--rounds", options->rounds, "measurements, limit and kernel by turns; medians are shown (default 5)").range(1, 1000);
  command.option("--tokens", options->tokens, "rows of the products (default 4096)").range(64, 1 << 20);
  command.option("--isa", *form, "the form to measure (default: what this program uses here)");
  return {command, [options, form, &common]() -> Status {
            JANGIN_ASSIGN(kernel::Isa isa, chosen_form(*form));
            auto rows = kernel::bench_kernels(kernel::kernel_table(isa), *options);
            if (rows.empty()) return fail(ErrorCode::not_found, "no kernel's name holds '" + options->only + "'", "--only", "leave it out to see all");
            print_rows(rows, common.json, kernel::isa_name(isa));
            return {};
          }};
}

}  // namespace jangin::app
