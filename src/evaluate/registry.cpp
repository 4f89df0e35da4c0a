// The kinds of tasks.
#include "base/strings.h"
#include "evaluate/task.h"
#include "evaluate/tasks/questions.h"
#include "evaluate/tasks/text.h"

namespace jangin::evaluate {

const std::vector<TaskEntry>& task_registry() {
  static const std::vector<TaskEntry> entries = {
      {"questions", "a question file: multiple choice, short answers, questions that the documents do not answer", &open_questions_task},
      {"text", "bits per byte of a text that was not trained on", &open_text_task},
  };
  return entries;
}

Result<const TaskEntry*> find_kind(const std::string& kind) {
  std::vector<std::string> kinds;
  for (const TaskEntry& entry : task_registry()) {
    if (entry.kind == kind) return &entry;
    kinds.emplace_back(entry.kind);
  }
  std::string near = nearest_word(kind, kinds);
  return fail(ErrorCode::not_found, "no task of this kind", kind, near.empty() ? "kinds: " + join(kinds, ", ") : "did you mean `" + near + "`?");
}

Result<std::unique_ptr<Task>> open_task(const std::string& kind, std::string name, const std::filesystem::path& file) {
  JANGIN_ASSIGN(const TaskEntry* entry, find_kind(kind));
  return entry->open(std::move(name), file);
}

}  // namespace jangin::evaluate
