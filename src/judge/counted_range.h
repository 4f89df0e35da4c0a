// A range of numbers beside a list as long: "5401-5409 - Tool Offsets for X, Y, Z, …" says what each of nine numbers is. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jangin::judge {

struct CountedRange {
  int first = 0;
  std::string head;                  // "Tool Offsets for"
  std::vector<std::string> members;  // one for each number from `first` on

  /// The member that `number` counts; null: out of the range.
  const std::string* member(int number) const;
};
/// `term` "5401-5409", `description` "Tool Offsets for X, Y & Z. Volatile."; none when the list is not exactly as long as the range.
std::optional<CountedRange> read_counted_range(std::string_view term, std::string_view description);
/// Of a list's item as written: "- 5401-5409 - Tool Offsets for X, Y & Z."
std::optional<CountedRange> read_counted_range(std::string_view item);

}  // namespace jangin::judge
