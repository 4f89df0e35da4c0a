// Step `gopher_repetition`: texts that say the same again and again. The repetition rules of Gopher (Rae et al. 2021, arXiv:2112.11446, table A1). Score: the value of the
// first rule that is broken, in the order below; limits, also those of Korean: quality_config.h.
#include "refine/quality_rules.h"
#include "refine/registry.h"
#include "refine/text_statistics.h"
#include "refine/word_sequences.h"
#include "text/unicode.h"

namespace jangin::refine {
namespace {

/// Pieces of a text, and how many (of how many characters) are the same as one before.
struct Pieces {
  uint64_t all = 0, duplicates = 0, duplicate_characters = 0;
};

/// Pieces between line ends. A text that starts or ends with one has an empty piece there.
Pieces count_lines(const TextStatistics& found) {
  Pieces pieces;
  for (const Line& line : found.lines) {
    pieces.all += line.end > line.begin ? 1 : 0;
    if (!line.repeats) continue;
    ++pieces.duplicates;
    pieces.duplicate_characters += line.characters;
  }
  const bool starts = found.text.starts_with('\n'), ends = found.text.ends_with('\n');
  pieces.all += (starts ? 1 : 0) + (ends ? 1 : 0);
  pieces.duplicates += starts && ends ? 1 : 0;
  return pieces;
}

/// The text without white space at its ends.
std::string_view strip(const TextStatistics& found) {
  size_t begin = found.text.size(), end = 0;
  for (const Line& line : found.lines) {
    if (line.blank()) continue;
    begin = std::min<size_t>(begin, line.text_begin);
    end = line.text_end;
  }
  return begin < end ? found.text.substr(begin, end - begin) : std::string_view();
}

/// Pieces between empty lines.
Pieces count_paragraphs(std::string_view text) {
  Pieces pieces;
  Numbering seen;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find("\n\n", at), text.size());
    const std::string_view paragraph = text.substr(at, end - at);
    const uint32_t before = seen.size();
    ++pieces.all;
    if (seen.number(hash_text(paragraph)) < before) {
      ++pieces.duplicates;
      pieces.duplicate_characters += text::count_code_points(paragraph);
    }
    at = std::min(text.find_first_not_of('\n', end), text.size());
  }
  return pieces;
}

void check_length(std::string_view kind, size_t length, double value, double limit, std::string_view what, QualityRules& rules) {
  if (limit < 0 || value <= limit) return;
  rules.at_most(fmt::format("{}_{}_grams", kind, length), value, limit, fmt::format("of characters {} {} words", what, length));
}

void check_sequences(const TextStatistics& found, const GopherRepetitionLimits& limits, QualityRules& rules) {
  WordSequences sequences(found);
  for (size_t i = 0; i < limits.max_top.size() && !rules.broken(); ++i) {
    while (sequences.length() < limits.kFirstTop + i) sequences.lengthen();
    check_length("top", sequences.length(), share(sequences.top_characters(), found.characters), limits.max_top[i], "are the most frequent", rules);
  }
  for (size_t i = 0; i < limits.max_duplicate.size() && !rules.broken(); ++i) {
    while (sequences.length() < limits.kFirstDuplicate + i) sequences.lengthen();
    check_length("duplicate", sequences.length(), share(sequences.repeated_characters(), found.characters), limits.max_duplicate[i],
                 "stood before in sequences of", rules);
  }
}

void check(const TextStatistics& found, const GopherRepetitionLimits& limits, QualityRules& rules) {
  if (found.text.empty()) rules.fail("empty", 0, "holds no text");
  const Pieces paragraphs = count_paragraphs(strip(found));
  rules.at_most("duplicate_paragraphs", share(paragraphs.duplicates, paragraphs.all), limits.max_duplicate_paragraphs, "of paragraphs stood before");
  rules.at_most("duplicate_paragraph_characters", share(paragraphs.duplicate_characters, found.characters), limits.max_duplicate_paragraph_characters,
                "of characters are in paragraphs that stood before");
  const Pieces lines = count_lines(found);
  rules.at_most("duplicate_lines", share(lines.duplicates, lines.all), limits.max_duplicate_lines, "of lines stood before");
  rules.at_most("duplicate_line_characters", share(lines.duplicate_characters, found.characters), limits.max_duplicate_line_characters,
                "of characters are in lines that stood before");
  if (!rules.broken()) check_sequences(found, limits, rules);
}

}  // namespace

Result<std::unique_ptr<RefineStep>> make_gopher_repetition(const RefineConfig& config) {
  return std::make_unique<QualityStep<GopherRepetitionConfig, check>>(config.quality.gopher_repetition, quality_rejects(config, "gopher_repetition"));
}

}  // namespace jangin::refine
