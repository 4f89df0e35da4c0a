// Two n-gram models of the corpus's own, each of one half of a sample of its documents, so that no document is measured by a model that has seen its
// text.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "refine/perplexity/ngram_model.h"
#include "refine/refine.h"

namespace jangin::refine {

class CorpusModels {
 public:
  /// Reads `documents` (collect's shard) once and keeps the pieces of those with the smallest hashes, up to the sample's size: what is taken depends
  /// neither on order nor on threads. Texts are normalised and masked first, as those that are measured are. Errors: those of reading; interrupted.
  static Result<CorpusModels> train(const std::filesystem::path& documents, const PerplexityConfig& config);

  /// Of the document `doc_id`'s text, by the model that has not seen it. Thread-safe.
  double bits(const std::string& doc_id, std::string_view text) const;
  uint64_t memory_bytes() const { return models_[0].memory_bytes() + models_[1].memory_bytes(); }

 private:
  CorpusModels(int order) : models_{NgramModel(order), NgramModel(order)} {}
  std::array<NgramModel, 2> models_;
  std::unordered_map<std::string, uint8_t> half_of_;  // doc_id → the model that has its text; the others are in neither
};

}  // namespace jangin::refine
