// One teacher at work: requests that were answered before come from the store, the rest are asked together, within bounds that are never
// exceeded; a teacher out of reach is waited for. Knows nothing of methods.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/generator.h"
#include "synthesize/teacher/reply_store.h"
#include "synthesize/teacher/teacher_access.h"
#include "synthesize/teacher/teacher_config.h"

namespace jangin::synthesize {

/// Requests, tokens and money, spent or allowed.
struct Spending {
  int64_t requests = 0, tokens_in = 0, tokens_out = 0;
  double cost(const TeacherConfig& config) const {
    return (static_cast<double>(tokens_in) * config.price_in + static_cast<double>(tokens_out) * config.price_out) / 1e6;
  }
};

struct SessionReply {
  enum class State : uint8_t { answered, refused, beyond_bounds };
  State state = State::answered;
  engine::GenerateReply reply;
  std::string error;  // of a refused request, in the teacher's words
};

class TeacherSession {
 public:
  /// All borrowed but the store.
  TeacherSession(const TeacherConfig& config, const TeacherAccess& access, ReplyStore store)
      : config_(config), access_(access), store_(std::move(store)) {}

  /// What follows may use the bounds up to this part (0..1) of them, what was spent before included.
  void allow(double part) { allowed_ = part, used_up_ = false; }
  /// Replies in the order of the requests, whatever the concurrency and whatever the store held. A request that does not fit into what is left of the
  /// bounds is not sent, nor is any behind it. A request that the teacher refuses by itself costs only itself; kRefusalsInARow of them, and the
  /// teacher's error ends the stage. Errors: that one; io_error (out of reach for longer than `patience`, disk), interrupted.
  Result<std::vector<SessionReply>> ask(std::span<const engine::GenerateRequest> requests);
  /// Requests that the part that is allowed still holds.
  int64_t requests_left() const { return static_cast<int64_t>(allowed_ * static_cast<double>(config_.max_requests)) - spent_.requests; }
  /// Nothing more fits into the part that is allowed.
  bool used_up() const { return used_up_; }

  const Spending& spent() const { return spent_; }         // replies from the store included
  int64_t asked() const { return asked_; }                 // really sent and answered
  double seconds() const { return seconds_; }              // of waiting for them
  int64_t generated_tokens() const { return generated_; }  // in them

  static constexpr int kRefusalsInARow = 8;
  /// Seconds of the first wait for a teacher out of reach; doubles up to 60. Tests make it short.
  double first_wait_seconds = 1;

 private:
  Status run(std::span<const engine::GenerateRequest> requests, std::span<const std::string> hashes, std::span<SessionReply> replies);
  Status ask_missing(std::span<const engine::GenerateRequest> requests, std::span<const std::string> hashes, std::vector<size_t> missing,
                     std::span<SessionReply> replies);
  Result<std::vector<engine::GenerateReply>> send(std::span<const engine::GenerateRequest> requests, std::span<const std::string> hashes,
                                                  const std::vector<size_t>& which);
  Status keep(const std::string& hash, const engine::GenerateReply& reply);
  Status wait_for_teacher(const Error& error);
  bool fits(const Spending& more) const;

  const TeacherConfig& config_;
  const TeacherAccess& access_;
  ReplyStore store_;
  std::unique_ptr<engine::Generator> generator_;
  double allowed_ = 1;
  bool used_up_ = false;
  Spending spent_;
  int64_t asked_ = 0, generated_ = 0;
  double seconds_ = 0;
  int refusals_in_a_row_ = 0;
  double waited_ = 0, next_wait_ = 0;  // since the last reply
  Status kept_;                        // the first failure of the store within a call of the generator
};

/// The most that a request can cost: no tokenizer makes more tokens than bytes; beside them a template's own words.
Spending most_of(const engine::GenerateRequest& request);

}  // namespace jangin::synthesize
