// Mined facts with their structure as JSON, so that a passage need not be mined again. Positions, not names: what is written is read by the same
// version only (mined_store.h keeps them apart).
#pragma once

#include <nlohmann/json.hpp>

#include "synthesize/facts/mined_fact.h"

namespace jangin::synthesize {

nlohmann::json topic_to_json(const Topic& topic);
nlohmann::json fact_to_json(const MinedFact& fact);  // without topic and in_focus
/// Throw nlohmann::json::exception for anything but what the two above wrote.
Topic topic_from_json(const nlohmann::json& json);
MinedFact fact_from_json(const nlohmann::json& json);

}  // namespace jangin::synthesize
