// Parts → corpus → verdicts.
#include "refine/compare_passages.h"

#include <algorithm>

#include "base/interrupt.h"
#include "refine/passage_corpus.h"
#include "refine/processor_time.h"

namespace jangin::refine {
namespace {

Result<PassageCorpus> gather(const PartStore& store, std::span<const PartInfo> parts, const std::vector<uint8_t>& kept,
                             const std::filesystem::path& scratch) {
  JANGIN_ASSIGN(PassageCorpusWriter writer, PassageCorpusWriter::open(scratch));
  uint64_t row = 0;
  for (const PartInfo& part : parts) {
    if (interrupted()) return std::unexpected(interrupted_error());
    JANGIN_TRY(store.read(part.first_row, [&](RefinedDocument& refined) -> Status {
      if (!kept[row++]) return {};
      JANGIN_TRY(writer.add_document(refined.document));
      for (const CutPassage& cut : refined.passages) JANGIN_TRY(writer.add_passage(cut.passage, cut.verdict.pass));
      return {};
    }));
  }
  return writer.finish();
}

}  // namespace

Result<PassageVerdicts> compare_passages(const PartStore& store, std::span<const PartInfo> parts, std::span<const NamedStep> steps,
                                         const std::vector<uint8_t>& kept, const std::filesystem::path& scratch, StepSeconds& seconds) {
  PassageVerdicts verdicts;
  if (std::none_of(steps.begin(), steps.end(), [](const NamedStep& step) { return step.step->compares_passages(); })) return verdicts;
  JANGIN_ASSIGN(PassageCorpus corpus, gather(store, parts, kept, scratch));
  for (size_t i = 0; i < steps.size(); ++i) {
    if (!steps[i].step->compares_passages()) continue;
    if (interrupted()) return std::unexpected(interrupted_error());
    const double begin = processor_seconds(CLOCK_PROCESS_CPUTIME_ID);
    JANGIN_ASSIGN(std::vector<Judgement> judgements, steps[i].step->compare_passages(corpus));
    if (judgements.size() != corpus.passages().size()) return fail(ErrorCode::internal, "does not judge every passage", steps[i].name);
    for (size_t p = 0; p < judgements.size(); ++p) {
      if (!corpus.is_judged(p)) judgements[p] = {};
      if (judgements[p].pass && judgements[p].detail.empty()) continue;
      const BinaryId& id = corpus.id_of(p);
      verdicts[id].push_back(make_verdict(print_id(id), steps[i], judgements[p]));
    }
    corpus.apply(judgements);
    seconds[i] += processor_seconds(CLOCK_PROCESS_CPUTIME_ID) - begin;
  }
  return verdicts;
}

}  // namespace jangin::refine
