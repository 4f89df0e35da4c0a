// One line a format. Sources: RFC 3339 (dates, times, durations), RFC 4122 (UUID), RFC 5321 (addresses), RFC 1123 (host names), RFC 3986.
#include "engine/grammar/string_formats.h"

#include <array>

namespace jangin::engine::grammar {
namespace {

#define JANGIN_YEAR "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
#define JANGIN_LEAP_YEAR "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
#define JANGIN_DATE \
  "(?:" JANGIN_YEAR \
  "-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))|" JANGIN_LEAP_YEAR "-02-29)"
#define JANGIN_TIME "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,6})?(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
#define JANGIN_LABEL "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
#define JANGIN_BYTE "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
#define JANGIN_HEX4 "[0-9A-Fa-f]{1,4}"
#define JANGIN_URI_CHARACTER "(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})"

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kFormats = {{
    {"date", "^" JANGIN_DATE "$"},
    {"date-time", "^" JANGIN_DATE "T" JANGIN_TIME "$"},
    {"time", "^" JANGIN_TIME "$"},
    {"duration",
     "^P(?:[0-9]{1,4}W|(?:[0-9]{1,4}Y(?:[0-9]{1,4}M(?:[0-9]{1,4}D)?)?|[0-9]{1,4}M(?:[0-9]{1,4}D)?|[0-9]{1,4}D)"
     "(?:T(?:[0-9]{1,4}H(?:[0-9]{1,4}M(?:[0-9]{1,4}S)?)?|[0-9]{1,4}M(?:[0-9]{1,4}S)?|[0-9]{1,4}S))?"
     "|T(?:[0-9]{1,4}H(?:[0-9]{1,4}M(?:[0-9]{1,4}S)?)?|[0-9]{1,4}M(?:[0-9]{1,4}S)?|[0-9]{1,4}S))$"},
    {"uuid", "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$"},
    {"email", "^[A-Za-z0-9_+-]{1,20}(?:\\.[A-Za-z0-9_+-]{1,20}){0,2}@" JANGIN_LABEL "(?:\\." JANGIN_LABEL "){1,3}$"},
    {"hostname", "^" JANGIN_LABEL "(?:\\." JANGIN_LABEL "){0,3}$"},
    {"ipv4", "^" JANGIN_BYTE "(?:\\." JANGIN_BYTE "){3}$"},
    {"ipv6", "^(?:(?:" JANGIN_HEX4 ":){7}" JANGIN_HEX4 "|::(?:" JANGIN_HEX4 "(?::" JANGIN_HEX4 "){0,5})?|" JANGIN_HEX4 "(?::" JANGIN_HEX4
             "){0,2}::(?:" JANGIN_HEX4 "(?::" JANGIN_HEX4 "){0,3})?)$"},
    {"uri", "^[A-Za-z][A-Za-z0-9+.-]{0,15}://" JANGIN_LABEL "(?:\\." JANGIN_LABEL "){0,4}(?::[1-9][0-9]{0,3})?(?:/" JANGIN_URI_CHARACTER
            "*)*(?:\\?(?:" JANGIN_URI_CHARACTER "|[/?])*)?(?:#(?:" JANGIN_URI_CHARACTER "|[/?])*)?$"},
    {"uri-reference",
     "^(?:[A-Za-z][A-Za-z0-9+.-]{0,15}://" JANGIN_LABEL "(?:\\." JANGIN_LABEL "){0,4}(?::[1-9][0-9]{0,3})?)?(?:/" JANGIN_URI_CHARACTER "+)+$"},
}};

}  // namespace

std::string_view format_pattern(std::string_view format) {
  for (auto [name, pattern] : kFormats) {
    if (name == format) return pattern;
  }
  return {};
}

std::string format_names() {
  std::string names;
  for (auto [name, pattern] : kFormats) names += (names.empty() ? "" : ", ") + std::string(name);
  return names;
}

}  // namespace jangin::engine::grammar
