// Which encoding a text has, and text in it → UTF-8. ICU behind plain functions; opens no file (ICU's tables lie in its library).
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace jangin::collect {

struct Encoding {
  std::string name;       // as ICU knows it: "UTF-8", "windows-949", "UTF-16LE", …
  size_t mark_bytes = 0;  // of the byte order mark, not part of the text
  bool is_utf8() const { return name == "UTF-8"; }
};

/// The encoding of `bytes`, never empty. In this order: byte order mark; zero bytes in every second place (UTF-16); valid UTF-8 that is
/// not plain ASCII; `declared` (a label of the WHATWG Encoding Standard, may be empty or nonsense); pairs that are Hangul, then ICU's statistics over the first bytes.
/// ASCII with the escapes of ISO-2022 is what it declares or what the statistics say.
Encoding detect_encoding(std::string_view bytes, std::string_view declared = {});

/// ICU's name for a label ("ks_c_5601-1987" → "windows-949"); empty when unknown.
std::string encoding_of_label(std::string_view label);

/// Of a Windows character set (\fcharset of RTF); empty: the default one, or unknown.
std::string_view encoding_of_windows_charset(int charset);
/// Of a Windows code page: 949 → "windows-949", 65001 → "UTF-8".
std::string encoding_of_code_page(int code_page);

/// Charset of a <meta> or of an XML declaration in the first 4 KiB; empty: none.
std::string declared_in_markup(std::string_view bytes);

/// Bytes of one encoding → UTF-8. Not thread-safe.
class Decoder {
 public:
  /// An unknown name decodes as windows-1252, in which every byte means something.
  explicit Decoder(const Encoding& encoding);
  Decoder(Decoder&&) noexcept;
  ~Decoder();
  /// The whole of `bytes`, by itself. What is no character of the encoding becomes U+FFFD and is counted in `replaced` when given.
  std::string decode(std::string_view bytes, size_t* replaced = nullptr);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// decode() of all bytes behind the mark, with the encoding found.
std::string to_utf8(std::string_view bytes, std::string_view declared = {}, std::string* encoding_name = nullptr);

/// Once before the sandbox is closed: ICU may then look into no file.
void prepare_encodings();

}  // namespace jangin::collect
