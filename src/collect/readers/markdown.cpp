// See markdown.h. One pass over the lines; block structure as in CommonMark 0.31 as far as a reader of documents needs it.
#include "collect/readers/markdown.h"

#include "base/strings.h"
#include "collect/readers/front_matter.h"
#include "collect/readers/markdown_lines.h"
#include "collect/readers/plain.h"
#include "collect/references.h"

namespace jangin::collect {
namespace {

class MarkdownNormaliser {
 public:
  MarkdownNormaliser(const std::vector<SourceLine>& lines, size_t first, Reading& reading) : lines_(lines), first_(first), writer_(reading) {}

  void run() {
    for (size_t i = first_; i < lines_.size(); ++i) take(i);
    if (!fence_.empty() || listing_) writer_.line("```", lines_.back().bytes);
  }
  LineWriter& writer() { return writer_; }
  const std::vector<std::string>& targets() const { return targets_; }

 private:
  void take(size_t i) {
    const SourceLine& line = lines_[i];
    std::string_view body = trim_left(line.text);
    size_t indent = line.text.size() - body.size();
    if (!fence_.empty()) return in_fence(body, line);
    if (body.starts_with("```") || body.starts_with("~~~")) return open_fence(body, line);
    bool was_comment = comment_;
    std::string stripped = strip_html(line.text, comment_);
    body = trim(stripped);
    note_links(body);
    if (body.empty()) {
      // A line that held only a comment is no paragraph break.
      if (!was_comment && trim(line.text).empty()) end_paragraph();
      return;
    }
    if (indented_code(indent, line)) return;
    if (size_t level = heading_level(body)) return heading(level, trim(body.substr(level)), line.bytes);
    if (open_ && !in_list() && setext(body, line)) return;
    if (is_thematic_break(body)) return end_paragraph();
    if (body.front() == '|' || in_table_) return table_row(body, line);
    if (table_starts(i, body)) return table_row(body, line);
    if (item(indent, body, line)) return;
    text(indent, body, line);
  }

  static std::string_view trim_left(std::string_view text) {
    size_t at = text.find_first_not_of(' ');
    return at == std::string_view::npos ? std::string_view{} : text.substr(at);
  }

  void end_paragraph() {
    open_ = false;
    in_table_ = false;
    after_blank_ = true;
  }
  bool in_list() const { return !indents_.empty(); }

  void open_fence(std::string_view body, const SourceLine& line) {
    size_t marks = body.find_first_not_of(body[0]);
    if (marks == std::string_view::npos) marks = body.size();
    fence_ = std::string(marks, body[0]);
    end_paragraph();
    item_before_ = false;
    writer_.blank();
    std::string_view language = trim(body.substr(marks));
    writer_.line("```" + std::string(language.find('`') == std::string_view::npos ? language : std::string_view{}), line.bytes);
  }
  void in_fence(std::string_view body, const SourceLine& line) {
    if (body.starts_with(fence_) && body.find_first_not_of(fence_[0]) == std::string_view::npos) {
      fence_.clear();
      writer_.line("```", line.bytes);
      writer_.blank();
      end_paragraph();
    } else {
      writer_.line(line.text, line.bytes);
    }
  }

  /// Four spaces after a blank line, outside lists: a listing.
  bool indented_code(size_t indent, const SourceLine& line) {
    bool starts = indent >= 4 && !in_list() && !open_ && after_blank_;
    if (!starts && !(listing_ && indent >= 4)) {
      if (listing_) {
        writer_.line("```", line.bytes);
        writer_.blank();
        listing_ = false;
      }
      return false;
    }
    if (!listing_) {
      writer_.blank();
      writer_.line("```", line.bytes);
      listing_ = true;
    }
    writer_.line(std::string_view(line.text).substr(4), line.bytes);
    return true;
  }

  void heading(size_t level, std::string_view text, record::Span bytes) {
    while (text.ends_with('#')) text.remove_suffix(1);
    text = trim(text);
    end_paragraph();
    indents_.clear();
    item_before_ = false;
    if (text.empty()) return;
    writer_.blank();
    writer_.line(std::string(level, '#') + ' ' + std::string(text), bytes);
    writer_.blank();
  }

  /// "====" or "----" below a paragraph of one line.
  bool setext(std::string_view body, const SourceLine& line) {
    if ((body[0] != '=' && body[0] != '-') || body.find_first_not_of(body[0]) != std::string_view::npos || paragraph_lines_ != 1) return false;
    Reading& reading = writer_.reading();
    size_t begin = reading.places.back().text.begin;
    std::string mark = body[0] == '=' ? "# " : "## ";
    reading.text.insert(begin, mark);
    reading.places.back().text.end += mark.size();
    reading.places.back().bytes.end = line.bytes.end;
    end_paragraph();
    writer_.blank();
    return true;
  }

  bool table_starts(size_t i, std::string_view body) const {
    if (body.find('|') == std::string_view::npos || i + 1 >= lines_.size()) return false;
    std::string_view next = trim(lines_[i + 1].text);
    return next.find('|') != std::string_view::npos && next.find('-') != std::string_view::npos &&
           next.find_first_not_of("|-: ") == std::string_view::npos;
  }
  void table_row(std::string_view body, const SourceLine& line) {
    if (in_table_ && body.find('|') == std::string_view::npos) {
      end_paragraph();
      writer_.blank();
      return text(0, body, line);
    }
    if (!in_table_) writer_.blank();
    in_table_ = true;
    open_ = item_before_ = false;
    writer_.line(body, line.bytes);
    after_blank_ = false;
  }

  bool item(size_t indent, std::string_view body, const SourceLine& line) {
    ListMarker marker = list_marker(body);
    std::string text;
    if (marker.bytes > 0) {
      text = marker.canonical + std::string(trim(body.substr(marker.bytes)));
    } else if (size_t slash = escaped_enumerator(body)) {
      text = "- " + std::string(body.substr(0, slash)) + std::string(body.substr(slash + 1));
    } else {
      return false;
    }
    while (!indents_.empty() && indent < indents_.back()) indents_.pop_back();
    bool same = !indents_.empty() && indent < indents_.back() + 2;
    if (!same) indents_.push_back(indent);
    if (!item_before_) writer_.blank();
    writer_.line(std::string(2 * (indents_.size() - 1), ' ') + text, line.bytes);
    open_ = true;
    item_before_ = true;
    after_blank_ = false;
    paragraph_lines_ = 2;  // no underlined heading out of an item
    return true;
  }

  void text(size_t indent, std::string_view body, const SourceLine& line) {
    if (open_ && !body.starts_with('>') && !body.starts_with("[^")) {
      writer_.join(body, line.bytes);
      ++paragraph_lines_;
      return;
    }
    bool inside_item = in_list() && indent > indents_.back();
    if (!inside_item) indents_.clear();
    writer_.blank();
    writer_.line(std::string(inside_item ? 2 * indents_.size() : 0, ' ') + std::string(body), line.bytes);
    open_ = true;
    item_before_ = false;
    after_blank_ = false;
    paragraph_lines_ = 1;
  }

  /// "[text](target)": targets beside the file may be missing documents.
  void note_links(std::string_view body) {
    for (size_t at = body.find("]("); at != std::string_view::npos; at = body.find("](", at + 2)) {
      size_t end = body.find_first_of(") ", at + 2);
      if (end != std::string_view::npos && end > at + 2 && targets_.size() < 5000) targets_.emplace_back(body.substr(at + 2, end - at - 2));
    }
  }

  const std::vector<SourceLine>& lines_;
  size_t first_;
  LineWriter writer_;
  std::vector<std::string> targets_;
  std::string fence_;
  std::vector<size_t> indents_;
  size_t paragraph_lines_ = 0;
  bool open_ = false, in_table_ = false, listing_ = false, comment_ = false, item_before_ = false, after_blank_ = true;
};

/// Links to other files of the same set, as far as they are documents.
std::vector<std::string> document_targets(const std::vector<std::string>& targets) {
  std::vector<std::string> out;
  for (const std::string& target : targets) {
    std::string_view path = std::string_view(target).substr(0, target.find_first_of("#?"));
    size_t dot = path.rfind('.');
    std::string ending = dot == std::string_view::npos ? std::string() : to_lower_ascii(path.substr(dot + 1));
    for (std::string_view known : {"md", "markdown", "txt", "html", "htm", "pdf", "docx", "hwp", "hwpx", "xlsx", "pptx"}) {
      if (ending == known) out.emplace_back(path);
    }
  }
  return out;
}

}  // namespace

ReadOutcome read_markdown(const ReadInput& input) {
  Reading reading;
  auto lines = read_lines(input, reading);
  if (!lines) return std::unexpected(lines.error());
  size_t first = read_front_matter(*lines, reading.metadata);
  MarkdownNormaliser normaliser(*lines, first, reading);
  normaliser.run();
  if (reading.metadata.contains("제목") && !reading.metadata.contains("title")) reading.title = reading.metadata["제목"];
  normaliser.writer().finish();
  if (reading.text.empty()) return read_failure("no_text", "the file holds no text below its header");
  reading.references = find_references(reading.text, document_targets(normaliser.targets()));
  return reading;
}

}  // namespace jangin::collect
