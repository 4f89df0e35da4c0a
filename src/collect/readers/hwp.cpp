// See hwp.h. Section and table numbers are those of Hancom's specification, revision 1.3.
#include "collect/readers/hwp.h"

#include <algorithm>

#include <fmt/format.h>

#include "collect/readers/block_writer.h"
#include "collect/readers/office/compound_file.h"
#include "collect/readers/office/hangul.h"
#include "collect/readers/office/hwp_records.h"
#include "collect/readers/tree.h"

namespace jangin::collect {
namespace {

using namespace office;

constexpr uint32_t kCompressed = 1, kPassword = 2, kDistribution = 4;  // flags of FileHeader (table 3)
constexpr size_t kMaxDepth = 40;                                       // of tables in tables

constexpr uint32_t control_id(const char (&id)[5]) {
  return static_cast<uint32_t>(id[0]) << 24 | static_cast<uint32_t>(id[1]) << 16 | static_cast<uint32_t>(id[2]) << 8 | static_cast<uint32_t>(id[3]);
}

/// How many units a control character takes in a paragraph's text (table 6).
bool takes_one(char32_t c) { return c == 0 || c == 10 || c == 13 || c >= 24; }
bool is_extended(char32_t c) { return c >= 1 && c <= 23 && !(c >= 4 && c <= 10) && c != 13 && c != 19 && c != 20; }

class HwpReader {
 public:
  explicit HwpReader(const ReadInput& input) : writer_(input.limits) {}

  void read_looks(std::string_view doc_info) {
    size_t shapes = 0;
    for (const HwpRecord& record : hwp_records(doc_info)) {
      if (record.tag == kCharShape) {  // table 33; flags of table 35
        auto flags = record.number(46, 4);
        InlineStyle style;
        style.bold = flags & 2;
        style.script = flags & (1U << 15) ? 1 : flags & (1U << 16) ? -1 : 0;
        styles_.push_back(style);
      } else if (record.tag == kParaShape) {  // table 43; flags of table 44
        static constexpr std::string_view kTypes[] = {"NONE", "OUTLINE", "NUMBER", "BULLET"};
        auto flags = record.number(0, 4);
        lists_.define(std::to_string(shapes++), kTypes[flags >> 23 & 3], static_cast<int64_t>(flags >> 25 & 7), std::to_string(record.number(30, 2)));
      }
    }
  }

  void section(std::string_view bytes) {
    std::vector<HwpRecord> records = hwp_records(bytes);
    paragraphs(records, 0, records.size());
  }

  ReadOutcome finish() {
    for (size_t i = 0; i < notes_.size(); ++i) writer_.paragraph("[^" + std::to_string(i + 1) + "]: " + notes_[i]);
    return writer_.finish({});
  }

 private:
  using Records = std::vector<HwpRecord>;
  struct Range {
    size_t begin = 0, end = 0;
  };

  /// Records below `at`: up to the next of its level or above.
  static size_t end_of(const Records& records, size_t at, size_t end) {
    size_t next = at + 1;
    while (next < end && records[next].level > records[at].level) ++next;
    return next;
  }

  void paragraphs(const Records& records, size_t begin, size_t end) {
    for (size_t at = begin; at < end && !writer_.full();) {
      size_t next = records[at].tag == kParaHeader ? end_of(records, at, end) : at + 1;
      if (records[at].tag == kParaHeader) paragraph(records, {at, next});
      at = next;
    }
  }

  void paragraph(const Records& records, Range range) {
    const HwpRecord* text = nullptr;
    const HwpRecord* looks = nullptr;
    std::vector<Range> controls;
    uint32_t level = records[range.begin].level;
    for (size_t at = range.begin + 1; at < range.end;) {
      size_t next = at + 1;
      if (records[at].level == level + 1 && records[at].tag == kParaText) text = &records[at];
      if (records[at].level == level + 1 && records[at].tag == kParaCharShape) looks = &records[at];
      if (records[at].level == level + 1 && records[at].tag == kCtrlHeader) {
        next = end_of(records, at, range.end);
        controls.push_back({at, next});
      }
      at = next;
    }
    std::string line = text ? text_of(records, text->data, looks, controls) : std::string();
    lists_.write(std::to_string(records[range.begin].number(8, 2)), line, writer_);
    for (const Range& control : controls) object(records, control);
  }

  InlineStyle style_at(const HwpRecord* looks, size_t position) const {
    InlineStyle style;
    for (size_t i = 0; looks && i + 8 <= looks->data.size() && looks->number(i, 4) <= position; i += 8) {
      size_t id = looks->number(i + 4, 4);
      style = id < styles_.size() ? styles_[id] : InlineStyle{};
    }
    return style;
  }

  std::string text_of(const Records& records, std::string_view units, const HwpRecord* looks, const std::vector<Range>& controls) {
    InlineText text;
    HwpRecord whole{0, 0, units};
    size_t plain = 0, extended = 0;  // start of the characters not yet written; controls passed
    auto flush = [&](size_t end) {
      for (size_t at = plain; at < end;) {  // runs of one style
        InlineStyle style = style_at(looks, at / 2);
        size_t stop = end;
        for (size_t i = 0; looks && i + 8 <= looks->data.size(); i += 8) {
          size_t change = 2 * looks->number(i, 4);
          if (change > at) {
            stop = std::min(stop, change);
            break;
          }
        }
        text.add(utf16_text(units.substr(at, stop - at)), style);
        at = stop;
      }
    };
    for (size_t at = 0; at + 2 <= units.size();) {
      auto c = static_cast<char32_t>(whole.number(at, 2));
      if (c >= 32) {
        at += 2;
        continue;
      }
      flush(at);
      if (c == 10) text.line_break();
      if (c == 9 || c == 30 || c == 31) text.add(" ");
      if (c == 24) text.add("-");
      if (is_extended(c) && extended < controls.size()) mark(records, controls[extended++], text);
      at = plain = at + (takes_one(c) ? 2 : 16);
    }
    if (plain < units.size()) flush(units.size() & ~size_t{1});
    return text.take();
  }

  /// What a control leaves in the text itself.
  void mark(const Records& records, Range range, InlineText& text) {
    auto id = static_cast<uint32_t>(records[range.begin].number(0, 4));
    if (id == control_id("fn  ") || id == control_id("en  ")) {
      size_t index = notes_.size();
      notes_.emplace_back();
      std::string inside = collapse_spaces(inner_text(records, range.begin + 1, range.end));
      notes_[index] = inside;
      text.add("[^" + std::to_string(index + 1) + "]");
    } else if (id == control_id("eqed")) {
      for (size_t at = range.begin; at < range.end; ++at) {
        if (records[at].tag != kEquation) continue;
        std::string script =
            collapse_spaces(utf16_text(records[at].data.substr(std::min<size_t>(6, records[at].data.size()), 2 * records[at].number(4, 2))));
        if (!script.empty()) text.add("$" + script + "$");
      }
    }
  }

  std::string inner_text(const Records& records, size_t begin, size_t end) {
    if (depth_ >= kMaxDepth) return {};
    BlockWriter outer({}, true);
    std::swap(writer_, outer);
    ++depth_;
    paragraphs(records, begin, end);
    --depth_;
    std::swap(writer_, outer);
    return outer.text();
  }

  void object(const Records& records, Range range) {
    auto id = static_cast<uint32_t>(records[range.begin].number(0, 4));
    if (id == control_id("tbl ")) return table(records, range);
    if (id == control_id("gso ") && depth_ < kMaxDepth) {
      ++depth_;
      paragraphs(records, range.begin + 1, range.end);
      --depth_;
    }
  }

  /// Lists before the table's own record are its caption, those behind it its cells (tables 74 and 80).
  void table(const Records& records, Range range) {
    HangulTable grid;
    bool cells = false;
    uint32_t level = records[range.begin].level + 1;
    for (size_t at = range.begin + 1; at < range.end;) {
      size_t next = at + 1;
      if (records[at].tag == kTable) cells = true;
      if (records[at].tag == kListHeader && records[at].level == level) {
        while (next < range.end && !(records[next].level == level && (records[next].tag == kListHeader || records[next].tag == kTable))) ++next;
        const HwpRecord& list = records[at];
        std::string text = collapse_spaces(inner_text(records, at + 1, next));
        if (cells) {
          grid.put(static_cast<int64_t>(list.number(10, 2)), static_cast<int64_t>(list.number(8, 2)), static_cast<int64_t>(list.number(14, 2)),
                   static_cast<int64_t>(list.number(12, 2)), text);
        } else {
          writer_.paragraph(text);
        }
      }
      at = next;
    }
    grid.write(writer_);
  }

  BlockWriter writer_;
  HangulLists lists_;
  std::vector<InlineStyle> styles_;
  std::vector<std::string> notes_;
  size_t depth_ = 0;
};

}  // namespace

ReadOutcome read_hwp(const ReadInput& input) {
  auto file = CompoundFile::open(input.bytes);
  if (!file) return std::unexpected(file.error());
  auto header = file->read("FileHeader");
  if (!header) return std::unexpected(header.error());
  HwpRecord known{0, 0, *header};
  if (!header->starts_with("HWP Document File") || known.number(35, 1) != 5) return read_failure("damaged", "not a document of HWP version 5");
  auto flags = known.number(36, 4);
  if (flags & kPassword) return read_failure("encrypted", "the document is protected by a password");
  if (flags & kDistribution) return read_failure("encrypted", "the document is encrypted for distribution");
  auto stream = [&](const std::string& name) -> std::expected<std::string, ReadFailure> {
    auto bytes = file->read(name);
    if (!bytes || !(flags & kCompressed)) return bytes;
    return inflate_stream(*bytes, name);
  };
  auto doc_info = stream("DocInfo");
  if (!doc_info) return std::unexpected(doc_info.error());
  HwpReader reader(input);
  reader.read_looks(*doc_info);
  for (size_t i = 0; i == 0 || file->has("BodyText/Section" + std::to_string(i)); ++i) {
    auto section = stream("BodyText/Section" + std::to_string(i));
    if (!section) return std::unexpected(section.error());
    reader.section(*section);
  }
  return reader.finish();
}

}  // namespace jangin::collect
