// Gating and bookkeeping of samples.
#include "synthesize/sample_writer.h"

#include <algorithm>
#include <cctype>

#include "base/hash.h"
#include "base/strings.h"
#include "synthesize/facts/fact_miner.h"

namespace jangin::synthesize {
namespace {

/// A question without case, spaces and marks.
std::string letters_of(std::string_view question) {
  auto text = to_lower_ascii(question);
  std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x80 && !std::isalnum(static_cast<unsigned char>(c)); });
  return text;
}

}  // namespace

SampleWriter::SampleWriter(judge::GateRow gates, const std::vector<record::Passage>& passages, const TokenCounter& count, uint64_t seed)
    : gates_(std::move(gates)), count_(count), seed_(seed) {
  for (const auto& passage : passages) passages_[passage.passage_id] = &passage;
}

void SampleWriter::begin_method(const SynthesisMethod& method, int64_t tokens_of_method) {
  method_ = &method;
  method_budget_ = tokens_of_method;
  method_tokens_ = carried_tokens_[std::string(method.name)];
  ordinal_ = 0;
}

std::string SampleWriter::evidence_text(const Draft& draft) const {
  auto add = [&](const MinedFact* fact, std::string& out) {
    if (!fact) return;
    auto found = passages_.find(fact->fact.passage_id);
    if (found == passages_.end()) return;
    for (auto lead = fact->leads.rbegin(); lead != fact->leads.rend(); ++lead) out += std::string(span_text(*found->second, *lead)) + "\n";
    const auto evidence = fact->fact.evidence;
    const bool told = std::ranges::any_of(fact->leads, [&](record::Span lead) { return lead.begin <= evidence.begin && evidence.end <= lead.end; });
    if (!told) out += std::string(span_text(*found->second, evidence)) + "\n";
  };
  std::string out;
  add(draft.fact, out), add(draft.neighbour, out);
  if (draft.passage) out += draft.passage->text;
  return out;
}

record::Sample SampleWriter::make(const Draft& draft) const {
  record::Sample s;
  s.kind = draft.kind, s.method = std::string(method_->name), s.method_version = method_->version;
  s.wording = draft.wording, s.language = draft.language;
  if (draft.fact) s.fact_id = draft.fact->fact.fact_id, s.passage_id = draft.fact->fact.passage_id;
  if (draft.passage) s.passage_id = draft.passage->passage_id;
  if (draft.question.empty()) {
    s.messages.push_back(record::text_message("document", draft.answer, true));
  } else {
    s.messages.push_back(record::text_message("user", draft.question, false));
    s.messages.push_back(record::text_message("assistant", draft.answer, true));
  }
  s.sample_id = hash_fields({draft.question, draft.answer});
  s.seed = sample_seed(seed_, s.passage_id, s.method, ordinal_);
  if (draft.fact && !draft.refusal) s.evidence.push_back({s.sample_id, "supports", s.passage_id, draft.fact->fact.evidence});
  if (draft.fact && !draft.refusal)
    for (const auto& lead : draft.fact->leads) s.evidence.push_back({s.sample_id, "supports", s.passage_id, lead});
  if (draft.neighbour) s.evidence.push_back({s.sample_id, "distractor", draft.neighbour->fact.passage_id, draft.neighbour->fact.evidence});
  if (draft.passage) s.evidence.push_back({s.sample_id, "supports", s.passage_id, {0, draft.passage->text.size()}});
  return s;
}

void SampleWriter::keep_apart(const std::vector<judge::Question>& examination) {
  for (const auto& question : examination) apart_.insert(letters_of(question.question));
}

record::Verdict SampleWriter::admit(const judge::GateInput& input, const std::string& said, judge::GateRow* gates) {
  auto verdict = (gates ? *gates : gates_).check(input);
  std::string id(input.subject_id);
  if (verdict.pass && !input.question.empty() && apart_.contains(letters_of(input.question))) verdict = {id, "examination", 1, false, "asked", 1, ""};
  if (verdict.pass && !ids_.insert(id).second) verdict = {id, "duplicate", 1, false, "duplicate", 1, ""};
  if (verdict.pass) return verdict;
  verdict.detail += (verdict.detail.empty() ? "" : " | ") + said;
  book(verdict);
  return verdict;
}

void SampleWriter::book(record::Verdict verdict) {
  ++rejections[verdict.step + "." + verdict.reason];
  verdicts.push_back(std::move(verdict));
}

uint64_t SampleWriter::rejected_samples() const {
  return static_cast<uint64_t>(std::ranges::count_if(verdicts, [](const record::Verdict& verdict) { return verdict.step != "sentence"; }));
}

int64_t SampleWriter::cost_of(const record::Sample& sample) const {
  int64_t cost = kTurnOverheadTokens;
  for (const auto& message : sample.messages) cost += static_cast<int64_t>(count_(message.text()));
  return cost;
}

void SampleWriter::keep(record::Sample sample) {
  tokens += cost_of(sample);
  samples.push_back(std::move(sample));
}

void SampleWriter::carry(const record::Sample& sample) {
  std::string evidence;
  for (const auto& row : sample.evidence)
    if (const auto found = passages_.find(row.text_id); found != passages_.end()) evidence += std::string(span_text(*found->second, row.span)) + "\n";
  const std::string question = sample.messages.size() > 1 ? sample.messages[0].text() : "", answer = sample.messages.back().text();
  gates_.check({sample.sample_id, question, answer, evidence, "", sample.language, sample.kind == "refusal"});
  ids_.insert(sample.sample_id);
  carried_ids_.insert(sample.sample_id);
  carried_tokens_[sample.method] += cost_of(sample);
  keep(sample);
}

bool SampleWriter::offer(const Draft& draft) {
  auto sample = make(draft);
  ++ordinal_;
  if (carried_ids_.contains(sample.sample_id)) return false;
  auto evidence = evidence_text(draft);
  std::string context;
  if (draft.fact) context = draft.fact->topic->title + " " + draft.fact->topic->product + " ";
  auto found = passages_.find(sample.passage_id);
  if (found != passages_.end()) context += join(found->second->heading_path, " > ");
  judge::GateInput input{sample.sample_id, draft.question, draft.answer, evidence, context, draft.language, draft.refusal};
  auto verdict = admit(input, draft.question + " | " + draft.answer);
  if (!verdict.pass) {
    if (draft.fact && !draft.refusal) ++ledger[sample.fact_id].rejected[verdict.step + "." + verdict.reason];
    if (draft.fact) rejected_of_passage[sample.passage_id].push_back(sample.sample_id);
    return false;
  }
  method_tokens_ += cost_of(sample);
  if (draft.fact && !draft.refusal) {
    auto& entry = ledger[sample.fact_id];
    ++entry.accepted[sample.kind];
    entry.state = record::FactState::taught;
  }
  keep(std::move(sample));
  return true;
}

}  // namespace jangin::synthesize
