// Facts and samples joined by id; questions matched by the scorer's own tokens.
#include "line/coverage.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_map>

#include "base/file.h"
#include "base/strings.h"
#include "judge/question_file.h"
#include "judge/question_score.h"
#include "line/loop.h"
#include "record/shard.h"

namespace jangin::line {
namespace {

/// The scorer's tokens without marks of lists and tables, which a quote from a page does not have or has otherwise.
std::vector<std::string> words_of(std::string_view text) {
  auto tokens = judge::answer_tokens(text);
  std::erase_if(tokens, [](const std::string& token) {
    const auto lead = static_cast<unsigned char>(token[0]);
    const bool letter =
        std::ranges::any_of(token, [](char c) { return std::isalnum(static_cast<unsigned char>(c)); }) || (lead >= 0xC3 && lead != 0xE2);
    return !letter;
  });
  return tokens;
}

struct Taught {
  std::vector<record::Passage> passages;
  std::vector<record::Fact> facts;
  std::unordered_map<std::string, const record::Passage*> passage_by_id;
  std::unordered_map<std::string, size_t> samples_of_fact;
  std::unordered_map<std::string, std::vector<const record::Fact*>> facts_of_passage;
  std::unordered_map<std::string, std::vector<std::string>> tokens_of_passage;

  const std::vector<std::string>& tokens_of(const record::Passage& passage) const { return tokens_of_passage.at(passage.passage_id); }
};

Result<Taught> read_taught(const Workspace& workspace) {
  Taught taught;
  JANGIN_ASSIGN(taught.passages, record::read_passages(workspace.stage("refine") / "passages.parquet"));
  JANGIN_ASSIGN(taught.facts, record::read_facts(workspace.stage("synthesize") / "facts.parquet"));
  JANGIN_ASSIGN(const auto samples, read_trained_samples(workspace));
  for (const record::Sample& sample : samples) {
    if (!sample.fact_id.empty()) ++taught.samples_of_fact[sample.fact_id];
  }
  for (const record::Passage& passage : taught.passages) {
    taught.passage_by_id[passage.passage_id] = &passage;
    taught.tokens_of_passage[passage.passage_id] = words_of(passage.text);
  }
  for (const record::Fact& fact : taught.facts) taught.facts_of_passage[fact.passage_id].push_back(&fact);
  return taught;
}

size_t samples_of(const Taught& taught, const record::Fact& fact) {
  auto found = taught.samples_of_fact.find(fact.fact_id);
  return found == taught.samples_of_fact.end() ? 0 : found->second;
}

CoverageTable by_heading(const Taught& taught) {
  struct Row {
    size_t passages = 0, facts = 0, taught = 0, samples = 0;
  };
  std::map<std::string, Row> rows;
  auto name = [](const record::Passage& passage) {
    return passage.heading_path.empty() ? std::string("(no heading)") : passage.heading_path.front();
  };
  for (const record::Passage& passage : taught.passages) ++rows[name(passage)].passages;
  for (const record::Fact& fact : taught.facts) {
    auto passage = taught.passage_by_id.find(fact.passage_id);
    if (passage == taught.passage_by_id.end()) continue;
    Row& row = rows[name(*passage->second)];
    size_t samples = samples_of(taught, fact);
    ++row.facts, row.taught += samples > 0, row.samples += samples;
  }
  CoverageTable table{{{"heading", "passages", "facts", "taught", "samples"}}};
  for (const auto& [heading, row] : rows) {
    table.rows.push_back({heading, std::to_string(row.passages), std::to_string(row.facts), std::to_string(row.taught), std::to_string(row.samples)});
  }
  return table;
}

/// Where the quoted evidence stands in a passage, in words_of.
struct QuotePlace {
  size_t begin = 0, end = 0;
};
constexpr double kQuoteShare = 0.85;  // of the quote's tokens: marks of lists and tables are written otherwise in the source
/// Stretches as long as the quote that hold that share of its tokens, and as many as any does.
std::vector<QuotePlace> find_quote(const std::vector<std::string>& text, const std::vector<std::string>& quote) {
  std::vector<QuotePlace> places;
  if (quote.empty()) return places;
  std::unordered_map<std::string_view, int> missing;
  for (const auto& token : quote) ++missing[token];
  size_t held = 0, best = static_cast<size_t>(kQuoteShare * static_cast<double>(quote.size()) + 0.5);
  for (size_t i = 0; i < text.size(); ++i) {
    if (auto found = missing.find(text[i]); found != missing.end() && found->second-- > 0) ++held;
    if (i >= quote.size())
      if (auto left = missing.find(text[i - quote.size()]); left != missing.end() && left->second++ >= 0) --held;
    if (held < best || held == 0) continue;
    if (held > best) best = held, places.clear();
    const size_t end = i + 1;
    if (places.empty() || places.back().end + quote.size() <= end) places.push_back({end - std::min(end, quote.size()), end});
  }
  return places;
}

using Tokens = std::set<std::string>;
constexpr size_t kStem = 5, kFunctionWord = 3;  // letters
/// Words by their beginnings ("converted", "converts"), numbers and codes whole.
Tokens token_set(const std::string& text) {
  Tokens out;
  for (auto& token : judge::answer_tokens(text)) {
    const bool plain = std::ranges::all_of(token, [](char c) { return c >= 'a' && c <= 'z'; });
    out.insert(plain ? token.substr(0, kStem) : std::move(token));
  }
  return out;
}
bool is_function_word(const std::string& token) {
  return token.size() <= kFunctionWord && std::ranges::all_of(token, [](char c) { return c >= 'a' && c <= 'z'; });
}
/// All that a fact says.
Tokens tokens_of(const record::Fact& fact) {
  return token_set(fact.subject + " " + fact.relation + " " + fact.value + " " + fact.unit + " " + fact.condition);
}

/// What of an answer a fact has to say: the answer's words that stand in the quoted evidence (an answer in other words has few of them); all of them without a quote.
/// Empty: none of it can be told from words.
std::vector<Tokens> needed_words(const judge::Question& question) {
  std::vector<Tokens> needed;
  const Tokens quote = token_set(question.evidence.quote);
  for (const std::string& answer : question.answers) {
    Tokens words = token_set(answer);
    if (!quote.empty()) std::erase_if(words, [&](const std::string& word) { return !quote.contains(word); });
    Tokens telling = words;
    std::erase_if(telling, is_function_word);
    if (!telling.empty()) words = std::move(telling);
    if (!words.empty()) needed.push_back(std::move(words));
  }
  return needed;
}
bool holds(const Tokens& fact, const std::vector<Tokens>& needed) {
  return std::ranges::any_of(needed, [&](const Tokens& words) { return std::ranges::includes(fact, words); });
}
/// Whether a fact's evidence and the quote have a token in common, place for place.
bool stands_in(const record::Fact& fact, const record::Passage& passage, const std::vector<QuotePlace>& places) {
  const auto text = std::string_view(passage.text);
  const size_t begin = words_of(text.substr(0, fact.evidence.begin)).size();
  const size_t end = words_of(text.substr(0, fact.evidence.end)).size();
  return std::any_of(places.begin(), places.end(), [&](QuotePlace place) { return place.begin < end && begin < place.end; });
}

/// Question → whether the expert answered it rightly, of every question file that it was evaluated on; empty when it was not.
Result<std::unordered_map<std::string, bool>> answers_of_expert(const Workspace& workspace) {
  std::unordered_map<std::string, bool> right;
  const auto path = workspace.stage("evaluate") / "evaluation.json";
  if (std::error_code error; !std::filesystem::exists(path, error)) return right;
  JANGIN_ASSIGN(const std::string text, read_file(path));
  const auto evaluation = nlohmann::json::parse(text, nullptr, false);
  if (evaluation.is_discarded() || !evaluation.contains("expert")) return right;
  for (const auto& task : evaluation["expert"]) {
    if (!task.is_object() || !task.contains("questions")) continue;
    for (const auto& question : task["questions"]) right[question.value("id", "")] = question.value("right", false);
  }
  return right;
}

CoverageTable by_question(const Taught& taught, const std::vector<judge::Question>& questions, const std::unordered_map<std::string, bool>& right) {
  CoverageTable table{{{"question", "state", "samples", "place"}}};
  for (const judge::Question& question : questions) {
    if (question.unanswerable) continue;
    const auto quote = words_of(replace_all(question.evidence.quote, "\\", ""));  // a quote from the Markdown source holds its escapes
    const auto needed = needed_words(question);
    std::string state = "not mined", place;
    size_t samples = 0;
    for (const record::Passage& passage : taught.passages) {
      const auto facts = taught.facts_of_passage.find(passage.passage_id);
      if (facts == taught.facts_of_passage.end()) continue;
      const auto places = find_quote(taught.tokens_of(passage), quote);
      if (!quote.empty() && places.empty()) continue;
      std::vector<const record::Fact*> near;
      for (const record::Fact* fact : facts->second)
        if (quote.empty() || stands_in(*fact, passage, places)) near.push_back(fact);
      // Facts of one sentence may hold the answer together ("60도 이내, 4개소 이상").
      Tokens all;
      for (const record::Fact* fact : near) all.merge(tokens_of(*fact));
      const bool together = holds(all, needed);
      const bool alone = std::ranges::any_of(near, [&](const record::Fact* fact) { return holds(tokens_of(*fact), needed); });
      for (const record::Fact* fact : near) {
        if (!together || (alone && !holds(tokens_of(*fact), needed))) continue;
        samples += samples_of(taught, *fact);
        if (place.empty() && !passage.heading_path.empty()) place = passage.heading_path.back();
        state = samples > 0 ? "taught" : "not taught";
      }
    }
    if (const auto answered = right.find(question.id); answered != right.end() && state == "taught")
      state = answered->second ? "learned" : "not learned";
    table.rows.push_back({question.id, state, std::to_string(samples), place});
  }
  return table;
}

/// "manual.pdf, page 12, 4.2 Spindle".
std::string place_of(const record::Passage& passage, const std::unordered_map<std::string, const record::Document*>& documents) {
  std::string place;
  if (!passage.occurrences.empty()) {
    const auto& at = passage.occurrences.front();
    const auto document = documents.find(at.doc_id);
    if (document != documents.end()) place = document->second->source_id;
    if (at.page_first > 0) place += ", page " + std::to_string(at.page_first);
  }
  if (!passage.heading_path.empty()) place += (place.empty() ? "" : ", ") + passage.heading_path.back();
  return place;
}

}  // namespace

Result<CoverageTable> read_conflicts(const Workspace& workspace) {
  JANGIN_ASSIGN(const auto rows, record::read_verdicts(workspace.stage("synthesize") / "coverage.parquet"));
  JANGIN_ASSIGN(const auto facts, record::read_facts(workspace.stage("synthesize") / "facts.parquet"));
  JANGIN_ASSIGN(const auto passages, record::read_passages(workspace.stage("refine") / "passages.parquet"));
  JANGIN_ASSIGN(const auto documents, record::read_documents(workspace.stage("refine") / "documents.parquet"));
  std::unordered_map<std::string, const record::Fact*> fact_by_id;
  std::unordered_map<std::string, const record::Passage*> passage_by_id;
  std::unordered_map<std::string, const record::Document*> document_by_id;
  for (const auto& fact : facts) fact_by_id[fact.fact_id] = &fact;
  for (const auto& passage : passages) passage_by_id[passage.passage_id] = &passage;
  for (const auto& document : documents) document_by_id[document.doc_id] = &document;
  const auto place = [&](const record::Fact& fact) {
    const auto passage = passage_by_id.find(fact.passage_id);
    return passage == passage_by_id.end() ? std::string() : place_of(*passage->second, document_by_id);
  };
  CoverageTable table{{{"state", "subject", "value", "place", "against", "its place", "fact"}}};
  constexpr std::string_view kAgainst = "against ";
  for (const auto& row : rows) {
    if (row.step != "fact" || !row.detail.starts_with(kAgainst)) continue;
    const auto fact = fact_by_id.find(row.subject_id), other = fact_by_id.find(row.detail.substr(kAgainst.size()));
    if (fact == fact_by_id.end() || other == fact_by_id.end()) continue;
    table.rows.push_back(
        {row.reason, fact->second->subject, fact->second->value, place(*fact->second), other->second->value, place(*other->second), row.subject_id});
  }
  return table;
}

Result<CoverageTable> read_coverage(const Workspace& workspace, const std::string& questions) {
  JANGIN_ASSIGN(Taught taught, read_taught(workspace));
  if (questions.empty()) return by_heading(taught);
  JANGIN_ASSIGN(auto file, judge::read_questions(questions));
  JANGIN_ASSIGN(const auto right, answers_of_expert(workspace));
  return by_question(taught, file, right);
}

}  // namespace jangin::line
