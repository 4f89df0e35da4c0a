// ICU behind plain functions. Not a text segmenter: sentences and words are in sentences.h.
#include "text/unicode.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/edits.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <cstring>

#include "base/byte_block.h"

namespace jangin::text {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

/// End of the run of ASCII bytes that starts at `at`.
size_t skip_ascii(std::string_view bytes, size_t at) {
  while (at + 8 <= bytes.size()) {
    uint64_t word;
    std::memcpy(&word, bytes.data() + at, 8);
    if ((word & 0x8080808080808080ULL) != 0) break;
    at += 8;
  }
  while (at < bytes.size() && static_cast<unsigned char>(bytes[at]) < 0x80) ++at;
  return at;
}

bool is_ascii(std::string_view bytes) { return skip_ascii(bytes, 0) == bytes.size(); }

/// End of the valid characters of one to three bytes that begin at `at`, or the begin of one of them. Sixteen bytes at a time: the bytes that the
/// leading bytes ask for behind them are just those that continue a character (Unicode 15, table 3-7).
size_t skip_common(std::string_view bytes, size_t at) {
  uint32_t owed = 0;  // bytes at the begin of the block that must continue the last character of the one before
  for (; at + ByteBlock::kBytes < bytes.size(); at += ByteBlock::kBytes) {
    const ByteBlock block(bytes.data() + at);
    const uint32_t not_ascii = block.not_ascii();
    if ((not_ascii | owed) == 0) continue;
    const ByteBlock second(bytes.data() + at + 1);
    const uint32_t two = block.between(0xc2, 0xdf);
    const uint32_t three = block.between(0xe1, 0xec) | block.between(0xee, 0xef) | (block.equal(0xe0) & second.between(0xa0, 0xbf)) |
                           (block.equal(0xed) & second.between(0x80, 0x9f));
    const uint32_t due = two << 1 | three << 1 | three << 2 | owed;
    const uint32_t continuing = block.continuations();
    if ((due & ByteBlock::kAll) != continuing || (two | three | continuing) != not_ascii) break;
    owed = due >> ByteBlock::kBytes;
  }
  if (owed != 0) {  // back to where that character begins
    do {
      --at;
    } while ((static_cast<unsigned char>(bytes[at]) & 0xc0) == 0x80);
  }
  return skip_ascii(bytes, at);
}

/// The code point at `at`, negative when the bytes there are invalid; advances past it or past the longest invalid part.
UChar32 decode(std::string_view bytes, size_t& at) {
  const auto* data = reinterpret_cast<const uint8_t*>(bytes.data());
  size_t length = bytes.size();
  UChar32 c;
  U8_NEXT(data, at, length, c);
  return c;
}

icu::StringPiece piece(std::string_view text) { return {text.data(), static_cast<int32_t>(text.size())}; }

std::vector<TextChange> read_changes(const icu::Edits& edits) {
  std::vector<TextChange> changes;
  UErrorCode status = U_ZERO_ERROR;
  icu::Edits::Iterator at = edits.getCoarseChangesIterator();
  while (at.next(status)) {
    auto before = static_cast<size_t>(at.sourceIndex());
    auto after = static_cast<size_t>(at.destinationIndex());
    changes.push_back({before, before + static_cast<size_t>(at.oldLength()), after, after + static_cast<size_t>(at.newLength())});
  }
  return changes;
}

/// `text` is valid UTF-8 and shorter than 2 GiB (the readers' limit on a document is far below).
std::string normalize(const icu::Normalizer2* form, std::string_view text, std::vector<TextChange>* changes) {
  UErrorCode status = U_ZERO_ERROR;
  if (form->isNormalizedUTF8(piece(text), status) != 0 && U_SUCCESS(status)) return std::string(text);
  std::string normal;
  icu::StringByteSink<std::string> sink(&normal, static_cast<int32_t>(text.size()));
  icu::Edits edits;
  status = U_ZERO_ERROR;
  form->normalizeUTF8(0, piece(text), sink, changes ? &edits : nullptr, status);
  if (U_FAILURE(status)) return std::string(text);
  if (changes) *changes = read_changes(edits);
  return normal;
}

std::string normalize_any(const icu::Normalizer2* form, std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  if (!is_valid_utf8(text)) return normalize(form, repair_utf8(text), nullptr);
  return normalize(form, text, nullptr);
}

const icu::Normalizer2* nfc_form() {
  static const icu::Normalizer2* form = [] {
    UErrorCode status = U_ZERO_ERROR;
    return icu::Normalizer2::getNFCInstance(status);
  }();
  return form;
}

const icu::Normalizer2* nfkc_form() {
  static const icu::Normalizer2* form = [] {
    UErrorCode status = U_ZERO_ERROR;
    return icu::Normalizer2::getNFKCInstance(status);
  }();
  return form;
}

/// Most of what is not ASCII here: known without a table.
bool is_hangul_syllable(char32_t c) { return c >= 0xAC00 && c <= 0xD7A3; }

bool has_script(char32_t c, UScriptCode script) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(static_cast<UChar32>(c), &status) == script;
}

}  // namespace

bool is_valid_utf8(std::string_view bytes) { return find_invalid_utf8(bytes) == std::string_view::npos; }

size_t find_invalid_utf8(std::string_view bytes) {
  for (size_t at = 0;;) {
    at = skip_common(bytes, at);
    if (at == bytes.size()) return std::string_view::npos;
    const size_t start = at;
    if (decode(bytes, at) < 0) return start;
  }
}

std::string repair_utf8(std::string_view bytes, size_t* replaced) {
  size_t count = 0;
  std::string repaired;
  repaired.reserve(bytes.size());
  size_t at = 0;
  while (at < bytes.size()) {
    size_t start = at;
    at = skip_ascii(bytes, at);
    repaired.append(bytes, start, at - start);
    if (at == bytes.size()) break;
    start = at;
    if (decode(bytes, at) < 0) {
      append_utf8(repaired, kReplacement);
      ++count;
    } else {
      repaired.append(bytes, start, at - start);
    }
  }
  if (replaced) *replaced = count;
  return repaired;
}

std::string nfc(std::string_view utf8) { return normalize_any(nfc_form(), utf8); }

std::string nfkc(std::string_view utf8) { return normalize_any(nfkc_form(), utf8); }

std::string nfc(std::string_view utf8, std::vector<TextChange>& changes) {
  changes.clear();
  if (is_ascii(utf8)) return std::string(utf8);
  return normalize(nfc_form(), utf8, &changes);
}

std::string casefold(std::string_view utf8) {
  std::string folded;
  folded.reserve(utf8.size());
  if (is_ascii(utf8)) {
    for (char c : utf8) folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return folded;
  }
  icu::StringByteSink<std::string> sink(&folded);
  UErrorCode status = U_ZERO_ERROR;
  icu::CaseMap::utf8Fold(0, piece(utf8), sink, nullptr, status);
  return U_FAILURE(status) ? std::string(utf8) : folded;
}

char32_t next_code_point(std::string_view utf8, size_t& at) {
  if (static_cast<unsigned char>(utf8[at]) < 0x80) return static_cast<unsigned char>(utf8[at++]);
  UChar32 c = decode(utf8, at);
  return c < 0 ? kReplacement : static_cast<char32_t>(c);
}

void append_utf8(std::string& to, char32_t code_point) {
  if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) code_point = kReplacement;
  char bytes[4];
  int32_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, code_point);
  to.append(bytes, static_cast<size_t>(length));
}

size_t count_code_points(std::string_view utf8) {
  size_t count = 0;
  for (size_t at = 0; at < utf8.size(); ++count) next_code_point(utf8, at);
  return count;
}

bool is_letter(char32_t c) {
  if (c < 0x80) return (c | 32) >= 'a' && (c | 32) <= 'z';
  return is_hangul_syllable(c) || (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_L_MASK) != 0;
}

bool is_digit(char32_t c) {
  if (c < 0x80) return c >= '0' && c <= '9';
  return !is_hangul_syllable(c) && u_charType(static_cast<UChar32>(c)) == U_DECIMAL_DIGIT_NUMBER;
}

bool is_space(char32_t c) {
  if (c < 0x80) return c == ' ' || (c >= 9 && c <= 13);
  return !is_hangul_syllable(c) && u_isUWhiteSpace(static_cast<UChar32>(c));
}

bool is_mark(char32_t c) { return c >= 0x300 && !is_hangul_syllable(c) && (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_M_MASK) != 0; }

bool is_control(char32_t c) {
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return true;
  return c >= 0xA0 && !is_hangul_syllable(c) && (U_GET_GC_MASK(static_cast<UChar32>(c)) & (U_GC_CC_MASK | U_GC_CF_MASK)) != 0;
}

bool is_upper(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z';
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & (U_GC_LU_MASK | U_GC_LT_MASK)) != 0;
}

bool is_lower(char32_t c) {
  if (c < 0x80) return c >= 'a' && c <= 'z';
  return u_charType(static_cast<UChar32>(c)) == U_LOWERCASE_LETTER;
}

bool is_hangul(char32_t c) {
  return (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0x1100 && c <= 0x11FF) || (c >= 0x3131 && c <= 0x318E) || (c >= 0xA960 && c <= 0xA97C) ||
         (c >= 0xD7B0 && c <= 0xD7FB) || (c >= 0xFFA0 && c <= 0xFFDC);
}

bool is_han(char32_t c) { return c >= 0x2E80 && !is_hangul_syllable(c) && has_script(c, USCRIPT_HAN); }

bool is_latin(char32_t c) {
  if (c < 0x80) return (c | 32) >= 'a' && (c | 32) <= 'z';
  return !is_hangul_syllable(c) && has_script(c, USCRIPT_LATIN);
}

}  // namespace jangin::text
