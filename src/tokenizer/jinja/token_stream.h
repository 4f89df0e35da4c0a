// The parser's view of the tokens: look, take, expect.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tokenizer/jinja/lexer.h"

namespace jangin::tokenizer::jinja {

class TokenStream {
 public:
  explicit TokenStream(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  const Token& peek(size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
  Token take() {
    Token token = peek();
    if (at_ + 1 < tokens_.size()) ++at_;
    return token;
  }
  bool is(Token::Kind kind) const { return peek().kind == kind; }
  bool is_symbol(std::string_view symbol, size_t ahead = 0) const { return peek(ahead).kind == Token::Kind::symbol && peek(ahead).text == symbol; }
  bool is_name(std::string_view name, size_t ahead = 0) const { return peek(ahead).kind == Token::Kind::name && peek(ahead).text == name; }
  bool take_symbol(std::string_view symbol) {
    if (!is_symbol(symbol)) return false;
    take();
    return true;
  }
  bool take_name(std::string_view name) {
    if (!is_name(name)) return false;
    take();
    return true;
  }

  Status expect_symbol(std::string_view symbol) {
    if (take_symbol(symbol)) return {};
    return bad(fmt::format("`{}` is missing before `{}`", symbol, shown()));
  }
  Status expect(Token::Kind kind, std::string_view what) {
    if (!is(kind)) return bad(fmt::format("{} is missing before `{}`", what, shown()));
    take();
    return {};
  }
  Result<std::string> expect_name() {
    if (!is(Token::Kind::name)) return bad(fmt::format("a name is missing before `{}`", shown()));
    return take().text;
  }

  std::string shown() const {
    switch (peek().kind) {
      case Token::Kind::block_begin: return "{%";
      case Token::Kind::block_end: return "%}";
      case Token::Kind::output_begin: return "{{";
      case Token::Kind::output_end: return "}}";
      case Token::Kind::end: return "end of template";
      default: return peek().text.substr(0, 40);
    }
  }
  std::unexpected<Error> bad(std::string message, ErrorCode code = ErrorCode::invalid_format) const {
    return fail(code, std::move(message), fmt::format("chat template, line {}", peek().line));
  }

 private:
  std::vector<Token> tokens_;
  size_t at_ = 0;
};

}  // namespace jangin::tokenizer::jinja
