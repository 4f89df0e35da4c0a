// Styles and numbering of a docx: which paragraphs are headings, which are items and with what number.
#pragma once

#include <map>
#include <string>

#include "collect/readers/office/package.h"

namespace jangin::collect::office {

struct WordStyle {
  std::string name, based_on;
  int outline = -1;   // 0: first level
  int64_t list = -1;  // numId; 0: none although the style below has one
  int64_t level = 0;
  bool bold = false;
};

class WordStyles {
 public:
  void read(const Node& styles);
  /// Level of a heading, 1 to 6; 0: no heading. A title is a heading of level 1.
  int heading_level(std::string_view style) const;
  /// The style's list, as far as it has one.
  std::pair<int64_t, int64_t> list(std::string_view style) const;

 private:
  template <typename Found>
  void follow(std::string_view style, const Found& found) const;
  std::map<std::string, WordStyle, std::less<>> styles_;
};

class WordNumbering {
 public:
  void read(const Node& numbering);
  struct Marker {
    bool is_item = false;
    size_t ordinal = 0;  // 0: a bullet
    std::string label;   // of a number that is no plain "3.": "가.", "1.2", "제1조"
  };
  /// Counts the item and says how it is marked.
  Marker next(int64_t list, int64_t level);

 private:
  struct Level {
    std::string format = "decimal", text;
    int64_t start = 1;
  };
  std::map<int64_t, std::map<int64_t, Level>> abstract_;
  std::map<int64_t, int64_t> abstract_of_;
  std::map<int64_t, std::map<int64_t, int64_t>> counts_;  // by abstract list and level
};

}  // namespace jangin::collect::office
