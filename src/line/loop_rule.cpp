// The rules, and the [loop] table.
#include "line/loop_rule.h"

#include <fmt/format.h>

#include <algorithm>

namespace jangin::line {

Status read_config(ConfigTable table, LoopConfig& config) {
  table.integer("rounds", config.rounds, 1, 100).number("target", config.target, 0, 1).number("first_share", config.first_share, 0.01, 0.99);
  table.integer("questions", config.questions, 1, 100'000).number("missed", config.missed, 0, 100).number("known", config.known, 0, 100);
  JANGIN_TRY(table.finish());
  if (config.missed < config.known || config.missed <= 0) {
    return fail(ErrorCode::invalid_argument, "a fact that was missed needs at least as many questions as one that was known", "loop.missed",
                "raise missed or lower known");
  }
  return {};
}

std::string config_text(const LoopConfig& c) {
  return c.rounds == 1 ? "" : fmt::format("loop {} {} {} {} {} {}", c.rounds, c.target, c.first_share, c.questions, c.missed, c.known);
}

int64_t round_tokens(const LoopConfig& config, int64_t tokens, int64_t round) {
  if (config.rounds == 1) return tokens;
  const auto first = static_cast<int64_t>(config.first_share * static_cast<double>(tokens));
  if (round == 1) return first;
  const int64_t rest = tokens - first, later = config.rounds - 1;
  return rest * (round - 1) / later - rest * (round - 2) / later;
}

std::optional<std::string> why_ended(const LoopConfig& config, const std::vector<LoopRound>& rounds) {
  const LoopRound& last = rounds.back();
  if (last.round == 0) return std::nullopt;
  if (last.steering.of() > 0 && static_cast<double>(last.steering.right()) >= config.target * static_cast<double>(last.steering.of()))
    return "target";
  if (last.share < 1 || !last.within_bound) return "forgetting";
  if (last.round >= config.rounds) return "tokens";
  return std::nullopt;
}

int64_t best_round(const std::vector<LoopRound>& rounds) {
  const LoopRound* best = nullptr;
  for (const LoopRound& round : rounds) {
    if (round.round == 0) continue;
    if (!best) {
      best = &round;
    } else if (round.within_bound != best->within_bound) {
      if (round.within_bound) best = &round;
    } else if (round.within_bound ? round.steering.right() > best->steering.right() : round.kept_rise < best->kept_rise) {
      best = &round;
    }
  }
  return best ? best->round : 0;
}

}  // namespace jangin::line
