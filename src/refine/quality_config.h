// Limits of the quality steps: gopher_quality, gopher_repetition, c4, fineweb. Of each two sets: `limits` for English, for other languages and where the
// language cannot be told, `korean` for Korean. In every limit a negative number turns the rule off. Defaults of `limits`: the papers named; of `korean`:
// docs/refine-quality.md. "Words" are those of text_statistics.h.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/config.h"
#include "base/hash.h"

namespace jangin::refine {

/// [refine.gopher_quality], [refine.gopher_quality.korean]: Rae et al. 2021 (arXiv:2112.11446), table A1 and its text.
struct GopherQualityLimits {
  int64_t min_words = 50, max_words = 100'000;
  double min_mean_word_length = 3, max_mean_word_length = 10;  // characters, of words
  double max_hashes = 0.1, max_ellipses = 0.1;                 // "#", and "..." or "…", a token (symbols are tokens, too)
  double max_bullet_lines = 0.9;                               // share of lines that start with "-" or "•"
  double max_ellipsis_lines = 0.3;                             // share of lines that end in "..." or "…"
  double min_words_with_letter = 0.8;                          // share of tokens
  int64_t min_stop_words = 2;                                  // different ones of `stop_words`
  std::vector<std::string> stop_words = {"the", "be", "to", "of", "and", "that", "have", "with"};
  double min_hangul = -1;  // share of letters
};
struct GopherQualityConfig {
  GopherQualityLimits limits, korean = korean_limits();
  static GopherQualityLimits korean_limits();
};

/// [refine.gopher_repetition], […korean]: the same paper, table A1. All are shares of the document.
struct GopherRepetitionLimits {
  double max_duplicate_paragraphs = 0.3, max_duplicate_paragraph_characters = 0.2;
  double max_duplicate_lines = 0.3, max_duplicate_line_characters = 0.2;
  static constexpr size_t kFirstTop = 2, kFirstDuplicate = 5;
  std::array<double, 3> max_top = {0.2, 0.18, 0.16};  // max_top_2_grams … max_top_4_grams: characters of the most frequent n words
  std::array<double, 6> max_duplicate = {0.15, 0.14, 0.13,
                                         0.12, 0.11, 0.1};  // max_duplicate_5_grams … max_duplicate_10_grams: characters of repeated n words
};
struct GopherRepetitionConfig {
  GopherRepetitionLimits limits, korean;
};

/// [refine.c4], [refine.c4.korean]: Raffel et al. 2020 (JMLR 21:140), section 2.2. Lines are dropped, then documents judged.
struct C4Limits {
  bool drop_lines_without_end_mark = true;  // . ? ! " ' (an ellipsis is none); FineWeb leaves this rule out
  bool drop_citations = true;               // "[12]", "[edit]", "[citation needed]" are cut out of lines
  bool reject_curly_brackets = true, reject_lorem_ipsum = true;
  int64_t min_words_in_line = 3;   // between spaces; a line with fewer is dropped
  int64_t max_word_length = 1000;  // characters between two spaces; a line with a longer one is dropped
  std::vector<std::string> line_phrases = {"javascript",   "terms of use",   "privacy policy", "cookie policy",
                                           "uses cookies", "use of cookies", "use cookies"};  // lower case; a line with one is dropped
  int64_t min_sentences = 5;                                                                  // in the lines that stay
};
struct C4Config {
  C4Limits limits, korean = korean_limits();
  static C4Limits korean_limits();
};

/// [refine.fineweb], [refine.fineweb.korean]: Penedo et al. 2024 (arXiv:2406.17557), section 3.5. Lines that hold something.
struct FinewebLimits {
  double min_lines_with_end_mark = 0.12;  // share of lines whose last character has Unicode's Sentence_Terminal
  double max_short_lines = 0.67;          // share of lines of at most `short_line` characters
  int64_t short_line = 30;
  double max_duplicate_line_characters = 0.01;  // share of characters that are no line ends
  double max_line_ends = 0.3;                   // a token
};
struct FinewebConfig {
  FinewebLimits limits, korean = korean_limits();
  static FinewebLimits korean_limits();
};

struct QualityConfig {
  GopherQualityConfig gopher_quality;
  GopherRepetitionConfig gopher_repetition;
  C4Config c4;
  FinewebConfig fineweb;
};

/// The tables of the four steps, each finished. Errors: those of ConfigTable.
Status read_quality_config(ConfigTable& refine, QualityConfig& config);
/// Adds every field.
void hash_quality_config(Sha256& hash, const QualityConfig& config);

}  // namespace jangin::refine
