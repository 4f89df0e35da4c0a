// The gate of duplicates: the same sample in another dress (case, width, punctuation, articles, particles) is taught once.
// Near-duplicates by meaning are not judged here.
#include <unordered_map>

#include "base/hash.h"
#include "base/strings.h"
#include "judge/gates.h"
#include "judge/question_score.h"

namespace jangin::judge {
namespace {

std::string normalised(std::string_view text) {
  std::vector<std::string> tokens = answer_tokens(text);
  return tokens.empty() ? std::string(trim(text)) : join(tokens, " ");
}

class DuplicateGate : public Gate {
 public:
  std::string_view name() const override { return "duplicate"; }
  uint32_t version() const override { return 1; }

  record::Verdict check(const GateInput& input) override {
    std::string answer = normalised(input.answer);
    bool statement = trim(input.question).empty();
    std::string key = hash_fields({statement ? "statement" : "question", statement ? answer : normalised(input.question)});
    auto [at, added] = seen_.try_emplace(key, Seen{answer, std::string(input.subject_id)});
    if (added) return accept(input);
    if (at->second.answer == answer) return reject(input, "duplicate", "the same as " + at->second.subject_id, 1);
    return reject(input, "conflicting_answer", "the same question as " + at->second.subject_id + " with another answer", 1);
  }

 private:
  struct Seen {
    std::string answer;
    std::string subject_id;
  };
  std::unordered_map<std::string, Seen> seen_;
};

}  // namespace

std::unique_ptr<Gate> make_duplicate_gate() { return std::make_unique<DuplicateGate>(); }

}  // namespace jangin::judge
