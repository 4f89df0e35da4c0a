// Facts of different documents that answer one question differently: neither is taught until a rule of the recipe or a person decides.
// Deterministic; thread-safe.
#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "record/records.h"
#include "synthesize/facts/mined_fact.h"

namespace jangin::synthesize {

/// Which of two facts is taught.
enum class ConflictRule : uint8_t {
  hold,    // neither
  newest,  // that of the document whose date (as its metadata states it) is later; neither when a date is missing or both are the same
  first,   // that of the document that comes first (the recipe's order of sources)
};
/// Errors: invalid_argument naming the known ones.
Result<ConflictRule> conflict_rule(const std::string& name);

/// `fact` is not taught: it stands against `other`.
struct Conflict {
  const MinedFact* fact = nullptr;
  const MinedFact* other = nullptr;
  record::FactState state = record::FactState::contradicting;  // or outdated: the other one is taught
  std::string question;                                        // that both answer
};
/// Facts with an exact answer (numbers, codes) of documents that share no passage of it. `decided`: ids of facts that a
/// person has found right; what stands against one of them is outdated. One conflict a fact at most, in the order of `facts`.
std::vector<Conflict> find_conflicts(const std::vector<MinedFact>& facts, const std::vector<record::Passage>& passages,
                                     const std::vector<record::Document>& documents, ConflictRule rule, const std::vector<std::string>& decided);

/// The facts that are held back.
std::unordered_set<const MinedFact*> facts_of(const std::vector<Conflict>& conflicts);

}  // namespace jangin::synthesize
