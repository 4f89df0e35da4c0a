// The examination that the line makes for itself: questions on facts that are taught, in wordings that are held back from the samples. It never sees
// the user's own test. Deterministic; thread-safe.
#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "judge/question_file.h"
#include "synthesize/facts/mined_fact.h"
#include "synthesize/phrasing/asking.h"

namespace jangin::synthesize {

/// In the stage's folder: the questions whose figures are reported, and those whose answers steer the loop (rounds.h). No fact is asked in both, so
/// that nothing is chosen by what is reported.
inline constexpr const char* kExaminationFile = "examination.jsonl";
inline constexpr const char* kSteeringFile = "steering.jsonl";

/// A fact that is examined, and the family of wordings that its samples must not use.
using HeldWordings = std::unordered_map<const MinedFact*, std::string>;

/// "part_what" of "part_what_polite": wordings that differ in politeness, brevity or synonyms are one family.
std::string wording_family(std::string_view wording);
/// Chooses `count` of the taught facts, spread evenly over them, that can be asked in another family of wordings than those that are trained: facts
/// with at least two.
HeldWordings hold_wordings(const std::vector<const MinedFact*>& taught, size_t count, uint64_t seed);
/// The held facts in two parts, as many of each as `reported` and `steering` say or in that proportion, both spread evenly over `taught`.
struct ExaminationParts {
  HeldWordings reported, steering;
};
ExaminationParts split_examination(const HeldWordings& held, const std::vector<const MinedFact*>& taught, size_t reported, size_t steering);
/// One question a fact: its id is the fact's, the evidence quotes it. Where neighbouring facts have values that could be taken for its own, every
/// second one is multiple choice; the others ask for a short answer.
std::vector<judge::Question> write_examination(const HeldWordings& held, const std::vector<const MinedFact*>& taught,
                                               const std::vector<record::Passage>& passages, const std::vector<record::Document>& documents,
                                               uint64_t seed);
/// The questions as a question file (judge/question_file.h). Errors: io_error.
Status write_question_file(const std::filesystem::path& path, const std::vector<judge::Question>& questions);

}  // namespace jangin::synthesize
