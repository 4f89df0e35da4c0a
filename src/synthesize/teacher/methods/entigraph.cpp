// EntiGraph (arXiv 2409.07431): the passage's entities, then texts on pairs and triples of them in its light.
#include <algorithm>

#include "synthesize/teacher/methods/steps.h"
#include "text/unicode.h"

namespace jangin::synthesize {
namespace {

constexpr size_t kPairs = 2;  // of one visit; further visits draw others

class EntigraphJob final : public SteppedJob {
 public:
  using SteppedJob::SteppedJob;

 private:
  std::vector<Ask> advance(int step, std::span<const Answer> answers) override {
    if (step == 0) return {{"entigraph", "entities", {}, texts_schema("entities", 2, 8, 48)}};
    if (step == 1) return relations(entities_of(answers[0]));
    for (const Answer& answer : answers) add_text(answer, 0.3);
    return {};
  }

  /// Those that the passage or its headings really name.
  std::vector<std::string> entities_of(const Answer& answer) {
    const std::string ground = text::casefold(context_.title + "\n" + context_.heading + "\n" + context_.at().text);
    std::vector<std::string> entities;
    for (std::string& entity : texts_of(answer, "entities", 16, 200)) {
      if (ground.find(text::casefold(entity)) == std::string::npos) {
        rejected.emplace_back("unsupported_entity", answer.label + " | " + entity);
      } else if (std::ranges::find(entities, entity) == entities.end()) {
        entities.push_back(std::move(entity));
      }
    }
    return entities;
  }

  std::vector<Ask> relations(const std::vector<std::string>& entities) {
    std::vector<std::pair<size_t, size_t>> pairs;
    for (size_t i = 0; i < entities.size(); ++i)
      for (size_t j = i + 1; j < entities.size(); ++j) pairs.emplace_back(i, j);
    std::vector<Ask> asks;
    for (const auto& [i, j] : some_of(pairs, kPairs)) asks.push_back({"entigraph", "pair", {{"first", entities[i]}, {"second", entities[j]}}});
    if (entities.size() >= 3) {
      const auto three = some_of(entities, 3);
      asks.push_back({"entigraph", "triple", {{"first", three[0]}, {"second", three[1]}, {"third", three[2]}}});
    }
    return asks;
  }
};

}  // namespace

std::unique_ptr<TeacherJob> start_entigraph(const JobContext& context) { return std::make_unique<EntigraphJob>(context); }

}  // namespace jangin::synthesize
