// The readers of this program: one line each. To add one: its file beside this one, a line here, a mirrored test and a fuzz target.
#include "base/strings.h"
#include "collect/reader.h"
#include "collect/readers/csv.h"
#include "collect/readers/docx.h"
#include "collect/readers/email.h"
#include "collect/readers/encoding.h"
#include "collect/readers/epub.h"
#include "collect/readers/html.h"
#include "collect/readers/hwp.h"
#include "collect/readers/hwpx.h"
#include "collect/readers/json.h"
#include "collect/readers/markdown.h"
#include "collect/readers/odf.h"
#include "collect/readers/pdf.h"
#include "collect/readers/pdf/pdf_file.h"
#include "collect/readers/pptx.h"
#include "collect/readers/rtf.h"
#include "collect/readers/text.h"
#include "collect/readers/xlsx.h"
#include "collect/readers/xml_text.h"
#include "collect/sources/web/links.h"
#include "collect/sources/web/url.h"

namespace jangin::collect {

const std::vector<Reader>& readers() {
  static const std::vector<Reader> kReaders{
      {"pdf", 2, {"pdf"}, "%PDF-", read_pdf, pdf::initialize_library},
      {"html", 2, {"html", "htm", "xhtml", "xht"}, "<!DOCTYPE html", read_html, prepare_encodings},
      {"docx", 1, {"docx", "docm", "dotx"}, "", read_docx, prepare_encodings},
      {"pptx", 1, {"pptx", "pptm", "ppsx"}, "", read_pptx, prepare_encodings},
      {"xlsx", 1, {"xlsx", "xlsm", "xltx"}, "", read_xlsx, prepare_encodings},
      {"odf", 3, {"odt", "ods", "odp", "ott", "odg"}, "", read_odf, prepare_encodings},
      {"hwpx", 2, {"hwpx"}, "", read_hwpx, prepare_encodings},
      {"hwp", 2, {"hwp"}, "", read_hwp, prepare_encodings},
      {"epub", 2, {"epub"}, "", read_epub, prepare_encodings},
      {"email", 2, {"eml", "mbox", "mht", "mhtml"}, "", read_email, prepare_encodings},
      {"csv", 2, {"csv", "tsv", "tab"}, "", read_csv, prepare_encodings, true},
      {"json", 1, {"json", "jsonl", "ndjson", "geojson"}, "", read_json, prepare_encodings},
      {"xml", 1, {"xml", "dita", "dbk"}, "<?xml", read_xml, prepare_encodings},
      {"rtf", 1, {"rtf"}, "{\\rtf", read_rtf, prepare_encodings},
      {"markdown", 2, {"md", "markdown", "mdown", "mkd"}, "", read_markdown, prepare_encodings, true},
      {"text", 2, {"txt", "text", "log", "rst", "adoc"}, "", read_text, prepare_encodings, true},
      {web::kPageLinks, web::kLinksVersion, {}, "", web::read_page_links, web::prepare_urls},
      {web::kSiteMapLinks, web::kLinksVersion, {}, "", web::read_sitemap_links, web::prepare_urls},
  };
  return kReaders;
}

const Reader* find_reader(const std::vector<Reader>& all, std::string_view path, std::string_view first_bytes) {
  size_t slash = path.rfind('/'), dot = path.rfind('.');
  bool has_extension = dot != std::string_view::npos && (slash == std::string_view::npos || dot > slash);
  std::string extension = has_extension ? to_lower_ascii(path.substr(dot + 1)) : std::string();
  const Reader* by_extension = nullptr;
  const Reader* by_magic = nullptr;
  for (const Reader& reader : all) {
    for (std::string_view known : reader.extensions) {
      if (!by_extension && !extension.empty() && known == extension) by_extension = &reader;
    }
    if (!by_magic && !reader.magic.empty() && first_bytes.starts_with(reader.magic)) by_magic = &reader;
  }
  // A known extension decides, so that a wrong one is reported by the reader that it promises; unnamed files go by their bytes.
  return by_extension ? by_extension : by_magic;
}

}  // namespace jangin::collect
