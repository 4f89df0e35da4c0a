// The order of things: every document through every step (in parallel), then the comparison of documents, then passages.
#include "refine/run.h"

#include <algorithm>
#include <atomic>
#include <unordered_set>

#include "base/hash.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "base/thread_pool.h"
#include "refine/passages.h"
#include "refine/registry.h"
#include "refine/report.h"
#include "text/unicode.h"

namespace jangin::refine {
namespace {

record::Verdict make_verdict(const std::string& subject, const NamedStep& step, Judgement judgement) {
  return {subject, step.name, step.version, judgement.pass, std::move(judgement.reason), judgement.score, std::move(judgement.detail)};
}

/// A document on its way through the steps.
struct Item {
  record::Document document;
  uint64_t bytes_in = 0;
  bool kept = true;
  std::vector<record::Verdict> verdicts;
  std::vector<record::TextEdit> edits;
  std::map<std::string, uint64_t> counts;
};

void apply_rewrite(Item& item, const NamedStep& step, Rewrite rewrite) {
  record::Document& document = item.document;
  record::TextEdit edit{document.doc_id, step.name, step.version, document.text_id, sha256_hex(rewrite.text), std::move(rewrite.map)};
  document.text = std::move(rewrite.text);
  document.text_id = edit.text_id_after;
  for (record::TextPlace& place : document.places) place.text = edit.map.to_after(place.text);
  std::erase_if(document.places, [](const record::TextPlace& place) { return place.text.size() == 0; });
  item.edits.push_back(std::move(edit));
}

void refine_one(Item& item, const std::vector<NamedStep>& steps) {
  for (const NamedStep& step : steps) {
    auto outcome = step.step->refine_document(item.document);
    if (!outcome) continue;
    if (outcome->rewrite) apply_rewrite(item, step, std::move(*outcome->rewrite));
    if (outcome->language) item.document.language = *outcome->language;
    for (const auto& [name, count] : outcome->counts) item.counts[name] += count;
    if (!item.kept) continue;
    item.kept = outcome->judgement.pass;
    item.verdicts.push_back(make_verdict(item.document.doc_id, step, std::move(outcome->judgement)));
  }
}

Status refine_all(std::vector<Item>& items, const std::vector<NamedStep>& steps) {
  Progress progress("refining", items.size(), "documents");
  ThreadPool::shared().parallel_for(items.size(), 1, [&](size_t begin, size_t end, int) {
    for (size_t i = begin; i < end && !interrupted(); ++i) {
      refine_one(items[i], steps);
      progress.add();
    }
  });
  if (interrupted()) return std::unexpected(interrupted_error());
  return {};
}

void compare_all(std::vector<Item>& items, const std::vector<NamedStep>& steps) {
  for (const NamedStep& step : steps) {
    if (!step.step->compares()) continue;
    std::vector<SketchedDocument> documents;
    std::vector<Item*> owners;
    for (Item& item : items) {
      if (!item.kept) continue;
      const record::Document& document = item.document;
      documents.push_back({document.doc_id, document.text_id, document.source_id, document.path_inside, document.language, document.text.size(), step.step->sketch(document)});
      owners.push_back(&item);
    }
    std::vector<Judgement> judgements = step.step->compare(documents);
    for (size_t i = 0; i < judgements.size(); ++i) {
      owners[i]->kept = judgements[i].pass;
      owners[i]->verdicts.push_back(make_verdict(owners[i]->document.doc_id, step, std::move(judgements[i])));
    }
  }
}

/// A passage that was cut, and what was said of it.
struct CutPassage {
  record::Passage passage;
  record::Verdict verdict;
};

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

record::Verdict judge(record::Passage& passage, const record::Document& document, const std::vector<NamedStep>& steps, const RefineConfig& config) {
  uint64_t letters = weigh_letters(passage.text);
  if (letters < static_cast<uint64_t>(config.passages.min_letters)) {
    return {passage.passage_id, "passages", kPassagesVersion, false, "too_short", static_cast<double>(letters), "says as much as " + std::to_string(letters) + " letters"};
  }
  for (const NamedStep& step : steps) {
    Judgement judgement = step.step->judge_passage(passage, document);
    if (!judgement.pass) return make_verdict(passage.passage_id, step, std::move(judgement));
  }
  return {};
}

std::vector<std::vector<CutPassage>> cut_all(const std::vector<Item>& items, const std::vector<NamedStep>& steps, const RefineConfig& config) {
  std::vector<std::vector<CutPassage>> cuts(items.size());
  ThreadPool::shared().parallel_for(items.size(), 1, [&](size_t begin, size_t end, int) {
    for (size_t i = begin; i < end; ++i) {
      if (!items[i].kept) continue;
      for (record::Passage& passage : cut_passages(items[i].document, config.passages)) {
        record::Verdict verdict = judge(passage, items[i].document, steps, config);
        cuts[i].push_back({std::move(passage), std::move(verdict)});
      }
    }
  });
  return cuts;
}

/// Passages of the kept documents, merged; and the further occurrences in documents that were rejected for having a kept one's text, so
/// that the catalog knows every source that says it.
void merge_passages(const std::vector<Item>& items, std::vector<std::vector<CutPassage>> cuts, const RefineConfig& config, RunResult& result) {
  PassageSet kept, rejected;
  RefineReport& report = result.report;
  std::unordered_set<std::string_view> kept_texts;
  for (size_t i = 0; i < items.size(); ++i) {
    if (items[i].kept) kept_texts.insert(items[i].document.text_id);
    for (CutPassage& cut : cuts[i]) {
      ++report.passages_cut;
      if (cut.verdict.pass) {
        ++(kept.add(std::move(cut.passage)) ? report.passages_kept : report.passages_merged);
      } else {
        ++report.passages_rejected;
        if (rejected.add(std::move(cut.passage))) result.verdicts.push_back(std::move(cut.verdict));
      }
    }
  }
  for (const Item& item : items) {
    if (item.kept || !kept_texts.contains(item.document.text_id)) continue;
    for (const record::Passage& passage : cut_passages(item.document, config.passages)) kept.add_occurrence_only(passage);
  }
  result.passages = kept.take();
  result.rejected_passages = rejected.take();
}

void count_document(const Item& item, RefineReport& report) {
  ++report.documents_in;
  report.bytes_in += item.bytes_in;
  ++(item.kept ? report.documents_kept : report.documents_rejected);
  (item.kept ? report.bytes_kept : report.bytes_rejected) += item.bytes_in;
  if (!item.edits.empty()) ++report.documents_rewritten;
  if (item.kept) ++report.languages[item.document.language];
  constexpr std::string_view kMasked = "masked.";
  for (const auto& [name, count] : item.counts) {
    if (name.starts_with(kMasked)) report.masked[name.substr(kMasked.size())] += count;
  }
}

template <typename T>
void move_into(std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

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

Result<RunResult> run_steps(std::vector<record::Document> documents, const RefineConfig& config) {
  JANGIN_ASSIGN(std::vector<NamedStep> steps, make_steps(config));
  std::vector<Item> items(documents.size());
  for (size_t i = 0; i < documents.size(); ++i) {
    items[i].bytes_in = documents[i].text.size();
    items[i].document = std::move(documents[i]);
  }
  JANGIN_TRY(refine_all(items, steps));
  compare_all(items, steps);
  RunResult result;
  for (Item& item : items) {
    count_document(item, result.report);
    move_into(item.verdicts, result.verdicts);
    move_into(item.edits, result.edits);
  }
  merge_passages(items, cut_all(items, steps, config), config, result);
  for (Item& item : items) (item.kept ? result.documents : result.rejected_documents).push_back(std::move(item.document));
  result.report.reasons = count_reasons(result);
  return result;
}

}  // namespace jangin::refine
