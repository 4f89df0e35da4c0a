// Categories by ICU.
#include "tokenizer/bert_text.h"

#include <unicode/uchar.h>

#include <string>

#include "text/unicode.h"

namespace jangin::tokenizer {
namespace {

/// Calls visit(character, its bytes) for each character; the editor stands behind those before.
template <typename Visit>
void each_character(std::string_view text, Editor& editor, Visit&& visit) {
  for (size_t at = 0; at < text.size();) {
    const size_t from = at;
    const char32_t c = text::next_code_point(text, at);
    editor.keep_to(from);
    visit(c, text.substr(from, at - from));
  }
}

bool is_dropped(char32_t c) {
  if (c == 0 || c == 0xfffd) return true;
  if (c == '\t' || c == '\n' || c == '\r') return false;
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_C_MASK) != 0;
}

bool is_ideograph(char32_t c) {
  return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x20000 && c <= 0x2a6df) || (c >= 0x2a700 && c <= 0x2b73f) ||
         (c >= 0x2b740 && c <= 0x2b81f) || (c >= 0x2b920 && c <= 0x2ceaf) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0x2f800 && c <= 0x2fa1f);
}

}  // namespace

void clean_text(std::string_view text, Editor& editor) {
  each_character(text, editor, [&](char32_t c, std::string_view bytes) {
    if (is_dropped(c))
      editor.replace(bytes.size(), {});
    else if (u_isUWhiteSpace(static_cast<UChar32>(c)))
      editor.replace(bytes.size(), " ");
  });
}

void space_ideographs(std::string_view text, Editor& editor) {
  each_character(text, editor, [&](char32_t c, std::string_view bytes) {
    if (is_ideograph(c)) editor.replace(bytes.size(), " " + std::string(bytes) + " ");
  });
}

void remove_marks(std::string_view text, bool nonspacing_only, Editor& editor) {
  const uint32_t mask = nonspacing_only ? U_GC_MN_MASK : U_GC_M_MASK;
  each_character(text, editor, [&](char32_t c, std::string_view bytes) {
    if ((U_GET_GC_MASK(static_cast<UChar32>(c)) & mask) != 0) editor.replace(bytes.size(), {});
  });
}

void lowercase(std::string_view text, Editor& editor) {
  each_character(text, editor, [&](char32_t c, std::string_view bytes) {
    std::string lower;
    text::append_utf8(lower, static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))));
    if (c == 0x130) lower = "i\u0307";  // the one character with two in lower case (SpecialCasing.txt)
    editor.replace(bytes.size(), lower);
  });
}

bool is_bert_punctuation(char32_t c) {
  if (c < 0x80) return (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) || (c >= 123 && c <= 126);
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_P_MASK) != 0;
}

}  // namespace jangin::tokenizer
