// The teacher's half of the stage: methods in waves of passages, replies judged, drafts made into samples. What is asked and what is kept depend on
// recipe, documents and replies, never on how many requests are under way or on what the store held.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "synthesize/sample_writer.h"
#include "synthesize/teacher/session.h"
#include "synthesize/teacher/teacher_method.h"

namespace jangin::synthesize {

/// All borrowed.
struct TeachInput {
  const std::vector<record::Passage>& passages;
  const std::vector<bool>& in_focus;       // by passage; others are not taught
  const std::vector<std::string>& titles;  // by passage: its first document's
  const TeacherConfig& config;
  const TeacherAccess& access;
  const PromptLibrary& prompts;
  const std::vector<std::string>& gates;                     // the recipe's; empty: all
  const std::vector<judge::Question>& evaluation_questions;  // never taught
  int64_t tokens = 0;                                        // of samples to write
  uint64_t seed = 1;
};

struct MethodReport {
  uint64_t jobs = 0, requests = 0, drafts = 0, kept = 0;
  int64_t tokens = 0;
  std::map<std::string, uint64_t> rejected;  // "step.reason" → replies and drafts
};
struct TeachReport {
  std::map<std::string, MethodReport> methods;
  Spending spent;
  int64_t asked = 0, generated_tokens = 0;  // in this run: not from the store
  double seconds = 0;                       // of waiting for them
  std::vector<record::Sample> preferences;  // kept apart: they are not for a trainer of single answers
};

/// Keeps samples and verdicts in `writer`. Errors: those of TeacherSession::ask.
Result<TeachReport> teach(const TeachInput& input, TeacherSession& session, SampleWriter& writer);

/// Passages that a teacher is asked about, in the order of their turns: in focus, in a language that the prompts speak, long enough to say something.
std::vector<size_t> teachable_passages(const TeachInput& input);
/// The request that an ask becomes.
engine::GenerateRequest make_request(const Ask& ask, const Prompt& prompt, const JobContext& context, const TeacherConfig& config, uint64_t seed);

}  // namespace jangin::synthesize
