// What a question speaks of though nothing at hand does: a noun in the place of one of its evidence.
#pragma once

#include <cstddef>

#include "judge/alignment.h"

namespace jangin::judge {

/// The word of a Korean question that is a noun which neither evidence nor headings (`context`) know, where all else of the question is theirs, so
/// that it is no wording of its own: many words of prose, with a long run among them, or a question on rows and items, whose columns and keys have
/// names; in prose also a noun of three syllables or more of which no two stand anywhere, where no other word is the question's own. npos when
/// there is none. The noun that is asked for ("… 기한은?") is judged on rows alone, and where a whole sentence answers.
size_t unknown_asked_noun(const AlignedSample& sample, const Reading& context);

/// The word of an English question on a table that names a column ("the … of") which neither the table nor its headings have; npos when there is
/// none.
size_t unknown_column(const AlignedSample& sample, const Reading& context);

}  // namespace jangin::judge
