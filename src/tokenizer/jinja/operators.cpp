// Operators, slices, membership, iteration: what Python does on the values that templates have.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "text/unicode.h"
#include "tokenizer/jinja/evaluator.h"

namespace jangin::tokenizer::jinja {
namespace {

/// Byte offsets of the characters of a text, its end included.
std::vector<size_t> character_offsets(std::string_view text) {
  std::vector<size_t> offsets;
  for (size_t at = 0; at < text.size(); text::next_code_point(text, at)) offsets.push_back(at);
  offsets.push_back(text.size());
  return offsets;
}

std::unexpected<Error> wrong_operands(std::string_view symbol, const Value& a, const Value& b) {
  return type_error(fmt::format("`{}` between {} and {}", symbol, a.type_name(), b.type_name()));
}

Result<Value> add(const Value& a, const Value& b, Budget& budget) {
  if (a.text() && b.text()) {
    if (!budget.spend_bytes(a.text()->bytes.size() + b.text()->bytes.size())) return exhausted();
    MarkedText joined = *a.text();
    joined.append(*b.text());
    return Value(std::move(joined));
  }
  if (a.list() && b.list()) {
    if (!budget.spend_bytes((a.list()->size() + b.list()->size()) * sizeof(Value))) return exhausted();
    List joined = *a.list();
    joined.insert(joined.end(), b.list()->begin(), b.list()->end());
    return Value(std::move(joined));
  }
  return wrong_operands("+", a, b);
}

Result<Value> repeat(const MarkedText& text, int64_t count, Budget& budget) {
  const int64_t times = std::max<int64_t>(0, count);
  const double bytes = static_cast<double>(times) * static_cast<double>(text.bytes.size());
  if (bytes >= static_cast<double>(budget.bytes) || times > budget.steps) return exhausted();
  budget.spend_bytes(static_cast<size_t>(bytes));
  MarkedText out;
  for (int64_t i = 0; i < times; ++i) out.append(text);
  return Value(std::move(out));
}

Result<Value> whole_arithmetic(std::string_view symbol, int64_t x, int64_t y) {
  int64_t out = 0;
  bool overflow = false;
  if (symbol == "+")
    overflow = __builtin_add_overflow(x, y, &out);
  else if (symbol == "-")
    overflow = __builtin_sub_overflow(x, y, &out);
  else if (symbol == "*")
    overflow = __builtin_mul_overflow(x, y, &out);
  else if (y == 0)
    return type_error("division by zero");
  else if (x == INT64_MIN && y == -1)
    overflow = true;
  else {
    // Python rounds towards minus infinity, and the remainder has the divisor's sign.
    const int64_t remainder = x % y;
    const bool fix = remainder != 0 && (remainder < 0) != (y < 0);
    out = symbol == "%" ? remainder + (fix ? y : 0) : x / y - (fix ? 1 : 0);
  }
  if (overflow) return type_error("a number is too large");
  return Value(out);
}

Result<Value> arithmetic(std::string_view symbol, const Value& a, const Value& b) {
  int64_t room_a = 0;
  int64_t room_b = 0;
  const int64_t* x = a.whole(room_a);
  const int64_t* y = b.whole(room_b);
  if (x && y && symbol != "/" && symbol != "**") return whole_arithmetic(symbol, *x, *y);
  const double u = a.as_double();
  const double v = b.as_double();
  if (symbol == "**") {
    const double power = std::pow(u, v);
    const bool whole = x && y && *y >= 0 && std::abs(power) < 9e15;
    return whole ? Value(static_cast<int64_t>(std::llround(power))) : Value(power);
  }
  if (symbol == "+") return Value(u + v);
  if (symbol == "-") return Value(u - v);
  if (symbol == "*") return Value(u * v);
  if (v == 0.0) return type_error("division by zero");
  if (symbol == "/") return Value(u / v);
  if (symbol == "//") return Value(std::floor(u / v));
  return Value(u - v * std::floor(u / v));
}

Result<Value> order(std::string_view symbol, const Value& a, const Value& b) {
  bool comparable = false;
  const int order = compare(a, b, comparable);
  if (!comparable) return wrong_operands(symbol, a, b);
  if (symbol == "<") return Value(order < 0);
  if (symbol == "<=") return Value(order <= 0);
  if (symbol == ">") return Value(order > 0);
  return Value(order >= 0);
}

/// Python's slice.indices: first index, end and step over `count` items.
struct Range {
  int64_t begin, end, step;
};
Result<Range> slice_range(int64_t count, const Value& begin, const Value& end, const Value& step) {
  for (const Value* part : {&begin, &end, &step}) {
    if (!part->is_none() && !part->integer()) return type_error(fmt::format("a slice by {}", part->type_name()));
  }
  constexpr int64_t kMaxStep = int64_t{1} << 40;
  Range range{0, 0, step.integer() ? std::clamp(*step.integer(), -kMaxStep, kMaxStep) : 1};
  if (range.step == 0) return type_error("a slice cannot step by 0");
  const bool back = range.step < 0;
  const int64_t low = back ? -1 : 0;
  const int64_t high = back ? count - 1 : count;
  auto place = [&](const Value& part, int64_t otherwise) {
    if (!part.integer()) return otherwise;
    const int64_t at = *part.integer();
    return std::clamp(at < 0 ? at + count : at, low, high);
  };
  range.begin = place(begin, back ? high : low);
  range.end = place(end, back ? low : high);
  return range;
}

}  // namespace

Result<Value> apply_binary(std::string_view symbol, const Value& a, const Value& b, Budget& budget) {
  if (symbol == "==" || symbol == "!=") {
    if (!budget.spend_value(a) || !budget.spend_value(b)) return exhausted();
    return Value(equal(a, b) == (symbol == "=="));
  }
  if (symbol == "~") {
    if (!budget.spend_value(a) || !budget.spend_value(b)) return exhausted();
    return add(Value(a.to_text()), Value(b.to_text()), budget);
  }
  if (symbol[0] == '<' || symbol[0] == '>') return order(symbol, a, b);
  if (a.is_number() && b.is_number()) return arithmetic(symbol, a, b);
  if (symbol == "+") return add(a, b, budget);
  int64_t room = 0;
  if (symbol == "*" && a.text() && b.whole(room)) return repeat(*a.text(), *b.whole(room), budget);
  return wrong_operands(symbol, a, b);
}

Result<Value> apply_slice(const Value& value, const Value& begin, const Value& end, const Value& step, Budget& budget) {
  if (!budget.spend_bytes(value.list() ? value.list()->size() * sizeof(Value) : value.text() ? value.text()->bytes.size() * 9 : 0))
    return exhausted();
  if (const List* list = value.list()) {
    JANGIN_ASSIGN(const Range range, slice_range(static_cast<int64_t>(list->size()), begin, end, step));
    List out;
    for (int64_t i = range.begin; range.step > 0 ? i < range.end : i > range.end; i += range.step) {
      out.push_back((*list)[static_cast<size_t>(i)]);
      if (std::abs(range.step) > static_cast<int64_t>(list->size())) break;  // the next index would leave the list, or the range of numbers
    }
    return Value(std::move(out));
  }
  if (const MarkedText* text = value.text()) {
    const std::vector<size_t> offsets = character_offsets(text->bytes);
    JANGIN_ASSIGN(const Range range, slice_range(static_cast<int64_t>(offsets.size()) - 1, begin, end, step));
    if (range.step == 1) {
      return Value(range.begin < range.end ? text->slice(offsets[static_cast<size_t>(range.begin)], offsets[static_cast<size_t>(range.end)])
                                           : MarkedText());
    }
    MarkedText out;
    for (int64_t i = range.begin; range.step > 0 ? i < range.end : i > range.end; i += range.step) {
      out.append(text->slice(offsets[static_cast<size_t>(i)], offsets[static_cast<size_t>(i) + 1]));
      if (std::abs(range.step) > static_cast<int64_t>(offsets.size())) break;
    }
    return Value(std::move(out));
  }
  return type_error(fmt::format("a slice of {}", value.type_name()));
}

Result<bool> contains(const Value& container, const Value& item, Budget& budget) {
  if (!budget.spend_value(container)) return exhausted();
  if (const MarkedText* text = container.text()) {
    if (!item.text()) return type_error(fmt::format("`in` looks for {} in a string", item.type_name()));
    return text->bytes.find(item.text()->bytes) != std::string::npos;
  }
  if (const Dict* dict = container.dict()) return item.text() && find(*dict, item.text()->bytes);
  if (const List* list = container.list()) return std::any_of(list->begin(), list->end(), [&](const Value& held) { return equal(held, item); });
  if (container.is_undefined()) return false;
  return type_error(fmt::format("`in` looks inside {}", container.type_name()));
}

Result<List> iterate(const Value& value, Budget& budget) {
  const size_t count = value.list() ? value.list()->size() : value.dict() ? value.dict()->size() : value.text() ? value.text()->bytes.size() : 0;
  if (!budget.spend_bytes(count * sizeof(Value))) return exhausted();
  if (const List* list = value.list()) return *list;
  List out;
  if (const Dict* dict = value.dict()) {
    for (const auto& [key, held] : *dict) out.emplace_back(key);
    return out;
  }
  if (const MarkedText* text = value.text()) {
    const std::vector<size_t> offsets = character_offsets(text->bytes);
    for (size_t i = 0; i + 1 < offsets.size(); ++i) out.emplace_back(text->slice(offsets[i], offsets[i + 1]));
    return out;
  }
  if (value.is_undefined()) return out;
  return type_error(fmt::format("{} is not a sequence", value.type_name()));
}

Value member(const Value& object, std::string_view name) {
  const Dict* members = object.dict();
  if (object.name_space()) members = &object.name_space()->members;
  const Value* found = members ? find(*members, name) : nullptr;
  return found ? *found : Value(Undefined{std::string(name)});
}

}  // namespace jangin::tokenizer::jinja
