// Markdown lines → blocks.
#include "synthesize/facts/blocks.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "base/strings.h"
#include "synthesize/english/tokens.h"
#include "synthesize/facts/line_labels.h"
#include "text/sentences.h"

namespace jangin::synthesize {
namespace {

struct Line {
  std::string_view text;
  size_t begin = 0, end = 0;
};

std::vector<Line> lines_of(std::string_view passage) {
  std::vector<Line> lines;
  for (auto text : split_lines(passage)) {
    size_t begin = static_cast<size_t>(text.data() - passage.data());
    lines.push_back({text, begin, begin + text.size()});
  }
  return lines;
}

size_t indent_of(std::string_view line) { return std::min(line.find_first_not_of(' '), line.size()); }

/// Length of a list mark ("- ", "12. ", "가. ", "1\. ") behind the indent; 0: no item.
size_t mark_length(std::string_view rest, bool& ordered) {
  ordered = false;
  if (rest.starts_with("- ") || rest.starts_with("* ") || rest.starts_with("+ ")) return 2;
  size_t digits = 0;
  while (digits < rest.size() && std::isdigit(static_cast<unsigned char>(rest[digits]))) ++digits;
  size_t letter = digits;
  if (digits == 0 && rest.size() > 3 && static_cast<unsigned char>(rest[0]) >= 0xEA && static_cast<unsigned char>(rest[0]) <= 0xED)
    letter = 3;  // 가. 나.
  else if (digits == 0 && rest.size() > 2 && std::islower(static_cast<unsigned char>(rest[0])) && rest[1] == '.')
    letter = 1;
  if (letter == 0 || letter > 5) return 0;
  ordered = true;
  if (rest.substr(letter).starts_with("\\. ")) return letter + 3;
  if (rest.substr(letter).starts_with(". ") || rest.substr(letter).starts_with(") ")) return letter + 2;
  return 0;
}

void add_sentences(Block& block, std::string_view passage, size_t begin, size_t end) {
  for (auto view : text::split_sentences(passage.substr(begin, end - begin))) {
    Sentence s;
    size_t at = static_cast<size_t>(view.data() - passage.data());
    s.span = {at, at + view.size()};
    const size_t bold = bold_heading_length(view);
    s.run_in = english::strip_markdown(trim(view.substr(0, bold)));
    auto plain = english::strip_markdown(replace_all(std::string(view.substr(bold)), "\n", " "));
    while (plain.find("  ") != plain.npos) plain = replace_all(plain, "  ", " ");
    s.text = strip_label(without_emphasis(without_citations(std::string(trim(plain)))));
    for (auto heading_length : {glued_title_length, label_length})
      if (size_t cut = heading_length(s.text)) {
        s.titled |= heading_length == glued_title_length;
        s.run_in = std::string(trim(std::string_view(s.text).substr(0, cut)));
        s.text = s.text.substr(cut);
      }
    if (size_t cut = run_in_length(s.text)) {
      s.run_in = std::string(trim(std::string_view(s.text).substr(0, cut)));
      s.text = s.text.substr(cut);
    }
    static constexpr std::array<std::string_view, 5> kAlone = {"Solution", "Solution:", "Answer", "Answer:", "Check Your Learning"};
    s.titled |= std::find(kAlone.begin(), kAlone.end(), s.text) != kAlone.end();
    if (!s.text.empty()) block.sentences.push_back(std::move(s));
  }
  block.text.clear();
  for (const auto& s : block.sentences) {
    if (!block.text.empty()) block.text += ' ';
    block.text += s.run_in.empty() ? s.text : s.run_in + " " + s.text;
  }
}

/// A paragraph "*name*<br/> meaning" becomes the item "name - meaning".
void read_as_item(Block& block, std::string_view passage, const std::string& name, size_t behind) {
  block.kind = BlockKind::item;
  add_sentences(block, passage, block.span.begin + behind, block.span.end);
  if (block.sentences.empty()) return;
  block.sentences[0].text = name + " - " + block.sentences[0].text;
  block.sentences[0].span.begin = block.span.begin;
  block.text = name + " - " + block.text;
}

/// The items that a deeper item hangs on: its lead is the nearest one that ends in ":".
const Block* parent_of(const std::vector<Block>& blocks, const Block& item) {
  for (auto above = blocks.rbegin(); above != blocks.rend() && above->kind == BlockKind::item && above->list == item.list; ++above)
    if (above->level < item.level) return &*above;
  return nullptr;
}

std::vector<std::string> table_cells(std::string_view line) {
  line = trim(line);
  if (line.starts_with('|')) line.remove_prefix(1);
  if (line.ends_with('|') && !line.ends_with("\\|")) line.remove_suffix(1);
  std::vector<std::string> cells;
  std::string cell;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '|')
      cell += line[++i];
    else if (line[i] == '|')
      cells.push_back(english::strip_markdown(trim(cell))), cell.clear();
    else
      cell += line[i];
  }
  cells.push_back(english::strip_markdown(trim(cell)));
  return cells;
}
bool is_rule_row(std::string_view line) { return line.find_first_not_of("|-: ") == line.npos && line.find('-') != line.npos; }

/// "설비 | 압력 | 압력" above "설비 | 최소 | 최대": names under a name that spans several columns; both rows become one header.
void join_header_rows(Block& block) {
  if (block.rows.size() < 3 || block.rows[0].size() != block.rows[1].size()) return;
  auto header = block.rows[0];
  const auto& below = block.rows[1];
  const auto spans = [&](size_t c) {
    return !header[c].empty() && ((c > 0 && header[c] == header[c - 1]) || (c + 1 < header.size() && header[c] == header[c + 1]));
  };
  std::set<std::string> names;
  size_t spanned = 0;
  for (size_t c = 0; c < header.size(); ++c) {
    if (spans(c))
      ++spanned;
    else if (!below[c].empty() && below[c] != header[c])
      return;  // a row of values
    if (spans(c) && (below[c].empty() || below[c] == header[c] || !names.insert(header[c] + "|" + below[c]).second)) return;
  }
  if (spanned == 0 || spanned == header.size()) return;
  auto joined = header;
  for (size_t c = 0; c < header.size(); ++c)
    if (spans(c)) joined[c] = header[c] + " " + below[c];
  block.rows[1] = std::move(joined);
  block.rows.erase(block.rows.begin());
  block.row_spans[1] = {block.row_spans[0].begin, block.row_spans[1].end};
  block.row_spans.erase(block.row_spans.begin());
}

/// What stands above a "Solution", back to the question, states the example.
void mark_statements(std::vector<Block>& blocks) {
  constexpr size_t kMostBack = 4;
  const auto asks = [](const Block& block) {
    return std::any_of(block.sentences.begin(), block.sentences.end(), [](const Sentence& s) { return s.text.ends_with('?'); });
  };
  for (size_t i = 1; i < blocks.size(); ++i) {
    const auto& sentences = blocks[i].sentences;
    if (sentences.empty() || !(sentences[0].run_in.starts_with("Solution") || sentences[0].text == "Solution" || sentences[0].text == "Solution:"))
      continue;
    size_t back = i - 1;
    while (back > 0 && i - back < kMostBack && !asks(blocks[back])) --back;
    if (!asks(blocks[back])) back = i - 1;  // "Assign formal charges to …"
    if (blocks[back].kind != BlockKind::paragraph) continue;
    for (; back < i; ++back)
      for (auto& sentence : blocks[back].sentences) sentence.titled = true;
  }
}

}  // namespace

std::vector<Block> read_blocks(std::string_view passage) {
  std::vector<Block> blocks;
  auto lines = lines_of(passage);
  size_t list = 0;
  bool in_list = false;
  std::string lead, table_lead;  // a table may hang on the item above it
  record::Span lead_span;
  for (size_t i = 0; i < lines.size();) {
    auto body = trim(lines[i].text);
    if (body.empty() || body.starts_with('#')) {
      ++i;
      continue;
    }
    Block block;
    size_t first = i;
    bool ordered = false;
    size_t indent = indent_of(lines[i].text), mark = mark_length(lines[i].text.substr(indent), ordered);
    if (body.starts_with("```")) {
      block.kind = BlockKind::code;
      for (++i; i < lines.size() && !trim(lines[i].text).starts_with("```"); ++i) {
      }
      if (i < lines.size()) ++i;
      block.span = {lines[first].begin, lines[i - 1].end};
      block.text = std::string(passage.substr(block.span.begin, block.span.size()));
    } else if (body.starts_with('|')) {
      block.kind = BlockKind::table;
      for (; i < lines.size() && trim(lines[i].text).starts_with('|'); ++i) {
        if (is_rule_row(lines[i].text)) continue;
        block.rows.push_back(table_cells(lines[i].text));
        block.row_spans.push_back({lines[i].begin, lines[i].end});
      }
      join_header_rows(block);
      block.span = {lines[first].begin, lines[i - 1].end};
      block.lead = lead, block.lead_span = lead_span;
    } else {
      block.kind = mark ? BlockKind::item : BlockKind::paragraph;
      block.ordered = ordered && mark;
      block.level = static_cast<int>(indent / 2);
      for (++i; i < lines.size(); ++i) {
        auto next = trim(lines[i].text);
        bool o = false;
        size_t in = indent_of(lines[i].text);
        if (next.empty() || next.starts_with('#') || next.starts_with("```") || next.starts_with('|') || mark_length(lines[i].text.substr(in), o))
          break;
      }
      block.span = {lines[first].begin, lines[i - 1].end};
      std::string name;
      const size_t behind = mark ? 0 : broken_name_length(passage.substr(block.span.begin, block.span.size()), name);
      if (behind)
        read_as_item(block, passage, name, behind);
      else
        add_sentences(block, passage, lines[first].begin + (mark ? indent + mark : 0), block.span.end);
    }
    if (block.kind == BlockKind::item) {
      if (!in_list) ++list;
      in_list = true;
      block.list = list;
      block.lead = lead, block.lead_span = lead_span;
      if (const auto* parent = parent_of(blocks, block); parent && parent->text.ends_with(':'))
        block.lead = parent->text, block.lead_span = parent->span, block.under_item = true;
      if (block.text.ends_with(':')) table_lead = block.text;
    } else {
      in_list = false;
      if (block.kind == BlockKind::table && !table_lead.empty()) block.lead = table_lead;
      table_lead.clear();
      if (block.kind == BlockKind::paragraph)
        lead = block.text, lead_span = block.span;
      else if (block.kind == BlockKind::table || !lead.ends_with(':'))
        lead.clear();
    }
    if (block.kind == BlockKind::code || block.kind == BlockKind::table || !block.sentences.empty()) blocks.push_back(std::move(block));
  }
  mark_statements(blocks);
  return blocks;
}

}  // namespace jangin::synthesize
