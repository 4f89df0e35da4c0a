// What is usual in a document: the size of its body text, the distance of its lines, where full lines end.
#include <cmath>
#include <map>

#include "collect/readers/pdf/blocks.h"

namespace jangin::collect::pdf {
namespace {

template <typename Key>
Key most_frequent(const std::map<Key, size_t>& counts, Key otherwise) {
  size_t best = 0;
  for (const auto& [key, n] : counts) {
    if (n > best) {
      best = n;
      otherwise = key;
    }
  }
  return otherwise;
}

}  // namespace

float Measures::pitch(float size) const {
  size_t index = static_cast<size_t>(std::max(0.0F, std::round(size * 2)));
  return index < pitch_by_size.size() ? pitch_by_size[index] : 0;
}

Measures measure_document(const std::vector<Item>& items) {
  Measures out;
  std::map<int, size_t> sizes, rights;
  std::map<uint16_t, size_t> by_font;
  std::map<int, std::map<int, size_t>> pitches;
  size_t glyphs = 0, mono = 0;
  for (const Item& item : items) {
    if (item.is_table) continue;
    size_t n = item.line.count();
    sizes[static_cast<int>(std::lround(item.line.size * 2))] += n;
    glyphs += n;
    by_font[item.line.main_font] += n;
    mono += static_cast<size_t>(item.line.mono * static_cast<float>(n));
  }
  int body = most_frequent(sizes, 20);
  out.body_size = static_cast<float>(body) / 2;
  out.body_font = most_frequent(by_font, uint16_t{0});
  out.mono_body = mono * 10 > glyphs * 6;
  for (size_t i = 0; i < items.size(); ++i) {
    if (items[i].is_table) continue;
    int size = static_cast<int>(std::lround(items[i].line.size * 2));
    if (size == body) ++rights[static_cast<int>(std::lround(items[i].line.box.right / 2))];
    if (i == 0 || items[i - 1].is_table || items[i - 1].column != items[i].column) continue;
    float gap = items[i].line.baseline - items[i - 1].line.baseline;
    if (std::fabs(items[i - 1].line.size - items[i].line.size) > 0.3F || gap < 0.8F * items[i].line.size || gap > 2.3F * items[i].line.size) continue;
    ++pitches[size][static_cast<int>(std::lround(gap * 4))];
  }
  out.right_edge = 2 * static_cast<float>(most_frequent(rights, 0));
  for (const auto& [size, counts] : pitches) {
    if (size < 0 || size > 4000) continue;
    size_t index = static_cast<size_t>(size);
    if (index >= out.pitch_by_size.size()) out.pitch_by_size.resize(index + 1, 0);
    size_t total = 0;
    for (const auto& [gap, n] : counts) total += n;
    if (total >= 3) out.pitch_by_size[index] = static_cast<float>(most_frequent(counts, 0)) / 4;
  }
  return out;
}

bool Block::bold() const {
  for (const Line& line : lines) {
    if (line.bold < 0.98F) return false;
  }
  return !lines.empty();
}

}  // namespace jangin::collect::pdf
