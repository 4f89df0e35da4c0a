// See joining.h. A hyphen at a line's end is kept when the document writes the word with it elsewhere, dropped when it writes the
// word without it, and otherwise dropped between two letters only.
#include "collect/readers/pdf/joining.h"

#include <algorithm>
#include <iterator>

#include "text/unicode.h"

namespace jangin::collect::pdf {
namespace {

bool is_word_glyph(char32_t c) { return text::is_letter(c) || text::is_digit(c) || c == U'-' || c == U'\'' || c == U'’' || c == U'_'; }

char32_t lower(char32_t c) { return c >= U'A' && c <= U'Z' ? c + 32 : c; }

std::u32string strip_hyphens(std::u32string word) {
  while (!word.empty() && (word.back() == U'-' || word.back() == U'\'' || word.back() == U'’')) word.pop_back();
  size_t from = 0;
  while (from < word.size() && (word[from] == U'-' || word[from] == U'\'')) ++from;
  return word.substr(from);
}

/// Words of a line in order; `raw` keeps a hyphen at the end.
std::vector<std::u32string> words_of(const Line& line) {
  std::vector<std::u32string> out(1);
  for (const Glyph& g : line.glyphs) {
    if (is_word_glyph(g.code)) {
      out.back() += lower(g.code);
    } else if (!out.back().empty()) {
      out.emplace_back();
    }
  }
  if (out.back().empty()) out.pop_back();
  return out;
}

std::u32string last_token(const Line& line) {
  std::u32string out;
  for (size_t i = line.glyphs.size(); i-- > 0 && line.glyphs[i].code != U' ';) out.insert(out.begin(), line.glyphs[i].code);
  return out;
}
std::u32string first_token(const Line& line) {
  std::u32string out;
  for (const Glyph& g : line.glyphs) {
    if (g.code == U' ') break;
    out += g.code;
  }
  return out;
}

std::u32string trailing_letters(const std::u32string& token) {
  size_t from = token.size();
  while (from > 0 && is_word_glyph(token[from - 1])) --from;
  return token.substr(from);
}
std::u32string leading_letters(const std::u32string& token) {
  size_t to = 0;
  while (to < token.size() && is_word_glyph(token[to])) ++to;
  return token.substr(0, to);
}

std::u32string lowered(std::u32string word) {
  for (char32_t& c : word) c = lower(c);
  return word;
}

/// Ends like a finished Korean word: a particle or a connective ending.
bool ends_with_particle(const std::u32string& word) {
  static constexpr std::u32string_view kEnds = U"을를은는이가의에로와과도고며서한할된될인여등및";
  return kEnds.find(word.back()) != std::u32string_view::npos;
}

/// A particle that no Korean word begins with: it belongs to the word before it.
bool is_bare_particle(const std::u32string& word) {
  static constexpr std::u32string_view kParticles[] = {U"을", U"를",   U"은",   U"는",   U"의",   U"에",   U"로",   U"으로", U"과",   U"와",
                                                       U"도", U"에서", U"에게", U"까지", U"부터", U"이며", U"하여", U"하는", U"되는", U"되어"};
  return std::find(std::begin(kParticles), std::end(kParticles), std::u32string_view(word)) != std::end(kParticles);
}

bool is_cjk(char32_t c) { return text::is_han(c) || (c >= 0x3040 && c <= 0x30FF); }

bool is_path(const std::u32string& token) {
  return token.find(U"://") != std::u32string::npos || (token.size() > 3 && token[0] == U'/') || token.starts_with(U"www.");
}

}  // namespace

void Vocabulary::add_line(const Line& line) {
  std::vector<std::u32string> words = words_of(line);
  bool broken_end = !line.glyphs.empty() && line.glyphs.back().code == U'-';
  for (size_t i = 0; i < words.size(); ++i) {
    if ((i + 1 == words.size() && broken_end) || words_.size() > 2'000'000) continue;
    bool korean = text::is_hangul(words[i][0]);
    // The first and last Korean words of a line may be halves of one.
    if (korean && (i == 0 || i + 1 == words.size())) continue;
    std::u32string word = strip_hyphens(words[i]);
    if (word.empty()) continue;
    ++words_[word];
    if (korean) ++starts_[word.substr(0, 2)];
  }
}

void Vocabulary::add_korean_end(bool trailing_space) { ++(trailing_space ? ends_with_space_ : ends_without_); }

uint32_t Vocabulary::count(const std::u32string& word) const {
  auto at = words_.find(word);
  return at == words_.end() ? 0 : at->second;
}

Joint Vocabulary::joint_hyphen(const std::u32string& before, const std::u32string& after) const {
  std::u32string left = lowered(trailing_letters(before));
  left.pop_back();
  std::u32string right = lowered(leading_letters(after));
  if (left.empty() || right.empty()) return before.size() == 1 ? Joint::space : Joint::nothing;
  if (!text::is_letter(left.back()) || !text::is_letter(right.front())) return Joint::nothing;
  std::u32string whole = strip_hyphens(left + right), parted = strip_hyphens(left + U'-' + right);
  uint32_t joined = count(whole), hyphened = count(parted);
  if (joined != hyphened) return joined > hyphened ? Joint::drop_hyphen : Joint::nothing;
  // "well-known" with both halves words of their own, or "X-\nAxis": the hyphen is the writer's.
  bool capital = after[0] >= U'A' && after[0] <= U'Z';
  bool all_capitals = capital && before.size() >= 2 && before[before.size() - 2] >= U'A' && before[before.size() - 2] <= U'Z';
  if (capital && !all_capitals) return Joint::nothing;
  // "open-collec-\ntor": only the part behind the last hyphen is broken here.
  if (size_t inner = left.rfind(U'-'); inner != std::u32string::npos) {
    std::u32string part = left.substr(inner + 1);
    if (part.empty() || count(part + right) > 0) return part.empty() ? Joint::nothing : Joint::drop_hyphen;
    return count(part) > 0 || count(strip_hyphens(right)) > 0 ? Joint::nothing : Joint::drop_hyphen;
  }
  if (left.size() >= 3 && right.size() >= 3 && count(left) >= 3 && count(strip_hyphens(right)) >= 3) return Joint::nothing;
  return left.size() == 1 && !all_capitals ? Joint::nothing : Joint::drop_hyphen;
}

Joint Vocabulary::joint_korean(const Line& line, const std::u32string& before, const std::u32string& after) const {
  if (line.trailing_space) return Joint::space;
  // The file writes a space where it breaks between words: none here means within a word.
  size_t ends = ends_with_space_ + ends_without_;
  if (ends >= 8 && ends_with_space_ * 20 >= ends) return Joint::nothing;
  std::u32string left = trailing_letters(before), right = leading_letters(after);
  if (left.empty() || right.empty()) return Joint::space;
  std::u32string whole = left + right;
  if (count(whole) > 0 || is_bare_particle(right)) return Joint::nothing;
  auto starts = [&](const std::u32string& word) {
    auto at = starts_.find(word.substr(0, 2));
    return word.size() >= 2 && at != starts_.end() ? at->second : 0U;
  };
  bool left_known = count(left) > 0 || (left.size() >= 2 && ends_with_particle(left));
  bool right_known = count(right) > 0 || starts(right) > 0;
  // Files that break lines between any two syllables do so within words two times in three: a space needs signs on both sides.
  bool breaks_anywhere = breaks_within_ * 5 >= breaks_within_ + breaks_between_ && breaks_within_ >= 3;
  if (breaks_anywhere) return left_known && right_known ? Joint::space : Joint::nothing;
  bool halves = (left.size() == 1 && !left_known && starts(whole) > 0) || (right.size() == 1 && !right_known);
  return halves ? Joint::nothing : Joint::space;
}

void Vocabulary::add_korean_break(const Line& before, const Line& after) {
  std::u32string left = trailing_letters(last_token(before)), right = leading_letters(first_token(after));
  if (left.empty() || right.empty()) return;
  bool whole = count(left + right) > 0, parted = count(left) > 0 && count(right) > 0;
  breaks_within_ += whole && !parted;
  breaks_between_ += parted && !whole;
}

Joint Vocabulary::joint(const Line& before, const Line& after) const {
  if (before.glyphs.empty() || after.glyphs.empty()) return Joint::nothing;
  const Glyph& last = before.glyphs.back();
  char32_t first = after.glyphs.front().code;
  std::u32string left = last_token(before), right = first_token(after);
  if (last.code == U'-' && !before.trailing_space) {
    return last.soft_hyphen && left.size() > 1 && !text::is_letter(left[left.size() - 2]) ? Joint::nothing : joint_hyphen(left, right);
  }
  if (text::is_hangul(last.code) && (text::is_hangul(first) || text::is_digit(first))) return joint_korean(before, left, right);
  if (is_cjk(last.code) && is_cjk(first)) return Joint::nothing;
  bool path_goes_on = is_path(left) && (last.code == U'/' || first == U'/') && !before.trailing_space;
  return path_goes_on ? Joint::nothing : Joint::space;
}

}  // namespace jangin::collect::pdf
