// Phrases that are asked for whole (phrases.h) → readings.
#include <algorithm>
#include <set>

#include "base/strings.h"
#include "synthesize/korean/endings.h"
#include "synthesize/korean/phrases.h"
#include "synthesize/korean/provisions.h"
#include "synthesize/korean/question.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

/// A thing is not asked for where a question about it would stand inside of another phrase.
bool is_inside(const Linked& s, const Phrase& p) {
  if (p.wording != "which_thing" && p.wording != "part_what" && p.wording != "code_which") return false;
  for (size_t i = 0; i < s.words.size(); ++i)
    if (s.words[i].begin < p.replaced && s.words[i].end >= p.replaced) return is_embedded(s.words, i);
  return false;
}

constexpr size_t kShortestAround = 8;  // characters of a question besides what it asks for
/// Attributes that are nothing without what has them.
bool is_bare_attribute(std::string_view before) {
  const auto words = split_words(before);
  if (words.size() != 1) return false;
  for (std::string_view noun : {"기본값", "초기값", "범위", "한도", "단위", "기본", "최대값", "최소값", "최댓값", "최솟값", "정확도", "분해능",
                                "주기", "속도", "온도", "압력"})
    if (words[0].noun == noun) return true;
  return false;
}

}  // namespace

void read_phrases(const Standing& standing, std::string_view about, std::vector<Reading>& out) {
  if (standing.item_end > 0) return;
  auto text = trim(std::string_view(standing.text));
  while (!text.empty() && text.back() == '.') text.remove_suffix(1);
  const auto relation = relation_of(plain_end(text));
  if (relation.empty() || relation == "정의") return;
  const auto linked = read_links(text);
  std::vector<Phrase> phrases;
  for (auto find : {find_limits, find_times, find_amounts, find_described, find_coded, find_copulas}) find(linked, phrases);
  std::set<std::string> asked;
  for (const auto& p : phrases) {
    if (p.replaced < text.size() && text[p.replaced] == ',' && p.wording != "copula_what") continue;  // its verb is another clause's
    if (is_inside(linked, p)) continue;
    const auto around = clause_around(linked, p.begin, p.replaced, standing.condition);
    if (!around || text::count_code_points(around->before) + text::count_code_points(around->after) < kShortestAround) continue;
    const auto value = text.substr(p.begin, p.end - p.begin);
    if (value.find("정해진 ") != value.npos || value.starts_with("것을 ") || value.starts_with("것이 "))
      continue;  // a list's items, not in the answer
    Reading r{.subject = std::string(about),
              .relation = p.relation,
              .value = std::string(text.substr(p.begin, p.end - p.begin)),
              .condition = standing.condition,
              .importance = p.importance};
    auto st = *around;
    if (is_bare_attribute(st.before) && !about.empty()) st.before = std::string(about) + "의 " + st.before;
    for (const auto& word : p.words) {
      const bool copula = p.wording == "copula_what";
      const auto question = copula ? st.before + word + "인가?" : ask_in(st, word);
      if (asked.insert(question).second) add_ask(r, p.wording, question, r.value, p.reverse);
    }
    if (!r.asks.empty()) out.push_back(std::move(r));
  }
}

}  // namespace jangin::synthesize::korean
