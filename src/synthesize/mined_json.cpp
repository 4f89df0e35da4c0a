// Each struct names all of its members once, in a structured binding: a member more or less does not compile.
#include "synthesize/mined_json.h"

#include <concepts>
#include <tuple>

namespace jangin::synthesize {
namespace {

using nlohmann::json;

template <typename T, typename Of>
concept Is = std::same_as<std::remove_const_t<T>, Of>;

template <Is<record::Span> T>
auto fields_of(T& value) {
  auto& [begin, end] = value;
  return std::tie(begin, end);
}
template <Is<record::Fact> T>
auto fields_of(T& value) {
  auto& [id, passage, miner, subject, relation, object, unit, condition, evidence, importance] = value;
  return std::tie(id, passage, miner, subject, relation, object, unit, condition, evidence, importance);
}
template <Is<Topic> T>
auto fields_of(T& value) {
  auto& [heading, phrase, code, name, product, title, article] = value;
  return std::tie(heading, phrase, code, name, product, title, article);
}
template <Is<english::Phrase> T>
auto fields_of(T& value) {
  auto& [preposition, text, infinitive] = value;
  return std::tie(preposition, text, infinitive);
}
template <Is<english::Clause> T>
auto fields_of(T& value) {
  auto& [voice, subject, head, plural, auxiliary, negated, adverb, verb, verb_text, past, listed, code_noun, object, phrases, tail, condition, reason,
         introduction, purpose] = value;
  return std::tie(voice, subject, head, plural, auxiliary, negated, adverb, verb, verb_text, past, listed, code_noun, object, phrases, tail,
                  condition, reason, introduction, purpose);
}
template <Is<MeaningFrame> T>
auto fields_of(T& value) {
  auto& [term, term_class, description, shape, optional, code_noun, asked_what, asked_which, told_what] = value;
  return std::tie(term, term_class, description, shape, optional, code_noun, asked_what, asked_which, told_what);
}
template <Is<AttributeFrame> T>
auto fields_of(T& value) {
  auto& [attribute, of, is] = value;
  return std::tie(attribute, of, is);
}
template <Is<ClauseFrame> T>
auto fields_of(T& value) {
  auto& [clause, asked] = value;
  return std::tie(clause, asked);
}
template <Is<ListFrame> T>
auto fields_of(T& value) {
  auto& [kind, lead, item, whole, link] = value;
  return std::tie(kind, lead, item, whole, link);
}
template <Is<StepFrame> T>
auto fields_of(T& value) {
  auto& [procedure, step, previous, next, position, of] = value;
  return std::tie(procedure, step, previous, next, position, of);
}
template <Is<CellFrame> T>
auto fields_of(T& value) {
  auto& [table, key_name, key, column, cell, key_unique, described] = value;
  return std::tie(table, key_name, key, column, cell, key_unique, described);
}
template <Is<SlotFrame> T>
auto fields_of(T& value) {
  auto& [before, after, which, kind, answer] = value;
  return std::tie(before, after, which, kind, answer);
}
template <Is<KoreanFrame::Ask> T>
auto fields_of(T& value) {
  auto& [wording, question, answer, reverse] = value;
  return std::tie(wording, question, answer, reverse);
}
template <Is<KoreanFrame> T>
auto fields_of(T& value) {
  auto& [asks] = value;
  return std::tie(asks);
}

template <typename T>
concept Struct = requires(T& value) { fields_of(value); };

template <typename T>
json put(const std::vector<T>& values);
template <typename T>
void get(const json& from, std::vector<T>& values);

template <typename T>
json put(const T& value) {
  if constexpr (Struct<const T>) {
    json out = json::array();
    std::apply([&](const auto&... field) { (out.push_back(put(field)), ...); }, fields_of(value));
    return out;
  } else if constexpr (std::is_enum_v<T>) {
    return static_cast<int>(value);
  } else {
    return value;
  }
}
template <typename T>
json put(const std::vector<T>& values) {
  json out = json::array();
  for (const T& value : values) out.push_back(put(value));
  return out;
}

template <typename T>
void get(const json& from, T& value) {
  if constexpr (Struct<T>) {
    size_t at = 0;
    std::apply([&](auto&... field) { (get(from.at(at++), field), ...); }, fields_of(value));
  } else if constexpr (std::is_enum_v<T>) {
    value = static_cast<T>(from.get<int>());
  } else {
    value = from.get<T>();
  }
}
template <typename T>
void get(const json& from, std::vector<T>& values) {
  values.clear();
  for (const json& item : from) get(item, values.emplace_back());
}

template <size_t I = 0>
void get_frame(size_t index, const json& from, Frame& frame) {
  if constexpr (I < std::variant_size_v<Frame>) {
    if (index == I) {
      get(from, frame.emplace<I>());
    } else {
      get_frame<I + 1>(index, from, frame);
    }
  } else {
    throw json::out_of_range::create(401, "no such frame", &from);
  }
}

}  // namespace

json topic_to_json(const Topic& topic) { return put(topic); }

Topic topic_from_json(const json& from) {
  Topic topic;
  get(from, topic);
  return topic;
}

json fact_to_json(const MinedFact& mined) {
  const auto& [fact, frame, topic, language, statement, leads, in_focus] = mined;
  return {put(fact), frame.index(), std::visit([](const auto& f) { return put(f); }, frame), language, statement, put(leads)};
}

MinedFact fact_from_json(const json& from) {
  MinedFact mined;
  get(from.at(0), mined.fact);
  get_frame(from.at(1).get<size_t>(), from.at(2), mined.frame);
  mined.language = from.at(3).get<std::string>(), mined.statement = from.at(4).get<std::string>();
  get(from.at(5), mined.leads);
  return mined;
}

}  // namespace jangin::synthesize
