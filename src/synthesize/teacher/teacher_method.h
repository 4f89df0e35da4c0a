// Methods with a teacher: each asks about one passage, step by step, and makes drafts of what comes back. Adding one: a file in methods/, a line in
// registry.cpp, its prompts in recipes/prompts/<language>/, a test. A method never talks to the model: it returns what to ask, so that the
// questions of many passages go out together, in an order that depends on nothing but the recipe.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "record/records.h"
#include "synthesize/teacher/prompts.h"

namespace jangin::synthesize {

/// One question to the teacher.
struct Ask {
  std::string file, prompt;  // of the prompt library
  Fields fields = {};        // beside title, heading and passage
  /// JSON Schema that the reply has to follow, keys of every object in alphabetical order (a server may sort them). Empty: a text.
  std::string schema = {};
  bool transcript = false;  // one text that the model continues, whatever the recipe's form; ends at `stop`
  std::string stop = {};
};

/// What came back. A reply that is of no use has a fault; what it says is on record already, a method only has to do without it.
struct Answer {
  std::string text;   // trimmed; the raw JSON where one was asked for
  std::string fault;  // empty: usable; else a reason as in reply_checks.h
  std::string label;  // of the prompt: Draft's wording
  uint64_t seed = 0;
  bool usable() const { return fault.empty(); }
};

/// A sample before the gates.
struct TeacherDraft {
  std::string kind;      // "text", "question", "instruction", "retrieval", "preference", "task"
  std::string wording;   // label of the prompt that made it
  std::string question;  // empty: a text
  std::string answer;
  std::string rejected = {};             // preference: the answer that is not wanted
  std::string shown = {};                // what the user's turn really is, when not the bare question (documents beside it)
  std::vector<size_t> distractors = {};  // passages shown that do not answer
  bool gold_shown = true;                // retrieval: the passage stands among the documents shown
  bool own_text = false;                 // the documents' own words: no generator, and only the gates look at it
  bool may_quote = true;                 // false: a text that merely repeats the passage is rejected
  double grounding = 0.5;                // least share of the answer's telling words that the passage holds; 0: off
  uint64_t seed = 0;
};

/// What methods remember from wave to wave; one per method and run.
struct MethodMemory {
  std::vector<std::string> kept;  // questions and instructions that passed, in order
};

/// What a job may look at; lives as long as the job.
struct JobContext {
  const std::vector<record::Passage>& passages;
  size_t passage = 0;
  std::string title;    // of its first document
  std::string heading;  // path, joined
  uint64_t visit = 0;   // how often this method came to this passage before
  uint64_t seed = 0;    // of this job
  const PromptLibrary& prompts;
  const MethodMemory& memory;
  bool originals = true;  // the recipe's
  const record::Passage& at() const { return passages[passage]; }
  const std::string& language() const { return at().language; }
};

/// One passage on one visit.
class TeacherJob {
 public:
  explicit TeacherJob(const JobContext& context) : context_(context), random_(context.seed) {}
  virtual ~TeacherJob() = default;
  /// First without answers, then with those to what it asked last, in order. Asks nothing: done, and `drafts` is what it made.
  virtual std::vector<Ask> next(std::span<const Answer> answers) = 0;

  std::vector<TeacherDraft> drafts;
  /// Drafts that it rejected itself: reason and what was said.
  std::vector<std::pair<std::string, std::string>> rejected;
  const JobContext& context() const { return context_; }

 protected:
  JobContext context_;
  Random random_;
  int step_ = 0;  // for jobs that count their steps
};

struct TeacherMethod {
  std::string_view name;
  uint32_t version;  // raised by whatever changes its samples; part of the manifest's key
  std::string_view about;
  double share;                    // of the teacher's tokens, where the recipe names no mix
  double requests, samples;        // of one job, about: for the plan
  std::vector<PromptUse> prompts;  // in the file of its name
  std::unique_ptr<TeacherJob> (*start)(const JobContext&);
};
const std::vector<TeacherMethod>& teacher_method_registry();
/// All prompt files that the methods ask with.
std::vector<PromptFile> teacher_prompt_files();

std::unique_ptr<TeacherJob> start_entigraph(const JobContext& context);
std::unique_ptr<TeacherJob> start_summaries(const JobContext& context);
std::unique_ptr<TeacherJob> start_spa(const JobContext& context);
std::unique_ptr<TeacherJob> start_active_reading(const JobContext& context);
std::unique_ptr<TeacherJob> start_focal(const JobContext& context);
std::unique_ptr<TeacherJob> start_wrap(const JobContext& context);
std::unique_ptr<TeacherJob> start_questions(const JobContext& context);
std::unique_ptr<TeacherJob> start_raft(const JobContext& context);
std::unique_ptr<TeacherJob> start_self_instruct(const JobContext& context);
std::unique_ptr<TeacherJob> start_evol_instruct(const JobContext& context);
std::unique_ptr<TeacherJob> start_magpie(const JobContext& context);
std::unique_ptr<TeacherJob> start_preferences(const JobContext& context);
std::unique_ptr<TeacherJob> start_tasks(const JobContext& context);

}  // namespace jangin::synthesize
