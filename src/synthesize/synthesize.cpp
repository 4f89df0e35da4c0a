// The stage: read, mine, select, write, gate, keep the ledger.
#include "synthesize/synthesize.h"

#include <algorithm>
#include <unordered_set>

#include "base/clock.h"
#include "base/hash.h"
#include "base/interrupt.h"
#include "base/strings.h"
#include "record/shard.h"
#include "synthesize/conflicts.h"
#include "synthesize/facts/fact_miner.h"
#include "synthesize/mine.h"
#include "synthesize/sample_writer.h"
#include "synthesize/teacher/teacher_stage.h"

namespace jangin::synthesize {
namespace {

constexpr const char* kStage = "synthesize";

bool is_chosen(const std::vector<std::string>& names, std::string_view name) { return names.empty() || std::find(names.begin(), names.end(), name) != names.end(); }

std::string questions_hash(const std::vector<judge::Question>& questions) {
  Sha256 hash;
  for (const auto& question : questions) hash.field(question.id).field(question.question);
  return hash.hex();
}

Result<record::Manifest> manifest_of(const SynthesizeRequest& request, int64_t budget, const judge::GateRow& gates) {
  record::Manifest manifest;
  manifest.stage = kStage;
  manifest.config_hash = config_hash(request.config);
  JANGIN_ASSIGN(auto parent, record::read_manifest(request.workspace / "refine" / "manifest.json"));
  manifest.inputs["refine"] = parent.hash();
  manifest.inputs["token_budget"] = std::to_string(budget);
  manifest.inputs["counter"] = request.counter_name;
  manifest.inputs["evaluation_questions"] = questions_hash(request.evaluation_questions);
  for (const auto& miner : fact_miner_registry())
    if (is_chosen(request.config.miners, miner.name)) manifest.components["miner " + std::string(miner.name)] = miner.version;
  for (const auto& method : method_registry())
    if (is_chosen(request.config.methods, method.name)) manifest.components["method " + std::string(method.name)] = method.version;
  for (const auto& [name, version] : gates.versions()) manifest.components["gate " + name] = version;
  JANGIN_TRY(add_teacher(request, manifest));
  return manifest;
}

void set_states(const Mined& mined, const std::vector<Conflict>& conflicts, SampleWriter& writer) {
  bool any_focus = std::any_of(mined.facts.begin(), mined.facts.end(), [](const MinedFact& f) { return !f.in_focus; });
  for (const auto& fact : mined.facts) {
    auto& entry = writer.ledger[fact.fact.fact_id];
    if (entry.samples() > 0) entry.state = record::FactState::taught;
    else if (!entry.rejected.empty()) entry.state = record::FactState::rejected;
    else entry.state = any_focus && !fact.in_focus ? record::FactState::outside_focus : record::FactState::beyond_budget;
  }
  for (const auto& conflict : conflicts) {
    auto& entry = writer.ledger[conflict.fact->fact.fact_id];
    entry.state = conflict.state, entry.against = conflict.other->fact.fact_id;
  }
}

double distinct_pairs(const std::vector<record::Sample>& samples) {
  std::unordered_set<std::string> pairs;
  uint64_t all = 0;
  for (const auto& sample : samples) {
    if (sample.messages.size() < 2) continue;
    auto text = sample.messages[0].text();
    auto words = split(text, ' ');
    for (size_t i = 0; i + 1 < words.size(); ++i, ++all) pairs.insert(std::string(words[i]) + " " + std::string(words[i + 1]));
  }
  return all == 0 ? 0 : static_cast<double>(pairs.size()) / static_cast<double>(all);
}

SynthesizeReport count_up(const Mined& mined, const std::vector<record::Passage>& passages, const SampleWriter& writer) {
  SynthesizeReport report;
  std::unordered_set<std::string> with_facts;
  report.passages = passages.size();
  report.facts = mined.facts.size();
  uint64_t wordings = 0;
  for (const auto& fact : mined.facts) {
    with_facts.insert(fact.fact.passage_id);
    report.facts_in_focus += fact.in_focus;
    ++report.facts_by_miner[fact.fact.miner];
    const auto& entry = writer.ledger.at(fact.fact.fact_id);
    report.facts_taught += entry.state == record::FactState::taught;
    report.facts_beyond_budget += entry.state == record::FactState::beyond_budget;
    report.facts_outside_focus += entry.state == record::FactState::outside_focus;
    report.facts_rejected += entry.state == record::FactState::rejected;
    report.facts_in_conflict += entry.state == record::FactState::contradicting || entry.state == record::FactState::outdated;
    for (const auto& [kind, count] : entry.accepted) wordings += kind == "question" || kind == "reverse_question" ? count : 0;
  }
  report.passages_with_facts = with_facts.size();
  report.wordings = report.facts_taught == 0 ? 0 : static_cast<double>(wordings) / static_cast<double>(report.facts_taught);
  report.samples = writer.samples.size(), report.rejected_samples = writer.rejected_samples(), report.tokens = static_cast<uint64_t>(writer.tokens);
  for (const auto& sample : writer.samples) ++report.samples_by_kind[sample.kind];
  report.rejections = writer.rejections;
  report.distinct_2 = distinct_pairs(writer.samples);
  return report;
}

void set_figures(const SynthesizeReport& r, double seconds, std::map<std::string, double>& figures) {
  auto put = [&](const std::string& name, auto value) { figures[name] = static_cast<double>(value); };
  put("passages", r.passages), put("passages_with_facts", r.passages_with_facts), put("facts", r.facts), put("facts_in_focus", r.facts_in_focus);
  put("facts_taught", r.facts_taught), put("facts_beyond_budget", r.facts_beyond_budget), put("facts_outside_focus", r.facts_outside_focus), put("facts_rejected", r.facts_rejected), put("facts_in_conflict", r.facts_in_conflict);
  put("samples", r.samples), put("rejected_samples", r.rejected_samples), put("tokens", r.tokens), put("wordings", r.wordings), put("distinct_2", r.distinct_2), put("seconds", seconds);
  for (const auto& [kind, count] : r.samples_by_kind) put("samples " + kind, count);
  for (const auto& [miner, count] : r.facts_by_miner) put("facts " + miner, count);
  for (const auto& [reason, count] : r.rejections) put("rejected " + reason, count);
  for (const auto& [name, value] : r.teacher) put("teacher " + name, value);
}

/// A skipped stage's report, from the figures that its manifest keeps.
SynthesizeReport report_of(const record::Manifest& manifest) {
  SynthesizeReport r;
  r.manifest = manifest, r.skipped = true;
  auto get = [&](const char* name) {
    auto found = manifest.figures.find(name);
    return found == manifest.figures.end() ? 0.0 : found->second;
  };
  auto whole = [&](const char* name) { return static_cast<uint64_t>(get(name)); };
  r.passages = whole("passages"), r.passages_with_facts = whole("passages_with_facts"), r.facts = whole("facts"), r.facts_in_focus = whole("facts_in_focus");
  r.facts_taught = whole("facts_taught"), r.facts_beyond_budget = whole("facts_beyond_budget"), r.facts_outside_focus = whole("facts_outside_focus");
  r.facts_rejected = whole("facts_rejected"), r.facts_in_conflict = whole("facts_in_conflict"), r.samples = whole("samples"), r.rejected_samples = whole("rejected_samples"), r.tokens = whole("tokens");
  r.wordings = get("wordings"), r.distinct_2 = get("distinct_2");
  for (const auto& [name, value] : manifest.figures) {
    if (name.starts_with("samples ")) r.samples_by_kind[name.substr(8)] = static_cast<uint64_t>(value);
    if (name.starts_with("facts ")) r.facts_by_miner[name.substr(6)] = static_cast<uint64_t>(value);
    if (name.starts_with("rejected ")) r.rejections[name.substr(9)] = static_cast<uint64_t>(value);
    if (name.starts_with("teacher ")) r.teacher[name.substr(8)] = value;
  }
  return r;
}

}  // namespace

Result<SynthesizeReport> synthesize(const SynthesizeRequest& request) {
  Stopwatch watch;
  auto folder = request.workspace / kStage, from = request.workspace / "refine";
  int64_t budget = request.config.tokens > 0 ? request.config.tokens : request.token_budget;
  JANGIN_ASSIGN(auto gates, judge::GateRow::make({request.evaluation_questions}, request.config.gates));
  JANGIN_ASSIGN(auto manifest, manifest_of(request, budget, gates));
  if (record::is_current(folder / "manifest.json", request.workspace, manifest.key())) {
    JANGIN_ASSIGN(auto current, record::read_manifest(folder / "manifest.json"));
    return report_of(current);
  }
  JANGIN_ASSIGN(auto documents, record::read_documents(from / "documents.parquet"));
  JANGIN_ASSIGN(auto passages, record::read_passages(from / "passages.parquet"));
  JANGIN_ASSIGN(auto mined, mine_facts(documents, passages, request.config));
  TokenCounter count = request.count ? request.count : TokenCounter(estimate_tokens);
  const int64_t of_rules = tokens_of_rules(request.config.teacher, budget);
  JANGIN_ASSIGN(const ConflictRule rule, conflict_rule(request.config.conflicts));
  const auto conflicts = find_conflicts(mined.facts, passages, documents, rule, request.config.decided);
  auto selection = select_facts(mined, request.config, of_rules, count, facts_of(conflicts));
  SampleWriter writer(std::move(gates), passages, count, request.config.seed);
  MethodInput input{selection.taught, passages, mined.in_focus, *mined.vocabulary, request.config, selection.wordings, request.config.seed,
                    hold_wordings(selection.taught, static_cast<size_t>(request.config.examination), request.config.seed)};
  for (const auto& method : method_registry()) {
    if (interrupted()) return std::unexpected(interrupted_error());
    double share = is_chosen(request.config.methods, method.name) ? method.share(request.config) : 0;
    if (share <= 0) continue;
    writer.begin_method(method, static_cast<int64_t>(share * static_cast<double>(of_rules)));
    method.write(input, writer);
  }
  TeachReport taught;
  if (request.config.teacher.is_set()) {
    JANGIN_ASSIGN(taught, run_teacher(request, passages, mined.in_focus, *mined.vocabulary, budget - of_rules, writer));
  }
  set_states(mined, conflicts, writer);
  auto report = count_up(mined, passages, writer);
  std::vector<record::Fact> facts;
  for (const auto& fact : mined.facts) facts.push_back(fact.fact);
  auto keep = [&](Result<record::ShardInfo> info) -> Status {
    if (!info) return pass(info);
    info->path = std::string(kStage) + "/" + std::filesystem::path(info->path).filename().string();
    manifest.shards.push_back(std::move(*info));
    return {};
  };
  JANGIN_TRY(keep(record::write_facts(folder / "facts.parquet", facts)));
  JANGIN_TRY(keep(record::write_samples(folder / "samples.parquet", writer.samples)));
  JANGIN_TRY(keep(record::write_verdicts(folder / "verdicts.parquet", writer.verdicts)));
  JANGIN_TRY(keep(record::write_verdicts(folder / "coverage.parquet", coverage_rows(passages, mined.facts, writer.ledger))));
  const auto examination = write_examination(input.held, selection.taught, passages, documents, request.config.seed);
  JANGIN_TRY(write_question_file(folder / kExaminationFile, examination));
  if (request.config.teacher.is_set()) {
    report.teacher = teacher_figures(taught, request.config.teacher);
    JANGIN_TRY(keep(record::write_samples(folder / "preferences.parquet", taught.preferences)));
  }
  set_figures(report, watch.seconds(), manifest.figures);
  manifest.created_at = timestamp_now();
  JANGIN_TRY(record::write_manifest(folder / "manifest.json", manifest));
  report.manifest = std::move(manifest);
  return report;
}

}  // namespace jangin::synthesize
