// Ledger rows.
#include "synthesize/coverage.h"

#include <algorithm>
#include <cstdlib>
#include <unordered_map>

#include "base/strings.h"

namespace jangin::synthesize {
namespace {

std::string list_counts(const std::map<std::string, uint64_t>& counts) {
  std::string out;
  for (const auto& [name, count] : counts) out += (out.empty() ? "" : ", ") + name + " " + std::to_string(count);
  return out;
}

}  // namespace

uint64_t FactCoverage::samples() const {
  uint64_t sum = 0;
  for (const auto& [kind, count] : accepted) sum += count;
  return sum;
}

std::string_view fact_state_name(record::FactState state) {
  switch (state) {
    case record::FactState::taught: return "taught";
    case record::FactState::beyond_budget: return "beyond_budget";
    case record::FactState::outside_focus: return "outside_focus";
    case record::FactState::contradicting: return "contradicting";
    case record::FactState::outdated: return "outdated";
    case record::FactState::rejected: return "rejected";
  }
  return "unknown";
}

FactCoverage coverage_of(const record::Verdict& row) {
  constexpr std::string_view kRejected = "rejected: ";
  FactCoverage coverage;
  if (row.pass) coverage.state = record::FactState::taught;
  auto* counts = &coverage.accepted;
  const std::string detail = replace_all(row.detail, "; ", ", ");
  for (std::string_view part : split(detail, ',')) {
    part = trim(part);
    if (part.starts_with(kRejected)) counts = &coverage.rejected, part.remove_prefix(kRejected.size());
    const size_t space = part.rfind(' ');
    if (space != part.npos) (*counts)[std::string(part.substr(0, space))] = std::strtoull(std::string(part.substr(space + 1)).c_str(), nullptr, 10);
  }
  return coverage;
}

std::vector<record::Verdict> coverage_rows(const std::vector<record::Passage>& passages, const std::vector<MinedFact>& facts,
                                           const std::map<std::string, FactCoverage>& ledger) {
  std::vector<record::Verdict> rows;
  std::unordered_map<std::string, std::map<std::string, uint64_t>> states;  // passage → state → facts
  for (const auto& fact : facts) {
    auto found = ledger.find(fact.fact.fact_id);
    FactCoverage coverage = found == ledger.end() ? FactCoverage{} : found->second;
    bool taught = coverage.state == record::FactState::taught;
    auto detail = list_counts(coverage.accepted);
    if (!coverage.rejected.empty()) detail += (detail.empty() ? "rejected: " : "; rejected: ") + list_counts(coverage.rejected);
    if (!coverage.against.empty()) detail = "against " + coverage.against;
    rows.push_back({fact.fact.fact_id, "fact", 1, taught, taught ? "" : std::string(fact_state_name(coverage.state)),
                    static_cast<double>(coverage.samples()), detail});
    ++states[fact.fact.passage_id][std::string(fact_state_name(coverage.state))];
  }
  for (const auto& passage : passages) {
    const auto& counts = states[passage.passage_id];
    uint64_t all = 0;
    std::string commonest = "no_fact";
    uint64_t most = 0;
    for (const auto& [state, count] : counts) {
      all += count;
      if (count > most) most = count, commonest = state;
    }
    bool taught = counts.contains("taught");
    rows.push_back({passage.passage_id, "passage", 1, taught, taught ? "" : commonest, static_cast<double>(all), list_counts(counts)});
  }
  return rows;
}

}  // namespace jangin::synthesize
