// `build`, `plan` and the commands that run the line up to one stage.
#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/print.h"
#include "app/stage_command.h"
#include "base/config.h"
#include "base/progress.h"
#include "line/line.h"

namespace jangin::app {
namespace {

nlohmann::json to_json(const line::BuildReport& report) {
  nlohmann::json stages = nlohmann::json::array();
  for (const line::StageOutcome& outcome : report.stages) {
    nlohmann::json figures = nlohmann::json::object();
    for (const auto& [name, value] : outcome.figures) figures[name] = value;
    stages.push_back({{"stage", line::stage_name(outcome.stage)}, {"skipped", outcome.skipped}, {"seconds", outcome.seconds},
                      {"peak_memory_bytes", outcome.peak_memory_bytes}, {"figures", figures}});
  }
  nlohmann::json evaluation = nlohmann::json::array();
  for (const line::BeforeAfter& row : report.evaluation) {
    evaluation.push_back({{"task", row.task}, {"metric", row.metric}, {"before", row.before}, {"after", row.after}, {"of", row.of}});
  }
  return {{"workspace", report.workspace.root.string()}, {"expert", report.workspace.expert().string()},
          {"report", report.workspace.report().string()}, {"stages", stages}, {"evaluation", evaluation}};
}

std::string number_text(const line::BeforeAfter& row, double value) {
  return row.of > 0 ? fmt::format("{:.0f} of {}", value, row.of) : fmt::format("{:.3f}", value);
}

void print_report(const line::BuildReport& report) {
  std::vector<std::vector<std::string>> rows = {{"stage", "time", "what"}};
  for (const line::StageOutcome& outcome : report.stages) {
    std::string what;
    for (const auto& [name, value] : outcome.figures) what += (what.empty() ? "" : "; ") + name + " " + value;
    rows.push_back({std::string(line::stage_name(outcome.stage)), outcome.skipped ? "current" : format_duration(outcome.seconds), what});
  }
  print_table(rows);
  if (report.evaluation.empty()) return;
  rows = {{"evaluation", "before", "after"}};
  for (const line::BeforeAfter& row : report.evaluation) {
    rows.push_back({row.task + ", " + row.metric, number_text(row, row.before), number_text(row, row.after)});
  }
  print_line("");
  print_table(rows);
  print_line("");
  print_line("Report:  " + report.workspace.report().string());
  print_line("Expert:  " + report.workspace.expert().string());
  print_line("Chat:    " + program_name() + " chat " + report.workspace.expert().string());
}

Command declare_stage(CommandLine& app, const Common& common, const std::string& name, const std::string& about, const std::string& example, line::Stage last) {
  CommandLine command = app.command(name, about, example);
  auto options = add_recipe_options(command);
  return {command, [options, last, &common] { return run_stage(*options, last, common); }};
}

}  // namespace

std::shared_ptr<line::BuildOptions> add_recipe_options(CommandLine& command, const std::string& about) {
  auto options = std::make_shared<line::BuildOptions>();
  command.option("recipe", options->recipe_or_folder, about).required();
  command.option("--workspace", options->workspace, "where everything goes (default: out/<recipe name>)");
  command.option("--base", [options](const std::string& value) { options->base = value; return true; },
                     "base model: a known name, a GGUF file or a Hugging Face folder");
  command.option("--budget", [options](const std::string& value) {
    options->budget_seconds = parse_duration(value);
    return options->budget_seconds.has_value();
  }, "time for training, for example 15m; turned once into a number of tokens");
  command.option("--tokens", [options](const std::string& value) {
    int64_t tokens = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), tokens);
    if (error != std::errc() || end != value.data() + value.size() || tokens < 1) return false;
    options->trained_tokens = tokens;
    return true;
  }, "tokens to train, instead of a time");
  return options;
}

Status run_stage(line::BuildOptions options, line::Stage last, const Common& common) {
  options.device = common.device;
  JANGIN_ASSIGN(line::BuildReport report, line::build(options, last));
  if (report.stages.empty()) return {};  // a rank that helped
  if (common.json) {
    print_json(to_json(report));
  } else {
    print_report(report);
  }
  return {};
}

Command declare_build(CommandLine& app, const Common& common) {
  return declare_stage(app, common, "build", "the whole line: documents in, expert out; resumes where it stopped",
                       "jangin build recipes/cnc.toml        jangin build my-documents/ --budget 15m", line::Stage::report);
}
Command declare_collect(CommandLine& app, const Common& common) {
  return declare_stage(app, common, "collect", "read the documents of a recipe", "jangin collect recipes/cnc.toml", line::Stage::collect);
}
Command declare_refine(CommandLine& app, const Common& common) {
  return declare_stage(app, common, "refine", "up to refine: clean text, verdicts, passages", "jangin refine recipes/cnc.toml", line::Stage::refine);
}
Command declare_synthesize(CommandLine& app, const Common& common) {
  return declare_stage(app, common, "synthesize", "up to synthesize: facts, samples, coverage (the recipe's [synthesize.teacher] names a model that writes samples, too: docs/recipes.md)", "jangin synthesize recipes/cnc.toml", line::Stage::synthesize);
}
Command declare_train(CommandLine& app, const Common& common) {
  return declare_stage(app, common, "train", "up to train: the expert's weights (the recipe's [train] says how: optimizer = \"adamw\" or \"muon\", weights = \"f32\" or \"bf16\", …)",
                       "jangin train recipes/cnc.toml --budget 8m        mpirun -n 4 jangin train recipes/cnc.toml", line::Stage::train);
}
Command declare_publish(CommandLine& app, const Common& common) {
  return declare_stage(app, common, "publish", "up to publish: the expert package, after a parity check", "jangin publish recipes/cnc.toml", line::Stage::publish);
}

Command declare_plan(CommandLine& app, const Common& common) {
  CommandLine command = app.command("plan", "time, memory and disk of each stage on this machine, before running",
                                    "jangin plan recipes/cnc.toml --budget 8m");
  auto options = add_recipe_options(command);
  return {command, [options, &common]() -> Status {
            JANGIN_ASSIGN(line::Plan plan, line::plan(*options));
            nlohmann::json json = {{"training_tokens_per_second", plan.training_tokens_per_second}, {"trained_tokens", plan.trained_tokens}, {"remarks", plan.remarks}};
            std::vector<std::vector<std::string>> rows = {{"stage", "time", "memory", "disk", "what"}};
            for (const line::PlanRow& row : plan.rows) {
              rows.push_back({row.stage, format_duration(row.seconds), format_bytes(row.memory_bytes), format_bytes(row.disk_bytes), row.what});
              json["stages"].push_back({{"stage", row.stage}, {"seconds", row.seconds}, {"memory_bytes", row.memory_bytes}, {"disk_bytes", row.disk_bytes}, {"what", row.what}});
            }
            if (common.json) {
              print_json(json);
            } else {
              print_table(rows);
              for (const std::string& remark : plan.remarks) print_line(remark);
            }
            return {};
          }};
}

}  // namespace jangin::app
