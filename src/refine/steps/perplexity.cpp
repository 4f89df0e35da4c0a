// Step `perplexity`: how unusual a document's text is, in bits per byte under a model: the corpus's own n-grams (perplexity/corpus_models.h), or a
// language model that the recipe names (handed in by the line). Measured on a few pieces of each document that is kept so far; its percentile is
// taken among the documents of its language that are kept when all are compared. Score: bits per byte; 0: not measured. Notes, and rejects
// (high_perplexity, low_perplexity) only beyond the recipe's limits.
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <map>
#include <mutex>

#include "refine/perplexity/corpus_models.h"
#include "refine/perplexity/pieces.h"
#include "refine/registry.h"

namespace jangin::refine {
namespace {

/// Fewer documents of a language have no percentiles.
constexpr size_t kLeastForPercentile = 20;

/// What measures. Absent: it could not, for the reason given.
class Measure {
 public:
  virtual ~Measure() = default;
  virtual Result<TextBits> bits(const record::Document& document, std::string_view piece) const = 0;
};

/// Trained when the first document comes, not when the step is made: a run that has nothing to do must not read the corpus.
class CorpusMeasure : public Measure {
 public:
  explicit CorpusMeasure(const PerplexityConfig& config) : config_(config) {}
  Result<TextBits> bits(const record::Document& document, std::string_view piece) const override {
    std::call_once(once_, [&] { models_ = CorpusModels::train(config_.documents, config_); });
    if (!models_) return std::unexpected(models_.error());
    return TextBits{models_->bits(document.doc_id, piece), piece.size()};
  }

 private:
  PerplexityConfig config_;
  mutable std::once_flag once_;
  mutable Result<CorpusModels> models_ = fail(ErrorCode::internal, "not trained");
};

/// A language model computes one text at a time.
class ModelMeasure : public Measure {
 public:
  explicit ModelMeasure(MeasureText measure) : measure_(std::move(measure)) {}
  Result<TextBits> bits(const record::Document&, std::string_view piece) const override {
    std::lock_guard lock(mutex_);
    return measure_(piece);
  }

 private:
  MeasureText measure_;
  mutable std::mutex mutex_;
};

class Perplexity : public RefineStep {
 public:
  Perplexity(const PerplexityConfig& config, std::unique_ptr<Measure> measure) : config_(config), measure_(std::move(measure)) {}

  bool compares() const override { return true; }

  /// One value, the bits per byte; none: too short. The note says why it could not be measured.
  Sketch sketch(const record::Document& document) const override {
    if (document.text.size() < static_cast<size_t>(config_.min_bytes)) return {};
    TextBits sum;
    for (std::string_view piece : cut_pieces(document.text, static_cast<size_t>(config_.pieces), static_cast<size_t>(config_.piece_bytes))) {
      const Result<TextBits> bits = measure_->bits(document, piece);
      if (!bits) return {{}, bits.error().text()};
      sum.bits += bits->bits, sum.bytes += bits->bytes;
    }
    if (sum.bytes == 0) return {};
    return {{std::bit_cast<uint64_t>(sum.bits / static_cast<double>(sum.bytes))}, {}};
  }

  std::vector<Judgement> compare(std::span<const SketchedDocument> documents) const override {
    std::map<std::string, std::vector<double>> by_language;
    for (const SketchedDocument& document : documents) {
      if (!document.sketch.values.empty()) by_language[document.language].push_back(bits_per_byte(document));
    }
    for (auto& [language, values] : by_language) std::sort(values.begin(), values.end());
    std::vector<Judgement> judgements;
    for (const SketchedDocument& document : documents) {
      if (!document.sketch.values.empty())
        judgements.push_back(judge(bits_per_byte(document), by_language[document.language], document.language));
      else if (!document.sketch.note.empty())
        judgements.push_back({true, "", 0, "not measured: " + document.sketch.note});
      else
        judgements.emplace_back();
    }
    return judgements;
  }

 private:
  static double bits_per_byte(const SketchedDocument& document) { return std::bit_cast<double>(document.sketch.values.front()); }

  /// `sorted`: of all documents of this language, this one among them.
  Judgement judge(double value, const std::vector<double>& sorted, const std::string& language) const {
    const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), value);
    const double below = static_cast<double>(first - sorted.begin()) + static_cast<double>(last - first) / 2;
    const double percentile = 100 * below / static_cast<double>(sorted.size());
    const bool known = sorted.size() >= kLeastForPercentile;
    std::string detail = fmt::format("{:.3f} bits per byte", value);
    if (known) detail += fmt::format(", percentile {:.1f} of {} documents{}{}", percentile, sorted.size(), language.empty() ? "" : " in ", language);
    if (config_.min_bits_per_byte >= 0 && value < config_.min_bits_per_byte)
      return reject("low_perplexity", value, detail + fmt::format("; wanted: at least {:g}", config_.min_bits_per_byte));
    if (config_.max_bits_per_byte >= 0 && value > config_.max_bits_per_byte)
      return reject("high_perplexity", value, detail + fmt::format("; wanted: at most {:g}", config_.max_bits_per_byte));
    if (known && percentile > config_.max_percentile)
      return reject("high_perplexity", value, detail + fmt::format("; wanted: percentile {:g} at most", config_.max_percentile));
    return {true, "", value, std::move(detail)};
  }

  PerplexityConfig config_;
  std::unique_ptr<Measure> measure_;
};

class NoPerplexity : public RefineStep {};

}  // namespace

Result<std::unique_ptr<RefineStep>> make_perplexity(const RefineConfig& config) {
  const PerplexityConfig& own = config.perplexity;
  if (own.open_model) {
    JANGIN_ASSIGN(MeasureText measure, own.open_model());
    return std::make_unique<Perplexity>(own, std::make_unique<ModelMeasure>(std::move(measure)));
  }
  if (own.model != "corpus" || own.documents.empty()) return std::make_unique<NoPerplexity>();
  return std::make_unique<Perplexity>(own, std::make_unique<CorpusMeasure>(own));
}

}  // namespace jangin::refine
