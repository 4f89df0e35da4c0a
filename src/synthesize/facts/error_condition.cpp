// Lists whose lead says what the items are: "It is an error if:", "Both commands have the following effects:"; and sentences of that kind.
#include "base/strings.h"
#include "synthesize/facts/fact_miner.h"

namespace jangin::synthesize {
namespace {

bool is_error_lead(const std::string& lead) {
  auto lower = to_lower_ascii(lead);
  auto error = lower.rfind("error");
  if (error == std::string::npos) return false;
  auto rest = lower.substr(error);
  return (rest.starts_with("error if") || rest.starts_with("error when") || rest.starts_with("error to") || rest.starts_with("errors")) && rest.size() < 24;
}

std::string clean_item(std::string text) {
  text = english::strip_asides(text);
  while (!text.empty() && std::string_view(".,;: ").find(text.back()) != std::string_view::npos) text.pop_back();
  for (std::string_view word : {"or ", "and ", "or if ", "if "})
    if (text.starts_with(word)) text = text.substr(word.size());
  for (std::string_view end : {", or", ", and", " or", " and"})
    if (text.ends_with(end)) text = text.substr(0, text.size() - end.size());
  return english::upper_first(text);
}

/// "Both of these commands have the following effects:" → "the effects of …"; empty when the lead is of another form.
std::string lead_of(const std::string& lead, const Topic& topic) {
  if (!lead.ends_with(':')) return {};
  auto clauses = english::parse_sentence(lead.substr(0, lead.size() - 1));
  if (clauses.size() != 1) return {};
  const auto& c = clauses[0];
  auto topic_phrase = topic.code.empty() ? topic.phrase : topic.code;
  if (c.voice == english::Voice::existential) {
    auto t = english::tokenize(c.object);
    size_t skip = 0;
    while (skip < t.size() && t[skip].is(english::kDeterminer | english::kNumber | english::kAdverb | english::kPreposition)) ++skip;
    return skip < t.size() ? "the " + english::join_tokens(t, skip, t.size()) + (c.tail.size() > c.object.size() ? c.tail.substr(c.object.size()) : "") : std::string();
  }
  auto following = c.object.find("following ");
  bool pointer = c.subject.find("these ") != std::string::npos || c.subject == "it" || c.subject == "they" || c.subject.starts_with("this ");
  auto whose = pointer ? topic_phrase : c.subject;
  if (whose.empty() || whose == "you" || whose == "we") return {};
  if (following != std::string::npos && (c.verb == "have" || c.verb == "contain" || c.verb == "offer" || c.verb == "provide" || c.verb == "include" || c.verb == "support" || c.verb == "use")) return "the " + c.object.substr(following + 10) + " of " + whose;
  if (c.voice == english::Voice::copula && c.object.empty() && c.subject_plural && c.phrases.empty()) return c.subject.starts_with("the ") ? c.subject : "the " + c.subject;
  return {};
}

}  // namespace

std::vector<MinedFact> mine_error_condition(const MinerInput& input) {
  std::vector<MinedFact> out;
  auto whole = input.topic->code.empty() ? input.topic->phrase : input.topic->code;
  const double importance = input.topic->code.empty() ? 0.45 : 0.55;  // "an error with G43" is a better question than "an error with canned cycles"
  if (whole.ends_with(" errors")) whole = whole.substr(0, whole.size() - 7) + "s";
  for (const auto& block : input.blocks) {
    if (block.kind == BlockKind::item && block.level == 0 && !block.lead.empty()) {
      auto item = clean_item(block.text);
      if (english::count_words(item) < 2 || english::count_words(item) > 18) continue;
      if (is_error_lead(block.lead)) {
        ListFrame frame{ListFrame::Kind::error, "an error", item, whole, to_lower_ascii(block.lead).find("error to") != std::string::npos ? "to" : "if"};
        auto fact = make_fact(input, "error_condition", frame, whole, "is an error " + frame.link, item, "", block.span, importance);
        fact.statement = "It is an error with " + whole + " " + frame.link + " " + english::lower_first(item) + ".";
        out.push_back(std::move(fact));
        continue;
      }
      TermItem term;
      if (block.ordered || read_term(block, term)) continue;
      auto lead = lead_of(block.lead, *input.topic);
      if (lead.empty()) continue;
      ListFrame frame{ListFrame::Kind::member, lead, item, whole};
      auto fact = make_fact(input, "error_condition", frame, lead, "includes", item, "", block.span, 0.52);
      fact.statement = "One of " + lead + ": " + english::lower_first(item) + ".";
      out.push_back(std::move(fact));
    } else if (block.kind == BlockKind::paragraph) {
      for (const auto& sentence : block.sentences) {
        for (std::string_view opening : {"It is an error if ", "It is an error to ", "It is an error when "}) {
          if (!sentence.text.starts_with(opening) || sentence.text.ends_with(':')) continue;
          auto item = clean_item(sentence.text.substr(opening.size()));
          if (english::count_words(item) < 2 || english::count_words(item) > 22) continue;
          ListFrame frame{ListFrame::Kind::error, "an error", item, whole, opening.find(" to ") != opening.npos ? "to" : opening.find(" when ") != opening.npos ? "when" : "if"};
          auto fact = make_fact(input, "error_condition", frame, whole, "is an error " + frame.link, item, "", sentence.span, importance);
          fact.statement = sentence.text;
          out.push_back(std::move(fact));
        }
      }
    }
  }
  return out;
}

}  // namespace jangin::synthesize
