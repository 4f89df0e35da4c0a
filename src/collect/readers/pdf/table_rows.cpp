// See table_rows.h.
#include "collect/readers/pdf/table_rows.h"

#include <algorithm>
#include <cmath>

namespace jangin::collect::pdf {
namespace {

constexpr size_t kMaxHeadLines = 4;  // of a head whose cells run over several lines
constexpr float kGoesOn = 1.45F;     // font sizes: a line of the same cell follows within this
constexpr float kSameHeight = 0.3F;  // font sizes between baselines of one row
constexpr float kMostBands = 0.8F;

struct TableLine {
  std::vector<Part> parts;
  float baseline = 0, size = 10;
  bool across() const {
    return std::any_of(parts.begin(), parts.end(), [](const Part& part) { return part.last > part.first; });
  }
  const Part* at(size_t column) const {
    for (const Part& part : parts) {
      if (part.first <= column && column <= part.last) return &part;
    }
    return nullptr;
  }
};
using Lines = std::vector<TableLine>;

Lines parts_of(const Band& band, const Columns& columns, const std::vector<Font>& fonts) {
  Lines out;
  for (const Line& line : band.lines) out.push_back({split_at(line, columns, fonts), line.baseline, line.size});
  return out;
}

class RowBuilder {
 public:
  RowBuilder(std::vector<Lines> bands, size_t columns) : bands_(std::move(bands)), columns_(columns), extents_(columns) {
    for (const Lines& lines : bands_) {
      for (const TableLine& line : lines) {
        for (const Part& part : line.parts) {
          if (part.first != part.last) continue;
          Extent& extent = extents_[part.first];
          extent.left = std::min(extent.left, part.line.box.left);
          extent.right = std::max(extent.right, part.line.box.right);
        }
      }
    }
  }

  std::vector<std::vector<Cell>> run(const std::vector<Band>& bands) {
    for (size_t b = 0; b < bands_.size(); ++b) {
      for (const Box& rule : bands[b].inner_rules) widen_above(rule, bands_[b]);
    }
    bool ruled = rows_are_ruled();
    for (size_t b = 0; b < bands_.size(); ++b) {
      bool head = b == 0 && bands_.size() > 1 && is_wrapped_head(bands_[b]);
      const TableLine* before = nullptr;
      for (const TableLine& line : bands_[b]) {
        bool parted = before && std::any_of(bands[b].inner_rules.begin(), bands[b].inner_rules.end(),
                                            [&](const Box& rule) { return is_below(rule, *before) && !is_below(rule, line); });
        bool same = before && !parted &&
                    (ruled || (head && !line.across() && !before->across()) || goes_on(*before, line) || is_label_between(*before, line));
        if (!same) rows_.emplace_back(columns_);
        put(line);
        before = &line;
      }
    }
    return std::move(rows_);
  }

 private:
  static bool is_below(const Box& rule, const TableLine& line) { return rule.middle_y() > line.baseline - 0.2F * line.size; }

  /// A rule over some columns stands below the one text that heads them.
  void widen_above(const Box& rule, Lines& lines) const {
    TableLine* above = nullptr;
    for (TableLine& line : lines) {
      if (is_below(rule, line)) above = &line;
    }
    if (!above) return;
    Part* head = nullptr;
    for (Part& part : above->parts) {
      if (part.line.box.right < rule.left || part.line.box.left > rule.right) continue;
      if (head) return;
      head = &part;
    }
    for (size_t c = 0; head && c < columns_; ++c) {
      float middle = (extents_[c].left + extents_[c].right) / 2;
      if (extents_[c].right < extents_[c].left || middle < rule.left || middle > rule.right || taken(*above, c, head)) continue;
      head->first = std::min(head->first, c);
      head->last = std::max(head->last, c);
    }
  }
  static bool taken(const TableLine& line, size_t column, const Part* but) {
    const Part* part = line.at(column);
    return part && part != but;
  }

  void put(const TableLine& line) {
    for (const Part& part : line.parts) {
      for (size_t c = part.first; c <= part.last; ++c) {
        Cell& cell = rows_.back()[c];
        cell.lines.push_back(part.line);
        cell.spanned |= c > part.first;
      }
    }
  }

  /// Four rules at least, and hardly a band but the head has two entries in its first column or figures below each other.
  bool rows_are_ruled() const {
    if (bands_.size() < 4) return false;
    size_t single = 0;
    for (size_t b = 1; b < bands_.size(); ++b) {
      std::vector<size_t> figures(columns_);
      for (const TableLine& line : bands_[b]) {
        for (const Part& part : line.parts) figures[part.first] += is_figure(part.line);
      }
      bool stacked = std::any_of(figures.begin(), figures.end(), [](size_t n) { return n > 1; });
      single += !stacked && is_wrapped(bands_[b]);
    }
    return static_cast<float>(single) >= kMostBands * static_cast<float>(bands_.size() - 1);
  }

  /// `line` goes on with the text of `before`, which ran to the end of its column. Words alone on their lines are entries of a list.
  bool wraps(const Line& before, const Line& line, size_t column) const {
    return (words(before) > 1 || words(line) > 1) && !has_room(before, line, extents_[column].right);
  }
  static size_t words(const Line& line) {
    return 1 + static_cast<size_t>(std::count_if(line.glyphs.begin(), line.glyphs.end(), [](const Glyph& g) { return g.code == U' '; }));
  }

  /// The first column's lines run to its end one after the other.
  bool is_wrapped(const Lines& lines) const {
    const Part* before = nullptr;
    for (const TableLine& line : lines) {
      const Part* part = line.at(0);
      if (part && before && !wraps(before->line, part->line, 0)) return false;
      if (part) before = part;
    }
    return true;
  }

  bool is_wrapped_head(const Lines& lines) const {
    if (lines.size() < 2 || lines.size() > kMaxHeadLines) return false;
    return std::none_of(lines.begin(), lines.end(), [](const TableLine& line) {
      return std::any_of(line.parts.begin(), line.parts.end(), [](const Part& part) { return is_figure(part.line); });
    });
  }

  /// "and so on", "(the rest)": text that begins within a sentence.
  static bool begins_low(const Line& line) {
    char32_t first = line.glyphs.front().code;
    return (first >= U'a' && first <= U'z') || first == U'(';
  }

  /// Each cell of `line` goes on with the cell above it, which had no room for more. The first column is empty, or all that goes on.
  bool goes_on(const TableLine& before, const TableLine& line) const {
    if (line.baseline - before.baseline > kGoesOn * line.size || line.across() || line.parts.empty()) return false;
    if (line.at(0) && line.parts.size() > 1) return false;
    for (const Part& part : line.parts) {
      const Cell& above = rows_.back()[part.first];
      if (above.lines.empty() || is_figure(part.line)) return false;
      bool lone = line.parts.size() == 1 && part.first > 0 && begins_low(part.line);
      if (!lone && !wraps(above.lines.back(), part.line, part.first)) return false;
    }
    return !line.at(0) || rows_.back().size() == 2 || line.parts.front().line.box.left > extents_[0].left + 0.5F * line.size;
  }

  /// A lone label of the first column, half a line below a row that has none: it stands in the middle of the rows that it names.
  bool is_label_between(const TableLine& before, const TableLine& line) const {
    return line.baseline - before.baseline < 0.75F * line.size && line.parts.size() == 1 && line.parts[0].last == 0 && rows_.back()[0].lines.empty();
  }

  std::vector<Lines> bands_;
  size_t columns_;
  std::vector<Extent> extents_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace

std::vector<std::vector<Cell>> build_rows(const std::vector<Band>& bands, const Columns& columns, const std::vector<Font>& fonts) {
  std::vector<Lines> lines;
  for (const Band& band : bands) lines.push_back(parts_of(band, columns, fonts));
  return RowBuilder(std::move(lines), columns.count()).run(bands);
}

std::vector<std::vector<Cell>> split_row(const std::vector<Cell>& row, const std::vector<float>& rights) {
  const Cell* model = nullptr;
  size_t filled = 0, fits = 0, breaks = 0;
  bool stacked = false;
  for (size_t c = 0; c < row.size(); ++c) {
    const std::vector<Line>& lines = row[c].lines;
    if (row[c].spanned) return {};
    if (lines.empty()) continue;
    ++filled;
    if (!model) model = &row[c];
    if (lines.size() != model->lines.size()) return {};
    bool figures = true;
    for (size_t i = 0; i < lines.size(); ++i) {
      if (std::fabs(lines[i].baseline - model->lines[i].baseline) > kSameHeight * lines[i].size) return {};
      figures = figures && is_figure(lines[i]);
      if (i == 0) continue;
      ++breaks;
      fits += has_room(lines[i - 1], lines[i], rights[c]);
    }
    stacked |= figures;
  }
  if (filled < 2 || model->lines.size() < 2) return {};
  // Two lines may be wrapped alike; figures below each other never are one cell.
  bool apart = stacked || (model->lines.size() >= 3 && fits * 10 >= breaks * 8);
  if (!apart) return {};
  std::vector<std::vector<Cell>> out(model->lines.size(), std::vector<Cell>(row.size()));
  for (size_t c = 0; c < row.size(); ++c) {
    for (size_t i = 0; i < row[c].lines.size(); ++i) out[i][c].lines.push_back(row[c].lines[i]);
  }
  return out;
}

}  // namespace jangin::collect::pdf
