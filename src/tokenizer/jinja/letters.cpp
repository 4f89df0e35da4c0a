// Case by ICU, without a language.
#include "tokenizer/jinja/letters.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/uchar.h>

#include "text/unicode.h"

namespace jangin::tokenizer::jinja {
namespace {

MarkedText map_case(const MarkedText& text, bool upper) {
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  UErrorCode error = U_ZERO_ERROR;
  const icu::StringPiece piece(text.bytes.data(), static_cast<int32_t>(text.bytes.size()));
  if (upper) {
    icu::CaseMap::utf8ToUpper("", 0, piece, sink, nullptr, error);
  } else {
    icu::CaseMap::utf8ToLower("", 0, piece, sink, nullptr, error);
  }
  if (U_FAILURE(error)) return text;
  if (out.size() != text.bytes.size()) return text.changed_to(std::move(out));
  MarkedText same = text;
  same.bytes = std::move(out);
  return same;
}

}  // namespace

MarkedText to_upper(const MarkedText& text) { return map_case(text, true); }
MarkedText to_lower(const MarkedText& text) { return map_case(text, false); }

MarkedText capitalize(const MarkedText& text) {
  if (text.bytes.empty()) return text;
  size_t first = 0;
  text::next_code_point(text.bytes, first);
  MarkedText out = to_upper(text.slice(0, first));
  out.append(to_lower(text.slice(first, text.bytes.size())));
  return out;
}

MarkedText to_title(const MarkedText& text) {
  MarkedText out;
  size_t begin = 0;
  bool in_word = false;
  for (size_t at = 0; at < text.bytes.size();) {
    size_t next = at;
    const bool letter = u_isalpha(static_cast<UChar32>(text::next_code_point(text.bytes, next)));
    if (letter != in_word) {
      out.append(in_word ? capitalize(text.slice(begin, at)) : text.slice(begin, at));
      begin = at;
      in_word = letter;
    }
    at = next;
  }
  out.append(in_word ? capitalize(text.slice(begin, text.bytes.size())) : text.slice(begin, text.bytes.size()));
  return out;
}

}  // namespace jangin::tokenizer::jinja
