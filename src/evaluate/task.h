// A task: something a model is measured on, through engine/generator.h only. One file in tasks/, one line in registry.cpp, one test.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/generator.h"

namespace jangin::evaluate {

/// One figure of a task.
struct Metric {
  std::string name;  // "multiple choice", "bits per byte"
  double value = 0;
  uint64_t of = 0;  // > 0: `value` counts out of this many
  bool higher_is_better = true;
};

struct TaskResult {
  std::string task;  // name given by the caller: "general English", "cnc-questions"
  std::vector<Metric> metrics;
  nlohmann::json details;  // the task's own record, e.g. every question with the answer given
};

/// Stateless between runs. Errors of run: those of the generator, interrupted.
class Task {
 public:
  virtual ~Task() = default;
  virtual std::string_view kind() const = 0;  // registry name
  virtual uint32_t version() const = 0;
  /// Identity of what is asked: the same hash on the same model gives the same result.
  virtual std::string content_hash() const = 0;
  virtual Result<TaskResult> run(engine::Generator& generator) const = 0;
};

struct TaskEntry {
  std::string_view kind;   // "questions"
  std::string_view about;  // one line for people
  /// `name`: shown to people; `file`: what the task reads. Errors: not_found, invalid_format.
  Result<std::unique_ptr<Task>> (*open)(std::string name, const std::filesystem::path& file);
};
const std::vector<TaskEntry>& task_registry();
/// Error: not_found naming the nearest kind.
Result<const TaskEntry*> find_kind(const std::string& kind);
/// Errors: not_found naming the nearest kind; those of the task's file.
Result<std::unique_ptr<Task>> open_task(const std::string& kind, std::string name, const std::filesystem::path& file);

}  // namespace jangin::evaluate
