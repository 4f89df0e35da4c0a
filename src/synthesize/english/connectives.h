// Words that connect a sentence with the one before. Thread-safe.
#pragma once

#include <string>

namespace jangin::synthesize::english {

/// ", however,", ", thus,", ", therefore," go; between two clauses they part them: "the step needs time; the user does not want it".
std::string without_connectives(std::string sentence);

}  // namespace jangin::synthesize::english
