// See odf_lists.h.
#include "collect/readers/office/odf_lists.h"

#include <algorithm>

#include "collect/readers/office/package.h"

namespace jangin::collect::office {
namespace {

constexpr int64_t kMostLevels = 10, kMostNumber = 1'000'000'000;

size_t number_of(const Node& node, std::string_view name, int64_t least, int64_t most, int64_t otherwise) {
  return static_cast<size_t>(std::clamp(number(node.attribute(name), otherwise), least, most));
}

}  // namespace

void OdfLists::read_styles(const Node* styles) {
  for (const Node* style = styles ? styles->first : nullptr; style; style = style->next) {
    if (!style->is("list-style")) continue;
    auto& levels = styles_[std::string(style->attribute("style:name"))];
    for (const Node* level = style->first; level; level = level->next) {
      if (level->is_text()) continue;
      const bool numbered = level->is("list-level-style-number") && !level->attribute("style:num-format").empty();
      levels[number_of(*level, "text:level", 1, kMostLevels, 1)] = {numbered, number_of(*level, "text:start-value", 0, kMostNumber, 1)};
    }
  }
}

/// A level without a style has that of the next lower one.
OdfLists::Level OdfLists::level(const std::string& style, size_t depth) const {
  auto levels = styles_.find(style);
  if (levels == styles_.end()) return {};
  auto above = levels->second.upper_bound(depth + 1);
  return above == levels->second.begin() ? Level{} : std::prev(above)->second;
}

std::string OdfLists::first_of(const Node& list) const {
  auto first = first_.find(std::string(list.attribute("text:continue-list")));
  return first == first_.end() ? std::string() : first->second;
}

void OdfLists::begin(const Node& list, size_t depth, const std::string& style, bool inside_empty_item) {
  const bool goes_on = list.attribute("text:continue-numbering") == "true";
  if (depth > 0) {
    if (std::vector<size_t>& next = open_.back().next; !goes_on && !inside_empty_item && next.size() > depth) next.resize(depth);
    return;
  }
  Counted before;
  if (auto named = by_id_.find(first_of(list)); named != by_id_.end()) {
    before = named->second;
  } else if (auto last = by_style_.find(style); goes_on && last != by_style_.end()) {
    before = last->second;
  }
  if (before.style != style) before = {style, {}};
  open_.push_back(std::move(before));
}

void OdfLists::end(const Node& list) {
  const Counted counted = std::move(open_.back());
  open_.pop_back();
  std::string id(list.attribute("xml:id")), first = first_of(list);
  auto continued = by_id_.find(first);
  if (continued == by_id_.end() || continued->second.style != counted.style) first = id;
  if (!id.empty()) first_[id] = first;
  if (!first.empty()) by_id_[first] = counted;
  by_style_[counted.style] = counted;
}

size_t OdfLists::count(const Node& item, size_t depth, const std::string& style) {
  std::vector<size_t>& numbers = open_.back().next;
  numbers.resize(depth + 1);
  const Level level = this->level(style, depth);
  if (!level.numbered) return 0;
  size_t& next = numbers[depth];
  if (next == 0) next = level.start;
  next = number_of(item, "text:start-value", 0, kMostNumber, static_cast<int64_t>(next));
  return next++;
}

}  // namespace jangin::collect::office
