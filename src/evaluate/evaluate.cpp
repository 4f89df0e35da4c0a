// Runs the tasks on both models through the cache, compares, writes evaluation.json.
#include "evaluate/evaluate.h"

#include <fmt/format.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "evaluate/task.h"

namespace jangin::evaluate {
namespace {

nlohmann::json to_json(const TaskResult& result) {
  nlohmann::json metrics = nlohmann::json::array();
  for (const Metric& metric : result.metrics) {
    metrics.push_back({{"name", metric.name}, {"value", metric.value}, {"of", metric.of}, {"higher_is_better", metric.higher_is_better}});
  }
  return {{"task", result.task}, {"metrics", metrics}, {"details", result.details}};
}

TaskResult from_json(const nlohmann::json& json) {
  TaskResult result;
  result.task = json.at("task").get<std::string>();
  for (const auto& metric : json.at("metrics")) {
    result.metrics.push_back({metric.at("name").get<std::string>(), metric.at("value").get<double>(), metric.at("of").get<uint64_t>(),
                              metric.at("higher_is_better").get<bool>()});
  }
  result.details = json.at("details");
  return result;
}

/// One model's results; the model is opened at the first task that is not cached.
class Measured {
 public:
  Measured(const std::function<Result<std::unique_ptr<engine::Generator>>()>& open, std::string model_hash, std::filesystem::path cache)
      : open_(open), model_hash_(std::move(model_hash)), cache_(std::move(cache)) {}

  Result<TaskResult> run(const Task& task, const std::string& name) {
    std::string key = hash_fields({"evaluation", model_hash_, std::string(task.kind()), std::to_string(task.version()), task.content_hash(), name});
    std::filesystem::path file = cache_ / (key + ".json");
    if (auto text = read_file(file)) {
      try {
        return from_json(nlohmann::json::parse(*text));
      } catch (const nlohmann::json::exception&) {
        log_warning("{} cannot be read, the task is run again", file.string());
      }
    }
    if (!generator_) {
      JANGIN_ASSIGN(generator_, open_());
    }
    JANGIN_ASSIGN(TaskResult result, task.run(*generator_));
    ran_ = true;
    JANGIN_TRY(write_file(file, to_json(result).dump() + "\n"));
    return result;
  }
  bool ran() const { return ran_; }

 private:
  bool ran_ = false;
  const std::function<Result<std::unique_ptr<engine::Generator>>()>& open_;
  std::string model_hash_;
  std::filesystem::path cache_;
  std::unique_ptr<engine::Generator> generator_;
};

Result<std::vector<TaskResult>> measure(const EvaluateRequest& request, const std::vector<std::unique_ptr<Task>>& tasks, bool expert, bool& ran) {
  Measured model(expert ? request.open_expert : request.open_base, expert ? request.expert_hash : request.base_hash,
                 request.cache.empty() ? request.folder / "cache" : request.cache);
  std::vector<TaskResult> results;
  for (size_t i = 0; i < tasks.size(); ++i) {
    if (interrupted()) return std::unexpected(interrupted_error());
    JANGIN_ASSIGN(TaskResult result, model.run(*tasks[i], request.tasks[i].name));
    results.push_back(std::move(result));
  }
  ran |= model.ran();
  return results;
}

void judge_forgetting(const EvaluateConfig& config, EvaluateReport& report) {
  double worst = 0;
  std::string where;
  for (const Comparison& row : report.table) {
    if (!row.general || row.metric != "bits per byte" || row.before <= 0) continue;
    double rise = row.after / row.before - 1;
    if (where.empty() || rise > worst) worst = rise, where = row.task;
  }
  if (where.empty()) {
    report.remark = "Forgetting was not measured: the recipe turned general tasks off.";
    return;
  }
  report.forgotten = worst > config.max_forgetting;
  report.remark = fmt::format("Bits per byte of {} changed by {:+.1f} % (bound: {:+.1f} %){}", where, 100 * worst, 100 * config.max_forgetting,
                              report.forgotten ? ": the expert forgot more than the recipe allows." : ".");
}

std::string name_of(const std::filesystem::path& file) { return file.stem().string(); }

Status read_task(ConfigTable table, TaskSpec& task) {
  std::string file;
  table.text("kind", task.kind).text("file", file).text("name", task.name).flag("general", task.general);
  JANGIN_TRY(table.finish());
  JANGIN_TRY(find_kind(task.kind));
  if (file.empty()) return fail(ErrorCode::invalid_argument, "a task without a file", "evaluate.tasks", "say what it reads: file = \"…\"");
  task.file = file;
  if (task.name.empty()) task.name = name_of(file);
  return {};
}

}  // namespace

Status read_config(ConfigTable table, EvaluateConfig& config) {
  table.texts("questions", config.questions).texts("texts", config.texts).flag("general", config.general);
  table.number("max_forgetting", config.max_forgetting, 0, 10);
  for (ConfigTable& task : table.tables("tasks")) JANGIN_TRY(read_task(task, config.tasks.emplace_back()));
  return table.finish();
}

std::vector<TaskSpec> own_tasks(const EvaluateConfig& config) {
  std::vector<TaskSpec> tasks;
  for (const std::string& file : config.questions) tasks.push_back({"questions", name_of(file), file});
  for (const std::string& file : config.texts) tasks.push_back({"text", name_of(file), file});
  tasks.insert(tasks.end(), config.tasks.begin(), config.tasks.end());
  return tasks;
}

Result<EvaluateReport> evaluate(const EvaluateRequest& request) {
  std::vector<std::unique_ptr<Task>> tasks;
  for (const TaskSpec& spec : request.tasks) {
    JANGIN_ASSIGN(auto task, open_task(spec.kind, spec.name, spec.file));
    tasks.push_back(std::move(task));
  }
  bool ran = false;
  JANGIN_ASSIGN(std::vector<TaskResult> before, measure(request, tasks, false, ran));
  JANGIN_ASSIGN(std::vector<TaskResult> after, measure(request, tasks, true, ran));
  EvaluateReport report;
  report.from_cache = !ran;
  nlohmann::json json = {{"table", nlohmann::json::array()}, {"base", nlohmann::json::object()}, {"expert", nlohmann::json::object()}};
  for (size_t i = 0; i < tasks.size(); ++i) {
    for (size_t m = 0; m < before[i].metrics.size(); ++m) {
      const Metric &b = before[i].metrics[m], &a = after[i].metrics[m];
      report.table.push_back({before[i].task, b.name, b.value, a.value, b.of, b.higher_is_better, request.tasks[i].general});
      json["table"].push_back({{"task", before[i].task},
                               {"metric", b.name},
                               {"before", b.value},
                               {"after", a.value},
                               {"of", b.of},
                               {"higher_is_better", b.higher_is_better},
                               {"general", request.tasks[i].general}});
    }
    json["base"][before[i].task] = before[i].details;
    json["expert"][after[i].task] = after[i].details;
  }
  judge_forgetting(request.config, report);
  json["forgotten"] = report.forgotten;
  json["remark"] = report.remark;
  JANGIN_TRY(write_file(request.folder / "evaluation.json", json.dump(1) + "\n"));
  return report;
}

}  // namespace jangin::evaluate
