// Tags. Reference: jinja2/parser.py, and transformers' {% generation %}, {% break %}, {% continue %}.
#include "tokenizer/jinja/parser.h"

#include <initializer_list>

#include "tokenizer/jinja/expression_parser.h"
#include "tokenizer/jinja/token_stream.h"

namespace jangin::tokenizer::jinja {
namespace {

constexpr int kMaxDepth = 200;
using Kind = Statement::Kind;
using StatementPtr = std::unique_ptr<Statement>;

class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)), expressions_(tokens_) {}

  Result<Block> parse() {
    JANGIN_ASSIGN(Block block, parse_block({}));
    if (!tokens_.is(Token::Kind::end)) return tokens_.bad(fmt::format("`{}` closes nothing", tokens_.peek(1).text));
    return block;
  }

 private:
  StatementPtr make(Kind kind) const {
    auto statement = std::make_unique<Statement>();
    statement->kind = kind;
    statement->line = tokens_.peek().line;
    return statement;
  }

  /// Statements up to a tag of one of `ends` (left in the stream), or up to the end of the template when there are none.
  Result<Block> parse_block(std::initializer_list<std::string_view> ends) {
    if (++depth_ > kMaxDepth) return tokens_.bad("tags are nested too deeply", ErrorCode::limit_exceeded);
    Block block;
    while (!tokens_.is(Token::Kind::end)) {
      if (tokens_.is(Token::Kind::block_begin)) {
        bool ended = tokens_.peek(1).text.starts_with("end") || tokens_.is_name("else", 1) || tokens_.is_name("elif", 1);
        for (std::string_view end : ends) ended = ended || tokens_.is_name(end, 1);
        if (ended) break;
      }
      JANGIN_ASSIGN(StatementPtr statement, parse_statement());
      block.push_back(std::move(statement));
    }
    if (ends.size() > 0 && !closes(ends)) return tokens_.bad(fmt::format("`{}` is missing before `{}`", *(ends.end() - 1), tokens_.peek(1).text));
    --depth_;
    return block;
  }

  bool closes(std::initializer_list<std::string_view> ends) const {
    bool found = false;
    for (std::string_view end : ends) found = found || (tokens_.is(Token::Kind::block_begin) && tokens_.is_name(end, 1));
    return found;
  }

  /// {% name %}
  Status take_tag(std::string_view name) {
    JANGIN_TRY(tokens_.expect(Token::Kind::block_begin, "`{%`"));
    if (!tokens_.take_name(name)) return tokens_.bad(fmt::format("`{}` is missing before `{}`", name, tokens_.shown()));
    return tokens_.expect(Token::Kind::block_end, "`%}`");
  }

  Result<StatementPtr> parse_statement() {
    if (tokens_.is(Token::Kind::text)) {
      StatementPtr node = make(Kind::text);
      node->text = tokens_.take().text;
      return node;
    }
    if (tokens_.is(Token::Kind::output_begin)) {
      StatementPtr node = make(Kind::output);
      tokens_.take();
      JANGIN_ASSIGN(ExpressionPtr value, expressions_.parse_tuple());
      node->expressions.push_back(std::move(value));
      JANGIN_TRY(tokens_.expect(Token::Kind::output_end, "`}}`"));
      return node;
    }
    return parse_tag();
  }

  Result<StatementPtr> parse_tag() {
    StatementPtr node = make(Kind::text);
    JANGIN_TRY(tokens_.expect(Token::Kind::block_begin, "a tag"));
    JANGIN_ASSIGN(const std::string name, tokens_.expect_name());
    if (name == "if") return parse_if(std::move(node));
    if (name == "for") return parse_for(std::move(node));
    if (name == "set") return parse_set(std::move(node));
    if (name == "macro") return parse_macro(std::move(node));
    if (name == "generation") {
      node->kind = Kind::generation;
      JANGIN_TRY(tokens_.expect(Token::Kind::block_end, "`%}`"));
      JANGIN_ASSIGN(Block body, parse_block({"endgeneration"}));
      node->blocks.push_back(std::move(body));
      JANGIN_TRY(take_tag("endgeneration"));
      return node;
    }
    if (name == "break" || name == "continue") {
      node->kind = name == "break" ? Kind::break_loop : Kind::continue_loop;
      JANGIN_TRY(tokens_.expect(Token::Kind::block_end, "`%}`"));
      return node;
    }
    return tokens_.bad(fmt::format("tag `{}` is not supported", name.substr(0, 40)), ErrorCode::unsupported);
  }

  Result<StatementPtr> parse_if(StatementPtr node) {
    node->kind = Kind::branch;
    while (true) {
      JANGIN_ASSIGN(ExpressionPtr condition, expressions_.parse_tuple());
      node->expressions.push_back(std::move(condition));
      JANGIN_TRY(tokens_.expect(Token::Kind::block_end, "`%}`"));
      JANGIN_ASSIGN(Block body, parse_block({"elif", "else", "endif"}));
      node->blocks.push_back(std::move(body));
      if (!tokens_.is_name("elif", 1)) break;
      tokens_.take();
      tokens_.take();
    }
    JANGIN_TRY(parse_else(*node, "endif"));
    return node;
  }

  Status parse_else(Statement& node, std::string_view end) {
    if (tokens_.is_name("else", 1)) {
      JANGIN_TRY(take_tag("else"));
      JANGIN_ASSIGN(Block body, parse_block({end}));
      node.blocks.push_back(std::move(body));
    }
    return take_tag(end);
  }

  Result<StatementPtr> parse_for(StatementPtr node) {
    node->kind = Kind::loop;
    JANGIN_TRY(take_targets(*node));
    if (!tokens_.take_name("in")) return tokens_.bad(fmt::format("`in` is missing before `{}`", tokens_.shown()));
    JANGIN_ASSIGN(ExpressionPtr sequence, expressions_.parse(false));
    node->expressions.push_back(std::move(sequence));
    ExpressionPtr condition;
    if (tokens_.take_name("if")) {
      JANGIN_ASSIGN(condition, expressions_.parse());
    }
    node->expressions.push_back(std::move(condition));
    JANGIN_TRY(tokens_.expect(Token::Kind::block_end, "`%}`"));
    JANGIN_ASSIGN(Block body, parse_block({"else", "endfor"}));
    node->blocks.push_back(std::move(body));
    JANGIN_TRY(parse_else(*node, "endfor"));
    return node;
  }

  Status take_targets(Statement& node) {
    const bool bracketed = tokens_.take_symbol("(");
    do {
      JANGIN_ASSIGN(std::string name, tokens_.expect_name());
      node.names.push_back(std::move(name));
    } while (tokens_.take_symbol(","));
    if (bracketed) return tokens_.expect_symbol(")");
    return {};
  }

  Result<StatementPtr> parse_set(StatementPtr node) {
    node->kind = Kind::set;
    JANGIN_TRY(take_targets(*node));
    if (node->names.size() == 1 && tokens_.take_symbol(".")) {
      JANGIN_ASSIGN(node->member, tokens_.expect_name());
    }
    if (tokens_.take_symbol("=")) {
      JANGIN_ASSIGN(ExpressionPtr value, expressions_.parse_tuple());
      node->expressions.push_back(std::move(value));
      JANGIN_TRY(tokens_.expect(Token::Kind::block_end, "`%}`"));
      return node;
    }
    node->kind = Kind::set_block;
    JANGIN_TRY(tokens_.expect(Token::Kind::block_end, "`=` or `%}`"));
    JANGIN_ASSIGN(Block body, parse_block({"endset"}));
    node->blocks.push_back(std::move(body));
    JANGIN_TRY(take_tag("endset"));
    return node;
  }

  Result<StatementPtr> parse_macro(StatementPtr node) {
    node->kind = Kind::macro;
    JANGIN_ASSIGN(std::string name, tokens_.expect_name());
    node->names.push_back(std::move(name));
    JANGIN_TRY(tokens_.expect_symbol("("));
    while (!tokens_.is_symbol(")")) {
      JANGIN_ASSIGN(std::string parameter, tokens_.expect_name());
      node->names.push_back(std::move(parameter));
      ExpressionPtr otherwise;
      if (tokens_.take_symbol("=")) {
        JANGIN_ASSIGN(otherwise, expressions_.parse());
      }
      node->expressions.push_back(std::move(otherwise));
      if (!tokens_.take_symbol(",")) break;
    }
    JANGIN_TRY(tokens_.expect_symbol(")"));
    JANGIN_TRY(tokens_.expect(Token::Kind::block_end, "`%}`"));
    JANGIN_ASSIGN(Block body, parse_block({"endmacro"}));
    node->blocks.push_back(std::move(body));
    JANGIN_TRY(take_tag("endmacro"));
    return node;
  }

  TokenStream tokens_;
  ExpressionParser expressions_;
  int depth_ = 0;
};

}  // namespace

Result<Block> parse(std::string_view source) {
  JANGIN_ASSIGN(std::vector<Token> tokens, tokenize(source));
  return Parser(std::move(tokens)).parse();
}

}  // namespace jangin::tokenizer::jinja
