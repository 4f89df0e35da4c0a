// Lists whose lead says what the items are: "It is an error if:", "Both commands have the following effects:"; and sentences of that kind.
#include <algorithm>
#include <array>
#include <map>

#include "base/strings.h"
#include "synthesize/facts/fact_miner.h"

namespace jangin::synthesize {
namespace {

bool is_error_lead(const std::string& lead) {
  auto lower = to_lower_ascii(lead);
  auto error = lower.rfind("error");
  if (error == std::string::npos) return false;
  auto rest = lower.substr(error);
  return (rest.starts_with("error if") || rest.starts_with("error when") || rest.starts_with("error to") || rest.starts_with("errors")) &&
         rest.size() < 24;
}

std::string clean_item(std::string text) {
  text = english::strip_asides(text);
  for (std::string_view next : {", followed", " followed"})  // "an optional sign, followed by": the next item follows
    if (const auto at = text.rfind(next); at != std::string::npos && (text.ends_with(" by") || text.ends_with(" by:") || text.ends_with(" by,")))
      text = text.substr(0, at);
  while (!text.empty() && std::string_view(".,;: ").find(text.back()) != std::string_view::npos) text.pop_back();
  for (std::string_view word : {"or ", "and ", "or if ", "if "})
    if (text.starts_with(word)) text = text.substr(word.size());
  for (std::string_view end : {", or", ", and", " or", " and"})
    if (text.ends_with(end)) text = text.substr(0, text.size() - end.size());
  return english::upper_first(text);
}

/// "A number consists of:", "The window contains:" → "the parts of a number", "the contents of the window"; empty when the lead is of another form.
std::string open_verb_lead(const std::string& lead) {
  struct Form {
    std::string_view end, items;
  };
  static constexpr std::array kForms = {Form{" consists of", "parts"},    Form{" consist of", "parts"},  Form{" is made up of", "parts"},
                                        Form{" is composed of", "parts"}, Form{" contains", "contents"}, Form{" contain", "contents"}};
  const auto text = std::string_view(lead).substr(0, lead.size() - 1);
  for (const auto& form : kForms) {
    if (!text.ends_with(form.end)) continue;
    const auto subject = english::lower_first(text.substr(0, text.size() - form.end.size()));
    const auto t = english::tokenize(subject);
    bool imperative = false;
    if (t.empty() || t.size() > 6 || t[0].is(english::kPronoun | english::kSubordinator | english::kPreposition) || subject.starts_with("this ") ||
        subject.starts_with("these "))
      return {};
    if (english::find_main_verb(t, 0, t.size(), imperative) != std::string::npos) return {};
    return "the " + std::string(form.items) + " of " + subject;
  }
  return {};
}

constexpr std::string_view kSuchAs = " such as:";

/// "… to simulate various inputs to the GUI such as:" → "the inputs to the GUI"; empty when no noun phrase stands there.
std::string such_as_lead(const std::string& lead) {
  const auto t = english::tokenize(lead.substr(0, lead.size() - kSuchAs.size()));
  size_t begin = t.size();
  while (begin > 0 && !t[begin - 1].mark &&
         !(t[begin - 1].is(english::kBase | english::kThird | english::kFinite | english::kGerund) &&
           !t[begin - 1].is(english::kNoun | english::kAdjective | english::kPreposition)))
    --begin;
  while (begin < t.size() && t[begin].is(english::kDeterminer | english::kNumber | english::kAdjective) && !t[begin].is(english::kNoun)) ++begin;
  while (begin < t.size() && (t[begin].core == "various" || t[begin].core == "several" || t[begin].core == "different" || t[begin].core == "other" ||
                              t[begin].core == "many"))
    ++begin;
  const auto noun = english::join_tokens(t, begin, t.size());
  return begin < t.size() && t.size() - begin <= 6 && english::is_plural_phrase(noun) && english::is_noun_phrase(noun) ? "the " + noun
                                                                                                                       : std::string();
}

/// "Both of these commands have the following effects:" → "the effects of …"; empty when the lead is of another form.
std::string lead_of(const std::string& lead, const Topic& topic) {
  if (!lead.ends_with(':')) return {};
  if (lead.ends_with(kSuchAs)) return such_as_lead(lead);
  if (auto parts = open_verb_lead(lead); !parts.empty()) return parts;
  auto clauses = english::parse_sentence(lead.substr(0, lead.size() - 1));
  if (clauses.size() != 1) return {};
  const auto& c = clauses[0];
  for (std::string_view pronoun : {" it ", " it", " they ", " them"})
    if (const auto at = (c.object + " " + c.tail).find(pronoun); at != std::string::npos && c.voice == english::Voice::existential)
      return {};  // "two options for the way it does it"
  auto topic_phrase = topic.code.empty() ? topic.phrase : topic.code;
  if (c.voice == english::Voice::existential) {
    auto t = english::tokenize(c.object);
    size_t skip = 0;
    while (skip < t.size() && t[skip].is(english::kDeterminer | english::kNumber | english::kAdverb | english::kPreposition)) ++skip;
    return skip < t.size()
               ? "the " + english::join_tokens(t, skip, t.size()) + (c.tail.size() > c.object.size() ? c.tail.substr(c.object.size()) : "")
               : std::string();
  }
  auto following = c.object.find("following ");
  bool pointer = c.subject.find("these ") != std::string::npos || c.subject == "it" || c.subject == "they" || c.subject.starts_with("this ");
  auto whose = pointer ? topic_phrase : c.subject;
  if (whose.empty() || whose == "you" || whose == "we") return {};
  if (following != std::string::npos && (c.verb == "have" || c.verb == "contain" || c.verb == "offer" || c.verb == "provide" || c.verb == "include" ||
                                         c.verb == "support" || c.verb == "use"))
    return "the " + c.object.substr(following + 10) + " of " + whose;
  if (c.voice == english::Voice::copula && c.object.empty() && c.subject_plural && c.phrases.empty())
    return c.subject.starts_with("the ") ? c.subject : "the " + c.subject;
  return {};
}

/// "Integers, that do not have a decimal point" → "integers"; empty when the item is no short name.
std::string name_of(const Block& block) {
  auto item = clean_item(block.text);
  for (std::string_view more : {", ", " that ", " which ", " - ", ": ", " – ", " — "})
    if (const auto at = item.find(more); at != std::string::npos) item = item.substr(0, at);
  while (!item.empty() && std::string_view(".,;:").find(item.back()) != std::string_view::npos) item.pop_back();
  const auto t = english::tokenize(item);
  bool imperative = false;
  if (t.empty() || t.size() > 5 || !english::is_noun_phrase(item) || english::find_main_verb(t, 0, t.size(), imperative) != std::string::npos)
    return {};
  return english::lower_first(item);
}

/// "There are two kinds of numbers:" and its items: all of them are asked for at once.
void mine_whole_list(const MinerInput& input, const std::vector<const Block*>& items, std::vector<MinedFact>& out) {
  constexpr size_t kMostItems = 5;
  if (items.size() < 2 || items.size() > kMostItems || input.blocks.empty()) return;
  const auto lead = items[0]->lead;
  static constexpr std::array<std::string_view, 5> kCounts = {"two ", "three ", "four ", "five ", "following "};
  const auto lower = to_lower_ascii(lead);
  const auto* count = std::ranges::find_if(kCounts, [&](std::string_view word) { return lower.find(word) != lower.npos; });
  if (count == kCounts.end()) return;
  if (*count != "following " && english::number_value(count->substr(0, count->size() - 1)) != std::to_string(items.size())) return;
  const auto named = lead_of(lead, *input.topic);
  if (named.empty()) return;
  std::string value;
  for (size_t i = 0; i < items.size(); ++i) {
    const auto name = name_of(*items[i]);
    if (name.empty()) return;
    value += (i == 0 ? "" : i + 1 < items.size() ? ", " : items.size() > 2 ? ", and " : " and ") + name;
  }
  const auto sentence = english::upper_first(named) + " are " + value;
  const auto clauses = english::parse_sentence(sentence);
  if (clauses.size() != 1 || clauses[0].voice != english::Voice::copula) return;
  auto fact =
      make_fact(input, "error_condition", ClauseFrame{clauses[0]}, named, "are", value, "", {items[0]->lead_span.begin, items.back()->span.end}, 0.5);
  fact.statement = sentence + ".";
  out.push_back(std::move(fact));
}

void mine_item(const MinerInput& input, const Block& block, const std::string& whole, double importance, std::vector<MinedFact>& out) {
  const bool error = is_error_lead(block.lead);
  const auto item = clean_item(error || block.sentences.empty() ? block.text : block.sentences[0].text);  // what follows it is the sentence miner's
  const bool named = block.lead.ends_with(kSuchAs);
  if (english::count_words(item) < (named ? 1 : 2) || english::count_words(item) > 18) return;
  if (error) {
    ListFrame frame{ListFrame::Kind::error, "an error", item, whole, to_lower_ascii(block.lead).find("error to") != std::string::npos ? "to" : "if"};
    auto fact = make_fact(input, "error_condition", frame, whole, "is an error " + frame.link, item, "", block.span, importance);
    fact.statement = "It is an error with " + whole + " " + frame.link + " " + english::lower_first(item) + ".";
    out.push_back(std::move(fact));
    return;
  }
  TermItem term;
  if ((block.ordered && !named) || read_term(block, term) || block.text.ends_with(':')) return;
  const auto lead = lead_of(block.lead, *input.topic);
  if (lead.empty()) return;
  ListFrame frame{ListFrame::Kind::member, lead, item, whole};
  auto fact = make_fact(input, "error_condition", frame, lead, "includes", item, "", block.span, 0.52);
  fact.statement = "One of " + lead + ": " + english::lower_first(item) + ".";
  out.push_back(std::move(fact));
}

void mine_error_sentence(const MinerInput& input, const Sentence& sentence, const std::string& whole, double importance,
                         std::vector<MinedFact>& out) {
  for (std::string_view opening : {"It is an error if ", "It is an error to ", "It is an error when "}) {
    if (!sentence.text.starts_with(opening) || sentence.text.ends_with(':')) continue;
    const auto item = clean_item(sentence.text.substr(opening.size()));
    if (english::count_words(item) < 2 || english::count_words(item) > 22) continue;
    ListFrame frame{ListFrame::Kind::error, "an error", item, whole,
                    opening.find(" to ") != opening.npos     ? "to"
                    : opening.find(" when ") != opening.npos ? "when"
                                                             : "if"};
    auto fact = make_fact(input, "error_condition", frame, whole, "is an error " + frame.link, item, "", sentence.span, importance);
    fact.statement = sentence.text;
    out.push_back(std::move(fact));
  }
}

}  // namespace

std::vector<MinedFact> mine_error_condition(const MinerInput& input) {
  std::vector<MinedFact> out;
  auto whole = input.topic->code.empty() ? input.topic->phrase : input.topic->code;
  const double importance = input.topic->code.empty() ? 0.45 : 0.55;  // "an error with G43" is a better question than "an error with canned cycles"
  if (whole.ends_with(" errors")) whole = whole.substr(0, whole.size() - 7) + "s";
  std::map<std::pair<size_t, std::string>, std::vector<const Block*>> lists;  // by list and lead
  for (const auto& block : input.blocks) {
    if (block.kind == BlockKind::item && (block.level == 0 || block.under_item) && !block.lead.empty()) {
      mine_item(input, block, whole, importance, out);
      if (!is_error_lead(block.lead)) lists[{block.list, block.lead}].push_back(&block);
    } else if (block.kind == BlockKind::paragraph) {
      for (const auto& sentence : block.sentences) mine_error_sentence(input, sentence, whole, importance, out);
    }
  }
  for (const auto& [list, items] : lists) mine_whole_list(input, items, out);
  return out;
}

}  // namespace jangin::synthesize
