// The table of methods with a teacher, in the order in which they ask.
#include "synthesize/teacher/teacher_method.h"

namespace jangin::synthesize {

const std::vector<TeacherMethod>& teacher_method_registry() {
  static const std::vector<TeacherMethod> kMethods = {
      {"questions", 1, "questions from three shots, answered from the passage (InstructLab)", 0.25, 3.5, 2.5, {}, start_questions},
      {"entigraph",
       1,
       "texts on pairs and triples of entities (EntiGraph)",
       0.12,
       4,
       3,
       {{"entities"}, {"pair", {"first", "second"}}, {"triple", {"first", "second", "third"}}},
       start_entigraph},
      {"summaries",
       1,
       "detailed and extractive summaries; key facts with five questions each",
       0.15,
       5,
       10,
       {{"detailed"}, {"extractive"}, {"facts"}, {"fact_questions", {"fact"}}},
       start_summaries},
      {"spa",
       1,
       "seven angles: concepts, mind map, implications, critical questions, case, discussion, lecture (SPA)",
       0.1,
       7,
       7,
       {{"*"}},
       start_spa},
      {"active_reading",
       1,
       "ways of studying the passage, each applied",
       0.08,
       4,
       3,
       {{"strategies"}, {"apply", {"strategy"}}},
       start_active_reading},
      {"focal", 1, "the passage written again with one question in view", 0.08, 3, 2, {{"rewrite", {"question"}}}, start_focal},
      {"wrap", 1, "the passage in other styles beside the passage itself (WRAP)", 0.1, 1, 2, {{"*"}}, start_wrap},
      {"raft",
       1,
       "an answer among documents that do not answer, in some from memory (RAFT)",
       0.03,
       2,
       1,
       {{"answer", {"question"}}, {"shown", {"documents", "question"}}},
       start_raft},
      {"self_instruct",
       1,
       "new instructions after eight examples",
       0.02,
       2,
       1,
       {{"seeds"}, {"new", {"examples"}}, {"respond", {"instruction"}}},
       start_self_instruct},
      {"evol_instruct",
       1,
       "instructions made harder or broader",
       0.02,
       3,
       1,
       {{"start"},
        {"deepen", {"instruction"}},
        {"constrain", {"instruction"}},
        {"concretise", {"instruction"}},
        {"reasoning", {"instruction"}},
        {"breadth", {"instruction"}}},
       start_evol_instruct},
      {"magpie", 1, "the user's turn sampled from a transcript, then answered", 0.02, 2, 1, {{"user_turn"}}, start_magpie},
      {"preferences", 1, "the right answer and a plausible wrong one", 0.02, 3, 1, {{"wrong", {"question", "answer"}}}, start_preferences},
      {"tasks", 1, "questions whose answer a rule can check, answered twice alike", 0.01, 2, 1, {{"make"}}, start_tasks},
  };
  return kMethods;
}

std::vector<PromptFile> teacher_prompt_files() {
  std::vector<PromptFile> files = {{"common", {{"questions"}, {"answer", {"question"}}}}};
  for (const TeacherMethod& method : teacher_method_registry())
    if (!method.prompts.empty()) files.push_back({method.name, method.prompts});
  return files;
}

}  // namespace jangin::synthesize
