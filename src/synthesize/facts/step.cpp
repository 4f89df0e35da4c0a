// Ordered procedures: numbered steps, and lists whose lead speaks of a sequence or an order.
#include <algorithm>
#include <cctype>
#include <set>

#include "base/strings.h"
#include "synthesize/facts/fact_miner.h"
#include "synthesize/phrasing/asking.h"

namespace jangin::synthesize {
namespace {

bool is_sequence_lead(const std::string& lead) {
  auto lower = to_lower_ascii(lead);
  for (std::string_view word : {"sequence", "following steps", "order of", "following list", "steps:", "steps for ", "steps to "})
    if (lower.find(word) != lower.npos) return lower.ends_with(':');
  return false;
}
/// "1. M128 Select kinstype 0", "2. M129 Select kinstype 1": what codes do, not what follows what.
bool lists_codes(const std::vector<const Block*>& steps) {
  return std::ranges::all_of(steps, [](const Block* step) {
    const auto word = std::string_view(step->text).substr(0, step->text.find(' '));
    return english::is_code_like(word) && word.find_first_of("0123456789") != word.npos;
  });
}
/// Half of the items or more tell what to do: a numbered list of things is no procedure.
bool tells_what_to_do(const std::vector<const Block*>& steps) {
  size_t orders = 0;
  for (const auto* step : steps) {
    const auto t = english::tokenize(step->text);
    bool imperative = false;
    orders += !t.empty() && (t[0].is(english::kBase) || (english::find_main_verb(t, 0, t.size(), imperative) != std::string::npos && imperative));
  }
  return orders * 2 >= steps.size();
}
/// "write the image to a card" → "writing the image to a card"; empty: it is no order.
std::string action_of_order(const std::string& order) {
  const auto t = english::tokenize(english::lower_first(order));
  const bool verb = t.size() > 1 && t[0].is(english::kBase) && !t[0].is(english::kFinite | english::kPreposition) &&
                    (!t[0].is(english::kNoun | english::kAdjective) || t[1].is(english::kDeterminer));
  return verb && t.size() <= 12 ? english::gerund_form(t[0].text) + " " + english::join_tokens(t, 1, t.size()) : std::string();
}
/// "Typical steps for updating the tool table:" → "updating the tool table"; empty when the lead does not say what the steps are of.
std::string procedure_of(const std::string& lead) {
  if (lead.starts_with("To ") && lead.ends_with(':') && lead.find(", ") == std::string::npos)
    return action_of_order(lead.substr(3, lead.size() - 4));  // "To set the origin with rotation:"
  for (std::string_view sign : {"steps for ", "steps to "}) {
    const auto at = to_lower_ascii(lead).find(sign);
    if (at == std::string::npos || !lead.ends_with(':')) continue;
    const auto rest = lead.substr(at + sign.size(), lead.size() - at - sign.size() - 1);
    const auto t = english::tokenize(rest);
    if (t.size() < 2 || t.size() > 8) return {};
    if (sign == "steps for ") return t[0].is(english::kGerund) ? rest : std::string();
    return t[0].is(english::kBase) ? english::gerund_form(t[0].text) + " " + english::join_tokens(t, 1, t.size()) : std::string();
  }
  return {};
}
std::string clean_step(const Block& block) {
  if (block.sentences.empty()) return {};
  auto text = english::strip_asides(block.sentences[0].text);
  while (!text.empty() && std::string_view(".,;: ").find(text.back()) != std::string_view::npos) text.pop_back();
  return text;
}

/// Lists that begin anew: a block of code parts a list, but its numbers go on.
size_t ordered_lists(const MinerInput& input) {
  std::set<size_t> lists;
  for (const auto& block : input.blocks) {
    const auto raw = trim(span_text(input.passage, block.span));
    const bool first = raw.size() > 1 && raw[0] == '1' && !std::isdigit(static_cast<unsigned char>(raw[1]));
    if (block.kind == BlockKind::item && block.ordered && block.level == 0 && first) lists.insert(block.list);
  }
  return lists.size();
}

}  // namespace

std::vector<MinedFact> mine_step(const MinerInput& input) {
  std::vector<MinedFact> out;
  const auto action = action_of_order(input.topic->phrase);
  const auto topical = action.empty() ? with_article(input.topic->phrase) : action;
  const bool several = ordered_lists(input) > 1;  // which of them is the topic's?
  for (size_t i = 0; i < input.blocks.size();) {
    if (input.blocks[i].kind != BlockKind::item) {
      ++i;
      continue;
    }
    size_t list = input.blocks[i].list;
    std::vector<const Block*> steps;
    bool ordered = false;
    for (; i < input.blocks.size() && input.blocks[i].list == list && input.blocks[i].kind == BlockKind::item; ++i) {
      if (input.blocks[i].level == 0) steps.push_back(&input.blocks[i]);
      ordered |= input.blocks[i].level == 0 && input.blocks[i].ordered;
    }
    if (lists_codes(steps)) continue;
    if (steps.size() < 2 || (!ordered && !is_sequence_lead(steps[0]->lead))) continue;
    if (!is_sequence_lead(steps[0]->lead) && !tells_what_to_do(steps)) continue;
    const auto named = procedure_of(steps[0]->lead);
    const auto& procedure = named.empty() ? topical : named;
    if (procedure.empty() || (several && named.empty())) continue;
    for (size_t k = 0; k < steps.size(); ++k) {
      StepFrame frame;
      frame.procedure = procedure;
      frame.step = clean_step(*steps[k]);
      frame.previous = k > 0 ? clean_step(*steps[k - 1]) : "";
      frame.next = k + 1 < steps.size() ? clean_step(*steps[k + 1]) : "";
      frame.position = k + 1, frame.of = steps.size();
      if (english::count_words(frame.previous) > 12) frame.previous.clear();
      if (frame.step.empty() || english::count_words(frame.step) > 18 || english::count_words(frame.step) < 2) continue;
      auto fact = make_fact(input, "step", frame, procedure, "step " + std::to_string(k + 1), frame.step, "", steps[k]->span, 0.55);
      fact.statement = english::upper_first("step " + std::to_string(k + 1) + " of " + procedure + ": " + english::lower_first(frame.step) + ".");
      out.push_back(std::move(fact));
    }
  }
  return out;
}

}  // namespace jangin::synthesize
