// The paragraphs of a text as hashes: whether one document holds all that another says.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace jangin::refine {

/// Of each run of lines between blank ones (paragraph, heading, list, table): 32 bits of a hash of its words as white space separates them, ascending,
/// each once. Case, punctuation and markup count. That a paragraph is taken for one of the n of another document by chance has a probability
/// of n / 2^32.
std::vector<uint32_t> hash_paragraphs(std::string_view text);

/// How many of `of` are not in `in`; both ascending.
size_t count_missing(const std::vector<uint32_t>& of, const std::vector<uint32_t>& in);

}  // namespace jangin::refine
