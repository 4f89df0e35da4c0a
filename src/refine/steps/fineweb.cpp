// Step `fineweb`: lists, menus and torn lines. The custom rules of FineWeb (Penedo et al. 2024, arXiv:2406.17557, section 3.5). Score: the value of the first rule that is
// broken, in the order below; limits, also those of Korean: quality_config.h.
#include "refine/quality_rules.h"
#include "refine/registry.h"
#include "refine/text_statistics.h"

namespace jangin::refine {
namespace {

struct LineCounts {
  uint64_t all = 0, ended = 0, short_ones = 0, duplicate_characters = 0;  // of lines that hold something
};

LineCounts count_lines(const TextStatistics& found, int64_t short_line) {
  LineCounts counts;
  for (const Line& line : found.lines) {
    if (line.blank()) continue;
    ++counts.all;
    counts.ended += ends_in_terminal(found.text.substr(line.begin, line.end - line.begin)) ? 1 : 0;
    counts.short_ones += line.characters <= short_line ? 1 : 0;
    counts.duplicate_characters += line.repeats ? line.characters : 0;
  }
  return counts;
}

void check(const TextStatistics& found, const FinewebLimits& limits, QualityRules& rules) {
  const LineCounts lines = count_lines(found, limits.short_line);
  if (lines.all == 0) rules.fail("empty", 0, "holds no text");
  rules.at_least("few_lines_with_end_mark", share(lines.ended, lines.all), limits.min_lines_with_end_mark, "of lines end as a sentence does");
  rules.at_most("short_lines", share(lines.short_ones, lines.all), limits.max_short_lines,
                fmt::format("of lines have at most {} characters", limits.short_line));
  const uint64_t line_ends = found.lines.size() - (found.text.ends_with('\n') ? 0 : 1);
  rules.at_most("duplicate_line_characters", share(lines.duplicate_characters, found.characters - line_ends), limits.max_duplicate_line_characters,
                "of characters are in lines that stood before");
  rules.at_most("many_line_ends", share(line_ends, found.tokens.size()), limits.max_line_ends, "line ends a word");
}

}  // namespace

Result<std::unique_ptr<RefineStep>> make_fineweb(const RefineConfig& config) {
  return std::make_unique<QualityStep<FinewebConfig, check>>(config.quality.fineweb, quality_rejects(config, "fineweb"));
}

}  // namespace jangin::refine
