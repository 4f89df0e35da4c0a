// See xlsx.h.
#include "collect/readers/xlsx.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/strings.h"
#include "collect/readers/block_writer.h"
#include "collect/readers/office/package.h"
#include "collect/readers/office/sheet.h"

namespace jangin::collect {
namespace {

using namespace office;

constexpr size_t kMaxCells = 4'000'000;
constexpr uint64_t kMaxMerged = 20'000;  // places of one merged cell that repeat its text
constexpr uint32_t kMaxRow = 1 << 20, kMaxColumn = 1 << 14;

/// "BC12" → row 11, column 54; false when it is no such name.
bool place_of(std::string_view name, uint32_t& row, uint32_t& column) {
  uint32_t c = 0;
  size_t at = 0;
  for (; at < name.size() && name[at] >= 'A' && name[at] <= 'Z' && at < 4; ++at) c = c * 26 + static_cast<uint32_t>(name[at] - 'A' + 1);
  int64_t r = number(name.substr(at), 0);
  if (c == 0 || c > kMaxColumn || r < 1 || r > kMaxRow) return false;
  row = static_cast<uint32_t>(r - 1);
  column = c - 1;
  return true;
}

/// A number format that shows a date or a time: y, m, d, h or s outside of quotes and brackets (ECMA-376 part 1, 18.8.31).
bool shows_date(std::string_view format) {
  char quote = 0;
  for (size_t i = 0; i < format.size(); ++i) {
    char c = format[i];
    if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '"') {
      quote = '"';
    } else if (c == '[') {
      // "[h]:mm" is a time, "[Red]" and "[$-409]" are not
      if (i + 1 < format.size() && std::string_view("hms").find(format[i + 1]) != std::string_view::npos && format.find(']', i) <= i + 3) return true;
      quote = ']';
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (std::string_view("ymdhsYMDHS").find(c) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

enum class Look : uint8_t { number, date, percent };

class XlsxReader {
 public:
  XlsxReader(Package& package, const ReadInput& input) : package_(package), writer_(input.limits), max_bytes_(input.limits.max_text_bytes) {}

  ReadOutcome read(const ReadInput& input) {
    std::string main = package_.main_part("xl/workbook.xml");
    auto book = package_.xml(main);
    if (!book) return std::unexpected(book.error());
    auto parts = package_.relationships(main);
    for (const auto& [id, part] : parts) {
      if (part.type == "sharedStrings") read_strings(part.target);
      if (part.type == "styles") read_looks(part.target);
    }
    const Node* properties = book->root()->find("workbookPr");
    days_added_ = properties && is_set(properties->attribute("date1904")) ? 1462 : 0;
    Reading reading;
    package_.read_properties(reading.metadata);
    const Node* sheets = book->root()->find("sheets");
    std::string unreadable;
    for (const Node* sheet = sheets ? sheets->first : nullptr; sheet && !writer_.full(); sheet = sheet->next) {
      if (!sheet->is("sheet")) continue;
      if (++reading.pages > input.limits.max_pages) return read_failure("too_large", "more sheets than max_pages");
      auto at = parts.find(std::string(sheet->attribute("r:id")));
      writer_.at(reading.pages, {});
      if (at != parts.end() && read_sheet(at->second.target, sheet->attribute("name"))) continue;
      unreadable += (unreadable.empty() ? "" : ", ") + std::to_string(reading.pages);
    }
    if (too_many_) return read_failure("too_large", "more cells or text than a sheet may have");
    if (!unreadable.empty()) reading.metadata["unreadable_pages"] = unreadable;
    return writer_.finish(std::move(reading));
  }

 private:
  static bool is_set(std::string_view value) { return value == "1" || value == "true"; }

  /// Texts below, without the reading aids of Japanese (rPh).
  static std::string rich_text(const Node& node) {
    std::string out;
    for (const Node* child = node.first; child; child = child->next) {
      if (child->is("t")) out += text_below(*child);
      if (child->is("r") && child->child("t")) out += text_below(*child->child("t"));
    }
    return out;
  }

  void read_strings(const std::string& part) {
    auto bytes = package_.bytes(part);
    if (!bytes) return;
    (void)parse_xml_in_pieces(*bytes, "si", [&](const Node& node) {
      strings_.push_back(rich_text(node));
      return strings_.size() < kMaxCells;
    });
  }

  void read_looks(const std::string& part) {
    auto tree = package_.xml(part);
    if (!tree) return;
    std::map<int64_t, std::string_view> formats;
    const Node* own = tree->root()->find("numFmts");
    for (const Node* node = own ? own->first : nullptr; node; node = node->next)
      formats[number(node->attribute("numFmtId"))] = node->attribute("formatCode");
    const Node* cells = tree->root()->find("cellXfs");
    for (const Node* node = cells ? cells->first : nullptr; node; node = node->next) {
      if (!node->is("xf")) continue;
      int64_t id = number(node->attribute("numFmtId"));
      bool date = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58) ||
                  (formats.contains(id) && shows_date(formats[id]));
      bool percent = id == 9 || id == 10 || (formats.contains(id) && formats[id].find('%') != std::string_view::npos);
      looks_.push_back(date ? Look::date : percent ? Look::percent : Look::number);
    }
  }

  std::string value(const Node& cell) const {
    std::string_view type = cell.attribute("t");
    if (type == "inlineStr") {
      const Node* text = cell.child("is");
      return text ? rich_text(*text) : std::string();
    }
    const Node* node = cell.child("v");
    std::string raw = node ? text_below(*node) : std::string();
    if (type == "s") {
      int64_t index = number(raw, -1);
      return index >= 0 && static_cast<size_t>(index) < strings_.size() ? strings_[static_cast<size_t>(index)] : std::string();
    }
    if (type == "b") return raw == "1" ? "TRUE" : raw == "0" ? "FALSE" : raw;
    if (type == "str" || type == "e" || type == "d") return raw;
    double parsed = 0;
    auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), parsed);
    if (error != std::errc() || end != raw.data() + raw.size()) return raw;
    int64_t style = number(cell.attribute("s"));
    Look look = style >= 0 && static_cast<size_t>(style) < looks_.size() ? looks_[static_cast<size_t>(style)] : Look::number;
    if (look == Look::percent) return plain_number(parsed * 100) + "%";
    std::string date = look == Look::date ? date_of_serial(parsed + days_added_) : std::string();
    return date.empty() ? plain_number(parsed) : date;
  }

  bool read_sheet(const std::string& part, std::string_view name) {
    auto bytes = package_.bytes(part);
    if (!bytes) return false;
    std::vector<Cell> cells;
    uint32_t next_row = 0;
    size_t text = 0;
    auto rest = parse_xml_in_pieces(*bytes, "row", [&](const Node& row) {
      uint32_t r = static_cast<uint32_t>(std::clamp<int64_t>(number(row.attribute("r"), next_row + 1), 1, kMaxRow)) - 1, next_column = 0;
      next_row = r + 1;
      for (const Node* node = row.first; node; node = node->next) {
        if (!node->is("c")) continue;
        Cell cell{r, next_column, {}};
        place_of(node->attribute("r"), cell.row, cell.column);
        next_column = cell.column + 1;
        cell.text = collapse_spaces(value(*node));
        text += cell.text.size();
        if (!cell.text.empty()) cells.push_back(std::move(cell));
      }
      too_many_ = too_many_ || cells.size() > kMaxCells || text > max_bytes_;
      return !too_many_;
    });
    if (!rest) return false;
    repeat_merged(*rest->root(), cells, text);
    writer_.heading(2, name);
    write_cells(std::move(cells), writer_);
    for (const auto& [id, relationship] : package_.relationships(part)) {
      if (!package_.has(relationship.target)) continue;
      if (relationship.type == "comments") comments(relationship.target, "comment");
      if (relationship.type == "threadedComment") comments(relationship.target, "threadedComment");
      if (relationship.type == "drawing") charts(relationship.target);
    }
    return true;
  }

  /// A merged cell's text stands in each of its places.
  void repeat_merged(const Node& sheet, std::vector<Cell>& cells, size_t& text) {
    const Node* list = sheet.find("mergeCells");
    if (!list) return;
    std::map<std::pair<uint32_t, uint32_t>, size_t> by_place;
    for (size_t i = 0; i < cells.size(); ++i) by_place[{cells[i].row, cells[i].column}] = i;
    for (const Node* node = list->first; node; node = node->next) {
      std::string_view range = node->attribute("ref");
      size_t colon = range.find(':');
      uint32_t top = 0, left = 0, bottom = 0, right = 0;
      if (colon == std::string_view::npos || !place_of(range.substr(0, colon), top, left) || !place_of(range.substr(colon + 1), bottom, right))
        continue;
      auto first = by_place.find({top, left});
      if (first == by_place.end() || bottom < top || right < left || (uint64_t{bottom} - top + 1) * (right - left + 1) > kMaxMerged) continue;
      std::string repeated = cells[first->second].text;
      for (uint32_t r = top; r <= bottom; ++r) {
        for (uint32_t c = left; c <= right && text <= max_bytes_ && cells.size() < kMaxCells; ++c) {
          if (by_place.contains({r, c})) continue;
          text += repeated.size();
          cells.push_back({r, c, repeated});
        }
      }
    }
  }

  /// Classic comments of a cell that has a thread hold a notice only.
  void comments(const std::string& part, std::string_view element) {
    auto tree = package_.xml(part);
    if (!tree) return;
    visit_elements(*tree->root(), [&](Node& node) {
      if (!node.is(element)) return true;
      const Node* text = node.child("text");
      std::string line = !text ? std::string() : collapse_spaces(element == "comment" ? rich_text(*text) : text_below(*text));
      if (!line.empty() && !line.starts_with("[Threaded comment]")) writer_.paragraph("> " + std::string(node.attribute("ref")) + ": " + line);
      return false;
    });
  }

  void charts(const std::string& drawing) {
    for (const auto& [id, relationship] : package_.relationships(drawing)) {
      if (relationship.type != "chart" || !package_.has(relationship.target)) continue;
      auto tree = package_.xml(relationship.target);
      if (!tree) continue;
      Chart chart = read_chart(*tree->root());
      writer_.paragraph(chart.title);
      writer_.table(chart.rows);
    }
  }

  Package& package_;
  BlockWriter writer_;
  const uint64_t max_bytes_;
  std::vector<std::string> strings_;
  std::vector<Look> looks_;  // by cell style
  int days_added_ = 0;
  bool too_many_ = false;
};

}  // namespace

ReadOutcome read_xlsx(const ReadInput& input) {
  auto package = Package::open(input);
  if (!package) return std::unexpected(package.error());
  return XlsxReader(*package, input).read(input);
}

}  // namespace jangin::collect
