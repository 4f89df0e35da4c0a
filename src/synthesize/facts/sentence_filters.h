// What is read of a sentence before it is parsed: pointers elsewhere, tales, captions, openings that say nothing. Not for other folders.
#pragma once

#include <string>
#include <string_view>

namespace jangin::synthesize {

std::string without_pointers(std::string sentence);
bool points_elsewhere(const std::string& sentence);
bool stands_without_what_follows(const std::string& sentence);
bool is_finished(std::string_view sentence);
bool is_supposition(const std::string& sentence);
bool opens_worked_example(const std::string& sentence);
/// "Solution", "Check Your Learning": what follows works an example.
bool is_worked_label(std::string_view run_in);
/// "Figure: …", "Table 2: …".
bool is_caption(std::string_view paragraph);
std::string strip_opening(std::string sentence);

}  // namespace jangin::synthesize
