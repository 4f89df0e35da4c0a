// See word_styles.h.
#include "collect/readers/office/word_styles.h"

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace jangin::collect::office {
namespace {

constexpr int kMaxSteps = 20;      // of one style based on another
constexpr int64_t kMaxLevels = 9;  // of a list

/// "heading 2", "Heading 2", "제목 2" → 2; "Title" → 1; 0: none. Names are those of the styles that Word makes itself.
int level_of_name(std::string_view name) {
  std::string lower = to_lower_ascii(name);
  if (lower == "title") return 1;
  if (lower == "subtitle") return 2;
  for (std::string_view word : {"heading ", "제목 "}) {
    if (lower.starts_with(word) && lower.size() == word.size() + 1 && lower.back() >= '1' && lower.back() <= '9')
      return std::min(lower.back() - '0', 6);
  }
  return 0;
}

std::string letters(int64_t n, char first) {
  std::string out;
  for (; n > 0; n = (n - 1) / 26) out.insert(out.begin(), static_cast<char>(first + (n - 1) % 26));
  return out;
}

std::string roman(int64_t n) {
  static constexpr std::array<std::pair<int, std::string_view>, 13> kSigns{{{1000, "m"},
                                                                            {900, "cm"},
                                                                            {500, "d"},
                                                                            {400, "cd"},
                                                                            {100, "c"},
                                                                            {90, "xc"},
                                                                            {50, "l"},
                                                                            {40, "xl"},
                                                                            {10, "x"},
                                                                            {9, "ix"},
                                                                            {5, "v"},
                                                                            {4, "iv"},
                                                                            {1, "i"}}};
  std::string out;
  if (n > 3999) return std::to_string(n);
  for (const auto& [value, sign] : kSigns) {
    for (; n >= value; n -= value) out += sign;
  }
  return out;
}

std::string in_format(int64_t n, std::string_view format) {
  static constexpr std::array<std::string_view, 14> kGanada{"가", "나", "다", "라", "마", "바", "사", "아", "자", "차", "카", "타", "파", "하"};
  static constexpr std::array<std::string_view, 20> kCircled{"①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨", "⑩",
                                                             "⑪", "⑫", "⑬", "⑭", "⑮", "⑯", "⑰", "⑱", "⑲", "⑳"};
  if (format == "lowerLetter") return letters(n, 'a');
  if (format == "upperLetter") return letters(n, 'A');
  if (format == "lowerRoman") return roman(n);
  if (format == "upperRoman") {
    std::string out = roman(n);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return out;
  }
  if (format == "ganada" && n >= 1 && n <= 14) return std::string(kGanada[static_cast<size_t>(n - 1)]);
  if (format.starts_with("decimalEnclosedCircle") && n >= 1 && n <= 20) return std::string(kCircled[static_cast<size_t>(n - 1)]);
  return std::to_string(n);
}

}  // namespace

void WordStyles::read(const Node& styles) {
  for (const Node* node = styles.first; node; node = node->next) {
    if (!node->is("style")) continue;
    WordStyle style;
    if (const Node* name = node->child("name")) style.name = name->attribute("val");
    if (const Node* base = node->child("basedOn")) style.based_on = base->attribute("val");
    if (const Node* properties = node->child("pPr")) {
      if (const Node* outline = properties->child("outlineLvl"))
        style.outline = static_cast<int>(std::clamp<int64_t>(number(outline->attribute("val"), -1), -1, 9));
      if (const Node* list = properties->child("numPr")) {
        if (const Node* id = list->child("numId")) style.list = number(id->attribute("val"), -1);
        if (const Node* level = list->child("ilvl")) style.level = number(level->attribute("val"));
      }
    }
    styles_[std::string(node->attribute("styleId"))] = std::move(style);
  }
}

template <typename Found>
void WordStyles::follow(std::string_view style, const Found& found) const {
  for (int step = 0; step < kMaxSteps; ++step) {
    auto at = styles_.find(style);
    if (at == styles_.end() || found(at->second)) return;
    style = at->second.based_on;
  }
}

int WordStyles::heading_level(std::string_view id) const {
  int level = 0;
  follow(id, [&](const WordStyle& style) {
    level = level_of_name(style.name);
    if (level == 0 && style.outline >= 0 && style.outline < 9) level = std::min(style.outline + 1, 6);
    return level > 0 || style.outline == 9;
  });
  return level;
}

std::pair<int64_t, int64_t> WordStyles::list(std::string_view id) const {
  std::pair<int64_t, int64_t> out{-1, 0};
  follow(id, [&](const WordStyle& style) {
    if (style.list < 0) return false;
    out = {style.list, style.level};
    return true;
  });
  return out;
}

void WordNumbering::read(const Node& numbering) {
  for (const Node* node = numbering.first; node; node = node->next) {
    if (node->is("abstractNum")) {
      auto& levels = abstract_[number(node->attribute("abstractNumId"))];
      for (const Node* level = node->first; level; level = level->next) {
        if (!level->is("lvl")) continue;
        Level& known = levels[std::clamp<int64_t>(number(level->attribute("ilvl")), 0, kMaxLevels)];
        if (const Node* format = level->child("numFmt")) known.format = format->attribute("val");
        if (const Node* text = level->child("lvlText")) known.text = text->attribute("val");
        if (const Node* start = level->child("start")) known.start = std::clamp<int64_t>(number(start->attribute("val"), 1), 0, 1'000'000);
      }
    } else if (node->is("num")) {
      const Node* abstract = node->child("abstractNumId");
      if (abstract) abstract_of_[number(node->attribute("numId"))] = number(abstract->attribute("val"));
    }
  }
}

WordNumbering::Marker WordNumbering::next(int64_t list, int64_t level) {
  auto known = abstract_of_.find(list);
  if (list <= 0 || known == abstract_of_.end()) return {list > 0, 0, {}};
  auto& levels = abstract_[known->second];
  auto& counts = counts_[known->second];
  level = std::clamp<int64_t>(level, 0, kMaxLevels);
  const Level& mine = levels[level];
  auto [at, first] = counts.try_emplace(level, mine.start - 1);
  ++at->second;
  counts.erase(counts.upper_bound(level), counts.end());
  if (mine.format == "bullet" || mine.format == "none") return {mine.format == "bullet", 0, {}};
  std::string label = mine.text;
  for (int64_t i = 0; i <= level; ++i) {
    int64_t value = counts.contains(i) ? counts[i] : levels[i].start;
    label = replace_all(std::move(label), "%" + std::to_string(i + 1), in_format(value, levels[i].format));
  }
  std::string plain = std::to_string(at->second) + ".";
  return {true, static_cast<size_t>(std::max<int64_t>(at->second, 0)),
          label == plain || label == std::to_string(at->second) + ")" ? std::string() : label};
}

}  // namespace jangin::collect::office
