// The sentences of a text as hashes: whether one passage says all that another says.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace jangin::refine {

/// 64 bits of a hash of each sentence's words as white space separates them, ascending, each once. Sentences are those of text/sentences.h within
/// each paragraph; a list or table is as many as are found in it, at least one. Case, punctuation and markup count.
std::vector<uint64_t> hash_sentences(std::string_view text);

}  // namespace jangin::refine
