// Lines → blocks, one column at a time. A paragraph ends where its spacing, indentation, style or the room left at the end of its
// last line says so (paragraph_ends.h).
#include "collect/readers/pdf/blocks.h"

#include <cmath>
#include <cstddef>

#include "collect/readers/pdf/leaders.h"
#include "collect/readers/pdf/paragraph_ends.h"
#include "text/unicode.h"

namespace jangin::collect::pdf {
namespace {

constexpr float kMonoLine = 0.9F;  // share of monospace glyphs that makes a line a listing
constexpr float kStyled = 0.9F;    // share of bold, italic or mono glyphs in a definition's term

class BlockBuilder {
 public:
  BlockBuilder(std::vector<Item> items, const OutlineMatch& outline, const Measures& measures, const std::vector<Font>& fonts)
      : items_(std::move(items)), outline_(outline), measures_(measures), fonts_(fonts) {}

  std::vector<Block> run() {
    for (at_ = 0; at_ < items_.size();) {
      if (at_ > 0 && items_[at_].column != items_[at_ - 1].column) open_ = false;
      if (take_table() || take_heading() || take_leader() || take_code() || take_footnote() || take_aligned_table() || take_definition() ||
          take_item())
        continue;
      take_text();
    }
    return std::move(blocks_);
  }

 private:
  Item& item() { return items_[at_]; }
  Line& line() { return items_[at_].line; }
  bool line_at(size_t i) const { return i < items_.size() && !items_[i].is_table && outline_.levels[i] == 0; }
  bool same_column(size_t i) const { return i < items_.size() && items_[i].column == items_[at_].column; }

  Block& start(BlockKind kind) {
    Block block;
    block.kind = kind;
    block.page = item().page;
    block.column = item().column;
    block.column_left = item().column_left;
    block.column_right = right_edge(item());
    block.box = item().box();
    blocks_.push_back(std::move(block));
    open_ = kind == BlockKind::paragraph || kind == BlockKind::item || kind == BlockKind::definition;
    return blocks_.back();
  }
  void append(Line&& line) {
    blocks_.back().box.include(line.box);
    blocks_.back().lines.push_back(std::move(line));
  }

  /// Where full lines of this item's column end.
  float right_edge(const Item& item) const {
    float wide = measures_.right_edge;
    return wide > 0 && item.column_right < wide && item.column_right > 0.7F * wide ? wide : item.column_right;
  }

  bool take_table() {
    if (!item().is_table) return false;
    start(BlockKind::table).table = std::move(item().table);
    ++at_;
    return true;
  }

  bool take_heading() {
    if (outline_.levels[at_] == 0) return false;
    int group = outline_.groups[at_];
    start(BlockKind::heading).level = outline_.levels[at_];
    while (at_ < items_.size() && outline_.levels[at_] > 0 && outline_.groups[at_] == group) {
      append(std::move(line()));
      ++at_;
    }
    list_.clear();
    return true;
  }

  /// Lines of a table of contents repeat the headings; they are left out.
  bool take_leader() {
    if (!is_leader_line(line())) return false;
    open_ = false;
    ++at_;
    return true;
  }

  bool is_code(const Line& line) const {
    if (measures_.mono_body ? !line.shaded || line.mono < kMonoLine : line.mono < kMonoLine) return false;
    return fonts_.empty() || line.glyphs[0].font >= fonts_.size() || fonts_[line.glyphs[0].font].mono;
  }

  bool take_code() {
    if (!is_code(line())) return false;
    // A whole line of a long inline name within a paragraph is no listing.
    if (open_ && !line().shaded && !blocks_.back().lines.empty() && !starts_block(blocks_.back(), line(), edges_, measures_)) return false;
    bool listing_goes_on = !blocks_.empty() && blocks_.back().kind == BlockKind::code && blocks_.back().column == item().column &&
                           blocks_.back().page == item().page && blocks_.back().lines.back().shaded == line().shaded &&
                           line().baseline - blocks_.back().lines.back().baseline < 3.2F * line().size;
    if (!listing_goes_on) start(BlockKind::code);
    append(std::move(line()));
    open_ = false;
    ++at_;
    return true;
  }

  /// Small print that ends a column and begins with a number or a star.
  bool take_footnote() {
    const Glyph& first = line().glyphs[0];
    size_t digits = 0;
    while (digits < line().glyphs.size() && text::is_digit(line().glyphs[digits].code)) ++digits;
    bool labelled = (digits >= 1 && digits <= 3) || first.code == U'*' || first.code == U'†' || first.script == Script::above;
    if (line().size > 0.92F * measures_.body_size || !labelled) return false;
    for (size_t i = at_; i < items_.size() && same_column(i); ++i) {
      if (!line_at(i) || items_[i].line.size > 0.92F * measures_.body_size) return false;
    }
    start(BlockKind::footnote);
    float left = line().box.left;
    append(std::move(line()));
    for (++at_; at_ < items_.size() && items_[at_].column == blocks_.back().column; ++at_) {
      const Line& next = line();
      bool labelled_next = (text::is_digit(next.glyphs[0].code) || next.glyphs[0].code == U'*') && next.box.left < left + 2;
      if (labelled_next) break;
      append(std::move(line()));
    }
    return true;
  }

  bool take_aligned_table() {
    if (split_cells(line(), fonts_).size() < 2) return false;
    std::vector<const Line*> lines;
    for (size_t i = at_; line_at(i) && same_column(i) && lines.size() < 400 && !is_leader_line(items_[i].line); ++i) lines.push_back(&items_[i].line);
    Table table;
    size_t used = match_aligned_table(lines, 0, fonts_, table);
    if (used == 0 || is_definition_list(table)) return false;
    start(BlockKind::table).table = std::move(table);
    at_ += used;
    return true;
  }

  /// Two columns of which the first holds styled terms or the second runs over several full lines.
  bool is_definition_list(const Table& table) const {
    if (table.columns.size() != 2) return false;
    size_t styled = 0, firsts = 0, long_texts = 0;
    for (const auto& row : table.rows) {
      if (row[0].lines.empty()) continue;
      const Line& first = row[0].lines[0];
      ++firsts;
      styled += std::max({first.bold, first.italic, first.mono}) > kStyled;
      long_texts += row[1].lines.size() > 1;
    }
    bool plain_second = !table.rows[0][1].lines.empty() && table.rows[0][1].lines[0].bold < 0.5F;
    return plain_second && styled * 10 >= firsts * 8 && (long_texts > 0 || firsts >= 2);
  }

  bool is_term(const Line& line) const {
    if (std::max({line.bold, line.italic, line.mono}) < kStyled || line.size > 1.06F * measures_.body_size) return false;
    return line.count() <= 90 && find_marker(line).glyphs == 0;
  }

  /// A short line that begins styled, or a plain one of a few words, and ends no sentence: a term where its text is indented below.
  bool may_be_tag(const Line& line) const {
    if (line.size > 1.06F * measures_.body_size || line.bold > kStyled || find_marker(line).glyphs > 0 || line.glyphs.empty()) return false;
    char32_t end = last_code(line);
    if (ends_sentence(line) || end == U',' || end == U';') return false;
    const Glyph& first = line.glyphs[0];
    bool styled = first.font < fonts_.size() && (fonts_[first.font].bold || fonts_[first.font].mono || fonts_[first.font].italic);
    return line.count() <= (styled ? 90U : 40U);
  }

  /// A styled term, its text further right: below it, or behind a gap on the same line.
  bool take_definition() {
    std::vector<Line> cells = split_cells(line(), fonts_);
    bool has_next = line_at(at_ + 1) && same_column(at_ + 1);
    const Line* next = has_next ? &items_[at_ + 1].line : nullptr;
    float em = line().size;
    if (cells.size() == 2 && is_term(cells[0]) && cells[1].bold < kStyled) {
      bool aligned = next && std::fabs(next->box.left - cells[1].box.left) < kIndent * em;
      bool another = next && std::fabs(next->box.left - cells[0].box.left) < 2 && next->baseline - line().baseline < 3.2F * em;
      if (!aligned && !another && !(next == nullptr)) return false;
      start(BlockKind::definition).term.push_back(cells[0]);
      append(std::move(cells[1]));
      edges_.definition = blocks_.back().lines[0].box.left;
      ++at_;
      return true;
    }
    if (!next || cells.size() != 1 || is_code(line())) return false;
    bool fresh = !open_ || blocks_.empty() || blocks_.back().lines.empty() || starts_block(blocks_.back(), line(), edges_, measures_);
    if (!is_term(line()) && !(fresh && may_be_tag(line()))) return false;
    float indent = next->box.left - line().box.left, gap = next->baseline - line().baseline;
    if (indent < (is_term(line()) ? 1.2F : 2.5F) * em || indent > 8 * em || gap > 1.45F * pitch_of(measures_, line()) || is_term(*next)) return false;
    if (line().box.right > right_edge(item()) - 2 * em || is_code(*next)) return false;
    start(BlockKind::definition).term.push_back(std::move(line()));
    ++at_;
    edges_.definition = line().box.left;
    append(std::move(line()));
    ++at_;
    return true;
  }

  bool take_item() {
    Marker marker = find_marker(line());
    if (marker.glyphs == 0) return false;
    bool bullet = marker.number < 0;
    const Block* before = blocks_.empty() ? nullptr : &blocks_.back();
    bool fresh = !open_ || !before || before->lines.empty() || starts_block(*before, line(), edges_, measures_);
    bool follows = before && before->kind == BlockKind::item && std::fabs(line().box.left - edges_.item) < 3;
    bool dash = bullet && (line().glyphs[0].code == U'-' || line().glyphs[0].code == U'*' || line().glyphs[0].code == U'–');
    // Within a paragraph a dash or a number at the start of a line may be part of the sentence.
    if (!fresh && !follows && (!bullet || dash)) return false;
    if (!bullet && !follows && marker.number > 1 && !fresh) return false;
    float left = line().box.left;
    while (!list_.empty() && left < list_.back() - 3) list_.pop_back();
    if (list_.empty() || left > list_.back() + 3) list_.push_back(left);
    Block& block = start(BlockKind::item);
    block.level = std::min<int>(static_cast<int>(list_.size()) - 1, 6);
    block.marker = marker.text;
    edges_.item = left;
    item_size_ = line().size;
    if (marker.glyphs < line().glyphs.size()) edges_.item_text = line().glyphs[marker.glyphs].box.left;
    if (!marker.keep)
      line().glyphs.erase(line().glyphs.begin(), line().glyphs.begin() + static_cast<std::ptrdiff_t>(std::min(marker.glyphs, line().glyphs.size())));
    if (!line().glyphs.empty()) {
      Box box = line().box;
      measure(line(), fonts_);
      line().box.left = std::min(line().box.left, box.left);
      append(std::move(line()));
    }
    ++at_;
    return true;
  }

  void take_text() {
    bool goes_on = open_ && !blocks_.empty() && !blocks_.back().lines.empty() && !starts_block(blocks_.back(), line(), edges_, measures_);
    if (!goes_on) {
      bool inside_item = !list_.empty() && !blocks_.empty() && line().box.left > list_.back() + 3 &&
                         std::fabs(line().box.left - edges_.item_text) < 4 && std::fabs(line().size - item_size_) < 0.08F * item_size_ &&
                         blocks_.back().kind != BlockKind::heading;
      int level = inside_item ? static_cast<int>(list_.size()) : 0;
      if (!inside_item) list_.clear();
      start(BlockKind::paragraph).level = level;
    }
    append(std::move(line()));
    ++at_;
  }

  std::vector<Item> items_;
  const OutlineMatch& outline_;
  const Measures& measures_;
  const std::vector<Font>& fonts_;
  std::vector<Block> blocks_;
  std::vector<float> list_;  // left edges of the open list levels
  OpenEdges edges_;
  float item_size_ = 10;
  size_t at_ = 0;
  bool open_ = false;  // the last block may take another line
};

}  // namespace

std::vector<Block> build_blocks(std::vector<Item> items, const OutlineMatch& outline, const Measures& measures, const std::vector<Font>& fonts) {
  return BlockBuilder(std::move(items), outline, measures, fonts).run();
}

}  // namespace jangin::collect::pdf
