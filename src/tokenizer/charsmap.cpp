// The double array is walked with every index checked: the bytes come from outside.
#include "tokenizer/charsmap.h"

#include <unicode/brkiter.h>
#include <unicode/utext.h>

#include <cstring>
#include <memory>

#include "text/unicode.h"

namespace jangin::tokenizer {
namespace {

constexpr size_t kLongestCluster = 5;  // bytes

// Fields of a unit (s-yata/darts-clone, include/darts.h).
bool has_leaf(uint32_t unit) { return (unit >> 8 & 1) != 0; }
uint32_t value_of(uint32_t unit) { return unit & 0x7fffffffu; }
uint32_t label_of(uint32_t unit) { return unit & 0x800000ffu; }
uint32_t offset_of(uint32_t unit) { return unit >> 10 << ((unit & 0x200u) >> 6); }

struct CloseText {
  void operator()(UText* text) const { utext_close(text); }
};

/// Ends of the grapheme clusters of a text, in order.
std::vector<size_t> cluster_ends(std::string_view text) {
  std::vector<size_t> ends;
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> breaks(icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), error));
  const std::unique_ptr<UText, CloseText> opened(utext_openUTF8(nullptr, text.data(), static_cast<int64_t>(text.size()), &error));
  if (U_FAILURE(error)) return {text.size()};
  breaks->setText(opened.get(), error);
  for (int32_t at = breaks->next(); at != icu::BreakIterator::DONE; at = breaks->next()) ends.push_back(static_cast<size_t>(at));
  return ends;
}

}  // namespace

Result<Charsmap> Charsmap::read(std::string_view bytes, const std::string& place) {
  uint32_t trie_bytes = 0;
  if (bytes.size() >= sizeof trie_bytes) std::memcpy(&trie_bytes, bytes.data(), sizeof trie_bytes);
  if (bytes.size() < sizeof trie_bytes || trie_bytes == 0 || trie_bytes % 4 != 0 || trie_bytes > bytes.size() - sizeof trie_bytes) {
    return fail(ErrorCode::invalid_format, "field `normalizer.precompiled_charsmap` does not hold the trie that it announces", place);
  }
  Charsmap map;
  map.units_.resize(trie_bytes / 4);
  std::memcpy(map.units_.data(), bytes.data() + sizeof trie_bytes, trie_bytes);
  map.replacements_ = bytes.substr(sizeof trie_bytes + trie_bytes);
  if (!text::is_valid_utf8(map.replacements_)) {
    return fail(ErrorCode::invalid_format, "field `normalizer.precompiled_charsmap` holds replacements that are no UTF-8", place);
  }
  return map;
}

bool Charsmap::find(std::string_view text, std::string_view& becomes) const {
  size_t at = offset_of(units_[0]);
  for (const char c : text) {
    const auto label = static_cast<uint8_t>(c);
    if (label == 0) return false;
    at ^= label;
    if (at >= units_.size() || label_of(units_[at]) != label) return false;
    const uint32_t unit = units_[at];
    at ^= offset_of(unit);
    if (!has_leaf(unit)) continue;
    if (at >= units_.size()) return false;
    const size_t begin = value_of(units_[at]);
    if (begin > replacements_.size() || (begin < replacements_.size() && (static_cast<uint8_t>(replacements_[begin]) & 0xc0) == 0x80)) return false;
    becomes = std::string_view(replacements_).substr(begin);
    becomes = becomes.substr(0, becomes.find('\0'));
    return true;
  }
  return false;
}

void Charsmap::apply(std::string_view text, Editor& editor) const {
  size_t begin = 0;
  std::string_view becomes;
  for (const size_t end : cluster_ends(text)) {
    const std::string_view cluster = text.substr(begin, end - begin);
    editor.keep_to(begin);
    if (cluster.size() <= kLongestCluster && find(cluster, becomes)) {
      editor.replace(cluster.size(), becomes);
    } else {
      for (size_t at = 0; at < cluster.size();) {
        const size_t from = at;
        text::next_code_point(cluster, at);
        editor.keep_to(begin + from);
        if (find(cluster.substr(from, at - from), becomes)) editor.replace(at - from, becomes);
      }
    }
    begin = end;
  }
}

}  // namespace jangin::tokenizer
