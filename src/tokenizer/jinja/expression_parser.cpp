// Recursive descent, one function for each level of precedence.
#include "tokenizer/jinja/expression_parser.h"

#include <algorithm>
#include <cstdlib>

namespace jangin::tokenizer::jinja {
namespace {

constexpr int kMaxDepth = 200;   // of recursion while parsing
constexpr int kMaxHeight = 500;  // of chains that a loop builds
using Kind = Expression::Kind;

/// Adds a child (which may be null) and keeps the height.
void adopt(Expression& node, ExpressionPtr child) {
  if (child) node.height = std::max(node.height, child->height + 1);
  node.items.push_back(std::move(child));
}

/// Counts nesting for as long as it lives.
struct Deeper {
  explicit Deeper(int& depth) : depth_(depth) { ++depth_; }
  ~Deeper() { --depth_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;
  int& depth_;
};

}  // namespace

ExpressionPtr ExpressionParser::make(Kind kind, std::string name) const {
  auto node = std::make_unique<Expression>();
  node->kind = kind;
  node->line = tokens_.peek().line;
  node->name = std::move(name);
  return node;
}

Status ExpressionParser::check_height(const Expression& node) const {
  if (node.height <= kMaxHeight) return {};
  return tokens_.bad("an expression is too long", ErrorCode::limit_exceeded);
}

Result<ExpressionPtr> ExpressionParser::parse(bool choice) {
  Deeper deeper(depth_);
  if (depth_ > kMaxDepth) return tokens_.bad("expressions are nested too deeply", ErrorCode::limit_exceeded);
  return choice ? parse_choice() : parse_or();
}

Result<ExpressionPtr> ExpressionParser::parse_tuple() {
  JANGIN_ASSIGN(ExpressionPtr first, parse());
  if (!tokens_.is_symbol(",")) return first;
  ExpressionPtr tuple = make(Kind::list);
  adopt(*tuple, std::move(first));
  while (tokens_.take_symbol(",")) {
    if (tokens_.is_symbol(")") || tokens_.is(Token::Kind::block_end) || tokens_.is(Token::Kind::output_end)) break;
    JANGIN_ASSIGN(ExpressionPtr item, parse());
    adopt(*tuple, std::move(item));
  }
  return tuple;
}

Result<ExpressionPtr> ExpressionParser::parse_choice() {
  JANGIN_ASSIGN(ExpressionPtr value, parse_or());
  while (tokens_.is_name("if")) {
    JANGIN_TRY(check_height(*value));
    ExpressionPtr node = make(Kind::choice);
    tokens_.take();
    JANGIN_ASSIGN(ExpressionPtr condition, parse_or());
    ExpressionPtr otherwise;
    if (tokens_.take_name("else")) {
      JANGIN_ASSIGN(otherwise, parse());
    }
    adopt(*node, std::move(value));
    adopt(*node, std::move(condition));
    adopt(*node, std::move(otherwise));
    value = std::move(node);
  }
  return value;
}

Result<ExpressionPtr> ExpressionParser::parse_binary(Rule operand, std::initializer_list<std::string_view> symbols) {
  JANGIN_ASSIGN(ExpressionPtr left, (this->*operand)());
  while (true) {
    JANGIN_TRY(check_height(*left));
    bool found = false;
    for (std::string_view symbol : symbols) found = found || tokens_.is_symbol(symbol) || tokens_.is_name(symbol);
    if (!found) return left;
    ExpressionPtr node = make(Kind::binary);
    node->name = tokens_.take().text;
    JANGIN_ASSIGN(ExpressionPtr right, (this->*operand)());
    adopt(*node, std::move(left));
    adopt(*node, std::move(right));
    left = std::move(node);
  }
}

Result<ExpressionPtr> ExpressionParser::parse_or() { return parse_binary(&ExpressionParser::parse_and, {"or"}); }
Result<ExpressionPtr> ExpressionParser::parse_and() { return parse_binary(&ExpressionParser::parse_not, {"and"}); }

Result<ExpressionPtr> ExpressionParser::parse_not() {
  Deeper deeper(depth_);
  if (depth_ > kMaxDepth) return tokens_.bad("expressions are nested too deeply", ErrorCode::limit_exceeded);
  if (!tokens_.is_name("not")) return parse_compare();
  ExpressionPtr node = make(Kind::unary, "not");
  tokens_.take();
  JANGIN_ASSIGN(ExpressionPtr value, parse_not());
  adopt(*node, std::move(value));
  return node;
}

Result<ExpressionPtr> ExpressionParser::parse_compare() {
  JANGIN_ASSIGN(ExpressionPtr left, parse_sum());
  while (true) {
    JANGIN_TRY(check_height(*left));
    bool symbol = false;
    for (std::string_view s : {"==", "!=", "<", "<=", ">", ">="}) symbol = symbol || tokens_.is_symbol(s);
    const bool negated = tokens_.is_name("not") && tokens_.is_name("in", 1);
    if (!symbol && !negated && !tokens_.is_name("in")) return left;
    ExpressionPtr node = make(Kind::binary);
    if (negated) tokens_.take();
    node->negated = negated;
    node->name = tokens_.take().text;
    JANGIN_ASSIGN(ExpressionPtr right, parse_sum());
    adopt(*node, std::move(left));
    adopt(*node, std::move(right));
    left = std::move(node);
  }
}

Result<ExpressionPtr> ExpressionParser::parse_sum() { return parse_binary(&ExpressionParser::parse_concat, {"+", "-"}); }
Result<ExpressionPtr> ExpressionParser::parse_concat() { return parse_binary(&ExpressionParser::parse_product, {"~"}); }
Result<ExpressionPtr> ExpressionParser::parse_product() { return parse_binary(&ExpressionParser::parse_power, {"*", "//", "/", "%"}); }

Result<ExpressionPtr> ExpressionParser::parse_power() {
  JANGIN_ASSIGN(ExpressionPtr left, parse_unary(true));
  while (tokens_.is_symbol("**")) {
    JANGIN_TRY(check_height(*left));
    ExpressionPtr node = make(Kind::binary, "**");
    tokens_.take();
    JANGIN_ASSIGN(ExpressionPtr right, parse_unary(true));
    adopt(*node, std::move(left));
    adopt(*node, std::move(right));
    left = std::move(node);
  }
  return left;
}

Result<ExpressionPtr> ExpressionParser::parse_unary(bool with_filters) {
  Deeper deeper(depth_);
  if (depth_ > kMaxDepth) return tokens_.bad("expressions are nested too deeply", ErrorCode::limit_exceeded);
  ExpressionPtr value;
  if (tokens_.is_symbol("-") || tokens_.is_symbol("+")) {
    value = make(Kind::unary);
    value->name = tokens_.take().text;
    JANGIN_ASSIGN(ExpressionPtr operand, parse_unary(false));
    adopt(*value, std::move(operand));
  } else {
    JANGIN_ASSIGN(value, parse_primary());
  }
  JANGIN_ASSIGN(value, parse_postfix(std::move(value)));
  if (!with_filters) return value;
  return parse_filters(std::move(value));
}

Result<ExpressionPtr> ExpressionParser::parse_primary() {
  ExpressionPtr node = make(Kind::constant);
  if (tokens_.is_symbol("(")) return parse_bracketed();
  if (tokens_.is_symbol("[")) return parse_list();
  if (tokens_.is_symbol("{")) return parse_dict();
  const Token::Kind kind = tokens_.peek().kind;
  const std::string text = tokens_.peek().text;
  if (kind == Token::Kind::string) {
    std::string joined;
    while (tokens_.is(Token::Kind::string)) joined += tokens_.take().text;  // neighbours join, as in Python
    node->constant = Value(std::move(joined));
  } else if (kind == Token::Kind::integer) {
    node->constant = Value(static_cast<int64_t>(std::strtoll(tokens_.take().text.c_str(), nullptr, 10)));
  } else if (kind == Token::Kind::real) {
    node->constant = Value(std::strtod(tokens_.take().text.c_str(), nullptr));
  } else if (kind != Token::Kind::name) {
    return tokens_.bad(fmt::format("a value is missing before `{}`", tokens_.shown()));
  } else if (text == "true" || text == "True" || text == "false" || text == "False") {
    node->constant = Value(text[0] == 't' || text[0] == 'T');
    tokens_.take();
  } else if (text == "none" || text == "None") {
    node->constant = Value(None{});
    tokens_.take();
  } else {
    node->kind = Kind::name;
    node->name = tokens_.take().text;
  }
  return node;
}

Result<ExpressionPtr> ExpressionParser::parse_bracketed() {
  ExpressionPtr empty = make(Kind::list);
  tokens_.take();
  if (tokens_.take_symbol(")")) return empty;
  JANGIN_ASSIGN(ExpressionPtr value, parse_tuple());
  JANGIN_TRY(tokens_.expect_symbol(")"));
  return value;
}

Result<ExpressionPtr> ExpressionParser::parse_list() {
  ExpressionPtr node = make(Kind::list);
  tokens_.take();
  while (!tokens_.is_symbol("]")) {
    JANGIN_ASSIGN(ExpressionPtr item, parse());
    adopt(*node, std::move(item));
    if (!tokens_.take_symbol(",")) break;
  }
  JANGIN_TRY(tokens_.expect_symbol("]"));
  return node;
}

Result<ExpressionPtr> ExpressionParser::parse_dict() {
  ExpressionPtr node = make(Kind::dict);
  tokens_.take();
  while (!tokens_.is_symbol("}")) {
    JANGIN_ASSIGN(ExpressionPtr key, parse());
    JANGIN_TRY(tokens_.expect_symbol(":"));
    JANGIN_ASSIGN(ExpressionPtr value, parse());
    adopt(*node, std::move(key));
    adopt(*node, std::move(value));
    if (!tokens_.take_symbol(",")) break;
  }
  JANGIN_TRY(tokens_.expect_symbol("}"));
  return node;
}

Result<ExpressionPtr> ExpressionParser::parse_postfix(ExpressionPtr value) {
  while (true) {
    JANGIN_TRY(check_height(*value));
    ExpressionPtr node = make(Kind::attribute);
    if (tokens_.take_symbol(".")) {
      if (tokens_.is(Token::Kind::integer)) {
        node->kind = Kind::index;
        adopt(*node, std::move(value));
        JANGIN_ASSIGN(ExpressionPtr index, parse_primary());
        adopt(*node, std::move(index));
      } else {
        JANGIN_ASSIGN(node->name, tokens_.expect_name());
        adopt(*node, std::move(value));
      }
      value = std::move(node);
    } else if (tokens_.is_symbol("[")) {
      JANGIN_ASSIGN(value, parse_subscript(std::move(value)));
    } else if (tokens_.is_symbol("(")) {
      node->kind = Kind::call;
      adopt(*node, std::move(value));
      JANGIN_TRY(parse_arguments(*node));
      value = std::move(node);
    } else {
      return value;
    }
  }
}

Result<ExpressionPtr> ExpressionParser::parse_subscript(ExpressionPtr value) {
  ExpressionPtr node = make(Kind::index);
  tokens_.take();
  adopt(*node, std::move(value));
  int colons = 0;
  while (!tokens_.is_symbol("]")) {
    if (tokens_.take_symbol(":")) {
      if (++colons > 2) return tokens_.bad("a slice has too many parts");
      node->items.resize(static_cast<size_t>(colons) + 1);  // what stood before the colon, or nothing
      continue;
    }
    if (node->items.size() > static_cast<size_t>(colons) + 1) return tokens_.bad(fmt::format("`]` is missing before `{}`", tokens_.shown()));
    JANGIN_ASSIGN(ExpressionPtr part, parse());
    adopt(*node, std::move(part));
  }
  tokens_.take();
  if (colons > 0) {
    node->kind = Kind::slice;
    node->items.resize(4);
  } else if (node->items.size() != 2) {
    return tokens_.bad("an index is missing");
  }
  return node;
}

Status ExpressionParser::parse_arguments(Expression& call) {
  JANGIN_TRY(tokens_.expect_symbol("("));
  while (!tokens_.is_symbol(")")) {
    std::string name;
    if (tokens_.is(Token::Kind::name) && tokens_.is_symbol("=", 1)) {
      name = tokens_.take().text;
      tokens_.take();
    }
    JANGIN_ASSIGN(ExpressionPtr value, parse());
    if (name.empty()) {
      adopt(call, std::move(value));
    } else {
      call.height = std::max(call.height, value->height + 1);
      call.named.emplace_back(std::move(name), std::move(value));
    }
    if (!tokens_.take_symbol(",")) break;
  }
  return tokens_.expect_symbol(")");
}

Result<ExpressionPtr> ExpressionParser::parse_filters(ExpressionPtr value) {
  while (true) {
    JANGIN_TRY(check_height(*value));
    if (tokens_.is_symbol("|")) {
      ExpressionPtr node = make(Kind::filter);
      tokens_.take();
      JANGIN_ASSIGN(node->name, tokens_.expect_name());
      adopt(*node, std::move(value));
      if (tokens_.is_symbol("(")) JANGIN_TRY(parse_arguments(*node));
      value = std::move(node);
    } else if (tokens_.is_name("is")) {
      JANGIN_ASSIGN(value, parse_test(std::move(value)));
    } else if (tokens_.is_symbol("(")) {
      ExpressionPtr node = make(Kind::call);
      adopt(*node, std::move(value));
      JANGIN_TRY(parse_arguments(*node));
      value = std::move(node);
    } else {
      return value;
    }
  }
}

Result<ExpressionPtr> ExpressionParser::parse_test(ExpressionPtr value) {
  ExpressionPtr node = make(Kind::test);
  tokens_.take();
  node->negated = tokens_.take_name("not");
  JANGIN_ASSIGN(node->name, tokens_.expect_name());
  adopt(*node, std::move(value));
  if (tokens_.is_symbol("(")) {
    JANGIN_TRY(parse_arguments(*node));
    return node;
  }
  const Token& next = tokens_.peek();
  const bool word = next.kind == Token::Kind::name && next.text != "else" && next.text != "or" && next.text != "and" && next.text != "is" &&
                    next.text != "if" && next.text != "not" && next.text != "in";
  const bool literal = next.kind == Token::Kind::string || next.kind == Token::Kind::integer || next.kind == Token::Kind::real;
  if (word || literal || tokens_.is_symbol("[") || tokens_.is_symbol("{")) {
    JANGIN_ASSIGN(ExpressionPtr argument, parse_primary());
    JANGIN_ASSIGN(argument, parse_postfix(std::move(argument)));
    adopt(*node, std::move(argument));
  }
  return node;
}

}  // namespace jangin::tokenizer::jinja
