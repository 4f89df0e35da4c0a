// What may stand behind `is` (jinja2/tests.py).
#include <fmt/format.h>

#include <array>

#include "tokenizer/jinja/evaluator.h"
#include "tokenizer/jinja/letters.h"

namespace jangin::tokenizer::jinja {
namespace {

using Simple = bool (*)(const Value&);
struct Row {
  std::string_view name;
  Simple test;
};

bool is_sequence(const Value& v) { return v.list() || v.dict() || v.text(); }

constexpr std::array kSimple = {
    Row{"defined", [](const Value& v) { return !v.is_undefined(); }},
    Row{"undefined", [](const Value& v) { return v.is_undefined(); }},
    Row{"none", [](const Value& v) { return v.is_none(); }},
    Row{"string", [](const Value& v) { return v.text() != nullptr; }},
    Row{"number", [](const Value& v) { return v.is_number(); }},
    Row{"integer", [](const Value& v) { return v.integer() != nullptr; }},
    Row{"float", [](const Value& v) { return v.real() != nullptr; }},
    Row{"boolean", [](const Value& v) { return v.boolean() != nullptr; }},
    Row{"true", [](const Value& v) { return v.boolean() && *v.boolean(); }},
    Row{"false", [](const Value& v) { return v.boolean() && !*v.boolean(); }},
    Row{"mapping", [](const Value& v) { return v.dict() != nullptr; }},
    Row{"sequence", is_sequence},
    Row{"iterable", is_sequence},
    Row{"callable", [](const Value& v) { return v.macro() || v.builtin(); }},
    Row{"odd", [](const Value& v) { return v.integer() && *v.integer() % 2 != 0; }},
    Row{"even", [](const Value& v) { return v.integer() && *v.integer() % 2 == 0; }},
    Row{"upper",
        [](const Value& v) { return v.text() && to_upper(*v.text()).bytes == v.text()->bytes && to_lower(*v.text()).bytes != v.text()->bytes; }},
    Row{"lower",
        [](const Value& v) { return v.text() && to_lower(*v.text()).bytes == v.text()->bytes && to_upper(*v.text()).bytes != v.text()->bytes; }},
};

constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kOperators = {{
    {"equalto", "=="},
    {"eq", "=="},
    {"==", "=="},
    {"sameas", "=="},
    {"ne", "!="},
    {"!=", "!="},
    {"lt", "<"},
    {"lessthan", "<"},
    {"<", "<"},
    {"le", "<="},
    {"<=", "<="},
    {"gt", ">"},
    {"greaterthan", ">"},
    {">", ">"},
    {"ge", ">="},
    {">=", ">="},
    {"in", "in"},
    {"divisibleby", "%"},
}};

}  // namespace

Result<bool> apply_test(std::string_view name, const Value& value, const Arguments& arguments, Budget& budget) {
  for (const Row& row : kSimple) {
    if (row.name == name) return row.test(value);
  }
  for (const auto& [test, symbol] : kOperators) {
    if (test != name) continue;
    const Value* other = arguments.get(0, "other");
    if (!other) return type_error(fmt::format("test `{}` needs a value", name));
    if (symbol == "in") return contains(*other, value, budget);
    JANGIN_ASSIGN(const Value result, apply_binary(symbol, value, *other, budget));
    return symbol == "%" ? !result.truthy() : result.truthy();
  }
  return type_error(fmt::format("test `{}` is not supported", name));
}

}  // namespace jangin::tokenizer::jinja
