// The scorer of question files: is this reply right, is it a refusal. Rules only, no model; the program's half of the rule that
// tests/reference/score_questions.py states independently, and agrees with it on every item. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "judge/question_file.h"

namespace jangin::judge {

/// Typed tokens of an answer, after NFKC and case folding, articles dropped: numbers as "#<value, %.10g>" ("−2.0" → "#-2"), Latin words
/// and codes ("g92.3"), Korean words without particles (이내, 이상, 이하, 미만, 초과 become tokens of their own), fractions ("1/2") and
/// symbols; sentence punctuation is dropped.
std::vector<std::string> answer_tokens(std::string_view text);

enum class TokenKind : uint8_t { word, number, code, letter };
/// number: "#…"; code: one letter and a number ("g43", "p1.5"); letter: a single Latin letter other than a and i.
TokenKind token_kind(std::string_view token);

/// Whether a reply says that the documents do not hold the answer, in English or Korean.
bool is_refusal(std::string_view reply);

/// Whether `reply` gives one of `answers`: the answer's tokens occur in order, the reply is not a long list, and it names no second number,
/// code or letter of the answer's own type, unless an alias or the question holds it.
bool short_answer_right(std::string_view reply, const std::vector<std::string>& answers, std::string_view question = {});

/// What a model said to one question: `choice` for multiple choice, `reply` otherwise.
struct QuestionReply {
  std::string id;
  std::string reply;
  std::optional<size_t> choice;
};

struct Tally {
  size_t count = 0;  // right, or refused
  size_t of = 0;
};
struct QuestionScore {
  Tally multiple_choice, short_answer;
  Tally unanswerable;    // count: refused, which is right
  Tally false_refusals;  // count: refused although the documents say; over the short answers
};

/// Whether this reply is right for this question; an unanswerable one wants a refusal.
bool question_right(const Question& question, const QuestionReply& reply);
/// Adds up a question file. Replies are matched by id; a missing one counts as wrong.
QuestionScore score_questions(const std::vector<Question>& questions, const std::vector<QuestionReply>& replies);

}  // namespace jangin::judge
