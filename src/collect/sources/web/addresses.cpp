// Which addresses are not of the public internet: IANA's special-purpose registries (RFC 6890). See http_get.h.
#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <initializer_list>

#include "collect/sources/web/http_get.h"

namespace jangin::collect::web {
namespace {

struct Range {
  uint32_t first;
  int bits;
};
constexpr std::array<Range, 15> kPrivate4{{{0x00000000, 8},
                                           {0x0a000000, 8},
                                           {0x64400000, 10},
                                           {0x7f000000, 8},
                                           {0xa9fe0000, 16},
                                           {0xac100000, 12},
                                           {0xc0000000, 24},
                                           {0xc0000200, 24},
                                           {0xc0586300, 24},
                                           {0xc0a80000, 16},
                                           {0xc6120000, 15},
                                           {0xc6336400, 24},
                                           {0xcb007100, 24},
                                           {0xe0000000, 4},
                                           {0xf0000000, 4}}};

bool is_private_4(uint32_t address) {
  for (const Range& range : kPrivate4) {
    if ((address ^ range.first) >> (32 - range.bits) == 0) return true;
  }
  return false;
}

uint32_t number_at(const uint8_t* bytes) { return uint32_t{bytes[0]} << 24 | uint32_t{bytes[1]} << 16 | uint32_t{bytes[2]} << 8 | bytes[3]; }

bool starts_with(const uint8_t* bytes, std::initializer_list<uint8_t> prefix) { return std::equal(prefix.begin(), prefix.end(), bytes); }

bool is_private_6(const uint8_t* bytes) {
  const bool is_inner =
      starts_with(bytes, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0}) && ((bytes[10] == 0xff && bytes[11] == 0xff) || (bytes[10] == 0 && bytes[11] == 0));
  if (is_inner) return bytes[10] == 0 || is_private_4(number_at(bytes + 12));  // "::", "::1", IPv4-compatible; IPv4-mapped
  if (starts_with(bytes, {0x00, 0x64, 0xff, 0x9b})) return bytes[4] != 0 || bytes[5] != 0 || is_private_4(number_at(bytes + 12));  // NAT64
  if (starts_with(bytes, {0x20, 0x02})) return is_private_4(number_at(bytes + 2));                                                 // 6to4
  if (starts_with(bytes, {0x20, 0x01}) && bytes[2] < 2) return true;  // protocol assignments, Teredo
  if (starts_with(bytes, {0x20, 0x01, 0x0d, 0xb8})) return true;      // documentation
  return (bytes[0] & 0xe0) != 0x20;                                   // what is not global unicast: fc00::/7, fe80::/10, ff00::/8, …
}

}  // namespace

bool is_private_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) return is_private_4(ntohl(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr));
  return address.sa_family != AF_INET6 || is_private_6(reinterpret_cast<const sockaddr_in6&>(address).sin6_addr.s6_addr);
}

}  // namespace jangin::collect::web
