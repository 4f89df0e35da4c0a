// One pass over the documents; the sample is the texts whose hashes are smallest.
#include "refine/perplexity/corpus_models.h"

#include <map>

#include "base/hash.h"
#include "base/interrupt.h"
#include "record/shard.h"
#include "refine/perplexity/pieces.h"
#include "refine/run.h"

namespace jangin::refine {
namespace {

/// A text of the sample, whatever documents have it.
struct SampledText {
  std::vector<std::string> pieces;
  std::vector<std::string> doc_ids;
  uint64_t bytes = 0;
};
using Sample = std::map<std::string, SampledText>;  // by text_id, a SHA-256

/// Puts the document's text in, and takes texts with the largest hashes out while the rest fills the sample.
void add(Sample& sample, uint64_t& bytes, const record::Document& document, const PerplexityConfig& config, uint64_t most_bytes) {
  if (bytes >= most_bytes && document.text_id > sample.rbegin()->first) return;
  SampledText& text = sample[document.text_id];
  text.doc_ids.push_back(document.doc_id);
  if (text.doc_ids.size() > 1) return;
  for (std::string_view piece : cut_pieces(document.text, static_cast<size_t>(config.pieces), static_cast<size_t>(config.piece_bytes))) {
    text.pieces.emplace_back(piece);
    text.bytes += piece.size();
  }
  bytes += text.bytes;
  while (sample.size() > 1 && bytes - sample.rbegin()->second.bytes >= most_bytes) {
    bytes -= sample.rbegin()->second.bytes;
    sample.erase(std::prev(sample.end()));
  }
}

Result<Sample> draw_sample(const std::filesystem::path& documents, const PerplexityConfig& config) {
  JANGIN_ASSIGN(record::DocumentReader reader, record::DocumentReader::open(documents));
  Sample sample;
  uint64_t bytes = 0;
  const uint64_t most_bytes = static_cast<uint64_t>(config.sample_mb) << 20;
  while (!interrupted()) {
    JANGIN_ASSIGN(const std::optional<record::Document> document, reader.next());
    if (!document) return sample;
    if (document->text.size() >= static_cast<size_t>(config.min_bytes)) add(sample, bytes, *document, config, most_bytes);
  }
  return std::unexpected(interrupted_error());
}

/// The pieces as the measured texts will be: normalised, personal data masked.
Result<std::vector<RefinedDocument>> prepare(const SampledText& text, const std::vector<NamedStep>& steps, const RefineConfig& config) {
  std::vector<record::Document> documents;
  for (const std::string& piece : text.pieces) {
    record::Document& document = documents.emplace_back();
    document.text = piece;
    document.text_id = sha256_hex(piece);  // what steps keep is known by it
  }
  StepSeconds seconds(steps.size() + 1);
  return refine_batch(std::move(documents), steps, config, seconds);
}

}  // namespace

Result<CorpusModels> CorpusModels::train(const std::filesystem::path& documents, const PerplexityConfig& config) {
  JANGIN_ASSIGN(const Sample sample, draw_sample(documents, config));
  RefineConfig preparing;
  preparing.steps = {"normalise", "personal_data"};
  JANGIN_ASSIGN(const std::vector<NamedStep> steps, make_steps(preparing));
  CorpusModels trained(static_cast<int>(config.order));
  uint8_t half = 0;
  for (const auto& [text_id, text] : sample) {
    JANGIN_ASSIGN(const std::vector<RefinedDocument> pieces, prepare(text, steps, preparing));
    for (const RefinedDocument& piece : pieces) trained.models_[half].add(piece.document.text);
    for (const std::string& doc_id : text.doc_ids) trained.half_of_[doc_id] = half;
    half ^= 1;
  }
  for (NgramModel& model : trained.models_) model.finish();
  return trained;
}

double CorpusModels::bits(const std::string& doc_id, std::string_view text) const {
  const auto found = half_of_.find(doc_id);
  return models_[found == half_of_.end() || found->second == 1 ? 0 : 1].bits(text);
}

}  // namespace jangin::refine
