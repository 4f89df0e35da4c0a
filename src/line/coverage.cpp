// Facts and samples joined by id; questions matched by the scorer's own tokens.
#include "line/coverage.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "judge/question_file.h"
#include "judge/question_score.h"
#include "record/shard.h"

namespace jangin::line {
namespace {

struct Taught {
  std::vector<record::Passage> passages;
  std::vector<record::Fact> facts;
  std::unordered_map<std::string, const record::Passage*> passage_by_id;
  std::unordered_map<std::string, size_t> samples_of_fact;
};

Result<Taught> read_taught(const Workspace& workspace) {
  Taught taught;
  JANGIN_ASSIGN(taught.passages, record::read_passages(workspace.stage("refine") / "passages.parquet"));
  JANGIN_ASSIGN(taught.facts, record::read_facts(workspace.stage("synthesize") / "facts.parquet"));
  JANGIN_ASSIGN(auto samples, record::read_samples(workspace.stage("synthesize") / "samples.parquet"));
  for (const record::Sample& sample : samples) {
    if (!sample.fact_id.empty()) ++taught.samples_of_fact[sample.fact_id];
  }
  for (const record::Passage& passage : taught.passages) taught.passage_by_id[passage.passage_id] = &passage;
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
  auto name = [](const record::Passage& passage) { return passage.heading_path.empty() ? std::string("(no heading)") : passage.heading_path.front(); };
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

bool within(const std::vector<std::string>& text, const std::vector<std::string>& part) {
  return !part.empty() && std::search(text.begin(), text.end(), part.begin(), part.end()) != text.end();
}

/// Whether a fact holds one of the answers as its value or subject and its passage the quoted evidence.
bool answers(const record::Fact& fact, const record::Passage& passage, const judge::Question& question, const std::vector<std::string>& quote) {
  bool value = std::any_of(question.answers.begin(), question.answers.end(), [&](const std::string& answer) {
    auto tokens = judge::answer_tokens(answer);
    return within(judge::answer_tokens(fact.value), tokens) || within(judge::answer_tokens(fact.subject), tokens);
  });
  return value && (quote.empty() || within(judge::answer_tokens(passage.text), quote));
}

CoverageTable by_question(const Taught& taught, const std::vector<judge::Question>& questions) {
  CoverageTable table{{{"question", "state", "samples", "place"}}};
  for (const judge::Question& question : questions) {
    if (question.unanswerable) continue;
    auto quote = judge::answer_tokens(question.evidence.quote);
    std::string state = "not mined", place;
    size_t samples = 0;
    for (const record::Fact& fact : taught.facts) {
      auto passage = taught.passage_by_id.find(fact.passage_id);
      if (passage == taught.passage_by_id.end() || !answers(fact, *passage->second, question, quote)) continue;
      samples += samples_of(taught, fact);
      if (place.empty() && !passage->second->heading_path.empty()) place = passage->second->heading_path.back();
      state = samples > 0 ? "taught" : "not taught";
    }
    table.rows.push_back({question.id, state, std::to_string(samples), place});
  }
  return table;
}

}  // namespace

Result<CoverageTable> read_coverage(const Workspace& workspace, const std::string& questions) {
  JANGIN_ASSIGN(Taught taught, read_taught(workspace));
  if (questions.empty()) return by_heading(taught);
  JANGIN_ASSIGN(auto file, judge::read_questions(questions));
  return by_question(taught, file);
}

}  // namespace jangin::line
