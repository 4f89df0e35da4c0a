// HTML → tree, by the HTML5 algorithm (gumbo): pages that no tidy parser would take give the tree that a browser builds.
#pragma once

#include <string_view>

#include "collect/readers/tree.h"

namespace jangin::collect::html {

/// `utf8` may be any text; a tree always comes out. Node::bytes are offsets in `utf8`. Scripts, styles and comments are left out;
/// <script type="math/tex"> holds a formula and is kept. At most `max_nodes` nodes are taken.
Tree parse(std::string_view utf8, size_t max_nodes = 5'000'000);

}  // namespace jangin::collect::html
