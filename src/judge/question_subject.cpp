// Content words of a question, counted.
#include "judge/question_subject.h"

#include <algorithm>

#include "judge/general_words.h"
#include "judge/korean_question.h"
#include "judge/korean_stem.h"
#include "text/sentences.h"

namespace jangin::judge {
namespace {

constexpr size_t kMostOwn = 3;   // words of a question that may all be asking ones that no list has: "What has to be documented?"
constexpr size_t kSyllable = 3;  // bytes

bool says_something(const Word& word) {
  if (!word.content) return false;
  if (!word.hangul) return !is_general_english(word.text);
  return word.text.size() >= 2 * kSyllable && !is_korean_asking(word.text) && !is_general_korean(text::strip_particles(word.text));
}

bool stands_in(const Word& word, const Reading& text) {
  if (word.hangul) return stands_korean(word.text, text.letters);
  return text.has(word.key) || text.letters.find(word.key) != std::string::npos;
}

}  // namespace

bool names_no_subject(const Reading& question, const Reading& evidence, const Reading& context) {
  size_t own = 0;
  for (const Word& word : question.words) {
    if (!says_something(word)) continue;
    if (++own > kMostOwn || stands_in(word, evidence) || stands_in(word, context)) return false;
  }
  return !question.words.empty();
}

}  // namespace jangin::judge
