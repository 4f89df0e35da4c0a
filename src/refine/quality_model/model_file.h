// A quality model on disk: the classifier's file (fastText's own format, .bin) and, beside it, <name>.json, which says what it is, what it was made
// of and how it did. A model is opened only when it is byte for byte the one that its manifest names: the library does not check what it reads.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "refine/quality_model/training.h"

namespace jangin::refine {

/// A folder or file that was given, as the manifest names it.
struct QualitySource {
  std::string path;
  bool good = false;
  uint64_t files = 0, failed = 0, documents = 0, bytes = 0;  // bytes: of their text, prepared
  std::string hash;                                          // of the documents' texts, in the order of their hashes
};

/// `<model>.json`.
std::filesystem::path quality_manifest_path(const std::filesystem::path& model);
/// Writes both files, the manifest last. It holds no time: the same documents and settings give the same two files. Errors: io_error, those of the
/// classifier.
Status write_quality_model(const std::filesystem::path& model, const TrainedQuality& trained, const std::vector<QualitySource>& sources,
                           const QualityTrainingConfig& config);

struct QualityModel {
  Classifier classifier;
  std::string language;  // empty: judges every document
  std::string name;      // the file's
};
/// Errors: not_found (the model or its manifest), invalid_format (no manifest of ours; the model is cut or another than the manifest's).
Result<QualityModel> read_quality_model(const std::filesystem::path& model);

}  // namespace jangin::refine
