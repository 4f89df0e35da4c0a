// Tables that only horizontal rules mark: rules of one width above, below and within. What stands between two of them is a band; bands
// whose lines fall into the same columns are a table. Running text between rules makes no columns and stays where it is.
#include <cmath>
#include <cstddef>

#include "collect/readers/pdf/blocks.h"
#include "collect/readers/pdf/figures.h"
#include "collect/readers/pdf/leaders.h"
#include "collect/readers/pdf/table_rows.h"

namespace jangin::collect::pdf {
namespace {

constexpr float kSameEnd = 3.0F;     // points between the ends of rules of one table
constexpr float kSameHeight = 1.0F;  // points between pieces of one rule
constexpr float kMinWidth = 60.0F;   // points
constexpr float kMargin = 3.0F;      // points by which text may stand out
constexpr float kGap = 0.55F;        // em: more than a space between words
constexpr size_t kMaxRules = 400;    // horizontal ones; more is a drawing
constexpr size_t kMaxBands = 60;     // of one table
constexpr size_t kMaxLines = 120;    // of one table
constexpr float kFull = 0.3F;        // share of lines with two cells, at least
constexpr float kFullAlone = 0.7F;   // the same where there are two rules only
constexpr float kRowGap = 2.6F;      // and font sizes between baselines then, at most
constexpr float kHeading = 1.15F;    // times the size of the other lines
constexpr size_t kRunningText = 4;   // lines a band from which on full columns are columns of text

/// Horizontal rules, pieces that touch joined, top to bottom.
std::vector<Box> whole_rules(const Page& page) {
  std::vector<Box> pieces;
  for (const Rule& rule : page.rules) {
    if (!rule.vertical) pieces.push_back(rule.box);
  }
  if (pieces.size() > kMaxRules * 8) return {};
  std::sort(pieces.begin(), pieces.end(), [](const Box& a, const Box& b) { return std::pair(a.top, a.left) < std::pair(b.top, b.left); });
  std::vector<Box> out;
  for (const Box& piece : pieces) {
    bool joined = false;
    for (size_t i = out.size(); i-- > 0 && piece.top - out[i].top < 4 && !joined;) {
      joined = std::fabs(out[i].middle_y() - piece.middle_y()) <= kSameHeight && piece.left <= out[i].right + 2 && piece.right >= out[i].left - 2;
      if (joined) out[i].include(piece);
    }
    if (!joined) out.push_back(piece);
  }
  if (out.size() > kMaxRules) out.clear();
  return out;
}

/// Rules with the same ends, by their first.
std::vector<std::vector<Box>> equal_rules(const std::vector<Box>& rules) {
  std::vector<std::vector<Box>> out;
  for (const Box& rule : rules) {
    if (rule.width() < kMinWidth) continue;
    auto same = std::find_if(out.begin(), out.end(), [&](const std::vector<Box>& group) {
      return std::fabs(group[0].left - rule.left) < kSameEnd && std::fabs(group[0].right - rule.right) < kSameEnd;
    });
    if (same == out.end()) {
      out.push_back({rule});
    } else if (rule.middle_y() - same->back().middle_y() > 3) {  // a double rule is one
      same->push_back(rule);
    }
  }
  std::erase_if(out, [](const std::vector<Box>& group) { return group.size() < 2; });
  return out;
}

float height_of(const Glyph& glyph) { return glyph.baseline - 0.3F * glyph.size; }

/// The bands between consecutive rules of a group.
std::vector<Band> bands_of(const std::vector<Box>& group, const std::vector<Box>& rules, const Page& page, const std::vector<Font>& fonts) {
  std::vector<Band> bands(group.size() - 1);
  std::vector<std::vector<Glyph>> glyphs(bands.size());
  float left = group[0].left - kMargin, right = group[0].right + kMargin;
  for (size_t i = 0; i < bands.size(); ++i) bands[i].top = group[i].middle_y(), bands[i].bottom = group[i + 1].middle_y();
  auto band_at = [&](float y) {
    return static_cast<size_t>(std::upper_bound(bands.begin(), bands.end(), y, [](float at, const Band& band) { return at < band.bottom; }) -
                               bands.begin());
  };
  for (const Glyph& glyph : page.glyphs) {
    float y = height_of(glyph);
    size_t b = y > bands[0].top ? band_at(y) : bands.size();
    if (b == bands.size() || glyph.box.left > right + glyph.size || glyph.box.right < left - glyph.size) continue;
    bool inside = glyph.box.left >= left && glyph.box.right <= right;
    if (inside) glyphs[b].push_back(glyph);
    bool near = glyph.box.left < right + 0.3F * glyph.size && glyph.box.right > left - 0.3F * glyph.size;
    if (!inside && near) bands[b].crossed = true;
  }
  for (size_t b = 0; b < bands.size(); ++b) {
    if (!bands[b].crossed) bands[b].lines = join_rows(build_segments(glyphs[b], fonts, page.number), fonts);
    bands[b].framed = std::any_of(page.rules.begin(), page.rules.end(), [&](const Rule& rule) {
      bool end = std::fabs(rule.box.middle_x() - group[0].left) < kSameEnd || std::fabs(rule.box.middle_x() - group[0].right) < kSameEnd;
      float inside = std::min(rule.box.bottom, bands[b].bottom) - std::max(rule.box.top, bands[b].top);
      return rule.vertical && end && inside > 0.8F * (bands[b].bottom - bands[b].top);
    });
    for (const Box& rule : rules) {
      bool part = rule.left > left - kMargin && rule.right < right + kMargin && rule.width() < group[0].width() - 2 * kSameEnd;
      if (part && rule.middle_y() > bands[b].top + 3 && rule.middle_y() < bands[b].bottom - 3) bands[b].inner_rules.push_back(rule);
    }
  }
  return bands;
}

class Region {
 public:
  Region(const std::vector<Band>& bands, size_t begin, size_t end, const std::vector<Font>& fonts)
      : bands_(bands.begin() + static_cast<std::ptrdiff_t>(begin), bands.begin() + static_cast<std::ptrdiff_t>(end)), fonts_(fonts) {
    for (const Band& band : bands_) {
      for (const Line& line : band.lines) lines_.push_back(&line);
    }
  }

  /// Columns were found, and what stands in them is a table: neither columns of text, nor a list, nor a listing.
  bool is_table() {
    if (lines_.size() < 2 || lines_.size() > kMaxLines || (bands_.size() == 1 && lines_.size() < 3)) return false;
    if (bands_.front().lines.empty() || bands_.back().lines.empty()) return false;
    columns_ = find_columns(body_lines(), kGap);
    if (columns_.separators.empty()) return false;
    size_t full = 0;
    for (const Band& band : bands_) {
      size_t here = full_lines(band);
      // A band of whole lines is text between two tables; one line within a table may name the rows below it.
      bool outermost = &band == &bands_.front() || &band == &bands_.back();
      if (here == 0 && (outermost || band.lines.size() > 1 || (!band.lines.empty() && is_caption(band.lines[0])))) return false;
      // A listing; or something that begins or ends between the rules of two frames.
      bool mono = std::all_of(band.lines.begin(), band.lines.end(), [](const Line& line) { return line.mono > 0.9F; });
      if (band.crossed || band.framed != bands_.front().framed || (mono && !band.lines.empty())) return false;
      full += here;
    }
    // Two rules alone may be those above and below the text of a page.
    float least = bands_.size() > 1 ? kFull : kFullAlone;
    if (full < 2 || static_cast<float>(full) < least * static_cast<float>(lines_.size())) return false;
    return (bands_.size() > 1 || is_dense()) && !holds_text() && !is_running_text() && !is_marked_list();
  }

  Table table(uint32_t page, const Box& box) const {
    Table out;
    out.page = page;
    out.box = box;
    out.columns.push_back(box.left);
    out.columns.insert(out.columns.end(), columns_.separators.begin(), columns_.separators.end());
    out.rows = build_rows(bands_, columns_, fonts_);
    return out;
  }

 private:
  bool is_dense() const {
    for (size_t i = 1; i < lines_.size(); ++i) {
      if (lines_[i]->baseline - lines_[i - 1]->baseline > kRowGap * lines_[i]->size) return false;
    }
    return true;
  }

  /// Heads over several columns hide where these part; two lines below them show it.
  std::vector<const Line*> body_lines() const {
    std::vector<const Line*> out(lines_.begin() + static_cast<std::ptrdiff_t>(bands_.size() > 1 ? bands_[0].lines.size() : 0), lines_.end());
    return out.size() >= 2 ? out : lines_;
  }

  size_t full_lines(const Band& band) const {
    return static_cast<size_t>(
        std::count_if(band.lines.begin(), band.lines.end(), [&](const Line& line) { return split_at(line, columns_, fonts_).size() >= 2; }));
  }

  /// Below the heads: a heading, leaders, or more than one line in eight that runs across columns.
  bool holds_text() const {
    std::vector<float> sizes;
    for (const Line* line : lines_) sizes.push_back(line->size);
    std::nth_element(sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2), sizes.end());
    size_t across = 0, leaders = 0;
    for (size_t b = bands_.size() > 1 ? 1 : 0; b < bands_.size(); ++b) {
      for (const Line& line : bands_[b].lines) {
        if (line.size > kHeading * sizes[sizes.size() / 2]) return true;
        std::vector<Part> parts = split_at(line, columns_, fonts_);
        across += std::any_of(parts.begin(), parts.end(), [](const Part& part) { return part.last > part.first; });
        leaders += is_leader_line(line);
      }
    }
    return across * 8 > lines_.size() || leaders > 1;
  }

  /// Long bands in which most lines fill their column, in every column.
  bool is_running_text() const {
    if (lines_.size() < kRunningText * bands_.size()) return false;
    std::vector<Extent> extents(columns_.separators.size() + 1);
    std::vector<std::vector<float>> widths(extents.size());
    for (const Line* line : lines_) {
      for (const Part& part : split_at(*line, columns_, fonts_)) {
        if (part.first != part.last) continue;
        Extent& extent = extents[part.first];
        extent.left = std::min(extent.left, part.line.box.left);
        extent.right = std::max(extent.right, part.line.box.right);
        widths[part.first].push_back(part.line.count() >= 12 ? part.line.box.width() : 0);
      }
    }
    for (size_t c = 0; c < extents.size(); ++c) {
      size_t full = static_cast<size_t>(
          std::count_if(widths[c].begin(), widths[c].end(), [&](float width) { return width > 0.75F * (extents[c].right - extents[c].left); }));
      if (full * 2 < widths[c].size()) return false;
    }
    return true;
  }

  /// Two columns, the first of marks ("1:" before the lines of an algorithm), or of numbers that no head names.
  bool is_marked_list() const {
    if (columns_.separators.size() != 1) return false;
    size_t firsts = 0, marks = 0;
    for (const Line* line : lines_) {
      std::vector<Part> parts = split_at(*line, columns_, fonts_);
      if (parts.empty() || parts[0].first != 0) continue;
      ++firsts;
      bool number = parts[0].line.count() <= 2 && is_figure(parts[0].line);
      marks +=
          find_marker(*line).glyphs > 0 || (parts[0].line.count() <= 3 && parts[0].line.glyphs.back().code == U':') || (number && bands_.size() == 1);
    }
    return marks * 2 > firsts;
  }

  std::vector<Band> bands_;
  const std::vector<Font>& fonts_;
  std::vector<const Line*> lines_;
  Columns columns_;
};

void remove_glyphs(Page& page, const Box& box) {
  std::erase_if(page.glyphs, [&](const Glyph& glyph) { return box.holds(glyph.box.middle_x(), height_of(glyph)); });
}

}  // namespace

std::vector<Table> take_open_tables(Page& page, const std::vector<Font>& fonts) {
  std::vector<Table> tables;
  std::vector<Box> rules = whole_rules(page);
  for (const std::vector<Box>& group : equal_rules(rules)) {
    std::vector<Band> bands = bands_of(group, rules, page, fonts);
    for (size_t begin = 0; begin < bands.size(); ++begin) {
      for (size_t end = std::min(bands.size(), begin + kMaxBands); end > begin; --end) {
        Region region(bands, begin, end, fonts);
        if (!region.is_table()) continue;
        Box box{group[begin].left - kMargin, group[begin].middle_y(), group[begin].right + kMargin, group[end].middle_y()};
        tables.push_back(region.table(page.number, box));
        remove_glyphs(page, box);
        begin = end - 1;
        break;
      }
    }
  }
  return tables;
}

}  // namespace jangin::collect::pdf
