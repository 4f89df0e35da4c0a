// toml++ behind ConfigTable, compiled here only.
#include "base/config.h"

#define TOML_EXCEPTIONS 0
// Its assertions hold of well-formed files only ("[.": parse_key() asserts what it checks itself a few lines on): a recipe must not abort us.
#define TOML_ASSERT(expression) static_cast<void>(0)
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <sstream>

#include "base/file.h"
#include "base/strings.h"

namespace jangin {

struct ConfigTable::State {
  std::shared_ptr<toml::table> root;  // keeps `node` alive
  const toml::table* node = nullptr;  // null: an absent table
  std::string place;                  // file name
  std::string path;                   // "train." for the keys of [train]
  std::vector<std::string> known;
  std::vector<std::string> values;                                       // "key = value" of each read, in order
  std::vector<std::pair<std::string, std::shared_ptr<State>>> children;  // header ("[train]") and table
  std::optional<Error> error;

  const toml::node* find(std::string_view key) {
    known.emplace_back(key);
    return node ? node->get(key) : nullptr;
  }
  std::string where(const toml::node* at) const { return fmt::format("{}:{}", place, static_cast<unsigned>(at->source().begin.line)); }
  void wrong(const toml::node* at, std::string_view key, std::string message, std::string hint = {}) {
    if (!error) error = Error{ErrorCode::invalid_argument, fmt::format("`{}{}` {}", path, key, message), where(at), std::move(hint)};
  }

  void keep(std::string_view key, const toml::node& value) {
    std::ostringstream written;
    written << toml::node_view<const toml::node>(value);
    values.push_back(fmt::format("{} = {}", key, written.str()));
  }
  std::shared_ptr<State> child(std::string_view key, bool of_array) {
    auto below = std::make_shared<State>();
    below->root = root;
    below->place = place;
    below->path = fmt::format("{}{}.", path, key);
    std::string name = fmt::format("{}{}", path, key);
    children.emplace_back(of_array ? "[[" + name + "]]" : "[" + name + "]", below);
    return below;
  }
  std::string resolved() const {
    std::string text;
    for (const std::string& value : values) text += value + "\n";
    for (const auto& [header, below] : children) {
      std::string inner = below->resolved();
      if (!inner.empty()) text += "\n" + header + "\n" + inner;
    }
    return text;
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
  state_->keep(key, toml::value<std::string>(value));
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
  state_->keep(key, toml::value<bool>(value));
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
  state_->keep(key, toml::value<double>(value));
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
  state_->keep(key, toml::value<int64_t>(value));
  return *this;
}

ConfigTable& ConfigTable::texts(std::string_view key, std::vector<std::string>& value) {
  if (const toml::node* at = state_->find(key)) {
    const toml::array* array = at->as_array();
    std::vector<std::string> found;
    for (size_t i = 0; array && i < array->size(); ++i) {
      if (auto element = array->get(i)->value_exact<std::string>()) found.push_back(*element);
    }
    if (array && found.size() == array->size()) {
      value = std::move(found);
    } else {
      state_->wrong(at, key, "must be a list of texts", "for example [\"one\", \"two\"]");
    }
  }
  toml::array kept;
  for (const std::string& element : value) kept.push_back(element);
  state_->keep(key, kept);
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
  state_->keep(key, toml::value<std::string>(fmt::format("{}s", seconds)));
  return *this;
}

bool ConfigTable::has(std::string_view key) const { return state_->node && state_->node->contains(key); }

ConfigTable ConfigTable::table(std::string_view key) {
  std::shared_ptr<State> below = state_->child(key, false);
  if (const toml::node* at = state_->find(key)) {
    below->node = at->as_table();
    if (!below->node) state_->wrong(at, key, fmt::format("must be a table: [{}{}]", state_->path, key));
  }
  return ConfigTable(std::move(below));
}

std::vector<ConfigTable> ConfigTable::tables(std::string_view key) {
  std::vector<ConfigTable> found;
  const toml::node* at = state_->find(key);
  if (!at) return found;
  const toml::array* array = at->as_array();
  if (!array || !array->is_homogeneous(toml::node_type::table)) {
    state_->wrong(at, key, fmt::format("must be a list of tables: [[{}{}]]", state_->path, key));
    return found;
  }
  for (const toml::node& element : *array) {
    std::shared_ptr<State> below = state_->child(key, true);
    below->node = element.as_table();
    found.push_back(ConfigTable(std::move(below)));
  }
  return found;
}

std::string ConfigTable::resolved() const { return state_->resolved(); }

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
  constexpr double kMaxSeconds = 10.0 * 365 * 86400;  // "inf" and "1e300" are numbers too, but no durations
  text = trim(text);
  if (text.empty()) return std::nullopt;
  double seconds = 0;
  while (!text.empty()) {
    double amount = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), amount);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    double unit = 1;
    if (!text.empty()) {
      if (text[0] == 'd')
        unit = 86400;
      else if (text[0] == 'h')
        unit = 3600;
      else if (text[0] == 'm')
        unit = 60;
      else if (text[0] != 's')
        return std::nullopt;
      text.remove_prefix(1);
    }
    seconds += amount * unit;
    if (!(amount >= 0) || !(seconds <= kMaxSeconds)) return std::nullopt;
  }
  return seconds;
}

}  // namespace jangin
