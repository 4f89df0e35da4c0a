// Counts as words.
#include "line/loop_table.h"

#include <fmt/format.h>

#include "base/progress.h"

namespace jangin::line {
namespace {

std::string of(const Tally& tally) { return tally.of == 0 ? "–" : fmt::format("{} of {}", tally.right, tally.of); }

std::string general_text(const LoopRound& round) {
  if (round.round == 0) return "";
  if (!round.guarded) return "not measured";
  std::string text = fmt::format("{:+.1f} %", 100 * round.rise);
  if (round.share < 1) text += fmt::format(", {:.2f} of the way kept: {:+.1f} %", round.share, 100 * round.kept_rise);
  return text;
}

}  // namespace

std::vector<std::vector<std::string>> loop_rows(const LoopTable& table) {
  std::vector<std::vector<std::string>> rows = {{"round", "tokens", "samples (new)", "facts asked more, less", "steering: choice, short",
                                                 "reported: choice, short", "learned, lost", "general text"}};
  for (const LoopRound& round : table.rounds) {
    const bool base = round.round == 0;
    rows.push_back({base ? "base" : std::to_string(round.round) + (round.round == table.kept ? ", kept" : ""),
                    base ? "" : format_count(static_cast<uint64_t>(round.tokens)),
                    base ? "" : fmt::format("{} ({})", format_count(round.samples), format_count(round.new_samples)),
                    round.round < 2 ? "" : fmt::format("{}, {}", round.facts_raised, round.facts_lowered),
                    of(round.steering.choice) + ", " + of(round.steering.short_answer),
                    of(round.reported.choice) + ", " + of(round.reported.short_answer), base ? "" : fmt::format("{}, {}", round.learned, round.lost),
                    general_text(round)});
  }
  return rows;
}

}  // namespace jangin::line
