// Line by line: a fence opens code, "|" a table, "#" a heading, a list mark a list; a blank line ends a paragraph.
#include "refine/markdown_blocks.h"

#include <algorithm>

#include "base/strings.h"

namespace jangin::refine {
namespace {

int heading_level(std::string_view line) {
  size_t marks = line.find_first_not_of('#');
  if (marks == line.npos || marks == 0 || marks > 6 || line[marks] != ' ') return 0;
  return static_cast<int>(marks);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "- x", "* x", "+ x", "1. x", "12) x", "1\. x", also indented.
bool is_list_item(std::string_view line) {
  line = trim(line);
  if (line.size() < 2) return false;
  if ((line[0] == '-' || line[0] == '*' || line[0] == '+') && line[1] == ' ') return true;
  size_t digits = 0;
  while (digits < line.size() && is_digit(line[digits])) ++digits;
  if (digits == 0 || digits > 4) return false;
  std::string_view mark = line.substr(digits);
  return mark.starts_with(". ") || mark.starts_with(") ") || mark.starts_with("\\. ") || mark.starts_with("\\) ");
}

bool is_fence(std::string_view line) {
  line = trim(line);
  return line.starts_with("```") || line.starts_with("~~~");
}

bool is_indented(std::string_view line) { return line.starts_with("  ") || line.starts_with("\t"); }

struct Line {
  size_t begin = 0, end = 0;  // without the line end
  std::string_view text;
};

class BlockReader {
 public:
  explicit BlockReader(std::string_view text) : text_(text) {}

  std::vector<Block> run() {
    for (size_t at = 0; at < text_.size();) {
      size_t end = std::min(text_.find('\n', at), text_.size());
      take({at, end, text_.substr(at, end - at)});
      at = end + 1;
    }
    close();
    return std::move(blocks_);
  }

 private:
  void take(const Line& line) {
    if (in_code_) return take_code(line);
    if (is_fence(line.text)) {
      close();
      open(BlockKind::code, line);
      in_code_ = true;
      fence_ = trim(line.text).substr(0, 3);
      return;
    }
    if (trim(line.text).empty()) {
      blank_ = true;
      return;
    }
    if (int level = heading_level(line.text)) {
      close();
      open(BlockKind::heading, line);
      block_.level = level;
      return close();
    }
    take_text(line);
    blank_ = false;
  }

  void take_code(const Line& line) {
    block_.span.end = line.end;
    if (!trim(line.text).starts_with(fence_)) return;
    in_code_ = false;
    close();
  }

  void take_text(const Line& line) {
    BlockKind kind = trim(line.text).starts_with("|") ? BlockKind::table : is_list_item(line.text) ? BlockKind::list : BlockKind::paragraph;
    if (open_ && goes_on(kind, line)) {
      block_.span.end = line.end;
      return;
    }
    close();
    open(kind, line);
  }

  /// A list goes on over blank lines with its next item, and with what is indented below an item; a paragraph with any line.
  bool goes_on(BlockKind kind, const Line& line) const {
    if (block_.kind == BlockKind::list) return kind == BlockKind::list || (kind == BlockKind::paragraph && (!blank_ || is_indented(line.text)));
    if (blank_) return false;
    if (block_.kind == BlockKind::table) return kind == BlockKind::table;
    return kind == BlockKind::paragraph;
  }

  void open(BlockKind kind, const Line& line) {
    block_ = Block{kind, {line.begin, line.end}, 0, 0};
    open_ = true;
    blank_ = false;
  }

  void close() {
    if (!open_) return;
    block_.words = count_words(text_.substr(block_.span.begin, block_.span.size()));
    blocks_.push_back(block_);
    open_ = false;
    blank_ = false;
  }

  std::string_view text_;
  std::vector<Block> blocks_;
  Block block_;
  bool open_ = false;
  bool blank_ = false;  // a blank line was seen since the last line
  bool in_code_ = false;
  std::string_view fence_;
};

}  // namespace

std::vector<Block> split_blocks(std::string_view text) { return BlockReader(text).run(); }

uint64_t count_words(std::string_view text) {
  uint64_t words = 0;
  bool in_word = false;
  for (char c : text) {
    bool space = c == ' ' || c == '\n' || c == '\t';
    words += !space && !in_word ? 1 : 0;
    in_word = !space;
  }
  return words;
}

std::string_view heading_text(std::string_view line) {
  line = trim(line);
  size_t marks = line.find_first_not_of('#');
  return marks == line.npos ? std::string_view() : trim(line.substr(marks));
}

}  // namespace jangin::refine
