// Who may ask: a file of API keys, of which only salted SHA-256 hashes are kept, each with limits of its own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace jangin::serve {

struct KeyLimits {
  int64_t requests_per_minute = 0;  // 0: no limit, as below
  int64_t tokens_per_minute = 0;    // of prompts and replies; counted when a request ends
  int64_t concurrent = 0;           // requests at the same time
};

struct Key {
  std::string name;     // unique; appears in logs and metrics
  std::string hash;     // SHA-256 of (salt, key), hexadecimal
  std::string created;  // RFC 3339, UTC
  std::string expires;  // likewise; from then on the key is refused; empty: never
  bool admin = false;   // may also reload models
  KeyLimits limits;
};

/// The keys of one file. Immutable once shared; copies are cheap enough to change and write.
class KeyRing {
 public:
  /// Errors: not_found, invalid_format naming the field.
  static Result<KeyRing> read(const std::filesystem::path& path);
  /// Replaces the file in one step; only its owner may read it. Errors: io_error.
  Status write(const std::filesystem::path& path) const;

  /// A new key: 256 random bits as "jgn-" and 43 letters. This is the only time that it is seen. Errors: conflict (the name is taken),
  /// invalid_argument (name or date), io_error (no random numbers).
  Result<std::string> add(std::string name, KeyLimits limits, bool admin, std::string expires);
  /// Errors: not_found.
  Status remove(std::string_view name);
  const std::vector<Key>& keys() const { return keys_; }

  /// The key's entry, or null. Takes the same time for every key that is as long. `now`: RFC 3339; expired keys are not found.
  const Key* find(std::string_view key, std::string_view now) const;

 private:
  std::string salt_;
  std::vector<Key> keys_;
};

/// "30d", "12h" from now, or a date "2027-01-31", as RFC 3339; empty stays empty. Errors: invalid_argument.
Result<std::string> expiry_of(std::string_view text);

}  // namespace jangin::serve
