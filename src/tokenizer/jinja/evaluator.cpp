// Statements and expressions. Scopes as in Jinja: a loop's body has its own, a branch has none, a macro sees the globals.
#include "tokenizer/jinja/evaluator.h"

#include <fmt/format.h>

#include <map>
#include <memory>

namespace jangin::tokenizer::jinja {
namespace {

constexpr int kMaxCallDepth = 50;
constexpr int kMaxDepth = 1000;               // of recursion over the tree
constexpr int kMaxHeight = 100;               // of lists in lists
constexpr int64_t kLoopSteps = 10;            // what one round of a loop costs beyond its body
enum class Flow : uint8_t { on, next, out };  // continue with the next statement, iteration, or behind the loop

class Evaluator {
 public:
  explicit Evaluator(const Dict& variables) {
    scopes_.emplace_back();
    for (const char* name : {"range", "namespace", "raise_exception", "dict"}) scopes_[0][name] = Value(Builtin{name});
    for (const auto& [name, value] : variables) scopes_[0][name] = value;
  }

  Result<MarkedText> run(const Block& program) {
    MarkedText out;
    JANGIN_TRY(run_block(program, out));
    return out;
  }

 private:
  using Scope = std::map<std::string, Value, std::less<>>;

  static Error located(Error error, int line) {
    if (error.place.empty()) error.place = fmt::format("chat template, line {}", line);
    return error;
  }

  Result<Flow> run_block(const Block& block, MarkedText& out) {
    if (depth_ >= kMaxDepth) return exhausted();
    ++depth_;
    Result<Flow> flow = run_statements(block, out);
    --depth_;
    return flow;
  }

  Result<Flow> run_statements(const Block& block, MarkedText& out) {
    for (const auto& statement : block) {
      if (!budget_.spend_step()) return exhausted();
      auto flow = run_statement(*statement, out);
      if (!flow) return std::unexpected(located(std::move(flow.error()), statement->line));
      if (*flow != Flow::on) return flow;
    }
    return Flow::on;
  }

  Result<Flow> run_statement(const Statement& s, MarkedText& out) {
    switch (s.kind) {
      case Statement::Kind::text: return print(MarkedText(s.text), out);
      case Statement::Kind::output: {
        JANGIN_ASSIGN(const Value value, evaluate(*s.expressions[0]));
        if (!budget_.spend_value(value)) return exhausted();
        return print(value.to_text(), out);
      }
      case Statement::Kind::branch: return run_branch(s, out);
      case Statement::Kind::loop: return run_loop(s, out);
      case Statement::Kind::set: return run_set(s);
      case Statement::Kind::set_block: {
        MarkedText captured;
        JANGIN_ASSIGN(const Flow flow, run_block(s.blocks[0], captured));
        scopes_.back()[s.names[0]] = Value(std::move(captured));
        return flow;
      }
      case Statement::Kind::macro: scopes_.back()[s.names[0]] = Value(std::make_shared<const Macro>(Macro{&s})); return Flow::on;
      case Statement::Kind::generation: {
        const size_t begin = out.bytes.size();
        JANGIN_ASSIGN(const Flow flow, run_block(s.blocks[0], out));
        if (out.bytes.size() > begin) out.marks.push_back({begin, out.bytes.size(), Origin::generation});
        return flow;
      }
      case Statement::Kind::break_loop: return Flow::out;
      case Statement::Kind::continue_loop: return Flow::next;
    }
    return Flow::on;
  }

  Result<Flow> print(const MarkedText& text, MarkedText& out) {
    if (!budget_.spend_bytes(text.bytes.size())) return exhausted();
    out.append(text);
    return Flow::on;
  }

  Result<Flow> run_branch(const Statement& s, MarkedText& out) {
    for (size_t i = 0; i < s.expressions.size(); ++i) {
      JANGIN_ASSIGN(const Value condition, evaluate(*s.expressions[i]));
      if (condition.truthy()) return run_block(s.blocks[i], out);
    }
    return s.blocks.size() > s.expressions.size() ? run_block(s.blocks.back(), out) : Flow::on;
  }

  Status bind(const std::vector<std::string>& names, const Value& value, Scope& scope) {
    if (names.size() == 1) {
      scope[names[0]] = value;
      return {};
    }
    JANGIN_ASSIGN(const List parts, iterate(value, budget_));
    if (parts.size() != names.size()) return type_error(fmt::format("{} values for {} names", parts.size(), names.size()));
    for (size_t i = 0; i < names.size(); ++i) scope[names[i]] = parts[i];
    return {};
  }

  Result<Flow> run_set(const Statement& s) {
    JANGIN_ASSIGN(const Value value, evaluate(*s.expressions[0]));
    if (s.member.empty()) {
      JANGIN_TRY(bind(s.names, value, scopes_.back()));
      return Flow::on;
    }
    const Value target = look_up(s.names[0]);
    if (!target.name_space()) return type_error(fmt::format("`{}` is no namespace", s.names[0]));
    Dict& members = target.name_space()->members;
    for (auto& [name, held] : members) {
      if (name == s.member) {
        held = value;
        return Flow::on;
      }
    }
    members.emplace_back(s.member, value);
    return Flow::on;
  }

  /// Items for which the loop's condition holds.
  Result<List> loop_items(const Statement& s) {
    JANGIN_ASSIGN(const Value sequence, evaluate(*s.expressions[0]));
    JANGIN_ASSIGN(List items, iterate(sequence, budget_));
    if (!s.expressions[1]) return items;
    List kept;
    for (Value& item : items) {
      scopes_.emplace_back();
      Status bound = bind(s.names, item, scopes_.back());
      Result<Value> condition = bound ? evaluate(*s.expressions[1]) : Result<Value>(std::unexpected(bound.error()));
      scopes_.pop_back();
      if (!condition) return pass(condition);
      if (condition->truthy()) kept.push_back(std::move(item));
    }
    return kept;
  }

  Result<Flow> run_loop(const Statement& s, MarkedText& out) {
    JANGIN_ASSIGN(const List items, loop_items(s));
    if (items.empty()) return s.blocks.size() > 1 ? run_block(s.blocks[1], out) : Flow::on;
    for (size_t i = 0; i < items.size(); ++i) {
      budget_.steps -= kLoopSteps;
      if (!budget_.spend_step()) return exhausted();
      scopes_.emplace_back();
      scopes_.back()["loop"] = loop_variable(items, i);
      Status bound = bind(s.names, items[i], scopes_.back());
      Result<Flow> flow = bound ? run_block(s.blocks[0], out) : Result<Flow>(std::unexpected(bound.error()));
      scopes_.pop_back();
      if (!flow) return flow;
      if (*flow == Flow::out) break;
    }
    return Flow::on;
  }

  Value look_up(std::string_view name) const {
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
      auto found = scope->find(name);
      if (found != scope->end()) return found->second;
    }
    return Value(Undefined{std::string(name)});
  }

  Result<Value> evaluate(const Expression& e) {
    if (!budget_.spend_step()) return exhausted();
    if (depth_ >= kMaxDepth) return exhausted();
    ++depth_;
    auto value = evaluate_kind(e);
    --depth_;
    if (!value) return std::unexpected(located(std::move(value.error()), e.line));
    if (value->extent().height > kMaxHeight) return exhausted();
    return value;
  }

  Result<Value> evaluate_kind(const Expression& e) {
    switch (e.kind) {
      case Expression::Kind::constant: return e.constant;
      case Expression::Kind::name: return look_up(e.name);
      case Expression::Kind::list: return evaluate_list(e);
      case Expression::Kind::dict: return evaluate_dict(e);
      case Expression::Kind::attribute: {
        JANGIN_ASSIGN(const Value object, evaluate(*e.items[0]));
        if (object.is_undefined()) return type_error(fmt::format("`{}` is undefined", object.undefined()->name));
        return member(object, e.name);
      }
      case Expression::Kind::index: return evaluate_index(e);
      case Expression::Kind::slice: return evaluate_slice(e);
      case Expression::Kind::call: return evaluate_call(e);
      case Expression::Kind::filter: {
        JANGIN_ASSIGN(const Value value, evaluate(*e.items[0]));
        JANGIN_ASSIGN(const Arguments arguments, evaluate_arguments(e));
        return apply_filter(e.name, value, arguments, budget_);
      }
      case Expression::Kind::test: {
        JANGIN_ASSIGN(const Value value, evaluate(*e.items[0]));
        JANGIN_ASSIGN(const Arguments arguments, evaluate_arguments(e));
        JANGIN_ASSIGN(const bool holds, apply_test(e.name, value, arguments, budget_));
        return Value(holds != e.negated);
      }
      case Expression::Kind::unary: return evaluate_unary(e);
      case Expression::Kind::binary: return evaluate_binary(e);
      case Expression::Kind::choice: {
        JANGIN_ASSIGN(const Value condition, evaluate(*e.items[1]));
        if (condition.truthy()) return evaluate(*e.items[0]);
        return e.items[2] ? evaluate(*e.items[2]) : Value();
      }
    }
    return Value();
  }

  Result<Value> evaluate_list(const Expression& e) {
    List list;
    for (const ExpressionPtr& item : e.items) {
      JANGIN_ASSIGN(Value value, evaluate(*item));
      list.push_back(std::move(value));
    }
    return Value(std::move(list));
  }

  Result<Value> evaluate_dict(const Expression& e) {
    Dict dict;
    for (size_t i = 0; i + 1 < e.items.size(); i += 2) {
      JANGIN_ASSIGN(const Value key, evaluate(*e.items[i]));
      JANGIN_ASSIGN(Value value, evaluate(*e.items[i + 1]));
      if (!key.text()) return type_error("a dictionary's key is no text");
      dict.emplace_back(key.text()->bytes, std::move(value));
    }
    return Value(std::move(dict));
  }

  Result<Value> evaluate_index(const Expression& e) {
    JANGIN_ASSIGN(const Value object, evaluate(*e.items[0]));
    JANGIN_ASSIGN(const Value index, evaluate(*e.items[1]));
    if (object.is_undefined()) return type_error(fmt::format("`{}` is undefined", object.undefined()->name));
    if (index.text()) return member(object, index.text()->bytes);
    int64_t room = 0;
    const int64_t* at = index.whole(room);
    if (!at || object.dict()) return Value(Undefined{"item"});
    List characters;
    if (!object.list()) {
      JANGIN_ASSIGN(characters, iterate(object, budget_));
    }
    const List& items = object.list() ? *object.list() : characters;
    const auto count = static_cast<int64_t>(items.size());
    const int64_t place = *at < 0 ? *at + count : *at;
    if (place < 0 || place >= count) return Value(Undefined{fmt::format("item {}", *at)});
    return items[static_cast<size_t>(place)];
  }

  Result<Value> evaluate_slice(const Expression& e) {
    Value parts[4];
    for (size_t i = 0; i < 4; ++i) {
      parts[i] = Value(None{});
      if (!e.items[i]) continue;
      JANGIN_ASSIGN(parts[i], evaluate(*e.items[i]));
    }
    return apply_slice(parts[0], parts[1], parts[2], parts[3], budget_);
  }

  Result<Arguments> evaluate_arguments(const Expression& e) {
    Arguments arguments;
    for (size_t i = 1; i < e.items.size(); ++i) {
      JANGIN_ASSIGN(Value value, evaluate(*e.items[i]));
      arguments.positional.push_back(std::move(value));
    }
    for (const auto& [name, item] : e.named) {
      JANGIN_ASSIGN(Value value, evaluate(*item));
      arguments.named.emplace_back(name, std::move(value));
    }
    return arguments;
  }

  Result<Value> evaluate_call(const Expression& e) {
    const Expression& callee = *e.items[0];
    if (callee.kind == Expression::Kind::attribute) {
      JANGIN_ASSIGN(const Value object, evaluate(*callee.items[0]));
      if (has_method(object, callee.name)) {
        JANGIN_ASSIGN(const Arguments arguments, evaluate_arguments(e));
        return call_method(object, callee.name, arguments, budget_);
      }
      return type_error(fmt::format("{} has no method `{}`", object.type_name(), callee.name));
    }
    JANGIN_ASSIGN(const Value function, evaluate(callee));
    JANGIN_ASSIGN(const Arguments arguments, evaluate_arguments(e));
    if (function.macro()) return call_macro(*function.macro()->definition, arguments);
    if (function.builtin()) return call_builtin(function.builtin()->name, arguments);
    return type_error(fmt::format("`{}` is {}, not a function", callee.name, function.type_name()));
  }

  /// The macro's parameters in a scope above the globals; the caller's other scopes are set aside.
  Result<Value> call_macro(const Statement& s, const Arguments& arguments) {
    if (++call_depth_ > kMaxCallDepth) return exhausted();
    std::vector<Scope> aside;
    Scope scope;
    for (size_t i = 1; i < s.names.size(); ++i) {
      const Value* given = arguments.get(i - 1, s.names[i]);
      if (given) {
        scope[s.names[i]] = *given;
      } else if (s.expressions[i - 1]) {
        JANGIN_ASSIGN(scope[s.names[i]], evaluate(*s.expressions[i - 1]));
      } else {
        scope[s.names[i]] = Value(Undefined{s.names[i]});
      }
    }
    aside.assign(std::make_move_iterator(scopes_.begin() + 1), std::make_move_iterator(scopes_.end()));
    scopes_.resize(1);
    scopes_.push_back(std::move(scope));
    MarkedText out;
    Result<Flow> flow = run_block(s.blocks[0], out);
    scopes_.resize(1);
    scopes_.insert(scopes_.end(), std::make_move_iterator(aside.begin()), std::make_move_iterator(aside.end()));
    --call_depth_;
    if (!flow) return pass(flow);
    return Value(std::move(out));
  }

  Result<Value> call_builtin(const std::string& name, const Arguments& arguments) {
    if (name == "raise_exception") {
      const Value* message = arguments.get(0, "message");
      return fail(ErrorCode::invalid_argument, message ? message->to_text().bytes : "the chat template refuses these messages");
    }
    if (name == "range") return make_range(arguments, budget_);
    Dict members(arguments.named.begin(), arguments.named.end());
    if (name == "dict") return Value(std::move(members));
    namespaces_.push_back(std::make_unique<Namespace>(Namespace{std::move(members)}));
    return Value(namespaces_.back().get());
  }

  Result<Value> evaluate_unary(const Expression& e) {
    JANGIN_ASSIGN(const Value value, evaluate(*e.items[0]));
    if (e.name == "not") return Value(!value.truthy());
    int64_t room = 0;
    if (const int64_t* number = value.whole(room)) return Value(e.name == "-" ? static_cast<int64_t>(0 - static_cast<uint64_t>(*number)) : *number);
    if (const double* number = value.real()) return Value(e.name == "-" ? -*number : *number);
    return type_error(fmt::format("`{}` of {}", e.name, value.type_name()));
  }

  Result<Value> evaluate_binary(const Expression& e) {
    JANGIN_ASSIGN(const Value left, evaluate(*e.items[0]));
    if (e.name == "and") return left.truthy() ? evaluate(*e.items[1]) : left;
    if (e.name == "or") return left.truthy() ? left : evaluate(*e.items[1]);
    JANGIN_ASSIGN(const Value right, evaluate(*e.items[1]));
    if (e.name == "in") {
      JANGIN_ASSIGN(const bool found, contains(right, left, budget_));
      return Value(found != e.negated);
    }
    return apply_binary(e.name, left, right, budget_);
  }

  std::vector<Scope> scopes_;
  std::vector<std::unique_ptr<Namespace>> namespaces_;
  Budget budget_;
  int call_depth_ = 0;
  int depth_ = 0;  // of recursion, blocks and expressions together
};

}  // namespace

Result<MarkedText> render(const Block& program, const Dict& variables) { return Evaluator(variables).run(program); }

}  // namespace jangin::tokenizer::jinja
