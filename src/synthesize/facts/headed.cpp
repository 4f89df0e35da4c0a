// What stands under a heading and says something of it without naming it: a first sentence without its subject ("Draws the control."),
// labelled values ("**Header:** chrono"), a return value. Whole sentences are the sentence miner's.
#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/facts/fact_miner.h"
#include "synthesize/facts/sentence_filters.h"

namespace jangin::synthesize {
namespace {

constexpr size_t kLongestHeading = 5, kLongestSaid = 26, kLongestLabelled = 8;  // words

/// What the heading names: "`abort` function" as it is, "Tolerance (units)" without its aside; empty: too long to be a name.
std::string named_by_heading(const Topic& topic) {
  auto name = english::strip_asides(topic.heading);
  if (name.empty() || english::count_words(name) > kLongestHeading) return {};
  return topic.code.empty() ? name : topic.code;
}

/// The first sentence of the passage, where no other text stands above it.
const Sentence* opening_sentence(const MinerInput& input) {
  for (const auto& block : input.blocks) {
    if (block.kind == BlockKind::code) continue;
    if (block.kind != BlockKind::paragraph || block.sentences.empty()) return nullptr;
    return block.sentences[0].run_in.empty() ? &block.sentences[0] : nullptr;
  }
  return nullptr;
}

std::string without_stop(std::string text) {
  while (!text.empty() && std::string_view(".;: ").find(text.back()) != std::string_view::npos) text.pop_back();
  return text;
}

/// "Draws …", "Returns the …"; under a code also "Specify the …".
Shape shape_of_opening(const english::Tokens& t, bool code) {
  const uint32_t behind = english::kDeterminer | english::kNumber | english::kCode;
  const bool sure =
      t[1].is(behind) ||
      (t[1].is(english::kNoun | english::kPreposition | english::kTo | english::kSubordinator | english::kRelative | english::kAdjective) &&
       !t[0].is(english::kNoun));
  if (t[0].is(english::kThird) && !t[0].is(english::kFinite | english::kPreposition) && sure) return Shape::verb_third;
  const bool pointer = t[0].core == "see" || t[0].core == "refer";
  return code && !pointer && t[0].is(english::kBase) && !t[0].is(english::kNoun | english::kFinite) && t[1].is(behind) ? Shape::verb_base
                                                                                                                       : Shape::clause;
}

void mine_opening(const MinerInput& input, const std::string& name, std::vector<MinedFact>& out) {
  const auto* sentence = opening_sentence(input);
  if (!sentence || !is_finished(sentence->text)) return;
  const auto said = english::lower_first(english::strip_asides(without_stop(without_pointers(sentence->text))));
  const auto t = english::tokenize(said);
  if (t.size() < 3 || t.size() > kLongestSaid || points_elsewhere(sentence->text) || t[0].mark) return;
  const auto shape = shape_of_opening(t, english::is_code_like(name));
  if (shape != Shape::clause) {
    MeaningFrame frame;
    frame.term = name, frame.description = said, frame.shape = shape;
    auto fact = make_fact(input, "headed", frame, name, "does", said, "", sentence->span, 0.56);
    fact.statement = english::upper_first(name) + ": " + said + ".";
    out.push_back(std::move(fact));
    return;
  }
  const bool passive = t[0].is(english::kParticiple) && !t[0].is(english::kNoun | english::kBase | english::kPreposition) &&
                       t[1].is(english::kPreposition | english::kTo | english::kSubordinator);
  if (!passive) return;
  const auto whole = name + " is " + said;
  for (auto& clause : english::parse_sentence(whole)) {
    if (clause.voice != english::Voice::passive || clause.subject != name) continue;
    auto fact = make_fact(input, "headed", ClauseFrame{clause}, name, std::string(trim(clause.auxiliary + " " + clause.verb_text)), clause.tail,
                          clause.condition, sentence->span, 0.5);
    fact.statement = whole + ".";
    out.push_back(std::move(fact));
    return;
  }
}

void add_attribute(const MinerInput& input, const std::string& attribute, const std::string& of, const std::string& value, record::Span span,
                   std::vector<MinedFact>& out) {
  auto fact = make_fact(input, "headed", AttributeFrame{attribute, of, value}, of, attribute, value, "", span, 0.45);
  fact.statement = "The " + attribute + " of " + of + " is " + value + ".";
  out.push_back(std::move(fact));
}

/// "**Header:** `<chrono>`", "**Namespace**: std": a label in bold and a short value on one line.
void mine_label(const MinerInput& input, const Block& block, const std::string& name, std::vector<MinedFact>& out) {
  const auto raw = span_text(input.passage, block.span);
  const auto close = raw.find("**", 2);
  if (!raw.starts_with("**") || close == raw.npos || close > 40 || raw.find('\n') != raw.npos || raw.find("**", close + 2) != raw.npos) return;
  const bool inside = raw[close - 1] == ':', outside = raw.substr(close + 2).starts_with(":");
  if (!inside && !outside) return;
  const auto label = to_lower_ascii(english::strip_markdown(raw.substr(2, close - 2 - inside)));
  auto value = without_stop(english::strip_markdown(trim(raw.substr(close + 2 + outside))));
  static constexpr std::array<std::string_view, 12> kNoLabels = {"note", "notes",   "warning", "caution",  "important", "tip",
                                                                 "hint", "example", "see",     "see also", "question",  "answer"};
  if (label.empty() || english::count_words(label) > 3 || std::ranges::find(kNoLabels, label) != kNoLabels.end() ||
      !std::all_of(label.begin(), label.end(), [](unsigned char c) { return std::isalpha(c) || c == ' '; }))
    return;
  const auto t = english::tokenize(value);
  bool imperative = false;
  if (t.empty() || t.size() > kLongestLabelled || english::find_main_verb(t, 0, t.size(), imperative) != std::string::npos) return;
  add_attribute(input, label, name, value, block.span, out);
}

/// Under "Return Value": the noun phrase that opens it.
void mine_return_value(const MinerInput& input, const std::string& name, std::vector<MinedFact>& out) {
  const auto heading = input.passage.heading_path.empty() ? std::string() : to_lower_ascii(strip_numbering(input.passage.heading_path.back()));
  if (heading != "return value" && heading != "return values") return;
  const auto* sentence = opening_sentence(input);
  if (!sentence || !is_finished(sentence->text) || points_elsewhere(sentence->text)) return;
  const auto said = without_stop(without_pointers(sentence->text));
  const auto t = english::tokenize(said);
  bool imperative = false;
  const bool depends = t.size() > 3 && t[1].core == "if";  // "Nonzero if the object is created; otherwise 0"
  if (depends && t.size() <= kLongestSaid && !t[0].is(english::kThird | english::kPronoun))
    return add_attribute(input, "return value", name, english::lower_first(said), sentence->span, out);
  if (t.empty() || t.size() > kLongestSaid || !t[0].is(english::kDeterminer | english::kNumber | english::kCode) ||
      english::find_main_verb(t, 0, t.size(), imperative) != std::string::npos)
    return;
  add_attribute(input, "return value", name, english::lower_first(said), sentence->span, out);
}

}  // namespace

std::vector<MinedFact> mine_headed(const MinerInput& input) {
  std::vector<MinedFact> out;
  const auto name = named_by_heading(*input.topic);
  if (name.empty() || is_beside_the_field(input.passage)) return out;
  mine_opening(input, name, out);
  mine_return_value(input, name, out);
  for (const auto& block : input.blocks)
    if (block.kind == BlockKind::paragraph) mine_label(input, block, name, out);
  return out;
}

}  // namespace jangin::synthesize
