// collect, refine, synthesize: the hand-over of configuration and the figures for people.
#include <fmt/format.h>

#include <algorithm>

#include "base/clock.h"
#include "base/progress.h"
#include "judge/question_file.h"
#include "line/context.h"
#include "line/loop.h"
#include "line/perplexity_model.h"
#include "line/shipped_data.h"
#include "line/teacher.h"
#include "model/formats/safetensors_folder.h"
#include "record/declared_rights.h"
#include "record/shard.h"

namespace jangin::line {
namespace {

using Figures = std::vector<std::pair<std::string, std::string>>;

void add(Figures& figures, std::string name, uint64_t count) { figures.emplace_back(std::move(name), format_count(count)); }

/// The recipe's own question files, which must not be taught.
std::vector<std::filesystem::path> question_files(const Recipe& recipe) {
  std::vector<std::filesystem::path> files;
  for (const evaluate::TaskSpec& task : evaluate::own_tasks(recipe.evaluate)) {
    if (task.kind == "questions") files.push_back(recipe.folder / task.file);
  }
  return files;
}

Result<std::vector<judge::Question>> evaluation_questions(const Recipe& recipe) {
  std::vector<judge::Question> all;
  for (const std::filesystem::path& file : question_files(recipe)) {
    JANGIN_ASSIGN(auto questions, judge::read_questions(file));
    all.insert(all.end(), std::make_move_iterator(questions.begin()), std::make_move_iterator(questions.end()));
  }
  return all;
}

/// Paths from the recipe's folder; questions that must not be in the documents: those that the expert is examined with, the recipe's further sets, the benchmarks that come with the program.
Result<refine::RefineConfig> refine_config(const Recipe& recipe) {
  refine::RefineConfig config = recipe.refine;
  for (const std::string& file : config.quality_model.models) config.quality_model.files.push_back(recipe.folder / file);
  auto& files = config.contamination.files;
  files = question_files(recipe);
  for (const std::string& file : config.contamination.sets) files.push_back(recipe.folder / file);
  if (!recipe.evaluate.general && !config.contamination.bundled) return config;
  JANGIN_ASSIGN(const std::filesystem::path data, shipped_data_folder());
  if (recipe.evaluate.general) files.push_back(data / "mmlu-validation-200.jsonl");
  if (config.contamination.bundled) {
    for (const char* name : {"mmlu.jsonl.gz", "gsm8k.jsonl.gz"}) files.push_back(data / "evaluation-sets" / name);
  }
  return config;
}

collect::CollectRequest collect_request(const Context& context) {
  collect::CollectRequest request;
  request.workspace = context.workspace.root;
  request.base = context.recipe.folder;
  request.config = context.recipe.collect;
  return request;
}

Result<refine::RefineRequest> refine_request(const Context& context) {
  JANGIN_ASSIGN(refine::RefineConfig config, refine_config(context.recipe));
  JANGIN_TRY(prepare_perplexity(context, config.perplexity));
  return refine::RefineRequest{context.workspace.root, std::move(config)};
}

Status record_sources(Context& context) {
  JANGIN_ASSIGN(auto sources, record::read_sources(context.workspace.stage("collect") / "sources.parquet"));
  JANGIN_ASSIGN(auto rights, record::read_declared_rights(context.workspace.stage("collect") / "rights.parquet"));
  JANGIN_TRY(context.catalog->put_rights(rights));
  return context.catalog->put_sources(sources);
}

/// With the licences that refine detected. A workspace refined before that table was written has none.
Status record_detected_rights(Context& context) {
  const std::filesystem::path table = context.workspace.stage("refine") / "rights.parquet";
  if (std::error_code ignored; !std::filesystem::exists(table, ignored)) return {};
  JANGIN_ASSIGN(auto rights, record::read_rights(table));
  return context.catalog->put_rights(rights);
}

/// The base's tokenizer as a counter, opened when the stage really counts.
Result<std::pair<std::string, synthesize::TokenCounter>> token_counter(const Context& context) {
  JANGIN_ASSIGN(model::ModelFiles files, model::open_model(context.base.path));
  JANGIN_ASSIGN(tokenizer::Tokenizer opened, files.load_tokenizer());
  auto tokenizer = std::make_shared<tokenizer::Tokenizer>(std::move(opened));
  return std::pair<std::string, synthesize::TokenCounter>{context.base_hash,
                                                          [tokenizer](std::string_view text) { return tokenizer->encode(text).size(); }};
}

}  // namespace

Status run_collect(Context& context, StageOutcome& outcome) {
  JANGIN_TRY(share_with_ranks(context, Stage::collect));
  JANGIN_ASSIGN(collect::CollectReport report, collect::collect(collect_request(context)));
  outcome.skipped = report.current;
  add(outcome.figures, "files", report.found);
  add(outcome.figures, "pages", report.pages);
  add(outcome.figures, "failed", report.failed);
  for (const std::string& note : report.notes) outcome.figures.emplace_back("not fetched:", note);
  for (const record::Verdict& failure : report.failures) outcome.figures.emplace_back("not read:", failure.detail + " [" + failure.reason + "]");
  if (!report.failures.empty() && report.failed > report.failures.size())
    outcome.figures.emplace_back("not read:", fmt::format("and {} more, see verdicts.parquet", report.failed - report.failures.size()));
  return record_sources(context);
}

Status run_collect_share(Context& context, const Share& share, StageOutcome& outcome) {
  JANGIN_ASSIGN(const collect::CollectShareReport report, collect::collect_share(collect_request(context), share));
  outcome.seconds = report.seconds;
  outcome.peak_memory_bytes = peak_memory_bytes();
  outcome.figures.emplace_back("share", share.text());
  add(outcome.figures, "files", report.files);
  outcome.figures.emplace_back("bytes", format_bytes(report.bytes));
  add(outcome.figures, "documents", report.documents);
  add(outcome.figures, "of them read before", report.from_cache);
  add(outcome.figures, "failed", report.failed);
  return {};
}

Status run_refine(Context& context, StageOutcome& outcome) {
  JANGIN_TRY(share_with_ranks(context, Stage::refine));
  JANGIN_ASSIGN(const refine::RefineRequest request, refine_request(context));
  JANGIN_ASSIGN(refine::RefineReport report, refine::refine(request));
  outcome.skipped = report.skipped;
  add(outcome.figures, "documents kept", report.documents_kept);
  add(outcome.figures, "rejected", report.documents_rejected);
  add(outcome.figures, "passages", report.passages_kept);
  add(outcome.figures, "merged", report.passages_merged);
  if (report.documents_ready > 0) add(outcome.figures, "documents refined before", report.documents_ready);
  outcome.tables = {refine::step_rows(report), refine::reason_rows(report)};
  std::vector<std::pair<uint64_t, std::string>> order;
  for (const auto& [language, count] : report.languages) {
    if (!language.empty()) order.emplace_back(count, language);
  }
  std::sort(order.rbegin(), order.rend());
  context.languages.clear();
  for (const auto& [count, language] : order) context.languages.push_back(language);
  return record_detected_rights(context);
}

Status run_refine_share(Context& context, const Share& share, StageOutcome& outcome) {
  JANGIN_ASSIGN(const refine::RefineRequest request, refine_request(context));
  JANGIN_ASSIGN(const refine::RefineShareReport report, refine::refine_share(request, share));
  outcome.skipped = report.skipped;
  outcome.seconds = report.seconds;
  outcome.peak_memory_bytes = peak_memory_bytes();
  outcome.figures.emplace_back("share", share.text());
  add(outcome.figures, "documents", report.documents);
  outcome.figures.emplace_back("text", format_bytes(report.text_bytes));
  add(outcome.figures, "of them refined before", report.documents_ready);
  return {};
}

Status record_lineage(Context& context, const std::vector<record::Sample>& samples) {
  JANGIN_ASSIGN(auto passages, record::read_passages(context.workspace.stage("refine") / "passages.parquet"));
  JANGIN_ASSIGN(auto documents, record::read_documents(context.workspace.stage("refine") / "documents.parquet"));
  return context.catalog->put_sample_lineage(samples, passages, documents);
}

Result<synthesize::SynthesizeRequest> synthesize_request(const Context& context) {
  synthesize::SynthesizeRequest request;
  request.workspace = context.workspace.root;
  request.config = context.recipe.synthesize;
  request.token_budget = sample_token_budget(context.recipe);
  JANGIN_ASSIGN(auto counter, token_counter(context));
  request.counter_name = counter.first;
  request.count = counter.second;
  JANGIN_ASSIGN(request.evaluation_questions, evaluation_questions(context.recipe));
  JANGIN_ASSIGN(request.teacher, teacher_access(context.recipe, context.base, context.device));
  if (const LoopConfig& loop = context.recipe.loop; loop.rounds > 1) request.steering = loop.questions, request.first_share = loop.first_share;
  return request;
}

Status run_synthesize(Context& context, StageOutcome& outcome) {
  JANGIN_ASSIGN(context.base_hash, model::hash_weights(context.base.path));
  JANGIN_TRY(resolve_budget(context));
  JANGIN_ASSIGN(const synthesize::SynthesizeRequest request, synthesize_request(context));
  JANGIN_ASSIGN(synthesize::SynthesizeReport report, synthesize::synthesize(request));
  outcome.skipped = report.skipped;
  add(outcome.figures, "facts", report.facts);
  add(outcome.figures, "taught", report.facts_taught);
  add(outcome.figures, "beyond the budget", report.facts_beyond_budget);
  if (report.facts_in_conflict > 0) add(outcome.figures, "contradicting", report.facts_in_conflict);
  add(outcome.figures, "samples", report.samples);
  if (report.samples_carried > 0) add(outcome.figures, "of them carried over", report.samples_carried);
  if (!report.skipped) outcome.figures.emplace_back("documents mined", fmt::format("{} of {}", report.documents_mined, report.documents));
  add(outcome.figures, "rejected", report.rejected_samples);
  for (const auto& [name, value] : report.teacher) {
    if (name.find(' ') == std::string::npos) outcome.figures.emplace_back("teacher " + name, fmt::format("{:.6g}", value));
  }
  // Where nothing was written, the rounds of the loop that followed still stand.
  JANGIN_ASSIGN(const auto samples, report.skipped ? read_trained_samples(context.workspace)
                                                   : record::read_samples(context.workspace.stage("synthesize") / "samples.parquet"));
  return record_lineage(context, samples);
}

}  // namespace jangin::line
