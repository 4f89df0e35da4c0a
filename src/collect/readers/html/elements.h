// What the elements of an HTML page are to a reader of its text.
#pragma once

#include <string_view>

#include "collect/readers/tree.h"

namespace jangin::collect::html {

/// Elements that begin a line of their own.
bool is_block(std::string_view element);
/// Display none, visibility hidden, or the attribute hidden.
bool is_hidden(const Node& node);
/// What a reader of the page does not read as text.
bool is_no_text(std::string_view element);
/// 1 to 6; 0: none.
int heading_level(std::string_view element);

}  // namespace jangin::collect::html
