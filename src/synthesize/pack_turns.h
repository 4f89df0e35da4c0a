// Samples grouped into conversations of several turns, so that turns share a sequence's overhead. Each turn stays a sample of its own: the
// ledger and the evidence are per turn. Deterministic; thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "record/records.h"

namespace jangin::synthesize {

struct PackOptions {
  size_t min_turns = 8, max_turns = 16;
  size_t max_tokens = 1024;    // of a conversation, as `count` sees it
  size_t overhead_tokens = 9;  // of a turn beside its texts
  uint64_t seed = 1;
};

/// One sequence: a conversation of turns, or one text by itself.
struct Conversation {
  std::vector<size_t> samples;  // indices into the given samples, in the order of the turns
  size_t tokens = 0;            // estimated
  bool text = false;            // a "document" message: plain text, no chat
};

/// The wordings of one fact go to different conversations, far apart: all first wordings come before all second ones, each round in an order of its
/// own. `epoch` gives another order and other neighbours. `count`: tokens of a text.
std::vector<Conversation> pack_turns(std::span<const record::Sample> samples, const PackOptions& options, uint64_t epoch,
                                     const std::function<size_t(std::string_view)>& count);

/// The messages of a conversation, to be rendered with a chat template.
std::vector<record::Message> conversation_messages(std::span<const record::Sample> samples, const Conversation& conversation);

}  // namespace jangin::synthesize
