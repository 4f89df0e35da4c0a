// Addresses of the internet that are reachable from outside (IANA's special-purpose registries taken out: private, loopback, link-local,
// documentation, multicast …). Four numbers with points are as often a version: small ones need a word.
#include <algorithm>
#include <array>
#include <cstdint>

#include "base/strings.h"
#include "refine/personal/context.h"
#include "refine/personal/finders.h"

namespace jangin::refine {
namespace {

constexpr auto kWords = std::to_array<std::string_view>(
    {"ip",     "ips",        "ipv4", "ipv6",    "아이피",     "address",    "addr",    "host",      "hosts",      "server",
     "client", "ping",       "dns",  "gateway", "nameserver", "router",     "connect", "connected", "connection", "remote",
     "peer",   "proxy",      "ssh",  "http",    "https",      "inet",       "접속",    "서버",      "주소",       "클라이언트",
     "호스트", "게이트웨이", "차단", "방화벽",  "공인",       "traceroute", "whois",   "login",     "ftp",        "curl"});
constexpr auto kAfter =
    std::to_array<std::string_view>({"port", "포트", "접속", "차단", "- -", "get ", "post ", "responded", "connected", "ping", "서버"});
constexpr auto kVersions =
    std::to_array<std::string_view>({"version",  "versions", "ver",      "ver.",    "v",       "release",  "build",     "assembly", "oid", "버전",
                                     "릴리스",   "빌드",     "section",  "chapter", "clause",  "table",    "figure",    "fig.",     "§",   "driver",
                                     "firmware", "펌웨어",   "드라이버", "update",  "upgrade", "upgraded", "downgrade", "절",       "표",  "그림"});

struct Block {
  uint32_t first, bits;
};
constexpr uint32_t ip(uint32_t a, uint32_t b, uint32_t c, uint32_t d) { return a << 24U | b << 16U | c << 8U | d; }
constexpr auto kSpecial = std::to_array<Block>({{ip(0, 0, 0, 0), 8},
                                                {ip(10, 0, 0, 0), 8},
                                                {ip(100, 64, 0, 0), 10},
                                                {ip(127, 0, 0, 0), 8},
                                                {ip(169, 254, 0, 0), 16},
                                                {ip(172, 16, 0, 0), 12},
                                                {ip(192, 0, 0, 0), 24},
                                                {ip(192, 0, 2, 0), 24},
                                                {ip(192, 88, 99, 0), 24},
                                                {ip(192, 168, 0, 0), 16},
                                                {ip(198, 18, 0, 0), 15},
                                                {ip(198, 51, 100, 0), 24},
                                                {ip(203, 0, 113, 0), 24},
                                                {ip(224, 0, 0, 0), 3}});

bool is_special(uint32_t address) {
  return std::any_of(kSpecial.begin(), kSpecial.end(), [&](const Block& block) { return (address ^ block.first) >> (32 - block.bits) == 0; });
}

/// Is the line before `at` nothing but `mark`s and a blank?
bool text_before_is(std::string_view text, size_t at, std::string_view mark) {
  std::string_view before = trim(text.substr(line_begin(text, at), at - line_begin(text, at)));
  return !before.empty() && before.find_first_not_of(mark) == before.npos;
}

/// Letters, digits or marks right at the ends; "/" (a path, a prefix length) and ":" (a port) may follow.
bool is_whole_address(std::string_view text, record::Span span) {
  char before = span.begin > 0 ? text[span.begin - 1] : ' ';
  if (is_ascii_alnum(before) || before == '.' || before == '_' || before == '-' || before == ':') {
    bool prefixed = before == ':' && span.begin > 1 && !is_ascii_alnum(text[span.begin - 2]) && text[span.begin - 2] != ':';
    bool labelled = before == ':' && span.begin > 1 && is_ascii_letter(text[span.begin - 2]);
    if (!prefixed && !labelled) return false;
  }
  std::string_view after = text.substr(span.end);
  if (after.empty()) return true;
  if (is_ascii_alnum(after[0]) || after[0] == '_') return false;
  return !((after[0] == '.' || after[0] == '-') && after.size() > 1 && is_ascii_alnum(after[1]));
}

/// Eight groups of 16 bits from colons and hexadecimal digits (RFC 4291, 2.2, without embedded IPv4); the end of the text form, or 0.
size_t read_ip6(std::string_view text, size_t at, std::array<uint16_t, 8>& groups) {
  size_t count = 0, gap = 9;
  while (count < 8) {
    size_t end = at;
    uint32_t value = 0;
    for (; end < text.size() && end - at < 5; ++end) {
      char c = static_cast<char>(text[end] | 32);
      if (!is_ascii_digit(text[end]) && (c < 'a' || c > 'f')) break;
      value = value * 16 + static_cast<uint32_t>(is_ascii_digit(text[end]) ? text[end] - '0' : c - 'a' + 10);
    }
    if (end - at > 4) return 0;
    if (end == at) return gap == count ? at : 0;
    groups[count++] = static_cast<uint16_t>(value);
    at = end;
    if (count == 8 || at >= text.size() || text[at] != ':') break;
    if (text.substr(at).starts_with("::")) {
      if (gap != 9) return 0;
      gap = count;
      ++at;
      bool ends = at + 1 >= text.size() || (!is_ascii_digit(text[at + 1]) && ((text[at + 1] | 32) < 'a' || (text[at + 1] | 32) > 'f'));
      if (ends) return at + 1;
    }
    ++at;
  }
  return count == 8 || gap != 9 ? at : 0;
}

}  // namespace

std::optional<PersonalSpan> find_ip4(const Site& site) {
  const DigitGroups& groups = *site.digits;
  if (groups.count < 4 || !groups.joined_by('.', 4)) return std::nullopt;
  uint32_t address = 0;
  int large = 0;
  for (size_t i = 0; i < 4; ++i) {
    std::string_view digits = site.text.substr(groups.groups[i].begin, groups.length(i));
    int octet = digits.size() > 3 ? 256 : to_number(digits);
    if (octet > 255 || (digits.size() > 1 && digits[0] == '0')) return std::nullopt;
    large += octet > 31 ? 1 : 0;
    address = address << 8U | static_cast<uint32_t>(octet);
  }
  record::Span span{site.at, groups.groups[3].end};
  if (is_special(address) || !is_whole_address(site.text, span)) return std::nullopt;
  Context context = context_of(site.text, span);
  bool heading = text_before_is(site.text, span.begin, "#");  // "##### 12.5.4.2 Get …"
  size_t version = heading ? 0 : context.distance(kVersions);
  bool announced = context.distance(kWords) < version || (version == Context::kFar && large > 0 && context.is_after(kAfter));
  bool port = site.text.substr(span.end).starts_with(":") && span.end + 1 < site.text.size() && is_ascii_digit(site.text[span.end + 1]);
  if (!announced && (version != Context::kFar || (large < 2 && !port))) return std::nullopt;
  return PersonalSpan{span, std::string(site.text.substr(span.begin, span.size()))};
}

std::optional<PersonalSpan> find_ip6(const Site& site) {
  std::string_view text = site.text;
  if (text[site.at] != '2' && text[site.at] != '3') return std::nullopt;  // 2000::/3 is all that is global
  if (text.substr(site.at, 5).find(':') == text.npos) return std::nullopt;
  std::array<uint16_t, 8> groups{};
  size_t end = read_ip6(text, site.at, groups);
  if (end == 0 || groups[0] < 0x2000 || groups[0] > 0x3FFF) return std::nullopt;
  bool documentation = (groups[0] == 0x2001 && groups[1] == 0x0DB8) || groups[0] == 0x3FFF,
       special = groups[0] == 0x2002 || (groups[0] == 0x2001 && groups[1] < 0x0200);
  record::Span span{site.at, end};
  if (documentation || special || !is_whole_address(text, span) || text.substr(end).starts_with(":")) return std::nullopt;
  return PersonalSpan{span, to_lower_ascii(text.substr(span.begin, span.size()))};
}

}  // namespace jangin::refine
