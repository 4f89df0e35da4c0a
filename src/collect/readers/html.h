// The HTML reader: encoding → tree → main text (web pages) or all text (documents) → Markdown. Each step is a file of html/.
#pragma once

#include "collect/reader.h"

namespace jangin::collect {

class BlockWriter;

/// Failures: binary, too_large, no_text.
ReadOutcome read_html(const ReadInput& input);

/// A part of another document (a chapter of a book, a message): all of its text, written behind what `writer` holds.
void write_html(std::string_view utf8, uint32_t page, BlockWriter& writer, std::vector<std::string>& links, std::string* title = nullptr);

}  // namespace jangin::collect
