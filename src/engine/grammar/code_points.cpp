// Set arithmetic on sorted ranges; UTF-8 ranges by cutting where the length changes and where continuation bytes do not run full.
#include "engine/grammar/code_points.h"

#include <algorithm>

namespace jangin::engine::grammar {
namespace {

constexpr char32_t kLast = 0x10ffff;

int utf8_of(char32_t c, std::array<uint8_t, 4>& bytes) {
  auto tail = [&](int shift) { return static_cast<uint8_t>(0x80 | (c >> shift & 0x3f)); };
  if (c < 0x80) return bytes[0] = static_cast<uint8_t>(c), 1;
  if (c < 0x800) return bytes = {static_cast<uint8_t>(0xc0 | c >> 6), tail(0)}, 2;
  if (c < 0x10000) return bytes = {static_cast<uint8_t>(0xe0 | c >> 12), tail(6), tail(0)}, 3;
  return bytes = {static_cast<uint8_t>(0xf0 | c >> 18), tail(12), tail(6), tail(0)}, 4;
}

/// `first` and `last` have UTF-8 of one length.
void split_range(char32_t first, char32_t last, std::vector<Utf8Range>& to) {
  std::array<uint8_t, 4> low, high;
  const int length = utf8_of(first, low);
  utf8_of(last, high);
  for (int i = 1; i < length; ++i) {
    const char32_t mask = (char32_t{1} << 6 * i) - 1;  // the bits of the last i bytes
    if ((first & ~mask) == (last & ~mask)) break;
    if ((first & mask) != 0) {
      split_range(first, first | mask, to);
      return split_range((first | mask) + 1, last, to);
    }
    if ((last & mask) != mask) {
      split_range(first, (last & ~mask) - 1, to);
      return split_range(last & ~mask, last, to);
    }
  }
  Utf8Range& range = to.emplace_back();
  range.length = length;
  for (int i = 0; i < length; ++i) range.bytes[static_cast<size_t>(i)] = {low[static_cast<size_t>(i)], high[static_cast<size_t>(i)]};
}

}  // namespace

CodePoints::CodePoints(std::initializer_list<CodePointRange> ranges) {
  for (const CodePointRange& range : ranges) add(range.first, range.last);
}

const CodePoints& CodePoints::all() {
  static const CodePoints set = {{0, 0xd7ff}, {0xe000, kLast}};
  return set;
}

void CodePoints::add(char32_t first, char32_t last) {
  last = std::min(last, kLast);
  if (first > last) return;
  if (first < 0xe000 && last > 0xd7ff) {  // surrogates stand for no character
    if (first < 0xd800) add(first, 0xd7ff);
    if (last > 0xdfff) add(0xe000, last);
    return;
  }
  auto begin = std::ranges::lower_bound(ranges_, first, {}, [](const CodePointRange& r) { return r.last + 1; });
  auto end = begin;
  while (end != ranges_.end() && end->first <= last + 1) {
    first = std::min(first, end->first);
    last = std::max(last, end->last);
    ++end;
  }
  begin = ranges_.erase(begin, end);
  ranges_.insert(begin, {first, last});
}

void CodePoints::add(const CodePoints& other) {
  for (const CodePointRange& range : other.ranges_) add(range.first, range.last);
}

CodePoints CodePoints::without(const CodePoints& other) const {
  CodePoints left;
  for (CodePointRange range : ranges_) {
    bool rest = true;
    for (const CodePointRange& hole : other.ranges_) {
      if (hole.last < range.first) continue;
      if (hole.first > range.last) break;
      if (hole.first > range.first) left.ranges_.push_back({range.first, hole.first - 1});
      if (hole.last >= range.last) {
        rest = false;
        break;
      }
      range.first = hole.last + 1;
    }
    if (rest) left.ranges_.push_back(range);
  }
  return left;
}

CodePoints CodePoints::common(const CodePoints& other) const {
  CodePoints both;
  for (size_t i = 0, j = 0; i < ranges_.size() && j < other.ranges_.size();) {
    const CodePointRange& a = ranges_[i];
    const CodePointRange& b = other.ranges_[j];
    if (a.first <= b.last && b.first <= a.last) both.ranges_.push_back({std::max(a.first, b.first), std::min(a.last, b.last)});
    (a.last < b.last ? i : j) += 1;
  }
  return both;
}

bool CodePoints::contains(char32_t c) const {
  auto range = std::ranges::lower_bound(ranges_, c, {}, &CodePointRange::last);
  return range != ranges_.end() && range->first <= c;
}

std::vector<Utf8Range> utf8_ranges(const CodePoints& set) {
  std::vector<Utf8Range> ranges;
  for (const CodePointRange& range : set.ranges()) {
    char32_t first = range.first;
    for (char32_t last : {char32_t{0x7f}, char32_t{0x7ff}, char32_t{0xffff}, kLast}) {
      if (first > last || first > range.last) continue;
      split_range(first, std::min(last, range.last), ranges);
      first = last + 1;
    }
  }
  return ranges;
}

}  // namespace jangin::engine::grammar
