// Orders in the description of a code, as statements.
#include "synthesize/facts/described_steps.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/strings.h"
#include "synthesize/facts/duties.h"

namespace jangin::synthesize {
namespace {

/// What one tells a person, not a machine.
bool is_for_a_person(std::string_view verb) {
  static constexpr std::array<std::string_view, 37> kVerbs = {
      "use",     "see",  "note",     "press", "click",  "select", "enter",   "type",    "choose",  "edit", "check", "read", "write",
      "install", "make", "consider", "refer", "ensure", "be",     "let",     "add",     "create",  "go",   "get",   "put",  "try",
      "keep",    "take", "give",     "find",  "call",   "have",   "include", "specify", "program", "do",   "issue"};
  return std::ranges::find(kVerbs, verb) != kVerbs.end();
}

/// The verb of an item that is one order; empty: it is none.
std::string order_of(const Block& item) {
  if (item.sentences.empty()) return {};
  const auto clauses = english::parse_sentence(item.sentences[0].text);
  return clauses.empty() || clauses[0].voice != english::Voice::imperative ? std::string() : clauses[0].verb;
}

/// "if it is lower than …" behind "to the R plane": "it" is what was named last.
void name_in_condition(english::Clause& c, const std::string& named) {
  const auto at = c.condition.find(" it ");
  if (at != std::string::npos && !named.empty() && english::is_noun_phrase(named)) c.condition.replace(at + 1, 2, named);
}

}  // namespace

std::set<size_t> described_procedures(const std::vector<Block>& blocks) {
  std::map<size_t, std::pair<size_t, size_t>> counts;  // orders, items
  for (const auto& block : blocks) {
    if (block.kind != BlockKind::item || block.level > 0) continue;
    auto& [orders, items] = counts[block.list];
    const auto verb = order_of(block);
    ++items, orders += !verb.empty() && !is_for_a_person(verb);
  }
  std::set<size_t> lists;
  for (const auto& [list, count] : counts)
    if (count.first >= 2 && count.first * 2 >= count.second) lists.insert(list);
  return lists;
}

void state_step(english::Clause& c, const std::string& code) {
  const auto with_code = [&] { c.introduction = "with " + code + (c.introduction.empty() ? "" : ", " + c.introduction); };
  if (c.voice != english::Voice::imperative) {
    if (c.statement().find(code) == std::string::npos) with_code();
    return;
  }
  if (is_for_a_person(c.verb) || c.negated || c.verb.empty()) return;
  const bool thing = !c.object.empty() && english::is_noun_phrase(c.object) && c.object.find(" and ") == std::string::npos;
  if (!thing && !c.object.empty()) return;
  if (thing) {
    name_in_condition(c, c.phrases.empty() || c.phrases.back().infinitive ? std::string() : c.phrases.back().text);
    turn_passive(c, "is");
    return with_code();
  }
  c.subject = c.subject_head = code, c.subject_plural = false;
  c.voice = english::Voice::active, c.verb_text = english::third_form(c.verb);
}

}  // namespace jangin::synthesize
