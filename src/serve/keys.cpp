// The key file (JSON) and the comparison of hashes.
#include "serve/keys.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <limits>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "serve/json.h"

namespace jangin::serve {
namespace {

constexpr uint64_t kMostFileBytes = 16 << 20;
constexpr int64_t kMostLimit = int64_t{1} << 40;

Result<std::string> random_text(size_t letters) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";  // 64: six bits a letter
  std::string bytes(letters, '\0');
  if (::getentropy(bytes.data(), bytes.size()) != 0) return fail(ErrorCode::io_error, "the system gives no random numbers");
  for (char& byte : bytes) byte = kLetters[static_cast<unsigned char>(byte) & 63];
  return bytes;
}

std::string hash_of(std::string_view salt, std::string_view key) { return Sha256().field(salt).field(key).hex(); }

/// Without a branch that depends on where they differ.
bool same_hash(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (size_t i = 0; i < a.size(); ++i) difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
  return difference == 0;
}

bool acceptable_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '@';
  });
}

std::string rfc3339(std::time_t time) { return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(time)); }

Json to_json(const Key& key) {
  return {{"name", key.name},
          {"hash", key.hash},
          {"created", key.created},
          {"expires", key.expires},
          {"admin", key.admin},
          {"requests_per_minute", key.limits.requests_per_minute},
          {"tokens_per_minute", key.limits.tokens_per_minute},
          {"concurrent", key.limits.concurrent}};
}

}  // namespace

Result<KeyRing> KeyRing::read(const std::filesystem::path& path) {
  JANGIN_ASSIGN(std::string text, read_file(path, kMostFileBytes));
  auto wrong = [&](const ApiError& error) {
    return fail(ErrorCode::invalid_format, error.message, path.string(), "a file that `jangin serve key add` wrote");
  };
  auto json = parse_object(text);
  if (!json) return wrong(json.error());
  KeyRing ring;
  Fields fields(*json);
  fields.require("salt").require("keys").text("salt", ring.salt_);
  const Json* keys = fields.array("keys");
  if (fields.fault()) return wrong(*fields.fault());
  for (size_t i = 0; i < keys->size(); ++i) {
    Key key;
    Fields entry((*keys)[i], fmt::format("keys[{}].", i));
    entry.require("name").require("hash").text("name", key.name).text("hash", key.hash).text("created", key.created).text("expires", key.expires);
    entry.flag("admin", key.admin).integer("requests_per_minute", key.limits.requests_per_minute, 0, kMostLimit);
    entry.integer("tokens_per_minute", key.limits.tokens_per_minute, 0, kMostLimit).integer("concurrent", key.limits.concurrent, 0, kMostLimit);
    if (entry.good() && !acceptable_name(key.name)) entry.refuse("name", "must be 1–64 letters, digits, - _ . @");
    if (entry.good() && key.hash.size() != 64) entry.refuse("hash", "must be 64 hexadecimal digits");
    if (entry.fault()) return wrong(*entry.fault());
    ring.keys_.push_back(std::move(key));
  }
  return ring;
}

Status KeyRing::write(const std::filesystem::path& path) const {
  Json keys = Json::array();
  for (const Key& key : keys_) keys.push_back(to_json(key));
  const std::string text = Json({{"salt", salt_}, {"keys", keys}}).dump(2) + "\n";
  return write_through_temporary(path, [&](const std::filesystem::path& temporary) -> Status {
    JANGIN_TRY(write_file(temporary, text));
    std::error_code error;
    std::filesystem::permissions(temporary, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, error);
    if (error) return fail(ErrorCode::io_error, error.message(), temporary.string());
    return {};
  });
}

Result<std::string> KeyRing::add(std::string name, KeyLimits limits, bool admin, std::string expires) {
  if (!acceptable_name(name)) return fail(ErrorCode::invalid_argument, "a key's name is 1–64 letters, digits, - _ . @", name);
  if (std::ranges::find(keys_, name, &Key::name) != keys_.end())
    return fail(ErrorCode::conflict, "there is a key of this name", name, "remove it first");
  JANGIN_ASSIGN(std::string secret, random_text(43));
  if (salt_.empty()) {
    JANGIN_ASSIGN(salt_, random_text(22));
  }
  const std::string key = "jgn-" + secret;
  keys_.push_back({std::move(name), hash_of(salt_, key), timestamp_now(), std::move(expires), admin, limits});
  return key;
}

Status KeyRing::remove(std::string_view name) {
  const auto found = std::ranges::find(keys_, name, &Key::name);
  if (found == keys_.end())
    return fail(ErrorCode::not_found, "there is no key of this name", std::string(name), "`jangin serve key list` shows them");
  keys_.erase(found);
  return {};
}

const Key* KeyRing::find(std::string_view key, std::string_view now) const {
  const std::string hash = hash_of(salt_, key);
  const Key* found = nullptr;
  for (const Key& candidate : keys_) {
    if (same_hash(candidate.hash, hash)) found = &candidate;
  }
  if (found && !found->expires.empty() && found->expires <= now) return nullptr;
  return found;
}

Result<std::string> expiry_of(std::string_view text) {
  if (text.empty()) return std::string();
  const Error wrong{ErrorCode::invalid_argument, "is no expiry", std::string(text), "30d, 12h, or a date such as 2027-01-31"};
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit = text.substr(static_cast<size_t>(end - text.data()));
  if (error == std::errc() && (unit == "d" || unit == "h")) {
    if (number < 1 || number > 100'000) return std::unexpected(wrong);
    return rfc3339(std::time(nullptr) + number * (unit == "d" ? 86'400 : 3'600));
  }
  std::tm date{};
  const std::string day(text);
  const char* rest = ::strptime(day.c_str(), "%Y-%m-%d", &date);
  if (!rest || day.size() != 10 || *rest != '\0') return std::unexpected(wrong);
  return day + "T00:00:00Z";
}

}  // namespace jangin::serve
