// Cutting refined documents into passages, and merging equal ones: the units of coverage.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/records.h"
#include "refine/refine.h"

namespace jangin::refine {

/// The passages of one document in their order, one occurrence each. A passage is a part of one section: its text is a slice of the
/// document's (the occurrence's span), so that a span of the passage plus the occurrence's begin is a span of the document. Sections without
/// text of their own give none. A section of more than max_words is cut between blocks into parts of about equal length; tables, lists and
/// code stay whole up to max_block_words; a sentence that ends in ":" stays with the block that it announces.
/// Pages come from the document's places. Language is the document's.
std::vector<record::Passage> cut_passages(const record::Document& document, const PassageConfig& config);

/// hash(innermost heading without its number, text); a text of fewer than 20 words: of the last two headings. So one section in two manuals
/// that number and nest their chapters differently is one passage, and "See above." under two headings is two.
std::string make_passage_id(const std::vector<std::string>& heading_path, std::string_view text);

/// "11.5.2 Homing" → "Homing", "제2장 기계" → "제2장 기계" (the number is the name), "A.1 Pins" → "Pins".
std::string_view without_numbering(std::string_view heading);

}  // namespace jangin::refine
