// Expressions of a template, in Jinja's order of precedence (jinja2/parser.py).
#pragma once

#include "base/result.h"
#include "tokenizer/jinja/ast.h"
#include "tokenizer/jinja/token_stream.h"

namespace jangin::tokenizer::jinja {

class ExpressionParser {
 public:
  explicit ExpressionParser(TokenStream& tokens) : tokens_(tokens) {}

  /// `a if b else c`. With `choice` false the condition is left alone (the sequence of a for).
  Result<ExpressionPtr> parse(bool choice = true);
  /// The same, or a tuple written without brackets.
  Result<ExpressionPtr> parse_tuple();

 private:
  using Rule = Result<ExpressionPtr> (ExpressionParser::*)();
  Result<ExpressionPtr> parse_choice();
  Result<ExpressionPtr> parse_or();
  Result<ExpressionPtr> parse_and();
  Result<ExpressionPtr> parse_not();
  Result<ExpressionPtr> parse_compare();
  Result<ExpressionPtr> parse_sum();
  Result<ExpressionPtr> parse_concat();
  Result<ExpressionPtr> parse_product();
  Result<ExpressionPtr> parse_power();
  Result<ExpressionPtr> parse_unary(bool with_filters);
  Result<ExpressionPtr> parse_primary();
  Result<ExpressionPtr> parse_bracketed();
  Result<ExpressionPtr> parse_list();
  Result<ExpressionPtr> parse_dict();
  Result<ExpressionPtr> parse_postfix(ExpressionPtr value);
  Result<ExpressionPtr> parse_filters(ExpressionPtr value);
  Result<ExpressionPtr> parse_subscript(ExpressionPtr value);
  Result<ExpressionPtr> parse_test(ExpressionPtr value);
  Status parse_arguments(Expression& call);
  Result<ExpressionPtr> parse_binary(Rule operand, std::initializer_list<std::string_view> symbols);
  Status check_height(const Expression& node) const;
  ExpressionPtr make(Expression::Kind kind, std::string name = {}) const;

  TokenStream& tokens_;
  int depth_ = 0;
};

}  // namespace jangin::tokenizer::jinja
