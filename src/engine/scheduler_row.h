// What the scheduler knows of one request. Private to scheduler*.cpp.
#pragma once

#include "engine/scheduler.h"

namespace jangin::engine {

constexpr int32_t kNoWayOn = -1;     // drawn where the format forbids every token
constexpr size_t kFirstGuesses = 4;  // tokens guessed ahead at first

struct Scheduler::Drawn {
  int32_t token = 0;
  TokenLogProbability told;  // where it is asked for
};

/// What a pass gave for one row's tokens: logits, or the likeliest tokens of a row that takes them as they are.
struct Scheduler::Logits {
  std::span<float> all;
  std::span<const int32_t> likeliest;
};

struct Scheduler::Row {
  uint64_t id = 0;
  GenerateRequest request;
  std::vector<int32_t> tokens;  // of prompt and reply, then `guessed` more; the caches hold the first cache_.length(slot) of them
  size_t guessed = 0;           // during a pass
  size_t guesses = kFirstGuesses;
  std::vector<Drawn> drawn;  // of the last pass
  std::optional<Constraint> constraint;
  bool takes_likeliest = false;  // whatever the logits are beside it
  size_t prompt_tokens = 0;
  size_t limit = 0;   // most tokens of the reply
  int32_t slot = -1;  // −1: not in flight
  bool ended = false;
  GenerateReply reply;
  size_t told = 0;  // tokens of the reply that on_piece has had
  OnEnd on_end;
  std::unique_ptr<TextStream> stream;

  /// Hands on_piece a piece of text with the tokens that it has not had; false: it asks for the end.
  bool give(std::string_view text) {
    const std::span<const TokenLogProbability> tokens = std::span(reply.tokens).subspan(told);
    told = reply.tokens.size();
    return request.on_piece({text, tokens});
  }
};

}  // namespace jangin::engine
