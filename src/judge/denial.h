// Words that deny without "not", English; and questions that deny what their evidence does not.
#pragma once

#include <string_view>

#include "judge/reading.h"

namespace jangin::judge {

/// "not", "cannot", "never" and the t of "isn't" at word `i`.
bool denies_verb(const std::vector<Word>& words, size_t i);

/// The same, and "no", "without", "neither", "nobody" and their like.
bool denies_word(const std::vector<Word>& words, size_t i);

/// Whether the denial at word `at` of a question stands in the clause that asks ("What is not …?"), not in one beside ("… if it is not …?").
bool denies_what_is_asked(const Reading& question, size_t at);

/// Whether a word says that something is not so: "unless", "lacks", "ignored", "undefined".
bool implies_denial(std::string_view word);

/// Whether words [begin, end) hold such a word that `question` has not too: one that it repeats is no other wording of its "not".
bool implies_denial(const Reading& reading, size_t begin, size_t end, const Reading& question);

/// Whether words [begin, end) deny anything, or hold a word from which a reader may take that something is not so: "until", "beyond", "empty".
bool may_deny(const Reading& reading, size_t begin, size_t end);

/// The word with which the question denies what nothing in its evidence does; npos when there is none. A denial of what is asked ("What is not
/// …?") needs one in the part of the evidence that is nearest to the answer, one in a clause beside ("if it is not …") needs one anywhere.
/// Why something is not so may be told by what it would do.
size_t groundless_denial(const Reading& question, const Reading& answer, const Reading& evidence);

}  // namespace jangin::judge
