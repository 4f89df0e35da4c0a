// Enhanced summaries (sdg_hub, knowledge tuning): detailed and extractive summaries as plain documents; key facts, then questions on each.
#include <nlohmann/json.hpp>

#include "synthesize/teacher/methods/steps.h"

namespace jangin::synthesize {
namespace {

constexpr size_t kFacts = 2;  // of one visit
constexpr int kQuestionsOfFact = 5;

std::string pairs_schema() {
  using Json = nlohmann::json;
  const Json pair = Json::parse(object_schema({"question", "reply"}, 200));
  return Json{{"additionalProperties", false},
              {"properties", {{"pairs", {{"items", pair}, {"maxItems", kQuestionsOfFact}, {"minItems", 1}, {"type", "array"}}}}},
              {"required", {"pairs"}},
              {"type", "object"}}
      .dump();
}

class SummariesJob final : public SteppedJob {
 public:
  using SteppedJob::SteppedJob;

 private:
  std::vector<Ask> advance(int step, std::span<const Answer> answers) override {
    if (step == 0) return {{"summaries", "detailed"}, {"summaries", "extractive"}, {"summaries", "facts", {}, texts_schema("facts", 1, 5, 200)}};
    if (step == 1) {
      add_text(answers[0], 0.4);
      add_text(answers[1], 0.6);
      std::vector<Ask> asks;
      for (const std::string& fact : some_of(texts_of(answers[2], "facts"), kFacts))
        asks.push_back({"summaries", "fact_questions", {{"fact", fact}}, pairs_schema()});
      return asks;
    }
    for (const Answer& answer : answers) add_pairs(answer);
    return {};
  }

  void add_pairs(const Answer& answer) {
    if (!answer.usable()) return;
    const auto json = nlohmann::json::parse(bare_reply(answer.text), nullptr, false);
    const bool list = json.is_object() && json.contains("pairs") && json["pairs"].is_array() && json["pairs"].size() <= 4 * kQuestionsOfFact;
    if (!list) {
      rejected.emplace_back("wrong_form", answer.label + " | " + answer.text.substr(0, 300));
      return;
    }
    for (const auto& pair : json["pairs"]) {
      const std::string text = pair.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
      const auto question = read_texts(text, "question", 1), reply = read_texts(text, "reply", 1);
      if (question && reply) {
        drafts.push_back({.kind = "question", .wording = answer.label, .question = question->front(), .answer = reply->front(), .seed = answer.seed});
      } else {
        rejected.emplace_back("wrong_form", answer.label + " | " + text.substr(0, 300));
      }
    }
  }
};

}  // namespace

std::unique_ptr<TeacherJob> start_summaries(const JobContext& context) { return std::make_unique<SummariesJob>(context); }

}  // namespace jangin::synthesize
