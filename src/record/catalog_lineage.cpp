// Which sources stand behind which samples, what changed when a source went, and which models saw a sample.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/hash.h"
#include "record/catalog.h"
#include "record/catalog_state.h"

namespace jangin::record {
namespace {

/// (sample_id, text_id, role, source_id)
using LineageRow = std::tuple<std::string, std::string, std::string, std::string>;

/// The sources of every text that evidence may name: passages by their occurrences, documents by the hash of their text.
std::map<std::string, std::set<std::string>> sources_of_texts(const std::vector<Passage>& passages, const std::vector<Document>& documents) {
  std::map<std::string, std::string> source_of_document;
  std::map<std::string, std::set<std::string>> sources;
  for (const Document& document : documents) {
    source_of_document[document.doc_id] = document.source_id;
    sources[document.text_id].insert(document.source_id);
  }
  for (const Passage& passage : passages) {
    for (const Occurrence& occurrence : passage.occurrences) {
      auto found = source_of_document.find(occurrence.doc_id);
      if (found != source_of_document.end()) sources[passage.passage_id].insert(found->second);
    }
  }
  return sources;
}

std::set<LineageRow> lineage_rows(const std::vector<Sample>& samples, const std::map<std::string, std::set<std::string>>& sources) {
  std::set<LineageRow> rows;
  for (const Sample& sample : samples) {
    for (const Evidence& evidence : sample.evidence) {
      auto found = sources.find(evidence.text_id);
      if (found == sources.end()) continue;
      for (const std::string& source : found->second) rows.emplace(sample.sample_id, evidence.text_id, evidence.role, source);
    }
  }
  return rows;
}

std::string content_hash(const std::set<std::string>& samples, const std::set<LineageRow>& rows) {
  Sha256 hash;
  hash.field("lineage").field(samples.size());
  for (const std::string& sample : samples) hash.field(sample);
  for (const auto& [sample, text, role, source] : rows) hash.field(sample).field(text).field(role).field(source);
  return hash.hex();
}

struct Generation {
  int64_t number = 0;
  std::string content_hash;
};

Result<Generation> last_generation(Database& database) {
  Generation last;
  JANGIN_ASSIGN(Statement read, database.prepare("SELECT generation, content_hash FROM lineage_generations ORDER BY generation DESC LIMIT 1"));
  JANGIN_TRY(read.query([&](const Statement& row) { last = {row.whole(0), row.text(1)}; }));
  return last;
}

Status put_generation(Database& database, int64_t number, const std::string& hash, const std::set<std::string>& samples,
                      const std::set<LineageRow>& rows) {
  {
    JANGIN_ASSIGN(Statement put, database.prepare("INSERT INTO lineage_generations VALUES (?,?)"));
    JANGIN_TRY(put.run(number, hash));
    JANGIN_ASSIGN(Statement put_sample, database.prepare("INSERT INTO lineage_samples VALUES (?,?)"));
    for (const std::string& sample : samples) JANGIN_TRY(put_sample.run(number, sample));
    JANGIN_ASSIGN(Statement put_row, database.prepare("INSERT INTO lineage VALUES (?,?,?,?,?)"));
    for (const auto& [sample, text, role, source] : rows) JANGIN_TRY(put_row.run(number, sample, text, role, source));
  }
  for (const char* table : {"lineage_generations", "lineage_samples", "lineage"}) {
    JANGIN_TRY(database.run(fmt::format("DELETE FROM {} WHERE generation < {}", table, number - 1)));
  }
  return {};
}

/// The first column of a query, as a list.
template <typename... Values>
Result<std::vector<std::string>> query_texts(Database& database, const std::string& sql, const Values&... values) {
  std::vector<std::string> texts;
  JANGIN_ASSIGN(Statement read, database.prepare(sql));
  JANGIN_TRY(read.query([&](const Statement& row) { texts.push_back(row.text(0)); }, values...));
  return texts;
}

}  // namespace

Status Catalog::put_sample_lineage(const std::vector<Sample>& samples, const std::vector<Passage>& passages, const std::vector<Document>& documents) {
  std::set<std::string> ids;
  for (const Sample& sample : samples) ids.insert(sample.sample_id);
  std::set<LineageRow> rows = lineage_rows(samples, sources_of_texts(passages, documents));
  std::string hash = content_hash(ids, rows);
  std::scoped_lock hold(state_->lock);
  Database& database = state_->database;
  return database.transaction([&]() -> Status {
    JANGIN_ASSIGN(Generation last, last_generation(database));
    if (last.content_hash == hash) return {};
    return put_generation(database, last.number + 1, hash, ids, rows);
  });
}

Result<std::vector<std::string>> Catalog::samples_of_source(const std::string& source_id, bool only) {
  std::scoped_lock hold(state_->lock);
  Database& database = state_->database;
  JANGIN_ASSIGN(Generation last, last_generation(database));
  std::string sql = "SELECT DISTINCT mine.sample_id FROM lineage mine WHERE mine.generation = ?1 AND mine.source_id = ?2";
  if (only) {
    sql +=
        " AND NOT EXISTS (SELECT 1 FROM lineage other JOIN sources s ON s.source_id = other.source_id AND s.is_current = 1"
        " WHERE other.generation = ?1 AND other.sample_id = mine.sample_id AND other.text_id = mine.text_id AND other.source_id <> ?2)";
  }
  return query_texts(database, sql + " ORDER BY mine.sample_id", last.number, source_id);
}

Result<std::vector<std::string>> Catalog::sources_of_sample(const std::string& sample_id) {
  std::scoped_lock hold(state_->lock);
  JANGIN_ASSIGN(Generation last, last_generation(state_->database));
  return query_texts(state_->database, "SELECT DISTINCT source_id FROM lineage WHERE generation = ? AND sample_id = ? ORDER BY source_id",
                     last.number, sample_id);
}

Result<Catalog::SampleChange> Catalog::last_sample_change() {
  std::scoped_lock hold(state_->lock);
  Database& database = state_->database;
  JANGIN_ASSIGN(Generation last, last_generation(database));
  const std::string kIn = "SELECT sample_id FROM lineage_samples WHERE generation = ?";
  SampleChange change;
  JANGIN_ASSIGN(change.added, query_texts(database, kIn + " EXCEPT " + kIn, last.number, last.number - 1));
  JANGIN_ASSIGN(change.removed, query_texts(database, kIn + " EXCEPT " + kIn, last.number - 1, last.number));
  JANGIN_ASSIGN(change.kept, query_texts(database, kIn + " INTERSECT " + kIn, last.number, last.number - 1));
  return change;
}

Status Catalog::put_exposures(const std::string& run_id, const std::vector<Exposure>& rows) {
  std::scoped_lock hold(state_->lock);
  Database& database = state_->database;
  return database.transaction([&]() -> Status {
    JANGIN_ASSIGN(Statement put,
                  database.prepare("INSERT INTO exposures VALUES (?,?,1,?,?,?) ON CONFLICT (sample_id, run_id) DO UPDATE SET times = times + 1, "
                                   "loss_tokens = loss_tokens + excluded.loss_tokens, tokens = tokens + excluded.tokens, "
                                   "last_step = MAX(last_step, excluded.last_step)"));
    for (const Exposure& row : rows) JANGIN_TRY(put.run(run_id, row.sample_id, row.loss_tokens, row.tokens, row.step));
    return {};
  });
}

Result<std::vector<ModelRow>> Catalog::models_that_saw(const std::vector<std::string>& sample_ids) {
  std::scoped_lock hold(state_->lock);
  Database& database = state_->database;
  std::map<std::string, ModelRow> found;
  JANGIN_ASSIGN(Statement read, database.prepare("SELECT m.* FROM models m JOIN exposures e ON e.run_id = m.run_id WHERE e.sample_id = ?"));
  for (const std::string& sample : sample_ids) {
    JANGIN_TRY(read.query(
        [&](const Statement& row) { found[row.text(0)] = {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5)}; }, sample));
  }
  std::vector<ModelRow> models;
  for (auto& [id, row] : found) models.push_back(std::move(row));
  return models;
}

}  // namespace jangin::record
