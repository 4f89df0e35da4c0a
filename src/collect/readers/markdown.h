// The Markdown reader: CommonMark files → canonical Markdown (ATX headings, "- " lists, fenced code, soft line breaks joined); YAML
// front matter becomes metadata. HTML comments and empty anchors go; other inline HTML stays as it is.
#pragma once

#include "collect/reader.h"

namespace jangin::collect {

/// Failures: those of read_lines() (plain.h), no_text.
ReadOutcome read_markdown(const ReadInput& input);

}  // namespace jangin::collect
