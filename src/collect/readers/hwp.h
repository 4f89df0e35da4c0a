// The HWP 5 reader (Hancom's published "한글 문서 파일 형식 5.0"): sections in order, headings by outline level, lists, tables, notes, text boxes,
// equations as their script. Headers, footers and hidden comments are left out.
#pragma once

#include "collect/reader.h"

namespace jangin::collect {

/// Failures: not_a_compound_file, damaged (also: not of version 5), encrypted (by a password or as a document for distribution),
/// archive_bomb, too_large, no_text.
ReadOutcome read_hwp(const ReadInput& input);

}  // namespace jangin::collect
