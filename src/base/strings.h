// Small helpers on byte strings (ASCII rules; Unicode lives in text/).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jangin {

std::vector<std::string_view> split(std::string_view text, char separator);
std::vector<std::string_view> split_lines(std::string_view text);  // without "\n" or "\r\n"
std::string_view trim(std::string_view text);                      // ASCII white space at both ends
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string replace_all(std::string text, std::string_view from, std::string_view to);
std::string to_lower_ascii(std::string_view text);

/// Levenshtein distance in bytes.
size_t edit_distance(std::string_view a, std::string_view b);
/// The candidate nearest to `word`, or empty when none is within a third of its length (at least 2 edits).
std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace jangin
