// Rows that are documents, as data sets and databases have them: what a recipe names of them, and how a row becomes a document.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "collect/opener.h"
#include "collect/source.h"

namespace jangin::collect {

struct RowOptions {
  std::string text, id, title, language, licence;  // names of columns; all but text may be empty
  std::string where;                               // a condition in SQL on the columns
  std::string query;                               // databases
  std::string format;                              // the reader of the text: "text", "markdown"
};

/// The options of a source as OpenInput::options; the version of the text's reader is in it, so that its rows are read again when it changes.
std::string row_options(const SourceConfig& source);
/// Back again; what is missing is empty.
RowOptions parse_row_options(std::string_view json);

/// A name as SQL writes it: "a ""b"" c".
std::string sql_name(std::string_view name);

struct Row {
  uint64_t number = 0;  // from 1
  std::optional<std::string> text, id, title, language, licence;
};

/// "row 7, id A-12"
std::string row_name(const Row& row);
/// The row's document, or its failure: no_text (none, or white space only), those of the reader.
void hand_over(const Row& row, const RowOptions& options, const ReadLimits& limits, MemberSink& sink);
void hand_over(const Row& row, const RowOptions& options, const ReadFailure& failure, uint64_t bytes, MemberSink& sink);

}  // namespace jangin::collect
