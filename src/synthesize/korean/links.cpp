#include "synthesize/korean/links.h"

#include <algorithm>
#include <array>

#include "synthesize/korean/endings.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

using Kind = Link::Kind;

/// The word that `text` is with one of the particles that mark a time or a condition; 0: it is another.
size_t marked(std::string_view text, std::string_view word) {
  static constexpr auto kMarks = std::to_array<std::string_view>({"", "에", "에는", "에만", "에도", "는", "은", "만", "로서", "에야"});
  if (!text.starts_with(word)) return 0;
  return is_one_of(text.substr(word.size()), kMarks) ? word.size() : 0;
}
/// Final consonant of the last syllable, as Unicode counts them; -1: no Hangul.
int final_consonant(std::string_view text) {
  if (text.size() < 3) return -1;
  size_t at = text.size() - 3;
  const char32_t c = text::next_code_point(text, at);
  return c < 0xAC00 || c > 0xD7A3 ? -1 : static_cast<int>((c - 0xAC00) % 28);
}
int vowel(std::string_view text) {
  if (text.size() < 3) return -1;
  size_t at = text.size() - 3;
  const char32_t c = text::next_code_point(text, at);
  return c < 0xAC00 || c > 0xD7A3 ? -1 : static_cast<int>((c - 0xAC00) / 28 % 21);
}
bool bears_case(const Word& word) {
  static constexpr auto kCases = std::to_array<std::string_view>({"을", "를", "이", "가", "에", "에서", "로", "으로", "에게"});
  return is_one_of(word.particle, kCases);
}

/// "교체한 뒤": the word before is a verb; "시즈닝 후", "건조 후": a noun.
bool is_past_verb(const std::vector<Word>& words, size_t i) {
  static constexpr auto kStrong =
      std::to_array<std::string_view>({"한", "된", "진", "낸", "꾼", "춘", "킨", "린", "긴", "뺀", "켠", "쓴", "끝난", "지난", "인"});
  if (final_consonant(words[i].text) != 4) return false;
  return ends_in_one_of(words[i].text, kStrong) || (i > 0 && bears_case(words[i - 1]));
}

/// A condition or a time that ends with words[i]; `core`: bytes of the word without its mark.
bool ends_condition(const std::vector<Word>& words, size_t i, Kind& kind, size_t& core) {
  const auto text = words[i].text;
  core = text.size();
  if (text.ends_with("려면")) return kind = Kind::aim, true;
  if (is_conditional(text)) return kind = Kind::condition, true;
  if (i == 0) return false;
  const auto before = words[i - 1].text;
  const int final = final_consonant(before);
  if (text == "한" && ends_in_one_of(before, std::to_array<std::string_view>({"없는", "않는", "있는", "아닌"})))
    return kind = Kind::condition, core = text.size(), true;
  kind = Kind::time;
  if ((core = marked(text, "때")) > 0) return final == 8;
  if ((core = marked(text, "동안")) > 0 && before.ends_with("는")) return true;
  if ((core = marked(text, "경우")) > 0 && (final == 4 || final == 8) && before != "이번") return kind = Kind::condition, true;
  if ((core = marked(text, "전")) > 0 && before.ends_with("기")) return true;
  for (std::string_view word : {"후", "뒤", "다음", "직후", "이후"})
    if ((core = marked(text, word)) > 0 && is_past_verb(words, i - 1)) return true;
  if (text == "때마다" && final == 8) return core = text.size(), true;
  return false;
}
bool ends_reason(const std::vector<Word>& words, size_t i, Kind& kind) {
  const auto text = words[i].text;
  if (text.ends_with("므로") && text.size() > 6 && text != "그러므로") return kind = Kind::reason, true;
  if (i > 0 && text == "때문에" && words[i - 1].text.ends_with("기")) return kind = Kind::reason, true;
  if (i > 0 && (text == "위하여" || text == "위해" || text == "위해서" || text == "위해서는") && words[i - 1].text.ends_with("기"))
    return kind = Kind::purpose, true;
  return false;
}
/// "[계속]을 눌러 재개한다", "영수증을 첨부하여": a verb that says how the next is done.
bool ends_manner(const std::vector<Word>& words, size_t i) {
  static constexpr auto kAuxiliaries = std::to_array<std::string_view>(
      {"두", "둔", "놓", "있", "보", "본", "주", "준", "내", "버", "야", "지", "진", "진다", "올", "가", "오", "갖", "둘"});
  static constexpr auto kFixed = std::to_array<std::string_view>({"대하여", "관하여",   "의하여",   "인하여",   "통하여", "한하여", "위하여", "따라",
                                                                  "대해",   "관해",     "의해",     "통해",     "위해",   "인해",   "걸쳐",   "비해",
                                                                  "향하여", "관련하여", "포함하여", "비롯하여", "관련해", "포함해"});
  if (i == 0 || i + 1 >= words.size()) return false;
  const auto& w = words[i];
  if (w.text.find_first_of("0123456789") != w.text.npos || words[i + 1].text == "이상" || words[i + 1].text == "이하") return false;
  if (w.text.ends_with("며") || w.text.ends_with("고") || w.comma || is_one_of(w.text, kFixed) || words[i + 1].text.size() < 3 ||
      is_one_of(words[i + 1].text.substr(0, 3), kAuxiliaries))
    return false;
  static constexpr auto kNouns = std::to_array<std::string_view>({"최대", "아래",   "차례", "전체", "매해", "서로", "상호", "부하", "세대", "이래",
                                                                  "따라", "거쳐서", "고려", "배려", "염려", "재해", "피해", "이해", "방해", "저해",
                                                                  "침해", "공해",   "언어", "제어", "유아", "소아", "실내", "시내"});
  const bool object = words[i - 1].particle == "을" || words[i - 1].particle == "를",
             subject = words[i - 1].particle == "이" || words[i - 1].particle == "가";
  if (is_one_of(w.text, kNouns) || (!object && !w.text.ends_with("하여") && !(subject && (w.text.ends_with("져") || w.text.ends_with("되어")))))
    return false;
  if (w.text.ends_with("하여") || w.text.ends_with("되어")) return w.text.size() > 6;
  static constexpr std::array<int, 6> kVowels = {0, 4, 6, 1, 9, 14};  // ㅏ ㅓ ㅕ ㅐ ㅘ ㅝ
  static constexpr auto kNounEnds =
      std::to_array<std::string_view>({"사", "자", "가", "차", "하", "나", "다", "마", "바", "파", "타", "터", "저", "더", "퍼", "버", "너",
                                       "허", "대", "새", "매", "배", "세", "제", "개", "재", "채", "체", "계", "과", "화", "좌", "서"});
  const bool open = final_consonant(w.text) == 0 && std::ranges::find(kVowels, vowel(w.text)) != kVowels.end();
  return open && w.particle.empty() && w.text.size() > 3 && !ends_in_one_of(w.text, kNounEnds);
}
bool ends_joined(const std::vector<Word>& words, size_t i) {
  static constexpr auto kNouns = std::to_array<std::string_view>({"창고",   "경고",   "사고", "재고", "보고", "신고", "금고", "광고", "최고", "원고",
                                                                  "냉장고", "저장고", "권고", "참고", "예고", "계고", "피고", "출고", "입고", "공고",
                                                                  "차고",   "그리고", "라고", "다고", "중고", "통고", "상고", "항고"});
  const auto& w = words[i];
  if (i + 1 >= words.size()) return false;
  const auto next = words[i + 1].text;
  if (next.starts_with("있") || next.starts_with("나서") || next.starts_with("난") || next.starts_with("자 ") || next == "자") return false;
  if (ends_in_one_of(w.text, std::to_array<std::string_view>({"불구하고", "막론하고", "제외하고"}))) return false;
  if (!w.comma && (w.text.ends_with("이며") || w.text.ends_with("하며") || w.text.ends_with("롭고")) && is_adnominal(words, i + 1))
    return false;  // "독립적이며 공평한 법정"
  if (w.text == "말고") return i > 0 && words[i - 1].text.ends_with("지");
  if (w.text.ends_with("고"))
    return w.text.size() > 3 && !is_one_of(w.text, kNouns) && !w.text.ends_with("다고") && !w.text.ends_with("라고") && !w.text.ends_with("보고") &&
           !w.text.ends_with("냉장고");
  if (w.text.ends_with("며") || (w.text.ends_with("지만") && !w.text.ends_with("까지만")) || w.text.ends_with("는데")) return w.text.size() > 3;
  return w.text.ends_with("하되") || w.text.ends_with("이되") || (w.comma && w.text.ends_with("되") && w.text.size() > 3);
}

}  // namespace

bool is_topic(const Word& word) {
  static constexpr auto kTimes = std::to_array<std::string_view>({"경우", "때", "후", "뒤", "전", "중", "동안", "시", "다음", "이후"});
  if (ends_in_one_of(word.noun, std::to_array<std::string_view>({"해서", "하여서", "되어서", "려서", "라서"}))) return false;  // "도용해서는"
  if (is_one_of(word.noun, kTimes) || word.text.starts_with("경우") || word.text.starts_with("때에")) return false;
  return word.particle == "은" || word.particle == "는" || word.particle == "에는" || word.particle == "에서는" || word.particle == "에게는" ||
         word.particle == "로는";
}

bool is_adnominal(const std::vector<Word>& words, size_t i) {
  static constexpr auto kFixed = std::to_array<std::string_view>(
      {"따른", "관한", "대한", "위한",   "의한", "같은",   "다른",   "해당", "어떤", "모든", "그런", "이런", "가까운", "인한", "관할", "분할", "역할",
       "할",   "될",   "때는", "때에는", "또는", "다시는", "경우는", "대비", "관련", "또는", "다음", "및",   "등",     "한",   "본",   "단"});
  static constexpr auto kEnds = std::to_array<std::string_view>({"하는", "되는", "있는", "없는", "않는", "한",   "된",   "할",   "될",   "진",
                                                                 "낸",   "신",   "뺀",   "꾼",   "쓴",   "춘",   "운",   "린",   "킨",   "든",
                                                                 "던",   "인",   "긴",   "않은", "얻은", "받은", "같은", "적은", "담은", "붙인"});
  const auto& w = words[i];
  if (w.comma || is_one_of(w.text, kFixed) || (!w.particle.empty() && w.particle != "은" && w.particle != "는" && w.particle != "을")) return false;
  const bool verb_in_neun = w.text.ends_with("는") && w.particle.empty();
  const int final = final_consonant(w.text);
  if (verb_in_neun) return true;
  if (final != 4 && final != 8) return false;
  const bool behind_case = i > 0 && (bears_case(words[i - 1]) || words[i - 1].text.ends_with("지"));
  if (!w.particle.empty()) return false;
  static constexpr auto kFuture = std::to_array<std::string_view>({"을", "릴", "킬", "올", "갈", "볼", "룰", "낼", "칠", "가질"});  // "비호를 받을"
  const bool future = behind_case && final == 8 && w.text.size() <= 12 && ends_in_one_of(w.text, kFuture);
  return (ends_in_one_of(w.text, kEnds) && !is_bare_noun(w)) || (behind_case && w.text.size() <= 15 && final == 4) || future;
}

size_t Linked::first_of(size_t link) const {
  while (link > 0 && links[link - 1].kind != Kind::joined) --link;
  return link;
}
size_t Linked::last_of(size_t link) const {
  while (link + 1 < links.size() && links[link].kind != Kind::joined) ++link;
  return link;
}

Linked read_links(std::string_view sentence) {
  constexpr size_t kTopicWords = 7;
  Linked out{.text = sentence, .words = split_words(sentence)};
  const auto& words = out.words;
  size_t begin = 0;
  bool first = true;
  for (size_t i = 0; i < words.size(); ++i) {
    const bool last = i + 1 == words.size();
    Kind kind = Kind::final;
    size_t core = words[i].text.size();
    const bool condition = !last && ends_condition(words, i, kind, core);
    if (condition && (words[i + 1].text == "또는" || words[i + 1].text == "및" || words[i + 1].text.starts_with("외"))) continue;
    if (first && !condition && !last && i < kTopicWords && out.topic_end == 0 && is_topic(words[i])) out.topic_end = words[i].end;
    if (!condition && !last && !ends_reason(words, i, kind)) {
      if (ends_manner(words, i))
        kind = Kind::manner;
      else if (ends_joined(words, i))
        kind = Kind::joined;
      else
        continue;
    }
    const size_t end = words[i].end;
    out.links.push_back({kind, begin, end, condition ? words[i].begin + core : end, words[i].comma});
    if (!last) begin = words[i + 1].begin;
    first = false;
  }
  // "정지하고 …을 확인한 다음": what goes on without a comma belongs to the condition or time behind it.
  for (size_t i = 0; i + 1 < out.links.size(); ++i) {
    auto &a = out.links[i], &b = out.links[i + 1];
    const bool under = i > 0 && out.links[i - 1].kind == Kind::condition;
    const bool merges = (a.kind == Kind::joined && !a.comma && (b.kind == Kind::time || (b.kind == Kind::condition && !under))) ||
                        (a.kind == Kind::manner && b.kind != Kind::joined && b.kind != Kind::final);
    const auto inside = split_words(sentence.substr(b.begin, b.end - b.begin));
    if (!merges || std::ranges::any_of(inside, is_topic)) continue;
    b.begin = a.begin;
    out.links.erase(out.links.begin() + static_cast<ptrdiff_t>(i--));
  }
  return out;
}

}  // namespace jangin::synthesize::korean
