// Units that stand behind numbers in Korean text, written out ("센티미터", "명") or as signs ("mm/s", "℃"). Rules; thread-safe.
#pragma once

#include <string_view>

namespace jangin::synthesize::korean {

/// The longest unit that begins at `at`; empty: none.
std::string_view unit_at(std::string_view text, size_t at);

}  // namespace jangin::synthesize::korean
