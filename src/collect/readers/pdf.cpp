// The PDF reader: pages → segments → reading order → blocks → Markdown. Each step is a file of pdf/; this one only puts them in order.
#include "collect/readers/pdf.h"

#include <fmt/format.h>

#include "collect/readers/pdf/blocks.h"
#include "collect/readers/pdf/figures.h"
#include "collect/readers/pdf/leaders.h"
#include "collect/readers/pdf/pdf_file.h"
#include "collect/readers/pdf/render.h"
#include "collect/references.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace {

using namespace pdf;

/// A page is taken for a scan when it shows pictures and has next to no text.
bool is_scan(const Page& page) { return page.glyphs.size() + page.rotated.size() < 8 && !page.images.empty(); }

struct Gathered {
  std::vector<PageParts> pages;
  std::vector<std::string> link_targets;
  std::vector<uint32_t> scans, unreadable;
  size_t unmapped = 0, labels = 0;
};

Gathered gather(PdfFile& file, int count) {
  Gathered out;
  for (int i = 0; i < count; ++i) {
    Page page = file.page(i);
    PageParts parts;
    parts.number = page.number;
    parts.width = page.width;
    parts.height = page.height;
    if (page.width <= 0) out.unreadable.push_back(page.number);
    if (is_scan(page)) out.scans.push_back(page.number);
    parts.tables = take_ruled_tables(page, file.fonts());
    for (Table& table : take_open_tables(page, file.fonts())) parts.tables.push_back(std::move(table));
    parts.segments = build_segments(page.glyphs, file.fonts(), page.number);
    out.labels += drop_labels(parts.segments, find_figures(page));
    parts.fills = std::move(page.fills);
    out.unmapped += page.unmapped;
    for (Link& link : page.links) out.link_targets.push_back(std::move(link.target));
    out.pages.push_back(std::move(parts));
  }
  return out;
}

std::string page_list(const std::vector<uint32_t>& pages) {
  std::string out;
  for (size_t i = 0; i < pages.size();) {
    size_t j = i;
    while (j + 1 < pages.size() && pages[j + 1] == pages[j] + 1) ++j;
    if (!out.empty()) out += ", ";
    out += i == j ? std::to_string(pages[i]) : fmt::format("{}-{}", pages[i], pages[j]);
    i = j + 1;
  }
  return out;
}

/// In a document without outline, a running title that changes names a new part (manual pages, dictionaries): it becomes a heading
/// above the first one of its first page.
void insert_running_titles(std::vector<Block>& blocks, const std::map<uint32_t, std::string>& titles) {
  size_t starts = 0;
  uint32_t last_page = 0;
  std::vector<std::pair<size_t, std::string>> inserts;
  std::string current;
  for (size_t i = 0; i < blocks.size(); ++i) {
    if (blocks[i].page == last_page || (blocks[i].lines.empty() && blocks[i].kind != BlockKind::table)) continue;
    last_page = blocks[i].page;
    auto at = titles.find(last_page);
    if (at == titles.end() || at->second == current) continue;
    ++starts;
    current = at->second;
    if (blocks[i].kind == BlockKind::heading) inserts.emplace_back(i, current);
  }
  if (inserts.size() < 3 || inserts.size() * 2 < starts) return;
  for (Block& block : blocks) {
    if (block.kind == BlockKind::heading) block.level = std::min(block.level + 1, 6);
  }
  for (size_t n = inserts.size(); n-- > 0;) {
    const Block& below = blocks[inserts[n].first];
    Block title;
    title.kind = BlockKind::heading;
    title.level = 1;
    title.page = below.page;
    title.column = below.column;
    title.box = below.box;
    Line line;
    line.page = below.page;
    line.box = below.box;
    for (size_t at = 0; at < inserts[n].second.size();) {
      Glyph glyph;
      glyph.code = text::next_code_point(inserts[n].second, at);
      glyph.font = UINT16_MAX;
      line.glyphs.push_back(glyph);
    }
    title.lines.push_back(std::move(line));
    blocks.insert(blocks.begin() + static_cast<std::ptrdiff_t>(inserts[n].first), std::move(title));
  }
}

Vocabulary learn_words(const std::vector<Item>& items) {
  Vocabulary words;
  std::vector<std::pair<const Line*, const Line*>> breaks;
  for (size_t i = 0; i < items.size(); ++i) {
    if (items[i].is_table || items[i].line.glyphs.empty()) continue;
    words.add_line(items[i].line);
    bool next = i + 1 < items.size() && !items[i + 1].is_table && items[i + 1].column == items[i].column && !items[i + 1].line.glyphs.empty();
    if (next && text::is_hangul(items[i].line.glyphs.back().code) && text::is_hangul(items[i + 1].line.glyphs.front().code)) {
      words.add_korean_end(items[i].line.trailing_space);
      breaks.emplace_back(&items[i].line, &items[i + 1].line);
    }
  }
  for (auto [before, after] : breaks) words.add_korean_break(*before, *after);
  return words;
}

void describe(const Gathered& gathered, const std::vector<std::string>& running, Reading& reading) {
  if (!gathered.scans.empty()) reading.metadata["no_text_layer_pages"] = page_list(gathered.scans);
  if (!gathered.unreadable.empty()) reading.metadata["unreadable_pages"] = page_list(gathered.unreadable);
  if (gathered.unmapped > 0) reading.metadata["unmapped_characters"] = std::to_string(gathered.unmapped);
  if (gathered.labels > 0) reading.metadata["figure_labels_dropped"] = std::to_string(gathered.labels);
  std::string dropped;
  for (const std::string& line : running) dropped += (dropped.empty() ? "" : " | ") + line;
  if (!dropped.empty()) reading.metadata["running_lines_dropped"] = text::nfc(dropped);
}

}  // namespace

ReadOutcome read_pdf(const ReadInput& input) {
  auto file = PdfFile::open(input.bytes);
  if (!file) return std::unexpected(file.error());
  int count = file->page_count();
  if (static_cast<uint32_t>(count) > input.limits.max_pages) {
    return read_failure("too_large", fmt::format("{} pages, the limit is {}", count, input.limits.max_pages));
  }
  Reading reading;
  reading.pages = static_cast<uint32_t>(count);
  reading.metadata = file->metadata();
  Gathered gathered = gather(*file, count);
  std::vector<OutlineEntry> outline = file->outline();
  std::vector<std::string> running = drop_running_lines(gathered.pages);
  describe(gathered, running, reading);

  std::map<uint32_t, std::string> running_titles;
  std::vector<Item> items;
  uint32_t column = 0;
  for (PageParts& page : gathered.pages) {
    if (!page.running_title.empty()) running_titles[page.number] = page.running_title;
    for (Item& item : order_page(std::move(page), file->fonts(), column)) items.push_back(std::move(item));
  }
  std::vector<uint32_t> contents = drop_contents(items);
  if (!contents.empty()) reading.metadata["contents_pages_dropped"] = page_list(contents);
  Vocabulary words = learn_words(items);
  Measures measures = measure_document(items);
  OutlineMatch match = match_outline(items, outline);
  std::vector<Block> blocks = build_blocks(std::move(items), match, measures, file->fonts());
  join_over_breaks(blocks, measures);
  find_headings(blocks, match, measures);
  if (match.matched == 0) insert_running_titles(blocks, running_titles);

  MarkdownWriter writer(words, file->fonts(), measures);
  for (const Block& block : blocks) {
    writer.write(block);
    if (writer.size() > input.limits.max_text_bytes) {
      return read_failure("too_large", fmt::format("more than {} bytes of text", input.limits.max_text_bytes));
    }
  }
  reading.text = writer.take_text();
  reading.places = writer.take_places();
  if (reading.text.empty()) {
    if (!gathered.scans.empty()) return read_failure("no_text_layer", fmt::format("{} page(s) are pictures without text", gathered.scans.size()));
    return read_failure("no_text", "no page holds any text");
  }
  auto title = reading.metadata.find("title");
  if (title != reading.metadata.end()) reading.title = title->second;
  if (reading.title.empty()) reading.title = first_heading(reading.text);
  if (!outline.empty()) reading.metadata["outline_matched"] = fmt::format("{} of {}", match.matched, match.entries);
  reading.references = find_references(reading.text, gathered.link_targets);
  return reading;
}

}  // namespace jangin::collect
