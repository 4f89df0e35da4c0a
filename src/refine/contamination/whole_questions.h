// Questions that a text asks word for word in a paragraph of their own: also those whose few common words tell nothing elsewhere ("What is it?").
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "refine/contamination/evaluation_sets.h"
#include "refine/contamination/wording.h"

namespace jangin::refine {

/// Thread-safe once all questions are added.
class WholeQuestions {
 public:
  struct Found {
    uint32_t item = 0;
    size_t first = 0, last = 0;  // tokens of the text, those of choices included
  };

  /// `tells`: few other questions could be meant; so do all that do not point to their choices ("which of the following"). Looked for are the question
  /// alone, with its choices behind it, and with an answer behind it.
  void add(const EvaluationItem& source, bool tells, uint32_t item);

  /// Ascending by place. `tokens`: those of `text`. A heading, or one word alone, is a question with its "?" only. Where a paragraph goes on, or
  /// lettered or numbered choices follow one that does not tell, they must be the question's own.
  std::vector<Found> find(std::string_view text, std::span<const FoldedToken> tokens) const;

 private:
  using Hashes = std::vector<uint32_t>;
  struct Question {
    Hashes hashes;
    std::vector<Hashes> choices;  // in their order
    bool has_mark = false, tells = false;
    uint32_t item = 0;
  };
  struct Paragraph {
    size_t first = 0, end = 0;  // tokens
  };
  void add(Question question);
  size_t end_of_choices(const Question& question, std::span<const FoldedToken> tokens, size_t at) const;
  size_t end_of_match(const Question& question, std::string_view text, std::span<const FoldedToken> tokens, Paragraph paragraph, size_t end) const;

  std::unordered_multimap<uint64_t, Question> questions_;  // by all hashes
};

}  // namespace jangin::refine
