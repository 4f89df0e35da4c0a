// The ranks of all merges by what stands at their border, then every unit merged alone while its edges are watched.
#include "tokenizer/whole_syllables.h"

#include <algorithm>
#include <string>

#include "text/unicode.h"
#include "tokenizer/byte_level.h"

namespace jangin::tokenizer {
namespace {

constexpr uint32_t kNone = UINT32_MAX;

/// The byte that the first (last) character of a vocabulary text stands for; −1: none.
int edge_byte(std::string_view text, bool last) {
  size_t begin = 0;
  size_t end = text.size();
  if (last) {
    for (begin = text.size(); begin > 0 && (static_cast<uint8_t>(text[--begin]) & 0xc0) == 0x80;) {
    }
  } else {
    end = 0;
    if (!text.empty()) text::next_code_point(text, end);
  }
  const auto bytes = from_byte_level(text.substr(begin, end - begin));
  return bytes && bytes->size() == 1 ? static_cast<uint8_t>((*bytes)[0]) : -1;
}

/// By token: the lowest rank of its merges.
struct LowestRanks {
  std::vector<uint32_t> any;
  std::vector<uint32_t> behind_continuation;  // as the right part, where the left one ends with a byte that continues a character
  std::vector<uint32_t> before_syllable;      // as the left part, where the right one begins with EA–ED

  LowestRanks(const TokenizerSpec& spec, const std::vector<std::array<TokenId, 2>>& pairs)
      : any(spec.tokens.size(), kNone), behind_continuation(any), before_syllable(any) {
    std::vector<bool> continues(spec.tokens.size());
    std::vector<bool> begins(spec.tokens.size());
    for (size_t id = 0; id < spec.tokens.size(); ++id) {
      const int first = edge_byte(spec.tokens[id], false);
      const int last = edge_byte(spec.tokens[id], true);
      begins[id] = first >= 0xea && first <= 0xed;
      continues[id] = last >= 0x80 && last <= 0xbf;
    }
    for (size_t rank = 0; rank < pairs.size(); ++rank) {
      const auto left = static_cast<size_t>(pairs[rank][0]);
      const auto right = static_cast<size_t>(pairs[rank][1]);
      const auto note = [&](uint32_t& lowest) { lowest = std::min(lowest, static_cast<uint32_t>(rank)); };
      note(any[left]);
      note(any[right]);
      if (continues[left]) note(behind_continuation[right]);
      if (begins[right]) note(before_syllable[left]);
    }
  }
};

/// The bytes of a unit merged as if nothing stood beside them.
struct MergedAlone {
  TokenId id = kNoToken;   // kNoToken: they are no single token
  uint32_t highest = 0;    // rank of their own merges
  uint32_t left = kNone;   // lowest rank of a merge that a symbol at the left edge has with what may stand before it, while they are not whole
  uint32_t right = kNone;  // the same of the right edge
};

MergedAlone merge_alone(std::string_view bytes, const LowestRanks& lowest, const MergeTable& merges, const std::array<TokenId, 256>& byte_ids) {
  MergedAlone out;
  std::vector<TokenId> symbols;
  for (const char byte : bytes) symbols.push_back(byte_ids[static_cast<uint8_t>(byte)]);
  if (std::find(symbols.begin(), symbols.end(), kNoToken) != symbols.end()) return out;
  while (symbols.size() > 1) {
    out.left = std::min(out.left, lowest.behind_continuation[static_cast<size_t>(symbols.front())]);
    out.right = std::min(out.right, lowest.before_syllable[static_cast<size_t>(symbols.back())]);
    size_t best = 0;
    Merge best_merge;
    for (size_t i = 0; i + 1 < symbols.size(); ++i) {
      const Merge merge = merges.find(symbols[i], symbols[i + 1]);
      if (merge.rank >= best_merge.rank) continue;
      best = i;
      best_merge = merge;
    }
    if (best_merge.rank == kNone) return out;
    out.highest = std::max(out.highest, best_merge.rank);
    symbols[best] = best_merge.result;
    symbols.erase(symbols.begin() + static_cast<std::ptrdiff_t>(best) + 1);
  }
  out.id = symbols[0];
  return out;
}

}  // namespace

WholeSyllables::WholeSyllables(const TokenizerSpec& spec, const MergeTable& merges, const std::array<TokenId, 256>& byte_ids,
                               const std::vector<std::array<TokenId, 2>>& pairs)
    : units_(2 * kCount) {
  const LowestRanks lowest(spec, pairs);
  bool none = true;
  for (uint32_t i = 0; i < units_.size(); ++i) {
    std::string bytes = i < kCount ? "" : " ";
    text::append_utf8(bytes, kFirst + i % kCount);
    const MergedAlone merged = merge_alone(bytes, lowest, merges, byte_ids);
    if (merged.id == kNoToken || lowest.any[static_cast<size_t>(merged.id)] <= merged.highest) continue;
    const int holds = kWhole | (merged.left > merged.highest ? kBehindContinuation : 0) | (merged.right > merged.highest ? kBeforeSyllable : 0);
    units_[i] = {merged.id, static_cast<uint8_t>(holds)};
    none = false;
  }
  if (none) units_.clear();
}

}  // namespace jangin::tokenizer
