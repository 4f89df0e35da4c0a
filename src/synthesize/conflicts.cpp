// Questions as keys, answers compared in the scorer's tokens.
#include "synthesize/conflicts.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <unordered_map>

#include "base/strings.h"
#include "judge/question_score.h"
#include "synthesize/phrasing/asking.h"

namespace jangin::synthesize {
namespace {

using Tokens = std::set<std::string>;

/// What one fact answers to one question.
struct GivenAnswer {
  size_t fact = 0;
  Tokens tokens;
};

/// Where a fact stands, and since when that holds.
struct Origin {
  std::set<std::string> documents;
  size_t first = 0;  // of the documents, in their order
  std::string date;  // the latest, eight digits; empty: none stated
};

/// Words for one thing differ ("computer numerical control", "computer numerically controlled"); numbers and codes do not.
bool is_exact(const std::string& answer) { return answer.find_first_of("0123456789_") != std::string::npos; }

/// A list's items, a step's neighbours and who has a duty: there are several right answers.
bool has_one_answer(const MinedFact& fact) {
  if (std::holds_alternative<ListFrame>(fact.frame) || std::holds_alternative<StepFrame>(fact.frame) ||
      std::holds_alternative<ClauseFrame>(fact.frame))
    return false;
  if (const auto* cell = std::get_if<CellFrame>(&fact.frame)) return cell->key_unique;
  if (!std::holds_alternative<KoreanFrame>(fact.frame)) return true;
  return !fact.fact.unit.empty() || fact.fact.relation == "뜻" || fact.fact.relation == "주기";
}

/// "D:20220102", "2025-12-01", "2025. 12. 1." → "20251201"; empty: no date.
std::string date_of(const record::Document& document) {
  static constexpr std::array<std::string_view, 8> kKeys = {"valid_from", "시행일자", "effective_date", "date",
                                                            "updated",    "modified", "ModDate",        "CreationDate"};
  for (auto key : kKeys) {
    const auto found = document.metadata.find(std::string(key));
    if (found == document.metadata.end()) continue;
    std::string date, part;
    for (char c : found->second + " ") {
      if (std::isdigit(static_cast<unsigned char>(c))) {
        part += c;
        continue;
      }
      if (part.size() == 1) part = "0" + part;
      date += part, part.clear();
    }
    if (date.size() >= 8) return date.substr(0, 8);
  }
  return {};
}

std::unordered_map<std::string, Origin> origins_of(const std::vector<record::Passage>& passages, const std::vector<record::Document>& documents) {
  std::unordered_map<std::string, size_t> order;
  for (size_t i = 0; i < documents.size(); ++i) order[documents[i].doc_id] = i;
  std::unordered_map<std::string, Origin> origins;
  for (const auto& passage : passages) {
    Origin origin{.documents = {}, .first = documents.size(), .date = {}};
    for (const auto& occurrence : passage.occurrences) {
      const auto found = order.find(occurrence.doc_id);
      if (found == order.end()) continue;
      origin.documents.insert(occurrence.doc_id);
      origin.first = std::min(origin.first, found->second);
      origin.date = std::max(origin.date, date_of(documents[found->second]));
    }
    origins[passage.passage_id] = std::move(origin);
  }
  return origins;
}

bool share_a_document(const Origin& a, const Origin& b) {
  return std::ranges::any_of(a.documents, [&](const std::string& id) { return b.documents.contains(id); });
}

/// Question (standing alone, small letters) → all answers.
std::map<std::string, std::vector<GivenAnswer>> answers_by_question(const std::vector<MinedFact>& facts) {
  std::map<std::string, std::vector<GivenAnswer>> questions;
  for (size_t i = 0; i < facts.size(); ++i) {
    if (!has_one_answer(facts[i])) continue;
    std::set<std::string> asked;
    for (const auto& asking : phrase(facts[i])) {
      if (asking.reverse || asking.whole || asking.imperative || !is_exact(asking.answer)) continue;
      auto question = to_lower_ascii(in_context(asking, *facts[i].topic, facts[i].language, 0));
      if (!asked.insert(question).second) continue;
      const auto tokens = judge::answer_tokens(asking.answer);
      questions[std::move(question)].push_back({i, {tokens.begin(), tokens.end()}});
    }
  }
  return questions;
}

/// Whether `a` gives way to `b`, where they contradict; contradicting: neither does.
record::FactState judged(const MinedFact& a, const MinedFact& b, const Origin& from_a, const Origin& from_b, ConflictRule rule,
                         const std::vector<std::string>& decided) {
  const auto is_decided = [&](const MinedFact& f) { return std::ranges::find(decided, f.fact.fact_id) != decided.end(); };
  const bool right_a = is_decided(a), right_b = is_decided(b);
  if (right_a != right_b) return right_a ? record::FactState::taught : record::FactState::outdated;
  const bool dated = !from_a.date.empty() && !from_b.date.empty() && from_a.date != from_b.date;
  if (rule == ConflictRule::newest && dated) return from_a.date < from_b.date ? record::FactState::outdated : record::FactState::taught;
  if (rule == ConflictRule::first && from_a.first != from_b.first)
    return from_a.first > from_b.first ? record::FactState::outdated : record::FactState::taught;
  return record::FactState::contradicting;
}

}  // namespace

Result<ConflictRule> conflict_rule(const std::string& name) {
  if (name == "hold") return ConflictRule::hold;
  if (name == "newest") return ConflictRule::newest;
  if (name == "first") return ConflictRule::first;
  return fail(ErrorCode::invalid_argument, "unknown rule `" + name + "`", "synthesize.conflicts", "known: hold, newest, first");
}

std::vector<Conflict> find_conflicts(const std::vector<MinedFact>& facts, const std::vector<record::Passage>& passages,
                                     const std::vector<record::Document>& documents, ConflictRule rule, const std::vector<std::string>& decided) {
  const auto origins = origins_of(passages, documents);
  std::map<size_t, Conflict> found;
  for (const auto& [question, answers] : answers_by_question(facts)) {
    for (const auto& a : answers)
      for (const auto& b : answers) {
        if (a.fact == b.fact || std::ranges::includes(a.tokens, b.tokens) || std::ranges::includes(b.tokens, a.tokens)) continue;
        const auto &from_a = origins.at(facts[a.fact].fact.passage_id), &from_b = origins.at(facts[b.fact].fact.passage_id);
        if (share_a_document(from_a, from_b)) continue;
        const auto state = judged(facts[a.fact], facts[b.fact], from_a, from_b, rule, decided);
        if (state != record::FactState::taught) found.try_emplace(a.fact, Conflict{&facts[a.fact], &facts[b.fact], state, question});
      }
  }
  std::vector<Conflict> conflicts;
  for (auto& [fact, conflict] : found) conflicts.push_back(std::move(conflict));
  return conflicts;
}

std::unordered_set<const MinedFact*> facts_of(const std::vector<Conflict>& conflicts) {
  std::unordered_set<const MinedFact*> facts;
  for (const auto& conflict : conflicts) facts.insert(conflict.fact);
  return facts;
}

}  // namespace jangin::synthesize
