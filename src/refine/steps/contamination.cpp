// Step `contamination`: evaluation questions in documents (contaminated). A passage that asks one is rejected, and a document of which they are
// most. The facts that a question is about are no contamination. Score: share of the question that was found; the detail names set and item,
// never the question's words. Sets that were not handed over are not searched for.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "refine/contamination/question_index.h"
#include "refine/registry.h"

namespace jangin::refine {
namespace {

using Findings = std::vector<FoundQuestion>;

/// Bytes of [begin, end) that lie in one finding or several.
size_t covered(const Findings& findings, size_t begin, size_t end) {
  size_t sum = 0, until = begin;
  for (const FoundQuestion& found : findings) {  // ascending by begin
    size_t from = std::max(found.begin, until), to = std::min(found.end, end);
    if (from < to) sum += to - from, until = to;
  }
  return sum;
}

class Contamination : public RefineStep {
 public:
  Contamination(const std::vector<EvaluationItem>& items, double max_share) : index_(items), max_share_(max_share) {}

  std::optional<DocumentOutcome> refine_document(const record::Document& document) const override {
    const Findings& findings = find_once(document);
    if (findings.empty()) return DocumentOutcome{};
    double share = static_cast<double>(covered(findings, 0, document.text.size())) / static_cast<double>(document.text.size());
    DocumentOutcome outcome;
    outcome.judgement = reject_for(findings);
    outcome.judgement.detail += fmt::format("; {:.0f} % of its text", 100 * share);
    if (share <= max_share_) outcome.judgement.pass = true, outcome.judgement.reason.clear();  // its passages are judged one by one
    return outcome;
  }

  Judgement judge_passage(record::Passage& passage, const record::Document& document) const override {
    const Span span = passage.occurrences.front().span;
    Findings here;
    for (const FoundQuestion& found : find_once(document)) {
      if (is_held(found, span)) here.push_back(found);
    }
    if (here.empty() && !passage.heading_path.empty()) here = index_.find(passage.heading_path.back());  // a question as heading, its answer below
    return here.empty() ? Judgement{} : reject_for(here);
  }

 private:
  using Span = record::Span;

  /// Does the passage hold a quarter of the question, or is it half a part of one?
  static bool is_held(const FoundQuestion& found, const Span& span) {
    size_t begin = std::max<size_t>(found.begin, span.begin), end = std::min<size_t>(found.end, span.end);
    if (begin >= end) return false;
    return 4 * (end - begin) >= found.end - found.begin || 2 * (end - begin) >= span.size();
  }

  Judgement reject_for(const Findings& findings) const {
    const FoundQuestion& best = *std::ranges::max_element(findings, {}, &FoundQuestion::overlap);
    std::string more = findings.size() > 1 ? fmt::format(" and {} more", findings.size() - 1) : "";
    return reject("contaminated", best.overlap, fmt::format("holds evaluation question {}{}", index_.name(best.item), more));
  }

  /// A document's passages are judged one after another: what was found in it is kept until this thread sees another document.
  const Findings& find_once(const record::Document& document) const {
    struct Last {
      uint64_t owner = 0;
      std::string text_id;
      Findings findings;
    };
    static thread_local Last last;
    if (last.owner != owner_ || last.text_id != document.text_id) last = {owner_, document.text_id, index_.find(document.text)};
    return last.findings;
  }

  static uint64_t next_owner() {
    static std::atomic<uint64_t> owners{0};
    return ++owners;
  }

  QuestionIndex index_;
  double max_share_;
  uint64_t owner_ = next_owner();
};

/// Without sets there is nothing to find.
class NoContamination : public RefineStep {};

}  // namespace

Result<std::unique_ptr<RefineStep>> make_contamination(const RefineConfig& config) {
  std::vector<EvaluationItem> items;
  for (const std::filesystem::path& file : config.contamination.files) {
    JANGIN_ASSIGN(std::vector<EvaluationItem> set, read_evaluation_set(file));
    items.insert(items.end(), std::make_move_iterator(set.begin()), std::make_move_iterator(set.end()));
  }
  if (items.empty()) return std::make_unique<NoContamination>();
  return std::make_unique<Contamination>(items, config.contamination.max_share);
}

}  // namespace jangin::refine
