// Rules, sentences, gates, records.
#include "synthesize/teacher/draft_judge.h"

#include <algorithm>

#include "base/hash.h"
#include "base/strings.h"
#include "synthesize/teacher/reply_checks.h"
#include "text/sentences.h"

namespace jangin::synthesize {
namespace {

constexpr uint32_t kVersion = 1;
constexpr double kCopied = 0.9;           // share of windows of eight words that the passage has, too
constexpr double kSameInstruction = 0.7;  // ROUGE-L
constexpr double kQuestionGrounding = 0.34;
constexpr size_t kLeastWords = 12, kLeastSentences = 2;  // of a text
constexpr size_t kShownBytes = 600;

std::string ground_of(const JobContext& context) { return context.title + "\n" + context.heading + "\n" + context.at().text; }

std::vector<std::string> chosen(const std::vector<std::string>& gates, std::vector<std::string> wanted) {
  if (!gates.empty()) std::erase_if(wanted, [&](const std::string& name) { return std::ranges::find(gates, name) == gates.end(); });
  return wanted;
}

/// A row of these gates; of none of them, one that passes everything (GateRow::make takes an empty list for all).
Result<judge::GateRow> row_of(const std::vector<std::string>& names) {
  return names.empty() ? Result<judge::GateRow>(judge::GateRow()) : judge::GateRow::make({}, names);
}

judge::GateInput input_of(std::string_view question, std::string_view answer, const JobContext& context, std::string_view headings) {
  return {.subject_id = {},
          .question = question,
          .answer = answer,
          .evidence = context.at().text,
          .context = headings,
          .language = context.language(),
          .refusal = false};
}

}  // namespace

Result<DraftJudge> DraftJudge::make(const TeachInput& input, SampleWriter& writer) {
  JANGIN_ASSIGN(judge::GateRow support, row_of(chosen(input.gates, {"language", "support"})));
  JANGIN_ASSIGN(judge::GateRow references, row_of(chosen(input.gates, {"self_contained"})));
  JANGIN_ASSIGN(judge::GateRow apart, judge::GateRow::make({input.evaluation_questions}, input.gates));
  return DraftJudge(input, writer, std::move(support), std::move(references), std::move(apart));
}

void DraftJudge::reject(const TeacherMethod& method, const std::string& subject_id, const std::string& reason, const std::string& detail,
                        TeachReport& report) {
  ++report.methods[std::string(method.name)].rejected["teacher." + reason];
  writer_->book({subject_id, "teacher", kVersion, false, reason, 0, std::string(method.name) + " | " + detail});
}

/// By the rules that need no gate. A text's sentences are judged later.
std::string DraftJudge::fault_of(const TeacherDraft& draft, const JobContext& context, const MethodMemory& memory) {
  const std::string ground = ground_of(context);
  const bool text = draft.question.empty();
  const std::string fault = text ? fault_of_text(draft.answer, ground, context.language()) : fault_of_words(draft.answer, ground, context.language());
  if (!fault.empty()) return fault;
  if (!draft.may_quote && shared_windows(draft.answer, context.at().text) > kCopied) return "copied";
  if (text) return {};
  if (std::string of_question = fault_of_words(draft.question, ground, context.language()); !of_question.empty()) return of_question;
  if (grounded_share(draft.question, ground) < kQuestionGrounding || grounded_share(draft.answer, ground + "\n" + draft.question) < draft.grounding)
    return "ungrounded";
  const std::string headings = context.title + " " + context.heading;
  if (!support_.check(input_of({}, draft.question, context, headings)).pass) return "unsupported_question";
  const bool like_another = draft.kind == "instruction" && std::ranges::any_of(memory.kept, [&](const std::string& kept) {
                              return rouge_l(kept, draft.question) > kSameInstruction;
                            });
  return like_another ? "too_similar" : "";
}

std::string DraftJudge::supported_text(const TeacherDraft& draft, const JobContext& context, std::vector<record::Verdict>& left_out) {
  const std::string headings = context.title + " " + context.heading, ground = ground_of(context);
  const auto parts = sentence_parts(draft.answer);
  std::string text;
  size_t kept = 0;
  for (const SentencePart& part : parts) {
    record::Verdict verdict = support_.check(input_of({}, part.sentence, context, headings));
    if (verdict.pass) {
      verdict = references_.check(input_of({}, part.sentence, context, headings));
      verdict.pass = verdict.pass || !verdict.reason.starts_with("refers_to");  // a pronoun may stand for what the sentence before names
    }
    if (verdict.pass && fault_of_words(part.sentence, ground, {}) == "assistant_talk")
      verdict = {{}, "teacher", kVersion, false, "assistant_talk", 0, {}};
    if (verdict.pass && grounded_share(part.sentence, ground) < draft.grounding) verdict = {{}, "teacher", kVersion, false, "ungrounded", 0, {}};
    if (!verdict.pass) {
      left_out.push_back({{}, "sentence", kVersion, false, verdict.step + "." + verdict.reason, 0, std::string(part.sentence)});
      continue;
    }
    if (!text.empty()) text += part.before.empty() ? " " : part.before;
    text += part.sentence;
    ++kept;
  }
  const bool enough = kept >= kLeastSentences && 2 * kept > parts.size() && text::split_words(text).size() >= kLeastWords;
  return enough ? text : std::string();
}

record::Sample DraftJudge::make_sample(const TeacherDraft& draft, const std::string& answer, const TeacherMethod& method,
                                       const JobContext& context) const {
  record::Sample s;
  s.kind = draft.kind, s.method = std::string(method.name), s.method_version = method.version, s.wording = draft.wording,
  s.language = context.language();
  if (!draft.own_text) s.generator = input_->access.name, s.derived_from_model = input_->access.hash;
  s.passage_id = context.at().passage_id, s.seed = draft.seed;
  if (draft.question.empty()) {
    s.messages.push_back(record::text_message("document", answer, true));
  } else {
    s.messages.push_back(record::text_message("user", draft.shown.empty() ? draft.question : draft.shown));
    s.messages.push_back(record::text_message("assistant", answer, true));
    if (!draft.rejected.empty()) s.messages.push_back(record::text_message("rejected", draft.rejected));
  }
  const std::string asked = draft.question.empty() ? std::string() : s.messages[0].text();
  s.sample_id = draft.rejected.empty() ? hash_fields({asked, answer}) : hash_fields({asked, answer, draft.rejected});
  const record::Span whole{0, context.at().text.size()};
  s.evidence.push_back({s.sample_id, "supports", s.passage_id, whole});
  if (!draft.own_text) s.evidence.push_back({s.sample_id, "teacher_input", s.passage_id, whole});
  for (size_t other : draft.distractors)
    s.evidence.push_back({s.sample_id, "distractor", context.passages[other].passage_id, {0, context.passages[other].text.size()}});
  return s;
}

bool DraftJudge::take(const TeacherDraft& draft, const TeacherMethod& method, const JobContext& context, MethodMemory& memory, TeachReport& report) {
  MethodReport& figures = report.methods[std::string(method.name)];
  ++figures.drafts;
  std::string answer(trim(draft.answer));
  const std::string shown = draft.wording + " | " + (draft.question.empty() ? "" : draft.question + " | ") + answer.substr(0, kShownBytes);
  std::string fault = draft.own_text ? std::string() : fault_of(draft, context, memory);
  std::vector<record::Verdict> left_out;
  if (fault.empty() && draft.question.empty() && !draft.own_text) {
    answer = supported_text(draft, context, left_out);
    if (answer.empty()) fault = "unsupported_sentences";
  }
  const std::string draft_id = hash_fields({draft.question, std::string(trim(draft.answer))});
  for (record::Verdict& verdict : left_out) {
    verdict.subject_id = draft_id;
    ++figures.rejected["sentence." + verdict.reason];
    writer_->book(std::move(verdict));
  }
  if (!fault.empty()) {
    reject(method, draft_id, fault, shown, report);
    return false;
  }
  record::Sample sample = make_sample(draft, answer, method, context);
  const std::string headings = context.title + " " + context.heading;
  judge::GateInput input = input_of(draft.question, answer, context, headings);
  input.subject_id = sample.sample_id;
  const bool stands_apart = draft.kind == "retrieval" || draft.kind == "preference";
  const record::Verdict verdict = writer_->admit(input, shown, stands_apart ? &apart_ : nullptr);
  if (!verdict.pass) {
    ++figures.rejected[verdict.step + "." + verdict.reason];
    return false;
  }
  ++figures.kept;
  if (!draft.question.empty()) memory.kept.push_back(draft.question);
  figures.tokens += writer_->cost_of(sample);
  if (draft.kind == "preference")
    report.preferences.push_back(std::move(sample));
  else
    writer_->keep(std::move(sample));
  return true;
}

}  // namespace jangin::synthesize
