// SQLite's C interface behind Result.
#include "record/sqlite_database.h"

#include <cerrno>

#include "base/file.h"

namespace jangin::record {
namespace {

std::unexpected<Error> sqlite_error(sqlite3* database, const std::string& place) {
  int code = sqlite3_errcode(database) & 0xFF;
  std::string message = sqlite3_errmsg(database);
  const int number = sqlite3_system_errno(database);
  if (code == SQLITE_IOERR && (number == ENOSPC || number == EDQUOT || number == EFBIG)) code = SQLITE_FULL;  // its shared-memory file
  switch (code) {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT: return fail(ErrorCode::invalid_format, message, place, "move this file away: the stages fill a new one");
    case SQLITE_FULL: return fail(ErrorCode::io_error, "the disk is full: " + message, place, "free some space, then run the same command again");
    case SQLITE_BUSY: return fail(ErrorCode::conflict, message, place, "another program is writing to this workspace; wait until it is done");
    case SQLITE_ERROR:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH: return fail(ErrorCode::internal, message, place);
    default: return fail(ErrorCode::io_error, message, place);
  }
}

}  // namespace

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return bytes ? std::string(bytes, static_cast<size_t>(sqlite3_column_bytes(statement_, column))) : std::string();
}

Status Statement::step(const std::function<void(const Statement& row)>& take) {
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(statement_)) == SQLITE_ROW) take(*this);
  Status status;
  if (code != SQLITE_DONE) status = sqlite_error(database_, "catalog");
  sqlite3_reset(statement_);
  return status;
}

Result<Database> Database::open(const std::filesystem::path& path) {
  if (path.has_parent_path()) JANGIN_TRY(make_folders(path.parent_path()));
  sqlite3* handle = nullptr;
  int code = sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
  Database database(handle, path.string());
  if (code != SQLITE_OK) return sqlite_error(handle, path.string());
  constexpr int kBusyMs = 10000;
  sqlite3_busy_timeout(handle, kBusyMs);
  // NORMAL: after a power cut the last transactions may be gone, never half a one; kill -9 loses nothing (sqlite.org/wal.html).
  JANGIN_TRY(database.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"));
  return database;
}

Status Database::run(const std::string& sql) {
  if (sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return sqlite_error(database_, place_);
  return {};
}

Result<Statement> Database::prepare(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database_, sql.c_str(), static_cast<int>(sql.size()), &statement, nullptr) != SQLITE_OK)
    return sqlite_error(database_, place_);
  return Statement(database_, statement);
}

Status Database::transaction(const std::function<Status()>& body) {
  JANGIN_TRY(run("BEGIN IMMEDIATE"));
  Status status = body();
  if (status) status = run("COMMIT");
  if (!status) sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
  return status;
}

}  // namespace jangin::record
