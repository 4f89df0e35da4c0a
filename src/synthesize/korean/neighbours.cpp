// What a sentence says of the one before it: its case, its reason.
#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/korean/endings.h"
#include "synthesize/korean/filters.h"
#include "synthesize/korean/links.h"
#include "synthesize/korean/phrases.h"
#include "synthesize/korean/question.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

constexpr size_t kLongestCase = 90, kLongestAsked = 110, kLongestReason = 80, kLongestName = 50;  // characters

std::string_view without_stop(std::string_view text) {
  text = trim(text);
  while (!text.empty() && (text.back() == '.' || text.back() == ',')) text.remove_suffix(1);
  return text;
}
bool needs_reason(std::string_view plain) {
  for (std::string_view end : {"말아야 한다", "않아야 한다", "않는다", "아니 된다", "안 된다", "수 없다", "야 한다"})
    if (plain.ends_with(end)) return true;
  return false;
}

/// "CRgn::Create": what "이 함수" below such a heading is.
bool names_code(std::string_view heading) {
  return std::ranges::any_of(heading, [](char c) { return std::isupper(static_cast<unsigned char>(c)) || c == '_'; });
}
bool is_kind_of_code(std::string_view noun) {
  static constexpr auto kKinds =
      std::to_array<std::string_view>({"함수", "메서드",     "클래스", "속성",   "매크로", "명령",   "문",   "옵션", "연산자", "프로시저", "뷰",
                                       "형식", "인터페이스", "구조체", "이벤트", "지시문", "키워드", "경고", "오류", "생성자", "헤더"});
  return is_one_of(noun, kKinds);
}

/// The phrase that ends with the noun words[i]: "종교의 자유에 대한 권리"; empty: the noun alone, or how many there are.
std::string_view named_before(const Linked& s, size_t i) {
  const auto& words = s.words;
  size_t first = i;
  while (first > 0 && is_bare_noun(words[first - 1]) && !words[first - 1].comma) --first;
  size_t begin = words[first].begin;
  if (first > 0 &&
      (words[first - 1].particle == "의" || is_adnominal(words, first - 1) || words[first - 1].text == "대한" || words[first - 1].text == "관한"))
    begin = stretch_begin(s, words[first - 1].begin);
  const auto name = s.text.substr(begin, words[i].begin + words[i].noun.size() - begin);
  const auto inside = split_words(name);
  const bool counted = inside[0].text == "하나" || inside[0].text == "여러" || inside[0].text == "몇" || inside[0].text == "각" ||
                       inside[0].text == "다음" || inside[0].text == "모든";
  return begin == words[i].begin || counted || name.find(',') != name.npos || begins_with_pointer(name) || name.find_first_of("0123456789") == 0
             ? std::string_view()
             : name;
}

}  // namespace

std::string with_case_of(std::string_view sentence, std::string_view before) {
  auto rest = sentence;
  for (std::string_view form : {"이 경우에는 ", "이 경우, ", "이 경우 ", "이때는 ", "이때 "})
    if (rest.starts_with(form)) rest = rest.substr(form.size());
  const auto text = without_stop(before);
  const auto linked = read_links(text);
  const Link* last = nullptr;
  for (const auto& link : linked.links)
    if (link.kind == Link::Kind::condition) last = &link;
  if (!last) return {};
  size_t begin = last->begin;
  if (begin == 0 && linked.topic_end > 0 && linked.topic_end < last->end) begin = linked.topic_end;
  const auto kase = trim(text.substr(begin, last->end - begin));
  return text::count_code_points(kase) > kLongestCase ? std::string() : std::string(kase) + " " + std::string(rest);
}

std::string with_name_of(std::string_view sentence, std::string_view before, std::string_view about) {
  const auto words = split_words(sentence);
  if (!begins_with_pointer(sentence) || words.size() < 3 || words[1].particle.empty()) return {};
  const auto noun = words[1].noun;
  const auto linked = read_links(without_stop(before));
  std::string_view name;
  for (size_t i = linked.words.size(); i-- > 0 && name.empty();) {
    const auto& w = linked.words[i];
    if (w.noun != noun) continue;
    const bool coded = w.particle.empty() && i + 1 < linked.words.size() && std::isalnum(static_cast<unsigned char>(linked.words[i + 1].noun[0]));
    if (coded)
      name = linked.text.substr(w.begin, linked.words[i + 1].begin + linked.words[i + 1].noun.size() - w.begin);  // "알람 2041"
    else if (i > 0)
      name = named_before(linked, i);
  }
  if (name.empty() && (about.ends_with(noun) || (is_kind_of_code(noun) && names_code(about)))) name = about;
  if (name.size() <= noun.size() || text::count_code_points(name) > kLongestName) return {};
  return std::string(name) + std::string(words[1].particle) + std::string(sentence.substr(words[1].end));
}

void read_reason_of(std::string_view sentence, std::string_view before, std::vector<Reading>& out) {
  const auto reason = plain_end(without_stop(sentence)), said = plain_end(without_stop(before));
  const bool because = reason.ends_with("때문이다"), may = reason.ends_with("수 있다");
  if (!because && !(may && needs_reason(said) && split_words(reason).size() <= 6)) return;
  const auto words = split_words(reason);
  for (const auto& w : words)
    if (is_topic(w) || w.text == "이" || w.text == "그" || is_conditional(w.text)) return;
  const auto why = ask_in({std::string(), " " + said}, "왜");
  const auto value =
      because ? std::string(without_stop(sentence)).substr(0, reason.size() - std::string_view("이다").size()) : std::string(without_stop(sentence));
  if (why.empty() || text::count_code_points(why) > kLongestAsked || text::count_code_points(value) > kLongestReason) return;
  Reading r{.subject = said, .relation = "이유", .value = value, .importance = 0.6};
  add_ask(r, "reason_why", why, value);
  out.push_back(std::move(r));
}

}  // namespace jangin::synthesize::korean
