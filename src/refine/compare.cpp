// Sketches in, judgements out.
#include "refine/compare.h"

#include "base/interrupt.h"
#include "refine/processor_time.h"

namespace jangin::refine {
namespace {

/// The kept documents with their sketch of comparing step number `ordinal`.
Result<std::vector<SketchedDocument>> read_sketches(const PartStore& store, std::span<const PartInfo> parts, size_t ordinal,
                                                    const std::vector<uint8_t>& kept, std::vector<uint64_t>& rows) {
  std::vector<SketchedDocument> documents;
  uint64_t row = 0;
  for (const PartInfo& part : parts) {
    if (interrupted()) return std::unexpected(interrupted_error());
    JANGIN_TRY(store.read(part.first_row, [&](RefinedDocument& refined) -> Status {
      const uint64_t at = row++;
      if (!kept[at]) return {};
      if (ordinal >= refined.sketches.size()) return fail(ErrorCode::internal, "a document has no sketch", refined.document.source_id);
      record::Document& document = refined.document;
      rows.push_back(at);
      documents.push_back({std::move(document.doc_id), std::move(document.text_id), std::move(document.source_id), std::move(document.path_inside),
                           std::move(document.language), document.text.size(), std::move(refined.sketches[ordinal])});
      return {};
    }));
  }
  return documents;
}

}  // namespace

Result<std::vector<Comparison>> compare_documents(const PartStore& store, std::span<const PartInfo> parts, std::span<const NamedStep> steps,
                                                  std::vector<uint8_t>& kept, StepSeconds& seconds) {
  std::vector<Comparison> comparisons;
  for (size_t i = 0; i < steps.size(); ++i) {
    if (!steps[i].step->compares()) continue;
    const double begin = processor_seconds(CLOCK_PROCESS_CPUTIME_ID);
    Comparison comparison{&steps[i], {}, {}};
    JANGIN_ASSIGN(auto documents, read_sketches(store, parts, comparisons.size(), kept, comparison.rows));
    comparison.judgements = steps[i].step->compare(documents);
    if (comparison.judgements.size() != documents.size()) return fail(ErrorCode::internal, "does not judge every document", steps[i].name);
    for (size_t j = 0; j < comparison.rows.size(); ++j) kept[comparison.rows[j]] = comparison.judgements[j].pass ? 1 : 0;
    comparisons.push_back(std::move(comparison));
    seconds[i] += processor_seconds(CLOCK_PROCESS_CPUTIME_ID) - begin;
  }
  return comparisons;
}

}  // namespace jangin::refine
