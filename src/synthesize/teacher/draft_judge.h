// A teacher's draft → a sample, or a verdict: first the rules of reply_checks.h, then, for a text, sentence by sentence, then the gates. The evidence
// is always the passage, never what a teacher made of it.
#pragma once

#include <string>
#include <vector>

#include "synthesize/sample_writer.h"
#include "synthesize/teacher/teach.h"

namespace jangin::synthesize {

class DraftJudge {
 public:
  /// Errors: not_found (a gate's name).
  static Result<DraftJudge> make(const TeachInput& input, SampleWriter& writer);

  /// True when it was kept; then `question` is remembered by `memory`. A text loses the sentences that its passage does not support, each with a
  /// verdict of its own (step "sentence"), and is rejected whole when half of it goes.
  bool take(const TeacherDraft& draft, const TeacherMethod& method, const JobContext& context, MethodMemory& memory, TeachReport& report);
  /// A reply or draft that came to nothing.
  void reject(const TeacherMethod& method, const std::string& subject_id, const std::string& reason, const std::string& detail, TeachReport& report);

 private:
  DraftJudge(const TeachInput& input, SampleWriter& writer, judge::GateRow support, judge::GateRow references, judge::GateRow apart)
      : input_(&input), writer_(&writer), support_(std::move(support)), references_(std::move(references)), apart_(std::move(apart)) {}
  std::string fault_of(const TeacherDraft& draft, const JobContext& context, const MethodMemory& memory);
  std::string supported_text(const TeacherDraft& draft, const JobContext& context, std::vector<record::Verdict>& left_out);
  record::Sample make_sample(const TeacherDraft& draft, const std::string& answer, const TeacherMethod& method, const JobContext& context) const;

  const TeachInput* input_;
  SampleWriter* writer_;
  judge::GateRow support_;     // language and support, without memory: for sentences and questions
  judge::GateRow references_;  // self_contained, for sentences
  judge::GateRow apart_;       // all gates, for samples that may ask what another asks: beside documents, or with a wrong answer
};

}  // namespace jangin::synthesize
