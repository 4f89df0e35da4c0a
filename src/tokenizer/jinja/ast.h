// The tree of a parsed template.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tokenizer/jinja/value.h"

namespace jangin::tokenizer::jinja {

struct Expression;
using ExpressionPtr = std::unique_ptr<Expression>;

struct Expression {
  enum class Kind : uint8_t {
    constant,   // constant
    name,       // name
    list,       // items
    dict,       // items: key, value, key, value, …
    attribute,  // items[0].name
    index,      // items[0][items[1]]
    slice,      // items[0][items[1]:items[2]:items[3]]; null where absent
    call,       // items[0](items[1…], named)
    filter,     // items[0] | name(items[1…], named)
    test,       // items[0] is name(items[1…]); negated: is not
    unary,      // name: "-", "+", "not"
    binary,     // name: the operator; "in", "and", "or" too; negated: not in
    choice,     // items[0] if items[1] else items[2] (null: undefined)
  };
  Kind kind = Kind::constant;
  int line = 1;
  std::string name;
  bool negated = false;
  int height = 1;  // of the tree below, so that walking it cannot exhaust the stack
  Value constant;
  std::vector<ExpressionPtr> items;
  std::vector<std::pair<std::string, ExpressionPtr>> named;
};

struct Statement;
using Block = std::vector<std::unique_ptr<Statement>>;

struct Statement {
  enum class Kind : uint8_t {
    text,        // text
    output,      // expressions[0]
    branch,      // expressions[i] → blocks[i]; one block more is the else
    loop,        // names in expressions[0] if expressions[1] (or null): blocks[0], else blocks[1]
    set,         // names (one or more) = expressions[0]; with `member`: names[0].member
    set_block,   // names[0] = what blocks[0] prints
    macro,       // names[0](names[1…]), defaults in expressions (null: none): blocks[0]
    generation,  // blocks[0], marked
    break_loop,
    continue_loop,
  };
  Kind kind = Kind::text;
  int line = 1;
  std::string text;
  std::string member;
  std::vector<std::string> names;
  std::vector<ExpressionPtr> expressions;
  std::vector<Block> blocks;
};

}  // namespace jangin::tokenizer::jinja
