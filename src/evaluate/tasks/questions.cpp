// Choices by likelihood, short answers by a greedy reply, both in batches.
#include "evaluate/tasks/questions.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/progress.h"
#include "judge/question_score.h"

namespace jangin::evaluate {
namespace {

constexpr size_t kGroup = 128;  // questions handed to the generator at once: enough to keep its slots filled as replies end

bool is_choice(const judge::Question& question) { return !question.unanswerable && !question.choices.empty(); }

std::vector<record::Message> ask(const judge::Question& question) { return {record::text_message("user", question.question)}; }

/// Index of the highest mean log-likelihood per byte; the first of equals.
size_t best_choice(const std::vector<engine::ContinuationScore>& scores) {
  size_t best = 0;
  auto mean = [&](size_t i) { return scores[i].log_likelihood / static_cast<double>(std::max<size_t>(1, scores[i].bytes)); };
  for (size_t i = 1; i < scores.size(); ++i) {
    if (mean(i) > mean(best)) best = i;
  }
  return best;
}

Status answer_choices(engine::Generator& generator, const std::vector<const judge::Question*>& group, std::vector<judge::QuestionReply>& replies) {
  std::vector<engine::ScoreRequest> requests;
  for (const judge::Question* question : group) {
    requests.push_back({ask(*question), "", question->choices});
  }
  JANGIN_ASSIGN(auto scores, generator.score(requests));
  for (size_t i = 0; i < group.size(); ++i) replies.push_back({group[i]->id, "", best_choice(scores[i])});
  return {};
}

Status answer_openly(engine::Generator& generator, const std::vector<const judge::Question*>& group, std::vector<judge::QuestionReply>& replies) {
  std::vector<engine::GenerateRequest> requests;
  for (const judge::Question* question : group) {
    engine::GenerateRequest request;
    request.messages = ask(*question);
    request.max_tokens = kReplyTokens;
    requests.push_back(std::move(request));
  }
  JANGIN_ASSIGN(auto answers, generator.generate(requests));
  for (size_t i = 0; i < group.size(); ++i) replies.push_back({group[i]->id, answers[i].text, std::nullopt});
  return {};
}

using Answer = Status (*)(engine::Generator&, const std::vector<const judge::Question*>&, std::vector<judge::QuestionReply>&);

/// Where a group is refused, each question alone: one that the model cannot read (longer than its context) stays unanswered, which is not right, and
/// the others are not lost with it. `refused`: the error of each that stays so.
Status answer_group(engine::Generator& generator, const std::vector<const judge::Question*>& group, Answer answer,
                    std::vector<judge::QuestionReply>& replies, std::vector<Error>& refused) {
  Status all = answer(generator, group, replies);
  if (all || all.error().code != ErrorCode::invalid_argument) return all;
  for (const judge::Question* question : group) {
    Status alone = answer(generator, {question}, replies);
    if (alone) continue;
    if (alone.error().code != ErrorCode::invalid_argument) return alone;
    log_warning("question {} stays unanswered: {}", question->id, alone.error().message);
    replies.push_back({question->id, "", std::nullopt});
    refused.push_back(std::move(alone.error()));
  }
  return {};
}

Status answer_all(engine::Generator& generator, const std::vector<judge::Question>& questions, bool choices, Answer answer, Progress& progress,
                  std::vector<judge::QuestionReply>& replies, std::vector<Error>& refused) {
  std::vector<const judge::Question*> group;
  for (size_t i = 0; i <= questions.size(); ++i) {
    if (i < questions.size() && is_choice(questions[i]) == choices) group.push_back(&questions[i]);
    if (group.empty() || (i < questions.size() && group.size() < kGroup)) continue;
    if (interrupted()) return std::unexpected(interrupted_error());
    JANGIN_TRY(answer_group(generator, group, answer, replies, refused));
    progress.add(group.size());
    group.clear();
  }
  return {};
}

nlohmann::json tally_json(const char* name, const judge::Tally& tally) { return {{name, tally.count}, {"of", tally.of}}; }

TaskResult summarize(const std::vector<judge::Question>& questions, const std::vector<judge::QuestionReply>& replies, const std::string& name) {
  judge::QuestionScore score = judge::score_questions(questions, replies);
  TaskResult result;
  result.task = name;
  if (score.multiple_choice.of)
    result.metrics.push_back({"multiple choice right", static_cast<double>(score.multiple_choice.count), score.multiple_choice.of, true});
  if (score.short_answer.of)
    result.metrics.push_back({"short answers right", static_cast<double>(score.short_answer.count), score.short_answer.of, true});
  if (score.unanswerable.of)
    result.metrics.push_back({"unanswerable refused", static_cast<double>(score.unanswerable.count), score.unanswerable.of, true});
  if (score.false_refusals.of)
    result.metrics.push_back({"false refusals", static_cast<double>(score.false_refusals.count), score.false_refusals.of, false});
  nlohmann::json all = nlohmann::json::array();
  std::map<std::string, const judge::QuestionReply*> by_id;
  for (const judge::QuestionReply& reply : replies) by_id[reply.id] = &reply;
  for (const judge::Question& question : questions) {
    const judge::QuestionReply& reply = *by_id.at(question.id);
    nlohmann::json item = {{"id", question.id}, {"right", judge::question_right(question, reply)}};
    if (reply.choice) {
      item["choice"] = *reply.choice;
    } else {
      item["reply"] = reply.reply;
    }
    all.push_back(std::move(item));
  }
  result.details = {{"multiple_choice", tally_json("right", score.multiple_choice)},
                    {"short_answer", tally_json("right", score.short_answer)},
                    {"unanswerable", tally_json("refused", score.unanswerable)},
                    {"false_refusals", tally_json("refused", score.false_refusals)},
                    {"questions", all}};
  return result;
}

class QuestionsTask final : public Task {
 public:
  QuestionsTask(std::string name, std::vector<judge::Question> questions, std::string hash)
      : name_(std::move(name)), questions_(std::move(questions)), hash_(std::move(hash)) {}
  std::string_view kind() const override { return "questions"; }
  uint32_t version() const override { return 1; }
  std::string content_hash() const override { return hash_; }
  Result<TaskResult> run(engine::Generator& generator) const override { return run_questions(generator, questions_, name_); }

 private:
  std::string name_;
  std::vector<judge::Question> questions_;
  std::string hash_;
};

}  // namespace

Result<TaskResult> run_questions(engine::Generator& generator, const std::vector<judge::Question>& questions, const std::string& name) {
  Progress progress(name, questions.size(), "questions");
  std::vector<judge::QuestionReply> replies;
  std::vector<Error> refused;
  JANGIN_TRY(answer_all(generator, questions, true, &answer_choices, progress, replies, refused));
  JANGIN_TRY(answer_all(generator, questions, false, &answer_openly, progress, replies, refused));
  if (!refused.empty() && refused.size() == questions.size()) return std::unexpected(std::move(refused.front()));
  return summarize(questions, replies, name);
}

Result<std::unique_ptr<Task>> open_questions_task(std::string name, const std::filesystem::path& file) {
  JANGIN_ASSIGN(std::vector<judge::Question> questions, judge::read_questions(file));
  JANGIN_ASSIGN(std::string hash, sha256_file_hex(file));
  return std::make_unique<QuestionsTask>(std::move(name), std::move(questions), std::move(hash));
}

}  // namespace jangin::evaluate
