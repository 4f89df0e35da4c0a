// The reader of XML in general: elements that hold sentences become paragraphs, <title> and <head> headings, elements that hold one value items
// "**name**: value". DocBook, DITA and TEI read well; what a vocabulary means beyond that is not known.
#pragma once

#include "collect/reader.h"

namespace jangin::collect {

/// Failures: damaged, too_large, no_text.
ReadOutcome read_xml(const ReadInput& input);

}  // namespace jangin::collect
