// Where a sentence says on what it depends ("if …", "… 경우"), and of which of its words that holds. Shallow rules; no parser.
#pragma once

#include <vector>

#include "judge/reading.h"

namespace jangin::judge {

/// Words [begin, end) of a condition, its mark ("if", 경우) included.
struct Condition {
  size_t begin = 0, end = 0;
  // What it holds of: words [left_begin, begin) and [end, right_end). Another clause of the sentence, behind a semicolon or before "and", is not in
  // it.
  size_t left_begin = 0, right_end = 0;
  bool yields = false;        // "even if", "regardless of … when", "if you want …": what is said holds without it too
  bool alternative = false;   // "or if": one of several
  bool ending = false;        // "until" behind what it ends
  bool circumstance = false;  // Korean "…면", "… 뒤에", "… 동안"; not "… 경우" or "… 때"

  bool holds(size_t word) const { return word >= begin && word < end; }
  bool governs(size_t word) const { return (word >= left_begin && word < begin) || (word >= end && word < right_end); }
};

/// Whether word `i` marks a condition: English marks open it, Korean ones end it.
bool is_condition_mark(const std::vector<Word>& words, size_t i);

/// Conditions of one unit in their order; what stands in brackets inside one belongs to it.
std::vector<Condition> conditions_of(const Reading& reading, const TextUnit& unit);

}  // namespace jangin::judge
