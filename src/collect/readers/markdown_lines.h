// What a line of Markdown is by itself (CommonMark 0.31, as far as a reader of documents needs it).
#pragma once

#include <string>
#include <string_view>

namespace jangin::collect {

/// A list marker at the start of `text` (no indent): bytes used, canonical form; 0 bytes: none.
struct ListMarker {
  size_t bytes = 0;
  std::string canonical;
};
ListMarker list_marker(std::string_view text);
/// "가\. text": an enumerator of Korean statutes; the place of its backslash, 0: none.
size_t escaped_enumerator(std::string_view text);
bool is_thematic_break(std::string_view text);
/// Of an ATX heading; 0: none.
size_t heading_level(std::string_view text);
/// Takes out "<!-- … -->" (which may span lines: `inside`) and empty anchors "<a name=…></a>".
std::string strip_html(std::string_view text, bool& inside);

}  // namespace jangin::collect
