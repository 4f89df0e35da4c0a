// Question files (docs/formats.md): the choice of highest mean log-likelihood per byte as the assistant's reply,
// or a greedy reply of at most 48 tokens scored by judge/question_score.h.
#pragma once

#include "evaluate/task.h"
#include "judge/question_file.h"

namespace jangin::evaluate {

constexpr int kReplyTokens = 48;

Result<std::unique_ptr<Task>> open_questions_task(std::string name, const std::filesystem::path& file);

/// What the model said to every question. `details` is the object that `jangin evaluate --json` prints:
/// {"multiple_choice": {"right", "of"}, "short_answer": …, "unanswerable": {"refused", "of"}, "false_refusals": …, "questions": [{"id", "choice"?, "reply"?, "right"}]}.
Result<TaskResult> run_questions(engine::Generator& generator, const std::vector<judge::Question>& questions, const std::string& name);

}  // namespace jangin::evaluate
