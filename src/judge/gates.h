// The gates themselves, each made by its own function; gate.h says what a gate is, registry.cpp lists them in their order.
#pragma once

#include <memory>

#include "judge/gate.h"

namespace jangin::judge {

/// "version": not what held before: neither from the superseded text, nor from the older of two statements of the evidence with versions or
/// dates, unless the sample names that version. Reasons: outdated_version, mixed_version.
std::unique_ptr<Gate> make_version_gate();

/// "support": every number, number with unit, bound, code and name of the answer occurs in the evidence; codes, names and quantities of the
/// question too; codes and names may also come from the context. Refusals pass. Reasons: unsupported_number, unsupported_unit,
/// unsupported_bound, unsupported_code, unsupported_name, no_evidence, empty_answer.
std::unique_ptr<Gate> make_support_gate();

/// "terms": words of the answer stand in evidence, question or context, words of general use apart. What a question speaks of is not judged:
/// the lead of a list, where its words stand, is often outside the evidence span.
/// Reason: unsupported_term.
std::unique_ptr<Gate> make_terms_gate();

/// "row": key and value stand in one row of the evidence's table or item of its list. Reason: neighbouring_row.
std::unique_ptr<Gate> make_row_gate();

/// "polarity": nothing denied that the evidence affirms, nothing affirmed that it denies; duty, prohibition and permission are not exchanged.
/// Reasons: negation_added, negation_dropped, modality_changed.
std::unique_ptr<Gate> make_polarity_gate();

/// "quantifier": bounds of numbers, all and only, before and after are those of the evidence. Reasons: bound_changed, quantifier_changed,
/// order_changed.
std::unique_ptr<Gate> make_quantifier_gate();

/// "substitution": where sample and evidence run alike word for word, nothing else stands in a place: no other number, unit, bound, modal
/// verb or name, no denial more or less. Reasons: number_replaced, unit_replaced, bound_replaced, modality_replaced, term_replaced,
/// negation_inserted, negation_omitted, answer_misplaced (a number that stands elsewhere answers the question; in Korean also an
/// answer of another kind than asked for).
std::unique_ptr<Gate> make_substitution_gate();

/// "condition": a condition on which the evidence makes its statement depend is in question or answer. Reasons: condition_dropped,
/// condition_contradicted (the question denies what the condition affirms, or the other way round).
std::unique_ptr<Gate> make_condition_gate();

/// "self_contained": question (or statement) can be understood without the passage. Reasons: refers_to_text ("the above", "다음 표"),
/// dangling_pronoun ("What does it do?"), refers_to_sibling ("같은 조 제2항", "the previous section"), cut_text (brackets left open, ends in
/// the middle), names_no_subject (a question without any word of its evidence or headings: "What must happen?"). Without a question the
/// statement itself is judged.
std::unique_ptr<Gate> make_self_contained_gate();

/// "language": question and answer are in the language asked for. Reasons: other_language, broken_text (U+FFFD, control characters).
std::unique_ptr<Gate> make_language_gate();

/// "contamination": no overlap with evaluation questions: 13 words in a row, 50 letters in a row or the whole of a shorter
/// question (white space and punctuation left out), or nearly the same set of words as one. Reasons: evaluation_words, evaluation_characters,
/// evaluation_question.
std::unique_ptr<Gate> make_contamination_gate(const std::vector<Question>& evaluation_questions);

/// "duplicate": not the same sample again after normalisation (case, width, punctuation, particles). Remembers what it passed.
/// Reasons: duplicate (same question and answer), conflicting_answer (same question, another answer: the question does not say enough).
std::unique_ptr<Gate> make_duplicate_gate();

}  // namespace jangin::judge
