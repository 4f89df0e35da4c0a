// What a quality model sees of a document: pieces of its text, as tokens with spaces between. The same cut for training and for judging.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jangin::refine {

/// Tokens of one piece, and pieces of one document at most: of a longer document they lie evenly from its beginning to its end.
inline constexpr size_t kExcerptTokens = 256, kMostExcerpts = 16;

/// Pieces of the document, in order; none when it holds no token. A token is a word or a group of symbols (text_statistics.h; Korean: the eojeol),
/// its ASCII letters in lower case, its digits as 0, cut after 64 bytes; an end of line is the token "¶", so that lists and tables look different
/// from prose. No piece holds a control character.
std::vector<std::string> cut_excerpts(std::string_view text);

}  // namespace jangin::refine
