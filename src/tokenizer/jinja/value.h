// Values of a template: Python's, as far as chat templates need them. Lists and dictionaries are shared and do not change once made;
// only a namespace does.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tokenizer/jinja/marked_text.h"

namespace jangin::tokenizer::jinja {

class Value;
struct Macro;  // evaluator.h
using List = std::vector<Value>;
using Dict = std::vector<std::pair<std::string, Value>>;  // in order of insertion

struct Undefined {
  std::string name;  // what was looked for, for messages
};
struct None {};
/// Made by namespace(); its members are set by {% set ns.x = … %}. The evaluator owns them all, since they may hold one another.
struct Namespace {
  Dict members;
};
/// How much a value holds, all levels counted, shared parts as often as they occur: what printing it would cost at least.
struct Extent {
  int height = 1;
  double weight = 1;  // bytes of texts + 1 for each value
};
struct ListBox;
struct DictBox;
/// A function of the environment by its name (range, namespace, raise_exception).
struct Builtin {
  std::string name;
};

class Value {
 public:
  using Storage = std::variant<Undefined, None, bool, int64_t, double, std::shared_ptr<const MarkedText>, std::shared_ptr<const ListBox>,
                               std::shared_ptr<const DictBox>, Namespace*, std::shared_ptr<const Macro>, Builtin>;
  Value() = default;
  Value(None value) : storage_(value) {}
  Value(Undefined value) : storage_(std::move(value)) {}
  Value(bool value) : storage_(value) {}
  Value(int64_t value) : storage_(value) {}
  Value(double value) : storage_(value) {}
  Value(MarkedText value) : storage_(std::make_shared<const MarkedText>(std::move(value))) {}
  Value(std::string value) : Value(MarkedText(std::move(value))) {}
  Value(const char* value) : Value(MarkedText(value)) {}
  Value(List value);
  Value(Dict value);
  Value(Namespace* value) : storage_(value) {}
  Value(std::shared_ptr<const Macro> value) : storage_(std::move(value)) {}
  Value(Builtin value) : storage_(std::move(value)) {}

  bool is_undefined() const { return std::holds_alternative<Undefined>(storage_); }
  bool is_none() const { return std::holds_alternative<None>(storage_); }
  const bool* boolean() const { return std::get_if<bool>(&storage_); }
  const int64_t* integer() const { return std::get_if<int64_t>(&storage_); }
  const double* real() const { return std::get_if<double>(&storage_); }
  const MarkedText* text() const { return pointed<const MarkedText>(); }
  const List* list() const;
  const Dict* dict() const;
  Namespace* name_space() const {
    Namespace* const* held = std::get_if<Namespace*>(&storage_);
    return held ? *held : nullptr;
  }
  const Macro* macro() const { return pointed<const Macro>(); }
  const Builtin* builtin() const { return std::get_if<Builtin>(&storage_); }
  const Undefined* undefined() const { return std::get_if<Undefined>(&storage_); }

  /// Integer or boolean as an integer; null otherwise.
  const int64_t* whole(int64_t& room) const;
  bool is_number() const { return integer() || real() || boolean(); }
  /// Any number; 0 for others.
  double as_double() const;
  bool truthy() const;
  std::string_view type_name() const;  // "string", "list", …
  Extent extent() const;
  /// What {{ value }} prints: Python's str().
  MarkedText to_text() const;

 private:
  template <typename T>
  T* pointed() const {
    const auto* held = std::get_if<std::shared_ptr<T>>(&storage_);
    return held ? held->get() : nullptr;
  }
  Storage storage_;
};

struct ListBox {
  List items;
  Extent extent;
};
struct DictBox {
  Dict items;
  Extent extent;
};

bool equal(const Value& a, const Value& b);
/// Negative, zero, positive; `comparable` is false for values without an order between them.
int compare(const Value& a, const Value& b, bool& comparable);
const Value* find(const Dict& dict, std::string_view key);

/// json.dumps(value, ensure_ascii=False, indent=indent): ", " and ": " between when `indent` is negative.
std::string to_json(const Value& value, int64_t indent);
/// Python's repr() for what appears inside printed lists and dictionaries.
std::string repr(const Value& value);

}  // namespace jangin::tokenizer::jinja
