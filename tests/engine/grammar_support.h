// What tests of grammars share: compiling, a small tokenizer of a few tokens, random answers.
#pragma once

#include <gtest/gtest.h>

#include "engine/grammar/constraint.h"
#include "engine/random_token.h"

namespace jangin::engine {

using GrammarPointer = std::shared_ptr<const Grammar>;
using Kind = OutputFormat::Kind;

inline GrammarPointer compiled(Kind kind, const std::string& text) {
  auto grammar = Grammar::compile({kind, text});
  EXPECT_TRUE(grammar) << text << "\n" << grammar.error().text();
  return grammar ? *grammar : nullptr;
}

inline std::string error_of(Kind kind, const std::string& text) {
  auto grammar = Grammar::compile({kind, text});
  return grammar ? "" : grammar.error().text();
}

/// All bytes, and what makes tokens interesting: several characters at once, across strings' ends, parts of characters, equal tokens.
inline std::shared_ptr<const TokenTable> small_table() {
  std::vector<std::string> bytes;
  for (int byte = 0; byte < 256; ++byte) bytes.emplace_back(1, static_cast<char>(byte));
  for (const char* text : {"",   "\"}", "\", \"", "\":",  "\": \"",   "},",     "]}",     "true", "false", "null", "the", " the", "er",
                           "10", "123", "한",     "글\"", "\xed\x95", "\x9c\"", "가나다", "\\n",  "\\u",   "ab",   "ab",  "[[",   "{\""}) {
    bytes.emplace_back(text);
  }
  return TokenTable::create(std::move(bytes));
}

/// Tokens that the mask allows, asked of the automaton one by one: the slow way that the table's way has to equal.
inline std::vector<uint64_t> slow_mask(const Constraint& constraint, const TokenTable& table) {
  std::vector<uint64_t> mask(table.mask_words());
  for (size_t token = 0; token < table.vocab(); ++token) {
    Constraint trial = constraint;
    if (trial.accept(static_cast<int32_t>(token))) mask[token / 64] |= uint64_t{1} << token % 64;
  }
  return mask;
}

}  // namespace jangin::engine
