// Questions in several wordings, both ways: the method that transfers.
#include <algorithm>
#include <array>
#include <set>

#include "base/hash.h"
#include "base/random.h"
#include "base/strings.h"
#include "synthesize/methods/method.h"

namespace jangin::synthesize {

uint64_t sample_seed(uint64_t seed, std::string_view id, std::string_view method, uint64_t ordinal) {
  auto hex = hash_fields({std::to_string(seed), id, method, std::to_string(ordinal)});
  return std::stoull(hex.substr(0, 16), nullptr, 16);
}

namespace {

/// A code or a name is asked for as often as what it stands for.
constexpr double kReverseOfNames = 0.5;

bool is_named(const MinedFact& fact) {
  auto* meaning = std::get_if<MeaningFrame>(&fact.frame);
  return meaning && (english::is_code_like(meaning->term) || !meaning->term_class.empty());
}

/// Nobody asks "which lengths are specified in file units": of a clause the subject is asked for where it or the rest holds a code or a name.
bool asks_in_vain(const MinedFact& fact, const Asking& asking) {
  auto* frame = std::get_if<ClauseFrame>(&fact.frame);
  if (!frame || frame->asked == Asked::subject || !asking.reverse || !asking.wording.starts_with("subject_")) return false;
  const auto typed = [](const std::string& text) {
    const auto tokens = english::tokenize(text);
    for (size_t i = 0; i < tokens.size(); ++i)
      if (tokens[i].is(english::kCode) && (tokens[i].core.size() > 1 || i + 1 < tokens.size())) return true;  // "the R number"
    return false;
  };
  return !typed(frame->clause.subject) && !typed(frame->clause.tail);
}

/// The answer without what stands in front of it: askings of one core ask for the same thing ("the VAR file", "in the VAR file", "it is in the VAR file").
std::string core_of(std::string_view answer) {
  static constexpr std::array<std::string_view, 20> kFront = {"the ", "a ",  "an ",   "it ",   "they ", "is ",  "are ", "to ", "in ",   "on ",
                                                              "at ",  "by ", "with ", "from ", "into ", "for ", "as ",  "of ", "yes, ", "no, "};
  std::string text = to_lower_ascii(answer);
  for (bool again = true; again;) {
    again = false;
    for (auto front : kFront)
      if (text.size() > front.size() && text.starts_with(front)) text.erase(0, front.size()), again = true;
  }
  return text;
}

/// Askings that want the same answer: how often its questions were trained decides whether a fact is told, not how many other things
/// of its sentence were asked once.
struct AnswerGroup {
  std::string core;
  std::vector<const Asking*> forms;  // natural ones first

  bool takes(const std::string& other) const {
    return core == other || (core.size() > 2 && other.ends_with(" " + core)) || (other.size() > 2 && core.ends_with(" " + other));
  }
  /// What a person would rather ask for: a code, a name or a number; something short; what can be asked in several ways.
  double worth() const {
    auto words = english::count_words(core);
    bool typed = core.find_first_of("0123456789_#[") != std::string::npos;
    const auto& wording = forms.front()->wording;
    double worth = (typed ? 1.0 : 0.0) +
                   (words <= 4    ? 1.0
                    : words <= 8  ? 0.5
                    : words <= 12 ? 0.0
                                  : -0.5) +
                   0.3 * static_cast<double>(std::min<size_t>(forms.size(), 3));
    if (wording.starts_with("yesno") || wording.starts_with("effect") || wording.starts_with("action") || forms.front()->whole) worth -= 1.5;
    if (wording.starts_with("agent") || wording.starts_with("range") || wording.starts_with("number")) worth += 0.5;
    return worth;
  }
};

/// Groups of the askings in one direction, the most worth asking first. `by_answer` false: all of them are one group.
std::vector<AnswerGroup> group_by_answer(const std::vector<Asking>& all, bool reverse, bool by_answer) {
  std::vector<AnswerGroup> groups;
  for (const auto& asking : all) {
    if (asking.reverse != reverse) continue;
    auto core = core_of(asking.answer);
    auto found = std::find_if(groups.begin(), groups.end(), [&](const AnswerGroup& g) { return !by_answer || g.takes(core); });
    if (found == groups.end()) {
      groups.push_back({core, {&asking}});
      continue;
    }
    found->forms.push_back(&asking);
    if (core.size() < found->core.size()) found->core = core;
  }
  auto natural = [](const Asking* a) { return !a->wording.ends_with("_echo") && !a->imperative; };
  for (auto& group : groups) std::stable_partition(group.forms.begin(), group.forms.end(), natural);
  std::stable_sort(groups.begin(), groups.end(), [](const AnswerGroup& a, const AnswerGroup& b) { return a.worth() > b.worth(); });
  return groups;
}

/// Appends the forms of one group up to `count` askings; `again`: in other words.
void take_forms(const AnswerGroup& group, bool again, size_t count, Random& random, std::vector<Asking>& taken) {
  for (const Asking* form : group.forms) {
    if (taken.size() == count) return;
    Asking asking = *form;
    if (again) asking.question = with_synonyms(asking.question, 1 + random.below(15)), asking.wording += "_again";
    taken.push_back(std::move(asking));
  }
}

/// Takes `count` askings: every form of the first group, these again in other words where `most_of_first`, then the other groups' forms, then these again.
std::vector<Asking> take_askings(const std::vector<AnswerGroup>& groups, size_t count, bool most_of_first, Random& random) {
  std::vector<Asking> taken;
  for (bool again : {false, true})
    for (size_t g = 0; g < groups.size(); ++g) {
      const bool done = again && most_of_first && g == 0;
      if (!done) take_forms(groups[g], again, count, random, taken);
      if (!again && most_of_first && g == 0) take_forms(groups[g], true, count, random, taken);
    }
  return taken;
}

/// Askings that `groups` hold, those of the first twice: what more is taken only says again what was asked.
size_t different_askings(const std::vector<AnswerGroup>& groups) {
  size_t forms = groups.empty() ? 0 : groups[0].forms.size();
  for (const auto& group : groups) forms += group.forms.size();
  return forms;
}

constexpr size_t kLongestSentence = 20;   // words
constexpr size_t kFewestForSentence = 4;  // askings in one direction

/// One of several askings that want the same answer is answered in a whole sentence, as one also says it.
void answer_in_a_sentence(const MinedFact& fact, std::vector<Asking>& forward) {
  const auto* frame = std::get_if<ClauseFrame>(&fact.frame);
  if (!frame || forward.size() < kFewestForSentence || fact.language != "en") return;
  const auto& clause = frame->clause;
  const auto sentence = clause.statement();
  if (clause.voice == english::Voice::imperative || clause.voice == english::Voice::existential || clause.subject == "you" ||
      english::count_words(sentence) > kLongestSentence || sentence.find("; ") != sentence.npos)
    return;
  for (auto asking = forward.rbegin(); asking + 1 != forward.rend(); ++asking) {
    const bool asks_part = asking->wording.starts_with("object_") || asking->wording.starts_with("phrase_") ||
                           asking->wording.starts_with("agent_") || asking->wording.starts_with("range_");
    if (!asks_part || core_of(asking->answer) != core_of(forward.front().answer)) continue;
    asking->answer = english::upper_first(sentence);
    asking->whole = true;
    return;
  }
}

}  // namespace

std::vector<Asking> choose_askings(const MinedFact& fact, int64_t count, double reverse_share, uint64_t seed, std::string_view held) {
  auto all = phrase(fact);
  if (!held.empty()) std::erase_if(all, [&](const Asking& asking) { return wording_family(asking.wording) == held; });
  std::erase_if(all, [&](const Asking& asking) { return asks_in_vain(fact, asking); });
  bool many_answers = std::holds_alternative<ListFrame>(fact.frame);  // items of one list share their questions: each starts with another form
  if (many_answers && all.size() > 1) std::rotate(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(seed % all.size()), all.end());
  const bool by_answer = std::holds_alternative<ClauseFrame>(fact.frame);
  if (is_named(fact)) reverse_share = std::max(reverse_share, kReverseOfNames);
  const size_t wanted = static_cast<size_t>(std::max<int64_t>(count, 0));
  const auto forth_groups = group_by_answer(all, false, by_answer), back_groups = group_by_answer(all, true, by_answer);
  const size_t share = std::max<size_t>(1, static_cast<size_t>(reverse_share * static_cast<double>(count) + 1e-9));
  const size_t left = wanted - std::min(wanted, different_askings(forth_groups));  // rather another direction than the same once more
  Random random(seed);
  auto reverse = take_askings(back_groups, std::min(wanted, std::max(share, left)), left <= share, random);
  auto forward = take_askings(forth_groups, wanted - reverse.size(), true, random);
  answer_in_a_sentence(fact, forward);
  if (forward.empty()) reverse = take_askings(back_groups, wanted, false, random);
  // Both directions by turns: the first wordings of a fact are trained first.
  std::vector<Asking> chosen;
  for (size_t f = 0, r = 0; f < forward.size() || r < reverse.size();) {
    const bool turn = r == reverse.size() || (f < forward.size() && f * reverse.size() <= r * forward.size());
    chosen.push_back(std::move(turn ? forward[f++] : reverse[r++]));
  }
  return chosen;
}

std::string_view held_family(const MethodInput& input, const MinedFact& fact) {
  const auto found = input.held.find(&fact);
  return found == input.held.end() ? std::string_view() : std::string_view(found->second);
}

namespace {

/// A question that was trained before, once more.
Draft again(const MinedFact& fact, const record::Sample& sample) {
  Draft draft;
  draft.kind = sample.kind, draft.wording = sample.wording, draft.language = sample.language, draft.fact = &fact;
  draft.question = sample.messages[0].text(), draft.answer = sample.messages[1].text();
  return draft;
}

/// Items of one list share their questions: in another context the question is this item's own.
bool offer_in_context(const Asking& asking, Draft draft, uint64_t& style, std::set<std::string>& seen, SampleSink& sink) {
  for (int tries = 0; tries < 3; ++tries, ++style) {
    draft.question = in_context(asking, *draft.fact->topic, draft.language, style);
    if (seen.insert(draft.question).second && sink.offer(draft)) return true;
  }
  return false;
}

/// At most turn.count questions on a fact, none of those before; gives the number of those kept.
int64_t write_new(const MethodInput& input, const MinedFact* fact, const FactTurn& turn, SampleSink& sink) {
  const auto seed = sample_seed(input.seed, fact->fact.fact_id, "questions", 0);
  const auto had = static_cast<int64_t>(turn.before.size());
  const auto askings = choose_askings(*fact, had + turn.count, input.config.reverse_share, seed, held_family(input, *fact));
  std::set<std::string> seen;
  for (const record::Sample* sample : turn.before) seen.insert(sample->messages[0].text());
  Random random(seed, 1);
  uint64_t style = random.below(5);
  int64_t kept = 0;
  for (size_t k = 0; k < askings.size() && kept < turn.count; ++k) {
    auto asking = askings[k];
    if (k >= 2 && fact->language == "en") asking.question = with_synonyms(asking.question, random.below(4));
    Draft draft;
    for (int tries = 0; tries < 5; ++tries, ++style) {
      draft.question = in_context(asking, *fact->topic, fact->language, style);
      if (seen.insert(draft.question).second) break;
      draft.question.clear();
    }
    ++style;
    if (draft.question.empty()) continue;
    draft.kind = asking.reverse ? "reverse_question" : "question";
    draft.wording = asking.wording;
    draft.answer = asking.answer;
    draft.fact = fact;
    draft.language = fact->language;
    if (sink.offer(draft))
      ++kept;
    else if (std::holds_alternative<ListFrame>(fact->frame))
      kept += offer_in_context(asking, draft, style, seen, sink);
  }
  return kept;
}

}  // namespace

void write_questions(const MethodInput& input, SampleSink& sink) {
  for (const MinedFact* fact : input.taught) {
    if (sink.full()) return;
    const FactTurn turn = input.turns ? input.turns->at(fact) : FactTurn{input.wordings, {}};
    int64_t kept = write_new(input, fact, turn, sink);
    for (size_t k = 0; k < turn.before.size() && kept < turn.count; ++k) kept += sink.offer(again(*fact, *turn.before[k]));
  }
}

}  // namespace jangin::synthesize
