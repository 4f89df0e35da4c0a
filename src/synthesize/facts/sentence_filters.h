// What is read of a sentence before it is parsed: pointers elsewhere, tales, captions, openings that say nothing. Not for other folders.
#pragma once

#include <string>
#include <string_view>

#include "record/records.h"

namespace jangin::synthesize {

/// Asides that only point at a figure, a table or another place go: "(see Appendix I)", "(shown in )", "; see the section on offsets".
std::string without_pointers(std::string sentence);
/// "Iodine decays to xenon according to the equation:" → "Iodine decays to xenon.": what follows shows it, the sentence says it.
std::string without_showing(std::string sentence);
bool points_elsewhere(const std::string& sentence);
bool stands_without_what_follows(const std::string& sentence);
bool is_finished(std::string_view sentence);
bool is_supposition(const std::string& sentence);
bool opens_worked_example(const std::string& sentence);
/// "Solution", "Check Your Learning": what follows works an example.
bool is_worked_label(std::string_view run_in);
/// Of "Figure: …", "Table 2: …": what stands before the caption's text; 0: no caption.
size_t caption_label_length(std::string_view paragraph);
/// "(a) Vinegar contains …": one part of several that a letter tells apart.
bool is_part_labelled(std::string_view sentence);
/// "(a) Vinegar contains …" → "Vinegar contains …".
std::string without_part_label(std::string sentence);
/// Under "Answer:": the first block is the answer to an exercise, what follows is the book's text.
bool opens_with_answer(const record::Passage& passage);
/// "$\frac{a}{b}$": a formula as it is typeset, no words.
bool holds_raw_formula(std::string_view text);
bool is_under_example(const record::Passage& passage);
/// "Exercises", "Answers", "Contributing authors": what is asked of the reader, or about the book.
bool is_beside_the_field(const record::Passage& passage);
std::string strip_opening(std::string sentence);

}  // namespace jangin::synthesize
