// Sets of Unicode scalar values (surrogates are in none), and the byte sequences of UTF-8 that stand for them.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace jangin::engine::grammar {

struct CodePointRange {
  char32_t first = 0;
  char32_t last = 0;  // inclusive
  bool operator==(const CodePointRange&) const = default;
};

/// Sorted, disjoint ranges that do not touch.
class CodePoints {
 public:
  CodePoints() = default;
  CodePoints(std::initializer_list<CodePointRange> ranges);
  static const CodePoints& all();

  void add(char32_t first, char32_t last);
  void add(const CodePoints& other);
  CodePoints without(const CodePoints& other) const;
  CodePoints common(const CodePoints& other) const;
  bool contains(char32_t c) const;
  bool empty() const { return ranges_.empty(); }
  const std::vector<CodePointRange>& ranges() const { return ranges_; }
  bool operator==(const CodePoints&) const = default;

 private:
  std::vector<CodePointRange> ranges_;
};

/// One to four byte ranges, inclusive: any choice of a byte from each is the UTF-8 of a member.
struct Utf8Range {
  struct Bytes {
    uint8_t first = 0;
    uint8_t last = 0;
    bool operator==(const Bytes&) const = default;
  };
  std::array<Bytes, 4> bytes;
  int length = 0;
};

/// The members of `set` as byte sequences, ascending, without overlap.
std::vector<Utf8Range> utf8_ranges(const CodePoints& set);

}  // namespace jangin::engine::grammar
