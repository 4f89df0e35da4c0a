// Rounds as the JSON of round.json, training.json ("loop") and `--json`.
#pragma once

#include <nlohmann/json.hpp>

#include "line/loop_rule.h"

namespace jangin::line {

nlohmann::json round_to_json(const LoopRound& round);
/// Of what round_to_json wrote; what is missing stays at its default.
LoopRound round_from_json(const nlohmann::json& json);
nlohmann::json table_to_json(const LoopTable& table);
LoopTable table_from_json(const nlohmann::json& json);

}  // namespace jangin::line
