// Charts keep the numbers that they were drawn from (ECMA-376, part 1, 21.2: c:strCache and c:numCache): a table again.
#include <algorithm>

#include "collect/readers/office/package.h"

namespace jangin::collect::office {
namespace {

constexpr size_t kMaxPoints = 20'000, kMaxSeries = 200;

/// Values by point, of c:cat, c:val, c:xVal, c:yVal or c:tx.
std::vector<std::string> points(const Node* data) {
  std::vector<std::string> out;
  if (!data) return out;
  const Node* cache = data->find("numCache") ? data->find("numCache") : data->find("strCache");
  if (!cache) cache = data->find("numLit") ? data->find("numLit") : data->find("strLit");
  for (const Node* point = cache ? cache->first : nullptr; point; point = point->next) {
    if (!point->is("pt")) continue;
    auto index = static_cast<size_t>(std::max<int64_t>(0, number(point->attribute("idx"))));
    if (index >= kMaxPoints) continue;
    if (out.size() <= index) out.resize(index + 1);
    const Node* value = point->child("v");
    if (value) out[index] = collapse_spaces(text_below(*value));
  }
  return out;
}

const Node* either(const Node& series, std::string_view a, std::string_view b) { return series.child(a) ? series.child(a) : series.child(b); }

}  // namespace

Chart read_chart(const Node& chart_space) {
  Chart out;
  const Node* chart = chart_space.find("chart");
  if (!chart) return out;
  if (const Node* title = chart->child("title")) {
    std::string text;
    visit_elements(const_cast<Node&>(*title), [&](Node& node) {
      if (node.is("t") || node.is("v")) text += (text.empty() ? "" : " ") + text_below(node);
      return true;
    });
    out.title = collapse_spaces(text);
  }
  std::vector<const Node*> all;
  visit_elements(const_cast<Node&>(*chart), [&](Node& node) {
    if (node.is("ser") && all.size() < kMaxSeries) all.push_back(&node);
    return !node.is("ser");
  });
  if (all.empty()) return out;
  std::vector<std::string> categories = points(either(*all[0], "cat", "xVal"));
  out.rows.emplace_back(1);
  for (size_t s = 0; s < all.size(); ++s) {
    std::vector<std::string> name = points(all[s]->child("tx")), values = points(either(*all[s], "val", "yVal"));
    out.rows[0].push_back(name.empty() ? "" : name[0]);
    for (size_t i = 0; i < values.size(); ++i) {
      if (out.rows.size() <= i + 1) out.rows.push_back({i < categories.size() ? categories[i] : std::to_string(i + 1)});
      out.rows[i + 1].resize(s + 1);
      out.rows[i + 1].push_back(values[i]);
    }
  }
  return out;
}

}  // namespace jangin::collect::office
