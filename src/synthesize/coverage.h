// The coverage ledger: every passage and every fact, taught how often and from which angles, or why not. Rows of the `verdicts` table, so
// that SQL reads them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "record/records.h"
#include "synthesize/facts/mined_fact.h"

namespace jangin::synthesize {

struct FactCoverage {
  record::FactState state = record::FactState::beyond_budget;
  std::map<std::string, uint64_t> accepted;  // kind → samples
  std::map<std::string, uint64_t> rejected;  // "gate.reason" → samples
  std::string against;                       // contradicting, outdated: id of the fact that it stands against; else empty
  uint64_t samples() const;
};

std::string_view fact_state_name(record::FactState state);

/// The coverage that a fact's row tells.
FactCoverage coverage_of(const record::Verdict& row);

/// One row a fact: subject_id = fact_id, step "fact", pass = taught, reason = the state otherwise, score = samples, detail = what they are, or
/// "against <fact_id>".
/// One row a passage: subject_id = passage_id, step "passage", pass = a fact of it is taught, reason "no_fact" or the commonest state, score = facts.
std::vector<record::Verdict> coverage_rows(const std::vector<record::Passage>& passages, const std::vector<MinedFact>& facts,
                                           const std::map<std::string, FactCoverage>& ledger);

}  // namespace jangin::synthesize
