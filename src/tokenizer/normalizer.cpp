// Normal forms by ICU (UAX #15), with ICU's own record of edits.
#include "tokenizer/normalizer.h"

#include <unicode/bytestream.h>
#include <unicode/edits.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>

#include <algorithm>

#include "text/unicode.h"

namespace jangin::tokenizer {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

const icu::Normalizer2* normalizer(Normalization form) {
  UErrorCode error = U_ZERO_ERROR;
  switch (form) {
    case Normalization::nfc: return icu::Normalizer2::getNFCInstance(error);
    case Normalization::nfd: return icu::Normalizer2::getNFDInstance(error);
    case Normalization::nfkc: return icu::Normalizer2::getNFKCInstance(error);
    case Normalization::nfkd: return icu::Normalizer2::getNFKDInstance(error);
  }
  return nullptr;
}

/// Length of the maximal broken part that starts at an invalid byte (Unicode Standard, 3.9, "maximal subpart").
size_t broken_length(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(0);
  size_t wanted = 0;
  uint8_t low = 0x80;
  uint8_t high = 0xbf;
  if (lead >= 0xc2 && lead <= 0xdf) wanted = 1;
  if (lead >= 0xe0 && lead <= 0xef) wanted = 2;
  if (lead >= 0xf0 && lead <= 0xf4) wanted = 3;
  if (lead == 0xe0) low = 0xa0;
  if (lead == 0xed) high = 0x9f;
  if (lead == 0xf0) low = 0x90;
  if (lead == 0xf4) high = 0x8f;
  size_t length = 1;
  while (length <= wanted && length < text.size() && byte(length) >= low && byte(length) <= high) {
    ++length;
    low = 0x80;
    high = 0xbf;
  }
  return length;
}

}  // namespace

NormalizedText NormalizedText::repair(std::string_view input) {
  NormalizedText out;
  out.input_ = input;
  size_t done = 0;
  size_t broken = text::find_invalid_utf8(input);
  if (broken == std::string_view::npos) return out;
  out.changed_ = true;
  Layer layer;
  while (broken != std::string_view::npos) {
    const size_t at = done + broken;
    out.owned_.append(input.substr(done, broken));
    const size_t length = broken_length(input.substr(at));
    layer.push_back({out.owned_.size(), out.owned_.size() + kReplacement.size(), at, at + length});
    out.owned_.append(kReplacement);
    done = at + length;
    broken = text::find_invalid_utf8(input.substr(done));
  }
  out.owned_.append(input.substr(done));
  out.layers_.push_back(std::move(layer));
  return out;
}

bool NormalizedText::apply(Normalization form) {
  const std::string_view before = text();
  const icu::Normalizer2* icu_form = normalizer(form);
  const icu::StringPiece piece(before.data(), static_cast<int32_t>(before.size()));
  UErrorCode error = U_ZERO_ERROR;
  if (!icu_form || (icu_form->isNormalizedUTF8(piece, error) && U_SUCCESS(error))) return true;
  std::string after;
  icu::StringByteSink<std::string> sink(&after);
  icu::Edits edits;
  error = U_ZERO_ERROR;
  icu_form->normalizeUTF8(0, piece, sink, &edits, error);
  if (U_FAILURE(error)) return false;
  Layer layer;
  for (auto edit = edits.getFineChangesIterator(); edit.next(error);) {
    const auto begin = static_cast<size_t>(edit.destinationIndex());
    const auto origin = static_cast<size_t>(edit.sourceIndex());
    layer.push_back({begin, begin + static_cast<size_t>(edit.newLength()), origin, origin + static_cast<size_t>(edit.oldLength())});
  }
  owned_ = std::move(after);
  changed_ = true;
  layers_.push_back(std::move(layer));
  return true;
}

NormalizedText NormalizedText::normalize(std::string_view input, std::span<const Normalization> forms) {
  NormalizedText out;
  out.input_ = input;
  for (Normalization form : forms) {
    if (!out.apply(form)) break;  // only for want of memory; the text stays as it is
  }
  return out;
}

size_t NormalizedText::map_back(const Layer& layer, size_t at, bool to_end) {
  // The last edit that begins before `at` (or at it, when a begin is asked for).
  auto after = std::partition_point(layer.begin(), layer.end(), [&](const Edit& edit) { return to_end ? edit.begin < at : edit.begin <= at; });
  if (after == layer.begin()) return at;
  const Edit& edit = *(after - 1);
  const bool inside = to_end ? at <= edit.end : at < edit.end;
  if (inside) return to_end ? edit.origin_end : edit.origin_begin;
  return edit.origin_end + (at - edit.end);
}

size_t NormalizedText::origin_begin(size_t at) const {
  for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer) at = map_back(*layer, at, false);
  return at;
}

size_t NormalizedText::origin_end(size_t at) const {
  for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer) at = map_back(*layer, at, true);
  return at;
}

}  // namespace jangin::tokenizer
