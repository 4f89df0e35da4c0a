// How the stage synthesize meets its teacher: what of it decides the stage's manifest, its run, and what it will take.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "record/manifest.h"
#include "synthesize/synthesize.h"
#include "synthesize/teacher/teach.h"
#include "synthesize/topic.h"

namespace jangin::synthesize {

/// Of `budget` tokens, those that the rules' methods write; all when there is no teacher.
int64_t tokens_of_rules(const TeacherConfig& config, int64_t budget);

/// Adds the teacher's identity, its prompts and its methods' versions. Nothing without a teacher. Errors: those of PromptLibrary::load.
Status add_teacher(const SynthesizeRequest& request, record::Manifest& manifest);

/// Asks for `tokens` of samples; replies lie in `<workspace>/synthesize/teacher/replies.jsonl`. Errors: those of teach() and of the store.
Result<TeachReport> run_teacher(const SynthesizeRequest& request, const std::vector<record::Passage>& passages, const std::vector<bool>& in_focus,
                                const Vocabulary& vocabulary, int64_t tokens, SampleWriter& writer);

/// Numbers for a report and a manifest: requests, tokens_in, tokens_out, cost, asked, tokens_per_second, preferences; for each method "<name>
/// requests", "<name> kept",
/// "<name> rejected <reason>".
std::map<std::string, double> teacher_figures(const TeachReport& report, const TeacherConfig& config);

/// How fast a teacher reads and writes, in tokens a second. 0: not known.
struct TeacherRate {
  double reading = 0, writing = 0;
};
/// Asks the teacher a few short questions on the first passages: costs seconds of a model here, and money of one behind a URL. Errors: those of the
/// generator.
Result<TeacherRate> measure_teacher(const SynthesizeRequest& request);

/// What the teacher will be asked: estimates (replies of half their bound, two drafts of five kept) within the bounds, which hold.
struct TeacherPlan {
  uint64_t passages = 0;
  struct Row {
    std::string method;
    int64_t requests = 0, tokens_in = 0, tokens_out = 0;
  };
  std::vector<Row> rows;
  Spending expected;
  double cost = 0;       // 0: no prices
  double seconds = 0;    // 0: the rate is not known
  bool bounded = false;  // the bounds end it before the samples' tokens are reached
};
/// Errors: not_found (refine has not run; prompts).
Result<TeacherPlan> plan_teacher(const SynthesizeRequest& request, const TeacherRate& rate);

}  // namespace jangin::synthesize
