// Cutting and joining texts with their marks. White space is Python's str.isspace for what templates meet: ASCII and Unicode's.
#include "tokenizer/jinja/marked_text.h"

#include <algorithm>

#include "text/unicode.h"

namespace jangin::tokenizer::jinja {
namespace {

/// Length of the white-space character at `at`, 0 if there is none.
size_t space_at(std::string_view text, size_t at) {
  const auto byte = static_cast<uint8_t>(text[at]);
  if (byte < 0x80) return byte == ' ' || (byte >= 9 && byte <= 13) || (byte >= 0x1c && byte <= 0x1f) ? 1 : 0;
  size_t next = at;
  return text::is_space(text::next_code_point(text, next)) ? next - at : 0;
}

size_t previous(std::string_view text, size_t at) {
  do {
    --at;
  } while (at > 0 && (static_cast<uint8_t>(text[at]) & 0xc0) == 0x80);
  return at;
}

bool stripped(std::string_view text, size_t at, size_t length, std::string_view characters) {
  if (characters.empty()) return space_at(text, at) > 0;
  const std::string_view character = text.substr(at, length);
  for (size_t i = 0; i < characters.size();) {
    size_t next = i;
    text::next_code_point(characters, next);
    if (characters.substr(i, next - i) == character) return true;
    i = next;
  }
  return false;
}

}  // namespace

void MarkedText::append(const MarkedText& other) {
  const size_t shift = bytes.size();
  bytes += other.bytes;
  for (const Mark& mark : other.marks) {
    const bool continues = !marks.empty() && marks.back().origin == mark.origin && marks.back().end == mark.begin + shift;
    if (continues) {
      marks.back().end = mark.end + shift;
    } else {
      marks.push_back({mark.begin + shift, mark.end + shift, mark.origin});
    }
  }
}

MarkedText MarkedText::slice(size_t begin, size_t end) const {
  MarkedText out(std::string_view(bytes).substr(begin, end - begin));
  for (const Mark& mark : marks) {
    const size_t from = std::max(mark.begin, begin);
    const size_t to = std::min(mark.end, end);
    if (from < to) out.marks.push_back({from - begin, to - begin, mark.origin});
  }
  return out;
}

MarkedText MarkedText::changed_to(std::string text) const {
  MarkedText out(std::move(text));
  if (!marks.empty()) out.mark_all(marks.front().origin);
  return out;
}

void MarkedText::mark_all(Origin origin) {
  if (!bytes.empty()) marks.push_back({0, bytes.size(), origin});
}

MarkedText strip(const MarkedText& text, std::string_view characters, bool left, bool right) {
  size_t begin = 0;
  size_t end = text.bytes.size();
  while (left && begin < end) {
    size_t next = begin;
    text::next_code_point(text.bytes, next);
    if (!stripped(text.bytes, begin, next - begin, characters)) break;
    begin = next;
  }
  while (right && end > begin) {
    const size_t last = previous(text.bytes, end);
    if (!stripped(text.bytes, last, end - last, characters)) break;
    end = last;
  }
  return text.slice(begin, end);
}

std::vector<MarkedText> split(const MarkedText& text, std::string_view separator, int64_t limit, bool from_right) {
  std::vector<size_t> cuts;
  const std::string_view bytes = text.bytes;
  if (from_right) {
    size_t end = bytes.size();
    while (static_cast<int64_t>(cuts.size()) != limit && end >= separator.size()) {
      const size_t at = bytes.rfind(separator, end - separator.size());
      if (at == std::string_view::npos) break;
      cuts.insert(cuts.begin(), at);
      end = at;
    }
  } else {
    for (size_t at = bytes.find(separator); at != std::string_view::npos && static_cast<int64_t>(cuts.size()) != limit;
         at = bytes.find(separator, at + separator.size())) {
      cuts.push_back(at);
    }
  }
  std::vector<MarkedText> parts;
  size_t begin = 0;
  for (size_t cut : cuts) {
    parts.push_back(text.slice(begin, cut));
    begin = cut + separator.size();
  }
  parts.push_back(text.slice(begin, bytes.size()));
  return parts;
}

std::vector<MarkedText> split_on_space(const MarkedText& text, int64_t limit) {
  std::vector<MarkedText> parts;
  const std::string& bytes = text.bytes;
  size_t at = 0;
  while (true) {
    while (at < bytes.size() && space_at(bytes, at) > 0) at += space_at(bytes, at);
    if (at == bytes.size()) return parts;
    if (static_cast<int64_t>(parts.size()) == limit) {
      parts.push_back(strip(text.slice(at, bytes.size()), {}, false, true));
      return parts;
    }
    size_t end = at;
    while (end < bytes.size() && space_at(bytes, end) == 0) text::next_code_point(bytes, end);
    parts.push_back(text.slice(at, end));
    at = end;
  }
}

MarkedText replace(const MarkedText& text, std::string_view from, const MarkedText& to, int64_t limit) {
  if (from.empty()) return text;
  return join(split(text, from, limit, false), to);
}

MarkedText join(const std::vector<MarkedText>& parts, const MarkedText& separator) {
  MarkedText out;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out.append(separator);
    out.append(parts[i]);
  }
  return out;
}

}  // namespace jangin::tokenizer::jinja
