// GPT-2's alphabet: each byte has a printable character, so that vocabularies of byte strings can be written as text
// (openai/gpt-2 encoder.py `bytes_to_unicode`). It knows nothing of vocabularies.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jangin::tokenizer {

/// "Ġthe" for " the".
std::string to_byte_level(std::string_view bytes);
/// " the" for "Ġthe"; empty optional when a character is outside the alphabet.
std::optional<std::string> from_byte_level(std::string_view text);

}  // namespace jangin::tokenizer
