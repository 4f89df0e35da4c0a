// Which part of a document is measured: a few pieces, evenly from its beginning to its end.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace jangin::refine {

/// The whole text when it is not longer than count × bytes; else `count` pieces of about `bytes` bytes, cut between characters. Views of the text.
std::vector<std::string_view> cut_pieces(std::string_view text, size_t count, size_t bytes);

}  // namespace jangin::refine
