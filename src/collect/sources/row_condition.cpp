// See row_condition.h.
#include "collect/sources/row_condition.h"

#include <sqlite3.h>

#include <utility>

#include <vector>

#include "collect/sources/rows.h"

namespace jangin::collect {

struct RowCondition::State {
  sqlite3* database = nullptr;
  sqlite3_stmt* statement = nullptr;
  std::vector<std::string> keys;    // of the statement, in the order of its values
  std::vector<std::string> absent;  // named by the condition, in no row so far
  ~State() {
    sqlite3_finalize(statement);
    sqlite3_close(database);
  }
};

namespace {

void bind(sqlite3_stmt* statement, int at, const nlohmann::json& value) {
  if (value.is_null()) {
    sqlite3_bind_null(statement, at);
  } else if (value.is_boolean()) {
    sqlite3_bind_int(statement, at, value.get<bool>() ? 1 : 0);
  } else if (value.is_number_integer() && !(value.is_number_unsigned() && value.get<uint64_t>() > INT64_MAX)) {
    sqlite3_bind_int64(statement, at, value.get<int64_t>());
  } else if (value.is_number()) {
    sqlite3_bind_double(statement, at, value.get<double>());
  } else {
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    sqlite3_bind_text64(statement, at, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  }
}

}  // namespace

RowCondition::RowCondition(std::string where) : where_(std::move(where)), state_(std::make_unique<State>()) {
  if (!where_.empty() && sqlite3_open(":memory:", &state_->database) != SQLITE_OK) problem_ = "no database in memory";
}

RowCondition::~RowCondition() = default;

std::optional<bool> RowCondition::holds(const nlohmann::json& object) {
  if (where_.empty()) return true;
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  if (!state_->statement || keys != state_->keys) {
    for (int more = 0; more < 64; ++more) {
      std::string columns = "NULL AS \"\"";
      for (size_t i = 0; i < keys.size(); ++i) columns += ", ?" + std::to_string(i + 1) + " AS " + sql_name(keys[i]);
      for (const std::string& name : state_->absent) {
        if (!object.contains(name)) columns += ", NULL AS " + sql_name(name);
      }
      sqlite3_finalize(std::exchange(state_->statement, nullptr));
      const std::string sql = "SELECT (" + where_ + ") FROM (SELECT " + columns + ")";
      if (sqlite3_prepare_v2(state_->database, sql.c_str(), -1, &state_->statement, nullptr) == SQLITE_OK) break;
      problem_ = sqlite3_errmsg(state_->database);
      constexpr std::string_view kNone = "no such column: ";
      if (!problem_.starts_with(kNone)) return std::nullopt;
      state_->absent.push_back(problem_.substr(kNone.size()));
    }
    state_->keys = std::move(keys);
  }
  if (!state_->statement) return std::nullopt;
  int at = 0;
  for (const auto& [key, value] : object.items()) bind(state_->statement, ++at, value);
  const int code = sqlite3_step(state_->statement);
  const bool yes = code == SQLITE_ROW && sqlite3_column_int(state_->statement, 0) != 0;
  if (code != SQLITE_ROW) problem_ = sqlite3_errmsg(state_->database);
  sqlite3_reset(state_->statement);
  return code == SQLITE_ROW ? std::optional<bool>(yes) : std::nullopt;
}

}  // namespace jangin::collect
