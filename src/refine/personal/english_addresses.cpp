// English postal addresses: house number, capitalised name, kind of street, then unit, town, state and ZIP code or a UK postcode where they follow;
// "P.O. Box 12". Kinds of street that are common words ("Drive", "Way", "Court") need a unit, a town with code, or a word before.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "refine/personal/context.h"
#include "refine/personal/finders.h"

namespace jangin::refine {
namespace {

constexpr auto kStreets = std::to_array<std::string_view>({"Street", "St.", "St", "Avenue", "Ave", "Ave.", "Road", "Rd", "Rd.", "Boulevard", "Blvd",
                                                           "Blvd.", "Lane", "Ln", "Ln.", "Parkway", "Pkwy", "Terrace"});
constexpr auto kWeakStreets = std::to_array<std::string_view>(
    {"Drive", "Dr",    "Dr.",      "Way", "Court", "Ct",      "Ct.", "Place", "Pl",      "Pl.",  "Square", "Sq",    "Sq.",  "Circle",
     "Cir",   "Close", "Crescent", "Row", "Trail", "Highway", "Hwy", "Hwy.",  "Gardens", "Loop", "Plaza",  "Alley", "Quay", "Mews"});
constexpr auto kUnits = std::to_array<std::string_view>(
    {"Apt", "Apt.", "Apartment", "Suite", "Ste", "Ste.", "Unit", "Floor", "Fl.", "Room", "Rm", "Flat", "Bldg", "Bldg.", "Building"});
constexpr std::string_view kStates =
    " AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA PR RI SC SD TN TX UT VT "
    "VA WA WV WI WY ON QC BC AB MB SK NS NB ";
constexpr auto kBefore = std::to_array<std::string_view>(
    {"at", "to", "address", "lives at", "located at", "residing at", "ship to", "deliver to", "mail to", "from", "office", "home"});

bool is_in(WordList list, std::string_view word) { return std::find(list.begin(), list.end(), word) != list.end(); }

/// The word of letters, digits, "'", "-" and a last "." at `at`.
std::string_view word_at(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && (is_ascii_alnum(text[end]) ||
                               ((text[end] == '\'' || text[end] == '-') && end > at && end + 1 < text.size() && is_ascii_alnum(text[end + 1]))))
    ++end;
  if (end > at && end < text.size() && text[end] == '.') ++end;
  return text.substr(at, end - at);
}

std::string_view without_stop(std::string_view word) { return word.ends_with('.') ? word.substr(0, word.size() - 1) : word; }

size_t skip_blank(std::string_view text, size_t at) { return at < text.size() && text[at] == ' ' ? at + 1 : at; }

/// "Sejong-daero", "Teheran-ro", "Jandari-gil" (romanised as the road name act prescribes).
bool is_korean_street(std::string_view word) { return word.ends_with("-daero") || word.ends_with("-ro") || word.ends_with("-gil"); }

/// ", Jung-gu, Seoul 04524": its end; `at` when there is none.
size_t korean_town_end(std::string_view text, size_t at) {
  static constexpr auto kCities =
      std::to_array<std::string_view>({"Seoul", "Busan", "Daegu", "Incheon", "Gwangju", "Daejeon", "Ulsan", "Sejong", "Korea"});
  while (text.substr(at).starts_with(", ")) {
    std::string_view word = word_at(text, at + 2);
    bool part = false;
    for (std::string_view ending : {"-gu", "-si", "-do", "-gun", "-dong", "-eup", "-myeon"}) part = part || word.ends_with(ending);
    if (!part && !is_in(kCities, without_stop(word))) break;
    at += 2 + without_stop(word).size();
  }
  size_t zip = at < text.size() && text[at] == ',' ? at + 1 : at;
  zip = skip_blank(text, zip);
  size_t end = zip;
  while (end < text.size() && is_ascii_digit(text[end])) ++end;
  return zip > at && end - zip == 5 ? end : at;
}

/// The end of "Name Street" from `at` (one to four words of a name first); 0: none. `weak`: the kind of street is a common word.
size_t street_end(std::string_view text, size_t at, bool& weak) {
  for (int words = 0; words < 5; ++words) {
    std::string_view word = word_at(text, at);
    if (word.empty() || !(is_ascii_upper(word[0]) || (is_ascii_digit(word[0]) && words <= 1 && word.size() >= 3 && is_ascii_letter(word.back()))))
      return 0;
    bool strong = is_in(kStreets, word) || is_in(kStreets, without_stop(word));
    weak = !strong && (is_in(kWeakStreets, word) || is_in(kWeakStreets, without_stop(word)));
    if (is_korean_street(word)) return at + word.size();
    bool saint = words == 0 && word.starts_with("St");
    if (words > 0 && !saint && (strong || weak)) {
      std::string_view next = word_at(text, skip_blank(text, at + word.size()));
      bool goes_on = is_in(kStreets, next) && !next.empty();  // "Park Place Road"
      if (!goes_on) {
        bool stop = word.ends_with('.');
        bool ends_sentence = stop && (strong ? without_stop(word).size() > 4 : without_stop(word).size() > 3);
        return at + word.size() - (ends_sentence ? 1 : 0);
      }
    }
    if (word.ends_with('.') && word.size() > 3 && !strong && !weak) return 0;
    at += word.size();
    if (at >= text.size() || text[at] != ' ') return 0;
    ++at;
  }
  return 0;
}

/// ", Apt 4B", " Suite 200", " #5": its end; `at` when there is none.
size_t unit_end(std::string_view text, size_t at) {
  size_t from = at < text.size() && text[at] == ',' ? at + 1 : at;
  from = skip_blank(text, from);
  if (from < text.size() && text[from] == '#' && from + 1 < text.size() && is_ascii_alnum(text[from + 1]))
    return from + 1 + without_stop(word_at(text, from + 1)).size();
  std::string_view word = word_at(text, from);
  if (!is_in(kUnits, word)) return at;
  size_t number = skip_blank(text, from + word.size());
  if (number < text.size() && text[number] == '#') ++number;
  std::string_view name = without_stop(word_at(text, number));
  bool short_name = !name.empty() && name.size() <= 6 && (is_ascii_digit(name.back()) || is_ascii_digit(name.front()) || name.size() == 1);
  return short_name ? number + name.size() : at;
}

/// "SW1A 2AB", "LS1 4AP" (outward and inward code) at `at`: its end, 0 when there is none.
size_t uk_code_end(std::string_view text, size_t at) {
  std::string_view out = word_at(text, at), in = word_at(text, skip_blank(text, at + out.size()));
  in = without_stop(in);
  if (out.size() < 2 || out.size() > 4 || !is_ascii_upper(out[0]) || std::none_of(out.begin(), out.end(), is_ascii_digit) ||
      text.substr(at + out.size(), 1) != " ")
    return 0;
  bool inward = in.size() == 3 && is_ascii_digit(in[0]) && is_ascii_upper(in[1]) && is_ascii_upper(in[2]);
  return inward ? at + out.size() + 1 + 3 : 0;
}

/// ", Fort Wayne, IN 46801", "\nLondon SW1A 2AB": its end; `at` when there is none.
size_t town_end(std::string_view text, size_t at) {
  size_t from = at;
  if (from < text.size() && text[from] == ',') ++from;
  if (from < text.size() && (text[from] == ' ' || text[from] == '\n')) ++from;
  if (from == at) return at;
  for (int words = 0; words < 5; ++words) {
    if (words > 0) {
      if (size_t code = uk_code_end(text, from)) return code;
    }
    std::string_view word = word_at(text, from);
    if (word.empty() || !is_ascii_upper(word[0])) return at;
    std::string_view plain = without_stop(word);
    if (words > 0 && plain.size() == 2 && kStates.find(" " + std::string(plain) + " ") != kStates.npos) {
      size_t zip = skip_blank(text, from + word.size()), end = zip;
      while (end < text.size() && is_ascii_digit(text[end])) ++end;
      if (end - zip != 5) return from + plain.size();
      bool plus_four = text.substr(end).starts_with("-") && end + 5 <= text.size() &&
                       std::all_of(text.begin() + static_cast<ptrdiff_t>(end + 1), text.begin() + static_cast<ptrdiff_t>(end + 5), is_ascii_digit);
      return plus_four ? end + 5 : end;
    }
    from += word.size();
    if (from < text.size() && text[from] == ',') ++from;
    if (from >= text.size() || text[from] != ' ') return at;
    ++from;
  }
  return at;
}

/// "P.O. Box 12", "PO Box 12": the number is the anchor.
size_t box_begin(std::string_view text, size_t at) {
  for (std::string_view box : {"P.O. Box ", "PO Box ", "P. O. Box ", "P.O. BOX "}) {
    if (text.substr(0, at).ends_with(box)) return at - box.size();
  }
  return at;
}

}  // namespace

std::optional<PersonalSpan> find_english_address(const Site& site) {
  std::string_view text = site.text;
  size_t number_end = site.digits->groups[0].end;
  if (number_end - site.at > 5) return std::nullopt;
  record::Span span{box_begin(text, site.at), number_end};
  bool box = span.begin != site.at, weak = false;
  if (!box) {
    if (number_end < text.size() && is_ascii_upper(text[number_end])) ++number_end;  // "221B Baker Street"
    size_t street = number_end;
    if (text.substr(street, 2) == ", " && is_korean_street(word_at(text, street + 2))) ++street;  // "152, Teheran-ro"
    if (street + 1 >= text.size() || text[street] != ' ' || (!is_ascii_upper(text[street + 1]) && !is_ascii_digit(text[street + 1])))
      return std::nullopt;
    char before = span.begin > 0 ? text[span.begin - 1] : ' ';
    if (is_ascii_alnum(before) || before == '.' || before == '-' || before == '_' || before == '/' || before == '#' || before == '$' ||
        text[site.at] == '0')
      return std::nullopt;
    span.end = street_end(text, street + 1, weak);
    if (span.end == 0) return std::nullopt;
  }
  size_t unit = unit_end(text, span.end), town = town_end(text, unit);
  bool sure = town != unit || unit != span.end;
  if (town == unit && unit == span.end) unit = unit_end(text, town);
  if ((weak || box) && !sure) {
    Context context = context_of(text, span);
    if (!context.announces(kBefore) || context.distance(kBefore) > 3) return std::nullopt;
  }
  span.end = std::max(town, korean_town_end(text, span.end));
  std::string key;
  for (char c : to_lower_ascii(text.substr(span.begin, span.size()))) {
    if (is_ascii_alnum(c)) key += c;
  }
  return PersonalSpan{span, std::move(key)};
}

}  // namespace jangin::refine
