// What a reply has to be, compiled: a language over bytes (whole UTF-8 characters), independent of any tokenizer. Where it comes from
// (schema, expression, grammar): kinds.h. What it is used through: constraint.h.
#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "base/result.h"
#include "engine/generator.h"
#include "engine/grammar/analysis.h"
#include "engine/grammar/token_table.h"

namespace jangin::engine {

namespace grammar {
class Masks;
}

/// Immutable to its users and thread-safe; shared by pointer. It keeps what was learnt about its states for each tokenizer, up to some
/// 64 MB each.
class Grammar {
 public:
  static constexpr size_t kMaxBytes = 1U << 20;  // of OutputFormat::text

  /// Time and memory are bounded whatever the text is. Errors: invalid_argument (kind text, which has no grammar), invalid_format (place:
  /// line and column), unsupported (what cannot be enforced; place: the path in the schema, the rule, or the character), limit_exceeded.
  static Result<std::shared_ptr<const Grammar>> compile(const OutputFormat& format);
  /// Of expressions written elsewhere.
  static Result<std::shared_ptr<const Grammar>> create(grammar::Expressions expressions);

  /// Whether `text` as a whole satisfies it.
  bool matches(std::string_view text) const;
  /// For Constraint.
  std::shared_ptr<grammar::Masks> masks(const std::shared_ptr<const TokenTable>& tokens) const;

 private:
  Grammar() = default;
  grammar::Expressions expressions_;
  grammar::ByteClasses classes_;
  mutable std::mutex mutex_;
  mutable std::map<const TokenTable*, std::shared_ptr<grammar::Masks>> masks_;
};

}  // namespace jangin::engine
