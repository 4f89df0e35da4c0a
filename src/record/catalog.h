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
  std::string run_id;        // hash(recipe hash, started_at)
  std::string recipe_hash, started_at, ended_at, state;  // "running", "done", "stopped", "failed"
  std::string program_version, machine;
};
struct ModelRow {
  std::string model_id;      // SHA-256 of the weights file
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
  /// Creates the tables when absent; refuses a newer schema_version. Errors: io_error, unsupported.
  static Result<Catalog> open(const std::filesystem::path& path);
  Catalog(Catalog&&) noexcept;
  Catalog& operator=(Catalog&&) noexcept;
  ~Catalog();

  Status put_run(const RunRow& row);
  Status put_manifest(const std::string& run_id, const Manifest& manifest);
  /// Replaces the present set of sources: those not in `rows` become `vanished` (or keep `withdrawn`); their rows stay.
  Status put_sources(const std::vector<SourceVersion>& rows);
  Status put_rights(const std::vector<Rights>& rows);
  Status put_model(const ModelRow& row);
  Status put_evaluation(const EvaluationRow& row);
  /// Replaces the lineage of the current samples: which document (and so which source) each sample's evidence stands in.
  Status put_sample_lineage(const std::vector<Sample>& samples, const std::vector<Passage>& passages, const std::vector<Document>& documents);

  Result<std::vector<SourceVersion>> sources();
  Result<std::vector<EvaluationRow>> evaluations(const std::string& model_id);
  Result<std::vector<ModelRow>> models();
  /// Samples whose evidence stands in this source; `only` = in no other present source.
  Result<std::vector<std::string>> samples_of_source(const std::string& source_id, bool only);
  /// What changed between the last two lineages: sample ids added and removed.
  struct SampleChange {
    std::vector<std::string> added, removed, kept;
  };
  Result<SampleChange> last_sample_change();
  /// Models whose run exposed any of these samples.
  Status put_exposures(const std::string& run_id, const std::vector<Exposure>& rows);
  Result<std::vector<ModelRow>> models_that_saw(const std::vector<std::string>& sample_ids);

 private:
  struct State;
  explicit Catalog(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace jangin::record
