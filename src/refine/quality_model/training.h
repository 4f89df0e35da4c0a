// From documents that a person calls good and bad to a quality model: what is held back, what is trained, how it does on what was held back. Knows no
// folders and no files.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "record/records.h"
#include "refine/quality_model/classifier.h"

namespace jangin::refine {

struct QualityTrainingConfig {
  /// ISO 639-1: only documents of this language, and the model judges only those. Empty: all.
  std::string language;
  /// Share of either class that is not trained on but measured.
  double held_back = 0.2;
  ClassifierSettings classifier;  // its seed also chooses what is held back
};

/// A document as refine's steps hand it to the quality step (prepare_for_quality), and its class.
struct QualityExample {
  std::string text, language;
  bool good = false;
};

/// At this threshold: held-back documents at or above it count as good.
struct QualityThreshold {
  double threshold = 0;
  uint64_t good_kept = 0, bad_kept = 0;
};

/// Counts of documents; index 0: bad, 1: good.
struct QualityFigures {
  std::array<uint64_t, 2> given{}, trained{}, held_back{};
  uint64_t other_language = 0, repeated = 0, in_both = 0, without_text = 0;  // of those given, left out for this
  std::vector<QualityThreshold> thresholds;                                  // 0.1, 0.3, 0.5, 0.7, 0.9
  double auc = 0;         // probability that a good held-back document scores higher than a bad one; a tie counts half
  uint64_t excerpts = 0;  // lines that were trained on

  const QualityThreshold& half() const { return thresholds[2]; }
  /// At 0.5: of those called good, the share that is; of the good, the share called so.
  double precision() const;
  double recall() const;
};

struct TrainedQuality {
  Classifier classifier;
  QualityFigures figures;
};

/// Documents of each class at least, after those that are left out.
inline constexpr uint64_t kLeastQualityDocuments = 20;

/// A text that is given twice is taken once, one given as good and as bad not at all; what is held back follows from the texts and the seed, not from
/// their order. Errors: invalid_argument (a class is empty or has too few documents; names it), those of the classifier.
Result<TrainedQuality> train_quality(std::vector<QualityExample> examples, const QualityTrainingConfig& config);

/// Mean over the document's excerpts; absent when it holds no token.
std::optional<double> judge_quality(const Classifier& classifier, std::string_view text);

/// Documents as the step sees them: normalised, personal data masked, language named. Runs on the shared thread pool. Errors: interrupted.
Result<std::vector<record::Document>> prepare_for_quality(std::vector<record::Document> documents);

}  // namespace jangin::refine
