// See sqlite.h.
#include "collect/sources/sqlite.h"

#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>

#include <fmt/format.h>

#include "base/progress.h"
#include "base/strings.h"
#include "collect/sources/rows.h"

namespace jangin::collect {
namespace {

/// The database as SQLite sees it: one read-only file of fixed size.
struct OneFile {
  sqlite3_file base;
  int descriptor;
  sqlite3_int64 bytes;
};
int current_descriptor = -1;  // of the file that is opened next; the child opens one
sqlite3_int64 current_bytes = 0;

int read_at(sqlite3_file* file, void* out, int size, sqlite3_int64 at) {
  const auto& one = *reinterpret_cast<OneFile*>(file);
  char* bytes = static_cast<char*>(out);
  if (lseek(one.descriptor, at, SEEK_SET) < 0) return SQLITE_IOERR_READ;
  int got = 0;
  while (got < size) {
    const ssize_t n = read(one.descriptor, bytes + got, static_cast<size_t>(size - got));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return SQLITE_IOERR_READ;
    if (n == 0) break;
    got += static_cast<int>(n);
  }
  std::memset(bytes + got, 0, static_cast<size_t>(size - got));
  // A database that was in WAL mode says so in its header, and would ask for files that a copy does not have.
  for (sqlite3_int64 mode = 18; mode <= 19; ++mode) {
    if (at <= mode && mode < at + size && bytes[mode - at] == 2) bytes[mode - at] = 1;
  }
  return got == size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

const sqlite3_io_methods& methods() {
  static const sqlite3_io_methods all = [] {
    sqlite3_io_methods m{};
    m.iVersion = 1;
    m.xClose = [](sqlite3_file*) { return SQLITE_OK; };
    m.xRead = read_at;
    m.xWrite = [](sqlite3_file*, const void*, int, sqlite3_int64) { return SQLITE_READONLY; };
    m.xTruncate = [](sqlite3_file*, sqlite3_int64) { return SQLITE_READONLY; };
    m.xSync = [](sqlite3_file*, int) { return SQLITE_OK; };
    m.xFileSize = [](sqlite3_file* file, sqlite3_int64* size) { return *size = reinterpret_cast<OneFile*>(file)->bytes, SQLITE_OK; };
    m.xLock = [](sqlite3_file*, int) { return SQLITE_OK; };
    m.xUnlock = [](sqlite3_file*, int) { return SQLITE_OK; };
    m.xCheckReservedLock = [](sqlite3_file*, int* held) { return *held = 0, SQLITE_OK; };
    m.xFileControl = [](sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; };
    m.xSectorSize = [](sqlite3_file*) { return 4096; };
    m.xDeviceCharacteristics = [](sqlite3_file*) { return SQLITE_IOCAP_IMMUTABLE; };
    return m;
  }();
  return all;
}

int open_file(sqlite3_vfs*, const char*, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;
  if (!(flags & SQLITE_OPEN_MAIN_DB) || current_descriptor < 0) return SQLITE_CANTOPEN;  // no journal, no temporary file
  auto& one = *reinterpret_cast<OneFile*>(file);
  one.descriptor = current_descriptor;
  one.bytes = current_bytes;
  one.base.pMethods = &methods();
  if (out_flags) *out_flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
  return SQLITE_OK;
}

/// Registered once: a system of files that knows one file.
const char* one_file_system() {
  static sqlite3_vfs system = [] {
    sqlite3_vfs v = *sqlite3_vfs_find(nullptr);  // its clock and random numbers
    v.zName = "one-file";
    v.szOsFile = sizeof(OneFile);
    v.pNext = nullptr;
    v.xOpen = open_file;
    v.xDelete = [](sqlite3_vfs*, const char*, int) { return SQLITE_READONLY; };
    v.xAccess = [](sqlite3_vfs*, const char*, int, int* there) { return *there = 0, SQLITE_OK; };
    v.xFullPathname = [](sqlite3_vfs*, const char* name, int size, char* out) { return sqlite3_snprintf(size, out, "%s", name), SQLITE_OK; };
    return v;
  }();
  static const int registered = sqlite3_vfs_register(&system, 0);
  return registered == SQLITE_OK ? system.zName : nullptr;
}

/// Reading and nothing else: also what a trigger, a view or a pragma would do.
int authorize(void*, int action, const char*, const char*, const char*, const char*) {
  return action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_FUNCTION || action == SQLITE_RECURSIVE ? SQLITE_OK : SQLITE_DENY;
}

struct Close {
  void operator()(sqlite3* d) const { sqlite3_close(d); }
  void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
};
using Database = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

ReadFailure failure_of(sqlite3* database) {
  const int code = sqlite3_errcode(database) & 0xff;
  const std::string words = sqlite3_errmsg(database);
  if (code == SQLITE_NOTADB) return {"not_a_database", "no SQLite database"};
  if (code == SQLITE_CORRUPT || code == SQLITE_IOERR || code == SQLITE_FORMAT) return {"damaged", words};
  if (code == SQLITE_NOMEM) return {"reader_memory", words};
  return {"bad_query", code == SQLITE_AUTH ? "the query does more than read" : words};
}

std::expected<Statement, ReadFailure> prepare(sqlite3* database, const std::string& query) {
  sqlite3_stmt* raw = nullptr;
  const char* rest = nullptr;
  if (sqlite3_prepare_v2(database, query.c_str(), -1, &raw, &rest) != SQLITE_OK) return std::unexpected(failure_of(database));
  Statement statement(raw);
  if (!raw || !sqlite3_stmt_readonly(raw)) return std::unexpected(ReadFailure{"bad_query", "the query must be one SELECT"});
  while (rest && (*rest == ';' || *rest == ' ' || *rest == '\n' || *rest == '\r' || *rest == '\t')) ++rest;
  if (rest && *rest) return std::unexpected(ReadFailure{"bad_query", "the query must be one SELECT, nothing behind it"});
  return statement;
}

struct Columns {
  std::array<int, 5> at{-1, -1, -1, -1, -1};  // text, id, title, language, licence
};

std::expected<Columns, ReadFailure> find_columns(sqlite3_stmt* statement, const RowOptions& options) {
  const std::array<std::string, 5> named{options.text, options.id, options.title, options.language, options.licence};
  const std::array<std::string, 5> usual{"text", "id", "title", "language", "licence"};
  Columns columns;
  for (size_t i = 0; i < named.size(); ++i) {
    const std::string& wanted = named[i].empty() ? usual[i] : named[i];
    for (int c = 0; c < sqlite3_column_count(statement); ++c) {
      const char* name = sqlite3_column_name(statement, c);
      if (name && to_lower_ascii(name) == to_lower_ascii(wanted)) columns.at[i] = c;
    }
    if (columns.at[i] < 0 && (i == 0 || !named[i].empty()))
      return std::unexpected(ReadFailure{"no_such_column", fmt::format("the query has no column \"{}\"", wanted)});
  }
  return columns;
}

std::optional<std::string> column(sqlite3_stmt* statement, int at) {
  if (at < 0 || sqlite3_column_type(statement, at) == SQLITE_NULL) return std::nullopt;
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement, at));
  return std::string(bytes ? bytes : "", static_cast<size_t>(sqlite3_column_bytes(statement, at)));
}

/// A journal whose header was wiped, or never synced, asks for nothing.
bool is_hot_journal(const std::filesystem::path& journal) {
  constexpr std::string_view kMagic = "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7";
  std::ifstream file(journal, std::ios::binary);
  std::string head(kMagic.size(), '\0');
  return file.read(head.data(), static_cast<std::streamsize>(head.size())) && head == kMagic;
}

}  // namespace

std::optional<ReadFailure> sqlite_beside(const std::filesystem::path& database) {
  std::error_code error, none;
  std::filesystem::path file = std::filesystem::canonical(database, error);  // SQLite follows links, too
  const std::string name = error ? database.string() : file.string();
  const auto log_bytes = std::filesystem::file_size(name + "-wal", none);
  const bool has_log = !none && log_bytes > 0;
  if (!has_log && !is_hot_journal(name + "-journal")) return std::nullopt;
  return ReadFailure{"unfinished_writes",
                     fmt::format("{} beside it holds writes that the database lacks; end the program that writes it, or open and close it once",
                                 has_log ? "a -wal file" : "a -journal file")};
}

OpenOutcome open_sqlite(const OpenInput& input, MemberSink& sink) {
  const RowOptions options = parse_row_options(input.options);
  const char* system = one_file_system();
  if (!system) return read_failure("damaged", "SQLite takes no file system of ours");
  current_descriptor = input.file;
  current_bytes = static_cast<sqlite3_int64>(input.bytes);
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2("source", &raw, SQLITE_OPEN_READONLY, system);
  Database database(raw);
  if (opened != SQLITE_OK) return std::unexpected(failure_of(raw));
  sqlite3_exec(raw, "PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;", nullptr, nullptr, nullptr);
  sqlite3_limit(raw, SQLITE_LIMIT_LENGTH, static_cast<int>(std::min<uint64_t>(input.limits.max_text_bytes * 2 + 1'000'000, 1'000'000'000)));
  sqlite3_limit(raw, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_set_authorizer(raw, authorize, nullptr);
  auto statement = prepare(raw, options.query);
  if (!statement) return std::unexpected(std::move(statement.error()));
  auto columns = find_columns(statement->get(), options);
  if (!columns) return std::unexpected(std::move(columns.error()));
  Row row;
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(statement->get())) == SQLITE_ROW) {
    sqlite3_stmt* s = statement->get();
    const auto& at = columns->at;
    const bool is_bytes = sqlite3_column_type(s, at[0]) == SQLITE_BLOB;  // asked first: taking it as text changes its type
    row = {row.number + 1, column(s, at[0]), column(s, at[1]), column(s, at[2]), column(s, at[3]), column(s, at[4])};
    if (is_bytes) {
      hand_over(row, options, {"bad_row", "the text's column holds bytes"}, row.text ? row.text->size() : 0, sink);
    } else {
      hand_over(row, options, input.limits, sink);
    }
  }
  if (code != SQLITE_DONE) return std::unexpected(failure_of(raw));
  return {};
}

}  // namespace jangin::collect
