// Markdown lines → blocks.
#include "synthesize/facts/blocks.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/english/tokens.h"
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
  if (digits == 0 && rest.size() > 3 && static_cast<unsigned char>(rest[0]) >= 0xEA && static_cast<unsigned char>(rest[0]) <= 0xED) letter = 3;  // 가. 나.
  else if (digits == 0 && rest.size() > 2 && std::islower(static_cast<unsigned char>(rest[0])) && rest[1] == '.') letter = 1;
  if (letter == 0 || letter > 5) return 0;
  ordered = true;
  if (rest.substr(letter).starts_with("\\. ")) return letter + 3;
  if (rest.substr(letter).starts_with(". ") || rest.substr(letter).starts_with(") ")) return letter + 2;
  return 0;
}

/// "Scope The scope of …": words before a capitalised function word are a heading that lost its line.
size_t run_in_length(std::string_view sentence) {
  static constexpr std::array<std::string_view, 16> kStarts = {"The", "A", "An", "When", "If", "This", "These", "There", "All", "Most", "It", "To", "For", "In", "Use", "Each"};
  size_t words = 0;
  for (size_t at = sentence.find(' '); at != sentence.npos && words < 6; at = sentence.find(' ', at + 1)) {
    ++words;
    auto rest = sentence.substr(at + 1);
    auto word = rest.substr(0, rest.find(' '));
    bool before_ends = at > 0 && (std::isalnum(static_cast<unsigned char>(sentence[at - 1])) || sentence[at - 1] == ')');
    if (!before_ends) return 0;
    bool first_capital = std::isupper(static_cast<unsigned char>(sentence[0]));
    for (auto start : kStarts)
      if (word == start && first_capital && word.size() < rest.size()) return start == "A" && words > 1 ? 0 : at + 1;
  }
  return 0;
}

/// Behind the label of a worked example, its line lost: "Solution The …", "SolutionThe …", "Check Your Learning What …".
size_t label_length(std::string_view sentence) {
  static constexpr std::array<std::string_view, 4> kLabels = {"Solution", "Check Your Learning", "Answer", "Answers"};
  for (auto label : kLabels) {
    if (!sentence.starts_with(label) || sentence.size() < label.size() + 3) continue;
    size_t at = label.size();
    if (sentence[at] == ':') ++at;
    if (sentence[at] == ' ') ++at;
    const char next = sentence[at];
    if (std::isupper(static_cast<unsigned char>(next)) || next == '(') return at;
  }
  return 0;
}

/// "Calculating the pH of an Acidic Salt SolutionAniline is …": a title in capitals whose end is glued to the sentence.
size_t glued_title_length(std::string_view sentence) {
  size_t capitals = 0, words = 0;
  for (size_t at = 0; at < sentence.size() && words < 16; ++words) {
    const auto end = std::min(sentence.find(' ', at), sentence.size());
    const auto word = sentence.substr(at, end - at);
    const bool capital = std::isupper(static_cast<unsigned char>(word.empty() ? 0 : word[0]));
    if (capital && capitals >= 2)
      for (size_t i = 4; i < word.size(); ++i) {
        const bool seam = std::islower(static_cast<unsigned char>(word[i - 1])) && std::isupper(static_cast<unsigned char>(word[i]));
        const bool opens = i + 1 == word.size() ? word[i] == 'A' : std::islower(static_cast<unsigned char>(word[i + 1])) != 0;
        if (seam && opens) return at + i;
      }
    if (!capital && word.size() > 4) return 0;
    capitals += capital;
    at = end + 1;
  }
  return 0;
}

/// "**Manual Tool Changer** Manual tool changer …": a bold heading on the sentence's line.
size_t bold_heading_length(std::string_view raw) {
  if (!raw.starts_with("**")) return 0;
  const auto close = raw.find("**", 2);
  if (close == raw.npos || close > 60 || close + 3 >= raw.size() || raw[close + 2] != ' ') return 0;
  if (raw.substr(2, close - 2).find(' ') == raw.npos || !std::isupper(static_cast<unsigned char>(raw[close + 3]))) return 0;
  return close + 3;
}

/// "*nCount*<br/> Specifies …", "**`/c`**\\ Compiles …": a name in emphasis before a line break, behind which stands what it means.
/// Gives the name without marks and the length of all before the meaning; 0: no such paragraph.
size_t broken_name_length(std::string_view raw, std::string& name) {
  if (raw.empty() || (raw[0] != '*' && raw[0] != '`')) return 0;
  for (std::string_view mark : {"<br/>", "<br />", "<br>", "\\\n", "\\ "}) {
    const auto at = raw.find(mark);
    if (at == raw.npos || at < 3 || at > 100 || raw.find('\n') < at) continue;
    const auto before = trim(raw.substr(0, at));
    if (before.empty() || (before.back() != '*' && before.back() != '`')) continue;
    name = english::strip_markdown(replace_all(english::strip_markdown(before), "*", ""));
    size_t behind = at + mark.size();
    while (behind < raw.size() && (raw[behind] == ' ' || raw[behind] == '\n')) ++behind;
    for (std::string_view direction : {"[in] ", "[out] ", "[in, out] ", "[in,out] ", "[in/out] "})
      if (raw.substr(behind).starts_with(direction)) behind += direction.size();
    return english::count_words(name) <= 4 && behind < raw.size() ? behind : 0;
  }
  return 0;
}

/// "Note: …", "Warning: …", "[^2]: …": the label goes.
std::string strip_label(std::string text) {
  for (std::string_view label : {"Note", "Caution", "Warning", "Important", "Tip", "Hint", "Danger", "참고", "주의", "경고", "중요"}) {
    if (!text.starts_with(label)) continue;
    auto rest = std::string_view(text).substr(label.size());
    if (rest.starts_with(": ") || rest == ":") return std::string(trim(rest.substr(1)));
  }
  if (text.starts_with("[^")) {
    auto close = text.find("]:");
    if (close != std::string::npos && close < 8) return std::string(trim(text.substr(close + 2)));
  }
  return text;
}

/// "the *lpData* buffer" → "the lpData buffer": single marks around one word; a product's sign stands between blanks.
std::string without_emphasis(std::string text) {
  for (size_t at = text.find('*'); at != std::string::npos; at = text.find('*', at + 1)) {
    const auto close = text.find_first_of("* ", at + 1);
    const bool opens = at == 0 || text[at - 1] == ' ' || text[at - 1] == '(';
    if (!opens || close == std::string::npos || text[close] != '*' || close < at + 3 || !(std::isalpha(static_cast<unsigned char>(text[at + 1])) || text[at + 1] == '_')) continue;
    if (close + 1 < text.size() && std::isalnum(static_cast<unsigned char>(text[close + 1]))) continue;
    text.erase(close, 1), text.erase(at, 1);
  }
  return text;
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
    s.text = strip_label(without_emphasis(std::string(trim(plain))));
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
    if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '|') cell += line[++i];
    else if (line[i] == '|') cells.push_back(english::strip_markdown(trim(cell))), cell.clear();
    else cell += line[i];
  }
  cells.push_back(english::strip_markdown(trim(cell)));
  return cells;
}
bool is_rule_row(std::string_view line) { return line.find_first_not_of("|-: ") == line.npos && line.find('-') != line.npos; }

/// What stands above a "Solution", back to the question, states the example.
void mark_statements(std::vector<Block>& blocks) {
  constexpr size_t kMostBack = 4;
  const auto asks = [](const Block& block) { return std::any_of(block.sentences.begin(), block.sentences.end(), [](const Sentence& s) { return s.text.ends_with('?'); }); };
  for (size_t i = 1; i < blocks.size(); ++i) {
    const auto& sentences = blocks[i].sentences;
    if (sentences.empty() || !(sentences[0].run_in.starts_with("Solution") || sentences[0].text == "Solution" || sentences[0].text == "Solution:")) continue;
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
      for (++i; i < lines.size() && !trim(lines[i].text).starts_with("```"); ++i) {}
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
        if (next.empty() || next.starts_with('#') || next.starts_with("```") || next.starts_with('|') || mark_length(lines[i].text.substr(in), o)) break;
      }
      block.span = {lines[first].begin, lines[i - 1].end};
      std::string name;
      const size_t behind = mark ? 0 : broken_name_length(passage.substr(block.span.begin, block.span.size()), name);
      if (behind) read_as_item(block, passage, name, behind);
      else add_sentences(block, passage, lines[first].begin + (mark ? indent + mark : 0), block.span.end);
    }
    if (block.kind == BlockKind::item) {
      if (!in_list) ++list;
      in_list = true;
      block.list = list;
      block.lead = lead, block.lead_span = lead_span;
      if (const auto* parent = parent_of(blocks, block); parent && parent->text.ends_with(':')) block.lead = parent->text, block.lead_span = parent->span, block.under_item = true;
      if (block.text.ends_with(':')) table_lead = block.text;
    } else {
      in_list = false;
      if (block.kind == BlockKind::table && !table_lead.empty()) block.lead = table_lead;
      table_lead.clear();
      if (block.kind == BlockKind::paragraph) lead = block.text, lead_span = block.span;
      else if (block.kind == BlockKind::table || !lead.ends_with(':')) lead.clear();
    }
    if (block.kind == BlockKind::code || block.kind == BlockKind::table || !block.sentences.empty()) blocks.push_back(std::move(block));
  }
  mark_statements(blocks);
  return blocks;
}

}  // namespace jangin::synthesize
