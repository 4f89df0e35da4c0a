// Where a paragraph, an item or a definition ends: what the spacing, the indentation, the style and the room left at the end of the last line say of the next one.
#pragma once

#include "collect/readers/pdf/blocks.h"

namespace jangin::collect::pdf {

inline constexpr float kIndent = 0.75F;  // em: a smaller shift of the left edge means nothing

/// Left edges of the list item and of the definition that were opened last.
struct OpenEdges {
  float item = 0, item_text = 0, definition = 0;
};
/// Does `next` start a new block? `block` has at least one line in the same column.
bool starts_block(const Block& block, const Line& next, const OpenEdges& edges, const Measures& measures);

/// Usual distance of baselines for a line of this size.
float pitch_of(const Measures& measures, const Line& line);
/// Closing brackets and quotes passed over; 0: none.
char32_t last_code(const Line& line);
bool ends_sentence(const Line& line);

}  // namespace jangin::collect::pdf
