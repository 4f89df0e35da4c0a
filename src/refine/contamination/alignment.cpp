// Dynamic programming over the tokens that both have (Smith and Waterman 1981, J. Mol. Biol. 147): tokens of the text that are passed over cost, those of
// the wording do not.
#include "refine/contamination/alignment.h"

#include <algorithm>

namespace jangin::refine {
namespace {

/// How the best way to a cell ends. From `glued` on: twice the number of the glued tokens, plus one when the way starts there.
enum Way : uint8_t { nowhere, skip_text, skip_wording, both, both_first, glued };
constexpr size_t kMostGlued = (255 - glued) / 2;

/// Text positions whose token the wording has, and the weight of the wording's tokens that stand there in any order.
double common_positions(const Wording& wording, std::span<const FoldedToken> text, size_t begin, size_t end, AlignmentScratch& scratch) {
  scratch.positions.clear();
  scratch.seen.assign(wording.sorted.size(), false);
  for (size_t i = begin; i < end; ++i) {
    if (!wording.may_hold(text[i].hash)) continue;
    auto at = std::lower_bound(wording.sorted.begin(), wording.sorted.end(), text[i].hash);
    if (at == wording.sorted.end() || *at != text[i].hash) continue;
    scratch.positions.push_back(static_cast<uint32_t>(i));
    scratch.seen[static_cast<size_t>(at - wording.sorted.begin())] = true;
  }
  auto is_seen = [&](uint32_t hash) {
    return scratch.seen[static_cast<size_t>(std::lower_bound(wording.sorted.begin(), wording.sorted.end(), hash) - wording.sorted.begin())];
  };
  double weight = 0;
  for (size_t i = 0; i < wording.size(); ++i) weight += is_seen(wording.hashes[i]) ? wording.weights[i] : 0;
  for (const Wording::Glued& one : wording.glued) {
    if (!is_seen(one.hash)) continue;
    for (uint32_t i = one.tokens.begin; i < one.tokens.end; ++i) weight += wording.weights[i];
  }
  return weight;
}

/// One row of the table: the ways that end at one token of the text. `gap`: what the tokens passed over since the row before cost.
struct Row {
  const Wording& wording;
  uint32_t hash;
  float gap, cost;      // cost: of passing over this token, too
  const float* before;  // [wording + 1]
  float* row;           // [wording + 1]
  uint8_t* ways;        // [wording]

  void fill() const {
    for (size_t i = 0; i < wording.size(); ++i) {
      float best = before[i + 1] - gap - cost;
      uint8_t way = skip_text;
      if (best <= 0) best = 0, way = nowhere;
      if (row[i] > best) best = row[i], way = skip_wording;
      if (wording.hashes[i] == hash) {
        float from = before[i] - gap;
        float weight = std::max(from, 0.0F) + wording.weights[i];
        if (weight > best) best = weight, way = from > 0 ? both : both_first;
      }
      row[i + 1] = best;
      ways[i] = way;
    }
  }

  /// Glued tokens lead from the row before over several tokens of the wording.
  void fill_glued() const {
    for (size_t g = 0; g < std::min(wording.glued.size(), kMostGlued); ++g) {
      const Wording::Glued& one = wording.glued[g];
      if (one.hash != hash) continue;
      float from = before[one.tokens.begin] - gap, weight = std::max(from, 0.0F);
      for (uint32_t i = one.tokens.begin; i < one.tokens.end; ++i) weight += wording.weights[i];
      if (weight <= row[one.tokens.end]) continue;
      row[one.tokens.end] = weight;
      ways[one.tokens.end - 1] = static_cast<uint8_t>(glued + 2 * g + (from > 0 ? 0 : 1));
      for (size_t i = one.tokens.end; i < wording.size() && row[i] > row[i + 1]; ++i) row[i + 1] = row[i], ways[i] = skip_wording;
    }
  }
};

struct Cell {
  size_t wording = 0, position = 0;  // one behind the last token; 0: none
  float value = 0;
};

/// Fills the table; the cell where the best way ends.
Cell fill(const Wording& wording, std::span<const FoldedToken> text, float gap_cost, AlignmentScratch& scratch) {
  size_t n = wording.size();
  const float cost = gap_cost * static_cast<float>(wording.total) / static_cast<float>(n);
  scratch.row_before.assign(n + 1, 0);
  scratch.row.assign(n + 1, 0);
  scratch.ways.resize(scratch.positions.size() * n);
  Cell best;
  for (size_t j = 0; j < scratch.positions.size(); ++j) {
    float gap = j == 0 ? 0 : cost * static_cast<float>(scratch.positions[j] - scratch.positions[j - 1] - 1);
    Row row{wording, text[scratch.positions[j]].hash, gap, cost, scratch.row_before.data(), scratch.row.data(), scratch.ways.data() + j * n};
    row.fill();
    if (!wording.glued.empty()) row.fill_glued();
    if (float value = scratch.row[n]; value > best.value) best = {n, j + 1, value};  // the end of a row is its greatest: skip_wording is free
    std::swap(scratch.row, scratch.row_before);
  }
  return best;
}

std::vector<Alignment::Pair> trace(const Wording& wording, Cell cell, const AlignmentScratch& scratch) {
  std::vector<Alignment::Pair> pairs;
  size_t i = cell.wording, j = cell.position;
  while (i > 0 && j > 0) {
    uint8_t way = scratch.ways[(j - 1) * wording.size() + i - 1];
    if (way == nowhere) break;
    if (way == skip_text) {
      --j;
    } else if (way == skip_wording) {
      --i;
    } else {
      bool is_glued = way >= glued;
      size_t first = is_glued ? wording.glued[(way - glued) / 2U].tokens.begin : i - 1;
      for (--j; i > first;) pairs.push_back({static_cast<uint32_t>(--i), scratch.positions[j]});
      if (is_glued ? (way - glued) % 2 != 0 : way == both_first) break;
    }
  }
  std::reverse(pairs.begin(), pairs.end());
  return pairs;
}

}  // namespace

Alignment align(const Wording& wording, std::span<const FoldedToken> text, size_t begin, size_t end, double least, AlignmentScratch& scratch,
                float gap_cost) {
  Alignment alignment;
  if (wording.empty() || common_positions(wording, text, begin, end, scratch) < least * wording.total) return alignment;
  alignment.pairs = trace(wording, fill(wording, text, gap_cost, scratch), scratch);
  for (const Alignment::Pair& pair : alignment.pairs) alignment.weight += wording.weights[pair.wording];
  if (alignment.weight < least * wording.total) alignment = {};
  return alignment;
}

}  // namespace jangin::refine
