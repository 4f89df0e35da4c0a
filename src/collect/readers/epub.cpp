// See epub.h.
#include "collect/readers/epub.h"

#include <set>

#include "collect/readers/block_writer.h"
#include "collect/readers/encoding.h"
#include "collect/readers/html.h"
#include "collect/readers/xml.h"
#include "collect/readers/zip.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace {

/// "chapter%201.xhtml" → "chapter 1.xhtml".
std::string unescaped(std::string_view path) {
  std::string out;
  auto value = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; };
  for (size_t i = 0; i < path.size(); ++i) {
    bool escape = path[i] == '%' && i + 2 < path.size() && value(path[i + 1]) >= 0 && value(path[i + 2]) >= 0;
    out += escape ? static_cast<char>(value(path[i + 1]) * 16 + value(path[i + 2])) : path[i];
    if (escape) i += 2;
  }
  return out;
}

struct Book {
  std::vector<std::string> chapters;  // names in the archive
  std::map<std::string, std::string> metadata;
};

std::expected<Book, ReadFailure> read_package(ZipArchive& zip) {
  auto container = zip.read("META-INF/container.xml");
  if (!container) return std::unexpected(container.error());
  auto tree = parse_xml(*container);
  if (!tree) return std::unexpected(tree.error());
  const Node* file = tree->root()->find("rootfile");
  if (!file) return read_failure("damaged", "META-INF/container.xml names no package");
  std::string name = zip_path("", file->attribute("full-path"));
  auto bytes = zip.read(name);
  if (!bytes) return std::unexpected(bytes.error());
  auto package = parse_xml(*bytes);
  if (!package) return std::unexpected(package.error());
  Book book;
  std::map<std::string, std::string> by_id;
  std::set<std::string> contents;
  const Node* manifest = package->root()->find("manifest");
  for (const Node* item = manifest ? manifest->first : nullptr; item; item = item->next) {
    std::string id(item->attribute("id"));
    by_id[id] = zip_path(name, unescaped(item->attribute("href")));
    if (item->attribute("properties").find("nav") != std::string_view::npos) contents.insert(id);
  }
  const Node* spine = package->root()->find("spine");
  for (const Node* item = spine ? spine->first : nullptr; item; item = item->next) {
    std::string id(item->attribute("idref"));
    if (by_id.contains(id) && !contents.contains(id)) book.chapters.push_back(by_id[id]);
  }
  const Node* metadata = package->root()->find("metadata");
  for (const Node* node = metadata ? metadata->first : nullptr; node; node = node->next) {
    std::string value = text::nfc(collapse_spaces(text_below(*node)));
    for (auto [element, key] : {std::pair{"title", "title"},
                                {"creator", "author"},
                                {"language", "language"},
                                {"publisher", "publisher"},
                                {"date", "date"},
                                {"rights", "rights"}}) {
      if (node->is(element) && !value.empty() && value.size() < 2000) book.metadata.try_emplace(key, value);
    }
  }
  return book;
}

}  // namespace

ReadOutcome read_epub(const ReadInput& input) {
  auto zip = ZipArchive::open(input.bytes);
  if (!zip) return std::unexpected(zip.error());
  auto book = read_package(*zip);
  if (!book) return std::unexpected(book.error());
  Reading reading;
  reading.metadata = std::move(book->metadata);
  BlockWriter writer(input.limits);
  std::vector<std::string> links;
  std::string unreadable;
  for (const std::string& chapter : book->chapters) {
    if (writer.full()) break;
    auto bytes = zip->read(chapter);
    if (!bytes && bytes.error().reason != "damaged") return std::unexpected(bytes.error());
    if (bytes) {
      write_html(to_utf8(*bytes, declared_in_markup(*bytes)), 0, writer, links);
    } else {
      unreadable += (unreadable.empty() ? "" : ", ") + chapter;
    }
  }
  if (!unreadable.empty()) reading.metadata["unreadable_parts"] = text::repair_utf8(unreadable);
  return writer.finish(std::move(reading), links);
}

}  // namespace jangin::collect
