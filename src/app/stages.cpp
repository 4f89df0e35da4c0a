// `build`, `plan` and the commands that run the line up to one stage.
#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/print.h"
#include "app/stage_command.h"
#include "app/train_quality.h"
#include "base/config.h"
#include "base/progress.h"
#include "base/share.h"
#include "line/expectation.h"
#include "line/line.h"
#include "line/loop_json.h"
#include "line/loop_table.h"

namespace jangin::app {
namespace {

nlohmann::json to_json(const synthesize::Expected& e) { return {{"share", e.share}, {"low", e.low}, {"high", e.high}}; }
nlohmann::json to_json(const synthesize::ExpectedAnswers& a) {
  return {{"multiple_choice", to_json(a.choice)}, {"short_answer", to_json(a.short_answer)}};
}

nlohmann::json to_json(const synthesize::TeachingPlan& plan) {
  return {{"tokens", plan.tokens},
          {"facts_taught", plan.facts_taught},
          {"facts_taught_in_focus", plan.facts_taught_in_focus},
          {"exposures", plan.exposures},
          {"tokens_per_fact", plan.tokens_per_fact},
          {"own_examination", to_json(plan.examination)},
          {"questions", to_json(plan.questions)}};
}

nlohmann::json to_json(const synthesize::SynthesisPlan& plan) {
  nlohmann::json headings = nlohmann::json::array();
  for (const auto& heading : plan.headings_beyond)
    headings.push_back({{"heading", heading.heading}, {"facts", heading.facts}, {"taught", heading.taught}});
  return {{"facts", plan.facts},
          {"facts_in_focus", plan.facts_in_focus},
          {"wordings", plan.wordings},
          {"tokens_for_all", plan.tokens_for_all},
          {"budget", to_json(plan.budget)},
          {"twice_the_budget", to_json(plan.twice)},
          {"headings_beyond", headings},
          {"source", synthesize::expectation_source()}};
}

nlohmann::json to_json(const line::BuildReport& report) {
  nlohmann::json stages = nlohmann::json::array();
  for (const line::StageOutcome& outcome : report.stages) {
    nlohmann::json figures = nlohmann::json::object();
    for (const auto& [name, value] : outcome.figures) figures[name] = value;
    stages.push_back({{"stage", line::stage_name(outcome.stage)},
                      {"skipped", outcome.skipped},
                      {"seconds", outcome.seconds},
                      {"peak_memory_bytes", outcome.peak_memory_bytes},
                      {"figures", figures}});
  }
  nlohmann::json evaluation = nlohmann::json::array();
  for (const line::BeforeAfter& row : report.evaluation) {
    evaluation.push_back({{"task", row.task}, {"metric", row.metric}, {"before", row.before}, {"after", row.after}, {"of", row.of}});
  }
  nlohmann::json json = {{"workspace", report.workspace.root.string()},
                         {"expert", report.workspace.expert().string()},
                         {"report", report.workspace.report().string()},
                         {"stages", stages},
                         {"evaluation", evaluation}};
  for (const line::ExpectedAndFound& row : report.expectation) {
    json["expectation"].push_back(
        {{"metric", row.metric}, {"expected", to_json(row.expected)}, {"right", row.right}, {"of", row.of}, {"within", row.within()}});
  }
  if (report.loop) json["loop"] = line::table_to_json(*report.loop);
  return json;
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
  if (!report.stages.empty()) {
    for (const auto& table : report.stages.back().tables) print_line(""), print_table(table);
  }
  if (report.loop) {
    print_line("");
    print_table(line::loop_rows(*report.loop));
  }
  if (report.evaluation.empty()) return;
  rows = {{"evaluation", "before", "after"}};
  for (const line::BeforeAfter& row : report.evaluation) {
    rows.push_back({row.task + ", " + row.metric, number_text(row, row.before), number_text(row, row.after)});
  }
  print_line("");
  print_table(rows);
  if (!report.expectation.empty()) {
    print_line("");
    print_table(line::expectation_rows(report.expectation));
  }
  print_line("");
  print_line("Report:  " + report.workspace.report().string());
  print_line("Expert:  " + report.workspace.expert().string());
  print_line("Chat:    " + program_name() + " chat " + report.workspace.expert().string());
}

constexpr const char* kSlurm = "slurm";

void show(const line::BuildReport& report, const Common& common) {
  if (common.json)
    print_json(to_json(report));
  else
    print_report(report);
}

Status run_share(line::BuildOptions options, line::Stage stage, const std::string& text, const Common& common) {
  options.device = common.device;
  JANGIN_ASSIGN(const Share share, text == kSlurm ? share_of_slurm_array() : parse_share(text));
  JANGIN_ASSIGN(const line::BuildReport report, line::work_on_share(options, stage, share));
  show(report, common);
  return {};
}

Command declare_stage(CommandLine& app, const Common& common, const std::string& name, const std::string& about, const std::string& example,
                      line::Stage last) {
  CommandLine command = app.command(name, about, example);
  auto options = add_recipe_options(command);
  return {command, [options, last, &common] { return run_stage(*options, last, common); }};
}

/// A stage whose work several processes may share.
Command declare_shared_stage(CommandLine& app, const Common& common, const std::string& name, const std::string& about, const std::string& example,
                             line::Stage stage) {
  CommandLine command = app.command(name, about, example);
  auto options = add_recipe_options(command);
  auto share = std::make_shared<std::string>();
  command.option(
      "--share",
      [share](const std::string& value) {
        *share = value;
        return value == kSlurm || parse_share(value);
      },
      "one worker's share of this stage, left in the workspace for the same command without --share, which finishes: 2/8 is the second of eight "
      "workers, slurm the number of a "
      "job array's task (docs/many-machines.md)");
  return {command, [options, share, stage, &common] {
            return share->empty() ? run_stage(*options, stage, common) : run_share(*options, stage, *share, common);
          }};
}

}  // namespace

std::shared_ptr<line::BuildOptions> add_recipe_options(CommandLine& command, const std::string& about) {
  auto options = std::make_shared<line::BuildOptions>();
  command.option("recipe", options->recipe_or_folder, about).required();
  command.option("--workspace", options->workspace, "where everything goes (default: out/<recipe name>)");
  command.option(
      "--base",
      [options](const std::string& value) {
        options->base = value;
        return true;
      },
      "base model: a known name, a GGUF file or a Hugging Face folder");
  command.option(
      "--budget",
      [options](const std::string& value) {
        options->budget_seconds = parse_duration(value);
        return options->budget_seconds.has_value();
      },
      "time for training, for example 15m; turned once into a number of tokens");
  command.option(
      "--tokens",
      [options](const std::string& value) {
        int64_t tokens = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), tokens);
        if (error != std::errc() || end != value.data() + value.size() || tokens < 1) return false;
        options->trained_tokens = tokens;
        return true;
      },
      "tokens to train, instead of a time");
  return options;
}

Status run_stage(line::BuildOptions options, line::Stage last, const Common& common) {
  options.device = common.device;
  JANGIN_ASSIGN(line::BuildReport report, line::build(options, last));
  if (!report.stages.empty()) show(report, common);  // a rank that helped has nothing to say
  return {};
}

Command declare_build(CommandLine& app, const Common& common) {
  return declare_stage(app, common, "build",
                       "the whole line: documents in, expert out; resumes where it stopped (the recipe's [loop] trains in rounds, each after an "
                       "examination: docs/recipes.md)",
                       "jangin build recipes/cnc.toml        jangin build my-documents/ --budget 15m", line::Stage::report);
}
Command declare_collect(CommandLine& app, const Common& common) {
  return declare_shared_stage(
      app, common, "collect",
      "read the documents of a recipe: files, archives and WARC, rows of JSON Lines, Parquet, SQLite and PostgreSQL, web sites (docs/recipes.md)",
      "jangin collect recipes/cnc.toml        jangin collect recipes/cnc.toml --share 2/8        mpirun -n 4 jangin collect recipes/cnc.toml",
      line::Stage::collect);
}
Command declare_refine(CommandLine& app, const Common& common) {
  Command refine = declare_shared_stage(
      app, common, "refine",
      "up to refine: clean text, verdicts, passages, the balance report (the recipe's [refine] profile = \"web\" lets the rules for quality, "
      "toxicity and repeated passages reject; \"documents\", the default, only notes them: docs/refine-quality.md; so are the scores of quality "
      "models and the perplexity unless the recipe sets limits; licences that contradict the declared ones reject in both: docs/licences.md)",
      "jangin refine recipes/cnc.toml        jangin refine recipes/cnc.toml --share 2/8        mpirun -n 4 jangin refine recipes/cnc.toml",
      line::Stage::refine);
  const Command train_quality = declare_train_quality(refine.line, common);
  refine.line.commands_stand_alone();
  return {refine.line, [run = refine.action, train_quality] { return train_quality.line.chosen() ? train_quality.action() : run(); }};
}
Command declare_synthesize(CommandLine& app, const Common& common) {
  return declare_stage(
      app, common, "synthesize",
      "up to synthesize: facts, samples, coverage (the recipe's [synthesize.teacher] names a model that writes samples, too: docs/recipes.md)",
      "jangin synthesize recipes/cnc.toml", line::Stage::synthesize);
}
Command declare_train(CommandLine& app, const Common& common) {
  return declare_stage(
      app, common, "train",
      "up to train: the expert's weights (the recipe's [train] says how: optimizer = \"adamw\" or \"muon\", weights = \"f32\" or \"bf16\", …)",
      "jangin train recipes/cnc.toml --budget 8m        mpirun -n 4 jangin train recipes/cnc.toml", line::Stage::train);
}
Command declare_publish(CommandLine& app, const Common& common) {
  return declare_stage(app, common, "publish", "up to publish: the expert package, after a parity check", "jangin publish recipes/cnc.toml",
                       line::Stage::publish);
}

Command declare_plan(CommandLine& app, const Common& common) {
  CommandLine command = app.command("plan",
                                    "time, memory and disk of each stage on this machine, before running; once refine has run also what the budget "
                                    "teaches, what falls out and the accuracy to expect",
                                    "jangin plan recipes/cnc.toml --budget 8m");
  auto options = add_recipe_options(command);
  return {command, [options, &common]() -> Status {
            JANGIN_ASSIGN(line::Plan plan, line::plan(*options));
            nlohmann::json json = {
                {"training_tokens_per_second", plan.training_tokens_per_second}, {"trained_tokens", plan.trained_tokens}, {"remarks", plan.remarks}};
            if (plan.quality) json["quality"] = to_json(*plan.quality);
            std::vector<std::vector<std::string>> rows = {{"stage", "time", "memory", "disk", "what"}};
            for (const line::PlanRow& row : plan.rows) {
              rows.push_back({row.stage, format_duration(row.seconds), format_bytes(row.memory_bytes), format_bytes(row.disk_bytes), row.what});
              json["stages"].push_back({{"stage", row.stage},
                                        {"seconds", row.seconds},
                                        {"memory_bytes", row.memory_bytes},
                                        {"disk_bytes", row.disk_bytes},
                                        {"what", row.what}});
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
