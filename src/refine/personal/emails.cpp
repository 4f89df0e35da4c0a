// E-mail addresses as in RFC 5321 without quoting, "name (at) host.org", "name [at] host [dot] org": every "@", and "at" in brackets, looked at from
// both sides. Not: reserved domains (RFC 2606), `keep_domains` and what is below them, file names ("icon@2x.png"), logins of services
// ("git@github.com").
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "refine/personal/finders.h"

namespace jangin::refine {
namespace {

bool is_local(char c) { return is_ascii_alnum(c) || c == '.' || c == '_' || c == '%' || c == '+' || c == '-'; }
bool is_host(char c) { return is_ascii_alnum(c) || c == '-'; }

/// Last labels that end file names and units, not domains.
constexpr auto kNoDomain = std::to_array<std::string_view>(
    {"png", "jpg",  "jpeg", "gif",  "svg", "ini",  "hal",  "txt", "html", "htm",     "css",    "js",    "py",     "cpp",   "hpp", "pdf",
     "md",  "json", "xml",  "yaml", "yml", "toml", "conf", "cfg", "log",  "service", "socket", "timer", "target", "local", "lan"});
constexpr auto kReserved = std::to_array<std::string_view>({"example.com", "example.org", "example.net", "example", "test", "invalid", "localhost"});
constexpr auto kServiceLogins = std::to_array<std::string_view>({"git", "hg", "svn", "anonymous"});

bool is_below(std::string_view host, std::string_view domain) {
  return host == domain || (host.size() > domain.size() && host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.');
}

bool is_kept(std::string_view local, std::string_view host, const std::vector<std::string>& keep_domains) {
  auto below = [&](std::string_view domain) { return is_below(host, domain); };
  return std::any_of(kReserved.begin(), kReserved.end(), below) || std::any_of(keep_domains.begin(), keep_domains.end(), below) ||
         std::find(kServiceLogins.begin(), kServiceLogins.end(), local) != kServiceLogins.end();
}

/// A sign between local part and host, or between two labels: "@", " (at) ", "[at]", ".", " [dot] ".
struct Sign {
  size_t begin = 0, end = 0;
};

/// "(word)", "[word]", "<word>" or "{word}" with blanks around, at `at` (which is the opening bracket).
bool bracketed(std::string_view text, size_t at, std::string_view word, Sign& sign) {
  static constexpr std::string_view kOpen = "([{<", kClose = ")]}>";
  size_t kind = at < text.size() ? kOpen.find(text[at]) : kOpen.npos;
  if (kind == kOpen.npos) return false;
  size_t inside = at + 1;
  while (inside < text.size() && text[inside] == ' ') ++inside;
  if (to_lower_ascii(text.substr(inside, word.size())) != word) return false;
  size_t close = inside + word.size();
  while (close < text.size() && text[close] == ' ') ++close;
  if (close >= text.size() || text[close] != kClose[kind]) return false;
  sign.begin = at;
  while (sign.begin > 0 && text[sign.begin - 1] == ' ') --sign.begin;
  sign.end = close + 1;
  while (sign.end < text.size() && text[sign.end] == ' ') ++sign.end;
  return true;
}

bool next_dot(std::string_view text, size_t at, Sign& sign) {
  if (at < text.size() && text[at] == '.') {
    sign = {at, at + 1};
    return true;
  }
  size_t open = at;
  while (open < text.size() && text[open] == ' ') ++open;
  return bracketed(text, open, "dot", sign);
}

/// The host that starts at `at`: labels joined by dots; `end` becomes its end. Empty when it is none.
std::string read_host(std::string_view text, size_t at, size_t& end) {
  std::string host;
  size_t labels = 0;
  std::string last;
  while (true) {
    size_t stop = at;
    while (stop < text.size() && is_host(text[stop])) ++stop;
    while (stop > at && text[stop - 1] == '-') --stop;
    if (stop == at || text[at] == '-' || stop - at > 63) break;
    last = to_lower_ascii(text.substr(at, stop - at));
    host += (labels++ == 0 ? "" : ".") + last;
    end = stop;
    Sign dot;
    if (!next_dot(text, stop, dot) || dot.end >= text.size() || !is_ascii_alnum(text[dot.end])) break;
    at = dot.end;
  }
  bool letters = last.size() >= 2 && last.size() <= 24 && std::all_of(last.begin(), last.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  if (labels < 2 || !letters || std::find(kNoDomain.begin(), kNoDomain.end(), last) != kNoDomain.end()) return {};
  return host;
}

/// Where the local part that ends at `end` begins; `end` when there is none.
size_t local_begin(std::string_view text, size_t end, size_t floor) {
  size_t begin = end;
  while (begin > floor && is_local(text[begin - 1]) && end - begin < 64) --begin;
  while (begin < end && !is_ascii_alnum(text[begin])) ++begin;
  return begin;
}

}  // namespace

std::optional<PersonalSpan> find_email(const Site& site) {
  std::string_view text = site.text;
  Sign sign{site.at, site.at + 1};
  if (text[site.at] != '@' && !bracketed(text, site.at, "at", sign)) return std::nullopt;
  size_t begin = local_begin(text, sign.begin, site.floor);
  size_t end = 0;
  std::string host = read_host(text, sign.end, end);
  if (begin == sign.begin || host.empty() || text[sign.begin - 1] == '.') return std::nullopt;
  std::string local = to_lower_ascii(text.substr(begin, sign.begin - begin));
  if (is_kept(local, host, site.keep_domains)) return std::nullopt;
  return PersonalSpan{{begin, end}, local + "@" + host};
}

}  // namespace jangin::refine
