// JSON's grammar, and the kind json_object.
#include "engine/grammar/json_text.h"

#include <array>

#include "engine/grammar/kinds.h"

namespace jangin::engine::grammar {
namespace {

constexpr CodePointRange kControls = {0, 0x1f};

CodePoints digits(char first = '0') { return {{static_cast<char32_t>(first), '9'}}; }

std::string escape_of(char32_t c) {
  static constexpr std::array<std::pair<char32_t, const char*>, 7> kShort = {
      {{'"', "\\\""}, {'\\', "\\\\"}, {'\b', "\\b"}, {'\f', "\\f"}, {'\n', "\\n"}, {'\r', "\\r"}, {'\t', "\\t"}}};
  for (auto [from, to] : kShort) {
    if (c == from) return to;
  }
  static constexpr char kHex[] = "0123456789abcdef";
  return std::string("\\u00") + kHex[c >> 4] + kHex[c & 15];
}

}  // namespace

std::string json_escaped(std::string_view text) {
  std::string escaped;
  for (char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    if (byte < 0x20 || c == '"' || c == '\\') {
      escaped += escape_of(byte);
    } else {
      escaped.push_back(c);
    }
  }
  return escaped;
}

NodeId JsonText::characters(const CodePoints& set) {
  const CodePoints escaped = {kControls, {'"', '"'}, {'\\', '\\'}};
  std::vector<NodeId> parts = {writer_.characters(set.without(escaped))};
  std::vector<std::string> texts;
  const CodePoints special = set.common(escaped);
  for (const CodePointRange& range : special.ranges()) {
    for (char32_t c = range.first; c <= range.last; ++c) texts.push_back(escape_of(c));
  }
  parts.push_back(writer_.choice_of_texts(std::move(texts)));
  return writer_.choice(std::move(parts));
}

NodeId JsonText::string_character() {
  if (string_character_) return *string_character_;
  auto set = [&](CodePoints points) { return writer_.characters(points); };
  const CodePoints hex = {{'0', '9'}, {'a', 'f'}, {'A', 'F'}};
  const NodeId any = set(hex);
  const NodeId d = set({{'d', 'd'}, {'D', 'D'}});
  const NodeId high = writer_.sequence({d, set({{'8', '9'}, {'a', 'b'}, {'A', 'B'}}), any, any});
  const NodeId low = writer_.sequence({d, set({{'c', 'f'}, {'C', 'F'}}), any, any});
  const NodeId unit = writer_.choice({writer_.sequence({set(hex.without({{'d', 'd'}, {'D', 'D'}})), any, any, any}),
                                      writer_.sequence({d, set({{'0', '7'}}), any, any}), writer_.sequence({high, writer_.literal("\\u"), low})});
  const NodeId escape = writer_.choice({set({{'"', '"'}, {'\\', '\\'}, {'/', '/'}, {'b', 'b'}, {'f', 'f'}, {'n', 'n'}, {'r', 'r'}, {'t', 't'}}),
                                        writer_.sequence({writer_.literal("u"), unit})});
  string_character_ =
      writer_.choice({set(CodePoints::all().without({kControls, {'"', '"'}, {'\\', '\\'}})), writer_.sequence({writer_.literal("\\"), escape})});
  return *string_character_;
}

NodeId JsonText::integer() {
  const NodeId counted = writer_.sequence(
      {writer_.optional(writer_.literal("-")), writer_.characters(digits('1')), writer_.repeat(writer_.characters(digits()), 0, kIntegerDigits - 1)});
  return writer_.choice({writer_.literal("0"), counted});
}

NodeId JsonText::number() {
  const NodeId digit = writer_.characters(digits());
  const NodeId whole =
      writer_.choice({writer_.literal("0"), writer_.sequence({writer_.characters(digits('1')), writer_.repeat(digit, 0, kIntegerDigits - 1)})});
  const NodeId fraction = writer_.sequence({writer_.literal("."), writer_.repeat(digit, 1, kFractionDigits)});
  const NodeId exponent = writer_.sequence(
      {writer_.characters({{'e', 'e'}, {'E', 'E'}}), writer_.optional(writer_.characters({{'+', '+'}, {'-', '-'}})), writer_.repeat(digit, 1, 2)});
  return writer_.sequence({writer_.optional(writer_.literal("-")), whole, writer_.optional(fraction), writer_.optional(exponent)});
}

NodeId JsonText::separated(NodeId item, uint32_t least, uint32_t most) {
  if (most == 0) return writer_.empty();
  const NodeId more = writer_.repeat(writer_.sequence({comma(), item}), least > 0 ? least - 1 : 0, most == kUnbounded ? kUnbounded : most - 1);
  const NodeId some = writer_.sequence({item, more});
  return least == 0 ? writer_.optional(some) : some;
}

NodeId JsonText::list(std::string_view open, NodeId items, std::string_view close) {
  return writer_.sequence({writer_.literal(open), items, writer_.literal(close)});
}

NodeId JsonText::object() { return list("{", separated(writer_.sequence({string(), colon(), value()}), 0, kUnbounded), "}"); }
NodeId JsonText::array() { return list("[", separated(value(), 0, kUnbounded), "]"); }

NodeId JsonText::value() {
  if (value_) return *value_;
  const RuleId rule = writer_.add_rule("value");
  value_ = writer_.reference(rule);
  writer_.define(rule, writer_.choice({object(), array(), string(), number(), boolean(), writer_.literal("null")}));
  return *value_;
}

NodeId JsonText::constant(const Json& value) {
  if (!value.is_structured())
    return writer_.literal(value.is_string() ? '"' + json_escaped(value.get_ref<const std::string&>()) + '"' : value.dump());
  std::vector<NodeId> parts;
  for (auto item = value.begin(); item != value.end(); ++item) {
    if (!parts.empty()) parts.push_back(comma());
    if (value.is_object()) parts.insert(parts.end(), {writer_.literal('"' + json_escaped(item.key()) + '"'), colon()});
    parts.push_back(constant(*item));
  }
  return value.is_object() ? list("{", writer_.sequence(std::move(parts)), "}") : list("[", writer_.sequence(std::move(parts)), "]");
}

Result<NodeId> read_json_object(std::string_view text, ExpressionWriter& writer) {
  if (!text.empty()) return fail(ErrorCode::invalid_argument, "json_object takes no text; json_schema does", "json_object");
  return JsonText(writer).object();
}

}  // namespace jangin::engine::grammar
