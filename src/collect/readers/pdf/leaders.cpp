// See leaders.h. Six dots in a row, spaces between them or not, with at most a page number behind them.
#include "collect/readers/pdf/leaders.h"

namespace jangin::collect::pdf {

bool is_leader_line(const Line& line) {
  size_t run = 0, longest = 0, behind = 0;
  for (const Glyph& g : line.glyphs) {
    if (g.code == U' ') continue;
    bool dot = g.code == U'.' || g.code == U'·' || g.code == U'․' || g.code == U'‥' || g.code == U'…' || g.code == U'⋯';
    run = dot ? run + (g.code == U'…' || g.code == U'⋯' ? 3 : 1) : 0;
    if (run > longest) longest = run;
    behind = run > 0 ? 0 : behind + 1;
  }
  return longest >= 6 && behind <= 6;
}

}  // namespace jangin::collect::pdf
