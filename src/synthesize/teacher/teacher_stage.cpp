// Prompts, store and session for one run of the stage.
#include "synthesize/teacher/teacher_stage.h"

#include <algorithm>

#include "base/hash.h"
#include "base/strings.h"

namespace jangin::synthesize {

int64_t tokens_of_rules(const TeacherConfig& config, int64_t budget) {
  return config.is_set() ? static_cast<int64_t>((1 - config.share) * static_cast<double>(budget)) : budget;
}

Status add_teacher(const SynthesizeRequest& request, record::Manifest& manifest) {
  const TeacherConfig& config = request.config.teacher;
  if (!config.is_set()) return {};
  JANGIN_ASSIGN(PromptLibrary prompts, PromptLibrary::load(request.teacher.prompt_folders, teacher_prompt_files()));
  manifest.inputs["teacher"] = hash_fields({request.teacher.name, request.teacher.hash});
  manifest.inputs["teacher prompts"] = prompts.hash();
  for (const TeacherMethod& method : teacher_method_registry())
    if (method_share(config, method.name) > 0) manifest.components["teacher " + std::string(method.name)] = method.version;
  return {};
}

Result<TeachReport> run_teacher(const SynthesizeRequest& request, const std::vector<record::Passage>& passages, const std::vector<bool>& in_focus,
                                const Vocabulary& vocabulary, int64_t tokens, SampleWriter& writer) {
  JANGIN_ASSIGN(PromptLibrary prompts, PromptLibrary::load(request.teacher.prompt_folders, teacher_prompt_files()));
  JANGIN_ASSIGN(ReplyStore store, ReplyStore::open(request.workspace / "synthesize" / "teacher" / "replies.jsonl"));
  std::vector<std::string> titles;
  for (const record::Passage& passage : passages)
    titles.push_back(passage.occurrences.empty() ? std::string() : vocabulary.title_of(passage.occurrences.front().doc_id));
  TeacherSession session(request.config.teacher, request.teacher, std::move(store));
  const TeachInput input{.passages = passages,
                         .in_focus = in_focus,
                         .titles = titles,
                         .config = request.config.teacher,
                         .access = request.teacher,
                         .prompts = prompts,
                         .gates = request.config.gates,
                         .evaluation_questions = request.evaluation_questions,
                         .tokens = tokens,
                         .seed = request.config.seed};
  return teach(input, session, writer);
}

std::map<std::string, double> teacher_figures(const TeachReport& report, const TeacherConfig& config) {
  std::map<std::string, double> figures;
  auto put = [&](const std::string& name, auto value) { figures[name] = static_cast<double>(value); };
  put("requests", report.spent.requests), put("tokens_in", report.spent.tokens_in), put("tokens_out", report.spent.tokens_out);
  put("cost", report.spent.cost(config)), put("asked", report.asked), put("preferences", report.preferences.size());
  if (report.seconds > 0) put("tokens_per_second", static_cast<double>(report.generated_tokens) / report.seconds);
  for (const auto& [name, method] : report.methods) {
    put(name + " requests", method.requests), put(name + " kept", method.kept);
    for (const auto& [reason, count] : method.rejected) put(name + " rejected " + reason, count);
  }
  return figures;
}

}  // namespace jangin::synthesize
