// Formats of replies, compiled once for all requests that ask for the same one.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <utility>

#include "engine/grammar/constraint.h"

namespace jangin::engine {

/// Thread-safe. Remembers the formats asked for last, and the tokens of the first tokenizer that it is asked with.
class Formats {
 public:
  /// Errors: those of Grammar::compile().
  Result<Constraint> constraint(const OutputFormat& format, const tokenizer::Tokenizer& tokenizer);

 private:
  static constexpr size_t kRemembered = 64;
  std::mutex mutex_;
  std::shared_ptr<const TokenTable> tokens_;
  std::list<std::pair<OutputFormat, std::shared_ptr<const Grammar>>> grammars_;  // the latest first
};

}  // namespace jangin::engine
