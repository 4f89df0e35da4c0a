// Typed tokens of a claim (numbers, units, bounds, codes), and a text in which they are looked up.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace jangin::judge {

using Tokens = std::vector<std::string>;

bool is_number(std::string_view token);
/// "이상", "이내" and their like.
bool is_bound(std::string_view token);
/// A word with digits or underscores.
bool is_code(std::string_view token);

/// As answer_tokens() reads a text, with thousands ("1천"), number words and inflected bounds ("이내이면") in one form.
Tokens claim_tokens(std::string_view text);

/// The first fraction of `text` ("2분의 1", "2/3", "몇 분의 3") that `ground`, which has fractions of that sort, does not have; empty when there is
/// none.
std::string unknown_fraction(std::string_view text, std::string_view ground);

/// A text as claims are looked up in it.
class Ground {
 public:
  explicit Ground(std::string_view text);

  bool has(const std::string& token) const { return set_.contains(token); }
  /// Whether a word that is no number names it: "twice" and "third" do.
  bool spells(const std::string& number) const { return spelled_.contains(number); }
  bool has_pair(const std::string& first, const std::string& second) const { return pairs_.contains({first, second}); }
  bool has_row(std::span<const std::string> row) const;
  /// Whether `number` stands here with this unit; with no unit at all, whether the unit stands anywhere (a table's heading).
  bool has_quantity(const std::string& number, std::string_view unit) const;

 private:
  bool has_unit(std::string_view unit) const { return units_.contains(std::string(unit)); }

  Tokens tokens_;
  std::unordered_set<std::string> set_;
  std::unordered_set<std::string> units_, spelled_;
  std::set<std::pair<std::string, std::string>> pairs_;
};

}  // namespace jangin::judge
