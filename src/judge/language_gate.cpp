// The gate of language: a sample is in the language that was asked for, and its text is whole. Codes and names in Latin letters are
// at home in Korean technical text, so only the share of Hangul counts there.
#include <fmt/format.h>

#include "judge/gates.h"
#include "text/unicode.h"

namespace jangin::judge {
namespace {

// Measured on Korean statutes and translated C++ documentation: sentences hold 0.25–1 Hangul of their letters; English ones below 0.02.
constexpr double kLeastHangul = 0.2;
constexpr double kMostHangulInEnglish = 0.1;
constexpr size_t kLeastLetters = 4;  // below, the text tells nothing ("G43")

struct Letters {
  size_t hangul = 0, latin = 0, other = 0;
  bool broken = false;
  size_t all() const { return hangul + latin + other; }
  double hangul_share() const { return static_cast<double>(hangul) / static_cast<double>(all()); }
};

void count(std::string_view text, Letters& letters) {
  for (size_t at = 0; at < text.size();) {
    char32_t c = text::next_code_point(text, at);
    letters.broken = letters.broken || c == U'\uFFFD' || (c < 0x20 && c != '\n' && c != '\t') || c == 0x7F;
    if (text::is_hangul(c)) {
      ++letters.hangul;
    } else if (text::is_latin(c)) {
      ++letters.latin;
    } else if (text::is_letter(c)) {
      ++letters.other;
    }
  }
}

class LanguageGate : public Gate {
 public:
  std::string_view name() const override { return "language"; }
  uint32_t version() const override { return 1; }

  record::Verdict check(const GateInput& input) override {
    Letters all;
    count(input.question, all);
    Letters answer;
    count(input.answer, answer);
    if (all.broken || answer.broken) return reject(input, "broken_text", "replacement or control characters");
    // The question tells the language; an answer may be a bare code. A statement has only its answer.
    const Letters& telling = all.all() > 0 ? all : answer;
    if (input.language.empty() || telling.all() < kLeastLetters) return accept(input);
    double hangul = telling.hangul_share();
    double other = static_cast<double>(telling.other) / static_cast<double>(telling.all());
    bool wrong = (input.language == "ko" && hangul < kLeastHangul) || (input.language == "en" && (hangul > kMostHangulInEnglish || other > 0.3));
    if (!wrong && input.language == "en" && answer.all() >= kLeastLetters) wrong = answer.hangul_share() > 0.5;
    if (wrong)
      return reject(input, "other_language", fmt::format("{:.0f} % of the letters are Hangul, asked for {}", 100 * hangul, input.language), hangul);
    return accept(input);
  }
};

}  // namespace

std::unique_ptr<Gate> make_language_gate() { return std::make_unique<LanguageGate>(); }

}  // namespace jangin::judge
