// How much text, and how much of it in links, each block of a page has. Numbers only; main_text.cpp decides by them.
#pragma once

#include <vector>

#include "collect/readers/tree.h"

namespace jangin::collect::html {

/// Lengths in characters; one of Chinese, Japanese or Korean script counts as two, spaces in a row as one.
struct Measures {
  uint32_t own = 0, own_links = 0;  // text that belongs to this block and to no block inside it
  uint32_t text = 0, links = 0;     // with everything below
  uint32_t good = 0;                // of that, in paragraphs: long blocks with few links
  double value = 0;                 // good text less what is not text of an article; the text's container has the largest
};

/// One for each node of the tree; what is dropped or hidden counts nothing.
std::vector<Measures> measure(const Tree& tree, const Node& root);

}  // namespace jangin::collect::html
