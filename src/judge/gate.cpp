// Verdicts of gates, and gates in a row.
#include "judge/gate.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace jangin::judge {

record::Verdict Gate::accept(const GateInput& input) const {
  record::Verdict verdict;
  verdict.subject_id = std::string(input.subject_id);
  verdict.step = std::string(name());
  verdict.step_version = version();
  return verdict;
}

record::Verdict Gate::reject(const GateInput& input, std::string reason, std::string detail, double score) const {
  record::Verdict verdict = accept(input);
  verdict.pass = false;
  verdict.reason = std::move(reason);
  verdict.detail = std::move(detail);
  verdict.score = score;
  return verdict;
}

Result<GateRow> GateRow::make(const GateSettings& settings, const std::vector<std::string>& names) {
  std::vector<std::string> known;
  for (const GateEntry& entry : gate_registry()) known.emplace_back(entry.name);
  for (const std::string& name : names) {
    if (std::ranges::find(known, name) != known.end()) continue;
    std::string nearest = nearest_word(name, known);
    return fail(ErrorCode::not_found, fmt::format("no gate is called \"{}\"", name), {},
                nearest.empty() ? "gates: " + join(known, ", ") : fmt::format("did you mean \"{}\"?", nearest));
  }
  GateRow row;
  for (const GateEntry& entry : gate_registry()) {
    if (names.empty() || std::ranges::find(names, entry.name) != names.end()) row.gates_.push_back(entry.make(settings));
  }
  return row;
}

record::Verdict GateRow::check(const GateInput& input) {
  for (const auto& gate : gates_) {
    record::Verdict verdict = gate->check(input);
    if (!verdict.pass) return verdict;
  }
  record::Verdict verdict;
  verdict.subject_id = std::string(input.subject_id);
  verdict.step = "gates";
  return verdict;
}

std::vector<std::pair<std::string, uint32_t>> GateRow::versions() const {
  std::vector<std::pair<std::string, uint32_t>> versions;
  for (const auto& gate : gates_) versions.emplace_back(std::string(gate->name()), gate->version());
  return versions;
}

}  // namespace jangin::judge
