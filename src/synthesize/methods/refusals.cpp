// "The documents do not say": questions on real subjects with an attribute that the documents do not give, and on things of elsewhere.
// Each is verified absent: none of the attribute's words stands in a passage with the subject.
#include <algorithm>
#include <set>

#include "base/random.h"
#include "base/strings.h"
#include "synthesize/korean/endings.h"
#include "synthesize/methods/method.h"
#include "synthesize/methods/refusal_templates.h"
#include "text/sentences.h"

namespace jangin::synthesize {
namespace {

/// Words of a subject that would stand beside the attribute if the documents gave it.
std::vector<std::string> key_words(const std::string& subject) {
  std::vector<std::string> keys;
  for (auto word : text::split_words(subject)) {
    auto stem = text::strip_particles(word);
    if (stem.size() < 3 || (english::classify(stem) & (english::kDeterminer | english::kPreposition | english::kFinite))) continue;
    keys.push_back(to_lower_ascii(stem));
  }
  return keys;
}

bool absent(const MethodInput& input, const std::string& subject, std::string_view keywords) {
  auto keys = key_words(subject);
  if (keys.empty()) return false;
  for (auto keyword : split(keywords, ' ')) {
    if (keyword.empty()) continue;
    for (const auto& key : keys)
      if (input.vocabulary.together(key, keyword) || input.vocabulary.together(key, std::string(keyword) + "s")) return false;
  }
  return true;
}

/// A Korean pattern whose particle fits what stands before it: "{S}을(를)" → "펌프를".
std::string fill_korean(std::string_view pattern, std::string_view mark, const std::string& value) {
  std::string text(pattern);
  for (auto [after_consonant, after_vowel] : {std::pair<std::string_view, std::string_view>{"을", "를"}, {"은", "는"}}) {
    const auto either = std::string(mark) + std::string(after_consonant) + "(" + std::string(after_vowel) + ")";
    text = replace_all(std::move(text), either, korean::with_particle(value, after_consonant, after_vowel));
  }
  return replace_all(std::move(text), mark, value);
}

struct Pool {
  std::vector<const MinedFact*> subjects;  // facts whose subject can be asked about
  std::vector<std::string> actions;        // "turns cutter compensation off"
  std::vector<std::string> names;
  std::shared_ptr<const Topic> topic;
};

std::string subject_name(const MinedFact& fact) {
  if (auto* meaning = std::get_if<MeaningFrame>(&fact.frame)) {
    if (meaning->term.size() <= 2 || meaning->term.starts_with("the line"))
      return fact.topic->code.empty() || meaning->term.size() > 2 ? std::string() : "the " + meaning->term + " word of " + fact.topic->code;
    return meaning->term_class.empty() ? meaning->term : "the " + meaning->term + " " + meaning->term_class;
  }
  if (auto* clause = std::get_if<ClauseFrame>(&fact.frame)) {
    const auto& s = clause->clause.subject;
    if (s == "you" || clause->clause.subject_plural || english::count_words(s) > 4 || clause->clause.subject_head.size() < 3) return {};
    return s;
  }
  return english::count_words(fact.topic->phrase) <= 5 ? fact.topic->phrase : std::string();
}

std::string fill(std::string_view pattern, std::string_view mark, const std::string& value) { return replace_all(std::string(pattern), mark, value); }

Pool pool_of(const MethodInput& input) {
  Pool pool;
  std::set<std::string> seen;
  for (const MinedFact* fact : input.taught) {
    if (!pool.topic && !fact->topic->product.empty()) pool.topic = fact->topic;
    if (fact->language == "ko") {
      if (!fact->fact.subject.empty() && fact->fact.subject.size() <= 36 && seen.insert(fact->fact.subject).second) pool.subjects.push_back(fact);
      continue;
    }
    auto name = subject_name(*fact);
    if (!name.empty() && seen.insert(name).second) pool.subjects.push_back(fact);
    if (auto* meaning = std::get_if<MeaningFrame>(&fact->frame); meaning && !meaning->term.starts_with("the line")) {
      auto action = action_of(*meaning);
      if (!action.empty() && action.size() < 80) pool.actions.push_back(action);
    }
  }
  for (auto name : split(kNames, '|')) {
    if (!pool.topic || name.find(pool.topic->product) == name.npos) pool.names.emplace_back(name);
  }
  size_t own = 0;
  for (const auto& name : input.vocabulary.names()) {
    if (own >= 40) break;
    if (pool.topic && name.find(pool.topic->product) != std::string::npos) continue;
    pool.names.push_back(name), ++own;
  }
  return pool;
}

bool korean_refusal(const MethodInput& input, const Pool& pool, Random& random, Draft& draft) {
  const MinedFact* fact = pool.subjects[random.below(static_cast<uint32_t>(pool.subjects.size()))];
  if (fact->language != "ko") return false;
  auto subject = fact->fact.subject;
  draft.language = "ko", draft.answer = refusal_text("ko");
  if (random.below(3) == 0) {
    auto names = split(kKoreanNames, '|');
    std::string name(names[random.below(static_cast<uint32_t>(names.size()))]);
    if (fact->topic->title.find(name) != std::string::npos) return false;
    auto& t = kKoreanNameTemplates[random.below(kKoreanNameTemplates.size())];
    draft.wording = "refusal_elsewhere";
    draft.question = fill_korean(fill_korean(t.question, "{S}", subject), "{N}", name);
  } else {
    auto& t = kKoreanSubjectTemplates[random.below(kKoreanSubjectTemplates.size())];
    if (!absent(input, subject, t.keywords)) return false;
    draft.wording = "refusal_attribute";
    draft.question = in_context({"", fill_korean(t.question, "{S}", subject), "", false, false, false}, *fact->topic, "ko", random.below(6));
    draft.fact = fact;
  }
  return true;
}

bool english_refusal(const MethodInput& input, const Pool& pool, Random& random, Draft& draft) {
  draft.language = "en", draft.answer = refusal_text("en");
  uint32_t form = random.below(10);
  if (form < 2) {  // few: many would teach to refuse whatever of the product was not taught
    const MinedFact* fact = pool.subjects[random.below(static_cast<uint32_t>(pool.subjects.size()))];
    if (fact->language != "en") return false;
    auto subject = subject_name(*fact);
    auto& t = kSubjectTemplates[random.below(kSubjectTemplates.size())];
    if (!absent(input, subject, t.keywords)) return false;
    draft.wording = "refusal_attribute", draft.fact = fact;
    draft.question = in_context({"", fill(t.question, "{S}", subject), "", false, false, false}, *fact->topic, "en", random.below(5));
    return true;
  }
  if (form < 4 && pool.topic) {
    auto& t = kProductTemplates[random.below(kProductTemplates.size())];
    if (!absent(input, pool.topic->product, t.keywords)) return false;
    draft.wording = "refusal_product";
    draft.question = english::upper_first(fill(t.question, "{P}", pool.topic->product)) + "?";
    return true;
  }
  auto& t = kNameTemplates[random.below(kNameTemplates.size())];
  if (pool.names.empty() || (t.question.find("{D}") != t.question.npos && pool.actions.empty())) return false;
  auto name = pool.names[random.below(static_cast<uint32_t>(pool.names.size()))];
  auto bare = name.starts_with("a ") ? name.substr(2) : name.starts_with("an ") ? name.substr(3) : name;
  if (!t.keywords.empty() && !absent(input, bare, t.keywords)) return false;
  auto action = pool.actions.empty() ? std::string() : pool.actions[random.below(static_cast<uint32_t>(pool.actions.size()))];
  if (t.keywords.empty() && !absent(input, bare, action)) return false;
  draft.wording = "refusal_elsewhere";
  bool attributive = t.question.find("which {N}") != t.question.npos;
  draft.question = english::upper_first(fill(fill(t.question, "{N}", attributive ? bare : name), "{D}", action)) + "?";
  return true;
}

}  // namespace

std::string refusal_text(std::string_view language) { return language == "ko" ? "문서에는 그에 대한 내용이 없습니다." : "The documents do not say."; }

void write_refusals(const MethodInput& input, SampleSink& sink) {
  auto pool = pool_of(input);
  if (pool.subjects.empty()) return;
  size_t most = 40 * std::max<size_t>(input.taught.size(), 50);
  for (size_t i = 0; i < most && !sink.full(); ++i) {
    Random random(sample_seed(input.seed, "", "refusals", i));
    Draft draft;
    draft.kind = "refusal", draft.refusal = true;
    bool korean = pool.subjects[random.below(static_cast<uint32_t>(pool.subjects.size()))]->language == "ko";
    if (korean ? korean_refusal(input, pool, random, draft) : english_refusal(input, pool, random, draft)) sink.offer(draft);
  }
}

}  // namespace jangin::synthesize
