// Step `gopher_quality`: is this prose at all? The quality rules of Gopher (Rae et al. 2021, arXiv:2112.11446), and for Korean the share of Hangul. Score: the value of
// the first rule that is broken, in the order below; limits, also those of Korean: quality_config.h.
#include <algorithm>

#include "refine/quality_rules.h"
#include "refine/registry.h"
#include "refine/text_statistics.h"

namespace jangin::refine {
namespace {

constexpr std::string_view kDots = "...", kEllipsis = "…", kBullet = "•";

uint64_t count_of(std::string_view text, std::string_view what) {
  uint64_t found = 0;
  for (size_t at = find_bytes(text, what); at != text.npos; at = find_bytes(text, what, at + what.size())) ++found;
  return found;
}

bool ends_in_ellipsis(std::string_view line) { return line.ends_with(kDots) || line.ends_with(kEllipsis); }

/// How many different stop words stand in the text; counting ends at `enough`.
int64_t count_stop_words(const TextStatistics& found, std::vector<std::string_view> wanted, int64_t enough) {
  size_t longest = 0;
  for (std::string_view word : wanted) longest = std::max(longest, word.size());
  int64_t count = 0;
  for (const Token& token : found.tokens) {
    if (count >= enough) break;
    if (token.bytes > longest) continue;
    count += static_cast<int64_t>(std::erase(wanted, found.text.substr(token.begin, token.bytes)));
  }
  return count;
}

struct LineCounts {
  uint64_t bullets = 0, ellipses = 0;
};

LineCounts count_lines(const TextStatistics& found) {
  LineCounts counts;
  for (const Line& line : found.lines) {
    std::string_view text = found.text.substr(line.text_begin, line.text_end - line.text_begin);
    counts.bullets += text.starts_with('-') || text.starts_with(kBullet) ? 1 : 0;
    counts.ellipses += ends_in_ellipsis(text) ? 1 : 0;
  }
  return counts;
}

void check(const TextStatistics& found, const GopherQualityLimits& limits, QualityRules& rules) {
  const auto words = static_cast<double>(found.words);
  rules.at_least("too_few_words", words, static_cast<double>(limits.min_words), "words");
  rules.at_most("too_many_words", words, static_cast<double>(limits.max_words), "words");
  const double length = share(found.word_characters, found.words);
  rules.at_least("words_too_short", length, limits.min_mean_word_length, "characters a word");
  rules.at_most("words_too_long", length, limits.max_mean_word_length, "characters a word");
  if (rules.broken()) return;
  const uint64_t tokens = found.tokens.size();
  const auto hashes = static_cast<uint64_t>(std::count(found.text.begin(), found.text.end(), '#'));
  rules.at_most("too_many_hashes", share(hashes, tokens), limits.max_hashes, "hash signs a word");
  const uint64_t ellipses = count_of(found.text, kDots) + count_of(found.text, kEllipsis);
  rules.at_most("too_many_ellipses", share(ellipses, tokens), limits.max_ellipses, "ellipses a word");
  const LineCounts lines = count_lines(found);
  rules.at_most("bullet_lines", share(lines.bullets, found.lines.size()), limits.max_bullet_lines, "of lines start with a bullet");
  rules.at_most("ellipsis_lines", share(lines.ellipses, found.lines.size()), limits.max_ellipsis_lines, "of lines end in an ellipsis");
  rules.at_least("few_words_with_letter", share(found.words_with_letter, tokens), limits.min_words_with_letter, "of words and symbols hold a letter");
  if (rules.broken()) return;
  const int64_t stop_words = count_stop_words(found, {limits.stop_words.begin(), limits.stop_words.end()}, limits.min_stop_words);
  rules.at_least("few_stop_words", static_cast<double>(stop_words), static_cast<double>(limits.min_stop_words), "different stop words");
  rules.at_least("little_hangul", share(found.hangul, found.letters), limits.min_hangul, "of letters are Hangul");
}

}  // namespace

Result<std::unique_ptr<RefineStep>> make_gopher_quality(const RefineConfig& config) {
  return std::make_unique<QualityStep<GopherQualityConfig, check>>(config.quality.gopher_quality, quality_rejects(config, "gopher_quality"));
}

}  // namespace jangin::refine
