// The catalog of a workspace: SQLite tables of runs, manifests, sources, rights, models, evaluations, sample lineage. One writer at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "record/manifest.h"
#include "record/records.h"

namespace jangin::record {

struct RunRow {
  std::string run_id;                                    // hash(recipe hash, started_at)
  std::string recipe_hash, started_at, ended_at, state;  // "running", "done", "stopped", "failed"
  std::string program_version, machine;
};
struct ModelRow {
  std::string model_id;  // SHA-256 of the weights file
  std::string path, architecture, base_model_id, run_id, licence;
};
struct EvaluationRow {
  std::string model_id, task, metric;
  double value = 0;
  uint64_t of = 0;
};

/// Thread-safe (one lock). WAL mode; survives kill -9.
class Catalog {
 public:
  /// Creates the tables when absent; refuses a newer schema_version. Errors: io_error, invalid_format, unsupported.
  static Result<Catalog> open(const std::filesystem::path& path);
  Catalog(Catalog&&) noexcept;
  Catalog& operator=(Catalog&&) noexcept;
  ~Catalog();

  Status put_run(const RunRow& row);
  Status put_manifest(const std::string& run_id, const Manifest& manifest);
  /// Replaces the present set of sources: those not in `rows` become `vanished` (or keep `withdrawn`); their rows stay, as do the rows of
  /// older versions (other blob_ids) of a source, which become `changed`.
  Status put_sources(const std::vector<SourceVersion>& rows);
  Status put_rights(const std::vector<Rights>& rows);
  Status put_model(const ModelRow& row);
  Status put_evaluation(const EvaluationRow& row);
  /// Replaces the lineage of the current samples: which document (and so which source) each sample's evidence stands in. The lineage
  /// before it is kept for last_sample_change(); putting an equal one again changes nothing. `passages` and `documents` are those of refine.
  Status put_sample_lineage(const std::vector<Sample>& samples, const std::vector<Passage>& passages, const std::vector<Document>& documents);

  /// Every version of every source, tombstones too, by source_id and time.
  Result<std::vector<SourceVersion>> sources();
  Result<std::vector<Rights>> rights();
  Result<std::vector<RunRow>> runs();
  Result<std::vector<EvaluationRow>> evaluations(const std::string& model_id);
  Result<std::vector<ModelRow>> models();
  /// Samples with evidence that stands in this source; `only` = with evidence that stands in no other present source: what a withdrawal
  /// of the source takes away or changes. Ordered by id.
  Result<std::vector<std::string>> samples_of_source(const std::string& source_id, bool only);
  /// The sources (URIs, ordered) that a sample's evidence stands in, in the current lineage.
  Result<std::vector<std::string>> sources_of_sample(const std::string& sample_id);
  /// What changed between the last two lineages: sample ids added and removed. All are `added` while there is only one.
  struct SampleChange {
    std::vector<std::string> added, removed, kept;
  };
  Result<SampleChange> last_sample_change();
  /// What a run has shown a model; adds to what was put for this run before, so that a step is put once.
  Status put_exposures(const std::string& run_id, const std::vector<Exposure>& rows);
  /// Models whose run exposed any of these samples.
  Result<std::vector<ModelRow>> models_that_saw(const std::vector<std::string>& sample_ids);

 private:
  struct State;
  explicit Catalog(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace jangin::record
