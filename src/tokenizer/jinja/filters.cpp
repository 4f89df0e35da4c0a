// Filters on one value (jinja2/filters.py; tojson as transformers sets it). Those that walk a sequence: sequence_filters.cpp.
#include "tokenizer/jinja/filters.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "text/unicode.h"
#include "tokenizer/jinja/letters.h"

namespace jangin::tokenizer::jinja {
namespace {

constexpr int64_t kMaxIndent = 64;

Result<Value> filter_length(const Value& v, const Arguments&, Budget&) {
  if (v.text()) return Value(static_cast<int64_t>(text::count_code_points(v.text()->bytes)));
  if (v.list()) return Value(static_cast<int64_t>(v.list()->size()));
  if (v.dict()) return Value(static_cast<int64_t>(v.dict()->size()));
  if (v.is_undefined()) return Value(int64_t{0});
  return type_error(fmt::format("{} has no length", v.type_name()));
}

Result<Value> filter_default(const Value& v, const Arguments& a, Budget&) {
  const Value* otherwise = a.get(0, "default_value");
  const Value* falsy = a.get(1, "boolean");
  const bool replace = v.is_undefined() || (falsy && falsy->truthy() && !v.truthy());
  if (!replace) return v;
  return otherwise ? *otherwise : Value("");
}

Result<Value> filter_tojson(const Value& v, const Arguments& a, Budget&) {
  const Value* indent = a.get(0, "indent");
  const int64_t spaces = indent && indent->integer() ? std::min(*indent->integer(), kMaxIndent) : -1;
  std::string json = to_json(v, spaces);
  return Value(v.text() ? v.text()->changed_to(std::move(json)) : MarkedText(std::move(json)));
}

Result<Value> filter_trim(const Value& v, const Arguments& a, Budget&) {
  const Value* characters = a.get(0, "chars");
  return Value(strip(v.to_text(), characters && characters->text() ? characters->text()->bytes : "", true, true));
}

Result<Value> filter_replace(const Value& v, const Arguments& a, Budget& budget) { return call_method(Value(v.to_text()), "replace", a, budget); }

Result<Value> filter_indent(const Value& v, const Arguments& a, Budget& budget) {
  const Value* width_value = a.get(0, "width");
  const Value* first = a.get(1, "first");
  const Value* blank = a.get(2, "blank");
  const int64_t width = width_value && width_value->integer() ? std::clamp<int64_t>(*width_value->integer(), 0, kMaxIndent) : 4;
  const MarkedText prefix(width_value && width_value->text() ? width_value->text()->bytes : std::string(static_cast<size_t>(width), ' '));
  const std::vector<MarkedText> lines = split(v.to_text(), "\n", -1, false);
  if (!budget.spend_bytes(lines.size() * prefix.bytes.size())) return exhausted();
  MarkedText out;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) out.append(std::string_view("\n"));
    const bool wanted = i == 0 ? first && first->truthy() : !lines[i].bytes.empty() || (blank && blank->truthy());
    if (wanted) out.append(prefix);
    out.append(lines[i]);
  }
  return Value(std::move(out));
}

Result<Value> filter_int(const Value& v, const Arguments& a, Budget&) {
  const Value* otherwise = a.get(0, "default");
  int64_t room = 0;
  if (const int64_t* whole = v.whole(room)) return Value(*whole);
  if (v.real() && std::abs(*v.real()) < 9e18) return Value(static_cast<int64_t>(*v.real()));
  if (v.text()) {
    const std::string digits = strip(*v.text(), {}, true, true).bytes;
    char* end = nullptr;
    const long long number = std::strtoll(digits.c_str(), &end, 10);
    if (!digits.empty() && *end == '\0') return Value(static_cast<int64_t>(number));
  }
  return otherwise ? *otherwise : Value(int64_t{0});
}

Result<Value> filter_float(const Value& v, const Arguments& a, Budget&) {
  const Value* otherwise = a.get(0, "default");
  if (v.is_number()) return Value(v.as_double());
  if (v.text()) {
    const std::string digits = strip(*v.text(), {}, true, true).bytes;
    char* end = nullptr;
    const double number = std::strtod(digits.c_str(), &end);
    if (!digits.empty() && *end == '\0') return Value(number);
  }
  return otherwise ? *otherwise : Value(0.0);
}

Result<Value> filter_round(const Value& v, const Arguments& a, Budget&) {
  const Value* precision = a.get(0, "precision");
  const int64_t places = precision && precision->integer() ? std::clamp<int64_t>(*precision->integer(), -15, 15) : 0;
  const double scale = std::pow(10.0, static_cast<double>(places));
  return Value(std::nearbyint(v.as_double() * scale) / scale);
}

Result<Value> filter_escape(const Value& v, const Arguments&, Budget& budget) {
  MarkedText text = v.to_text();
  if (!budget.spend_bytes(text.bytes.size() * 6)) return exhausted();
  constexpr std::pair<const char*, const char*> kEntities[] = {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"'", "&#39;"}, {"\"", "&#34;"}};
  for (const auto& [from, to] : kEntities) text = replace(text, from, MarkedText(to), -1);
  return Value(std::move(text));
}

Result<Value> filter_abs(const Value& v, const Arguments&, Budget&) {
  if (const int64_t* whole = v.integer(); whole && *whole > INT64_MIN) return Value(std::abs(*whole));
  return Value(std::abs(v.as_double()));
}

using Change = MarkedText (*)(const MarkedText&);
template <Change change>
Result<Value> change_text(const Value& v, const Arguments&, Budget&) {
  return Value(change(v.to_text()));
}

constexpr FilterRow kFilters[] = {
    {"length", filter_length},
    {"count", filter_length},
    {"default", filter_default},
    {"d", filter_default},
    {"tojson", filter_tojson},
    {"trim", filter_trim},
    {"replace", filter_replace},
    {"indent", filter_indent},
    {"int", filter_int},
    {"float", filter_float},
    {"round", filter_round},
    {"abs", filter_abs},
    {"escape", filter_escape},
    {"e", filter_escape},
    {"upper", change_text<to_upper>},
    {"lower", change_text<to_lower>},
    {"title", change_text<to_title>},
    {"capitalize", change_text<capitalize>},
    {"string", [](const Value& v, const Arguments&, Budget&) -> Result<Value> { return Value(v.to_text()); }},
    {"safe", [](const Value& v, const Arguments&, Budget&) -> Result<Value> { return v; }},
};

}  // namespace

Result<Value> apply_filter(std::string_view name, const Value& value, const Arguments& arguments, Budget& budget) {
  if (!budget.spend_value(value)) return exhausted();
  for (const auto rows : {std::span<const FilterRow>(kFilters), sequence_filters()}) {
    for (const FilterRow& row : rows) {
      if (row.name == name) return row.filter(value, arguments, budget);
    }
  }
  return type_error(fmt::format("filter `{}` is not supported", name));
}

}  // namespace jangin::tokenizer::jinja
