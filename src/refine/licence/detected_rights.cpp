// See detected_rights.h.
#include "refine/licence/detected_rights.h"

#include "base/strings.h"
#include "record/licences.h"

namespace jangin::refine {
namespace {

/// Hands out what an expression joins by AND outside brackets.
template <typename Take>
void each_conjunct(std::string_view expression, Take take) {
  constexpr std::string_view kAnd = " AND ";
  size_t begin = 0;
  int depth = 0;
  for (size_t at = 0; at < expression.size(); ++at) {
    depth += (expression[at] == '(') - (expression[at] == ')');
    if (depth > 0 || !expression.substr(at).starts_with(kAnd)) continue;
    take(expression.substr(begin, at - begin));
    begin = at + kAnd.size();
  }
  if (begin < expression.size()) take(expression.substr(begin));
}

}  // namespace

void DetectedRights::add(const record::Document& document) {
  const auto rights = licences_.rights_of.find(document.source_id);
  const auto detected = document.metadata.find(record::kLicenceDetected);
  if (!step_ran_ || rights == licences_.rights_of.end() || detected == document.metadata.end()) return;
  each_conjunct(detected->second, [&](std::string_view licence) { found_[rights->second].emplace(licence); });
}

std::vector<record::Rights> DetectedRights::rows() const {
  std::vector<record::Rights> rows = licences_.rights;
  for (size_t i = 0; i < rows.size(); ++i) rows[i].licence_detected = join(std::vector<std::string>(found_[i].begin(), found_[i].end()), " AND ");
  return rows;
}

}  // namespace jangin::refine
