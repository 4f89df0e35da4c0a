#include "synthesize/korean/cleaning.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/korean/endings.h"
#include "synthesize/korean/words.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

constexpr size_t kLongestLabel = 30;      // characters
constexpr size_t kFewestBehindLabel = 3;  // words

bool is_latin(std::string_view word) { return !word.empty() && static_cast<unsigned char>(word.back()) < 0x80; }
bool is_hangul(std::string_view word) {
  return word.size() >= 3 && static_cast<unsigned char>(word[0]) >= 0xEA && static_cast<unsigned char>(word[0]) <= 0xED;
}

/// "[전문개정 2011. 1. 1.]", "[제목개정 …]"; "[MUTE]" is a button.
bool is_amendment(std::string_view bracketed) {
  for (std::string_view word : {"개정", "신설", "시행", "본조", "종전", "이동", "별표", "서식", "제목"})
    if (bracketed.find(word) != bracketed.npos) return true;
  return bracketed.starts_with("[^");  // a footnote's mark
}
/// A note or a tag; "CComPtr<IDispatch>" and "<iostream>" are names.
bool is_markup(std::string_view inside) {
  static constexpr auto kTags =
      std::to_array<std::string_view>({"a",    "b",      "br",  "code", "div",   "em",    "hr", "i",  "img",   "li", "ol", "p",
                                       "span", "strong", "sub", "sup",  "table", "tbody", "td", "th", "thead", "tr", "u",  "ul"});
  inside = inside.substr(inside.starts_with('/') ? 1 : 0);
  if (inside.starts_with("xref:") || std::ranges::any_of(inside, [](unsigned char c) { return c >= 0x80; })) return true;
  size_t end = 0;
  while (end < inside.size() && std::isalnum(static_cast<unsigned char>(inside[end]))) ++end;
  return inside.empty() || is_one_of(to_lower_ascii(inside.substr(0, end)), kTags);
}
/// "<xref:System.Data.DataTable.GetChanges%2A>" names "DataTable.GetChanges".
std::string name_of_reference(std::string_view bracketed) {
  if (!bracketed.starts_with("<xref:")) return {};
  auto name = bracketed.substr(std::string_view("<xref:").size());
  name = name.substr(0, name.find_first_of("%?>"));
  if (const auto dot = name.rfind('.'); dot != name.npos && dot > 0)
    if (const auto before = name.rfind('.', dot - 1); before != name.npos) name = name.substr(before + 1);
  return std::string(name);
}

/// A name alone in front of its description: "nIndex<br/> 파일의 인덱스입니다.", "x2 - 모퉁이를 지정합니다.".
std::string with_topic(std::string name) {
  const auto words = split_words(name);
  const bool alone = words.size() == 1 && is_latin(words[0].text) && std::isalnum(static_cast<unsigned char>(words[0].text.back()));
  return alone ? with_particle(words[0].text, "은 ", "는 ") : std::move(name);
}
/// "제 8 조" in front of the sentence that it numbers.
std::string_view without_article(std::string_view text) {
  const auto words = split_words(text.substr(0, 40));
  if (words.size() < 4 || words[0].text != "제" || words[2].text != "조") return text;
  return std::isdigit(static_cast<unsigned char>(words[1].text[0])) ? text.substr(words[3].begin) : text;
}

/// "제2조(적용례) 이 영은 …": in addenda the article with its title stands in front of its sentence. `text`: without the title.
std::string_view without_titled_article(std::string_view text, std::string_view original) {
  const auto title = original.find('(');
  if (!text.starts_with("제") || title == original.npos || text.size() < 5 || !std::isdigit(static_cast<unsigned char>(text[3]))) return text;
  const auto article = trim(original.substr(0, title));
  const bool whole =
      (article.ends_with("조") || (article.find("조의") != article.npos && std::isdigit(static_cast<unsigned char>(article.back())))) &&
      article.find(' ') == article.npos;
  return whole && text.starts_with(article) && text.substr(article.size()).starts_with(' ') ? trim(text.substr(article.size())) : text;
}

/// Forms of "하다" and "되다" that stand behind their noun.
bool is_verb_form(std::string_view word) {
  static constexpr auto kForms = std::to_array<std::string_view>(
      {"하는",   "하여",     "하고",       "하며",   "하면", "하지", "하거나", "하기",       "하도록",   "하지만", "하려면", "하려는",
       "하세요", "하십시오", "하여야",     "합니다", "한다", "한",   "할",     "함",         "함을",     "함은",   "해",     "해야",
       "해서",   "했습니다", "하였습니다", "되는",   "되어", "되고", "되며",   "되면",       "되지",     "되거나", "되기",   "되도록",
       "되지만", "되어야",   "됩니다",     "된다",   "된",   "될",   "됨",     "되었습니다", "시킵니다", "시키는", "시킨",   "시켜"});
  return is_one_of(word, kForms);
}
bool is_counter(std::string_view word) {
  static constexpr auto kCounters = std::to_array<std::string_view>(
      {"명", "개", "번", "가지", "부", "장", "대", "건", "곳", "쪽", "줄", "행", "단계", "종류", "사람", "벌", "쌍", "차례", "면", "층"});
  for (auto counter : kCounters)
    if (word.starts_with(counter)) return true;
  return false;
}
/// Particles that are no words of their own.
bool is_lone_particle(std::string_view word, bool behind_latin) {
  static constexpr auto kAlways =
      std::to_array<std::string_view>({"는", "은", "을", "를", "의", "에", "에서", "에는", "으로", "로", "에게", "까지", "부터"});
  static constexpr auto kBehindLatin =
      std::to_array<std::string_view>({"이", "가", "와", "과", "도", "만", "이면", "이고", "이며", "이거나", "입니다", "인", "이어야"});
  return is_one_of(word, kAlways) || (behind_latin && is_one_of(word, kBehindLatin));
}

/// Whether blanks have torn verbs of this sentence from their nouns, as polite machine translation has them; "관리감독자가 참여한 가운데 하여야 한다"
/// is whole.
bool is_torn(std::string_view text) {
  while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.remove_suffix(1);
  static constexpr auto kTears = std::to_array<std::string_view>({" 합니다", " 됩니다", " 하 여", " 대 한 ", " 대 해 "});
  for (auto tear : kTears)
    if (text.find(tear) != text.npos) return true;
  return text.ends_with("니다") || text.ends_with("세요");
}
/// Whether `word` goes on the word before: `out` ends with that.
bool goes_on(std::string_view before, std::string_view word, std::string_view next, bool torn) {
  if (before.empty()) return false;
  const bool latin = is_latin(before);
  if (latin && !std::isalnum(static_cast<unsigned char>(before.back())) && before.back() != '_') return false;
  if (is_lone_particle(word, latin)) return true;
  if (before == "하" && is_one_of(word, std::to_array<std::string_view>({"여", "고", "는", "지", "며", "면", "기", "도록", "거나", "여야"})))
    return true;
  if (word == "야" && ends_in_one_of(before, std::to_array<std::string_view>({"해", "어", "아", "여"}))) return true;
  if (word == "나" && before.ends_with("이") && before.size() > 6) return true;
  const bool short_form = word == "한" || word == "해" || word == "해서" || word == "하여";
  if (short_form && (before == "대" || before == "관" || before == "위")) return true;
  if (!torn || !is_verb_form(word) || (word == "한" && is_counter(next))) return false;
  if (latin) return word != "한" && word != "할" && word != "해";  // "Serialize 된"
  if (!is_hangul(before) || text::count_code_points(before) < 2) return false;
  if (ends_in_one_of(before, std::to_array<std::string_view>({"야", "게", "도록", "지", "고", "어", "아", "만", "도"}))) return false;
  const auto words = split_words(before);
  const bool noun_in_ga = !words.empty() && words[0].particle == "가" && text::count_code_points(before) == 2;  // "추가 합니다"
  return !words.empty() && (noun_in_ga || is_bare_noun(words[0]));
}

bool strip_front(std::string& text) {
  static constexpr auto kFronts = std::to_array<std::string_view>(
      {"> ",      "※ ",         "이 경우 ",   "다만, ",      "단, ",    "그 밖에 ", "그러나 ", "그러나, ",   "따라서 ",     "따라서, ",
       "또한 ",   "또한, ",     "즉, ",       "특히, ",      "한편, ",  "한편 ",    "그리고 ", "그런데 ",    "하지만 ",     "그러므로 ",
       "반대로 ", "그런 다음 ", "예를 들어 ", "예를 들어, ", "예컨대 ", "예컨대, ", "대신에 ", "이와 달리 ", "결과적으로 ", "마찬가지로 "});
  for (auto front : kFronts)
    if (text.starts_with(front) && text.size() > front.size()) return text = text.substr(front.size()), true;
  return false;
}

}  // namespace

std::string_view without_mark(std::string_view text) {
  text = trim(text);
  size_t at = 0;
  if (!text.empty()) {
    const char32_t c = text::next_code_point(text, at);
    if (c >= 0x2460 && c <= 0x2473) return trim(text.substr(at));
    static constexpr std::string_view kLetters = "가나다라마바사아자차카타파하";
    if (at == 3 && kLetters.find(text.substr(0, 3)) != kLetters.npos && text.substr(3).starts_with(". ")) return trim(text.substr(5));
  }
  size_t digits = 0;
  while (digits < text.size() && std::isdigit(static_cast<unsigned char>(text[digits]))) ++digits;
  if (digits > 0 && digits < 3 && text.substr(digits).starts_with(". ")) return trim(text.substr(digits + 2));
  return text;
}

std::string_view without_label(std::string_view sentence) {
  const auto colon = sentence.find(": ");
  if (colon == sentence.npos || !sentence.ends_with('.')) return sentence;
  const auto label = sentence.substr(0, colon), rest = trim(sentence.substr(colon + 1));
  if (text::count_code_points(label) > kLongestLabel || split_words(rest).size() < kFewestBehindLabel) return sentence;
  for (const auto& w : split_words(label))
    if (!(w.particle.empty() || w.particle == "의") || w.comma) return sentence;
  return is_hangul(split_words(label).back().text) ? rest : sentence;
}

std::string with_joined_words(std::string_view text) {
  const bool torn = is_torn(text);
  std::string out;
  size_t last = 0;  // where the last word of `out` begins
  for (size_t at = 0; at < text.size();) {
    const size_t begin = std::min(text.find_first_not_of(' ', at), text.size());
    const size_t end = std::min(text.find(' ', begin), text.size()), next = std::min(text.find(' ', std::min(end + 1, text.size())), text.size());
    auto word = text.substr(begin, end - begin);
    auto bare = word;
    while (!bare.empty() && (bare.back() == ',' || bare.back() == '.')) bare.remove_suffix(1);
    at = end;
    if (word.empty()) break;
    if (goes_on(std::string_view(out).substr(last), bare, end + 1 < text.size() ? text.substr(end + 1, next - end - 1) : std::string_view(), torn)) {
      out += word;
      // "제공 하 여": the form that is whole now may go on what stands before it.
      const auto whole = out.substr(last);
      if (last > 0 && is_verb_form(whole)) {
        const auto space = out.rfind(' ', last - 2);
        const size_t before = space == out.npos ? 0 : space + 1;
        if (goes_on(std::string_view(out).substr(before, last - 1 - before), whole, {}, torn)) out.erase(last - 1, 1), last = before;
      }
      continue;
    }
    if (!out.empty()) out += ' ';
    last = out.size();
    out += word;
  }
  return out;
}

std::string clean_sentence(std::string_view sentence) {
  std::string out;
  int depth = 0;
  for (size_t i = 0; i < sentence.size(); ++i) {
    if (sentence[i] == '<' || (sentence[i] == '[' && depth == 0)) {
      const auto end = sentence.find(sentence[i] == '<' ? '>' : ']', i);
      const auto inside = sentence.substr(i, end == sentence.npos ? 0 : end - i);
      if (!inside.empty() && (sentence[i] == '<' ? is_markup(inside.substr(1)) : is_amendment(inside))) {
        if (inside.starts_with("<br")) out = with_topic(std::move(out));
        out += name_of_reference(inside);
        i = end;
        continue;
      }
    }
    if (sentence[i] == '(') ++depth;
    if (depth == 0 && sentence[i] != '\\') out += sentence[i];
    if (sentence[i] == ')' && depth > 0) --depth;
  }
  std::string text(without_titled_article(without_article(without_mark(without_mark(out))), without_mark(without_mark(sentence))));
  while (strip_front(text)) {
  }
  if (const auto dash = text.find(" - "); dash != text.npos && text.ends_with('.')) {
    if (auto topic = with_topic(text.substr(0, dash)); topic.size() > dash) text = topic + text.substr(dash + 3);
  }
  while (text.find("  ") != text.npos) text = replace_all(text, "  ", " ");
  return with_joined_words(replace_all(std::move(text), " ,", ","));
}

}  // namespace jangin::synthesize::korean
