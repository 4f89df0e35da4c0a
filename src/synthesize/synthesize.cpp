// The stage: read, mine, select, write, gate, keep the ledger.
#include "synthesize/synthesize.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <unordered_set>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/strings.h"
#include "record/shard.h"
#include "synthesize/facts/fact_miner.h"
#include "synthesize/sample_writer.h"
#include "synthesize/teacher/teacher_stage.h"
#include "synthesize/teaching.h"

namespace jangin::synthesize {
namespace {

constexpr const char* kStage = "synthesize";
constexpr uint32_t kExaminationVersion = 2;
constexpr double kRoomForChanges = 1.05;  // of the tokens, where samples of an earlier run stay: teaching.h

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
    if (is_named(request.config.miners, miner.name)) manifest.components["miner " + std::string(miner.name)] = miner.version;
  for (const auto& method : method_registry())
    if (is_named(request.config.methods, method.name)) manifest.components["method " + std::string(method.name)] = method.version;
  manifest.components["examination"] = kExaminationVersion;
  if (request.steering > 0) manifest.inputs["loop"] = fmt::format("{} {:.6g}", request.steering, request.first_share);
  for (const auto& [name, version] : gates.versions()) manifest.components["gate " + name] = version;
  JANGIN_TRY(add_teacher(request, manifest));
  return manifest;
}

void set_states(const Mined& mined, const std::vector<Conflict>& conflicts, SampleWriter& writer) {
  bool any_focus = std::any_of(mined.facts.begin(), mined.facts.end(), [](const MinedFact& f) { return !f.in_focus; });
  for (const auto& fact : mined.facts) {
    auto& entry = writer.ledger[fact.fact.fact_id];
    if (entry.samples() > 0)
      entry.state = record::FactState::taught;
    else if (!entry.rejected.empty())
      entry.state = record::FactState::rejected;
    else
      entry.state = any_focus && !fact.in_focus ? record::FactState::outside_focus : record::FactState::beyond_budget;
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

/// Documents with a passage of each kind: mined now, carried.
void count_documents(const Teaching& t, SynthesizeReport& report) {
  std::unordered_set<std::string> mined, all;
  for (size_t p = 0; p < t.passages.size(); ++p) {
    report.passages_mined += !t.mined.carried[p];
    for (const auto& at : t.passages[p].occurrences) {
      all.insert(at.doc_id);
      if (!t.mined.carried[p]) mined.insert(at.doc_id);
    }
  }
  report.documents = all.size(), report.documents_mined = mined.size();
}

SynthesizeReport count_up(const Teaching& teaching, const SampleWriter& writer) {
  const auto& [mined, passages] = std::tie(teaching.mined, teaching.passages);
  SynthesizeReport report;
  count_documents(teaching, report);
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

/// The three figures of each expectation under its name; `each` gets the name and the figure.
template <typename Answers, typename Each>
void for_expected(Answers& expected, const Each& each) {
  for (auto& [kind, of] : {std::pair("choice", &expected.choice), std::pair("short", &expected.short_answer)}) {
    const std::string name = std::string("expected ") + kind;
    each(name, of->share), each(name + " low", of->low), each(name + " high", of->high);
  }
}

void set_figures(const SynthesizeReport& r, double seconds, std::map<std::string, double>& figures) {
  for_expected(r.expected, [&](const std::string& name, double share) { figures[name] = share; });
  auto put = [&](const std::string& name, auto value) { figures[name] = static_cast<double>(value); };
  put("passages", r.passages), put("passages_with_facts", r.passages_with_facts), put("facts", r.facts), put("facts_in_focus", r.facts_in_focus);
  put("facts_taught", r.facts_taught), put("facts_beyond_budget", r.facts_beyond_budget), put("facts_outside_focus", r.facts_outside_focus),
      put("facts_rejected", r.facts_rejected), put("facts_in_conflict", r.facts_in_conflict);
  put("samples", r.samples), put("rejected_samples", r.rejected_samples), put("tokens", r.tokens), put("documents", r.documents),
      put("documents_mined", r.documents_mined), put("passages_mined", r.passages_mined), put("samples_carried", r.samples_carried);
  put("wordings", r.wordings), put("distinct_2", r.distinct_2), put("seconds", seconds);
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
  r.passages = whole("passages"), r.passages_with_facts = whole("passages_with_facts"), r.facts = whole("facts"),
  r.facts_in_focus = whole("facts_in_focus");
  r.facts_taught = whole("facts_taught"), r.facts_beyond_budget = whole("facts_beyond_budget"), r.facts_outside_focus = whole("facts_outside_focus");
  r.facts_rejected = whole("facts_rejected"), r.facts_in_conflict = whole("facts_in_conflict"), r.samples = whole("samples"),
  r.rejected_samples = whole("rejected_samples"), r.tokens = whole("tokens");
  for_expected(r.expected, [&](const std::string& name, double& share) { share = get(name.c_str()); });
  r.documents = whole("documents"), r.documents_mined = whole("documents_mined"), r.passages_mined = whole("passages_mined"),
  r.samples_carried = whole("samples_carried");
  r.wordings = get("wordings"), r.distinct_2 = get("distinct_2");
  for (const auto& [name, value] : manifest.figures) {
    if (name.starts_with("samples ")) r.samples_by_kind[name.substr(8)] = static_cast<uint64_t>(value);
    if (name.starts_with("facts ")) r.facts_by_miner[name.substr(6)] = static_cast<uint64_t>(value);
    if (name.starts_with("rejected ")) r.rejections[name.substr(9)] = static_cast<uint64_t>(value);
    if (name.starts_with("teacher ")) r.teacher[name.substr(8)] = value;
  }
  return r;
}

/// What the stage wrote beside the writer's samples.
struct Written {
  uint64_t carried = 0;  // samples of the earlier run that stay
  TeachReport taught;    // by the teacher
};

/// The earlier run's samples first, then new ones for facts that it did not teach, then the teacher's.
Result<Written> write_all(const SynthesizeRequest& request, const Teaching& t, const EarlierRun* earlier, SampleWriter& writer) {
  Written written;
  writer.keep_apart(t.reported);
  writer.keep_apart(t.steering);
  std::vector<const MinedFact*> to_write = t.selection.taught;
  const bool carries = !t.carried.empty();
  if (carries) {
    std::erase_if(to_write, [&](const MinedFact* fact) { return t.carried.contains(fact); });
    for (const record::Sample* sample : samples_that_stay(*earlier, t.carried, t.passages, t.mined)) writer.carry(*sample), ++written.carried;
    for (auto& verdict : verdicts_that_stay(*earlier, t.passages, t.mined)) writer.book(std::move(verdict));
    for (const MinedFact* fact : t.carried)
      if (const auto row = earlier->coverage.find(fact->fact.fact_id); row != earlier->coverage.end())
        writer.ledger[row->first] = coverage_of(row->second);
  }
  const int64_t budget = token_budget(request), of_rules = tokens_of_rules(request.config.teacher, budget);
  const auto wordings = std::max<int64_t>(1, std::llround(request.first_share * static_cast<double>(t.selection.wordings)));
  const MethodInput input{to_write, t.passages, t.mined.in_focus, *t.mined.vocabulary, request.config, wordings, request.config.seed, t.held};
  JANGIN_TRY(write_methods(input, request.first_share * static_cast<double>(of_rules) * (carries ? kRoomForChanges : 1), writer));
  if (request.config.teacher.is_set()) {
    JANGIN_ASSIGN(written.taught, run_teacher(request, t.passages, t.mined.in_focus, *t.mined.vocabulary,
                                              static_cast<int64_t>(request.first_share * static_cast<double>(budget - of_rules)), writer));
  }
  set_states(t.mined, t.conflicts, writer);
  return written;
}

/// The mined facts for the next run, with the ids of what was rejected of each passage's.
MinedStore store_of(const Teaching& t, const EarlierRun* earlier, const SampleWriter& writer) {
  MinedStore store;
  for (size_t p = 0; p < t.passages.size(); ++p) {
    MinedPassage& passage = store[t.passages[p].passage_id];
    passage.key = t.mined.keys[p];
    if (earlier && t.mined.carried[p] && !t.carried.empty())
      if (const auto found = earlier->store.find(t.passages[p].passage_id); found != earlier->store.end()) passage.rejected = found->second.rejected;
    if (const auto found = writer.rejected_of_passage.find(t.passages[p].passage_id); found != writer.rejected_of_passage.end())
      passage.rejected.insert(passage.rejected.end(), found->second.begin(), found->second.end());
  }
  for (const auto& fact : t.mined.facts) store[fact.fact.passage_id].facts.push_back(fact);
  return store;
}

Status write_files(const SynthesizeRequest& request, const Teaching& t, const EarlierRun* earlier, const Written& written, const SampleWriter& writer,
                   record::Manifest& manifest) {
  const auto folder = request.workspace / kStage;
  std::vector<record::Fact> facts;
  for (const auto& fact : t.mined.facts) facts.push_back(fact.fact);
  auto keep = [&](Result<record::ShardInfo> info) -> Status {
    if (!info) return pass(info);
    info->path = std::string(kStage) + "/" + std::filesystem::path(info->path).filename().string();
    manifest.shards.push_back(std::move(*info));
    return {};
  };
  JANGIN_TRY(keep(record::write_facts(folder / "facts.parquet", facts)));
  JANGIN_TRY(keep(record::write_samples(folder / "samples.parquet", writer.samples)));
  JANGIN_TRY(keep(record::write_verdicts(folder / "verdicts.parquet", writer.verdicts)));
  JANGIN_TRY(keep(record::write_verdicts(folder / "coverage.parquet", coverage_rows(t.passages, t.mined.facts, writer.ledger))));
  if (request.config.teacher.is_set()) JANGIN_TRY(keep(record::write_samples(folder / "preferences.parquet", written.taught.preferences)));
  JANGIN_TRY(write_question_file(folder / kExaminationFile, t.reported));
  JANGIN_TRY(write_question_file(folder / kSteeringFile, t.steering));
  JANGIN_TRY(write_teaching(folder / kTeachingFile, t.selection, t.held));
  JANGIN_TRY(write_mined(folder / kMinedFile, store_of(t, earlier, writer), t.passages));
  for (const char* file : {kExaminationFile, kSteeringFile, kTeachingFile, kMinedFile}) {
    JANGIN_ASSIGN(manifest.artifacts[std::string(kStage) + "/" + file], sha256_file_hex(folder / file));
  }
  return {};
}

}  // namespace

Result<SynthesizeReport> synthesize(const SynthesizeRequest& request) {
  Stopwatch watch;
  const auto folder = request.workspace / kStage;
  JANGIN_ASSIGN(auto gates, judge::GateRow::make({request.evaluation_questions}, request.config.gates));
  JANGIN_ASSIGN(auto manifest, manifest_of(request, token_budget(request), gates));
  if (record::is_current(folder / "manifest.json", request.workspace, manifest.key())) {
    drop_set_aside(folder);
    JANGIN_ASSIGN(auto current, record::read_manifest(folder / "manifest.json"));
    return report_of(current);
  }
  JANGIN_ASSIGN(auto earlier, read_earlier_run(folder, manifest));
  if (earlier)
    JANGIN_TRY(set_aside(folder));
  else
    drop_set_aside(folder);
  MinedStore store = earlier ? std::move(earlier->store) : read_mined(folder / kMinedFile);
  const bool carries = earlier && !request.config.teacher.is_set();
  JANGIN_ASSIGN(const Teaching teaching, choose_teaching(request, carries ? &*earlier : nullptr, store));
  if (carries) earlier->store = std::move(store);
  const TokenCounter count = request.count ? request.count : TokenCounter(estimate_tokens);
  SampleWriter writer(std::move(gates), teaching.passages, count, request.config.seed);
  JANGIN_ASSIGN(const Written written, write_all(request, teaching, carries ? &*earlier : nullptr, writer));
  auto report = count_up(teaching, writer);
  report.samples_carried = written.carried;
  report.expected = expect_examination(exposures_of(teaching.selection));
  if (request.config.teacher.is_set()) report.teacher = teacher_figures(written.taught, request.config.teacher);
  JANGIN_TRY(write_files(request, teaching, carries ? &*earlier : nullptr, written, writer, manifest));
  set_figures(report, watch.seconds(), manifest.figures);
  manifest.created_at = timestamp_now();
  JANGIN_TRY(record::write_manifest(folder / "manifest.json", manifest));
  drop_set_aside(folder);
  report.manifest = std::move(manifest);
  return report;
}

}  // namespace jangin::synthesize
