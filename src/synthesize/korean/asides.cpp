// Round brackets that name, exclude, limit or include; quoted words that count as others.
#include "base/strings.h"
#include "synthesize/korean/clauses.h"
#include "synthesize/korean/cleaning.h"
#include "synthesize/korean/endings.h"
#include "synthesize/korean/provisions.h"
#include "synthesize/korean/words.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

constexpr size_t kLongestNamed = 140, kLongestTerm = 30;  // characters

/// What a bracket behind `host` speaks of: its last noun with what says which, back to where the clause around it begins.
std::string named_by(const std::string& host) {
  const auto words = split_words(host);
  size_t from = 0;
  for (size_t i = 0; i + 1 < words.size(); ++i) {
    const auto& w = words[i];
    const bool topic = (w.particle == "은" || w.particle == "는") && w.noun != "것";
    const bool place = w.particle == "에는" || w.particle == "에게" || w.particle == "에게는" || w.particle == "에서는";
    if (is_condition(w.text) || topic || (place && i + 2 < words.size() && w.comma) || (place && w.particle != "에게") ||
        w.text.ends_with("불구하고") || (w.comma && (w.text.ends_with("고") || w.text.ends_with("며"))))
      from = words[i + 1].begin;
  }
  auto named = std::string(trim(std::string_view(host).substr(from)));
  for (std::string_view opening : {"그 ", "해당 "})
    if (named.starts_with(opening)) named = named.substr(opening.size());
  return named;
}
/// The last noun phrase of `host`, short.
std::string noun_of(const std::string& host) {
  const auto text = with_particle(host, "은", "는");
  const auto words = split_words(text);
  if (words.empty()) return {};
  const auto phrase = noun_phrase(text, words, words.size() - 1);
  if (phrase.end <= phrase.begin) return {};
  const auto noun = text.substr(phrase.begin, phrase.end - phrase.begin);
  const auto comma = noun.rfind(", ");
  return comma == std::string::npos ? noun : noun.substr(comma + 2);
}

void read_term(const std::string& host, std::string_view inside, std::vector<Aside>& out) {
  const auto begin = inside.find("이하 ");
  if (begin == inside.npos) return;
  auto open = inside.find('"', begin), width = size_t{1};
  if (open == inside.npos) open = inside.find("“", begin), width = 3;
  if (open == inside.npos) return;
  const auto close = inside.find(width == 1 ? "\"" : "”", open + width);
  if (close == inside.npos || inside.find("라 한다", close) == inside.npos) return;
  const std::string term(inside.substr(open + width, close - open - width));
  const auto named = named_by(host);
  for (const auto& w : split_words(named))  // "이를 …에게 보내고 검사로 하여금 …": more than a noun phrase
    if (w.text == "이를" || w.text == "하여금") return;
  if (term.empty() || text::count_code_points(term) > kLongestTerm || named.empty() || text::count_code_points(named) > kLongestNamed) return;
  out.push_back({term, "정의", named});
}

void read_bracket(const std::string& host, std::string_view inside, std::vector<Aside>& out) {
  read_term(host, inside, out);
  for (auto [end, relation] : {std::pair<std::string_view, std::string_view>{" 제외한다", "제외"},
                               {" 포함한다", "포함"},
                               {"만 해당한다", "한정"},
                               {" 한정한다", "한정"},
                               {" 말한다", "정의"}}) {
    const auto stop = inside.find(". 이하");
    auto text = trim(inside.substr(0, stop));
    if (!text.ends_with(end)) continue;
    text = text.substr(0, text.size() - end.size());
    for (std::string_view particle : {"은", "는", "을", "를", "로", "에"})
      if (end.front() == ' ' && text.ends_with(particle)) {
        text.remove_suffix(particle.size());
        break;
      }
    const auto noun = noun_of(host);
    if (!noun.empty() && text.size() > 3) out.push_back({noun, std::string(relation), std::string(trim(text))});
  }
}

/// `"사업주"는 "현장실습산업체의 장"으로, …`: what counts as what.
void read_counted(std::string_view sentence, std::vector<Aside>& out) {
  std::vector<std::pair<size_t, size_t>> quoted;  // without the marks
  for (size_t open = sentence.find('"'); open != sentence.npos;) {
    const auto close = sentence.find('"', open + 1);
    if (close == sentence.npos) break;
    quoted.emplace_back(open + 1, close);
    open = sentence.find('"', close + 1);
  }
  for (size_t i = 0; i + 1 < quoted.size(); ++i) {
    const auto between = sentence.substr(quoted[i].second + 1, quoted[i + 1].first - quoted[i].second - 2);
    const auto behind = sentence.substr(quoted[i + 1].second + 1);
    const bool topic = between == "은 " || between == "는 " || between == "은 각각 " || between == "는 각각 ";
    if (topic && (behind.starts_with("으로") || behind.starts_with("로")))
      out.push_back({std::string(sentence.substr(quoted[i].first, quoted[i].second - quoted[i].first)), "간주",
                     std::string(sentence.substr(quoted[i + 1].first, quoted[i + 1].second - quoted[i + 1].first))});
  }
}

}  // namespace

std::vector<Aside> read_asides(std::string_view sentence) {
  std::vector<Aside> out;
  size_t behind = 0;  // the bracket before and the conjunction that follows it: "갑(…) 또는 | 을(…)"
  for (size_t open = sentence.find('('); open != sentence.npos; open = sentence.find('(', open + 1)) {
    int depth = 1;
    size_t close = open + 1;
    for (; close < sentence.size() && depth > 0; ++close) depth += sentence[close] == '(' ? 1 : sentence[close] == ')' ? -1 : 0;
    if (depth > 0) break;
    const auto host = clean_sentence(sentence.substr(behind, open - behind));
    const bool names = sentence.substr(open, close - open).find("라 한다") != sentence.npos;
    for (std::string_view joint : {" 또는 ", " 및 ", ", ", "와 ", "과 ", "ㆍ"})
      if (names && sentence.substr(close).starts_with(joint)) behind = close + joint.size();
    if (!host.empty()) read_bracket(host, trim(sentence.substr(open + 1, close - open - 2)), out);
    open = close - 1;
  }
  if (sentence.find("로 본다") != sentence.npos || sentence.find("로 보고") != sentence.npos) read_counted(sentence, out);
  return out;
}

}  // namespace jangin::synthesize::korean
