// See encoding.h.
#include "collect/readers/encoding.h"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unicode/udata.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/strings.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace {

constexpr size_t kMarkupBytes = 4096, kStatisticsBytes = 65536;

Encoding by_mark(std::string_view bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) return {"UTF-8", 3};
  if (bytes.starts_with(std::string_view("\xff\xfe\0\0", 4))) return {"UTF-32LE", 4};
  if (bytes.starts_with(std::string_view("\0\0\xfe\xff", 4))) return {"UTF-32BE", 4};
  if (bytes.starts_with("\xff\xfe")) return {"UTF-16LE", 2};
  if (bytes.starts_with("\xfe\xff")) return {"UTF-16BE", 2};
  return {};
}

/// UTF-16 without a mark: ASCII characters (line ends, spaces, markup) leave zero bytes on one side only.
std::string by_zeros(std::string_view bytes) {
  std::string_view head = bytes.substr(0, kMarkupBytes & ~size_t{1});
  size_t even = 0, odd = 0;
  for (size_t i = 0; i < head.size(); ++i) {
    if (head[i] == 0) ++(i % 2 == 0 ? even : odd);
  }
  if (odd >= 4 && odd * 20 > head.size() && even * 50 < odd) return "UTF-16LE";
  if (even >= 4 && even * 20 > head.size() && odd * 50 < even) return "UTF-16BE";
  return {};
}

bool has_escapes(std::string_view bytes) { return bytes.find("\x1b$") != std::string_view::npos || bytes.find("\x1b(J") != std::string_view::npos; }

/// Pairs of EUC-KR or of its extension, nearly all of them Hangul: the detector confuses short ones with Chinese and Japanese. Hanzi of
/// GB 2312 lie on the same rows, but a good third of those of any text outside of rows 16 to 40 (0xB0 to 0xC8).
bool is_korean(std::string_view bytes) {
  size_t pairs = 0, hangul = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    auto lead = static_cast<unsigned char>(bytes[i]);
    if (lead < 0x80) continue;
    if (i + 1 == bytes.size()) break;
    auto trail = static_cast<unsigned char>(bytes[++i]);
    bool letter = (trail >= 'A' && trail <= 'Z') || (trail >= 'a' && trail <= 'z');
    if (lead < 0x81 || lead == 0xff || (trail < 0x81 && !letter) || trail == 0xff) return false;
    ++pairs;
    hangul += (lead >= 0xb0 && lead <= 0xc8 && trail >= 0xa1) || (trail < 0xa1 && lead <= 0xc6);
  }
  return pairs >= 2 && hangul * 100 >= pairs * 85;
}

/// Of the detector's answers the first that this program's users can have meant: its confidence of 10 is a guess among Latin pages.
std::string by_statistics(std::string_view bytes) {
  if (is_korean(bytes.substr(0, kStatisticsBytes & ~size_t{1}))) return "windows-949";
  UErrorCode status = U_ZERO_ERROR;
  UCharsetDetector* detector = ucsdet_open(&status);
  std::string_view head = bytes.substr(0, kStatisticsBytes);
  ucsdet_setText(detector, head.data(), static_cast<int32_t>(head.size()), &status);
  int32_t found = 0;
  const UCharsetMatch** matches = ucsdet_detectAll(detector, &found, &status);
  std::string name;
  for (int32_t i = 0; U_SUCCESS(status) && matches && i < found && name.empty(); ++i) {
    std::string candidate = ucsdet_getName(matches[i], &status);
    if (ucsdet_getConfidence(matches[i], &status) >= 10 && !candidate.starts_with("UTF-") && !candidate.starts_with("IBM")) {
      name = encoding_of_label(candidate);
    }
  }
  ucsdet_close(detector);
  return name.empty() ? "windows-1252" : name;
}

/// The value that follows `key` and "=": charset=euc-kr, charset = "euc-kr".
std::string value_after(std::string_view text, std::string_view key) {
  for (size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    size_t begin = text.find_first_not_of(" \t\r\n", at + key.size());
    if (begin == std::string_view::npos || text[begin] != '=') continue;
    begin = text.find_first_not_of(" \t\r\n\"'", begin + 1);
    if (begin == std::string_view::npos) return {};
    size_t end = text.find_first_of(" \t\r\n\"';>/?", begin);
    return std::string(text.substr(begin, end == std::string_view::npos ? end : end - begin));
  }
  return {};
}

}  // namespace

std::string encoding_of_label(std::string_view label) {
  // Labels whose everyday meaning is a superset of the standard that they name (WHATWG Encoding Standard, 4.2).
  static constexpr std::array<std::array<std::string_view, 2>, 24> kSupersets{{{"euc-kr", "windows-949"},
                                                                               {"euckr", "windows-949"},
                                                                               {"ks_c_5601-1987", "windows-949"},
                                                                               {"ks_c_5601-1989", "windows-949"},
                                                                               {"ksc5601", "windows-949"},
                                                                               {"ksc_5601", "windows-949"},
                                                                               {"cp949", "windows-949"},
                                                                               {"ms949", "windows-949"},
                                                                               {"uhc", "windows-949"},
                                                                               {"shift_jis", "ibm-943_P15A-2003"},
                                                                               {"shift-jis", "ibm-943_P15A-2003"},
                                                                               {"sjis", "ibm-943_P15A-2003"},
                                                                               {"x-sjis", "ibm-943_P15A-2003"},
                                                                               {"windows-31j", "ibm-943_P15A-2003"},
                                                                               {"cp932", "ibm-943_P15A-2003"},
                                                                               {"gb2312", "gb18030"},
                                                                               {"gbk", "gb18030"},
                                                                               {"iso-8859-1", "windows-1252"},
                                                                               {"latin1", "windows-1252"},
                                                                               {"us-ascii", "windows-1252"},
                                                                               {"ascii", "windows-1252"},
                                                                               {"iso-8859-9", "windows-1254"},
                                                                               {"tis-620", "windows-874"},
                                                                               {"utf8", "UTF-8"}}};
  std::string name = to_lower_ascii(trim(label));
  if (name.empty() || name.size() > 40) return {};
  for (const auto& [from, to] : kSupersets) {
    if (name == from) return std::string(to);
  }
  UErrorCode status = U_ZERO_ERROR;
  const char* known = ucnv_getAlias(name.c_str(), 0, &status);
  return U_SUCCESS(status) && known ? known : "";
}

std::string_view encoding_of_windows_charset(int charset) {
  switch (charset) {
    case 128: return "ibm-943_P15A-2003";
    case 129: return "windows-949";
    case 134: return "gb18030";
    case 136: return "Big5";
    case 161: return "windows-1253";
    case 162: return "windows-1254";
    case 177: return "windows-1255";
    case 178: return "windows-1256";
    case 186: return "windows-1257";
    case 204: return "windows-1251";
    case 222: return "windows-874";
    case 238: return "windows-1250";
    default: return {};
  }
}

std::string encoding_of_code_page(int code_page) {
  switch (code_page) {
    case 932: return "ibm-943_P15A-2003";
    case 936: return "gb18030";
    case 950: return "Big5";
    case 65001: return "UTF-8";
    default: return "windows-" + std::to_string(code_page);
  }
}

std::string declared_in_markup(std::string_view bytes) {
  std::string head = to_lower_ascii(bytes.substr(0, kMarkupBytes));
  if (head.starts_with("<?xml")) {
    std::string value = value_after(std::string_view(head).substr(0, head.find("?>")), "encoding");
    if (!value.empty()) return value;
  }
  for (size_t at = head.find("<meta"); at != std::string::npos; at = head.find("<meta", at + 5)) {
    std::string value = value_after(std::string_view(head).substr(at, head.find('>', at) - at), "charset");
    if (!value.empty()) return value;
  }
  return {};
}

Encoding detect_encoding(std::string_view bytes, std::string_view declared) {
  if (Encoding marked = by_mark(bytes); !marked.name.empty()) return marked;
  if (std::string name = by_zeros(bytes); !name.empty()) return {name, 0};
  std::string label = encoding_of_label(declared);
  bool ascii = std::all_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii && has_escapes(bytes)) return {label.starts_with("ISO-2022") ? label : by_statistics(bytes), 0};
  if (text::is_valid_utf8(bytes)) return {"UTF-8", 0};
  // Sixteen-bit encodings cannot be declared in bytes that were just read one by one.
  bool usable = !label.empty() && !label.starts_with("UTF-16") && !label.starts_with("UTF-32") && !label.starts_with("ISO-2022") && label != "UTF-7";
  if (usable && label != "UTF-8") return {label, 0};
  size_t replaced = 0;
  text::repair_utf8(bytes.substr(0, kStatisticsBytes * 4), &replaced);
  size_t high = static_cast<size_t>(std::count_if(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }));
  // Damaged UTF-8 stays UTF-8; another encoding has next to no valid sequences.
  if (replaced * 20 < high) return {"UTF-8", 0};
  return {by_statistics(bytes), 0};
}

struct Decoder::State {
  UConverter* converter = nullptr;
  bool utf8 = false;
};

Decoder::Decoder(const Encoding& encoding) : state_(std::make_unique<State>()) {
  state_->utf8 = encoding.is_utf8();
  if (state_->utf8) return;
  UErrorCode status = U_ZERO_ERROR;
  state_->converter = ucnv_open(encoding.name.c_str(), &status);
  if (U_FAILURE(status)) {
    status = U_ZERO_ERROR;
    state_->converter = ucnv_open("windows-1252", &status);
  }
}
Decoder::Decoder(Decoder&&) noexcept = default;
Decoder::~Decoder() {
  if (state_ && state_->converter) ucnv_close(state_->converter);
}

std::string Decoder::decode(std::string_view bytes, size_t* replaced) {
  if (state_->utf8) return text::is_valid_utf8(bytes) ? std::string(bytes) : text::repair_utf8(bytes, replaced);
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 2);
  std::vector<UChar> units(4096);
  const char* source = bytes.data();
  const char* end = source + bytes.size();
  ucnv_reset(state_->converter);
  char16_t high = 0;  // of a pair whose second half comes with the next units
  for (UErrorCode status = U_BUFFER_OVERFLOW_ERROR; status == U_BUFFER_OVERFLOW_ERROR;) {
    status = U_ZERO_ERROR;
    UChar* target = units.data();
    ucnv_toUnicode(state_->converter, &target, units.data() + units.size(), &source, end, nullptr, true, &status);
    for (const UChar* unit = units.data(); unit < target; ++unit) {
      if (*unit >= 0xd800 && *unit < 0xdc00) {
        high = *unit;
        continue;
      }
      char32_t c = *unit;
      if (c >= 0xdc00 && c < 0xe000) c = high ? 0x10000 + ((static_cast<char32_t>(high) - 0xd800) << 10) + (c - 0xdc00) : 0xfffd;
      high = 0;
      if (c == 0xfffd && replaced) ++*replaced;
      text::append_utf8(out, c);
    }
    if (U_FAILURE(status) && status != U_BUFFER_OVERFLOW_ERROR) break;
  }
  return out;
}

std::string to_utf8(std::string_view bytes, std::string_view declared, std::string* encoding_name) {
  Encoding encoding = detect_encoding(bytes, declared);
  if (encoding_name) *encoding_name = encoding.name;
  return Decoder(encoding).decode(bytes.substr(encoding.mark_bytes));
}

void prepare_encodings() {
  UErrorCode status = U_ZERO_ERROR;
  udata_setFileAccess(UDATA_NO_FILES, &status);
  Decoder({"windows-949", 0}).decode("\xb0\xa1");
  detect_encoding("\xb0\xa1\xb0\xa1\xff");
}

}  // namespace jangin::collect
