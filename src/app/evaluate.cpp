// `jangin evaluate`: the stage of a recipe, or the accuracy of any model on any question file, with the answers given.
#include <fmt/format.h>

#include "app/command.h"
#include "app/model_option.h"
#include "app/print.h"
#include "app/stage_command.h"
#include "evaluate/tasks/questions.h"

namespace jangin::app {
namespace {

Status evaluate_questions(const std::string& model, const std::string& file, const Common& common) {
  JANGIN_ASSIGN(auto questions, judge::read_questions(file));
  JANGIN_ASSIGN(auto generator, open_generator({.model = model}, common));
  JANGIN_ASSIGN(evaluate::TaskResult result, evaluate::run_questions(*generator, questions, std::filesystem::path(file).stem().string()));
  if (common.json) {
    print_json(result.details);
    return {};
  }
  std::vector<std::vector<std::string>> rows = {{"", "count", "of", ""}};
  for (const evaluate::Metric& metric : result.metrics) {
    rows.push_back({metric.name, fmt::format("{:.0f}", metric.value), std::to_string(metric.of),
                    fmt::format("{:.1f} %", 100 * metric.value / static_cast<double>(metric.of))});
  }
  print_table(rows);
  return {};
}

}  // namespace

Command declare_evaluate(CommandLine& app, const Common& common) {
  CommandLine command = app.command("evaluate", "a model on a question file; or, given a recipe, up to evaluate: before and after",
                                    "jangin evaluate out/cnc/expert --questions questions.jsonl --json\n         jangin evaluate recipes/cnc.toml");
  auto options = add_recipe_options(command, "a model (expert, GGUF, Hugging Face folder, known name) with --questions; else a recipe");
  auto questions = std::make_shared<std::string>();
  command.option("--questions", *questions, "a question file (JSONL)");
  return {command, [options, questions, &common]() -> Status {
            if (!questions->empty()) return evaluate_questions(options->recipe_or_folder.string(), *questions, common);
            return run_stage(*options, line::Stage::evaluate, common);
          }};
}

}  // namespace jangin::app
