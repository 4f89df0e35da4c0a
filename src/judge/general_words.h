// Words that questions, answers and statements are told with, whatever their field.
#pragma once

#include <string_view>

namespace jangin::judge {

/// `word`: case folded; Korean with or without its particles, as the caller has it.
bool is_general_english(std::string_view word);
bool is_general_korean(std::string_view word);

}  // namespace jangin::judge
