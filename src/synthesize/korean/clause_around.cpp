// A finite clause as a statement that stands alone, and the question in it.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "synthesize/korean/endings.h"
#include "synthesize/korean/links.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

using Kind = Link::Kind;
constexpr size_t kLongestStatement = 130;  // characters

size_t length(std::string_view text) { return text::count_code_points(text); }
std::string joined(std::string_view a, std::string_view b) { return std::string(a) + (a.empty() || b.empty() ? "" : " ") + std::string(b); }
bool holds(Kind kind) { return kind == Kind::condition || kind == Kind::time; }

bool points_back(std::string_view text) {
  static constexpr auto kPointers =
      std::to_array<std::string_view>({"이", "이를", "이는", "그것", "이것", "이때", "그때", "이에", "이와", "여기에", "이보다", "그보다", "이들"});
  for (const auto& w : split_words(text))
    if (std::ranges::find(kPointers, w.text) != kPointers.end()) return true;
  return false;
}
bool has_topic(std::string_view text) {
  const auto words = split_words(text);
  return std::ranges::any_of(words, is_topic);
}

/// What of the sentence in front of a later clause holds for it: its topic, its condition.
std::string inherited(const Linked& s, size_t first, size_t last) {
  const auto clause = s.text.substr(s.links[first].begin, s.links[last].end - s.links[first].begin);
  const bool own_topic = has_topic(clause), comma = s.links[first - 1].comma;
  std::string front;
  if (!own_topic && s.topic_end > 0) front = std::string(s.text.substr(0, s.topic_end));
  const bool own_condition = std::any_of(s.links.begin() + static_cast<ptrdiff_t>(first), s.links.begin() + static_cast<ptrdiff_t>(last),
                                         [](const Link& l) { return holds(l.kind); });
  const auto& lead = s.links[0];
  if (own_condition || (own_topic && comma) || !holds(lead.kind)) return front;
  const size_t from = front.empty() ? lead.begin : std::max(lead.begin, std::min(s.topic_end, lead.end));
  return joined(front, trim(s.text.substr(from, lead.end - from)));
}

}  // namespace

bool shares_verb(std::string_view text) {
  const auto words = split_words(text);
  bool under = false;  // "OFF이면 3초, ON이면 8초이다"
  for (const auto& w : words) {
    if (under && w.comma && !is_conditional(w.text)) return true;
    under |= is_conditional(w.text);
  }
  return std::ranges::any_of(words, [](const Word& w) {
    return w.comma && (w.particle == "을" || w.particle == "를" || w.particle == "로" || w.particle == "으로" || w.particle == "에" ||
                       w.text.ends_with("마다") || w.text == "이내에");
  });
}

std::optional<Statement> clause_around(const Linked& s, size_t begin, size_t end, std::string_view condition) {
  size_t at = 0;
  while (at + 1 < s.links.size() && begin >= s.links[at].end) ++at;
  const size_t first = s.first_of(at), last = s.last_of(at);
  if (end > s.links[last].end) return std::nullopt;
  const size_t from = first == 0 ? 0 : s.links[first].begin;
  std::string tail(s.text.substr(begin, s.links[last].end - begin));
  if (s.links[last].kind != Kind::final) {
    const auto ended = closed(tail, plain_end(s.text));
    if (ended.size() < end - begin || ended.compare(0, end - begin, tail, 0, end - begin) != 0) return std::nullopt;
    tail = ended;
  }
  Statement out{std::string(s.text.substr(from, begin - from)), {}};
  const auto rest = std::string_view(tail).substr(end - begin);
  out.after = (rest.starts_with(' ') || rest.starts_with(',') ? " " : "") + plain_end(rest.starts_with(',') ? rest.substr(1) : rest);
  if (out.after.find("그러하지 아니") != std::string::npos || out.after.ends_with(" 같다")) return std::nullopt;  // of the sentence before; of a list
  const bool conditioned = std::ranges::any_of(s.links, [](const Link& l) { return holds(l.kind); });
  if (first > 0) out.before = joined(inherited(s, first, last), out.before);
  if (!condition.empty() && !conditioned) out.before = joined(condition, out.before);
  if (shares_verb(out.before) || shares_verb(out.after)) return std::nullopt;
  if (points_back(out.before) || points_back(out.after) || length(out.before) + length(out.after) > kLongestStatement) return std::nullopt;
  if (!out.before.empty() && out.before.back() != ' ') out.before += ' ';
  return out;
}

std::string ask_in(const Statement& statement, std::string_view word) {
  auto after = std::string_view(statement.after);
  while (after.starts_with(",") || after.starts_with(" ")) after.remove_prefix(1);
  const bool attached = !statement.after.empty() && statement.after[0] != ' ' && statement.after[0] != ',';
  const bool adverb = !word.starts_with("무엇") && !word.starts_with("누") &&
                      (!word.starts_with("어떤") || word.starts_with("어떤 경우") || word.starts_with("어떤 때"));
  if (!attached && adverb && statement.before.empty()) {
    const auto words = split_words(after);
    for (size_t i = 0; i < words.size() && i < 4; ++i) {
      const auto& w = words[i];
      if (is_conditional(w.text) || w.comma || w.text == "후" || w.text == "뒤" || w.text == "때" || w.text == "경우") break;
      if (w.particle.empty()) continue;
      const bool subject = w.particle == "이" || w.particle == "가", topic = w.particle == "은" || w.particle == "는";
      if ((!subject && !topic) || i + 1 >= words.size() || w.noun == "수" || w.noun == "것" || words[i + 1].text.starts_with("되") ||
          words[i + 1].text.starts_with("된") || words[i + 1].text.starts_with("아니"))
        break;
      if (subject && (is_adnominal(words, i + 1) || (i + 2 < words.size() && words[i + 1].particle.empty() && is_adnominal(words, i + 2)))) break;
      const auto named = with_particle(after.substr(0, w.begin + w.noun.size()), "은", "는");
      return to_question(named + " " + std::string(word) + " " + std::string(after.substr(words[i + 1].begin)));
    }
  }
  return to_question(statement.before + std::string(word) + (attached || after.empty() ? "" : " ") + std::string(after));
}

}  // namespace jangin::synthesize::korean
