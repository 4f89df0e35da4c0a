// What the quality steps share: checking measured values against limits one after another, and what becomes of the first that is broken.
#pragma once

#include <fmt/format.h>

#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "refine/refine.h"
#include "refine/step.h"
#include "refine/text_statistics.h"

namespace jangin::refine {

/// Do the verdicts of this quality step reject? They do in the profile "web" and when the recipe names the step in `steps`; otherwise they are only noted.
bool quality_rejects(const RefineConfig& config, std::string_view step);

/// The set of limits for a document's language.
template <typename Config>
const auto& limits_for(const Config& config, std::string_view language) {
  return language == "ko" ? config.korean : config.limits;
}

inline double share(uint64_t part, uint64_t whole) { return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole); }

/// Where `what` stands in `text` from `from` on, or npos. memmem: string_view::find stops at every byte that is the first of `what`.
inline size_t find_bytes(std::string_view text, std::string_view what, size_t from = 0) {
  if (from >= text.size()) return text.npos;
  const void* found = ::memmem(text.data() + from, text.size() - from, what.data(), what.size());
  return found == nullptr ? text.npos : static_cast<size_t>(static_cast<const char*>(found) - text.data());
}

/// Remembers the first rule that is broken; what comes after it is not looked at. A negative limit is none.
class QualityRules {
 public:
  /// `what` says what was measured: "of lines end in an ellipsis".
  QualityRules& at_least(std::string_view reason, double value, double limit, std::string_view what) {
    if (limit >= 0 && value < limit && !broken_) fail(reason, value, fmt::format("{:.4g} {}; wanted: at least {:g}", value, what, limit));
    return *this;
  }
  QualityRules& at_most(std::string_view reason, double value, double limit, std::string_view what) {
    if (limit >= 0 && value > limit && !broken_) fail(reason, value, fmt::format("{:.4g} {}; wanted: at most {:g}", value, what, limit));
    return *this;
  }
  void fail(std::string_view reason, double value, std::string detail) {
    if (!broken_) broken_ = reject(std::string(reason), value, std::move(detail));
  }
  bool broken() const { return broken_.has_value(); }

  /// A rejection, or, when `rejects` is false, a verdict that passes and keeps the value as its score and the rule in its detail. No rule broken: score 0, no detail.
  Judgement judgement(bool rejects) const;

 private:
  std::optional<Judgement> broken_;
};

/// A quality step: checks a document's statistics against the limits of its language. `check` is the step's own: void(const TextStatistics&, const limits&, QualityRules&).
template <typename Config, auto check>
class QualityStep final : public RefineStep {
 public:
  QualityStep(const Config& config, bool rejects) : config_(config), rejects_(rejects) {}

  std::optional<DocumentOutcome> refine_document(const record::Document& document) const override {
    QualityRules rules;
    check(statistics_of(document), limits_for(config_, document.language), rules);
    DocumentOutcome outcome;
    outcome.judgement = rules.judgement(rejects_);
    return outcome;
  }

 private:
  Config config_;
  bool rejects_;
};

}  // namespace jangin::refine
