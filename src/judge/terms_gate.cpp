// The gate of terms: what the answer names stands in the evidence or its headings, also when it is neither code nor capitalised; and so does
// what a question names that is otherwise told in their words. Korean words count as known when their stem lies anywhere in the text;
// words of general use are let through.
#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "judge/asked_term.h"
#include "judge/gates.h"
#include "judge/general_words.h"
#include "judge/korean_stem.h"
#include "judge/reading.h"
#include "judge/units.h"
#include "text/sentences.h"

namespace jangin::judge {
namespace {

constexpr size_t kSyllable = 3;  // bytes

class TermsGate : public Gate {
 public:
  std::string_view name() const override { return "terms"; }
  uint32_t version() const override { return 6; }

  record::Verdict check(const GateInput& input) override {
    if (input.refusal || trim(input.evidence).empty()) return accept(input);
    const Reading& evidence = reading_of(input.evidence);
    if (is_fragment(evidence)) return accept(input);  // what the lead of a list names is not seen
    const Reading& context = reading_of(input.context);
    const Reading& question = reading_of(input.question);
    const std::string letters = evidence.letters + context.letters + question.letters;
    const AlignedSample& sample = aligned_sample(input);
    size_t unknown = unknown_asked_noun(sample, context);
    if (unknown == kUnaligned) unknown = unknown_column(sample, context);
    if (unknown != kUnaligned)
      return reject(input, "unsupported_term",
                    fmt::format("\"{}\" is asked about, but neither in the evidence nor in its headings", sample.claim.reading.words[unknown].text));
    const Reading answer = read_text(input.answer);
    for (size_t i = 0; i < answer.words.size(); ++i) {
      bool unit = i > 0 && answer.words[i - 1].number && !unit_of(answer.words[i].text).empty();  // the support gate judges it
      bool known = unit || (answer.words[i].hangul ? known_korean(answer, i, letters, input.question.empty())
                                                   : known_english(answer.words[i], evidence, context, letters));
      if (!known)
        return reject(input, "unsupported_term", fmt::format("\"{}\" is neither in the evidence nor in its headings", answer.words[i].text));
    }
    return accept(input);
  }

 private:
  static bool known_english(const Word& word, const Reading& evidence, const Reading& context, const std::string& letters) {
    if (word.number || !word.content || word.text.size() < 4 || is_general_english(word.text)) return true;
    return evidence.has(word.key) || context.has(word.key) || letters.find(word.key) != std::string::npos;
  }

  /// In statements only nouns are judged; an answer in a few words is judged whole.
  static bool known_korean(const Reading& reading, size_t i, const std::string& letters, bool nouns_only) {
    const Word& word = reading.words[i];
    if (!word.content || word.text.size() < 2 * kSyllable || (i > 0 && reading.words[i - 1].number)) return true;
    if (nouns_only && !is_korean_noun(word.text)) return true;
    if (is_general_korean(text::strip_particles(word.text)) || is_general_korean(word.text)) return true;
    return stands_korean(word.text, letters);
  }
};

}  // namespace

std::unique_ptr<Gate> make_terms_gate() { return std::make_unique<TermsGate>(); }

}  // namespace jangin::judge
