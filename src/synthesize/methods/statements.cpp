// A fact as a full sentence, told when one asks about its subject.
#include "base/random.h"
#include "base/strings.h"
#include "synthesize/methods/method.h"

namespace jangin::synthesize {
namespace {

/// What the statement is about, as one asks for it.
std::string subject_of(const MinedFact& fact) {
  if (auto* meaning = std::get_if<MeaningFrame>(&fact.frame)) {
    auto name = meaning->term_class.empty() || std::isdigit(static_cast<unsigned char>(meaning->term[0]))
                    ? meaning->term
                    : "the " + meaning->term + " " + meaning->term_class;
    bool letter = meaning->term.size() <= 2 && !fact.topic->code.empty();
    return letter ? name + " of " + fact.topic->code : name;
  }
  if (auto* clause = std::get_if<ClauseFrame>(&fact.frame)) {
    if (clause->clause.subject == "you" || english::count_words(clause->clause.subject) > 7) return {};
    return clause->clause.subject + (clause->clause.condition.empty() ? "" : " " + clause->clause.condition);
  }
  if (auto* attribute = std::get_if<AttributeFrame>(&fact.frame))
    return "the " + attribute->attribute + (attribute->of.empty() ? "" : " of " + attribute->of);
  if (auto* list = std::get_if<ListFrame>(&fact.frame); list && list->kind == ListFrame::Kind::error) return "errors with " + list->whole;
  return {};
}

}  // namespace

void write_statements(const MethodInput& input, SampleSink& sink) {
  static constexpr const char* kAsks[] = {"what is known about ", "what should one know about ", "what do the documents say about ", "explain "};
  for (const MinedFact* fact : input.taught) {
    if (sink.full()) return;
    if (fact->statement.empty() || english::count_words(fact->statement) > 40) continue;
    Draft draft;
    draft.kind = "statement";
    draft.fact = fact;
    draft.language = fact->language;
    draft.answer = fact->statement;
    auto style = sample_seed(input.seed, fact->fact.fact_id, "statements", 0);
    if (fact->language == "ko") {
      if (fact->fact.subject.empty()) continue;
      draft.wording = "statement_about";
      draft.question = in_context({"", fact->fact.subject + "에 대하여 설명해 주세요.", "", false, false, false}, *fact->topic, "ko", style);
    } else {
      auto subject = subject_of(*fact);
      if (subject.empty()) continue;
      size_t form = style % std::size(kAsks);
      draft.wording = form == 3 ? "statement_explain" : "statement_about";
      draft.question = in_context({"", kAsks[form] + subject, "", false, true, form == 3}, *fact->topic, "en", style / 7);
    }
    sink.offer(draft);
  }
}

void write_texts(const MethodInput& input, SampleSink& sink) {
  for (size_t p = 0; p < input.passages.size() && !sink.full(); ++p) {
    if (!input.in_focus[p]) continue;
    Draft draft;
    draft.kind = "text";
    draft.wording = "text";
    draft.passage = &input.passages[p];
    draft.language = input.passages[p].language;
    draft.answer = join(input.passages[p].heading_path, " > ") + "\n\n" + input.passages[p].text;
    sink.offer(draft);
  }
}

}  // namespace jangin::synthesize
