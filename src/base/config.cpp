// toml++ behind ConfigTable, compiled here only.
#include "base/config.h"

#define TOML_EXCEPTIONS 0
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/file.h"
#include "base/strings.h"

namespace jangin {

struct ConfigTable::State {
  std::shared_ptr<toml::table> root;  // keeps `node` alive
  const toml::table* node = nullptr;  // null: an absent table
  std::string place;                  // file name
  std::string path;                   // "train." for the keys of [train]
  std::vector<std::string> known;
  std::optional<Error> error;

  const toml::node* find(std::string_view key) {
    known.emplace_back(key);
    return node ? node->get(key) : nullptr;
  }
  std::string where(const toml::node* at) const {
    return fmt::format("{}:{}", place, static_cast<unsigned>(at->source().begin.line));
  }
  void wrong(const toml::node* at, std::string_view key, std::string message, std::string hint = {}) {
    if (!error) error = Error{ErrorCode::invalid_argument, fmt::format("`{}{}` {}", path, key, message), where(at), std::move(hint)};
  }
};

Result<ConfigTable> ConfigTable::parse_file(const std::filesystem::path& path) {
  JANGIN_ASSIGN(std::string bytes, read_file(path, 16U << 20));
  return parse(bytes, path.string());
}

Result<ConfigTable> ConfigTable::parse(std::string_view source, std::string place) {
  toml::parse_result result = toml::parse(source, place);
  if (!result) {
    const toml::parse_error& error = result.error();
    return fail(ErrorCode::invalid_format, std::string(error.description()),
                fmt::format("{}:{}:{}", place, static_cast<unsigned>(error.source().begin.line), static_cast<unsigned>(error.source().begin.column)),
                "the file must be TOML");
  }
  auto state = std::make_shared<State>();
  state->root = std::make_shared<toml::table>(std::move(result).table());
  state->node = state->root.get();
  state->place = std::move(place);
  return ConfigTable(std::move(state));
}

ConfigTable ConfigTable::empty() { return ConfigTable(std::make_shared<State>()); }

ConfigTable& ConfigTable::text(std::string_view key, std::string& value) {
  if (const toml::node* at = state_->find(key)) {
    if (auto found = at->value_exact<std::string>()) {
      value = *found;
    } else {
      state_->wrong(at, key, "must be a text", "write it in quotes");
    }
  }
  return *this;
}

ConfigTable& ConfigTable::flag(std::string_view key, bool& value) {
  if (const toml::node* at = state_->find(key)) {
    if (auto found = at->value_exact<bool>()) {
      value = *found;
    } else {
      state_->wrong(at, key, "must be true or false");
    }
  }
  return *this;
}

ConfigTable& ConfigTable::number(std::string_view key, double& value, double min, double max) {
  if (const toml::node* at = state_->find(key)) {
    auto found = at->is_number() ? at->value<double>() : std::nullopt;
    if (found && *found >= min && *found <= max) {
      value = *found;
    } else {
      state_->wrong(at, key, fmt::format("must be a number from {} to {}", min, max));
    }
  }
  return *this;
}

ConfigTable& ConfigTable::integer(std::string_view key, int64_t& value, int64_t min, int64_t max) {
  if (const toml::node* at = state_->find(key)) {
    auto found = at->value_exact<int64_t>();
    if (found && *found >= min && *found <= max) {
      value = *found;
    } else {
      state_->wrong(at, key, fmt::format("must be a whole number from {} to {}", min, max));
    }
  }
  return *this;
}

ConfigTable& ConfigTable::texts(std::string_view key, std::vector<std::string>& value) {
  const toml::node* at = state_->find(key);
  if (!at) return *this;
  const toml::array* array = at->as_array();
  if (!array) {
    state_->wrong(at, key, "must be a list of texts");
    return *this;
  }
  value.clear();
  for (const toml::node& element : *array) {
    auto found = element.value_exact<std::string>();
    if (!found) {
      state_->wrong(at, key, "must be a list of texts");
      return *this;
    }
    value.push_back(*found);
  }
  return *this;
}

ConfigTable& ConfigTable::choice(std::string_view key, std::string& value, const std::vector<std::string>& choices) {
  std::string found = value;
  text(key, found);
  if (found == value) return *this;
  if (std::find(choices.begin(), choices.end(), found) == choices.end()) {
    state_->wrong(state_->node->get(key), key, fmt::format("is `{}`, must be one of: {}", found, join(choices, ", ")));
    return *this;
  }
  value = found;
  return *this;
}

ConfigTable& ConfigTable::duration(std::string_view key, double& seconds) {
  if (const toml::node* at = state_->find(key)) {
    auto written = at->is_number() ? std::to_string(at->value<double>().value_or(0)) : at->value<std::string>().value_or("");
    if (auto parsed = parse_duration(written)) {
      seconds = *parsed;
    } else {
      state_->wrong(at, key, "must be a duration", "for example \"15m\" or \"2h30m\"");
    }
  }
  return *this;
}

bool ConfigTable::has(std::string_view key) const { return state_->node && state_->node->contains(key); }

ConfigTable ConfigTable::table(std::string_view key) {
  auto child = std::make_shared<State>();
  child->root = state_->root;
  child->place = state_->place;
  child->path = fmt::format("{}{}.", state_->path, key);
  if (const toml::node* at = state_->find(key)) {
    child->node = at->as_table();
    if (!child->node) state_->wrong(at, key, fmt::format("must be a table: [{}{}]", state_->path, key));
  }
  return ConfigTable(std::move(child));
}

std::vector<ConfigTable> ConfigTable::tables(std::string_view key) {
  std::vector<ConfigTable> children;
  const toml::node* at = state_->find(key);
  if (!at) return children;
  const toml::array* array = at->as_array();
  if (!array || !array->is_homogeneous(toml::node_type::table)) {
    state_->wrong(at, key, fmt::format("must be a list of tables: [[{}{}]]", state_->path, key));
    return children;
  }
  for (const toml::node& element : *array) {
    auto child = std::make_shared<State>();
    child->root = state_->root;
    child->place = state_->place;
    child->path = fmt::format("{}{}.", state_->path, key);
    child->node = element.as_table();
    children.push_back(ConfigTable(std::move(child)));
  }
  return children;
}

Status ConfigTable::finish() {
  if (state_->error) return std::unexpected(*state_->error);
  if (!state_->node) return {};
  for (const auto& [key, value] : *state_->node) {
    if (std::find(state_->known.begin(), state_->known.end(), key.str()) != state_->known.end()) continue;
    std::string near = nearest_word(key.str(), state_->known);
    std::string hint = near.empty() ? "known here: " + join(state_->known, ", ") : fmt::format("did you mean `{}`?", near);
    return fail(ErrorCode::invalid_argument, fmt::format("unknown key `{}{}`", state_->path, key.str()), state_->where(&value), hint);
  }
  return {};
}

std::optional<double> parse_duration(std::string_view text) {
  text = trim(text);
  if (text.empty()) return std::nullopt;
  double seconds = 0;
  while (!text.empty()) {
    double amount = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount);
    if (error != std::errc() || amount < 0) return std::nullopt;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    if (text.empty()) return seconds + amount;
    switch (text[0]) {
      case 'd': seconds += amount * 86400; break;
      case 'h': seconds += amount * 3600; break;
      case 'm': seconds += amount * 60; break;
      case 's': seconds += amount; break;
      default: return std::nullopt;
    }
    text.remove_prefix(1);
  }
  return seconds;
}

}  // namespace jangin
