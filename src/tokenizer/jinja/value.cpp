// Truth, equality, order and printing after Python.
#include "tokenizer/jinja/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace jangin::tokenizer::jinja {
namespace {

void add_extent(Extent& to, const Extent& item) {
  to.height = std::max(to.height, item.height + 1);
  to.weight += item.weight;
}

std::string real_to_text(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

void quote_json(std::string_view text, std::string& out) {
  out += '"';
  for (char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      default:
        if (static_cast<uint8_t>(c) < 0x20) {
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

std::string quote_python(const std::string& text) {
  const char mark = text.find('\'') != std::string::npos && text.find('"') == std::string::npos ? '"' : '\'';
  std::string out(1, mark);
  for (char c : text) {
    if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\t')
      out += "\\t";
    else if (c == '\\' || c == mark)
      out += {'\\', c};
    else
      out += c;
  }
  return out + mark;
}

void break_line(int64_t indent, int64_t depth, std::string& out) {
  if (indent < 0) return;
  out += '\n';
  out.append(static_cast<size_t>(indent * depth), ' ');
}

void write_json(const Value& value, int64_t indent, int64_t depth, std::string& out) {
  const char* separator = indent < 0 ? ", " : ",";
  if (const MarkedText* text = value.text()) return quote_json(text->bytes, out);
  if (const List* list = value.list()) {
    if (list->empty()) return void(out += "[]");
    out += '[';
    for (size_t i = 0; i < list->size(); ++i) {
      if (i > 0) out += separator;
      break_line(indent, depth + 1, out);
      write_json((*list)[i], indent, depth + 1, out);
    }
    break_line(indent, depth, out);
    return void(out += ']');
  }
  if (const Dict* dict = value.dict()) {
    if (dict->empty()) return void(out += "{}");
    out += '{';
    for (size_t i = 0; i < dict->size(); ++i) {
      if (i > 0) out += separator;
      break_line(indent, depth + 1, out);
      quote_json((*dict)[i].first, out);
      out += ": ";
      write_json((*dict)[i].second, indent, depth + 1, out);
    }
    break_line(indent, depth, out);
    return void(out += '}');
  }
  if (const bool* flag = value.boolean()) return void(out += *flag ? "true" : "false");
  if (value.is_number()) return void(out += value.to_text().bytes);
  out += "null";
}

}  // namespace

Value::Value(List value) {
  Extent extent;
  for (const Value& item : value) add_extent(extent, item.extent());
  storage_ = std::make_shared<const ListBox>(ListBox{std::move(value), extent});
}

Value::Value(Dict value) {
  Extent extent;
  for (const auto& [key, item] : value) {
    add_extent(extent, item.extent());
    extent.weight += static_cast<double>(key.size());
  }
  storage_ = std::make_shared<const DictBox>(DictBox{std::move(value), extent});
}

const List* Value::list() const {
  const ListBox* box = pointed<const ListBox>();
  return box ? &box->items : nullptr;
}

const Dict* Value::dict() const {
  const DictBox* box = pointed<const DictBox>();
  return box ? &box->items : nullptr;
}

Extent Value::extent() const {
  if (const MarkedText* held = text()) return {1, 1.0 + static_cast<double>(held->bytes.size())};
  if (const ListBox* held = pointed<const ListBox>()) return held->extent;
  if (const DictBox* held = pointed<const DictBox>()) return held->extent;
  return {};
}

const int64_t* Value::whole(int64_t& room) const {
  if (const bool* flag = boolean()) {
    room = *flag ? 1 : 0;
    return &room;
  }
  return integer();
}

double Value::as_double() const {
  int64_t room = 0;
  if (const int64_t* number = whole(room)) return static_cast<double>(*number);
  return real() ? *real() : 0.0;
}

bool Value::truthy() const {
  if (is_undefined() || is_none()) return false;
  if (const MarkedText* held = text()) return !held->bytes.empty();
  if (const List* held = list()) return !held->empty();
  if (const Dict* held = dict()) return !held->empty();
  return !is_number() || as_double() != 0.0;
}

std::string_view Value::type_name() const {
  static constexpr std::string_view kNames[] = {"undefined", "None", "bool",      "int",   "float",   "string",
                                                "list",      "dict", "namespace", "macro", "function"};
  return kNames[storage_.index()];
}

MarkedText Value::to_text() const {
  if (const MarkedText* held = text()) return *held;
  if (is_undefined()) return {};
  return MarkedText(repr(*this));
}

std::string repr(const Value& value) {
  if (const MarkedText* text = value.text()) return quote_python(text->bytes);
  if (const bool* flag = value.boolean()) return *flag ? "True" : "False";
  if (const int64_t* number = value.integer()) return fmt::format("{}", *number);
  if (const double* number = value.real()) return real_to_text(*number);
  if (value.is_none()) return "None";
  if (value.is_undefined()) return "Undefined";
  std::string out;
  if (const List* list = value.list()) {
    for (const Value& item : *list) out += (out.empty() ? "" : ", ") + repr(item);
    return "[" + out + "]";
  }
  if (const Dict* dict = value.dict()) {
    for (const auto& [key, item] : *dict) out += (out.empty() ? "" : ", ") + quote_python(key) + ": " + repr(item);
    return "{" + out + "}";
  }
  return fmt::format("<{}>", value.type_name());
}

bool equal(const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) {
    int64_t room_a = 0;
    int64_t room_b = 0;
    const int64_t* x = a.whole(room_a);
    const int64_t* y = b.whole(room_b);
    return x && y ? *x == *y : a.as_double() == b.as_double();
  }
  if (a.text() && b.text()) return a.text()->bytes == b.text()->bytes;
  if (a.list() && b.list()) {
    if (a.list()->size() != b.list()->size()) return false;
    for (size_t i = 0; i < a.list()->size(); ++i) {
      if (!equal((*a.list())[i], (*b.list())[i])) return false;
    }
    return true;
  }
  if (a.dict() && b.dict()) {
    if (a.dict()->size() != b.dict()->size()) return false;
    for (const auto& [key, value] : *a.dict()) {
      const Value* other = find(*b.dict(), key);
      if (!other || !equal(value, *other)) return false;
    }
    return true;
  }
  if (a.name_space() && b.name_space()) return a.name_space() == b.name_space();
  return (a.is_none() && b.is_none()) || (a.is_undefined() && b.is_undefined());
}

int compare(const Value& a, const Value& b, bool& comparable) {
  comparable = true;
  if (a.is_number() && b.is_number()) {
    const double x = a.as_double();
    const double y = b.as_double();
    return x < y ? -1 : x > y ? 1 : 0;
  }
  if (a.text() && b.text()) return a.text()->bytes.compare(b.text()->bytes);
  comparable = false;
  return 0;
}

const Value* find(const Dict& dict, std::string_view key) {
  for (const auto& [name, value] : dict) {
    if (name == key) return &value;
  }
  return nullptr;
}

std::string to_json(const Value& value, int64_t indent) {
  std::string out;
  write_json(value, indent, 0, out);
  return out;
}

}  // namespace jangin::tokenizer::jinja
