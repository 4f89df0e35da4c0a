// Digit by digit along the bounds: a number stays "tight" to a bound while its digits equal the bound's; once it is off both, its
// remaining digits are free.
#include "engine/grammar/json_numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace jangin::engine::grammar {
namespace {

/// Magnitude in decimal digits without leading or trailing zeros ("0" at least before the point).
struct Decimal {
  bool negative = false;
  std::string whole = "0";
  std::string fraction;
  bool exclusive = false;

  bool zero() const { return whole == "0" && fraction.empty(); }
};

Decimal decimal_of(const Json& number) {
  std::string shown = number.is_number_float() ? fmt::format("{}", number.get<double>()) : number.dump();
  Decimal made;
  made.negative = shown.starts_with('-');
  if (made.negative) shown.erase(0, 1);
  int exponent = 0;
  if (size_t e = shown.find('e'); e != std::string::npos) {
    exponent = std::stoi(shown.substr(e + 1));
    shown.resize(e);
  }
  const size_t point = std::min(shown.find('.'), shown.size());
  std::string digits = shown.substr(0, point) + (point < shown.size() ? shown.substr(point + 1) : "");
  auto whole = static_cast<int>(point) + exponent;
  if (whole < 0) {
    digits.insert(0, static_cast<size_t>(-whole), '0');
    whole = 0;
  }
  if (static_cast<size_t>(whole) > digits.size()) digits.append(static_cast<size_t>(whole) - digits.size(), '0');
  made.whole = digits.substr(0, static_cast<size_t>(whole));
  made.fraction = digits.substr(static_cast<size_t>(whole));
  made.whole.erase(0, std::min(made.whole.find_first_not_of('0'), made.whole.size()));
  if (made.whole.empty()) made.whole = "0";
  made.fraction.resize(made.fraction.find_last_not_of('0') + 1);
  if (made.zero()) made.negative = false;
  return made;
}

/// -1, 0, 1 by magnitude.
int compare_magnitudes(const Decimal& a, const Decimal& b) {
  if (a.whole.size() != b.whole.size()) return a.whole.size() < b.whole.size() ? -1 : 1;
  const int whole = a.whole.compare(b.whole);
  const int order = whole != 0 ? whole : a.fraction.compare(b.fraction);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}
int compare(const Decimal& a, const Decimal& b) {
  if (a.negative != b.negative) return a.negative ? -1 : 1;
  return a.negative ? -compare_magnitudes(a, b) : compare_magnitudes(a, b);
}

/// Magnitudes between two bounds.
class MagnitudeWriter {
 public:
  MagnitudeWriter(JsonText& text, bool integer, uint32_t fraction_digits, uint32_t multiple)
      : writer_(text.writer()), integer_(integer), fraction_digits_(fraction_digits), multiple_(multiple) {}

  NodeId between(const Decimal& low, const Decimal& high) {
    std::vector<NodeId> parts;
    for (size_t length = low.whole.size(); length <= high.whole.size(); ++length) {
      parts.push_back(whole(length, 0, 0, length == low.whole.size() ? &low : nullptr, length == high.whole.size() ? &high : nullptr));
    }
    return writer_.choice(std::move(parts));
  }

 private:
  NodeId digits(char first, char last) { return writer_.characters({{static_cast<char32_t>(first), static_cast<char32_t>(last)}}); }

  /// Digits from `at` of a whole part of `length`; `remainder`: of those before, by `multiple_`.
  NodeId whole(size_t length, size_t at, uint32_t remainder, const Decimal* low, const Decimal* high) {
    if (at == length) return integer_ ? whole_end(remainder, low, high) : fraction(low, high);
    if (low == nullptr && high == nullptr && at > 0) return free(length - at, remainder);
    const char from = low != nullptr ? low->whole[at] : at == 0 && length > 1 ? '1' : '0';
    const char to = high != nullptr ? high->whole[at] : '9';
    std::vector<NodeId> parts;
    for (char digit = from; digit <= to; ++digit) {
      const Decimal* low_next = digit == from ? low : nullptr;
      const Decimal* high_next = digit == to ? high : nullptr;
      char last = digit;
      if (low_next == nullptr && high_next == nullptr && multiple_ == 1) last = high != nullptr ? static_cast<char>(to - 1) : to;
      const uint32_t next = (remainder * 10 + static_cast<uint32_t>(digit - '0')) % multiple_;
      parts.push_back(writer_.sequence({digits(digit, last), whole(length, at + 1, next, low_next, high_next)}));
      digit = last;
    }
    return writer_.choice(std::move(parts));
  }

  NodeId free(size_t left, uint32_t remainder) {
    if (multiple_ == 1)
      return writer_.sequence({writer_.repeat(digits('0', '9'), static_cast<uint32_t>(left), static_cast<uint32_t>(left)),
                               integer_ ? writer_.empty() : fraction(nullptr, nullptr)});
    if (left == 0) return whole_end(remainder, nullptr, nullptr);
    if (auto known = free_.find({left, remainder}); known != free_.end()) return known->second;
    std::map<uint32_t, CodePoints> by_remainder;
    for (uint32_t digit = 0; digit < 10; ++digit) by_remainder[(remainder * 10 + digit) % multiple_].add('0' + digit, '0' + digit);
    std::vector<NodeId> parts;
    for (const auto& [next, set] : by_remainder) parts.push_back(writer_.sequence({writer_.characters(set), free(left - 1, next)}));
    return free_[{left, remainder}] = writer_.choice(std::move(parts));
  }

  NodeId whole_end(uint32_t remainder, const Decimal* low, const Decimal* high) {
    return remainder == 0 && may_end(0, low, high) ? writer_.empty() : writer_.nothing();
  }

  /// Whether a number that equals its tight bounds up to fraction digit `at` may end there.
  static bool may_end(size_t at, const Decimal* low, const Decimal* high) {
    if (low != nullptr && (at < low->fraction.size() || low->exclusive)) return false;
    return high == nullptr || at < high->fraction.size() || !high->exclusive;
  }

  NodeId fraction(const Decimal* low, const Decimal* high) {
    const NodeId none = may_end(0, low, high) ? writer_.empty() : writer_.nothing();
    if (fraction_digits_ == 0) return none;
    return writer_.choice({none, writer_.sequence({writer_.literal("."), fraction_digits(0, low, high)})});
  }

  NodeId fraction_digits(uint32_t at, const Decimal* low, const Decimal* high) {
    if (low == nullptr && high == nullptr) return writer_.repeat(digits('0', '9'), at == 0 ? 1 : 0, fraction_digits_ - at);
    std::vector<NodeId> parts = {at > 0 && may_end(at, low, high) ? writer_.empty() : writer_.nothing()};
    if (at == fraction_digits_) return parts[0];
    auto digit_of = [at](const Decimal* bound, char otherwise) {
      return bound == nullptr ? otherwise : at < bound->fraction.size() ? bound->fraction[at] : '0';
    };
    const char from = digit_of(low, '0');
    const char to = digit_of(high, '9');
    for (char digit = from; digit <= to; ++digit) {
      const Decimal* low_next = digit == from ? low : nullptr;
      const Decimal* high_next = digit == to ? high : nullptr;
      char last = digit;
      if (low_next == nullptr && high_next == nullptr) last = high != nullptr ? static_cast<char>(to - 1) : to;
      parts.push_back(writer_.sequence({digits(digit, last), fraction_digits(at + 1, low_next, high_next)}));
      digit = last;
    }
    return writer_.choice(std::move(parts));
  }

  ExpressionWriter& writer_;
  bool integer_;
  uint32_t fraction_digits_;
  uint32_t multiple_;
  std::map<std::pair<size_t, uint32_t>, NodeId> free_;
};

struct Multiple {
  bool integer = false;
  uint32_t of = 1;
  uint32_t fraction_digits = kFractionDigits;
};

Result<Multiple> read_multiple(const NumberBounds& bounds) {
  Multiple made{.integer = bounds.integer};
  if (!bounds.multiple_of) return made;
  const Decimal value = decimal_of(*bounds.multiple_of);
  if (value.negative || value.zero()) return fail(ErrorCode::invalid_format, "multipleOf: not above zero");
  const bool power = value.whole == "0" && value.fraction.back() == '1' && value.fraction.find_first_not_of('0') + 1 == value.fraction.size();
  if (power && value.fraction.size() <= kFractionDigits) {
    made.fraction_digits = static_cast<uint32_t>(value.fraction.size());
    return made;
  }
  if (!value.fraction.empty() || value.whole.size() > 4 || std::stoul(value.whole) > 1000) {
    return fail(ErrorCode::unsupported, "multipleOf: only whole numbers up to 1,000 and 0.1, 0.01, … are supported");
  }
  made.integer = true;
  made.of = static_cast<uint32_t>(std::stoul(value.whole));
  return made;
}

Result<Decimal> tighter(const std::optional<Json>& inclusive, const std::optional<Json>& exclusive, int sign) {
  Decimal bound{.negative = sign < 0, .whole = "1" + std::string(kIntegerDigits, '0'), .fraction = {}, .exclusive = true};
  for (const auto* given : {&inclusive, &exclusive}) {
    if (!*given) continue;
    if (!(*given)->is_number()) return fail(ErrorCode::invalid_format, "a bound is not a number");
    Decimal candidate = decimal_of(**given);
    candidate.exclusive = given == &exclusive;
    const int order = compare(candidate, bound) * sign;
    if (order < 0 || (order == 0 && candidate.exclusive)) bound = candidate;
  }
  return bound;
}

}  // namespace

Result<NodeId> write_number(const NumberBounds& bounds, JsonText& text) {
  if (!bounds.minimum && !bounds.maximum && !bounds.exclusive_minimum && !bounds.exclusive_maximum && !bounds.multiple_of) {
    return bounds.integer ? text.integer() : text.number();
  }
  JANGIN_ASSIGN(const Multiple multiple, read_multiple(bounds));
  JANGIN_ASSIGN(Decimal low, tighter(bounds.minimum, bounds.exclusive_minimum, -1));
  JANGIN_ASSIGN(Decimal high, tighter(bounds.maximum, bounds.exclusive_maximum, 1));
  MagnitudeWriter magnitude(text, multiple.integer, multiple.integer ? 0 : multiple.fraction_digits, multiple.of);
  std::vector<NodeId> parts;
  if (!high.negative) parts.push_back(magnitude.between(low.negative ? Decimal{} : low, high));
  if (low.negative) {  // from the larger magnitude down; zero has no sign here
    Decimal least = high.negative ? high : Decimal{.negative = true, .whole = "0", .fraction = {}, .exclusive = true};
    parts.push_back(text.writer().sequence({text.writer().literal("-"), magnitude.between(least, low)}));
  }
  return text.writer().choice(std::move(parts));
}

}  // namespace jangin::engine::grammar
