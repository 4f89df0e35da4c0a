// See leaders.h. Six dots in a row, spaces between them or not, with at most a page number behind them.
#include "collect/readers/pdf/leaders.h"

#include <algorithm>
#include <cstddef>

#include "base/strings.h"

namespace jangin::collect::pdf {
namespace {

constexpr size_t kMinLeaders = 5;  // on a page
constexpr size_t kMinShare = 40;   // percent of its lines

/// "Contents", "목 차": the title above a table of contents.
bool is_contents_title(const Line& line) {
  std::string text;
  for (char c : to_lower_ascii(plain_text(line.glyphs))) {
    if (c != ' ') text += c;
  }
  for (const char* title :
       {"contents", "tableofcontents", "listoffigures", "listoftables", "목차", "차례", "표목차", "그림목차", "표차례", "그림차례"}) {
    if (text == title) return true;
  }
  return false;
}

}  // namespace

bool is_leader_line(const Line& line) {
  size_t run = 0, longest = 0, behind = 0;
  for (const Glyph& g : line.glyphs) {
    if (g.code == U' ') continue;
    bool dot = g.code == U'.' || g.code == U'·' || g.code == U'․' || g.code == U'‥' || g.code == U'…' || g.code == U'⋯';
    run = dot ? run + (g.code == U'…' || g.code == U'⋯' ? 3 : 1) : 0;
    if (run > longest) longest = run;
    behind = run > 0 ? 0 : behind + 1;
  }
  return longest >= 6 && behind <= 6;
}

std::vector<uint32_t> drop_contents(std::vector<Item>& items) {
  std::vector<uint32_t> pages;
  std::vector<Item> kept;
  for (size_t begin = 0; begin < items.size();) {
    size_t end = begin, leaders = 0, first = items.size(), last = 0;
    for (; end < items.size() && items[end].page == items[begin].page; ++end) {
      if (items[end].is_table || !is_leader_line(items[end].line)) continue;
      ++leaders;
      first = std::min(first, end);
      last = end;
    }
    bool contents = leaders >= kMinLeaders && leaders * 100 >= (end - begin) * kMinShare;
    // The last page of a table of contents may hold a few lines only: each ends in a page number.
    if (!contents && !pages.empty() && pages.back() + 1 == items[begin].page && end - begin <= 12) {
      contents =
          std::all_of(items.begin() + static_cast<std::ptrdiff_t>(begin), items.begin() + static_cast<std::ptrdiff_t>(end), [](const Item& item) {
            return !item.is_table && !item.line.glyphs.empty() && item.line.glyphs.back().code >= U'0' && item.line.glyphs.back().code <= U'9';
          });
      last = end - 1;
      first = begin;
    }
    if (contents) {
      pages.push_back(items[begin].page);
      // Unleadered lines above, such as chapter titles, belong to it on every page but the first.
      bool follows = pages.size() > 1 && pages[pages.size() - 2] + 1 == items[begin].page;
      if (follows) first = begin;
      for (size_t i = begin; i < first; ++i) {
        if (!items[i].is_table && is_contents_title(items[i].line)) first = i;
      }
      bool ends_here = last + 6 < end;
      if (!ends_here) last = end - 1;
    }
    for (size_t i = begin; i < end; ++i) {
      if (!contents || i < first || i > last) kept.push_back(std::move(items[i]));
    }
    begin = end;
  }
  items = std::move(kept);
  return pages;
}

}  // namespace jangin::collect::pdf
