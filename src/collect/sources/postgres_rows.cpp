// See postgres_rows.h.
#include "collect/sources/postgres_rows.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/strings.h"

namespace jangin::collect {
namespace {

constexpr Oid kBytes = 17;         // bytea, in the server's catalog
constexpr int kMostColumn = 2000;  // characters of a title, a language, a licence or an id
constexpr int kLookMs = 200;       // between looks whether to stop

struct Finish {
  void operator()(PGconn* c) const { PQfinish(c); }
  void operator()(PGresult* r) const { PQclear(r); }
  void operator()(PQconninfoOption* o) const { PQconninfoFree(o); }
};
using Answer = std::unique_ptr<PGresult, Finish>;

std::string words(const char* message) {
  std::string line(trim(message ? message : ""));
  std::ranges::replace_if(line, [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return line.empty() ? "the server does not answer" : line;
}

/// By SQLSTATE: what the server, the connection or the query is to blame for.
ReadFailure failure_of(PGconn* connection, const PGresult* answer) {
  const char* field = answer ? PQresultErrorField(answer, PG_DIAG_SQLSTATE) : nullptr;
  const std::string state = field ? field : "";
  const std::string message = words(answer ? PQresultErrorMessage(answer) : PQerrorMessage(connection));
  if (state == "57014") return {"timeout", message};
  if (PQstatus(connection) != CONNECTION_OK || state.empty() || state.starts_with("08") || state.starts_with("57P") || state.starts_with("53"))
    return {"unreachable", message};
  return {"bad_query", state == "25006" ? "the query does more than read" : message};
}

std::string sub_select(std::string query) {
  while (!query.empty() && std::string_view("; \t\r\n").find(query.back()) != std::string_view::npos) query.pop_back();
  return "(\n" + query + "\n) AS jangin_rows";  // lines of their own: the query may end in a comment
}

}  // namespace

struct PostgresRows::State {
  std::unique_ptr<PGconn, Finish> connection;
  uint64_t number = 0;

  std::optional<ReadFailure> run(const std::string& command) {
    Answer answer(PQexec(connection.get(), command.c_str()));
    if (PQresultStatus(answer.get()) == PGRES_COMMAND_OK) return std::nullopt;
    return failure_of(connection.get(), answer.get());
  }

  std::optional<ReadFailure> connect(const PostgresQuery& query) {
    const std::array<const char*, 5> keys{"connect_timeout", "fallback_application_name", "dbname", "client_encoding", nullptr};
    const std::array<const char*, 5> values{"15", "jangin", query.uri.c_str(), "UTF8", nullptr};
    connection.reset(PQconnectdbParams(keys.data(), values.data(), 1));
    if (PQstatus(connection.get()) != CONNECTION_OK) return ReadFailure{"unreachable", words(PQerrorMessage(connection.get()))};
    PQsetNoticeReceiver(connection.get(), [](void*, const PGresult*) {}, nullptr);
    if (auto failure = run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")) return failure;
    return run(fmt::format("SET LOCAL statement_timeout = {}", static_cast<int64_t>(query.timeout_seconds * 1000)));
  }

  /// The SELECT of ours: five columns and the text's size.
  std::expected<std::string, ReadFailure> select(const PostgresQuery& query) {
    const std::string from = sub_select(query.columns.query);
    Answer prepared(PQprepare(connection.get(), "", ("SELECT * FROM " + from).c_str(), 0, nullptr));
    if (PQresultStatus(prepared.get()) != PGRES_COMMAND_OK) return std::unexpected(failure_of(connection.get(), prepared.get()));
    Answer described(PQdescribePrepared(connection.get(), ""));
    if (PQresultStatus(described.get()) != PGRES_COMMAND_OK) return std::unexpected(failure_of(connection.get(), described.get()));
    const std::array<std::string, 5> named{query.columns.id, query.columns.text, query.columns.title, query.columns.language, query.columns.licence};
    const std::array<std::string, 5> usual{"id", "text", "title", "language", "licence"};
    std::string out = "SELECT ";
    for (size_t i = 0; i < named.size(); ++i) {
      const std::string name = sql_name(named[i].empty() ? usual[i] : named[i]);
      const int at = PQfnumber(described.get(), name.c_str());
      if (at < 0 && (i < 2 || !named[i].empty()))
        return std::unexpected(ReadFailure{"no_such_column", fmt::format("the query has no column {}", name)});
      if (i == 1 && PQftype(described.get(), at) == kBytes)
        return std::unexpected(ReadFailure{"bad_query", "the text's column holds bytes: convert_from(…, 'UTF8')"});
      const std::string value = fmt::format("({})::text", name);
      if (i == 1)
        out += fmt::format("CASE WHEN octet_length({0}) <= {1} THEN {0} END, octet_length({0}), ", value, query.max_text_bytes);
      else
        out += (at < 0 ? "NULL" : fmt::format("left({}, {})", value, kMostColumn)) + (i == 4 ? " " : ", ");
    }
    return out + "FROM " + from;
  }

  void cancel() {
    char error[256];
    PGcancel* request = PQgetCancel(connection.get());
    if (request) PQcancel(request, error, sizeof error);
    PQfreeCancel(request);
  }

  /// The next answer, when it is whole; looks now and then whether the user asks to stop.
  std::expected<Answer, ReadFailure> wait() {
    while (PQisBusy(connection.get())) {
      if (interrupted()) return cancel(), std::unexpected(ReadFailure{"interrupted", "stopped as asked"});
      pollfd socket{PQsocket(connection.get()), POLLIN, 0};
      if (::poll(&socket, 1, kLookMs) < 0 && errno != EINTR) return std::unexpected(ReadFailure{"unreachable", "waiting for the server failed"});
      if (!PQconsumeInput(connection.get())) return std::unexpected(ReadFailure{"unreachable", words(PQerrorMessage(connection.get()))});
    }
    return Answer(PQgetResult(connection.get()));
  }
};

PostgresRows::PostgresRows(std::unique_ptr<State> state) : state_(std::move(state)) {}
PostgresRows::PostgresRows(PostgresRows&&) noexcept = default;
PostgresRows::~PostgresRows() = default;

std::expected<PostgresRows, ReadFailure> PostgresRows::open(const PostgresQuery& query) {
  auto state = std::make_unique<State>();
  if (auto failure = state->connect(query)) return std::unexpected(std::move(*failure));
  auto select = state->select(query);
  if (!select) return std::unexpected(std::move(select.error()));
  // With parameters the protocol takes one statement and no more.
  PGconn* connection = state->connection.get();
  const bool sent =
      PQsendQueryParams(connection, select->c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0) == 1 && PQsetSingleRowMode(connection) == 1;
  if (!sent) return std::unexpected(failure_of(connection, nullptr));
  return PostgresRows(std::move(state));
}

std::expected<bool, ReadFailure> PostgresRows::next(Row& row, uint64_t& text_bytes) {
  auto answer = state_->wait();
  if (!answer) return std::unexpected(std::move(answer.error()));
  PGresult* rows = answer->get();
  if (!rows || PQresultStatus(rows) == PGRES_TUPLES_OK) return false;
  if (PQresultStatus(rows) != PGRES_SINGLE_TUPLE) return std::unexpected(failure_of(state_->connection.get(), rows));
  auto value = [&](int column) -> std::optional<std::string> {
    if (PQgetisnull(rows, 0, column)) return std::nullopt;
    return std::string(PQgetvalue(rows, 0, column), static_cast<size_t>(PQgetlength(rows, 0, column)));
  };
  row = {++state_->number, value(1), value(0), value(3), value(4), value(5)};
  const std::string size = value(2).value_or("0");
  text_bytes = 0;
  std::from_chars(size.data(), size.data() + size.size(), text_bytes);
  return true;
}

std::string uri_problem(const std::string& uri) {
  char* message = nullptr;
  const std::unique_ptr<PQconninfoOption, Finish> options(PQconninfoParse(uri.c_str(), &message));
  const std::string said = words(message);
  PQfreemem(message);
  if (!options) return said;
  for (const PQconninfoOption* option = options.get(); option->keyword; ++option) {
    const bool is_secret = std::string_view(option->keyword) == "password" || std::string_view(option->keyword) == "sslpassword";
    if (is_secret && option->val)
      return "it holds a password: put that into ~/.pgpass, PGPASSWORD or the variable of uri_variable, never into a recipe";
  }
  return {};
}

}  // namespace jangin::collect
