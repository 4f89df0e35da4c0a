// Step `personal_data`: what names a person becomes a typed placeholder, `<EMAIL_1>`, `<PHONE_2>`: the same one, the same number, within a document.
// Documents that hold a kind of `reject` are rejected (and masked all the same before they are stored). Score: places masked. What was masked is
// written nowhere.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/strings.h"
#include "refine/personal/finders.h"
#include "refine/registry.h"
#include "refine/rewrite.h"

namespace jangin::refine {
namespace {

using KindCounts = std::map<std::string_view, uint64_t>;

std::string say_counts(const KindCounts& counts) {
  std::vector<std::string> parts;
  for (const auto& [kind, places] : counts) parts.push_back(fmt::format("{} {}", kind, places));
  return join(parts, ", ");
}

Rewrite mask(std::string_view text, const std::vector<FoundPersonal>& found) {
  std::map<std::string_view, std::map<std::string_view, size_t>> numbers;  // placeholder → key → number
  Rewriter out(text);
  for (const FoundPersonal& one : found) {
    auto& seen = numbers[one.kind->placeholder];
    size_t number = seen.try_emplace(one.key, seen.size() + 1).first->second;
    out.keep_to(one.span.begin);
    out.replace_to(one.span.end, fmt::format("<{}_{}>", one.kind->placeholder, number));
  }
  return out.finish();
}

class PersonalData : public RefineStep {
 public:
  explicit PersonalData(PersonalDataConfig config) : config_(std::move(config)), searched_(config_.kinds) {
    searched_.insert(searched_.end(), config_.reject.begin(), config_.reject.end());
  }

  std::optional<DocumentOutcome> refine_document(const record::Document& document) const override {
    auto found = find_personal_data(document.text, searched_, config_.keep_domains);
    if (found.empty()) return DocumentOutcome{};
    KindCounts counts, refused;
    for (const FoundPersonal& one : found) {
      ++counts[one.kind->name];
      if (std::find(config_.reject.begin(), config_.reject.end(), one.kind->name) != config_.reject.end()) ++refused[one.kind->name];
    }
    DocumentOutcome outcome;
    outcome.rewrite = mask(document.text, found);
    for (const auto& [kind, places] : counts) outcome.counts[fmt::format("masked.{}", kind)] = places;
    auto score = static_cast<double>(found.size());
    if (refused.empty()) {
      outcome.judgement.score = score;
      outcome.judgement.detail = "masked: " + say_counts(counts);
    } else {
      outcome.judgement = reject("personal_data", score, "holds " + say_counts(refused));
    }
    return outcome;
  }

 private:
  PersonalDataConfig config_;
  std::vector<std::string> searched_;
};

}  // namespace

Result<std::unique_ptr<RefineStep>> make_personal_data(const RefineConfig& config) { return std::make_unique<PersonalData>(config.personal_data); }

}  // namespace jangin::refine
