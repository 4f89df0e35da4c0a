// Filters that walk a sequence (jinja2/filters.py).
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "text/unicode.h"
#include "tokenizer/jinja/filters.h"

namespace jangin::tokenizer::jinja {
namespace {

/// item.a.b for the attribute "a.b".
Value attribute_of(const Value& item, std::string_view path) {
  const size_t dot = path.find('.');
  const Value value = member(item, path.substr(0, dot));
  return dot == std::string_view::npos ? value : attribute_of(value, path.substr(dot + 1));
}

Value by_attribute(const Value& item, const Value* attribute) {
  return attribute && attribute->text() ? attribute_of(item, attribute->text()->bytes) : item;
}

Result<Value> filter_join(const Value& v, const Arguments& a, Budget& budget) {
  const Value* separator = a.get(0, "d");
  const Value* attribute = a.get(1, "attribute");
  JANGIN_ASSIGN(const List items, iterate(v, budget));
  const MarkedText between = separator ? separator->to_text() : MarkedText();
  if (!budget.spend_bytes(items.size() * between.bytes.size())) return exhausted();
  std::vector<MarkedText> parts;
  for (const Value& item : items) parts.push_back(by_attribute(item, attribute).to_text());
  return Value(join(parts, between));
}

Result<Value> filter_first(const Value& v, const Arguments&, Budget& budget) {
  JANGIN_ASSIGN(const List items, iterate(v, budget));
  return items.empty() ? Value(Undefined{"first of nothing"}) : items.front();
}

Result<Value> filter_last(const Value& v, const Arguments&, Budget& budget) {
  JANGIN_ASSIGN(const List items, iterate(v, budget));
  return items.empty() ? Value(Undefined{"last of nothing"}) : items.back();
}

Result<Value> filter_list(const Value& v, const Arguments&, Budget& budget) {
  JANGIN_ASSIGN(List items, iterate(v, budget));
  return Value(std::move(items));
}

Result<Value> filter_reverse(const Value& v, const Arguments&, Budget& budget) {
  JANGIN_ASSIGN(List items, iterate(v, budget));
  std::reverse(items.begin(), items.end());
  if (!v.text()) return Value(std::move(items));
  MarkedText out;
  for (const Value& item : items) out.append(*item.text());
  return Value(std::move(out));
}

/// Stable; `key` of each item must have an order with the others.
Status sort_by(List& items, const std::function<Value(const Value&)>& key, bool reverse) {
  bool comparable = true;
  std::vector<std::pair<Value, Value>> keyed;
  for (Value& item : items) keyed.emplace_back(key(item), std::move(item));
  // An order is only asked for when every pair has one: all numbers or all texts.
  for (const auto& [k, item] : keyed) {
    bool with_first = true;
    compare(keyed.front().first, k, with_first);
    comparable = comparable && with_first;
  }
  if (!comparable) return type_error("sort of values without an order");
  bool unused = true;
  std::stable_sort(keyed.begin(), keyed.end(), [&](const auto& a, const auto& b) {
    return reverse ? compare(b.first, a.first, unused) < 0 : compare(a.first, b.first, unused) < 0;
  });
  for (size_t i = 0; i < items.size(); ++i) items[i] = std::move(keyed[i].second);
  return {};
}

Value folded(const Value& value, bool case_sensitive) { return value.text() && !case_sensitive ? Value(text::casefold(value.text()->bytes)) : value; }

Result<Value> filter_sort(const Value& v, const Arguments& a, Budget& budget) {
  const Value* reverse = a.get(0, "reverse");
  const Value* sensitive = a.get(1, "case_sensitive");
  const Value* attribute = a.get(2, "attribute");
  const bool by_case = sensitive && sensitive->truthy();
  JANGIN_ASSIGN(List items, iterate(v, budget));
  if (!items.empty())
    JANGIN_TRY(sort_by(items, [&](const Value& item) { return folded(by_attribute(item, attribute), by_case); }, reverse && reverse->truthy()));
  return Value(std::move(items));
}

Result<Value> filter_dictsort(const Value& v, const Arguments& a, Budget& budget) {
  const Value* sensitive = a.get(0, "case_sensitive");
  const bool by_case = sensitive && sensitive->truthy();
  if (!v.dict()) return type_error(fmt::format("dictsort of {}", v.type_name()));
  JANGIN_ASSIGN(const Value pairs, call_method(v, "items", {}, budget));
  List items = *pairs.list();
  if (!items.empty()) JANGIN_TRY(sort_by(items, [&](const Value& item) { return folded((*item.list())[0], by_case); }, false));
  return Value(std::move(items));
}

Result<Value> filter_items(const Value& v, const Arguments&, Budget& budget) {
  if (v.is_undefined()) return Value(List{});
  if (!v.dict()) return type_error(fmt::format("items of {}", v.type_name()));
  return call_method(v, "items", {}, budget);
}

Result<Value> filter_unique(const Value& v, const Arguments&, Budget& budget) {
  JANGIN_ASSIGN(const List items, iterate(v, budget));
  List out;
  for (const Value& item : items) {
    if (!budget.spend_bytes(out.size() + 1)) return exhausted();
    const bool seen = std::any_of(out.begin(), out.end(), [&](const Value& held) { return equal(held, item); });
    if (!seen) out.push_back(item);
  }
  return Value(std::move(out));
}

Result<Value> extreme(const Value& v, Budget& budget, int sign) {
  JANGIN_ASSIGN(const List items, iterate(v, budget));
  if (items.empty()) return Value(Undefined{"extreme of nothing"});
  const Value* best = &items[0];
  for (const Value& item : items) {
    bool comparable = true;
    const int order = compare(item, *best, comparable);
    if (!comparable) return type_error("values without an order");
    if (order * sign > 0) best = &item;
  }
  return *best;
}

Result<Value> filter_sum(const Value& v, const Arguments& a, Budget& budget) {
  const Value* attribute = a.get(0, "attribute");
  JANGIN_ASSIGN(const List items, iterate(v, budget));
  Value sum(int64_t{0});
  for (const Value& item : items) {
    JANGIN_ASSIGN(sum, apply_binary("+", sum, by_attribute(item, attribute), budget));
  }
  return sum;
}

/// map(attribute="x", default=y), map("filter", …).
Result<Value> filter_map(const Value& v, const Arguments& a, Budget& budget) {
  JANGIN_ASSIGN(const List items, iterate(v, budget));
  const Value* attribute = a.positional.empty() ? a.get(0, "attribute") : nullptr;
  if (!attribute && (a.positional.empty() || !a.positional[0].text())) return type_error("map needs an attribute or a filter");
  List out;
  for (const Value& item : items) {
    if (!budget.spend_step()) return exhausted();
    if (attribute) {
      const Value value = by_attribute(item, attribute);
      const Value* otherwise = a.get(SIZE_MAX, "default");
      out.push_back(value.is_undefined() && otherwise ? *otherwise : value);
      continue;
    }
    const Arguments rest{List(a.positional.begin() + 1, a.positional.end()), a.named};
    JANGIN_ASSIGN(Value value, apply_filter(a.positional[0].text()->bytes, item, rest, budget));
    out.push_back(std::move(value));
  }
  return Value(std::move(out));
}

/// select, reject (`with_attribute` false) and selectattr, rejectattr: an attribute, then a test and its arguments, or truth.
Result<Value> choose(const Value& v, const Arguments& a, Budget& budget, bool with_attribute, bool keep) {
  JANGIN_ASSIGN(const List items, iterate(v, budget));
  const size_t skip = with_attribute ? 1 : 0;
  if (with_attribute && (a.positional.empty() || !a.positional[0].text())) return type_error("an attribute is missing");
  const Value* test = a.get(skip, "");
  if (test && !test->text()) return type_error("a test is named by a text");
  List out;
  for (const Value& item : items) {
    if (!budget.spend_step()) return exhausted();
    const Value value = with_attribute ? by_attribute(item, &a.positional[0]) : item;
    bool holds = value.truthy();
    if (test) {
      const Arguments rest{List(a.positional.begin() + static_cast<ptrdiff_t>(skip) + 1, a.positional.end()), a.named};
      JANGIN_ASSIGN(holds, apply_test(test->text()->bytes, value, rest, budget));
    }
    if (holds == keep) out.push_back(item);
  }
  return Value(std::move(out));
}

constexpr FilterRow kSequenceFilters[] = {
    {"join", filter_join},
    {"first", filter_first},
    {"last", filter_last},
    {"list", filter_list},
    {"reverse", filter_reverse},
    {"sort", filter_sort},
    {"dictsort", filter_dictsort},
    {"items", filter_items},
    {"unique", filter_unique},
    {"sum", filter_sum},
    {"map", filter_map},
    {"min", [](const Value& v, const Arguments&, Budget& b) { return extreme(v, b, -1); }},
    {"max", [](const Value& v, const Arguments&, Budget& b) { return extreme(v, b, 1); }},
    {"select", [](const Value& v, const Arguments& a, Budget& b) { return choose(v, a, b, false, true); }},
    {"reject", [](const Value& v, const Arguments& a, Budget& b) { return choose(v, a, b, false, false); }},
    {"selectattr", [](const Value& v, const Arguments& a, Budget& b) { return choose(v, a, b, true, true); }},
    {"rejectattr", [](const Value& v, const Arguments& a, Budget& b) { return choose(v, a, b, true, false); }},
};

}  // namespace

std::span<const FilterRow> sequence_filters() { return kSequenceFilters; }

}  // namespace jangin::tokenizer::jinja
