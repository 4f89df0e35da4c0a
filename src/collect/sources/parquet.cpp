// See parquet.h.
#include "collect/sources/parquet.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "collect/sources/rows.h"
#include "record/duckdb_session.h"

namespace jangin::collect {
namespace {

ReadFailure failure_of(const Error& error, bool in_condition) {
  const std::string& words = error.message;
  if (error.code == ErrorCode::limit_exceeded) return {"reader_memory", words};
  if (words.find("Binder Error") != std::string::npos && words.find("column") != std::string::npos) return {"no_such_column", words};
  const bool asked_wrong = words.find("Parser Error") != std::string::npos || words.find("Binder Error") != std::string::npos ||
                           words.find("Catalog Error") != std::string::npos || words.find("Conversion Error") != std::string::npos;
  return {asked_wrong && in_condition ? "bad_query" : "damaged", words};
}

/// NULL for a column that the recipe does not name.
std::string select_of(const RowOptions& options, int file) {
  std::string columns;
  for (const std::string* name : {&options.text, &options.id, &options.title, &options.language, &options.licence}) {
    columns += (columns.empty() ? "" : ", ") + (name->empty() ? std::string("NULL::VARCHAR") : "CAST(" + sql_name(*name) + " AS VARCHAR)");
  }
  std::string from = fmt::format("read_parquet('/proc/self/fd/{}', file_row_number = true)", file);
  return "SELECT " + columns + ", file_row_number FROM " + from + (options.where.empty() ? "" : " WHERE (" + options.where + ")");
}

struct Chunk {
  std::array<duckdb_string_t*, 5> texts{};
  std::array<uint64_t*, 6> valid{};
  int64_t* numbers = nullptr;
  idx_t size = 0;

  explicit Chunk(duckdb_data_chunk chunk) : size(duckdb_data_chunk_get_size(chunk)) {
    for (idx_t i = 0; i < 6; ++i) {
      duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, i);
      valid[i] = duckdb_vector_get_validity(vector);
      if (i < 5) texts[i] = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector));
      if (i == 5) numbers = static_cast<int64_t*>(duckdb_vector_get_data(vector));
    }
  }
  std::optional<std::string> text(size_t column, idx_t row) const {
    if (valid[column] && !duckdb_validity_row_is_valid(valid[column], row)) return std::nullopt;
    return std::string(record::string_at(texts[column], row));
  }
};

}  // namespace

OpenOutcome open_parquet(const OpenInput& input, MemberSink& sink) {
  const RowOptions options = parse_row_options(input.options);
  auto session = record::Session::open_own({.threads = 1, .memory = "1GiB"});
  if (!session) return std::unexpected(failure_of(session.error(), false));
  uint64_t last = 0, rows = 0;
  auto taken = session->query(select_of(options, input.file), input.name, [&](duckdb_data_chunk raw) -> Status {
    const Chunk chunk(raw);
    for (idx_t i = 0; i < chunk.size; ++i) {
      last = static_cast<uint64_t>(chunk.numbers[i]) + 1;
      ++rows;
      hand_over({last, chunk.text(0, i), chunk.text(1, i), chunk.text(2, i), chunk.text(3, i), chunk.text(4, i)}, options, input.limits, sink);
    }
    return {};
  });
  if (!taken) return std::unexpected(failure_of(taken.error(), !options.where.empty()));
  if (options.where.empty()) return {};
  auto counted = session->query(
      fmt::format("SELECT count(*) FROM read_parquet('/proc/self/fd/{}')", input.file), input.name, [&](duckdb_data_chunk raw) -> Status {
        const auto total = static_cast<uint64_t>(*static_cast<int64_t*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(raw, 0))));
        if (total > rows) sink.pass_over("where", total - rows);
        return {};
      });
  if (!counted) return std::unexpected(failure_of(counted.error(), false));
  return {};
}

}  // namespace jangin::collect
