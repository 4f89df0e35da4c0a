// An open PDF: pages, outline, metadata through PDFium. Not a layout analysis; see lines.h onwards for that.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "collect/reader.h"
#include "collect/readers/pdf/page.h"

namespace jangin::collect::pdf {

/// Loads PDFium once for the process, without any font of the system (the same page gives the same text on every machine).
void initialize_library();

/// One file. Holds a view of `bytes`, which must outlive it. Not thread-safe, and one at a time in a process.
class PdfFile {
 public:
  /// Failures: not_a_pdf, truncated, encrypted, damaged.
  static std::expected<PdfFile, ReadFailure> open(std::span<const std::byte> bytes);
  PdfFile(PdfFile&&) noexcept;
  PdfFile& operator=(PdfFile&&) noexcept;
  ~PdfFile();

  int page_count() const;
  /// `index` from 0. A page that PDFium cannot load comes back empty, with width 0.
  Page page(int index);
  std::vector<OutlineEntry> outline();
  /// "title", "author", "created", … as the file states them; empty values left out.
  std::map<std::string, std::string> metadata();
  /// Fonts met so far; Glyph::font indexes it.
  const std::vector<Font>& fonts() const;

 private:
  struct State;
  explicit PdfFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace jangin::collect::pdf
