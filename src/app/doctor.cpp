// `jangin doctor`: what this machine can do, what is missing.
#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/print.h"
#include "base/file.h"
#include "base/progress.h"
#include "base/strings.h"
#include "base/thread_pool.h"
#include "kernel/isa.h"
#include "line/base_models.h"

namespace jangin::app {
namespace {

std::string field_of(const std::string& path, std::string_view key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    size_t colon = line.find(':');
    if (colon != std::string::npos) return std::string(trim(std::string_view(line).substr(colon + 1)));
  }
  return "unknown";
}

std::vector<std::vector<std::string>> examine() {
  std::vector<std::vector<std::string>> rows = {{"what", "found", "remark"}};
  rows.push_back({"processor", field_of("/proc/cpuinfo", "model name"), fmt::format("{} threads used", ThreadPool::shared().size())});
  std::string forms;
  for (kernel::Isa isa : kernel::kAllIsas) {
    if (!kernel::isa_supported(isa)) continue;
    forms += (forms.empty() ? "" : ", ") + std::string(kernel::isa_name(isa));
  }
  rows.push_back({"arithmetic", forms, fmt::format("used: {}", kernel::isa_name(kernel::active_isa()))});
  rows.push_back({"memory", field_of("/proc/meminfo", "MemTotal"), "available: " + field_of("/proc/meminfo", "MemAvailable")});
  if (auto free = free_bytes("."))
    rows.push_back({"disk here", format_bytes(*free) + " free", *free < 4'000'000'000ULL ? "a build needs some 4 GB" : ""});
  for (const line::BaseModel& model : line::known_base_models()) {
    auto found = line::resolve_base_model(model.name, ".");
    rows.push_back({"base model " + model.name,
                    found                                          ? found->path.string()
                    : &model == &line::known_base_models().front() ? "missing"
                                                                   : "not here (optional)",
                    found ? model.licence : model.how_to_get});
  }
  return rows;
}

}  // namespace

Command declare_doctor(CommandLine& app, const Common& common) {
  CommandLine command = app.command("doctor", "what this machine can do, what is missing", "jangin doctor");
  return {command, [&common]() -> Status {
            auto rows = examine();
            if (!common.json) {
              print_table(rows);
              return {};
            }
            nlohmann::json all = nlohmann::json::array();
            for (size_t r = 1; r < rows.size(); ++r) all.push_back({{"what", rows[r][0]}, {"found", rows[r][1]}, {"remark", rows[r][2]}});
            print_json(all);
            return {};
          }};
}

}  // namespace jangin::app
