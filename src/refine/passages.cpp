// Sections → parts of about equal length, cut between blocks.
#include "refine/passages.h"

#include <algorithm>
#include <cctype>

#include "base/hash.h"
#include "base/strings.h"
#include "refine/markdown_blocks.h"
#include "text/sentences.h"

namespace jangin::refine {
namespace {

/// What is never cut: one block, or a block with the sentence that announces it, or a part of a block that is too long.
struct Unit {
  record::Span span;
  uint64_t words = 0;
};

/// Does this block announce the one below it: "…the following pins:", "…다음 각 호와 같다."?
bool announces(std::string_view text) {
  size_t line = text.rfind('\n');
  std::string_view last = trim(line == text.npos ? text : text.substr(line + 1));
  while (!last.empty() && (last.back() == '*' || last.back() == '_')) last.remove_suffix(1);
  if (last.ends_with(":") || last.ends_with("：")) return true;
  static constexpr std::string_view kKorean[] = {"다음 각 호", "다음 각 목", "다음과 같다", "다음과 같습니다", "다음의 사항"};
  size_t from = last.size() > 200 ? last.size() - 200 : 0;
  while (from < last.size() && (static_cast<unsigned char>(last[from]) & 0xC0) == 0x80) ++from;
  std::string_view end = last.substr(from);
  return std::any_of(std::begin(kKorean), std::end(kKorean), [&](std::string_view word) { return end.find(word) != end.npos; });
}

size_t indent_of(std::string_view line) { return std::min(line.find_first_not_of(" \t"), line.size()); }

/// Where a block that is too long may be cut: lines of tables and code, the outermost items of lists, sentences of paragraphs. Byte
/// offsets of the starts of the parts within the block.
std::vector<size_t> cut_points(std::string_view text, BlockKind kind) {
  std::vector<size_t> points;
  if (kind == BlockKind::paragraph) {
    for (std::string_view sentence : text::split_sentences(text)) points.push_back(static_cast<size_t>(sentence.data() - text.data()));
    return points;
  }
  size_t outermost = indent_of(text.substr(0, text.find('\n')));
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    if (kind != BlockKind::list || (indent_of(line) <= outermost && !trim(line).empty())) points.push_back(at);
    at = end + 1;
  }
  return points;
}

/// A block as units: itself, or parts of at most about `max_words`.
void add_units(std::string_view document, const Block& block, const PassageConfig& config, std::vector<Unit>& units) {
  bool whole = block.kind == BlockKind::paragraph ? block.words <= static_cast<uint64_t>(config.max_words)
                                                  : block.words <= static_cast<uint64_t>(config.max_block_words);
  std::string_view text = document.substr(block.span.begin, block.span.size());
  std::vector<size_t> points;
  if (!whole) points = cut_points(text, block.kind);
  if (points.size() < 2) {
    units.push_back({block.span, block.words});
    return;
  }
  points.push_back(text.size());
  size_t begin = 0;
  uint64_t words = 0;
  for (size_t i = 0; i + 1 < points.size(); ++i) {
    uint64_t next = count_words(text.substr(points[i], points[i + 1] - points[i]));
    if (words != 0 && words + next > static_cast<uint64_t>(config.max_words)) {
      units.push_back({{block.span.begin + begin, block.span.begin + points[i]}, words});
      begin = points[i];
      words = 0;
    }
    words += next;
  }
  units.push_back({{block.span.begin + begin, block.span.end}, words});
}

/// Joins units that belong together: a block to the one that announces it.
std::vector<Unit> section_units(std::string_view document, const std::vector<Block>& blocks, const PassageConfig& config) {
  std::vector<Unit> units;
  bool join_next = false;
  for (const Block& block : blocks) {
    size_t first = units.size();
    add_units(document, block, config, units);
    bool fits = join_next && units[first - 1].words + units[first].words <= static_cast<uint64_t>(config.max_block_words);
    if (fits) {
      units[first - 1].span.end = units[first].span.end;
      units[first - 1].words += units[first].words;
      units.erase(units.begin() + static_cast<long>(first));
    }
    join_next = block.kind == BlockKind::paragraph && announces(document.substr(block.span.begin, block.span.size()));
  }
  return units;
}

/// Units → passages' spans: as few parts as max_words asks for, each near the mean; a short last part joins the one before.
std::vector<record::Span> pack(const std::vector<Unit>& units, const PassageConfig& config) {
  uint64_t total = 0;
  for (const Unit& unit : units) total += unit.words;
  auto most = static_cast<uint64_t>(config.max_words);
  uint64_t slack = most + static_cast<uint64_t>(config.min_words);
  uint64_t parts = std::max<uint64_t>(1, (total + most - 1) / most);
  uint64_t target = (total + parts - 1) / parts;
  std::vector<record::Span> spans;
  std::vector<uint64_t> words;
  for (const Unit& unit : units) {
    bool joins = !spans.empty() && words.back() < target && words.back() + unit.words / 2 <= target && words.back() + unit.words <= slack;
    if (joins) {
      spans.back().end = unit.span.end;
      words.back() += unit.words;
    } else {
      spans.push_back(unit.span);
      words.push_back(unit.words);
    }
  }
  if (spans.size() > 1 && words.back() < static_cast<uint64_t>(config.min_words) && words[words.size() - 2] + words.back() <= slack) {
    spans[spans.size() - 2].end = spans.back().end;
    spans.pop_back();
  }
  return spans;
}

/// One document being cut.
class Cutter {
 public:
  Cutter(const record::Document& document, const PassageConfig& config) : document_(document), config_(config) {}

  std::vector<record::Passage> run() {
    for (const Block& block : split_blocks(document_.text)) {
      if (block.kind != BlockKind::heading) {
        section_.push_back(block);
        continue;
      }
      end_section();
      auto level = static_cast<size_t>(block.level);
      while (!levels_.empty() && levels_.back() >= level) {
        levels_.pop_back();
        path_.pop_back();
      }
      levels_.push_back(level);
      path_.emplace_back(heading_text(std::string_view(document_.text).substr(block.span.begin, block.span.size())));
    }
    end_section();
    return std::move(passages_);
  }

 private:
  void end_section() {
    for (const record::Span& span : pack(section_units(document_.text, section_, config_), config_)) add(span);
    section_.clear();
  }

  void add(record::Span span) {
    std::string_view text = std::string_view(document_.text).substr(span.begin, span.size());
    while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
    span.end = span.begin + text.size();
    record::Passage passage;
    passage.heading_path = path_;
    passage.text = text;
    passage.language = document_.language;
    passage.passage_id = make_passage_id(path_, text);
    record::Occurrence occurrence{passage.passage_id, document_.doc_id, span, 0, 0, static_cast<uint32_t>(passages_.size())};
    find_pages(occurrence);
    passage.occurrences.push_back(std::move(occurrence));
    passages_.push_back(std::move(passage));
  }

  void find_pages(record::Occurrence& occurrence) const {
    const auto& places = document_.places;
    auto at =
        std::partition_point(places.begin(), places.end(), [&](const record::TextPlace& place) { return place.text.end <= occurrence.span.begin; });
    for (; at != places.end() && at->text.begin < occurrence.span.end; ++at) {
      if (at->page == 0) continue;
      occurrence.page_first = occurrence.page_first == 0 ? at->page : std::min(occurrence.page_first, at->page);
      occurrence.page_last = std::max(occurrence.page_last, at->page);
    }
  }

  const record::Document& document_;
  const PassageConfig& config_;
  std::vector<std::string> path_;
  std::vector<size_t> levels_;
  std::vector<Block> section_;
  std::vector<record::Passage> passages_;
};

}  // namespace

std::vector<record::Passage> cut_passages(const record::Document& document, const PassageConfig& config) { return Cutter(document, config).run(); }

std::string_view without_numbering(std::string_view heading) {
  std::string_view rest = trim(heading);
  size_t end = std::min(rest.find(' '), rest.size());
  std::string_view first = rest.substr(0, end);
  if (end == rest.size()) return rest;
  while (!first.empty() && (first.back() == '.' || first.back() == ')')) first.remove_suffix(1);
  bool lettered = first.size() > 1 && std::isupper(static_cast<unsigned char>(first[0])) != 0 && first[1] == '.';
  std::string_view numbers = lettered ? first.substr(2) : first;
  bool numbered =
      !numbers.empty() && std::all_of(numbers.begin(), numbers.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == '-'; });
  return numbered ? trim(rest.substr(end)) : rest;
}

std::string make_passage_id(const std::vector<std::string>& heading_path, std::string_view text) {
  constexpr uint64_t kTellingWords = 20;
  size_t headings = std::min<size_t>(heading_path.size(), count_words(text) < kTellingWords ? 2 : 1);
  Sha256 hash;
  hash.field("passage").field(headings);
  for (size_t i = heading_path.size() - headings; i < heading_path.size(); ++i) hash.field(without_numbering(heading_path[i]));
  return hash.field(text).hex();
}

}  // namespace jangin::refine
