// Python's methods of texts, dictionaries and lists that templates call.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "text/unicode.h"
#include "tokenizer/jinja/evaluator.h"
#include "tokenizer/jinja/letters.h"

namespace jangin::tokenizer::jinja {
namespace {

using Method = Result<Value> (*)(const Value& object, const Arguments& arguments, Budget& budget);
struct Row {
  std::string_view name;
  Method method;
};

Result<std::string> text_argument(const Arguments& arguments, size_t i, std::string_view name) {
  const Value* value = arguments.get(i, name);
  if (!value || !value->text()) return type_error(fmt::format("argument {} is no text", i + 1));
  return value->text()->bytes;
}

Result<Value> strip_sides(const Value& object, const Arguments& arguments, bool left, bool right) {
  const Value* characters = arguments.get(0, "chars");
  if (!characters || characters->is_none()) return Value(strip(*object.text(), {}, left, right));
  if (!characters->text()) return type_error("argument 1 is no text");
  if (characters->text()->bytes.empty()) return object;
  return Value(strip(*object.text(), characters->text()->bytes, left, right));
}

Result<Value> split_text(const Value& object, const Arguments& arguments, bool from_right) {
  const Value* separator = arguments.get(0, "sep");
  const Value* limit_value = arguments.get(1, "maxsplit");
  const int64_t limit = limit_value && limit_value->integer() ? *limit_value->integer() : -1;
  std::vector<MarkedText> parts;
  if (!separator || separator->is_none()) {
    parts = split_on_space(*object.text(), limit);
  } else if (!separator->text() || separator->text()->bytes.empty()) {
    return type_error("split needs a separator");
  } else {
    parts = split(*object.text(), separator->text()->bytes, limit, from_right);
  }
  return Value(List(parts.begin(), parts.end()));
}

Result<Value> split_lines(const MarkedText& text) {
  List lines;
  size_t begin = 0;
  const std::string& bytes = text.bytes;
  while (begin < bytes.size()) {
    size_t end = bytes.find_first_of("\r\n", begin);
    if (end == std::string::npos) end = bytes.size();
    lines.emplace_back(text.slice(begin, end));
    begin = end + (end + 1 < bytes.size() && bytes[end] == '\r' && bytes[end + 1] == '\n' ? 2 : 1);
  }
  return Value(std::move(lines));
}

/// startswith and endswith: a text, or a list of which one is enough.
Result<Value> has_end(const Value& object, const Arguments& arguments, bool front) {
  const Value* wanted = arguments.get(0, "prefix");
  if (!wanted) return type_error("argument 1 is missing");
  const std::string& text = object.text()->bytes;
  auto fits = [&](const Value& end) { return end.text() && (front ? text.starts_with(end.text()->bytes) : text.ends_with(end.text()->bytes)); };
  if (const List* list = wanted->list()) return Value(std::any_of(list->begin(), list->end(), fits));
  if (!wanted->text()) return type_error("argument 1 is no text");
  return Value(fits(*wanted));
}

Result<Value> remove_end(const Value& object, const Arguments& arguments, bool front) {
  JANGIN_ASSIGN(const std::string end, text_argument(arguments, 0, front ? "prefix" : "suffix"));
  const MarkedText& text = *object.text();
  if (front ? !text.bytes.starts_with(end) : !text.bytes.ends_with(end)) return object;
  return Value(front ? text.slice(end.size(), text.bytes.size()) : text.slice(0, text.bytes.size() - end.size()));
}

Result<Value> find_text(const Value& object, const Arguments& arguments, bool last) {
  JANGIN_ASSIGN(const std::string wanted, text_argument(arguments, 0, "sub"));
  const std::string& text = object.text()->bytes;
  const size_t at = last ? text.rfind(wanted) : text.find(wanted);
  if (at == std::string::npos) return Value(int64_t{-1});
  return Value(static_cast<int64_t>(text::count_code_points(std::string_view(text).substr(0, at))));
}

Result<Value> replace_text(const Value& object, const Arguments& arguments, Budget& budget) {
  JANGIN_ASSIGN(const std::string from, text_argument(arguments, 0, "old"));
  const Value* to = arguments.get(1, "new");
  const Value* limit = arguments.get(2, "count");
  if (!to || !to->text()) return type_error("argument 2 is no text");
  const size_t size = object.text()->bytes.size();
  if (!from.empty() && !budget.spend_bytes(size / from.size() * (to->text()->bytes.size() + sizeof(MarkedText)))) return exhausted();
  return Value(replace(*object.text(), from, *to->text(), limit && limit->integer() ? *limit->integer() : -1));
}

Result<Value> join_texts(const Value& object, const Arguments& arguments, Budget& budget) {
  if (arguments.positional.empty()) return type_error("join needs a list");
  JANGIN_ASSIGN(const List items, iterate(arguments.positional[0], budget));
  std::vector<MarkedText> parts;
  for (const Value& item : items) {
    if (!item.text()) return type_error(fmt::format("join of {}", item.type_name()));
    if (!budget.spend_bytes(item.text()->bytes.size() + object.text()->bytes.size())) return exhausted();
    parts.push_back(*item.text());
  }
  return Value(join(parts, *object.text()));
}

template <bool (*Is)(char32_t)>
Result<Value> all_characters(const Value& object, const Arguments&, Budget&) {
  const std::string& text = object.text()->bytes;
  bool all = !text.empty();
  for (size_t at = 0; at < text.size() && all;) all = Is(text::next_code_point(text, at));
  return Value(all);
}

constexpr Row kTextMethods[] = {
    {"strip", [](const Value& o, const Arguments& a, Budget&) { return strip_sides(o, a, true, true); }},
    {"lstrip", [](const Value& o, const Arguments& a, Budget&) { return strip_sides(o, a, true, false); }},
    {"rstrip", [](const Value& o, const Arguments& a, Budget&) { return strip_sides(o, a, false, true); }},
    {"split", [](const Value& o, const Arguments& a, Budget&) { return split_text(o, a, false); }},
    {"rsplit", [](const Value& o, const Arguments& a, Budget&) { return split_text(o, a, true); }},
    {"splitlines", [](const Value& o, const Arguments&, Budget&) { return split_lines(*o.text()); }},
    {"startswith", [](const Value& o, const Arguments& a, Budget&) { return has_end(o, a, true); }},
    {"endswith", [](const Value& o, const Arguments& a, Budget&) { return has_end(o, a, false); }},
    {"removeprefix", [](const Value& o, const Arguments& a, Budget&) { return remove_end(o, a, true); }},
    {"removesuffix", [](const Value& o, const Arguments& a, Budget&) { return remove_end(o, a, false); }},
    {"find", [](const Value& o, const Arguments& a, Budget&) { return find_text(o, a, false); }},
    {"rfind", [](const Value& o, const Arguments& a, Budget&) { return find_text(o, a, true); }},
    {"replace", replace_text},
    {"join", join_texts},
    {"upper", [](const Value& o, const Arguments&, Budget&) -> Result<Value> { return Value(to_upper(*o.text())); }},
    {"lower", [](const Value& o, const Arguments&, Budget&) -> Result<Value> { return Value(to_lower(*o.text())); }},
    {"title", [](const Value& o, const Arguments&, Budget&) -> Result<Value> { return Value(to_title(*o.text())); }},
    {"capitalize", [](const Value& o, const Arguments&, Budget&) -> Result<Value> { return Value(capitalize(*o.text())); }},
    {"count",
     [](const Value& o, const Arguments& a, Budget&) -> Result<Value> {
       JANGIN_ASSIGN(const std::string wanted, text_argument(a, 0, "sub"));
       if (wanted.empty()) return Value(static_cast<int64_t>(text::count_code_points(o.text()->bytes)) + 1);
       return Value(static_cast<int64_t>(split(*o.text(), wanted, -1, false).size()) - 1);
     }},
    {"isdigit", all_characters<text::is_digit>},
    {"isalpha", all_characters<text::is_letter>},
    {"isspace", all_characters<text::is_space>},
};

Result<Value> dict_items(const Value& object, const Arguments&, Budget& budget) {
  if (!budget.spend_bytes(object.dict()->size() * 2 * sizeof(Value))) return exhausted();
  List items;
  for (const auto& [key, value] : *object.dict()) items.emplace_back(List{Value(key), value});
  return Value(std::move(items));
}

constexpr Row kDictMethods[] = {
    {"get",
     [](const Value& o, const Arguments& a, Budget&) -> Result<Value> {
       JANGIN_ASSIGN(const std::string key, text_argument(a, 0, "key"));
       if (const Value* found = find(*o.dict(), key)) return *found;
       const Value* otherwise = a.get(1, "default");
       return otherwise ? *otherwise : Value(None{});
     }},
    {"items", dict_items},
    {"keys",
     [](const Value& o, const Arguments&, Budget& budget) -> Result<Value> {
       JANGIN_ASSIGN(List keys, iterate(o, budget));
       return Value(std::move(keys));
     }},
    {"values",
     [](const Value& o, const Arguments&, Budget& budget) -> Result<Value> {
       if (!budget.spend_bytes(o.dict()->size() * sizeof(Value))) return exhausted();
       List values;
       for (const auto& [key, value] : *o.dict()) values.push_back(value);
       return Value(std::move(values));
     }},
};

constexpr Row kListMethods[] = {
    {"index",
     [](const Value& o, const Arguments& a, Budget& budget) -> Result<Value> {
       const Value* wanted = a.get(0, "value");
       if (!budget.spend_value(o)) return exhausted();
       for (size_t i = 0; wanted && i < o.list()->size(); ++i) {
         if (equal((*o.list())[i], *wanted)) return Value(static_cast<int64_t>(i));
       }
       return type_error("the value is not in the list");
     }},
    {"count",
     [](const Value& o, const Arguments& a, Budget& budget) -> Result<Value> {
       const Value* wanted = a.get(0, "value");
       if (!budget.spend_value(o)) return exhausted();
       return Value(
           static_cast<int64_t>(std::count_if(o.list()->begin(), o.list()->end(), [&](const Value& v) { return wanted && equal(v, *wanted); })));
     }},
};

Method find_method(const Value& object, std::string_view name) {
  auto in = [&](const auto& rows) -> Method {
    for (const Row& row : rows) {
      if (row.name == name) return row.method;
    }
    return nullptr;
  };
  if (object.text()) return in(kTextMethods);
  if (object.dict()) return in(kDictMethods);
  if (object.list()) return in(kListMethods);
  return nullptr;
}

}  // namespace

bool has_method(const Value& object, std::string_view name) { return find_method(object, name) != nullptr; }

Result<Value> call_method(const Value& object, std::string_view name, const Arguments& arguments, Budget& budget) {
  const size_t size = object.text() ? object.text()->bytes.size() : 0;
  if (!budget.spend_bytes(size)) return exhausted();
  return find_method(object, name)(object, arguments, budget);
}

}  // namespace jangin::tokenizer::jinja
