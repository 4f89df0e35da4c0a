// See url.h.
#include "collect/sources/web/url.h"

#include <unicode/uidna.h>

#include <algorithm>
#include <vector>

#include "base/strings.h"

namespace jangin::collect::web {
namespace {

constexpr size_t kMaxHostBytes = 255;

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool is_unreserved(char c) { return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_' || c == '~'; }
/// May stand in a path or a query as it is.
bool stands(char c) { return is_unreserved(c) || std::string_view("!$&'()*+,;=:@/?").find(c) != std::string_view::npos; }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void escape(char c, std::string& out) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += kDigits[byte >> 4];
  out += kDigits[byte & 15];
}

/// RFC 3986, 5.2.4, on an absolute path.
std::string without_dot_segments(std::string_view path) {
  std::vector<std::string_view> kept;
  bool ends_in_folder = false;
  path.remove_prefix(1);
  for (std::string_view part : split(path, '/')) {
    ends_in_folder = part == "." || part == "..";
    if (part == ".." && !kept.empty()) kept.pop_back();
    if (!ends_in_folder) kept.push_back(part);
  }
  std::string out;
  for (std::string_view part : kept) out.append("/").append(part);
  if (ends_in_folder || out.empty()) out += '/';
  return out;
}

const UIDNA* names() {
  static const UIDNA* all = [] {
    UErrorCode error = U_ZERO_ERROR;
    UIDNA* opened = uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI, &error);
    return U_SUCCESS(error) ? opened : nullptr;
  }();
  return all;
}

std::optional<std::string> ascii_host(std::string_view host) {
  if (std::ranges::all_of(host, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) return to_lower_ascii(host);
  char out[kMaxHostBytes + 1];
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  UErrorCode error = U_ZERO_ERROR;
  if (!names() || host.size() > kMaxHostBytes) return std::nullopt;
  const int32_t bytes = uidna_nameToASCII_UTF8(names(), host.data(), static_cast<int32_t>(host.size()), out, sizeof out, &info, &error);
  if (U_FAILURE(error) || info.errors != 0 || bytes > static_cast<int32_t>(kMaxHostBytes)) return std::nullopt;
  return to_lower_ascii({out, static_cast<size_t>(bytes)});
}

bool is_host(std::string_view host) {
  if (host.empty() || host.size() > kMaxHostBytes) return false;
  const bool is_ip6 = host.starts_with('[') && host.ends_with(']') && host.size() > 2;
  if (is_ip6) return std::ranges::all_of(host.substr(1, host.size() - 2), [](char c) { return hex_digit(c) >= 0 || c == ':' || c == '.'; });
  return host[0] != '.' && std::ranges::all_of(host, [](char c) { return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_'; });
}

/// "host:port" into the URL; false when it is no such thing.
bool take_authority(std::string_view text, Url& url) {
  if (text.find('@') != std::string_view::npos) return false;
  const size_t bracket = text.rfind(']'), colon = text.rfind(':');
  const bool has_port = colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  std::string_view port = has_port ? text.substr(colon + 1) : std::string_view();
  auto host = ascii_host(has_port ? text.substr(0, colon) : text);
  if (!host || !is_host(*host) || port.size() > 5 || !std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; })) return false;
  while (port.starts_with('0')) port.remove_prefix(1);
  url.host = *host == "localhost." ? "localhost" : std::move(*host);
  url.port = port == (url.scheme == "http" ? "80" : "443") ? std::string_view() : port;
  return true;
}

/// Path and query of an URL whose path is absolute or empty.
void take_path(std::string_view text, Url& url) {
  const size_t mark = text.find('?');
  std::string path = replace_all(std::string(text.substr(0, mark)), "\\", "/");
  url.path = without_dot_segments(normal_escapes(path.starts_with('/') ? path : '/' + path));
  url.query = mark == std::string_view::npos ? std::string() : normal_escapes(text.substr(mark));
  if (url.query == "?") url.query.clear();
}

/// "http" of "http:…"; empty: it names no scheme.
std::string scheme_of(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0) return {};
  const std::string_view name = text.substr(0, colon);
  const bool is_name = std::ranges::all_of(name, [](char c) { return is_letter_or_digit(c) || c == '+' || c == '-' || c == '.'; });
  return is_name && !(name[0] >= '0' && name[0] <= '9') ? to_lower_ascii(name) : std::string();
}

/// Without white space around it, line ends in it, and the fragment, as browsers take it.
std::string cleaned(std::string_view text) {
  std::string out;
  for (char c : trim(text.substr(0, text.find('#')))) {
    if (c != '\t' && c != '\n' && c != '\r') out += c;
  }
  return out;
}

}  // namespace

std::string normal_escapes(std::string_view path) {
  std::string out;
  for (size_t at = 0; at < path.size(); ++at) {
    const char c = path[at];
    const int high = c == '%' && at + 2 < path.size() ? hex_digit(path[at + 1]) : -1;
    const int low = high >= 0 ? hex_digit(path[at + 2]) : -1;
    if (low >= 0) {
      const char byte = static_cast<char>(high * 16 + low);
      is_unreserved(byte) ? void(out += byte) : escape(byte, out);
      at += 2;
    } else if (stands(c)) {
      out += c;
    } else {
      escape(c, out);
    }
  }
  return out;
}

std::optional<Url> resolve_url(const Url& base, std::string_view reference) {
  if (reference.size() > 2 * kMaxUrlBytes) return std::nullopt;
  const std::string text = cleaned(reference);
  std::string_view rest = text;
  Url url;
  url.scheme = scheme_of(rest);
  if (!url.scheme.empty()) rest.remove_prefix(url.scheme.size() + 1);
  const bool is_absolute = rest.starts_with("//");
  if (url.scheme.empty())
    url.scheme = base.scheme;
  else if (!is_absolute)
    return std::nullopt;  // "mailto:", and "http:x", which nobody means
  if (url.scheme != "http" && url.scheme != "https") return std::nullopt;
  if (is_absolute) {
    rest.remove_prefix(2);
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?\\"));
    if (!take_authority(authority, url)) return std::nullopt;
    take_path(rest.substr(authority.size()), url);
  } else {
    url.host = base.host, url.port = base.port;
    if (rest.empty())
      url.path = base.path, url.query = base.query;
    else if (rest[0] == '/' || rest[0] == '\\')
      take_path(rest, url);
    else if (rest[0] == '?')
      take_path(base.path + text, url);
    else
      take_path(base.path.substr(0, base.path.rfind('/') + 1) + text, url);
  }
  return url.host.empty() || url.text().size() > kMaxUrlBytes ? std::nullopt : std::optional(std::move(url));
}

std::optional<Url> parse_url(std::string_view text) { return resolve_url(Url{}, text); }

void prepare_urls() {
  parse_url("http://xn--9t4b11yi5a.kr/\xed\x95\x9c");
  parse_url("http://\xed\x95\x9c\xea\xb8\x80.kr/");
}

}  // namespace jangin::collect::web
