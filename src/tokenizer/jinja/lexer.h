// A template's text as tokens, with Jinja's white-space control as transformers sets it (trim_blocks, lstrip_blocks on; the last
// newline of the template dropped). Reference: jinja.palletsprojects.com/en/3.1.x/templates.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace jangin::tokenizer::jinja {

struct Token {
  enum class Kind : uint8_t {
    text,  // outside of tags
    block_begin,
    block_end,  // {% %}
    output_begin,
    output_end,  // {{ }}
    name,
    string,
    integer,
    real,    // inside tags
    symbol,  // operators and brackets
    end,
  };
  Kind kind = Kind::end;
  std::string text;  // strings: unescaped
  int line = 1;
};

/// The last token is `end`. Errors: invalid_format with the line.
Result<std::vector<Token>> tokenize(std::string_view source);

}  // namespace jangin::tokenizer::jinja
