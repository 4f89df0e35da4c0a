// Byte spans, and maps that carry spans from one text back to the text that it was made from. Not a text search.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace jangin::record {

/// Bytes [begin, end) of a UTF-8 text.
struct Span {
  uint64_t begin = 0;
  uint64_t end = 0;
  uint64_t size() const { return end - begin; }
  bool operator==(const Span&) const = default;
};

/// One replacement of an edit: bytes `before` of the old text became bytes `after` of the new one (either may be empty).
struct Edit {
  Span before;
  Span after;
  bool operator==(const Edit&) const = default;
};

/// How one text became another: replacements in ascending order, everything between them is unchanged. Composable, so that a span of
/// the last text is carried back through every step to the reader's text.
class EditMap {
 public:
  /// Appends a replacement; must lie behind the last one.
  void replace(Span before, Span after);
  const std::vector<Edit>& edits() const { return edits_; }
  bool empty() const { return edits_.empty(); }

  /// The span of the old text that `after` came from. A span that touches a replacement takes in the whole replaced range.
  Span to_before(Span after) const;
  /// The other way: where `before` stands in the new text; empty where all of it was taken out.
  Span to_after(Span before) const;
  /// The map that leads from this map's old text to `next`'s new text, where `next` starts from this map's new text.
  EditMap then(const EditMap& next) const;

  /// "b0:b1>a0:a1;…" — one column of a table.
  std::string serialize() const;
  static Result<EditMap> parse(const std::string& text);

 private:
  std::vector<Edit> edits_;
};

}  // namespace jangin::record
