// Numbers of the items of OpenDocument lists (ODF 1.3, part 3, 5.3 and 16.30): which levels count and from where, and which list goes on with which.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "collect/readers/tree.h"

namespace jangin::collect::office {

class OdfLists {
 public:
  /// The list styles below <office:styles> or <office:automatic-styles>; null: none.
  void read_styles(const Node* styles);
  /// A <text:list> begins, `depth` 0: the outermost; its items are in `style`. `inside_empty_item`: nothing stands before it in its item, which so has no number of its own.
  void begin(const Node& list, size_t depth, const std::string& style, bool inside_empty_item);
  /// The outermost list ends: others may go on with it.
  void end(const Node& list);
  /// Counts a <text:list-item>; 0: its level has bullets.
  size_t count(const Node& item, size_t depth, const std::string& style);

 private:
  struct Level {
    bool numbered = false;
    size_t start = 1;
  };
  /// A list and those that go on with it. `next` [depth]: the number to come; 0: where the level starts.
  struct Counted {
    std::string style;
    std::vector<size_t> next;
  };
  Level level(const std::string& style, size_t depth) const;
  std::string first_of(const Node& list) const;
  std::map<std::string, std::map<size_t, Level>> styles_;
  std::map<std::string, std::string> first_;  // xml:id → that of the list which it goes on with, in the end
  std::map<std::string, Counted> by_id_;      // of first lists
  std::map<std::string, Counted> by_style_;   // the last list of each
  std::vector<Counted> open_;                 // the lists at hand: an item may hold a frame or a table with lists of its own
};

}  // namespace jangin::collect::office
