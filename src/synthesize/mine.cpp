// Mining in parallel, and the choice within the budget.
#include "synthesize/mine.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

#include "base/hash.h"
#include "base/interrupt.h"
#include "base/strings.h"
#include "base/thread_pool.h"
#include "synthesize/facts/fact_miner.h"
#include "synthesize/methods/method.h"
#include "text/sentences.h"
#include "text/unicode.h"

namespace jangin::synthesize {
namespace {

constexpr size_t kPassageGrain = 4;
constexpr double kCrowding = 0.012;  // importance lost by each further fact of one miner in one passage beyond kUncrowded
constexpr size_t kUncrowded = 8;

using Languages = std::unordered_map<std::string, std::string>;  // of documents, by doc_id

/// The passage's, else its document's: a table of formulas alone is of none. Empty: of a language that is not mined.
std::string language_of(const record::Passage& passage, const Languages& of_documents) {
  if (text::is_other_language(passage.text)) return {};
  if (!passage.language.empty()) return passage.language;
  if (const auto guessed = text::guess_language(passage.text); !guessed.empty() || passage.occurrences.empty()) return std::string(guessed);
  const auto found = of_documents.find(passage.occurrences.front().doc_id);
  return found == of_documents.end() ? std::string() : found->second;
}

bool holds_hangul(std::string_view text) {
  for (size_t at = 0; at < text.size();)
    if (text::is_hangul(text::next_code_point(text, at))) return true;
  return false;
}
bool holds_latin(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return std::isalpha(c); });
}

/// Of a document without running text, such as a table of names and values: Hangul is asked about in Korean, names in Latin letters alone in
/// English, figures alone in the language that most documents are of.
std::string language_by_letters(std::string_view text, const std::string& most) {
  if (text::is_other_language(text)) return {};
  if (holds_hangul(text)) return "ko";
  return holds_latin(text) ? "en" : most;
}

Languages languages_of(const std::vector<record::Document>& documents) {
  Languages languages;
  std::unordered_map<std::string, size_t> times;
  std::string most;
  for (const auto& document : documents)
    if (!document.language.empty() && (++times[document.language] > times[most] || most.empty())) most = document.language;
  for (const auto& document : documents)
    languages[document.doc_id] = document.language.empty() ? language_by_letters(document.text, most) : document.language;
  return languages;
}

bool follows(const record::Passage& before, const record::Passage& after) {
  return before.heading_path == after.heading_path && !before.occurrences.empty() && !after.occurrences.empty() &&
         before.occurrences.front().doc_id == after.occurrences.front().doc_id;
}

/// Column names of the table that passage `p` goes on with, from the passages before it under the same headings; empty: it begins none such.
std::vector<std::string> open_header_of(const std::vector<record::Passage>& passages, size_t p) {
  if (!passages[p].text.starts_with('|') || !continues_table(read_blocks(passages[p].text))) return {};
  for (; p > 0 && follows(passages[p - 1], passages[p]); --p) {
    const auto before = read_blocks(passages[p - 1].text);
    if (auto header = header_at_end(before); !header.empty()) return header;
    if (before.size() != 1 || !continues_table(before)) return {};
  }
  return {};
}

/// How a passage begins, as the one before it tells.
struct Opening {
  std::vector<std::string> header;  // MinerInput::open_header
  bool section = false;             // MinerInput::opens_section
};
Opening opening_of(const std::vector<record::Passage>& passages, size_t p) {
  return {open_header_of(passages, p), p == 0 || !follows(passages[p - 1], passages[p])};
}

/// Later facts of a long list count less: a table of four hundred cells must not crowd out the prose.
void thin_out(std::vector<MinedFact>& facts) {
  std::unordered_map<std::string, size_t> seen;
  for (auto& fact : facts) {
    size_t rank = seen[fact.fact.miner]++;
    if (fact.fact.miner != "sentence" && rank > kUncrowded)
      fact.fact.importance = std::max(0.05, fact.fact.importance - kCrowding * static_cast<double>(rank - kUncrowded));
  }
}

/// "which code": only where the documents speak of codes beside the name; a formula or a class is called something else.
void set_code_noun(const Vocabulary& vocabulary, const Topic& topic, Frame& frame) {
  const auto coded = [&](const std::string& name) {
    if (!english::is_code_like(name) || name == topic.code) return true;
    const auto noun = vocabulary.class_of(name);
    return noun == "code" || noun == "command" || (noun.empty() && (vocabulary.together(name, "code") || vocabulary.together(name, "codes")));
  };
  if (auto* clause = std::get_if<ClauseFrame>(&frame))
    clause->clause.code_noun =
        coded(clause->clause.voice == english::Voice::imperative ? english::head_noun(clause->clause.object) : clause->clause.subject_head);
  if (auto* meaning = std::get_if<MeaningFrame>(&frame)) meaning->code_noun = coded(meaning->term);
}

bool contains(record::Span outer, record::Span inner) { return outer.begin <= inner.begin && inner.end <= outer.end; }

/// An item says what it says under its list's lead and the items above it; a part of an item under the item's beginning.
void add_leads(const std::vector<Block>& blocks, MinedFact& fact) {
  const auto evidence = fact.fact.evidence;
  const auto found =
      std::ranges::find_if(blocks, [&](const Block& block) { return block.kind == BlockKind::item && contains(block.span, evidence); });
  if (found == blocks.end()) return;
  if (found->span.size() > evidence.size()) fact.leads.push_back(found->span);
  int level = found->level;
  for (auto above = found; above != blocks.begin();) {
    --above;
    if (above->kind != BlockKind::item || above->list != found->list) break;
    if (above->level < level) fact.leads.push_back(above->span), level = above->level;
  }
  if (found->lead_span.size() > 0) fact.leads.push_back(found->lead_span);
}

std::vector<MinedFact> mine_passage(const record::Passage& passage, const std::string& language, const Vocabulary& vocabulary,
                                    const SynthesizeConfig& config, Opening opening) {
  std::vector<MinedFact> facts;
  if (language != "en" && language != "ko") return facts;
  auto blocks = read_blocks(passage.text);
  MinerInput input{passage,        blocks, std::make_shared<const Topic>(vocabulary.topic_of(passage)), vocabulary, std::move(opening.header),
                   opening.section};
  std::unordered_set<std::string> seen;
  for (const auto& miner : fact_miner_registry()) {
    if (!is_named(config.miners, miner.name) || miner.languages.find(language) == std::string_view::npos) continue;
    for (auto& fact : miner.mine(input)) {
      fact.language = language;
      set_code_noun(vocabulary, *input.topic, fact.frame);
      add_leads(blocks, fact);
      if (seen.insert(to_lower_ascii(fact.fact.subject + "\n" + fact.fact.value + "\n" + fact.fact.condition)).second)
        facts.push_back(std::move(fact));
    }
  }
  thin_out(facts);
  return facts;
}

/// Of all that the miners see of a passage.
std::string key_of(const record::Passage& passage, const Vocabulary& vocabulary, const std::string& miners, const Opening& opening) {
  const std::string title = passage.occurrences.empty() ? "" : vocabulary.title_of(passage.occurrences.front().doc_id);
  std::string columns;
  for (const auto& name : opening.header) columns += name + "\n";
  return hash_fields({passage.passage_id, passage.language, title, columns, opening.section ? "opens" : "", miners});
}

std::string miners_of(const SynthesizeConfig& config) {
  constexpr int kReadingVersion = 2;  // of what all miners are given: language, blocks, topic
  std::string names = std::to_string(kReadingVersion) + ";";
  for (const auto& miner : fact_miner_registry())
    if (is_named(config.miners, miner.name)) names += std::string(miner.name) + " " + std::to_string(miner.version) + ";";
  return names;
}

}  // namespace

double question_cost(const MinedFact& fact, const TokenCounter& count) {
  auto askings = phrase(fact);
  if (askings.empty()) return 0;
  size_t tokens = 0, used = std::min<size_t>(askings.size(), 3);
  for (size_t i = 0; i < used; ++i) tokens += count(in_context(askings[i], *fact.topic, fact.language, i)) + count(askings[i].answer);
  return static_cast<double>(tokens) / static_cast<double>(used) + static_cast<double>(kTurnOverheadTokens);
}

bool taught_before(const MinedFact& a, const MinedFact& b) { return a.in_focus != b.in_focus ? a.in_focus : a.fact.importance > b.fact.importance; }

double method_share_of_questions(const SynthesizeConfig& config) { return method_registry()[0].share(config); }

Result<Mined> mine_facts(const std::vector<record::Document>& documents, const std::vector<record::Passage>& passages, const SynthesizeConfig& config,
                         MinedStore* store) {
  Mined mined;
  JANGIN_ASSIGN(mined.in_focus, match_focus(config.focus, passages, documents));
  mined.vocabulary = std::make_unique<Vocabulary>(documents, passages);
  std::vector<std::vector<MinedFact>> by_passage(passages.size());
  std::vector<size_t> to_mine;
  std::vector<Opening> openings;
  const Languages languages = languages_of(documents);
  const std::string miners = miners_of(config);
  mined.carried.resize(passages.size(), false);
  for (size_t p = 0; p < passages.size(); ++p) {
    openings.push_back(opening_of(passages, p));
    mined.keys.push_back(key_of(passages[p], *mined.vocabulary, miners, openings[p]));
    MinedPassage* kept = nullptr;
    if (store)
      if (const auto found = store->find(passages[p].passage_id); found != store->end() && found->second.key == mined.keys[p]) kept = &found->second;
    mined.carried[p] = kept != nullptr;
    if (kept)
      by_passage[p] = std::move(kept->facts);
    else
      to_mine.push_back(p);
  }
  ThreadPool::shared().parallel_for(to_mine.size(), kPassageGrain, [&](size_t begin, size_t end, int) {
    for (size_t i = begin; i < end; ++i)
      if (!interrupted())
        by_passage[to_mine[i]] =
            mine_passage(passages[to_mine[i]], language_of(passages[to_mine[i]], languages), *mined.vocabulary, config, openings[to_mine[i]]);
  });
  if (interrupted()) return std::unexpected(interrupted_error());
  for (size_t p = 0; p < passages.size(); ++p)
    for (auto& fact : by_passage[p]) {
      fact.in_focus = mined.in_focus[p];
      mined.facts.push_back(std::move(fact));
    }
  return mined;
}

double exposures_of(const Selection& selection) {
  const double once = std::accumulate(selection.costs.begin(), selection.costs.end(), 0.0);
  return once > 0 ? static_cast<double>(selection.question_tokens) / once : 0;
}

Selection select_facts(const Mined& mined, const SynthesizeConfig& config, int64_t budget, const TokenCounter& count,
                       const std::unordered_set<const MinedFact*>& held) {
  Selection selection;
  selection.question_tokens = static_cast<int64_t>(static_cast<double>(budget) * std::max(0.0, method_share_of_questions(config)));
  struct Candidate {
    const MinedFact* fact;
    double cost;
  };
  std::vector<Candidate> candidates;
  std::unordered_set<std::string> same;  // the same fact in two passages is taught once
  for (const auto& fact : mined.facts) {
    if (fact.fact.importance < config.min_importance || held.contains(&fact)) continue;
    double cost = question_cost(fact, count);
    if (cost > 0) candidates.push_back({&fact, cost});
  }
  std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) { return taught_before(*a.fact, *b.fact); });
  double first_cost = 0;  // one wording of each fact that is taught first
  bool any_focus = !candidates.empty() && candidates[0].fact->in_focus;
  size_t first = 0;
  for (const auto& c : candidates)
    if (c.fact->in_focus || !any_focus) first_cost += c.cost, ++first;
  if (first == 0) return selection;
  selection.tokens_per_question = first_cost / static_cast<double>(first);
  selection.wordings = config.wordings;
  if (selection.wordings <= 0)
    selection.wordings = std::clamp<int64_t>(static_cast<int64_t>(static_cast<double>(selection.question_tokens) / std::max(1.0, first_cost)),
                                             config.min_wordings, config.max_wordings);
  double left = static_cast<double>(selection.question_tokens);
  for (const auto& c : candidates) {
    auto key = to_lower_ascii(c.fact->fact.subject + "\n" + c.fact->fact.value + "\n" + c.fact->fact.condition + "\n" +
                              (c.fact->language == "ko" ? c.fact->topic->title : c.fact->topic->code));
    if (!same.insert(key).second) continue;
    double cost = c.cost * static_cast<double>(selection.wordings);
    if (left < cost / 2) break;
    left -= cost;
    selection.taught.push_back(c.fact);
    selection.costs.push_back(c.cost);
  }
  return selection;
}

}  // namespace jangin::synthesize
