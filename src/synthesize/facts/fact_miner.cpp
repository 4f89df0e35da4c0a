// What several miners share: making facts, clauses with their pronouns resolved, term items.
#include "synthesize/facts/fact_miner.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/hash.h"
#include "base/strings.h"

namespace jangin::synthesize {
namespace {

using english::Clause;

/// Sentences that point at something outside themselves teach nothing alone.
bool points_elsewhere(const std::string& sentence) {
  auto lower = " " + to_lower_ascii(sentence) + " ";
  static constexpr std::array<std::string_view, 25> kSigns = {
      " above", " below", "figure ", "this example", "the example", "our example", "following table", "see the ", "see also", "next section", "previous section",
      " we ", "this section", "this chapter", "this manual", "this document", "following section", "in this case,", "for more information", "shown here", "as follows", "listed here",
      "previous example", "screenshot", "described here"};
  return std::any_of(kSigns.begin(), kSigns.end(), [&](std::string_view sign) { return lower.find(sign) != std::string::npos; });
}

std::string strip_opening(std::string sentence) {
  for (std::string_view opening : {"Note that ", "Please note that ", "Note: ", "Beware that ", "Notice that ", "Remember that ", "Be aware that ", "For example, ", "For example: ", "In other words, ", "This means that ", "This means "})
    if (sentence.starts_with(opening)) return english::upper_first(sentence.substr(opening.size()));
  return sentence;
}

bool is_bare_pronoun(const std::string& text) {
  static constexpr std::array<std::string_view, 10> kPronouns = {"it", "they", "this", "these", "those", "that", "them", "both", "one", "such"};
  return std::find(kPronouns.begin(), kPronouns.end(), to_lower_ascii(text)) != kPronouns.end();
}

/// "this cycle" → "the G73 drilling cycle" or "the cycle"; "its value" → "the value of …"; "it" → what was spoken of.
bool resolve(Clause& c, const std::string& antecedent, bool antecedent_plural, const Topic& topic) {
  if (is_bare_pronoun(c.subject)) {
    bool plural = c.subject == "they" || c.subject == "these" || c.subject == "those" || c.subject == "both";
    if (c.subject == "this" || c.subject == "that") return false;
    if (antecedent.empty() || plural != antecedent_plural) {
      if (plural || topic.code.empty()) return false;
      c.subject = topic.code;
    } else {
      c.subject = antecedent;
    }
    c.subject_head = english::head_noun(c.subject);
    return true;
  }
  for (std::string_view pointer : {"this ", "these ", "such "}) {
    if (!c.subject.starts_with(pointer)) continue;
    auto noun = c.subject.substr(pointer.size());
    auto head = to_lower_ascii(c.subject_head);
    bool topical = !head.empty() && (" " + to_lower_ascii(topic.phrase) + " ").find(" " + head) != std::string::npos;
    bool named = !antecedent.empty() && antecedent.find(head) != std::string::npos;
    c.subject = noun == c.subject_head && topical ? "the " + topic.phrase : noun == c.subject_head && named ? antecedent : "the " + noun;
    if (c.subject == "the " + topic.phrase && !topic.code.empty() && topic.phrase == topic.code) c.subject = topic.code;
  }
  for (std::string_view pointer : {"its ", "their "})
    if (c.subject.starts_with(pointer)) {
      if (antecedent.empty() || english::count_words(antecedent) > 6) return false;
      c.subject = "the " + c.subject.substr(pointer.size()) + " of " + antecedent;
    }
  return true;
}

bool usable(const Clause& c) {
  if (c.subject_head.empty() || english::count_words(c.subject) > 14) return false;
  if (c.tail.empty() && c.condition.empty() && c.voice != english::Voice::passive) return false;
  if (is_bare_pronoun(c.object) && c.phrases.empty()) return false;
  auto head = to_lower_ascii(c.subject_head);
  if (head == "we" || head == "i" || head == "there" || head == "here" || head == "which" || head == "example" || head == "table" || head == "figure" || head == "section") return false;
  return c.subject.find('"') == std::string::npos || std::count(c.subject.begin(), c.subject.end(), '"') % 2 == 0;
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
    bool coded = term.find('<') != std::string::npos || term.find('#') == 0;
    if (!coded || description.empty() || !std::isupper(static_cast<unsigned char>(description[0]))) return false;
  }
  term = std::string(trim(english::strip_asides(term)));
  if (term.size() > 1 && term.back() == '-' && term.size() <= 3) term.pop_back();
  if (term.size() > 2 && term.ends_with(" -")) term = term.substr(0, term.size() - 2);
  if (term.starts_with('"') && term.ends_with('"')) term = term.substr(1, term.size() - 2);
  if (term.empty() || english::count_words(term) > 6 || description.size() < 3) return false;
  if (english::classify(term) & (english::kSubordinator | english::kPronoun)) return false;
  for (auto word : split(term, ' '))
    if (english::classify(word) & english::kFinite) return false;
  out.term = term;
  out.description = std::string(trim(description));
  return true;
}

std::vector<SentenceClause> clauses_of(const MinerInput& input) {
  std::vector<SentenceClause> out;
  bool first = true;
  for (const auto& block : input.blocks) {
    if (block.kind != BlockKind::paragraph && block.kind != BlockKind::item) continue;
    std::string antecedent;
    bool plural = false;
    TermItem term;
    size_t skip = 0;
    if (block.kind == BlockKind::item && read_term(block, term)) {
      auto noun = input.vocabulary.class_of(term.term);
      antecedent = noun.empty() ? term.term : "the " + term.term + " " + noun;
      skip = 1;  // the description itself is the parameter list's
    }
    for (const auto& sentence : block.sentences) {
      bool ends = !sentence.text.empty() && std::string_view(".!;").find(sentence.text.back()) != std::string_view::npos;
      bool listed = block.kind == BlockKind::item;
      if (skip > 0) {
        --skip;
        continue;
      }
      if ((!ends && !listed) || points_elsewhere(sentence.text)) {
        antecedent.clear();
        continue;
      }
      for (auto& clause : english::parse_sentence(strip_opening(sentence.text))) {
        bool pronoun = is_bare_pronoun(clause.subject);
        if (!resolve(clause, antecedent, plural, *input.topic) || !usable(clause)) continue;
        if (!pronoun && clause.voice != english::Voice::imperative && english::count_words(clause.subject) <= 8) antecedent = clause.subject, plural = clause.subject_plural;
        out.push_back({std::move(clause), sentence.span, sentence.run_in, first});
        first = false;
      }
    }
  }
  return out;
}

}  // namespace jangin::synthesize
