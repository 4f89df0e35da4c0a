// What several miners share: making facts, and the clauses of a passage with their pronouns resolved.
#include "synthesize/facts/fact_miner.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "base/hash.h"
#include "synthesize/facts/block_reading.h"
#include "synthesize/facts/clause_filters.h"
#include "synthesize/facts/described_steps.h"
#include "synthesize/facts/duties.h"
#include "synthesize/facts/sentence_filters.h"

namespace jangin::synthesize {

using english::Clause;

MinedFact make_fact(const MinerInput& input, std::string_view miner, Frame frame, std::string subject, std::string relation, std::string value,
                    std::string condition, record::Span evidence, double importance) {
  MinedFact m;
  m.frame = std::move(frame);
  m.topic = input.topic;
  m.language = input.passage.language.empty() ? "en" : input.passage.language;
  auto& f = m.fact;
  f.passage_id = input.passage.passage_id;
  f.miner = std::string(miner);
  f.subject = std::move(subject), f.relation = std::move(relation), f.value = std::move(value), f.condition = std::move(condition);
  f.evidence = evidence;
  f.importance = std::clamp(importance, 0.0, 1.0);
  f.fact_id = hash_fields({f.passage_id, f.miner, f.subject, f.relation, f.value, f.unit, f.condition});
  return m;
}

std::string_view span_text(const record::Passage& passage, record::Span span) {
  return std::string_view(passage.text).substr(span.begin, span.size());
}

namespace {

/// Where `part` stands in `text`, whatever the case of its first letter; npos: nowhere.
size_t find_part(std::string_view text, const std::string& part) {
  const auto at = text.find(part);
  return at == text.npos ? text.find(english::upper_first(part)) : at;
}

/// Of "A is B; C is D": the part that the clause stands in. Its other part's condition is not the clause's. The whole sentence where a part of the
/// clause is not found to the letter.
record::Span own_part(const record::Passage& passage, record::Span sentence, const Clause& c) {
  const auto text = span_text(passage, sentence);
  size_t begin = text.size(), end = 0;
  for (const auto* part : {&c.subject, &c.tail, &c.condition, &c.introduction, &c.reason}) {
    if (part->empty()) continue;
    const auto at = find_part(text, *part);
    if (at == text.npos) return sentence;
    begin = std::min(begin, at), end = std::max(end, at + part->size());
  }
  if (begin >= end) return sentence;
  const auto before = text.substr(0, begin).rfind("; ");
  if (before != text.npos) sentence.begin += before + 2;
  const auto behind = text.substr(end);
  const bool apart = behind.starts_with("; ") || behind.starts_with(", and ") || behind.starts_with(", but ") ||
                     (behind.starts_with(", so ") && !behind.starts_with(", so that "));
  if (apart) sentence.end = sentence.end - behind.size() + 1;
  return sentence;
}

/// "For example, a robot starts with …": a story of some robot.
bool is_some_thing(const Clause& c) {
  const bool some = c.subject.starts_with("a ") || c.subject.starts_with("an ") || c.subject.starts_with("the ");
  return some && english::count_words(c.subject) <= 3 && !english::is_code_like(c.subject_head) &&
         (c.condition.empty() || c.subject.starts_with("a"));
}

/// "The pressure of a sample of gas is measured with …" before a question: of what is asked about.
bool is_given(const Clause& c) { return c.subject.starts_with("a ") || c.subject.starts_with("an ") || c.subject.starts_with("the "); }

/// "Titan contains ethane" beside "… on Titan, one of the moons": a name keeps its capital at the beginning of a sentence, too.
void keep_name(Clause& c, const std::string& passage) {
  const auto word = c.subject.substr(0, c.subject.find(' '));
  if (word.size() < 4 || english::classify(word) != english::kNoun) return;
  const auto name = english::upper_first(word);
  if (passage.find(" " + word) != std::string::npos) return;
  for (size_t at = passage.find(" " + name); at != std::string::npos; at = passage.find(" " + name, at + 1))
    if (at > 0 && std::islower(static_cast<unsigned char>(passage[at - 1]))) {
      c.subject.replace(0, word.size(), name);
      return;
    }
}

/// Behind each order what it says is to be done.
std::vector<Clause> with_duties(std::vector<Clause> clauses) {
  std::vector<Clause> out;
  for (auto& clause : clauses) {
    auto duty = duty_of(clause);
    out.push_back(std::move(clause));
    if (duty) out.push_back(std::move(*duty));
  }
  return out;
}

/// "*STATIC, DIRECT" in a block of code, then "defines a step …": what the lines of the block do, in lower case since they are the subject.
bool tells_of_code(const std::vector<Block>& blocks, size_t place) {
  const auto& text = blocks[place].text;
  if (place == 0 || blocks[place - 1].kind != BlockKind::code || blocks[place].kind != BlockKind::paragraph || text.empty()) return false;
  const auto first = english::classify(std::string_view(text).substr(0, text.find(' ')));
  return std::islower(static_cast<unsigned char>(text[0])) && (first & english::kThird) && !(first & english::kDeterminer);
}

/// Ordered lists of which half of the items or more are orders.
std::set<size_t> procedures(const std::vector<Block>& blocks) {
  std::map<size_t, std::pair<size_t, size_t>> counts;  // orders, items
  for (const auto& block : blocks) {
    if (block.kind != BlockKind::item || !block.ordered || block.sentences.empty()) continue;
    const auto clauses = english::parse_sentence(block.sentences[0].text);
    auto& [orders, items] = counts[block.list];
    ++items, orders += !clauses.empty() && clauses[0].voice == english::Voice::imperative;
  }
  std::set<size_t> lists;
  for (const auto& [list, count] : counts)
    if (count.second > 1 && count.first * 2 >= count.second) lists.insert(list);
  return lists;
}

/// "For an example, look at some menus": what follows is told of them.
bool points_at_example(const std::string& sentence) {
  return sentence.starts_with("For an example") || sentence.starts_with("As an example") || sentence.starts_with("As one example");
}

/// "the label will change to MARK EDGE" in a procedure: once its order was followed.
bool follows_order(const Clause& c) {
  return c.voice != english::Voice::imperative && c.subject.starts_with("the ") && c.condition.empty() && c.introduction.empty() && c.purpose.empty();
}

/// "For cyclic structures there are three limitations:": what its items are said of; empty: the lead opens otherwise.
std::string circumstance_of_lead(std::string lead) {
  constexpr size_t kLongest = 12;  // words
  if (const auto stop = lead.rfind(". "); stop != std::string::npos) lead = lead.substr(stop + 2);
  if (!lead.ends_with(':') || !(lead.starts_with("For ") || lead.starts_with("In ") || lead.starts_with("With ") || lead.starts_with("During ")))
    return {};
  const auto t = english::tokenize(lead);
  size_t end = 1;
  while (end < t.size() && !t[end - 1].mark && !(t[end].core == "there" || t[end].is(english::kFinite))) ++end;
  const auto text = english::lower_first(english::join_tokens(t, 0, end));
  const bool apart = end < t.size() && (t[end - 1].mark == ',' || t[end].core == "there");
  const auto padded = " " + text + " ";
  for (std::string_view pointer : {" this ", " these ", " example ", " following ", " order ", " such ", " that "})
    if (padded.find(pointer) != padded.npos) return {};
  return apart && end > 1 && end <= kLongest ? text : std::string();
}

}  // namespace

std::vector<SentenceClause> clauses_of(const MinerInput& input, std::vector<StandingSentence>* sentences) {
  std::vector<SentenceClause> out;
  bool first = true, worked = false, worked_out = false, shown = false;
  std::string spoken_of;  // at the end of the paragraph before: one thing, not many
  const auto described = input.topic->code.empty() ? std::set<size_t>() : described_procedures(input.blocks);
  const bool of_example = is_under_example(input.passage);
  const auto ordered = procedures(input.blocks);
  for (const auto& block : input.blocks) {
    if (block.kind != BlockKind::paragraph && block.kind != BlockKind::item) continue;
    const auto place = &block - input.blocks.data();
    if (opens_with_answer(input.passage) && (place == 0 || (place == 1 && block.text.starts_with("This ")))) continue;
    const bool question = !block.sentences.empty() && block.sentences[0].run_in.ends_with("Check Your Learning");
    bool continues_lead = block.kind == BlockKind::item && (block.lead.ends_with(" if:") || block.lead.ends_with(" when:") ||
                                                            block.lead.ends_with(" to:") || block.lead.ends_with(" that:"));
    if (continues_lead) continue;
    if (tells_of_code(input.blocks, static_cast<size_t>(place))) continue;
    const bool step = block.kind == BlockKind::item && ordered.contains(block.list);
    const auto under = block.kind == BlockKind::item && !step ? circumstance_of_lead(block.lead) : std::string();
    auto reading = open_block(input, block);
    const bool goes_on = block.kind == BlockKind::paragraph && !spoken_of.empty() && spoken_of == input.topic->name;
    reading.described = described.contains(block.list) && block.kind == BlockKind::item;
    bool instance = of_example || shown;  // behind "for example": what is "the ratio" or "the formula" is the example's
    for (size_t k = 0; k < block.sentences.size(); ++k) {
      const auto& sentence = block.sentences[k];
      worked_out |= is_worked_label(sentence.run_in) || sentence.titled;
      worked |= opens_worked_example(sentence.text) || worked_out;
      shown |= points_at_example(sentence.text);
      instance |= shown;
      const auto text = readable_sentence(input, reading, k);
      if (text.empty()) {
        reading.antecedent = {};
        continue;
      }
      const auto plain = strip_opening(text);
      auto clauses = english::parse_sentence(plain);
      const bool asked = worked_out || is_part_labelled(sentence.text) || is_beside_the_field(input.passage);  // of a learner
      const bool fragment = reading.has_term && k == 0 && std::none_of(clauses.begin(), clauses.end(), [](const Clause& c) { return usable(c); });
      const bool orders = !clauses.empty() && clauses[0].voice == english::Voice::imperative;
      if (sentences)
        sentences->push_back(
            {plain, sentence.span, reading.antecedent.text, reading.antecedent.plural, worked || instance || (asked && orders), fragment});
      const bool supposed = sentence.text.starts_with("If") && sentence.text.find("for example") != std::string::npos;  // "If, for example a …"
      const bool story = supposed || sentence.text.starts_with("For example") || sentence.text.starts_with("For instance");
      for (auto& clause :
           block.kind == BlockKind::item || asked ? std::move(clauses) : with_duties(std::move(clauses))) {  // an item's order is a step
        if (reading.has_term && k == 0 && clause.voice == english::Voice::imperative) break;
        if (reading.described) state_step(clause, input.topic->code);
        auto span = sentence.span;
        split_report(clause);
        const auto told = clause;
        const bool known_subject =
            resolve(clause, reading.antecedent, reading.known, *input.topic, {k == 0, (k == 0 && goes_on) || opens_section(input, block, k)}, span);
        introduce_all(told, span, reading.known);
        if (!known_subject) continue;
        complete_condition(clause);
        name_pointers(clause, *input.topic, reading.item_term);
        drop_pointing_purpose(clause);
        keep_name(clause, input.passage.text);
        if (((story || of_example) && is_some_thing(clause)) || (supposed && is_made_up(clause)) || (question && is_given(clause))) continue;
        if (step && !reading.described && follows_order(clause)) continue;
        if (clause.introduction.empty() && clause.condition.empty() && clause.voice != english::Voice::imperative) clause.introduction = under;
        if (!usable(clause) || (worked_out && is_made_up(clause)) || (instance && clause.subject.starts_with("the ") && is_made_up(clause))) continue;
        if (clause.voice != english::Voice::imperative && english::count_words(clause.subject) <= 8 && clause.subject != "you")
          reading.antecedent = {clause.subject, clause.subject_plural, !reading.item_term.empty() && clause.subject == reading.item_term, span,
                                clause.predicate()};
        const auto evidence = span.begin == sentence.span.begin ? own_part(input.passage, sentence.span, clause) : span;
        out.push_back({std::move(clause), evidence, sentence.run_in, first, worked});
        first = false;
      }
      instance |= sentence.text.starts_with("For example") || sentence.text.starts_with("For instance") || sentence.text.starts_with("To illustrate");
    }
    if (block.kind != BlockKind::paragraph)
      spoken_of.clear();
    else if (!reading.antecedent.plural && !reading.caption)
      spoken_of = reading.antecedent.text;
  }
  return out;
}

}  // namespace jangin::synthesize
