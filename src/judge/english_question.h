// What an English question asks for.
#pragma once

#include <cstddef>
#include <cstdint>

#include "judge/reading.h"

namespace jangin::judge {

enum class Asked : uint8_t { other, amount, time, person, place, reason, manner, event, way, deed };

struct AskedFor {
  Asked what = Asked::other;
  bool thing = false;  // "what" or "which" with no preposition before it or at the question's end: the answer is no circumstance
};

/// By the question's first word that asks; "when" and "where" before a clause ask for nothing, and "until when" for what a clause may tell. "What" and
/// "which" ask for what the noun behind them names: "which temperature" for an amount, "what is the consequence" for an event.
AskedFor asked_for_in_english(const Reading& question);

/// Whether the question has any word of measure: "limit", "shortest", "how long".
bool speaks_of_measure(const Reading& question);

}  // namespace jangin::judge
