// Ruled tables: rules that touch form a component; its distinct x and y make a grid; slots without a rule between them are one cell.
#include <cmath>
#include <cstddef>
#include <map>
#include <numeric>
#include <set>

#include "collect/readers/pdf/table_rows.h"

namespace jangin::collect::pdf {
namespace {

constexpr float kTouch = 3.0F;      // points between rules that meet
constexpr float kSame = 2.5F;       // points between rules that are one edge
constexpr size_t kMaxRules = 4000;  // more is a drawing, not a table
constexpr size_t kMaxEdges = 300;   // of a grid, each way
constexpr float kFilled = 0.35F;    // share of cells that hold text, at least
constexpr float kCellGap = 0.55F;   // em between the columns within one cell
constexpr float kCover = 0.6F;      // a rule parts two slots when it covers this share of their edge

struct Groups {
  std::vector<size_t> parent;
  explicit Groups(size_t n) : parent(n) { std::iota(parent.begin(), parent.end(), size_t{0}); }
  size_t find(size_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  }
  void join(size_t a, size_t b) { parent[find(std::max(a, b))] = find(std::min(a, b)); }
};

bool touch(const Box& a, const Box& b) {
  return a.left <= b.right + kTouch && b.left <= a.right + kTouch && a.top <= b.bottom + kTouch && b.top <= a.bottom + kTouch;
}

std::vector<float> distinct(std::vector<float> values) {
  std::sort(values.begin(), values.end());
  std::vector<float> out;
  float sum = 0;
  size_t n = 0;
  for (float v : values) {
    if (n > 0 && v - sum / static_cast<float>(n) > kSame) {
      out.push_back(sum / static_cast<float>(n));
      sum = 0;
      n = 0;
    }
    sum += v;
    ++n;
  }
  if (n > 0) out.push_back(sum / static_cast<float>(n));
  return out;
}

/// The grid of one component of rules.
class Grid {
 public:
  explicit Grid(std::vector<const Rule*> rules) : rules_(std::move(rules)) {
    std::vector<float> xs, ys;
    bounds_ = rules_.front()->box;
    for (const Rule* rule : rules_) {
      bounds_.include(rule->box);
      (rule->vertical ? xs : ys).push_back(rule->vertical ? rule->box.middle_x() : rule->box.middle_y());
    }
    xs_ = distinct(std::move(xs));
    ys_ = distinct(std::move(ys));
    if (xs_.empty() || ys_.empty()) return;
    // Tables without outer lines end where the lines across them end.
    if (xs_.front() - bounds_.left > 8) xs_.insert(xs_.begin(), bounds_.left);
    if (bounds_.right - xs_.back() > 8) xs_.push_back(bounds_.right);
    if (ys_.front() - bounds_.top > 8) ys_.insert(ys_.begin(), bounds_.top);
    if (bounds_.bottom - ys_.back() > 8) ys_.push_back(bounds_.bottom);
  }

  bool usable() const {
    return xs_.size() >= 3 && ys_.size() >= 3 && xs_.size() <= kMaxEdges && ys_.size() <= kMaxEdges && bounds_.width() > 30 && bounds_.height() > 12;
  }
  size_t columns() const { return xs_.size() - 1; }
  size_t rows() const { return ys_.size() - 1; }
  const Box& bounds() const { return bounds_; }
  const std::vector<float>& xs() const { return xs_; }

  /// Slot of a point, or rows()*columns() when outside.
  size_t slot(float x, float y) const {
    size_t c = static_cast<size_t>(std::upper_bound(xs_.begin(), xs_.end(), x) - xs_.begin());
    size_t r = static_cast<size_t>(std::upper_bound(ys_.begin(), ys_.end(), y) - ys_.begin());
    if (c == 0 || c > columns() || r == 0 || r > rows()) return rows() * columns();
    return (r - 1) * columns() + c - 1;
  }

  /// Cells as groups of slots.
  Groups cells() const {
    Groups groups(rows() * columns());
    for (size_t r = 0; r < rows(); ++r) {
      for (size_t c = 0; c < columns(); ++c) {
        if (c + 1 < columns() && !parted(true, xs_[c + 1], ys_[r], ys_[r + 1])) groups.join(r * columns() + c, r * columns() + c + 1);
        if (r + 1 < rows() && !parted(false, ys_[r + 1], xs_[c], xs_[c + 1])) groups.join(r * columns() + c, (r + 1) * columns() + c);
      }
    }
    return groups;
  }

 private:
  bool parted(bool vertical, float at, float from, float to) const {
    float covered = 0;
    for (const Rule* rule : rules_) {
      if (rule->vertical != vertical) continue;
      float position = vertical ? rule->box.middle_x() : rule->box.middle_y();
      if (std::fabs(position - at) > kSame) continue;
      float begin = std::max(from, vertical ? rule->box.top : rule->box.left);
      float end = std::min(to, vertical ? rule->box.bottom : rule->box.right);
      covered = std::max(covered, end - begin);
    }
    return covered >= kCover * (to - from);
  }

  std::vector<const Rule*> rules_;
  Box bounds_;
  std::vector<float> xs_, ys_;
};

std::vector<std::vector<const Rule*>> components(const std::vector<Rule>& rules) {
  Groups groups(rules.size());
  std::vector<size_t> order(rules.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return rules[a].box.top < rules[b].box.top; });
  for (size_t i = 0; i < order.size(); ++i) {
    for (size_t j = i + 1; j < order.size() && rules[order[j]].box.top <= rules[order[i]].box.bottom + kTouch; ++j) {
      if (touch(rules[order[i]].box, rules[order[j]].box)) groups.join(order[i], order[j]);
    }
  }
  std::map<size_t, std::vector<const Rule*>> by_root;
  for (size_t i = 0; i < rules.size(); ++i) by_root[groups.find(i)].push_back(&rules[i]);
  std::vector<std::vector<const Rule*>> out;
  for (auto& [root, members] : by_root) {
    if (members.size() >= 4) out.push_back(std::move(members));
  }
  return out;
}

/// Columns in which some text stands; the others are rulings of style.
std::vector<size_t> used_columns(const Grid& grid, const std::map<size_t, std::vector<Line>>& lines) {
  std::vector<bool> used(grid.columns());
  for (const auto& [root, cell] : lines) {
    for (const Line& line : cell) {
      for (const Glyph& glyph : line.glyphs) {
        size_t slot = glyph.code == U' ' ? grid.rows() * grid.columns() : grid.slot(glyph.box.middle_x(), glyph.baseline - 0.3F * glyph.size);
        if (slot < grid.rows() * grid.columns()) used[slot % grid.columns()] = true;
      }
    }
  }
  std::vector<size_t> out;
  for (size_t c = 0; c < used.size(); ++c) {
    if (used[c]) out.push_back(c);
  }
  return out;
}

/// Rows of cells; a cell over several rows or columns is shown in each. Rows without text of their own are left out.
void place_cells(const Grid& grid, Groups& groups, const std::map<size_t, std::vector<Line>>& lines, Table& table) {
  std::vector<size_t> columns = used_columns(grid, lines);
  std::vector<float> rights;
  for (size_t c : columns) {
    table.columns.push_back(grid.xs()[c]);
    rights.push_back(grid.xs()[c + 1]);
  }
  std::set<size_t> shown;
  for (size_t r = 0; r < grid.rows(); ++r) {
    std::vector<Cell> row(columns.size());
    bool own = false, tall = false;
    for (size_t i = 0; i < columns.size(); ++i) {
      size_t slot = r * grid.columns() + columns[i], root = groups.find(slot);
      auto at = lines.find(root);
      if (at == lines.end()) continue;
      row[i].lines = at->second;
      row[i].spanned = !shown.insert(root).second;
      own |= !row[i].spanned;
      tall |= root / grid.columns() != r || (r + 1 < grid.rows() && groups.find(slot + grid.columns()) == root);
    }
    if (!own) continue;
    std::vector<std::vector<Cell>> parts = tall ? std::vector<std::vector<Cell>>() : split_row(row, rights);
    if (parts.empty()) parts.push_back(std::move(row));
    for (std::vector<Cell>& part : parts) table.rows.push_back(std::move(part));
  }
}

/// Most of the text of cells with several lines, and a quarter of all, stands in cells whose lines fall into columns of their own: the
/// vertical rules part groups of columns only.
bool holds_columns(const std::map<size_t, std::vector<Line>>& lines, const std::vector<Font>& fonts) {
  size_t all = 0, tall = 0, parted = 0;
  for (const auto& [root, cell] : lines) {
    size_t here = 0, full = 0, listing = 0;
    std::vector<const Line*> members;
    for (const Line& line : cell) {
      here += line.count();
      listing += line.mono > 0.9F;
      members.push_back(&line);
    }
    all += here;
    if (cell.size() < 3 || listing * 2 > cell.size()) continue;
    tall += here;
    Columns columns = find_columns(members, kCellGap);
    if (columns.separators.empty()) continue;
    for (const Line& line : cell) full += split_at(line, columns, fonts).size() > 1;
    if (full * 10 >= cell.size() * 6) parted += here;
  }
  return parted * 2 > tall && parted * 4 > all;
}

/// Fills the grid with the page's glyphs; false when it does not look like a table of text.
bool fill_table(const Grid& grid, Page& page, const std::vector<Font>& fonts, Table& table) {
  Groups groups = grid.cells();
  size_t slots = grid.rows() * grid.columns();
  std::map<size_t, std::vector<Glyph>> glyphs;
  std::vector<Glyph> rest;
  size_t inside = 0;
  for (const Glyph& glyph : page.glyphs) {
    size_t slot = grid.slot(glyph.box.middle_x(), glyph.baseline - 0.3F * glyph.size);
    if (slot == slots) {
      rest.push_back(glyph);
      continue;
    }
    glyphs[groups.find(slot)].push_back(glyph);
    ++inside;
  }
  std::map<size_t, size_t> group_sizes;
  for (size_t s = 0; s < slots; ++s) ++group_sizes[groups.find(s)];
  size_t largest = 0;
  for (const auto& [root, members] : glyphs) largest = std::max(largest, members.size());
  if (group_sizes.size() < 4 || glyphs.size() < 3 || static_cast<float>(glyphs.size()) < kFilled * static_cast<float>(group_sizes.size()))
    return false;
  // A frame around running text, not a table.
  if (largest > 1500 || (largest > 400 && largest * 10 > inside * 8)) return false;
  std::map<size_t, std::vector<Line>> lines;
  for (auto& [root, members] : glyphs) lines[root] = join_rows(build_segments(members, fonts, page.number), fonts);
  if (holds_columns(lines, fonts)) return false;
  table.box = grid.bounds();
  table.page = page.number;
  place_cells(grid, groups, lines, table);
  page.glyphs = std::move(rest);
  return true;
}

/// The edges of filled cells count as rules where they meet some.
void add_panel_edges(Page& page) {
  std::vector<Rule> edges;
  for (const Box& panel : page.panels) {
    bool meets = std::any_of(page.rules.begin(), page.rules.end(), [&](const Rule& rule) { return touch(rule.box, panel); });
    if (!meets) continue;
    edges.push_back({{panel.left, panel.top, panel.right, panel.top}, false});
    edges.push_back({{panel.left, panel.bottom, panel.right, panel.bottom}, false});
    edges.push_back({{panel.left, panel.top, panel.left, panel.bottom}, true});
    edges.push_back({{panel.right, panel.top, panel.right, panel.bottom}, true});
  }
  page.rules.insert(page.rules.end(), edges.begin(), edges.end());
}

}  // namespace

std::vector<Table> take_ruled_tables(Page& page, const std::vector<Font>& fonts) {
  std::vector<Table> tables;
  if (page.rules.size() < 4 || page.rules.size() > kMaxRules) return tables;
  add_panel_edges(page);
  for (const std::vector<const Rule*>& members : components(page.rules)) {
    Grid grid(members);
    Table table;
    if (!grid.usable() || !fill_table(grid, page, fonts, table)) continue;
    if (!table.rows.empty() && !table.rows[0].empty()) tables.push_back(std::move(table));
  }
  return tables;
}

}  // namespace jangin::collect::pdf
