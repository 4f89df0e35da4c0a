// What the language gives to templates without their asking: loop, range; and arguments of calls.
#include <fmt/format.h>

#include <cstdlib>

#include "tokenizer/jinja/evaluator.h"

namespace jangin::tokenizer::jinja {
namespace {
constexpr int64_t kMaxRange = 1'000'000;
}

Value loop_variable(const List& items, size_t i) {
  const auto at = static_cast<int64_t>(i);
  const auto count = static_cast<int64_t>(items.size());
  Dict loop = {{"index", at + 1},         {"index0", at},    {"revindex", count - at}, {"revindex0", count - at - 1}, {"first", i == 0},
               {"last", at + 1 == count}, {"length", count}, {"depth", int64_t{1}},    {"depth0", int64_t{0}}};
  if (i > 0) loop.emplace_back("previtem", items[i - 1]);
  if (i + 1 < items.size()) loop.emplace_back("nextitem", items[i + 1]);
  return Value(std::move(loop));
}

Result<Value> make_range(const Arguments& arguments, Budget& budget) {
  int64_t numbers[3] = {0, 0, 1};
  const size_t given = arguments.positional.size();
  if (given < 1 || given > 3) return type_error("range takes one to three numbers");
  for (size_t i = 0; i < given; ++i) {
    int64_t room = 0;
    const int64_t* number = arguments.positional[i].whole(room);
    if (!number || *number > kMaxRange || *number < -kMaxRange) return type_error("range takes numbers up to a million");
    numbers[given == 1 ? 1 : i] = *number;
  }
  if (numbers[2] == 0) return type_error("range cannot step by 0");
  if (!budget.spend_bytes(static_cast<size_t>(std::abs(numbers[1] - numbers[0]) / std::abs(numbers[2])) * sizeof(Value))) return exhausted();
  List list;
  for (int64_t i = numbers[0]; numbers[2] > 0 ? i < numbers[1] : i > numbers[1]; i += numbers[2]) list.emplace_back(i);
  return Value(std::move(list));
}

const Value* Arguments::get(size_t i, std::string_view name) const {
  if (i < positional.size()) return &positional[i];
  for (const auto& [given, value] : named) {
    if (given == name) return &value;
  }
  return nullptr;
}

std::unexpected<Error> type_error(std::string message) { return fail(ErrorCode::invalid_format, std::move(message)); }

std::unexpected<Error> exhausted() { return fail(ErrorCode::limit_exceeded, "the chat template asks for too much time or memory"); }

}  // namespace jangin::tokenizer::jinja
