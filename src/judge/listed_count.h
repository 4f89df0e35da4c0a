// Counts in a question ("which two states …") against what a text lists.
#pragma once

#include "judge/reading.h"

namespace jangin::judge {

/// Whether a sentence of `text` lists `count` things: "A, B and C" are three; where the first may be a clause before the list, two as well.
bool lists(const Reading& text, size_t count);

/// Whether a sentence of `text` lists anything.
bool lists_any(const Reading& text);

/// Whether `text` says another number than the one at word `i` of the question before the same noun.
bool counts_otherwise(const Reading& question, size_t i, const Reading& text);

}  // namespace jangin::judge
