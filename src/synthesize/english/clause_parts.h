// What the files of the parser share: not for use outside this folder.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "synthesize/english/clause.h"

namespace jangin::synthesize::english {

constexpr size_t kNone = std::string::npos;

/// The token's core is one of `words`, whatever its case.
bool is_word(const Token& token, std::initializer_list<std::string_view> words);
/// Tokens [begin, end) hold a finite verb.
bool has_finite(const Tokens& tokens, size_t begin, size_t end);
/// The same statement with whole words, without asides, its condition in front where it stood before the verb.
std::string plainer(std::string text);
/// Clauses that stand side by side ("A is B; C is D", "…, but for X, it is Y"), each as a sentence; what only reports ("note that …") goes.
std::vector<std::string> simple_sentences(std::string text);
/// Clauses of one simple sentence.
std::vector<Clause> parse_simple(std::string_view sentence);
/// A remark behind one dash goes; a clause with a subject of its own stays, behind a semicolon. "M62 - M65" is a range.
std::string without_remark(std::string text);
struct VerbGroup {
  size_t aux = kNone;   // finite auxiliary; kNone: simple verb
  size_t main = kNone;  // main verb, or "be" for a copula
  Voice voice = Voice::active;
  bool negated = false;
  std::string adverb;
  size_t behind = 0;  // first word behind the group
  bool valid = false;
};
/// Base form of a verb; of one that the lexicon does not know, by its ending.
std::string verb_base(std::string_view verb);
VerbGroup read_verb_group(const Tokens& tokens, size_t verb, size_t end);

/// Object and phrases of [from, end) into `clause`, whose verb and voice are known.
void read_complement(const Tokens& tokens, size_t from, size_t end, Clause& clause);

/// First trailing subordinate clause in [from, end); kNone: none.
size_t trailing_condition(const Tokens& tokens, size_t from, size_t end);
/// A further subordinate clause behind the one that stands before `from`: "…, so that no moisture condenses".
size_t next_subordinate(const Tokens& tokens, size_t from, size_t end);
/// "and" before a second predicate of the same form.
size_t second_predicate(const Tokens& tokens, const VerbGroup& group, size_t from, size_t end);
/// "and", "but" or ";" before a second clause with a subject of its own.
size_t second_clause(const Tokens& tokens, size_t from, size_t end);
/// ", but is required …" behind a condition: a further predicate of the same subject; index of its verb.
size_t predicate_behind(const Tokens& tokens, size_t condition, size_t end);

/// Appends the clauses of [begin, end), a main clause and what is coordinated with it; `base` holds what led it in.
void parse_main(const Tokens& tokens, size_t begin, size_t end, const Clause& base, std::vector<Clause>& out);

}  // namespace jangin::synthesize::english
