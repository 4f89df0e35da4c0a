// What a web page is called: the heading that its <title> repeats, or what it says of itself.
#pragma once

#include <string>

#include "collect/readers/tree.h"

namespace jangin::collect::html {

struct Headline {
  std::string text;      // empty: none
  Node* node = nullptr;  // the heading, when it stands in the page
};

Headline find_headline(Tree& tree);

/// Letters and digits only, case folded: equal for two ways to write the same line.
std::string bare(std::string_view text);

}  // namespace jangin::collect::html
