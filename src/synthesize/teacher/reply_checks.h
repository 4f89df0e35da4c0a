// What can be told of a reply without its meaning: rules on form, language, repetition, and on words that talk to a model instead of a reader.
// They look at what a teacher wrote before the gates of judge/ do, and never change it. Thread-safe.
//
// Reasons, of whole replies: empty_reply, oversized_reply, cut_reply (ended by the length: JSON, or no whole sentence), wrong_form (not the JSON
// asked for), echo (the prompt's own words), refused_request.
// Of drafts: control_marks (tokens of chat templates), markup (HTML), injection (orders to a model), assistant_talk, repetition, other_language,
// too_short, copied (the passage again), ungrounded (telling words that the passage does not hold), unsupported_question, unsupported_sentences (half
// of a text).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "synthesize/teacher/teacher_method.h"

namespace jangin::synthesize {

/// Without code fences and white space around it.
std::string_view bare_reply(std::string_view text);
/// Texts at `key` of a reply that is a JSON object: an array of strings, or a string (then one). Nothing when the form is another, one text is empty,
/// longer than `max_bytes`, or there are more than `max_count`.
std::optional<std::vector<std::string>> read_texts(std::string_view reply, std::string_view key, size_t max_count = 16, size_t max_bytes = 2000);
/// Schema of an object that holds nothing but `key`: an array of `least` to `most` strings of at most `letters` characters.
std::string texts_schema(std::string_view key, int least, int most, int letters);

/// Up to the last whole sentence: what the length cut off is not taught. Empty when there is none.
std::string_view whole_sentences(std::string_view text);
/// Sentences and what separates them ("\n", " "), so that they can be joined again.
struct SentencePart {
  std::string_view sentence;
  std::string_view before;  // white space in front
};
std::vector<SentencePart> sentence_parts(std::string_view text);

/// Schema of an object that holds nothing but the texts `keys`, each of at most `letters` characters.
std::string object_schema(const std::vector<std::string>& keys, int letters);

/// The first reason against words that were written for the passage `passage` (with its headings); empty: none.
std::string fault_of_words(std::string_view words, std::string_view passage, std::string_view language);
/// Of a text whose sentences are judged one by one: as fault_of_words, without assistant_talk.
std::string fault_of_text(std::string_view text, std::string_view passage, std::string_view language);
/// Share of windows of five words that stood before in the text.
double repeated_share(std::string_view text);
/// Share of `text`'s windows of eight words that stand in `other`.
double shared_windows(std::string_view text, std::string_view other);
/// Share of the telling words of `text` (no function words, Korean without particles) that begin like a word of `ground`.
double grounded_share(std::string_view text, std::string_view ground);
/// ROUGE-L (longest common subsequence of words, F1): arXiv 2212.10560 drops instructions of more than 0.7.
double rouge_l(std::string_view a, std::string_view b);

}  // namespace jangin::synthesize
