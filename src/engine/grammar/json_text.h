// The pieces of JSON text (RFC 8259) as expressions. White space: at most one space behind a comma and a colon, nowhere else; numbers
// of at most 18 digits before and 17 behind the point and exponents below 100, so that no model runs away in them.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "engine/grammar/expression.h"

namespace jangin::engine::grammar {

using Json = nlohmann::ordered_json;
inline constexpr uint32_t kIntegerDigits = 18;
inline constexpr uint32_t kFractionDigits = 17;

class JsonText {
 public:
  explicit JsonText(ExpressionWriter& writer) : writer_(writer) {}

  NodeId comma() { return writer_.sequence({writer_.literal(","), writer_.optional(writer_.literal(" "))}); }
  NodeId colon() { return writer_.sequence({writer_.literal(":"), writer_.optional(writer_.literal(" "))}); }

  /// One character inside a string, in every form that JSON has for it; two \u of a surrogate pair are one character.
  NodeId string_character();
  /// One character of the set in one form: as it is, or with the shortest escape where it must have one.
  NodeId characters(const CodePoints& set);
  NodeId quoted(NodeId characters) { return writer_.sequence({writer_.literal("\""), characters, writer_.literal("\"")}); }
  NodeId string(uint32_t least = 0, uint32_t most = kUnbounded) { return quoted(writer_.repeat(string_character(), least, most)); }

  NodeId integer();
  NodeId number();
  NodeId boolean() { return writer_.choice({writer_.literal("true"), writer_.literal("false")}); }
  /// Any value, any object; they refer to one another.
  NodeId value();
  NodeId object();
  NodeId array();
  /// Exactly this value, keys in its order.
  NodeId constant(const Json& value);
  /// `{…}` or `[…]` of what is between, or empty.
  NodeId list(std::string_view open, NodeId items, std::string_view close);
  /// `item` at least `least` and at most `most` times, with commas between.
  NodeId separated(NodeId item, uint32_t least, uint32_t most);

  ExpressionWriter& writer() { return writer_; }

 private:
  ExpressionWriter& writer_;
  std::optional<NodeId> value_, string_character_;
};

/// A string's text inside quotes, in the form of JsonText::characters.
std::string json_escaped(std::string_view text);

}  // namespace jangin::engine::grammar
