// Runs a parsed template over variables. Deterministic: no clock, no random numbers, nothing of the machine.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "tokenizer/jinja/ast.h"
#include "tokenizer/jinja/value.h"

namespace jangin::tokenizer::jinja {

struct Macro {
  const Statement* definition = nullptr;  // of the running template
};

/// Arguments of a call, filter or test.
struct Arguments {
  List positional;
  std::vector<std::pair<std::string, Value>> named;
  /// Argument `i`, or the one of this name; null when neither is given.
  const Value* get(size_t i, std::string_view name) const;
};

/// What a template may use before it is stopped: steps of evaluation, bytes of text made. They bound time and memory.
struct Budget {
  int64_t steps = 2'000'000;
  int64_t bytes = int64_t{1} << 28;
  /// False when used up.
  bool spend_step() { return --steps >= 0; }
  bool spend_bytes(size_t count) {
    bytes -= static_cast<int64_t>(count);
    return bytes >= 0;
  }
  /// For work that walks the whole of a value.
  bool spend_value(const Value& value) {
    const double weight = value.extent().weight;
    return weight < static_cast<double>(bytes) && spend_bytes(static_cast<size_t>(weight));
  }
};

/// Runs `program` with `variables`. Errors: invalid_argument with the words of raise_exception; invalid_format with line and reason;
/// limit_exceeded.
Result<MarkedText> render(const Block& program, const Dict& variables);

// The parts of the language that the evaluator calls; each fails with a message, to which it adds the line.
Result<Value> apply_filter(std::string_view name, const Value& value, const Arguments& arguments, Budget& budget);
Result<bool> apply_test(std::string_view name, const Value& value, const Arguments& arguments, Budget& budget);
Result<Value> call_method(const Value& object, std::string_view name, const Arguments& arguments, Budget& budget);
Result<Value> apply_binary(std::string_view symbol, const Value& left, const Value& right, Budget& budget);
Result<Value> apply_slice(const Value& value, const Value& begin, const Value& end, const Value& step, Budget& budget);
Result<bool> contains(const Value& container, const Value& item, Budget& budget);
/// Items of a list, keys of a dictionary, characters of a text.
Result<List> iterate(const Value& value, Budget& budget);
/// `loop` in round `i` of a loop over `items`.
Value loop_variable(const List& items, size_t i);
Result<Value> make_range(const Arguments& arguments, Budget& budget);
/// object.name and object["name"] for members; undefined when there is none.
Value member(const Value& object, std::string_view name);
bool has_method(const Value& object, std::string_view name);

std::unexpected<Error> type_error(std::string message);
std::unexpected<Error> exhausted();

}  // namespace jangin::tokenizer::jinja
