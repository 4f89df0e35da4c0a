// Configuration from TOML into plain structs: each owner binds its own table; an unknown key is an error that names the nearest known one.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace jangin {

/// One table of a TOML file, read field by field. Each read marks its key as known; `finish()` reports keys that nobody read.
/// The first wrong type or range is kept and returned by finish(). Values that are absent leave the default in place.
/// Not thread-safe. Cheap to copy (shares the parsed file).
///
///   struct TrainConfig { double peak_rate = 3e-4; };
///   Status read_config(ConfigTable table, TrainConfig& c) {
///     table.number("peak_rate", c.peak_rate, 0.0, 1.0);
///     return table.finish();
///   }
class ConfigTable {
 public:
  /// Errors: not_found, invalid_format with line and column.
  static Result<ConfigTable> parse_file(const std::filesystem::path& path);
  static Result<ConfigTable> parse(std::string_view toml, std::string place);
  /// An empty table: every field keeps its default.
  static ConfigTable empty();

  ConfigTable& text(std::string_view key, std::string& value);
  ConfigTable& flag(std::string_view key, bool& value);
  ConfigTable& number(std::string_view key, double& value, double min, double max);
  ConfigTable& integer(std::string_view key, int64_t& value, int64_t min, int64_t max);
  ConfigTable& texts(std::string_view key, std::vector<std::string>& value);
  /// One of `choices` (an error lists them).
  ConfigTable& choice(std::string_view key, std::string& value, const std::vector<std::string>& choices);
  /// "15m", "2h", "90s" → seconds.
  ConfigTable& duration(std::string_view key, double& seconds);
  bool has(std::string_view key) const;

  /// A sub-table; empty when absent. The parent must outlive finish() of none: each table is finished by its own owner.
  ConfigTable table(std::string_view key);
  /// An array of tables ([[key]]); empty when absent.
  std::vector<ConfigTable> tables(std::string_view key);

  /// This table and those below it as TOML, every key that was read with the value it got, defaults included: the resolved recipe.
  std::string resolved() const;

  /// First error found, or the first unknown key: "recipe.toml: unknown key `train.peek_rate` (did you mean `peak_rate`?)".
  Status finish();

 private:
  struct State;
  explicit ConfigTable(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

/// Seconds from "15m", "2h30m", "90s", "45" (seconds); nothing for what is no duration or longer than ten years.
std::optional<double> parse_duration(std::string_view text);

}  // namespace jangin
