// List markers: bullets and enumerators of English and Korean documents.
#include "collect/readers/pdf/blocks.h"
#include "text/unicode.h"

namespace jangin::collect::pdf {
namespace {

constexpr std::u32string_view kBullets = U"•◦▪▫‣∙●○■□▶►➢➤◆◇❖❑✓✔☐☑◾◽⦁⁃·※";
constexpr std::u32string_view kDashes = U"-–—*";
constexpr std::u32string_view kKoreanOrder = U"가나다라마바사아자차카타파하";

bool space_at(const Line& line, size_t i) { return i < line.glyphs.size() && line.glyphs[i].code == U' '; }

int roman_or_letter(const std::u32string& word) {
  if (word.size() == 1 && word[0] >= U'a' && word[0] <= U'z') return static_cast<int>(word[0] - U'a' + 1);
  if (word.size() == 1 && word[0] >= U'A' && word[0] <= U'Z') return static_cast<int>(word[0] - U'A' + 1);
  if (word.size() > 5) return -1;
  for (char32_t c : word) {
    if (c != U'i' && c != U'v' && c != U'x') return -1;
  }
  return word.empty() ? -1 : 0;
}

/// "12", "a", "iv", "가" between optional brackets.
Marker enumerator(const Line& line) {
  Marker marker;
  size_t i = 0;
  bool open = line.glyphs[0].code == U'(';
  if (open) ++i;
  std::u32string word;
  while (i < line.glyphs.size() && word.size() < 5 && (text::is_letter(line.glyphs[i].code) || text::is_digit(line.glyphs[i].code))) {
    word += line.glyphs[i++].code;
  }
  if (word.empty() || i >= line.glyphs.size()) return {};
  char32_t end = line.glyphs[i++].code;
  if (open ? end != U')' : end != U'.' && end != U')') return {};
  if (!space_at(line, i)) return {};
  bool digits = true;
  int number = 0;
  for (char32_t c : word) {
    digits = digits && c >= U'0' && c <= U'9';
    number = number * 10 + static_cast<int>(c - U'0');
  }
  if (digits && word.size() <= 3) {
    marker.number = number;
    marker.text = open ? "-" : std::to_string(number) + ".";
    marker.keep = open;
  } else if (word.size() == 1 && kKoreanOrder.find(word[0]) != std::u32string_view::npos) {
    marker.number = static_cast<int>(kKoreanOrder.find(word[0])) + 1;
    marker.text = "-";
    marker.keep = true;
  } else if (!digits && (open || end == U')' || word.size() == 1) && roman_or_letter(word) >= 0) {
    // "A. Smith" and "I. Introduction" look alike: capitals only with a bracket.
    if (word[0] < U'a' && end == U'.') return {};
    marker.number = roman_or_letter(word);
    marker.text = "-";
    marker.keep = true;
  } else {
    return {};
  }
  marker.glyphs = i + 1;
  return marker;
}

}  // namespace

Marker find_marker(const Line& line) {
  if (line.glyphs.size() < 3) return {};
  char32_t first = line.glyphs[0].code;
  if (kBullets.find(first) != std::u32string_view::npos) {
    size_t used = space_at(line, 1) ? 2 : 1;
    return {used, "-", first == U'※', -1};
  }
  if (kDashes.find(first) != std::u32string_view::npos && space_at(line, 1)) return {2, "-", false, -1};
  // A lone "o" or "ㅇ" set off by a gap.
  if ((first == U'o' || first == U'ㅇ') && space_at(line, 1) && (first == U'ㅇ' || line.glyphs[1].box.width() > 0.5F * line.size))
    return {2, "-", false, -1};
  if (first >= 0x2460 && first <= 0x24FF) return {1, "-", true, static_cast<int>(first - 0x2460) + 1};
  return enumerator(line);
}

}  // namespace jangin::collect::pdf
