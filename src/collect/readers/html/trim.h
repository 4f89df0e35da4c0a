// What stands in a text's container and is not its text: lists of links, notices, captions' credits, the lines about the author above the
// first paragraph, headings without text below the last.
#pragma once

#include <vector>

#include "collect/readers/html/headline.h"
#include "collect/readers/html/measures.h"
#include "collect/readers/tree.h"

namespace jangin::collect::html {

void trim(Node& container, const Headline& headline, const std::vector<Measures>& all);

}  // namespace jangin::collect::html
