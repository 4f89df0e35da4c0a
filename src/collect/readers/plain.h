// What the Markdown and the text reader share: bytes in any encoding (encoding.h) → lines of UTF-8 with their place in the file, and an output that grows
// line by line with places. Refuses what is no text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collect/reader.h"

namespace jangin::collect {

/// One line of the file: NFC, without its end and trailing white space. `bytes` is where it stands in the file.
struct SourceLine {
  std::string text;
  record::Span bytes;
};

/// A share of invalid bytes above this is another encoding than was found, not damage.
inline constexpr double kMaxInvalidShare = 0.001;

/// What shows that the bytes are no text in any encoding ("this is a PDF, not text"); empty when they may be. UTF-16 and UTF-32 may.
std::string binary_sign(std::string_view bytes);

/// Failures: too_large, binary, invalid_utf8 ("invalid UTF-8 at byte N"). Fewer invalid bytes than kMaxInvalidShare are replaced by
/// U+FFFD and counted in metadata "invalid_utf8_repaired".
std::expected<std::vector<SourceLine>, ReadFailure> read_lines(const ReadInput& input, Reading& reading);

/// Canonical text under construction: at most one blank line in a row, none at the start.
class LineWriter {
 public:
  explicit LineWriter(Reading& reading) : reading_(reading) {}
  void line(std::string_view text, record::Span bytes);
  /// Appends to the last line, one space between.
  void join(std::string_view text, record::Span bytes);
  void blank() { blank_ = true; }
  Reading& reading() { return reading_; }
  /// The file's name, when nothing else gives a title.
  void finish();

 private:
  void place(size_t begin, record::Span bytes);
  Reading& reading_;
  bool blank_ = false;
};

/// "manuals/Quick Start.txt" → "Quick Start".
std::string title_from_path(std::string_view path);

}  // namespace jangin::collect
