// Finds the wording of evaluation questions in texts. Looks for questions, not for facts: a text that says what a question asks passes as
// long as it does not ask it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "refine/contamination/alignment.h"
#include "refine/contamination/evaluation_sets.h"
#include "refine/contamination/seed_table.h"
#include "refine/contamination/whole_questions.h"

namespace jangin::refine {

/// One question found in a text.
struct FoundQuestion {
  uint32_t item = 0;          // QuestionIndex::name()
  size_t begin = 0, end = 0;  // bytes: from the first to the last matched token, choices included
  double overlap = 0;         // share of the wording that was found, each token by how much it tells
};

/// Thread-safe after construction.
class QuestionIndex {
 public:
  /// Of questions that several sets hold, the first one's name counts.
  explicit QuestionIndex(const std::vector<EvaluationItem>& items);

  /// Ascending by place; places may overlap. `text`: valid UTF-8 below 4 GiB.
  std::vector<FoundQuestion> find(std::string_view text) const;
  /// "mmlu_dev-1 dev-17".
  const std::string& name(uint32_t item) const { return items_[item].name; }
  size_t size() const { return items_.size(); }

 private:
  struct Item {
    std::string name;
    Wording question;
    std::vector<Wording> choices;
    std::vector<Wording> answers;
    uint32_t choice_tokens = 0;
    uint32_t seeds_needed = 1;  // hits near one another before the wording is compared
    bool has_mark = false;      // "?"
  };
  struct Scan;
  struct Variant;
  struct Candidate;

  Item make_item(const EvaluationItem& source) const;
  void weigh();
  void plant_seeds();
  void look_behind(const Item& item, Scan& scan, Candidate& candidate) const;
  bool is_asked(const Item& item, const Scan& scan, const Candidate& candidate) const;
  std::optional<Candidate> compare(const Item& item, size_t from, size_t at, Scan& scan) const;
  void meet(uint32_t number, uint32_t at, Scan& scan) const;
  void add_whole(Scan& scan) const;

  std::vector<Item> items_;
  SeedTable seeds_;
  WholeQuestions whole_;
};

}  // namespace jangin::refine
