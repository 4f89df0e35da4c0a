// See html.h.
#include "collect/readers/html.h"

#include <fmt/format.h>

#include "base/progress.h"
#include "collect/readers/block_writer.h"
#include "collect/readers/encoding.h"
#include "collect/readers/html/main_text.h"
#include "collect/readers/html/parse.h"
#include "collect/readers/html/render.h"
#include "collect/readers/plain.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace {

/// <meta name="author" content="…"> and the like, as the page states them.
void read_metadata(const Node& root, std::map<std::string, std::string>& metadata) {
  struct Known {
    std::string_view meta, key;
  };
  static constexpr Known kKnown[] = {{"author", "author"},      {"description", "description"},     {"keywords", "keywords"},
                                     {"date", "date"},          {"article:published_time", "date"}, {"og:site_name", "site"},
                                     {"generator", "generator"}};
  const Node* head = root.find("head");
  for (const Node* node = head ? head->first : nullptr; node; node = node->next) {
    if (!node->is("meta")) continue;
    std::string_view name = node->has("name") ? node->attribute("name") : node->attribute("property");
    for (const Known& known : kKnown) {
      std::string value = text::nfc(collapse_spaces(node->attribute("content")));
      if (name == known.meta && !value.empty() && value.size() < 2000) metadata.try_emplace(std::string(known.key), value);
    }
  }
  const Node* html = root.find("html");
  if (html && !html->attribute("lang").empty()) metadata["language"] = text::nfc(collapse_spaces(html->attribute("lang").substr(0, 40)));
}

}  // namespace

ReadOutcome read_html(const ReadInput& input) {
  std::string_view bytes(reinterpret_cast<const char*>(input.bytes.data()), input.bytes.size());
  if (std::string sign = binary_sign(bytes); !sign.empty()) return read_failure("binary", sign);
  if (bytes.size() > input.limits.max_text_bytes) {
    return read_failure("too_large", fmt::format("{} of markup, the limit is {} (max_text_mb)", format_bytes(bytes.size()),
                                                 format_bytes(input.limits.max_text_bytes)));
  }
  Encoding encoding = detect_encoding(bytes, declared_in_markup(bytes));
  size_t replaced = 0;
  std::string_view body = bytes.substr(encoding.mark_bytes);
  std::string utf8 = Decoder(encoding).decode(body, &replaced);
  Tree tree = html::parse(utf8);
  Reading reading;
  if (!encoding.is_utf8()) reading.metadata["encoding"] = encoding.name;
  if (replaced > 0) reading.metadata["invalid_characters_repaired"] = std::to_string(replaced);
  read_metadata(*tree.root(), reading.metadata);
  html::PageText page = html::find_main_text(tree);
  reading.title = text::nfc(page.title);
  BlockWriter writer(input.limits);
  std::vector<std::string> links;
  html::RenderOptions options;
  options.places = encoding.is_utf8() && encoding.mark_bytes == 0 && utf8 == body;
  options.pictures = !page.is_page;
  html::render(*page.root, options, writer, links);
  return writer.finish(std::move(reading), links);
}

void write_html(std::string_view utf8, uint32_t page, BlockWriter& writer, std::vector<std::string>& links, std::string* title) {
  Tree tree = html::parse(utf8);
  if (title) {
    const Node* node = tree.root()->find("title");
    *title = node ? text::nfc(collapse_spaces(text_below(*node))) : std::string();
  }
  html::RenderOptions options;
  options.page = page;
  html::render(*tree.root(), options, writer, links);
}

}  // namespace jangin::collect
