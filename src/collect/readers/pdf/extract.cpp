// PDFium → plain structs: opening, outline, metadata, fonts, and what stands on each page. No layout decisions here.
#include <cstring>
#include <mutex>
#include <unordered_map>

#include "collect/readers/pdf/drawing.h"
#include "collect/readers/pdf/glyphs.h"
#include "collect/readers/pdf/pdf_file.h"
#include "collect/readers/pdf/pdfium_api.h"
#include "text/unicode.h"

namespace jangin::collect::pdf {
namespace {

constexpr int kMaxOutlineEntries = 200'000;
constexpr int kMaxOutlineDepth = 32;
constexpr size_t kTailBytes = 4096;  // where %%EOF is looked for

/// The string that a PDFium getter writes as UTF-16LE into (buffer, bytes).
template <typename Getter>
std::string utf16_text(Getter get) {
  unsigned long bytes = get(nullptr, 0UL);
  if (bytes < 4 || bytes > 1'000'000) return {};
  std::vector<uint16_t> units(bytes / 2 + 1);
  get(units.data(), bytes);
  std::string out;
  size_t count = bytes / 2 - 1;
  for (size_t i = 0; i < count; ++i) {
    char32_t c = units[i];
    if (c >= 0xD800 && c < 0xDC00 && i + 1 < count && units[i + 1] >= 0xDC00 && units[i + 1] < 0xE000) {
      c = 0x10000 + ((c - 0xD800) << 10) + (units[++i] - 0xDC00);
    }
    if (c < 0x20 || (c >= 0xD800 && c < 0xE000)) c = ' ';
    text::append_utf8(out, c);
  }
  return text::nfc(out);
}

template <typename Getter>
std::string byte_text(Getter get) {
  unsigned long bytes = get(nullptr, 0UL);
  if (bytes < 2 || bytes > 100'000) return {};
  std::string out(bytes, '\0');
  get(out.data(), bytes);
  out.resize(std::strlen(out.c_str()));
  return text::repair_utf8(out);
}

bool contains_any(std::string_view name, std::initializer_list<std::string_view> parts) {
  for (std::string_view part : parts) {
    if (name.find(part) != std::string_view::npos) return true;
  }
  return false;
}

Font describe_font(FPDF_FONT handle) {
  Font font;
  size_t bytes = FPDFFont_GetBaseFontName(handle, nullptr, 0);
  if (bytes > 1 && bytes < 1000) {
    font.name.resize(bytes);
    FPDFFont_GetBaseFontName(handle, font.name.data(), bytes);
    font.name.resize(std::strlen(font.name.c_str()));
  }
  if (font.name.size() > 7 && font.name[6] == '+') font.name.erase(0, 7);
  std::string lower;
  for (char c : font.name) lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  // Font descriptor flags: PDF 32000-1, table 123.
  int flags = FPDFFont_GetFlags(handle);
  if (flags < 0) flags = 0;
  font.mono =
      (flags & 1) != 0 || contains_any(lower, {"mono", "courier", "consol", "menlo", "typewriter", "cmtt", "fixed", "d2coding", "sourcecode"});
  font.italic = (flags & 64) != 0 || contains_any(lower, {"italic", "oblique"});
  font.bold = (flags & (1 << 18)) != 0 || contains_any(lower, {"bold", "black", "heavy", "semibold"});
  // Korean and Japanese faces say "fixed pitch" though Latin letters in them are not.
  if (font.mono && !contains_any(lower, {"mono", "courier", "consol", "menlo", "tt", "fixed", "code", "coding"}) &&
      contains_any(lower, {"batang", "gulim", "dotum", "myeongjo", "myungjo", "gothic", "mincho", "hamchorom"})) {
    font.mono = false;
  }
  return font;
}

}  // namespace

void initialize_library() {
  static std::once_flag once;
  std::call_once(once, [] {
    static const char* no_fonts[] = {nullptr};
    static FPDF_LIBRARY_CONFIG config{2, no_fonts, nullptr, 0, nullptr, 0};
    FPDF_InitLibraryWithConfig(&config);
  });
}

struct PdfFile::State {
  FPDF_DOCUMENT document = nullptr;
  std::vector<Font> fonts;
  std::map<std::string, uint16_t> font_by_key;

  ~State() {
    if (document) FPDF_CloseDocument(document);
  }

  uint16_t font_index(FPDF_FONT handle) {
    Font font = handle ? describe_font(handle) : Font{};
    std::string key = font.name + (font.bold ? "|b" : "") + (font.italic ? "|i" : "") + (font.mono ? "|m" : "");
    auto [at, added] = font_by_key.try_emplace(key, static_cast<uint16_t>(fonts.size()));
    if (added && fonts.size() < 65'000) fonts.push_back(std::move(font));
    return std::min<uint16_t>(at->second, static_cast<uint16_t>(fonts.size() - 1));
  }
};

PdfFile::PdfFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
PdfFile::PdfFile(PdfFile&&) noexcept = default;
PdfFile& PdfFile::operator=(PdfFile&&) noexcept = default;
PdfFile::~PdfFile() = default;

std::expected<PdfFile, ReadFailure> PdfFile::open(std::span<const std::byte> bytes) {
  initialize_library();
  std::string_view view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  // Acrobat accepts the header within the first 1,024 bytes (PDF 32000-1, annex H).
  if (view.substr(0, 1024).find("%PDF-") == std::string_view::npos) {
    return read_failure("not_a_pdf", "no %PDF- header in the first 1,024 bytes");
  }
  auto state = std::make_unique<State>();
  state->document = FPDF_LoadMemDocument64(bytes.data(), bytes.size(), nullptr);
  // PDFium repairs what it can; a file that lost its end would come back with some of its pages only.
  bool ends = view.substr(view.size() > kTailBytes ? view.size() - kTailBytes : 0).find("%%EOF") != std::string_view::npos;
  if (!state->document) {
    unsigned long error = FPDF_GetLastError();
    if (error == 4 || error == 5) return read_failure("encrypted", "the file is encrypted and needs a password");
    if (!ends) return read_failure("truncated", "the file ends before its cross-reference table");
    return read_failure("damaged", "the file's structure cannot be read");
  }
  if (!ends) return read_failure("truncated", "the file does not end with %%EOF: its end is missing");
  if (FPDF_GetPageCount(state->document) <= 0) return read_failure("damaged", "the file has no page that can be read");
  return PdfFile(std::move(state));
}

int PdfFile::page_count() const { return FPDF_GetPageCount(state_->document); }
const std::vector<Font>& PdfFile::fonts() const { return state_->fonts; }

std::map<std::string, std::string> PdfFile::metadata() {
  std::map<std::string, std::string> out;
  for (auto [tag, name] : {std::pair{"Title", "title"},
                           {"Author", "author"},
                           {"Subject", "subject"},
                           {"Keywords", "keywords"},
                           {"Creator", "creator"},
                           {"Producer", "producer"},
                           {"CreationDate", "created"},
                           {"ModDate", "modified"}}) {
    std::string value = utf16_text([&](void* to, unsigned long n) { return FPDF_GetMetaText(state_->document, tag, to, n); });
    if (!value.empty()) out[name] = value;
  }
  return out;
}

std::vector<OutlineEntry> PdfFile::outline() {
  std::vector<OutlineEntry> out;
  struct Level {
    FPDF_BOOKMARK next;
    int depth;
  };
  std::vector<Level> stack{{FPDFBookmark_GetFirstChild(state_->document, nullptr), 0}};
  std::unordered_map<FPDF_BOOKMARK, bool> seen;  // a damaged outline may run in circles
  std::map<int, Placement> placements;
  while (!stack.empty() && out.size() < kMaxOutlineEntries) {
    auto [mark, depth] = stack.back();
    stack.pop_back();
    if (!mark || !seen.emplace(mark, true).second) continue;
    OutlineEntry entry;
    entry.title = utf16_text([&](void* to, unsigned long n) { return FPDFBookmark_GetTitle(mark, to, n); });
    entry.depth = depth;
    FPDF_DEST dest = FPDFBookmark_GetDest(state_->document, mark);
    if (!dest) {
      FPDF_ACTION action = FPDFBookmark_GetAction(mark);
      if (action && FPDFAction_GetType(action) == 1) dest = FPDFAction_GetDest(state_->document, action);
    }
    int index = dest ? FPDFDest_GetDestPageIndex(state_->document, dest) : -1;
    if (index >= 0) {
      entry.page = static_cast<uint32_t>(index) + 1;
      FPDF_BOOL has_x = 0, has_y = 0, has_zoom = 0;
      float x = 0, y = 0, zoom = 0;
      if (FPDFDest_GetLocationInPage(dest, &has_x, &has_y, &has_zoom, &x, &y, &zoom) && has_y) {
        if (!placements.contains(index)) {
          FPDF_PAGE page = FPDF_LoadPage(state_->document, index);
          placements[index] = page ? placement_of(page) : Placement{};
          if (page) FPDF_ClosePage(page);
        }
        entry.top = std::max(0.0F, placements[index].point(x, y).second);
      }
    }
    out.push_back(std::move(entry));
    stack.push_back({FPDFBookmark_GetNextSibling(state_->document, mark), depth});
    if (depth + 1 < kMaxOutlineDepth) stack.push_back({FPDFBookmark_GetFirstChild(state_->document, mark), depth + 1});
  }
  return out;
}

Page PdfFile::page(int index) {
  Page page;
  page.number = static_cast<uint32_t>(index) + 1;
  FPDF_PAGE handle = FPDF_LoadPage(state_->document, index);
  if (!handle) return page;
  Placement placement = placement_of(handle);
  page.width = placement.width();
  page.height = placement.height();
  extract_glyphs(handle, placement, [&](FPDF_FONT font) { return state_->font_index(font); }, page);
  extract_drawing(handle, placement, page);
  int position = 0;
  FPDF_LINK link = nullptr;
  while (page.links.size() < 2000 && FPDFLink_Enumerate(handle, &position, &link)) {
    FS_RECTF box{};
    FPDF_ACTION action = FPDFLink_GetAction(link);
    if (!action || !FPDFLink_GetAnnotRect(link, &box)) continue;
    Link out{placement.box(box.left, box.bottom, box.right, box.top), {}};
    unsigned long type = FPDFAction_GetType(action);
    if (type == 3) out.target = byte_text([&](void* to, unsigned long n) { return FPDFAction_GetURIPath(state_->document, action, to, n); });
    if (type == 2 || type == 4) out.target = byte_text([&](void* to, unsigned long n) { return FPDFAction_GetFilePath(action, to, n); });
    if (!out.target.empty()) page.links.push_back(std::move(out));
  }
  FPDF_ClosePage(handle);
  return page;
}

}  // namespace jangin::collect::pdf
