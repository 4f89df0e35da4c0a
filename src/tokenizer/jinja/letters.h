// Upper and lower case of texts, by Unicode's rules, marks kept where lengths allow.
#pragma once

#include "tokenizer/jinja/marked_text.h"

namespace jangin::tokenizer::jinja {

MarkedText to_upper(const MarkedText& text);
MarkedText to_lower(const MarkedText& text);
MarkedText capitalize(const MarkedText& text);  // first character upper, the rest lower
MarkedText to_title(const MarkedText& text);    // the same for each run of letters

}  // namespace jangin::tokenizer::jinja
