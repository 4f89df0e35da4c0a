// A text of which some bytes are marked by where they came from; marks survive cutting and joining. This is how a rendered
// conversation knows which bytes the assistant said.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jangin::tokenizer::jinja {

enum class Origin : uint8_t {
  content,     // of a message
  assistant,   // of an assistant's message
  generation,  // inside {% generation %}
};

struct Mark {
  size_t begin = 0;  // bytes
  size_t end = 0;
  Origin origin = Origin::content;
};

struct MarkedText {
  std::string bytes;
  std::vector<Mark> marks;  // may overlap only when the origins differ

  MarkedText() = default;
  MarkedText(std::string_view text) : bytes(text) {}
  MarkedText(const char* text) : bytes(text) {}
  MarkedText(std::string text) : bytes(std::move(text)) {}

  void append(const MarkedText& other);
  void append(std::string_view plain) { bytes += plain; }
  /// Bytes [begin, end), marks clipped.
  MarkedText slice(size_t begin, size_t end) const;
  /// Another text made out of this one whose bytes cannot be told apart: as a whole it has this one's first origin, if any.
  MarkedText changed_to(std::string text) const;
  void mark_all(Origin origin);
};

/// Python's str methods on bytes; `characters` empty means white space.
MarkedText strip(const MarkedText& text, std::string_view characters, bool left, bool right);
/// Parts around `separator` (not empty), at most `limit` cuts (negative: all), from the left or the right.
std::vector<MarkedText> split(const MarkedText& text, std::string_view separator, int64_t limit, bool from_right);
/// Parts between runs of white space; empty ones left out.
std::vector<MarkedText> split_on_space(const MarkedText& text, int64_t limit);
MarkedText replace(const MarkedText& text, std::string_view from, const MarkedText& to, int64_t limit);
MarkedText join(const std::vector<MarkedText>& parts, const MarkedText& separator);

}  // namespace jangin::tokenizer::jinja
