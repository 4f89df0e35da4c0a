// Which parts of a web page are its text: navigation, comments, notices, related links, advertisements and forms are marked dropped.
// Rules are of the kind (elements, roles, words of class names, lengths, densities of links); none knows a site.
#pragma once

#include <string>

#include "collect/readers/tree.h"

namespace jangin::collect::html {

/// What the page is and what it is called.
struct PageText {
  Node* root = nullptr;  // render this; nodes below may be dropped
  bool is_page = false;  // a page of a web site: the headline is `title` and is dropped; otherwise a document: all of it is text
  std::string title;     // headline, or <title>, as far as there is one
};

/// Never null: with nothing to choose by, `root` is the body.
PageText find_main_text(Tree& tree);

}  // namespace jangin::collect::html
