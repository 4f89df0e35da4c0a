// The order of things for one document: every step that rewrites or judges it, sketches for those that compare, passages.
#include "refine/run.h"

#include <algorithm>
#include <functional>
#include <mutex>

#include "base/hash.h"
#include "base/interrupt.h"
#include "base/thread_pool.h"
#include "refine/passages.h"
#include "refine/processor_time.h"
#include "refine/registry.h"
#include "text/unicode.h"

namespace jangin::refine {
namespace {

/// Books the time since the last call under one step.
class Laps {
 public:
  explicit Laps(StepSeconds& seconds) : seconds_(seconds) {}
  void book(size_t step) {
    double now = processor_seconds(CLOCK_THREAD_CPUTIME_ID);
    seconds_[step] += now - last_;
    last_ = now;
  }

 private:
  StepSeconds& seconds_;
  double last_ = processor_seconds(CLOCK_THREAD_CPUTIME_ID);
};

void apply_rewrite(RefinedDocument& item, const NamedStep& step, Rewrite rewrite) {
  record::Document& document = item.document;
  record::TextEdit edit{document.doc_id, step.name, step.version, document.text_id, sha256_hex(rewrite.text), std::move(rewrite.map)};
  document.text = std::move(rewrite.text);
  document.text_id = edit.text_id_after;
  for (record::TextPlace& place : document.places) place.text = edit.map.to_after(place.text);
  std::erase_if(document.places, [](const record::TextPlace& place) { return place.text.size() == 0; });
  item.edits.push_back(std::move(edit));
}

void apply_step(RefinedDocument& item, const NamedStep& step) {
  auto outcome = step.step->refine_document(item.document);
  if (!outcome) return;
  if (outcome->rewrite) apply_rewrite(item, step, std::move(*outcome->rewrite));
  if (outcome->language) item.document.language = *outcome->language;
  for (auto& [key, value] : outcome->metadata) {
    if (value.empty())
      item.document.metadata.erase(key);
    else
      item.document.metadata[key] = std::move(value);
  }
  for (const auto& [name, count] : outcome->counts) item.counts[name] += count;
  if (!item.kept) return;
  item.kept = outcome->judgement.pass;
  item.verdicts.push_back(make_verdict(item.document.doc_id, step, std::move(outcome->judgement)));
}

/// How much a text says, in letters of an alphabet: a Hangul syllable or a Han character counts as two, a digit as a half.
uint64_t weigh_letters(std::string_view passage) {
  uint64_t halves = 0;
  for (size_t at = 0; at < passage.size();) {
    char32_t c = text::next_code_point(passage, at);
    if (text::is_digit(c)) {
      halves += 1;
    } else if (text::is_hangul(c) || text::is_han(c)) {
      halves += 4;
    } else if (text::is_letter(c)) {
      halves += 2;
    }
  }
  return halves / 2;
}

record::Verdict judge_length(const record::Passage& passage, const RefineConfig& config) {
  uint64_t letters = weigh_letters(passage.text);
  if (letters >= static_cast<uint64_t>(config.passages.min_letters)) return {};
  return {passage.passage_id,
          kPassagesStep,
          kPassagesVersion,
          false,
          "too_short",
          static_cast<double>(letters),
          "says as much as " + std::to_string(letters) + " letters"};
}

/// The first step that rejects a passage has the word.
void judge_passages(RefinedDocument& item, std::span<const NamedStep> steps, Laps& laps) {
  for (size_t i = 0; i < steps.size(); ++i) {
    for (CutPassage& cut : item.passages) {
      if (!cut.verdict.pass) continue;
      Judgement judgement = steps[i].step->judge_passage(cut.passage, item.document);
      if (!judgement.pass) cut.verdict = make_verdict(cut.passage.passage_id, steps[i], std::move(judgement));
    }
    laps.book(i);
  }
}

void refine_one(RefinedDocument& item, std::span<const NamedStep> steps, const RefineConfig& config, StepSeconds& seconds) {
  item.bytes_in = item.document.text.size();
  Laps laps(seconds);
  for (size_t i = 0; i < steps.size(); ++i) {
    apply_step(item, steps[i]);
    laps.book(i);
  }
  for (size_t i = 0; i < steps.size() && item.kept; ++i) {
    if (!steps[i].step->compares()) continue;
    item.sketches.push_back(steps[i].step->sketch(item.document));
    laps.book(i);
  }
  if (item.kept) item.balance = measure_balance(item.document);
  for (record::Passage& passage : cut_passages(item.document, config.passages)) {
    record::Verdict verdict = item.kept ? judge_length(passage, config) : record::Verdict{};
    item.passages.push_back({std::move(passage), std::move(verdict)});
  }
  laps.book(steps.size());
  if (item.kept) judge_passages(item, steps, laps);
}

}  // namespace

record::Verdict make_verdict(const std::string& subject, const NamedStep& step, Judgement judgement) {
  return {subject, step.name, step.version, judgement.pass, std::move(judgement.reason), judgement.score, std::move(judgement.detail)};
}

Result<std::vector<NamedStep>> make_steps(const RefineConfig& config) {
  std::vector<NamedStep> made;
  for (const StepEntry& entry : steps()) {
    bool wanted = config.steps.empty() || std::find(config.steps.begin(), config.steps.end(), entry.name) != config.steps.end();
    if (!wanted) continue;
    JANGIN_ASSIGN(auto step, entry.make(config));
    made.push_back({std::string(entry.name), entry.version, std::move(step)});
  }
  return made;
}

Result<std::vector<RefinedDocument>> refine_batch(std::vector<record::Document> documents, std::span<const NamedStep> steps,
                                                  const RefineConfig& config, StepSeconds& seconds) {
  std::vector<RefinedDocument> items(documents.size());
  std::mutex mutex;
  ThreadPool::shared().parallel_for(items.size(), 1, [&](size_t begin, size_t end, int) {
    StepSeconds own(seconds.size());
    for (size_t i = begin; i < end && !interrupted(); ++i) {
      items[i].document = std::move(documents[i]);
      refine_one(items[i], steps, config, own);
    }
    std::lock_guard lock(mutex);
    std::transform(own.begin(), own.end(), seconds.begin(), seconds.begin(), std::plus<>());
  });
  if (interrupted()) return std::unexpected(interrupted_error());
  return items;
}

}  // namespace jangin::refine
