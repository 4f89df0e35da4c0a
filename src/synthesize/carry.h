// What stays when documents change: of a run with the same configuration on other documents, the facts of unchanged passages that were taught stay
// taught, with the same samples, verdicts and examination questions. Only what stood in changed passages is replaced. Deterministic for a given earlier run.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "judge/question_file.h"
#include "record/manifest.h"
#include "record/records.h"
#include "synthesize/examination.h"
#include "synthesize/mine.h"

namespace jangin::synthesize {

/// In the stage's folder: the ids of the taught facts and the families that are held back.
inline constexpr const char* kTeachingFile = "teaching.json";

/// An earlier run, as its files tell it.
struct EarlierRun {
  std::unordered_set<std::string> taught;   // fact ids
  std::map<std::string, std::string> held;  // fact id → family of wordings
  std::vector<judge::Question> reported, steering;
  std::vector<record::Sample> samples;
  std::vector<record::Verdict> verdicts;
  std::map<std::string, record::Verdict> coverage;  // rows of facts, by id
  MinedStore store;
};

/// The run in `folder` when its manifest differs from `manifest` in the documents alone; nothing when there is none, or its files are damaged. An
/// earlier run that was being replaced when the program was stopped is found in folder/carried. Errors: those of reading.
Result<std::optional<EarlierRun>> read_earlier_run(const std::filesystem::path& folder, const record::Manifest& manifest);
/// Copies an earlier run's files to folder/carried, before they are replaced; whole or not at all. Error: io_error.
Status set_aside(const std::filesystem::path& folder);
/// Removes folder/carried: the new run is whole.
void drop_set_aside(const std::filesystem::path& folder);

Status write_teaching(const std::filesystem::path& path, const Selection& selection, const HeldWordings& held);

/// The earlier run's samples that stay: of facts in `carried`, of passages that still stand, and refusals that name no fact, unless a passage that was mined
/// now holds more than half of the question's telling words. Those of a teacher are not among them: it is asked again, and its replies are kept.
std::vector<const record::Sample*> samples_that_stay(const EarlierRun& earlier, const std::unordered_set<const MinedFact*>& carried,
                                                     const std::vector<record::Passage>& passages, const Mined& mined);
/// The earlier run's verdicts that stay: all but those on samples of passages that changed or are gone.
std::vector<record::Verdict> verdicts_that_stay(const EarlierRun& earlier, const std::vector<record::Passage>& passages, const Mined& mined);

}  // namespace jangin::synthesize
