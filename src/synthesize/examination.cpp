// Which wordings are held back, and the questions in them.
#include "synthesize/examination.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/file.h"
#include "base/random.h"
#include "base/strings.h"
#include "synthesize/methods/method.h"

namespace jangin::synthesize {
namespace {

constexpr size_t kDistractors = 3;
constexpr size_t kLongestQuote = 400;  // bytes

/// Askings that an examination may use: from the subject to the value, one short answer.
std::vector<Asking> examinable(const MinedFact& fact) {
  auto all = phrase(fact);
  std::erase_if(all, [](const Asking& a) { return a.reverse || a.whole || a.imperative || a.answer.empty(); });
  return all;
}

/// Families of wordings that ask for the fact's most asked answer, in the order of phrase().
std::vector<std::string> families_of(const MinedFact& fact) {
  const auto all = examinable(fact);
  std::map<std::string, size_t> answers;
  for (const auto& asking : all) ++answers[asking.answer];
  const auto most = std::ranges::max_element(answers, {}, [](const auto& entry) { return entry.second; });
  std::vector<std::string> families;
  for (const auto& asking : all) {
    const auto family = wording_family(asking.wording);
    if (asking.answer == most->first && std::ranges::find(families, family) == families.end()) families.push_back(family);
  }
  return families;
}

/// The wording of a held family that the fact is examined in.
const Asking* asking_of(const std::vector<Asking>& all, const std::string& family) {
  const auto found = std::ranges::find_if(all, [&](const Asking& a) { return wording_family(a.wording) == family; });
  return found == all.end() ? nullptr : &*found;
}

/// Values of neighbouring facts that could be taken for `answer`: of its passage first, then of others that say the same kind of thing.
std::vector<std::string> distractors_of(const MinedFact& fact, const std::string& answer, const std::vector<const MinedFact*>& taught,
                                        Random& random) {
  std::vector<std::string> near, far;
  std::set<std::string> seen = {to_lower_ascii(answer)};
  for (const MinedFact* other : taught) {
    if (other == &fact || other->frame.index() != fact.frame.index() || other->language != fact.language) continue;
    if (other->fact.unit.empty() != fact.fact.unit.empty()) continue;
    const bool same_passage = other->fact.passage_id == fact.fact.passage_id;
    if (!same_passage && (other->fact.relation != fact.fact.relation || other->fact.unit != fact.fact.unit || far.size() >= 64)) continue;
    for (const auto& asking : examinable(*other)) {
      if (!could_be_confused(answer, asking.answer) || !seen.insert(to_lower_ascii(asking.answer)).second) continue;
      (same_passage ? near : far).push_back(asking.answer);
      break;
    }
  }
  random.shuffle(far);
  near.insert(near.end(), far.begin(), far.end());
  if (near.size() > kDistractors) near.resize(kDistractors);
  return near;
}

judge::QuestionEvidence evidence_of(const MinedFact& fact, const record::Passage& passage, const std::vector<record::Document>& documents) {
  judge::QuestionEvidence evidence;
  evidence.quote = passage.text.substr(fact.fact.evidence.begin, std::min(kLongestQuote, fact.fact.evidence.size()));
  if (passage.occurrences.empty()) return evidence;
  const auto& at = passage.occurrences.front();
  evidence.page = at.page_first;
  const auto document = std::ranges::find(documents, at.doc_id, &record::Document::doc_id);
  if (document != documents.end()) evidence.file = document->source_id;
  return evidence;
}

}  // namespace

std::string wording_family(std::string_view wording) {
  for (bool again = true; again;) {
    again = false;
    for (std::string_view end : {"_polite", "_terse", "_again", "_echo"})
      if (wording.ends_with(end)) wording.remove_suffix(end.size()), again = true;
  }
  return std::string(wording);
}

HeldWordings hold_wordings(const std::vector<const MinedFact*>& taught, size_t count, uint64_t seed) {
  HeldWordings held;
  if (count == 0) return held;
  std::vector<std::pair<const MinedFact*, std::string>> able;
  for (const MinedFact* fact : taught) {
    if (std::holds_alternative<ListFrame>(fact->frame) || std::holds_alternative<StepFrame>(fact->frame))
      continue;  // their questions have several answers
    const auto families = families_of(*fact);
    if (families.size() < 2) continue;
    // The most natural family stays with the samples.
    const auto draw = sample_seed(seed, fact->fact.fact_id, "examination", 0);
    able.emplace_back(fact, families[1 + draw % (families.size() - 1)]);
  }
  const size_t taken = std::min(count, able.size());
  for (size_t i = 0; i < taken; ++i) held.insert(able[i * able.size() / taken]);
  return held;
}

ExaminationParts split_examination(const HeldWordings& held, const std::vector<const MinedFact*>& taught, size_t reported, size_t steering) {
  ExaminationParts parts;
  const size_t all = reported + steering;
  size_t at = 0;
  for (const MinedFact* fact : taught) {
    const auto family = held.find(fact);
    if (family == held.end()) continue;
    const bool is_reported = (at + 1) * reported / all > at * reported / all;
    (is_reported ? parts.reported : parts.steering).insert(*family);
    ++at;
  }
  return parts;
}

std::vector<judge::Question> write_examination(const HeldWordings& held, const std::vector<const MinedFact*>& taught,
                                               const std::vector<record::Passage>& passages, const std::vector<record::Document>& documents,
                                               uint64_t seed) {
  std::unordered_map<std::string_view, const record::Passage*> passage_by_id;
  for (const auto& passage : passages) passage_by_id[passage.passage_id] = &passage;
  std::vector<judge::Question> questions;
  bool choice = true;
  for (const MinedFact* fact : taught) {
    const auto family = held.find(fact);
    if (family == held.end()) continue;
    const auto all = examinable(*fact);
    const Asking* asking = asking_of(all, family->second);
    if (!asking) continue;
    Random random(sample_seed(seed, fact->fact.fact_id, "examination", 1));
    judge::Question question;
    question.id = fact->fact.fact_id;
    question.question = in_context(*asking, *fact->topic, fact->language, random.below(5));
    question.answers = {asking->answer};
    question.evidence = evidence_of(*fact, *passage_by_id.at(fact->fact.passage_id), documents);
    if (choice) {
      question.choices = distractors_of(*fact, asking->answer, taught, random);
      if (question.choices.size() == kDistractors) {
        question.answer_index = random.below(kDistractors + 1);
        question.choices.insert(question.choices.begin() + static_cast<std::ptrdiff_t>(*question.answer_index), asking->answer);
      } else {
        question.choices.clear();
      }
    }
    choice = question.choices.empty();
    questions.push_back(std::move(question));
  }
  return questions;
}

Status write_question_file(const std::filesystem::path& path, const std::vector<judge::Question>& questions) {
  std::string lines;
  for (const auto& q : questions) {
    nlohmann::ordered_json line = {{"id", q.id}, {"question", q.question}, {"answers", q.answers}};
    if (!q.choices.empty()) line["choices"] = q.choices, line["answer_index"] = *q.answer_index;
    line["evidence"] = {{"file", q.evidence.file}, {"page", q.evidence.page}, {"quote", q.evidence.quote}};
    lines += line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  }
  return write_file(path, lines);
}

}  // namespace jangin::synthesize
