// Columns: a gutter is an x that many segments start right of and few cross, with prose on both sides. Segments that cross it part
// the page into stripes; within a stripe the left side is read before the right one.
#include "collect/readers/pdf/layout.h"

#include <cmath>
#include <utility>

namespace jangin::collect::pdf {
namespace {

constexpr float kMinShare = 0.2F;  // a column is at least this share of the region's width
constexpr float kFill = 0.6F;      // a line of prose fills this share of its column
constexpr float kWideGutter = 24;  // points
constexpr size_t kMinLines = 3;    // on each side of a gutter
constexpr int kMaxDepth = 4;

struct Piece {
  Box box;
  float baseline = 0;
  size_t index = 0;
  bool is_table = false;
};
using Pieces = std::vector<Piece>;

Box bounds(const Pieces& pieces) {
  Box box = pieces.front().box;
  for (const Piece& piece : pieces) box.include(piece.box);
  return box;
}

/// Enough of the lines reach over most of the side: running text, not labels or cells.
bool is_prose(const Pieces& side, size_t percent) {
  Box box = bounds(side);
  size_t full = 0, lines = 0;
  for (const Piece& piece : side) {
    ++lines;
    full += piece.is_table || piece.box.width() >= kFill * box.width();
  }
  return lines >= kMinLines && full * 100 >= lines * percent;
}

/// Nearly every line on one side has one at its height on the other.
bool pairs_up(const Pieces& left, const Pieces& right) {
  size_t pairs = 0;
  for (const Piece& piece : right) {
    pairs += std::any_of(left.begin(), left.end(), [&](const Piece& other) { return std::fabs(other.baseline - piece.baseline) < 2; });
  }
  return pairs * 10 >= right.size() * 9;
}

struct Stripe {
  Pieces left, right, across;
  bool two_columns = false;
};

std::vector<Stripe> split_stripes(const Pieces& pieces, float gutter) {
  std::vector<Stripe> stripes(1);
  for (const Piece& piece : pieces) {  // top to bottom
    bool crosses = piece.box.left < gutter - 1 && piece.box.right > gutter + 1;
    Stripe* stripe = &stripes.back();
    if (crosses != !stripe->across.empty() && !(stripe->left.empty() && stripe->right.empty() && stripe->across.empty())) {
      stripes.emplace_back();
      stripe = &stripes.back();
    }
    (crosses ? stripe->across : piece.box.middle_x() < gutter ? stripe->left : stripe->right).push_back(piece);
  }
  for (Stripe& stripe : stripes) {
    if (stripe.left.empty() || stripe.right.empty()) continue;
    float left_right = bounds(stripe.left).right, right_left = bounds(stripe.right).left;
    float gap = right_left - left_right;
    // A wide gutter makes columns of lists and forms too, as long as their lines do not pair up like the rows of a table.
    bool wide = gap > kWideGutter && !pairs_up(stripe.left, stripe.right);
    size_t percent = wide ? 20 : 50;
    stripe.two_columns = gap > 3 && is_prose(stripe.left, percent) && is_prose(stripe.right, percent);
  }
  return stripes;
}

/// The x of the best gutter, or a negative number.
float find_gutter(const Pieces& pieces, const Box& region) {
  std::vector<float> starts;
  for (const Piece& piece : pieces) {
    float share = (piece.box.left - region.left) / std::max(region.width(), 1.0F);
    if (share > kMinShare && share < 1 - kMinShare) starts.push_back(piece.box.left);
  }
  std::sort(starts.begin(), starts.end());
  float best = -1;
  size_t best_score = 0;
  for (size_t i = 0; i < starts.size();) {
    size_t j = i;
    while (j < starts.size() && starts[j] - starts[i] < 4) ++j;
    if (j - i >= kMinLines) {
      float gutter = starts[i] - 2.5F;
      size_t score = 0;
      for (const Stripe& stripe : split_stripes(pieces, gutter)) {
        if (stripe.two_columns) score += stripe.left.size() + stripe.right.size();
      }
      if (score > best_score) {
        best_score = score;
        best = gutter;
      }
    }
    i = j;
  }
  return best_score >= 2 * kMinLines + 2 ? best : -1;
}

/// Leaves of the reading order, each one column.
void order(const Pieces& pieces, int depth, std::vector<Pieces>& leaves) {
  if (pieces.empty()) return;
  float gutter = depth < kMaxDepth ? find_gutter(pieces, bounds(pieces)) : -1;
  if (gutter < 0) {
    leaves.push_back(pieces);
    return;
  }
  Pieces pending;  // stripes without columns that follow one another are one leaf
  auto flush = [&] {
    if (!pending.empty()) leaves.push_back(std::exchange(pending, {}));
  };
  for (Stripe& stripe : split_stripes(pieces, gutter)) {
    if (stripe.two_columns) {
      flush();
      order(stripe.left, depth + 1, leaves);
      order(stripe.right, depth + 1, leaves);
    } else {
      for (Pieces* side : {&stripe.left, &stripe.right, &stripe.across}) pending.insert(pending.end(), side->begin(), side->end());
      std::stable_sort(pending.begin(), pending.end(), [](const Piece& a, const Piece& b) { return a.baseline < b.baseline; });
    }
  }
  flush();
}

void append_leaf(const Pieces& leaf, PageParts& page, const std::vector<Font>& fonts, uint32_t column, std::vector<Item>& out) {
  Box box = bounds(leaf);
  std::vector<Line> segments;
  std::vector<Item> items;
  auto add = [&](Item item) {
    item.page = page.number;
    item.column = column;
    item.column_left = box.left;
    item.column_right = box.right;
    items.push_back(std::move(item));
  };
  for (const Piece& piece : leaf) {
    if (!piece.is_table) {
      segments.push_back(std::move(page.segments[piece.index]));
      continue;
    }
    Item item;
    item.is_table = true;
    item.table = std::move(page.tables[piece.index]);
    add(std::move(item));
  }
  for (Line& line : join_rows(std::move(segments), fonts)) {
    for (const Box& fill : page.fills) {
      line.shaded |= fill.holds(line.box.middle_x(), line.box.middle_y()) && fill.height() < page.height * 0.9F;
    }
    Item item;
    item.line = std::move(line);
    add(std::move(item));
  }
  std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
    return (a.is_table ? a.table.box.top : a.line.baseline) < (b.is_table ? b.table.box.top : b.line.baseline);
  });
  for (Item& item : items) out.push_back(std::move(item));
}

}  // namespace

std::vector<Item> order_page(PageParts page, const std::vector<Font>& fonts, uint32_t& next_column) {
  Pieces pieces;
  for (size_t i = 0; i < page.segments.size(); ++i) pieces.push_back({page.segments[i].box, page.segments[i].baseline, i, false});
  for (size_t i = 0; i < page.tables.size(); ++i) pieces.push_back({page.tables[i].box, page.tables[i].box.top, i, true});
  std::stable_sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) { return a.baseline < b.baseline; });
  std::vector<Pieces> leaves;
  order(pieces, 0, leaves);
  std::vector<Item> out;
  for (const Pieces& leaf : leaves) append_leaf(leaf, page, fonts, next_column++, out);
  return out;
}

}  // namespace jangin::collect::pdf
