// Step `toxicity`: how much of a document is abuse, profanity and words of pornography (refine/toxicity/). Score: the larger share of words. Notes in the profile
// "documents", rejects in "web" or when `steps` names it.
#include "refine/quality_rules.h"
#include "refine/registry.h"
#include "refine/text_statistics.h"
#include "refine/toxicity/words.h"

namespace jangin::refine {
namespace {

class Toxicity : public RefineStep {
 public:
  Toxicity(ToxicityConfig config, bool rejects) : config_(config), rejects_(rejects) {}

  std::optional<DocumentOutcome> refine_document(const record::Document& document) const override {
    const ToxicityCounts counts = count_toxicity(statistics_of(document));
    const double toxic = share(counts.toxic, counts.words), adult = share(counts.adult, counts.words);
    QualityRules rules;
    rules.at_most("toxic", toxic, config_.max_toxic_share, "of words are abuse or profanity");
    rules.at_most("adult", adult, config_.max_adult_share, "of words are of pornography");
    DocumentOutcome outcome;
    outcome.judgement = rules.judgement(rejects_);
    outcome.judgement.score = std::max(toxic, adult);
    return outcome;
  }

 private:
  ToxicityConfig config_;
  bool rejects_;
};

}  // namespace

Result<std::unique_ptr<RefineStep>> make_toxicity(const RefineConfig& config) {
  return std::make_unique<Toxicity>(config.toxicity, quality_rejects(config, "toxicity"));
}

}  // namespace jangin::refine
