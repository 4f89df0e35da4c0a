// What several miners share: making facts, clauses with their pronouns resolved, term items.
#include "synthesize/facts/fact_miner.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

#include "base/hash.h"
#include "base/strings.h"
#include "synthesize/facts/clause_filters.h"
#include "synthesize/facts/described_steps.h"
#include "synthesize/facts/duties.h"
#include "synthesize/facts/sentence_filters.h"

namespace jangin::synthesize {
namespace {

using english::Clause;

/// What a pronoun of the next sentence stands for.
struct Antecedent {
  std::string text;
  bool plural = false;
  bool term = false;   // the term of a list item, which its description is about
  record::Span span;   // where it was said
  std::string said;    // what was said of it
};

/// Things that the sentences before brought in, each by its fullest description: "one other variable that holds the tool number".
struct Introduced {
  std::string text, head;
  record::Span span;
};
constexpr size_t kLongestDescription = 9;  // words

/// Remembers a noun phrase that brings something in.
void introduce(const std::string& noun_phrase, record::Span span, std::vector<Introduced>& known) {
  static constexpr std::array<std::string_view, 8> kOpenings = {"a ", "an ", "another ", "one other ", "one ", "two ", "three ", "several "};
  const auto words = english::count_words(noun_phrase);
  if (words < 3 || words > kLongestDescription || noun_phrase.find(" this ") != std::string::npos || noun_phrase.find(" it ") != std::string::npos || noun_phrase.starts_with("one more ") || noun_phrase.starts_with("one of ")) return;
  for (auto opening : kOpenings)
    if (noun_phrase.starts_with(opening)) {
      const bool counted = opening == "two " || opening == "three ";
      known.push_back({(opening == "another " ? "the other " : "the ") + noun_phrase.substr(counted ? 0 : opening.size()), to_lower_ascii(english::head_noun(noun_phrase)), span});
      return;
    }
}
void introduce_all(const Clause& c, record::Span span, std::vector<Introduced>& known) {
  introduce(c.subject, span, known);
  if (c.voice == english::Voice::existential) introduce(c.tail, span, known);
  if (c.voice != english::Voice::copula) introduce(c.object, span, known);
  for (const auto& phrase : c.phrases) introduce(phrase.text, span, known);
}

/// "if a G92 offset was in effect, it will …": the pronoun stands for the condition's subject.
std::string condition_subject(const std::string& condition) {
  auto t = english::tokenize(condition);
  bool imperative = false;
  if (t.size() < 3) return {};
  auto verb = english::find_main_verb(t, 1, t.size(), imperative);
  if (verb == std::string::npos || imperative) return {};
  while (verb > 2 && t[verb - 1].is(english::kAdverb) && !t[verb - 1].is(english::kNoun | english::kNumber)) --verb;
  if (verb < 2 || verb > 9) return {};
  return english::join_tokens(t, 1, verb);
}

/// "if Q is not specified": what is not there does nothing, so that "it" is something else.
bool tells_of_absence(const std::string& condition) {
  for (std::string_view state : {" not specified", " not given", " not present", " not used", " not programmed", " unspecified", " omitted", " missing", " absent"})
    if (condition.ends_with(state)) return true;
  return false;
}

std::string with_the(const std::string& phrase) { return to_lower_ascii(phrase).starts_with("the ") ? english::lower_first(phrase) : "the " + phrase; }

/// "the lamp confirms release; if it flashes, the brake …": "if the lamp flashes". A condition that only takes up what was said ("if it is not") names nothing.
template <typename Widen>
void name_in_condition(Clause& c, const Antecedent& antecedent, const Widen& widen) {
  const auto t = english::tokenize(c.condition);
  if (t.size() < 3 || to_lower_ascii(t[1].core) != "it" || antecedent.text.empty() || antecedent.plural || english::count_words(antecedent.text) > 6) return;
  const auto last = to_lower_ascii(t.back().core);
  for (std::string_view open : {"is", "not", "does", "doesn't", "isn't", "so"})
    if (last == open) return;
  if (c.subject == antecedent.text) return;
  c.condition = t[0].text + " " + antecedent.text + " " + english::join_tokens(t, 2, t.size());
  widen();
}

/// "this cycle" → "the G73 drilling cycle" or "the cycle"; "its value" → "the value of …"; "it" → what was spoken of. `span` grows over
/// the sentence that says what the pronoun stands for.
bool resolve(Clause& c, const Antecedent& antecedent, const std::vector<Introduced>& known, const Topic& topic, bool opens_block, record::Span& span) {
  auto widen = [&] {
    if (antecedent.span.size() > 0) span.begin = std::min(span.begin, antecedent.span.begin);
  };
  auto described = [&](const std::string& head) {  // the subject takes the description that the thing was brought in with
    const auto found = std::find_if(known.rbegin(), known.rend(), [&](const Introduced& thing) { return thing.head == head; });
    if (found == known.rend()) return false;
    c.subject = found->text;
    span.begin = std::min(span.begin, found->span.begin);
    return true;
  };
  if (is_bare_pronoun(c.subject)) {
    bool plural = c.subject == "they" || c.subject == "these" || c.subject == "those" || c.subject == "both";
    if (c.subject == "this" && antecedent.term) {  // "#<_line> - Sequence number. If running a file, this returns …"
      c.subject = antecedent.text, c.subject_head = english::head_noun(c.subject);
      widen();
      return true;
    }
    if (c.subject == "this" || c.subject == "that" || c.subject == "such") return false;
    if (c.condition.starts_with("if you ") || c.condition.starts_with("when you ")) return false;  // what you did, or what you did it to
    if (c.object == "an error") return false;  // "if no tool is loaded, it is an error": "it" stands for nothing
    auto own = condition_subject(c.condition);
    if (!own.empty() && !is_bare_pronoun(own) && english::is_plural_phrase(own) == plural && !tells_of_absence(c.condition)) {
      c.subject = own;
    } else if (!antecedent.text.empty() && plural == antecedent.plural && antecedent.text != topic.product) {  // a product is rarely meant: it is what acts
      c.subject = antecedent.text;
      widen();
    } else if (!plural && opens_block && !topic.code.empty()) {
      c.subject = topic.code;
    } else {
      return false;
    }
    c.subject_head = english::head_noun(c.subject);
    return true;
  }
  for (std::string_view pointer : {"this ", "these ", "such "}) {
    if (!c.subject.starts_with(pointer)) continue;
    auto noun = c.subject.substr(pointer.size());
    if (antecedent.term && noun == c.subject_head && !english::is_plural_noun(noun)) {  // "G92.1 - This command sets …"
      c.subject = antecedent.text, c.subject_head = english::head_noun(c.subject);
      widen();
      break;
    }
    auto head = to_lower_ascii(c.subject_head);
    const bool topical = pointer != "such " && !head.empty() && (to_lower_ascii(english::head_noun(topic.phrase)) == head || (" " + to_lower_ascii(topic.phrase) + " ").ends_with(" " + head + " ") || (opens_block && (" " + to_lower_ascii(topic.phrase) + " ").find(" " + head + " ") != std::string::npos));  // "DUMPBIN option /LINENUMBERS": this option
    const auto one = english::singular_form(head);
    bool named = !antecedent.text.empty() && !head.empty() && (antecedent.text.find(head) != std::string::npos || antecedent.said.find(one.empty() ? head : one) != std::string::npos);
    if (noun == c.subject_head && named) c.subject = antecedent.text, widen();
    else if (noun == c.subject_head && described(head)) c.subject_head = english::head_noun(c.subject);
    else if (noun == c.subject_head && !topical && !topic.code.empty() && opens_block && known.empty() && !english::is_plural_noun(noun)) c.subject = topic.code, c.subject_head = topic.code;
    else if (noun == c.subject_head && !topical) return false;  // "this value": which one is not said
    else c.subject = noun == c.subject_head ? with_the(topic.phrase) : "the " + noun;
    if (c.subject == with_the(topic.phrase) && !topic.code.empty() && topic.phrase == topic.code) c.subject = topic.code;
  }
  if (c.subject == "the " + c.subject_head && !english::is_code_like(c.subject_head) && described(to_lower_ascii(c.subject_head))) c.subject_head = english::head_noun(c.subject);
  name_in_condition(c, antecedent, widen);
  for (std::string_view pointer : {"its ", "their "})
    if (c.subject.starts_with(pointer)) {
      const auto own = condition_subject(c.condition);
      if (!own.empty() && !is_bare_pronoun(own) && english::count_words(own) <= 6) {  // "if the value exists, its object is replaced"
        c.subject = "the " + c.subject.substr(pointer.size()) + " of " + own;
        return true;
      }
      if (antecedent.text.empty() || english::count_words(antecedent.text) > 6) return false;
      const bool two = !known.empty() && known.back().span.begin == antecedent.span.begin && known.back().text != antecedent.text;
      if (two) return false;  // "the reader keeps a list of names. Its size …": whose?
      c.subject = "the " + c.subject.substr(pointer.size()) + " of " + antecedent.text;
      widen();
    }
  return true;
}

/// "if unspecified" → "if the L word is unspecified": the condition is on the subject.
void complete_condition(Clause& c) {
  const auto t = english::tokenize(c.condition);
  if (t.size() != 2 || !t[0].is(english::kSubordinator) || !t[1].is(english::kParticiple | english::kAdjective) || english::count_words(c.subject) > 6 || c.subject == "you") return;
  if (c.condition.ends_with(" possible") || c.condition.ends_with(" necessary") || c.condition.ends_with(" needed") || c.condition.ends_with(" required")) return;
  c.condition = t[0].text + " " + c.subject + (c.subject_plural ? " are " : " is ") + t[1].text;
}

/// "Requires that …", "Cleared by the next call.", "Same as #5426.": a sentence without its subject, which is what was spoken of last.
std::string with_subject(const std::string& sentence, const std::string& subject) {
  const auto t = english::tokenize(sentence);
  if (t.size() < 3 || subject.empty() || t[0].mark) return sentence;
  const bool participle = t[0].is(english::kParticiple) && !t[0].is(english::kNoun | english::kBase | english::kPreposition) && t[1].is(english::kPreposition | english::kTo | english::kSubordinator);
  const bool third = t[0].is(english::kThird) && !t[0].is(english::kNoun | english::kAdjective) && t[1].is(english::kDeterminer | english::kPreposition | english::kTo | english::kRelative | english::kCode);
  if (sentence.starts_with("Same as ")) return english::upper_first(subject) + " is the same as " + sentence.substr(8);
  if (participle) return english::upper_first(subject) + " is " + english::lower_first(sentence);
  return third ? english::upper_first(subject) + " " + english::lower_first(sentence) : sentence;
}

/// "this command" under a heading with a code is the code; "this" under a list's term is the term.
void name_pointers(Clause& c, const Topic& topic, const std::string& item_term) {
  const auto put = [&](std::string& text, std::string_view pointer, const std::string& name) {
    if (const auto at = (" " + text + " ").find(" " + std::string(pointer) + " "); at != std::string::npos) text.replace(at, pointer.size(), name);
  };
  std::vector<std::string*> parts = {&c.object, &c.tail, &c.condition};
  for (auto& phrase : c.phrases) parts.push_back(&phrase.text);
  for (auto* part : parts) {
    for (std::string_view noun : {"this command", "this code", "this cycle", "this word", "this mode"})
      if (!topic.code.empty()) put(*part, noun, topic.code);
    if (item_term.empty()) continue;
    for (std::string_view pointer : {"this parameter", "this option", "this pin", "this setting", "this value"}) put(*part, pointer, item_term);
    for (std::string_view pointer : {"this to", "this is", "this negative", "this high", "this low", "this at", "this as"})
      put(*part, pointer, item_term + std::string(pointer.substr(4)));
    if (*part == "this" || part->ends_with(" this")) *part = part->substr(0, part->size() - 4) + item_term;
  }
}

/// A separator between a term and its description; npos when there is none.
size_t separator_at(const std::string& text, size_t& length) {
  static constexpr std::array<std::string_view, 4> kMarks = {" - ", " – ", " — ", ": "};
  size_t best = std::string::npos;
  for (auto mark : kMarks) {
    auto at = text.find(mark);
    if (at < best) best = at, length = mark.size();
  }
  return best;
}

}  // namespace

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

std::string_view span_text(const record::Passage& passage, record::Span span) { return std::string_view(passage.text).substr(span.begin, span.size()); }

bool read_term(const Block& item, TermItem& out) {
  if (item.text.empty()) return false;
  size_t length = 0;
  auto at = separator_at(item.text, length);
  std::string term, description;
  if (at != std::string::npos && at > 0) {
    term = item.text.substr(0, at), description = item.text.substr(at + length);
  } else {
    auto space = item.text.find(' ');
    if (space == std::string::npos) return false;
    term = item.text.substr(0, space), description = item.text.substr(space + 1);
    bool coded = term.find('<') != std::string::npos || term.find('#') == 0 || (term.size() == 1 && (std::isupper(static_cast<unsigned char>(term[0])) || term == "$")) || (item.ordered && english::is_code_like(term) && term.find_first_of("0123456789") != term.npos);
    if (!coded || description.empty() || !std::isupper(static_cast<unsigned char>(description[0]))) return false;
  }
  if (auto bare = english::strip_asides(term); !bare.empty()) term = bare;
  term = std::string(trim(term));
  if (term.size() > 1 && term.back() == '-' && term.size() <= 3) term.pop_back();
  if (term.size() > 2 && term.ends_with(" -")) term = term.substr(0, term.size() - 2);
  if (term.starts_with('"') && term.ends_with('"')) term = term.substr(1, term.size() - 2);
  const bool dashed = at != std::string::npos && item.text.compare(at, 3, " - ") == 0 && !description.empty() && std::isupper(static_cast<unsigned char>(description[0]));
  const bool message = dashed && is_finished(description) && english::count_words(term) > 3 && english::count_words(term) <= 12;
  if (message) return out.term = term, out.description = std::string(trim(description)), true;  // "Unknown code used - A code was used that …"
  if (term.empty() || english::count_words(term) > 6 || description.empty()) return false;
  if (term.size() > 1 && english::classify(term) & (english::kSubordinator | english::kPronoun)) return false;
  for (auto word : split(term, ' '))
    if (english::classify(word) & english::kFinite) return false;
  out.term = term;
  out.description = std::string(trim(description));
  return true;
}

namespace {

/// What the sentences of one block are read with.
struct BlockReading {
  const Block& block;
  TermItem term;
  bool has_term = false, caption = false, described = false;
  std::string item_term;  // with its class: "the H word"
  Antecedent antecedent;
  std::vector<Introduced> known;
};

BlockReading open_block(const MinerInput& input, const Block& block) {
  BlockReading reading{block, {}, false, caption_label_length(block.text) > 0, false, {}, {}, {}};
  reading.has_term = block.kind == BlockKind::item && read_term(block, reading.term);
  if (!reading.has_term) return reading;
  const auto noun = input.vocabulary.class_of(reading.term.term);
  const auto kind = english::singular_form(input.topic->phrase.substr(input.topic->phrase.rfind(' ') + 1));
  const bool numbered = noun.empty() && !english::number_value(reading.term.term).empty() && input.topic->phrase.ends_with("s") && english::classify(kind) & english::kNoun;
  reading.item_term = numbered ? to_lower_ascii(kind) + " " + reading.term.term : noun.empty() ? reading.term.term : "the " + reading.term.term + " " + noun;
  reading.antecedent = {reading.item_term, false, true, block.span, {}};
  return reading;
}

/// "This shows …", "… are illustrated", "(credit: …)": of the picture, not of the thing.
bool tells_of_picture(const std::string& sentence) {
  static constexpr std::array<std::string_view, 10> kSigns = {"(b)", "show", "illustrat", "depict", "pictur", "this ", "these ", "represent", "credit", "displayed"};
  const auto lower = to_lower_ascii(sentence);
  return std::any_of(kSigns.begin(), kSigns.end(), [&](std::string_view sign) { return lower.find(sign) != std::string::npos; });
}

/// The sentence as it is parsed: the description behind a term for an item's first, with its subject where it lacks one; empty: says nothing alone.
std::string readable_sentence(const MinerInput& input, const BlockReading& reading, size_t k) {
  const auto& sentence = reading.block.sentences[k];
  auto plain = without_part_label(without_pointers(k == 0 ? sentence.text.substr(std::min(caption_label_length(sentence.text), sentence.text.size())) : sentence.text));
  if (reading.caption && tells_of_picture(plain)) return {};
  const bool finished = is_finished(plain) || reading.block.kind == BlockKind::item || stands_without_what_follows(plain);
  if (!finished || points_elsewhere(plain) || is_supposition(plain)) return {};
  // The first sentence behind a term is the parameter list's, unless it is a whole sentence.
  const bool behind_term = reading.has_term && k == 0;
  auto text = behind_term ? english::upper_first(reading.term.description.substr(0, plain.size())) : plain;
  if (behind_term)
    if (auto stop = text.find(". "); stop != std::string::npos) text = text.substr(0, stop);
  const auto& antecedent = reading.antecedent;
  if (k > 0 || (!reading.has_term && !input.topic->code.empty())) text = with_subject(text, !antecedent.text.empty() && !antecedent.plural ? antecedent.text : input.topic->code);
  if (text.ends_with(':')) text.back() = '.';
  if (reading.has_term && text.starts_with("This ")) {  // "Travel distance: This is the maximum distance …"
    const auto next = english::classify(text.substr(5, text.find(' ', 5) - 5));
    if (next & english::kFinite) text = english::upper_first(reading.item_term) + text.substr(4);
  }
  return text;
}

/// Where `part` stands in `text`, whatever the case of its first letter; npos: nowhere.
size_t find_part(std::string_view text, const std::string& part) {
  const auto at = text.find(part);
  return at == text.npos ? text.find(english::upper_first(part)) : at;
}

/// Of "A is B; C is D": the part that the clause stands in. Its other part's condition is not the clause's. The whole sentence where a part of the clause is not
/// found to the letter.
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
  const bool apart = behind.starts_with("; ") || behind.starts_with(", and ") || behind.starts_with(", but ") || (behind.starts_with(", so ") && !behind.starts_with(", so that "));
  if (apart) sentence.end = sentence.end - behind.size() + 1;
  return sentence;
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

}  // namespace

std::vector<SentenceClause> clauses_of(const MinerInput& input, std::vector<StandingSentence>* sentences) {
  std::vector<SentenceClause> out;
  bool first = true, worked = false, worked_out = false;
  const auto described = input.topic->code.empty() ? std::set<size_t>() : described_procedures(input.blocks);
  for (const auto& block : input.blocks) {
    if (block.kind != BlockKind::paragraph && block.kind != BlockKind::item) continue;
    const auto place = &block - input.blocks.data();
    if (opens_with_answer(input.passage) && (place == 0 || (place == 1 && block.text.starts_with("This ")))) continue;
    bool continues_lead = block.kind == BlockKind::item && (block.lead.ends_with(" if:") || block.lead.ends_with(" when:") || block.lead.ends_with(" to:") || block.lead.ends_with(" that:"));
    if (continues_lead) continue;
    auto reading = open_block(input, block);
    reading.described = described.contains(block.list) && block.kind == BlockKind::item;
    bool instance = false;  // behind "for example": what is "the ratio" or "the formula" is the example's
    for (size_t k = 0; k < block.sentences.size(); ++k) {
      const auto& sentence = block.sentences[k];
      worked_out |= is_worked_label(sentence.run_in) || sentence.titled;
      worked |= opens_worked_example(sentence.text) || worked_out;
      const auto text = readable_sentence(input, reading, k);
      if (text.empty()) {
        reading.antecedent = {};
        continue;
      }
      const auto plain = strip_opening(text);
      if (sentences) sentences->push_back({plain, sentence.span, reading.antecedent.text, reading.antecedent.plural, worked || instance});
      auto clauses = english::parse_sentence(plain);
      for (auto& clause : block.kind == BlockKind::item ? std::move(clauses) : with_duties(std::move(clauses))) {  // an item's order is a step
        if (reading.has_term && k == 0 && clause.voice == english::Voice::imperative) break;
        if (reading.described) state_step(clause, input.topic->code);
        auto span = sentence.span;
        split_report(clause);
        const auto told = clause;
        const bool known_subject = resolve(clause, reading.antecedent, reading.known, *input.topic, k == 0, span);
        introduce_all(told, span, reading.known);
        if (!known_subject) continue;
        complete_condition(clause);
        name_pointers(clause, *input.topic, reading.item_term);
        if (!usable(clause) || (worked_out && is_made_up(clause)) || (instance && clause.subject.starts_with("the ") && is_made_up(clause))) continue;
        if (clause.voice != english::Voice::imperative && english::count_words(clause.subject) <= 8 && clause.subject != "you")
          reading.antecedent = {clause.subject, clause.subject_plural, !reading.item_term.empty() && clause.subject == reading.item_term, span, clause.predicate()};
        const auto evidence = span.begin == sentence.span.begin ? own_part(input.passage, sentence.span, clause) : span;
        out.push_back({std::move(clause), evidence, sentence.run_in, first, worked});
        first = false;
      }
      instance |= sentence.text.starts_with("For example") || sentence.text.starts_with("For instance") || sentence.text.starts_with("To illustrate");
    }
  }
  return out;
}

}  // namespace jangin::synthesize
