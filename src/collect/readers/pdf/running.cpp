// Running headers and footers: the outermost rows of a page whose text, digits apart, comes back at the same height on other pages.
#include <cmath>
#include <map>
#include <set>

#include "base/strings.h"
#include "collect/readers/pdf/layout.h"

namespace jangin::collect::pdf {
namespace {

constexpr float kZone = 0.14F;    // share of the page height at each end that is looked at
constexpr float kFarZone = 0.3F;  // and of the outermost row where that is empty
constexpr float kApart = 1.9F;    // font sizes from such a row to the next
constexpr float kRowGap = 1.9F;   // a second running row is at most this many font sizes from the first
constexpr size_t kMaxPatterns = 20;

struct Row {
  std::vector<size_t> segments;
  float baseline = 0, size = 0;
};

/// Digits → '#', a lone Roman number → '#', spaces dropped, lower case.
std::string pattern_of(const Line& line) {
  std::string out;
  bool roman = true;
  for (const Glyph& g : line.glyphs) {
    if (g.code == U' ') continue;
    if (g.code >= U'0' && g.code <= U'9') {
      if (out.empty() || out.back() != '#') out += '#';
      roman = false;
      continue;
    }
    if (g.code >= 0x80) {
      out += '\x01' + std::to_string(g.code);
      roman = false;
      continue;
    }
    char c = static_cast<char>(g.code >= U'A' && g.code <= U'Z' ? g.code + 32 : g.code);
    roman = roman && std::string_view("ivxlc").find(c) != std::string_view::npos;
    out += c;
  }
  return roman && !out.empty() && out.size() <= 7 ? "#" : out;
}

/// How far a baseline is from the end of the page that is looked at.
float depth_of(const Line& line, float height, bool top) { return top ? line.baseline : height - line.baseline; }

/// Below the text of a page with wide margins its number may stand higher than the zone: a lone number, apart, and nothing beneath it.
float zone_of(const std::vector<Line>& segments, float height, bool top) {
  const Line* outermost = nullptr;
  for (const Line& segment : segments) {
    if (!outermost || depth_of(segment, height, top) < depth_of(*outermost, height, top)) outermost = &segment;
  }
  float zone = kZone * height, depth = outermost ? depth_of(*outermost, height, top) : 0;
  if (top || !outermost || depth < zone || depth > kFarZone * height || pattern_of(*outermost) != "#") return zone;
  for (const Line& segment : segments) {
    float distance = depth_of(segment, height, top) - depth;
    if (&segment != outermost && distance < kApart * outermost->size) return zone;
  }
  return depth + 1;
}

std::vector<Row> rows_of(const std::vector<Line>& segments, float height, bool top) {
  std::vector<size_t> order;
  float zone = zone_of(segments, height, top);
  for (size_t i = 0; i < segments.size(); ++i) {
    if (depth_of(segments[i], height, top) < zone) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return top ? segments[a].baseline < segments[b].baseline : segments[a].baseline > segments[b].baseline;
  });
  std::vector<Row> rows;
  for (size_t i : order) {
    if (rows.empty() || std::fabs(rows.back().baseline - segments[i].baseline) > 0.35F * segments[i].size) {
      rows.push_back({{}, segments[i].baseline, segments[i].size});
    }
    rows.back().segments.push_back(i);
  }
  return rows;
}

using Counts = std::map<std::pair<std::string, int>, uint32_t>;

/// What is counted: the pattern; short ones (a lone number) only at the same place across the page, too.
std::string key_of(const Line& line) {
  std::string pattern = pattern_of(line);
  if (pattern.size() <= 3) pattern += '@' + std::to_string(static_cast<int>(line.box.middle_x() / 24));
  return pattern;
}

int height_bucket(float baseline, int shift) { return static_cast<int>(std::floor((baseline + static_cast<float>(shift) * 4) / 8)); }

/// How many pages hold this pattern at this height.
uint32_t count_of(const Counts& counts, const std::string& pattern, float baseline) {
  uint32_t most = 0;
  for (int shift : {0, 1}) {
    auto at = counts.find({pattern, height_bucket(baseline, shift) * 2 + shift});
    if (at != counts.end()) most = std::max(most, at->second);
  }
  return most;
}

Counts count_patterns(const std::vector<PageParts>& pages, bool top) {
  Counts counts;
  for (const PageParts& page : pages) {
    std::set<std::pair<std::string, int>> here;
    for (const Row& row : rows_of(page.segments, page.height, top)) {
      for (size_t i : row.segments) {
        std::string pattern = key_of(page.segments[i]);
        for (int shift : {0, 1}) here.emplace(pattern, height_bucket(row.baseline, shift) * 2 + shift);
      }
    }
    for (const auto& key : here) ++counts[key];
  }
  return counts;
}

/// Nothing within three font sizes towards the text.
bool is_apart(const std::vector<Line>& segments, const Row& row, bool top) {
  for (const Line& segment : segments) {
    float distance = top ? segment.baseline - row.baseline : row.baseline - segment.baseline;
    if (distance > 1 && distance < 3 * row.size) return false;
  }
  return true;
}

bool names_something(const std::string& pattern) {
  size_t letters = 0;
  for (char c : pattern) letters += (c >= 'a' && c <= 'z') || c == '\x01';
  return letters >= 2;
}

}  // namespace

std::vector<std::string> drop_running_lines(std::vector<PageParts>& pages) {
  std::map<std::string, uint32_t> dropped;
  // Diagrams and tables put the same word at the same place of a few pages; a running line is on one in fifty at least.
  uint32_t need = std::max<uint32_t>(pages.size() < 6 ? 2 : 3, static_cast<uint32_t>(pages.size() / 50));
  if (pages.size() < 2) return {};
  for (bool top : {true, false}) {
    Counts counts = count_patterns(pages, top);
    for (PageParts& page : pages) {
      std::set<size_t> remove;
      float last = -1, last_size = 10;
      for (const Row& row : rows_of(page.segments, page.height, top)) {
        if (last >= 0 && std::fabs(row.baseline - last) > kRowGap * std::max(row.size, last_size)) break;
        bool repeated = false;
        std::string title;
        for (size_t i : row.segments) {
          std::string pattern = key_of(page.segments[i]);
          uint32_t count = count_of(counts, pattern, row.baseline);
          repeated |= count >= need;
          // A part that most pages do not share, but that is no number, names the section.
          if (top && title.empty() && names_something(pattern) && count * 4 < pages.size()) title = plain_text(page.segments[i].glyphs);
        }
        // A lone number far from the text is a page number even where it stands elsewhere on each page.
        if (!repeated && last < 0 && row.segments.size() == 1 && pattern_of(page.segments[row.segments[0]]) == "#") {
          repeated = is_apart(page.segments, row, top);
        }
        if (!repeated) break;
        if (page.running_title.empty()) page.running_title = title;
        for (size_t i : row.segments) {
          remove.insert(i);
          ++dropped[plain_text(page.segments[i].glyphs)];
        }
        last = row.baseline;
        last_size = row.size;
      }
      std::vector<Line> kept;
      for (size_t i = 0; i < page.segments.size(); ++i) {
        if (!remove.contains(i)) kept.push_back(std::move(page.segments[i]));
      }
      page.segments = std::move(kept);
    }
  }
  std::vector<std::pair<uint32_t, std::string>> ordered;
  for (const auto& [text, count] : dropped) ordered.emplace_back(count, text);
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string> out;
  for (const auto& [count, text] : ordered) {
    if (out.size() < kMaxPatterns && count > 1) out.push_back(text);
  }
  return out;
}

}  // namespace jangin::collect::pdf
