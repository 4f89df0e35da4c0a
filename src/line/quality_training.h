// From folders of good and bad documents to a quality model for refine: what `jangin refine train-quality` does. Reads as collect reads, prepares as
// refine prepares.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "refine/quality_model/model_file.h"

namespace jangin::line {

struct QualityTrainingRequest {
  std::vector<std::string> good, bad;  // folders or files, as often as one likes; relative paths start at the current folder
  std::filesystem::path output;        // the model; its manifest goes beside it
  refine::QualityTrainingConfig config;
};

struct QualityTrainingReport {
  std::vector<refine::QualitySource> sources;  // good ones first, in the order given
  refine::QualityFigures figures;
  double seconds = 0;
};

/// What is read in between lies in `<output>.reading-<pid>` and is removed. Errors: those of collect (not_found, …), of refine::train_quality, of
/// writing; interrupted.
Result<QualityTrainingReport> train_quality(const QualityTrainingRequest& request);

}  // namespace jangin::line
