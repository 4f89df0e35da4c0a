// Messages as RFC 5322 and MIME (RFC 2045 to 2047, 2231) write them: headers, parts, transfer encodings. Knows no file formats.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jangin::collect::mail {

struct Header {
  std::string name;   // lower case
  std::string value;  // unfolded, as written
};

struct Part {
  std::vector<Header> headers;
  std::string_view body;  // of the message's bytes

  /// Value as written; empty when there is none.
  std::string_view header(std::string_view name) const;
};

/// Splits headers from the body. `bytes` must live as long as the part.
Part parse_part(std::string_view bytes);

/// "text/html" of "text/HTML; charset=x", lower case.
std::string media_type(std::string_view value);
/// A parameter of a header ("charset", "boundary", "filename"), also in the forms of RFC 2231; UTF-8.
std::string parameter(std::string_view value, std::string_view name);
/// Encoded words ("=?EUC-KR?B?…?=") and raw bytes of a header → UTF-8.
std::string decode_words(std::string_view value);
/// base64, quoted-printable or as it is.
std::string decode_body(const Part& part);
/// Parts between the boundaries, at most `most`.
std::vector<std::string_view> split_parts(std::string_view body, std::string_view boundary, size_t most);

}  // namespace jangin::collect::mail
