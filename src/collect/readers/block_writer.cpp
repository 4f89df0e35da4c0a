// See block_writer.h.
#include "collect/readers/block_writer.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/progress.h"
#include "base/strings.h"
#include "collect/readers/plain.h"
#include "collect/readers/tree.h"
#include "collect/references.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace {

/// Digits and signs that have raised or lowered forms; any other text stays as it is.
std::string with_script(std::string_view text, int script) {
  static constexpr std::array<std::string_view, 12> kRaised{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹", "⁺", "⁻"};
  static constexpr std::array<std::string_view, 12> kLowered{"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉", "₊", "₋"};
  std::string out;
  for (char c : text) {
    size_t at = std::string_view("0123456789+-").find(c);
    if (at == std::string_view::npos) return std::string(text);
    out += script > 0 ? kRaised[at] : kLowered[at];
  }
  return out;
}

std::string one_line(std::string_view text) { return text::nfc(collapse_spaces(text)); }

/// Lines of a paragraph, each collapsed; empty ones go.
std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  for (std::string_view line : split(text, '\n')) {
    std::string clean = one_line(line);
    if (!clean.empty()) out.push_back(std::move(clean));
  }
  return out;
}

std::string indented(const std::vector<std::string>& lines, std::string_view first, std::string_view others) {
  std::string out;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) out += '\n';
    out += i == 0 ? first : others;
    out += escape_line(lines[i]);
  }
  return out;
}

/// Code keeps its lines and indentation; control characters go, tabs become four spaces.
std::string code_lines(std::string_view text) {
  std::string out;
  for (std::string_view line : split_lines(text)) {
    size_t begin = out.size();
    for (char c : line) {
      if (c == '\t') {
        out += "    ";
      } else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) {
        out += c;
      }
    }
    while (out.size() > begin && out.back() == ' ') out.pop_back();
    out += '\n';
  }
  while (!out.empty() && out.back() == '\n') out.pop_back();
  size_t first = out.find_first_not_of('\n');
  return first == std::string::npos ? std::string() : text::nfc(std::string_view(out).substr(first));
}

std::string table_row(const std::vector<std::string>& cells, size_t columns) {
  std::string out = "|";
  for (size_t i = 0; i < columns; ++i) {
    std::string cell = i < cells.size() ? one_line(cells[i]) : std::string();
    out += ' ' + replace_all(cell, "|", "\\|") + (cell.empty() ? "|" : " |");
  }
  return out;
}

}  // namespace

void InlineText::add(std::string_view text, InlineStyle style) {
  if (text.empty()) return;
  if (!runs_.empty() && runs_.back().style == style) {
    runs_.back().text += text;
  } else {
    runs_.push_back({std::string(text), style});
  }
}

bool InlineText::empty() const {
  return std::all_of(runs_.begin(), runs_.end(), [](const Run& run) { return collapse_spaces(run.text).empty(); });
}

std::string InlineText::take() {
  std::string out;
  for (const Run& run : runs_) {
    std::string_view text = run.text;
    if (run.style == InlineStyle{}) {
      out += text;
      continue;
    }
    size_t begin = text.find_first_not_of(" \t\r\n"), end = text.find_last_not_of(" \t\r\n");
    if (begin == std::string_view::npos) {
      out += text;
      continue;
    }
    std::string word = collapse_spaces(text.substr(begin, end + 1 - begin));
    if (run.style.script != 0) word = with_script(word, run.style.script);
    std::string_view mark = run.style.code ? (word.find('`') == std::string::npos ? "`" : "") : run.style.bold ? "**" : "";
    out += text.substr(0, begin);
    (out += mark).append(word).append(mark);
    out += text.substr(end + 1);
  }
  runs_.clear();
  return out;
}

std::string picture(std::string_view alternative) {
  std::string text = collapse_spaces(alternative), lower = to_lower_ascii(text);
  if (text.empty() || text.find_first_of("[]") != std::string::npos) return {};
  for (std::string_view sign : {"automatically generated", "ai-generated", "자동 생성", "자동으로 생성", "그림입니다", "원본 그림의"}) {
    if (lower.find(sign) != std::string::npos) return {};
  }
  for (std::string_view ending : {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".svg", ".tif", ".webp"}) {
    if (lower.ends_with(ending)) return {};
  }
  return "![" + text + "]()";
}

std::string escape_line(std::string_view text) {
  size_t marks = text.find_first_not_of('#');
  bool escape = (marks != std::string_view::npos && marks >= 1 && marks <= 6 && text[marks] == ' ') || text.starts_with("```");
  return (escape ? "\\" : "") + std::string(text);
}

void BlockWriter::block(std::string_view canonical, bool tight) {
  if (canonical.empty() || full_) return;
  if (text_.size() + canonical.size() > limits_.max_text_bytes) {
    full_ = true;
    return;
  }
  if (!text_.empty()) text_ += tight ? "\n" : "\n\n";
  size_t begin = text_.size();
  text_ += canonical;
  last_item_ = false;
  if (page_ == 0 && bytes_.end <= bytes_.begin) return;
  record::TextPlace place;
  place.text = {begin, text_.size()};
  place.page = page_;
  place.bytes = bytes_;
  places_.push_back(place);
}

void BlockWriter::heading(int level, std::string_view text) {
  if (cell_) return paragraph(text);
  std::string line = one_line(text);
  if (line.starts_with("**") && line.ends_with("**") && line.find("**", 2) == line.size() - 2) line = line.substr(2, line.size() - 4);
  if (line.empty()) return;
  block(std::string(static_cast<size_t>(std::clamp(level, 1, 6)), '#') + ' ' + line, false);
}

void BlockWriter::paragraph(std::string_view text) { block(indented(lines_of(text), "", ""), false); }

void BlockWriter::item(size_t depth, size_t ordinal, std::string_view text) {
  std::vector<std::string> lines = lines_of(text);
  if (lines.empty()) return;
  std::string indent(2 * std::min<size_t>(depth, 20), ' ');
  std::string marker = ordinal == 0 ? std::string("- ") : fmt::format("{}. ", ordinal);
  block(indented(lines, indent + marker, indent + "  "), last_item_);
  last_item_ = true;
}

void BlockWriter::item_paragraph(size_t depth, std::string_view text) {
  std::string indent(2 * std::min<size_t>(depth + 1, 20), ' ');
  block(indented(lines_of(text), indent, indent), false);
}

void BlockWriter::code(std::string_view text, std::string_view language) {
  if (cell_) return paragraph(text.find('`') == std::string_view::npos ? '`' + one_line(text) + '`' : one_line(text));
  std::string lines = code_lines(text);
  if (lines.empty()) return;
  std::string fence = "```";
  while (lines.find(fence) != std::string::npos) fence += '`';
  block(fence + std::string(language) + '\n' + lines + '\n' + fence, false);
}

void BlockWriter::table(const TableRows& rows) {
  size_t columns = 0, height = 0;
  for (size_t r = 0; r < rows.size(); ++r) {
    for (size_t c = 0; c < rows[r].size(); ++c) {
      if (collapse_spaces(rows[r][c]).empty()) continue;
      columns = std::max(columns, c + 1);
      height = r + 1;
    }
  }
  if (height == 0) return;
  for (size_t r = 0; cell_ && r < height; ++r) paragraph(join(rows[r], " "));
  if (cell_) return;
  if (height == 1 && columns == 1) return paragraph(rows[0][0]);
  std::string out;
  for (size_t r = 0; r < height && out.size() <= limits_.max_text_bytes; ++r) {
    out += table_row(rows[r], columns) + '\n';
    if (r > 0) continue;
    out += '|';
    for (size_t c = 0; c < columns; ++c) out += "---|";
    out += '\n';
  }
  out.pop_back();
  block(out, false);
}

void BlockWriter::append(std::string_view canonical) {
  while (canonical.ends_with('\n')) canonical.remove_suffix(1);
  block(canonical, false);
}

ReadOutcome BlockWriter::finish(Reading reading, const std::vector<std::string>& link_targets) {
  if (full_) return read_failure("too_large", fmt::format("more than {} of text (max_text_mb)", format_bytes(limits_.max_text_bytes)));
  if (text_.empty()) return read_failure("no_text", "the file holds no text");
  reading.text = std::move(text_);
  reading.text += '\n';
  reading.places = std::move(places_);
  auto title = reading.metadata.find("title");
  if (reading.title.empty() && title != reading.metadata.end()) reading.title = title->second;
  if (reading.title.empty()) reading.title = first_heading(reading.text);
  reading.references = find_references(reading.text, link_targets);
  return reading;
}

}  // namespace jangin::collect
