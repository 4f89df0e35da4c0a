// See plain.h.
#include "collect/readers/plain.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/progress.h"
#include "collect/readers/encoding.h"
#include "collect/references.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace {

constexpr size_t kSniffBytes = 65536;

/// File kinds whose names are sometimes changed to .txt.
std::string_view known_magic(std::string_view bytes) {
  struct Magic {
    std::string_view bytes, name;
  };
  static constexpr Magic kMagics[] = {{"%PDF-", "a PDF"},
                                      {"PK\x03\x04", "a zip archive (or an office document)"},
                                      {"\x7f"
                                       "ELF",
                                       "a program"},
                                      {"\x89PNG", "a PNG picture"},
                                      {"\xff\xd8\xff", "a JPEG picture"},
                                      {"GIF8", "a GIF picture"},
                                      {"\x1f\x8b", "a gzip archive"},
                                      {"\xd0\xcf\x11\xe0", "an OLE document"},
                                      {"7z\xbc\xaf", "a 7z archive"},
                                      {"Rar!", "a RAR archive"},
                                      {"\x28\xb5\x2f\xfd", "a zstd archive"},
                                      {"MZ\x90", "a program"}};
  for (const Magic& magic : kMagics) {
    if (bytes.starts_with(magic.bytes)) return magic.name;
  }
  return {};
}

/// Where lines end: bytes, or units of two or four.
struct Units {
  size_t width = 1;
  bool big = false;
  explicit Units(const std::string& encoding) {
    if (encoding.starts_with("UTF-16")) width = 2;
    if (encoding.starts_with("UTF-32")) width = 4;
    big = encoding.ends_with("BE");
  }
  char32_t at(std::string_view bytes, size_t offset) const {
    char32_t unit = 0;
    for (size_t i = 0; i < width; ++i) unit = unit << 8 | static_cast<unsigned char>(bytes[offset + (big ? i : width - 1 - i)]);
    return unit;
  }
  /// Offset of the next line end at or after `begin`; bytes.size() when there is none.
  size_t line_end(std::string_view bytes, size_t begin) const {
    if (width == 1) {
      while (begin < bytes.size() && bytes[begin] != '\n' && bytes[begin] != '\r' && bytes[begin] != '\f') ++begin;
      return begin;
    }
    for (; begin + width <= bytes.size(); begin += width) {
      if (char32_t unit = at(bytes, begin); unit == '\n' || unit == '\r' || unit == '\f') return begin;
    }
    return bytes.size();
  }
  /// Offset behind the line end at `end`.
  size_t next_line(std::string_view bytes, size_t end) const {
    bool pair = end + 2 * width <= bytes.size() && at(bytes, end) == '\r' && at(bytes, end + width) == '\n';
    return end + (pair ? 2 : 1) * width;
  }
};

/// `valid`: the line is known to be UTF-8.
std::string clean_line(std::string_view raw, bool valid, size_t& repaired) {
  std::string text = valid || text::is_valid_utf8(raw) ? std::string(raw) : text::repair_utf8(raw, &repaired);
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    unsigned char c = static_cast<unsigned char>(text[i]);
    if (c == '\t') {
      out += "    ";
    } else if (c >= 0x20 && c != 0x7f) {
      out += text[i];
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return text::nfc(out);
}

}  // namespace

std::string binary_sign(std::string_view bytes) {
  if (auto name = known_magic(bytes); !name.empty()) return fmt::format("this is {}, not text", name);
  std::string_view head = bytes.substr(0, kSniffBytes);
  size_t control = 0;
  for (size_t i = 0; i < head.size(); ++i) {
    unsigned char c = static_cast<unsigned char>(head[i]);
    if (c == 0) return fmt::format("a zero byte at byte {}: not text", i);
    control += c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b;
  }
  if (control * 50 > head.size()) return fmt::format("{} of the first {} bytes are control characters: not text", control, head.size());
  return {};
}

std::string title_from_path(std::string_view path) {
  size_t slash = path.rfind('/');
  std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  size_t dot = name.rfind('.');
  return std::string(dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot));
}

std::expected<std::vector<SourceLine>, ReadFailure> read_lines(const ReadInput& input, Reading& reading) {
  std::string_view bytes(reinterpret_cast<const char*>(input.bytes.data()), input.bytes.size());
  Encoding encoding = detect_encoding(bytes);
  Units units(encoding.name);
  Decoder decoder(encoding);
  std::string head = units.width > 1 ? decoder.decode(bytes.substr(encoding.mark_bytes, kSniffBytes)) : std::string();
  if (std::string sign = binary_sign(units.width > 1 ? head : bytes); !sign.empty()) return read_failure("binary", sign);
  if (bytes.size() > input.limits.max_text_bytes) {
    return read_failure(
        "too_large", fmt::format("{} of text, the limit is {} (max_text_mb)", format_bytes(bytes.size()), format_bytes(input.limits.max_text_bytes)));
  }
  size_t begin = encoding.mark_bytes, repaired = 0;
  size_t invalid = encoding.is_utf8() ? text::find_invalid_utf8(bytes) : 0;
  if (!encoding.is_utf8()) reading.metadata["encoding"] = encoding.name;
  std::vector<SourceLine> lines;
  while (begin < bytes.size()) {
    size_t end = units.line_end(bytes, begin);
    std::string_view line = bytes.substr(begin, end - begin);
    const bool valid = encoding.is_utf8() && invalid == std::string_view::npos;
    lines.push_back(
        {encoding.is_utf8() ? clean_line(line, valid, repaired) : clean_line(decoder.decode(line, &repaired), false, repaired), {begin, end}});
    begin = units.next_line(bytes, end);
  }
  if (repaired > 0) {
    if (static_cast<double>(repaired) > kMaxInvalidShare * static_cast<double>(bytes.size())) {
      return read_failure("invalid_utf8", fmt::format("invalid {} at byte {} ({} places): another encoding", encoding.name, invalid, repaired));
    }
    reading.metadata["invalid_utf8_repaired"] = std::to_string(repaired);
    reading.metadata["invalid_utf8_first_byte"] = std::to_string(invalid);
  }
  return lines;
}

void LineWriter::place(size_t begin, record::Span bytes) {
  if (reading_.text.size() <= begin) return;
  record::TextPlace place;
  place.text = {begin, reading_.text.size()};
  place.bytes = bytes;
  reading_.places.push_back(place);
}

void LineWriter::line(std::string_view text, record::Span bytes) {
  if (!reading_.text.empty()) reading_.text += blank_ ? "\n\n" : "\n";
  blank_ = false;
  size_t begin = reading_.text.size();
  reading_.text += text;
  place(begin, bytes);
}

void LineWriter::join(std::string_view text, record::Span bytes) {
  reading_.text += ' ';
  size_t begin = reading_.text.size();
  reading_.text += text;
  place(begin, bytes);
}

void LineWriter::finish() {
  while (!reading_.text.empty() && (reading_.text.back() == '\n' || reading_.text.back() == ' ')) reading_.text.pop_back();
  while (!reading_.places.empty() && reading_.places.back().text.end > reading_.text.size()) {
    if (reading_.places.back().text.begin >= reading_.text.size()) {
      reading_.places.pop_back();
    } else {
      reading_.places.back().text.end = reading_.text.size();
    }
  }
  if (!reading_.text.empty()) reading_.text += '\n';
  auto title = reading_.metadata.find("title");
  if (title != reading_.metadata.end()) reading_.title = title->second;
  if (reading_.title.empty()) reading_.title = first_heading(reading_.text);
}

}  // namespace jangin::collect
