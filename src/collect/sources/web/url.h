// URLs of the web in one normal form (RFC 3986, 6.2.2 and 6.2.3): the same page is named once. http and https only; strings only, nothing is opened.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jangin::collect::web {

inline constexpr size_t kMaxUrlBytes = 2000;

/// Scheme and host in lower case, no port that is the scheme's own, no user, no fragment, no dot segments, escapes in upper case and only where
/// they are needed, international names in their ASCII form (UTS 46).
struct Url {
  std::string scheme;  // "http", "https"
  std::string host;    // IPv6 in brackets
  std::string port;    // empty: the scheme's own
  std::string path;    // begins with "/"
  std::string query;   // with its "?", or empty

  /// "example.org", "example.org:8080": what lists of hosts hold.
  std::string authority() const { return port.empty() ? host : host + ':' + port; }
  std::string origin() const { return scheme + "://" + authority(); }
  std::string path_and_query() const { return path + query; }
  std::string text() const { return origin() + path_and_query(); }
};

/// An absolute URL. Nothing: another scheme, a user or password in it, no host, longer than kMaxUrlBytes.
std::optional<Url> parse_url(std::string_view text);
/// What `reference` means on the page `base` (RFC 3986, 5.2).
std::optional<Url> resolve_url(const Url& base, std::string_view reference);
/// Path and query with escapes in the normal form: for patterns of robots.txt.
std::string normal_escapes(std::string_view path);
/// Loads what the names of hosts need, before the sandbox is closed.
void prepare_urls();

}  // namespace jangin::collect::web
