// The catalog's tables and everything in it but the lineage of samples (catalog_lineage.cpp).
#include "record/catalog.h"

#include <fmt/format.h>

#include "record/catalog_state.h"

namespace jangin::record {
namespace {

constexpr int kCatalogVersion = 1;

/// `is_current`: in the last put_sources, and neither withdrawn nor vanished. Lineage has generations: the last two are kept.
constexpr const char* kTables = R"(
CREATE TABLE IF NOT EXISTS catalog (schema_version INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS runs (run_id TEXT PRIMARY KEY, recipe_hash TEXT, started_at TEXT, ended_at TEXT, state TEXT, program_version TEXT,
  machine TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS manifests (run_id TEXT, stage TEXT, manifest_key TEXT, manifest_hash TEXT, config_hash TEXT, created_at TEXT,
  PRIMARY KEY (run_id, stage)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sources (source_id TEXT, blob_id TEXT, bytes INTEGER, fetched_at TEXT, valid_from TEXT, valid_to TEXT, state TEXT,
  supersedes TEXT, rights_id TEXT, is_current INTEGER, PRIMARY KEY (source_id, blob_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rights (rights_id TEXT PRIMARY KEY, licence_declared TEXT, licence_detected TEXT, may_train INTEGER,
  may_redistribute INTEGER, may_use_commercially INTEGER, share_alike INTEGER, attribution TEXT, classification TEXT, readers_allowed TEXT,
  retention TEXT, personal_data_basis TEXT, reviewer TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS models (model_id TEXT PRIMARY KEY, path TEXT, architecture TEXT, base_model_id TEXT, run_id TEXT, licence TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS evaluations (model_id TEXT, task TEXT, metric TEXT, value REAL, of_count INTEGER,
  PRIMARY KEY (model_id, task, metric)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lineage_generations (generation INTEGER PRIMARY KEY, content_hash TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS lineage_samples (generation INTEGER, sample_id TEXT, PRIMARY KEY (generation, sample_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lineage (generation INTEGER, sample_id TEXT, text_id TEXT, role TEXT, source_id TEXT,
  PRIMARY KEY (generation, source_id, sample_id, text_id, role)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS lineage_by_text ON lineage (generation, sample_id, text_id);
CREATE TABLE IF NOT EXISTS exposures (run_id TEXT, sample_id TEXT, times INTEGER, loss_tokens INTEGER, tokens INTEGER, last_step INTEGER,
  PRIMARY KEY (sample_id, run_id)) WITHOUT ROWID;
)";

Status create_tables(Database& database, const std::string& place) {
  return database.transaction([&]() -> Status {
    JANGIN_TRY(database.run(kTables));
    int64_t version = 0;
    {
      JANGIN_ASSIGN(Statement read, database.prepare("SELECT schema_version FROM catalog"));
      JANGIN_TRY(read.query([&](const Statement& row) { version = row.whole(0); }));
    }
    if (version > kCatalogVersion)
      return fail(ErrorCode::unsupported, "was written by a newer program", place, "use that program for this workspace");
    if (version == 0) return database.run(fmt::format("INSERT INTO catalog VALUES ({})", kCatalogVersion));
    return {};
  });
}

SourceVersion source_row(const Statement& row) {
  SourceVersion source{row.text(0), row.text(1), static_cast<uint64_t>(row.whole(2)), row.text(3), row.text(4), row.text(5), SourceState::present,
                       row.text(7), row.text(8)};
  for (SourceState state : {SourceState::changed, SourceState::withdrawn, SourceState::vanished}) {
    if (source_state_name(state) == row.text(6)) source.state = state;
  }
  return source;
}

std::optional<bool> optional_flag(const Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional<bool>(row.whole(column) != 0);
}

/// -1: undeclared, stored as NULL by the statement.
int flag_number(const std::optional<bool>& flag) { return flag ? (*flag ? 1 : 0) : -1; }

}  // namespace

Catalog::Catalog(std::unique_ptr<State> state) : state_(std::move(state)) {}
Catalog::Catalog(Catalog&&) noexcept = default;
Catalog& Catalog::operator=(Catalog&&) noexcept = default;
Catalog::~Catalog() = default;

Result<Catalog> Catalog::open(const std::filesystem::path& path) {
  JANGIN_ASSIGN(Database database, Database::open(path));
  JANGIN_TRY(create_tables(database, path.string()));
  return Catalog(std::make_unique<State>(std::move(database)));
}

Status Catalog::put_run(const RunRow& row) {
  std::scoped_lock hold(state_->lock);
  JANGIN_ASSIGN(Statement put, state_->database.prepare("INSERT OR REPLACE INTO runs VALUES (?,?,?,?,?,?,?)"));
  return put.run(row.run_id, row.recipe_hash, row.started_at, row.ended_at, row.state, row.program_version, row.machine);
}

Status Catalog::put_manifest(const std::string& run_id, const Manifest& manifest) {
  std::scoped_lock hold(state_->lock);
  JANGIN_ASSIGN(Statement put, state_->database.prepare("INSERT OR REPLACE INTO manifests VALUES (?,?,?,?,?,?)"));
  return put.run(run_id, manifest.stage, manifest.key(), manifest.hash(), manifest.config_hash, manifest.created_at);
}

Status Catalog::put_sources(const std::vector<SourceVersion>& rows) {
  std::scoped_lock hold(state_->lock);
  Database& database = state_->database;
  return database.transaction([&]() -> Status {
    JANGIN_TRY(database.run("UPDATE sources SET is_current = 0"));
    JANGIN_ASSIGN(Statement put, database.prepare("INSERT OR REPLACE INTO sources VALUES (?,?,?,?,?,?,?,?,?,?)"));
    for (const SourceVersion& row : rows) {
      bool current = row.state == SourceState::present || row.state == SourceState::changed;
      JANGIN_TRY(put.run(row.source_id, row.blob_id, row.bytes, row.fetched_at, row.valid_from, row.valid_to, source_state_name(row.state),
                         row.supersedes, row.rights_id, current ? 1 : 0));
    }
    // A source that is still there in another version changed; one that is there no more vanished, unless it was withdrawn.
    JANGIN_TRY(
        database.run("UPDATE sources SET state = 'changed' WHERE is_current = 0 AND state = 'present' AND source_id IN "
                     "(SELECT source_id FROM sources WHERE is_current = 1)"));
    return database.run(
        "UPDATE sources SET state = 'vanished' WHERE is_current = 0 AND state IN ('present', 'changed') AND source_id NOT IN "
        "(SELECT source_id FROM sources WHERE is_current = 1)");
  });
}

Status Catalog::put_rights(const std::vector<Rights>& rows) {
  std::scoped_lock hold(state_->lock);
  Database& database = state_->database;
  return database.transaction([&]() -> Status {
    JANGIN_ASSIGN(Statement put,
                  database.prepare("INSERT OR REPLACE INTO rights VALUES (?,?,?,NULLIF(?,-1),NULLIF(?,-1),NULLIF(?,-1),?,?,?,?,?,?,?)"));
    for (const Rights& row : rows) {
      JANGIN_TRY(put.run(row.rights_id, row.licence_declared, row.licence_detected, flag_number(row.may_train), flag_number(row.may_redistribute),
                         flag_number(row.may_use_commercially), row.share_alike ? 1 : 0, row.attribution, row.classification, row.readers_allowed,
                         row.retention, row.personal_data_basis, row.reviewer));
    }
    return {};
  });
}

Status Catalog::put_model(const ModelRow& row) {
  std::scoped_lock hold(state_->lock);
  JANGIN_ASSIGN(Statement put, state_->database.prepare("INSERT OR REPLACE INTO models VALUES (?,?,?,?,?,?)"));
  return put.run(row.model_id, row.path, row.architecture, row.base_model_id, row.run_id, row.licence);
}

Status Catalog::put_evaluation(const EvaluationRow& row) {
  std::scoped_lock hold(state_->lock);
  JANGIN_ASSIGN(Statement put, state_->database.prepare("INSERT OR REPLACE INTO evaluations VALUES (?,?,?,?,?)"));
  return put.run(row.model_id, row.task, row.metric, row.value, row.of);
}

Result<std::vector<SourceVersion>> Catalog::sources() {
  std::scoped_lock hold(state_->lock);
  std::vector<SourceVersion> rows;
  JANGIN_ASSIGN(Statement read, state_->database.prepare("SELECT * FROM sources ORDER BY source_id, fetched_at, blob_id"));
  JANGIN_TRY(read.query([&](const Statement& row) { rows.push_back(source_row(row)); }));
  return rows;
}

Result<std::vector<Rights>> Catalog::rights() {
  std::scoped_lock hold(state_->lock);
  std::vector<Rights> rows;
  JANGIN_ASSIGN(Statement read, state_->database.prepare("SELECT * FROM rights ORDER BY rights_id"));
  JANGIN_TRY(read.query([&](const Statement& row) {
    rows.push_back({row.text(0), row.text(1), row.text(2), optional_flag(row, 3), optional_flag(row, 4), optional_flag(row, 5), row.whole(6) != 0,
                    row.text(7), row.text(8), row.text(9), row.text(10), row.text(11), row.text(12)});
  }));
  return rows;
}

Result<std::vector<RunRow>> Catalog::runs() {
  std::scoped_lock hold(state_->lock);
  std::vector<RunRow> rows;
  JANGIN_ASSIGN(Statement read, state_->database.prepare("SELECT * FROM runs ORDER BY started_at, run_id"));
  JANGIN_TRY(read.query(
      [&](const Statement& row) { rows.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6)}); }));
  return rows;
}

Result<std::vector<EvaluationRow>> Catalog::evaluations(const std::string& model_id) {
  std::scoped_lock hold(state_->lock);
  std::vector<EvaluationRow> rows;
  JANGIN_ASSIGN(Statement read, state_->database.prepare("SELECT * FROM evaluations WHERE model_id = ? ORDER BY task, metric"));
  JANGIN_TRY(read.query(
      [&](const Statement& row) { rows.push_back({row.text(0), row.text(1), row.text(2), row.real(3), static_cast<uint64_t>(row.whole(4))}); },
      model_id));
  return rows;
}

Result<std::vector<ModelRow>> Catalog::models() {
  std::scoped_lock hold(state_->lock);
  std::vector<ModelRow> rows;
  JANGIN_ASSIGN(Statement read, state_->database.prepare("SELECT * FROM models ORDER BY model_id"));
  JANGIN_TRY(
      read.query([&](const Statement& row) { rows.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5)}); }));
  return rows;
}

}  // namespace jangin::record
