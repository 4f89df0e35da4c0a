// Drawings: where curves and slanted lines make a picture, the words in it are labels of its parts. Without the picture they say
// nothing, and in the text they stand between its sentences; they are left out. Captions stay.
#pragma once

#include <vector>

#include "collect/readers/pdf/lines.h"

namespace jangin::collect::pdf {

/// "Figure 3: …", "[표 1] …".
bool is_caption(const Line& line);

/// Areas of the page that hold a drawing.
std::vector<Box> find_figures(const Page& page);

/// Removes the labels of the drawings on a page of running text; how many. A drawing behind sentences, or around them, keeps all of its
/// words, and so does one with letters larger than the text.
size_t drop_labels(std::vector<Line>& segments, const std::vector<Box>& figures);

}  // namespace jangin::collect::pdf
