// Bounds, the store, refusals and pauses around Generator::generate.
#include "synthesize/teacher/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/log.h"

namespace jangin::synthesize {
namespace {

constexpr int64_t kTemplateTokens = 96;  // a template's own system message and marks
constexpr double kLongestWait = 60;      // seconds
constexpr size_t kTogether = 256;        // requests of one call

Spending sum(Spending a, const Spending& b) {
  a.requests += b.requests, a.tokens_in += b.tokens_in, a.tokens_out += b.tokens_out;
  return a;
}

/// A server that tells no counts is charged by an estimate.
Spending cost_of(const engine::GenerateRequest& request, const engine::GenerateReply& reply) {
  const Spending most = most_of(request);
  Spending cost{1, static_cast<int64_t>(reply.prompt_tokens), static_cast<int64_t>(reply.generated_tokens)};
  if (cost.tokens_in == 0) cost.tokens_in = most.tokens_in;
  if (cost.tokens_out == 0 && !reply.text.empty()) cost.tokens_out = most.tokens_out;
  return cost;
}

}  // namespace

Spending most_of(const engine::GenerateRequest& request) {
  Spending most{1, kTemplateTokens + static_cast<int64_t>(request.prompt.size()), request.max_tokens};
  for (const record::Message& message : request.messages) most.tokens_in += static_cast<int64_t>(message.text().size()) + 8;
  return most;
}

bool TeacherSession::fits(const Spending& more) const {
  const Spending all = sum(spent_, more);
  auto within = [&](double spent, double bound) { return spent <= bound * allowed_; };
  return within(static_cast<double>(all.requests), static_cast<double>(config_.max_requests)) &&
         within(static_cast<double>(all.tokens_in + all.tokens_out), static_cast<double>(config_.max_tokens)) &&
         (config_.max_cost <= 0 || within(all.cost(config_), config_.max_cost));
}

Result<std::vector<SessionReply>> TeacherSession::ask(std::span<const engine::GenerateRequest> requests) {
  std::vector<SessionReply> replies(requests.size());
  std::vector<std::string> hashes;
  for (const auto& request : requests) hashes.push_back(request_hash(request, access_.name, access_.hash));
  used_up_ = false;
  for (size_t begin = 0; begin < requests.size();) {
    // What is reserved is the most that the requests can cost; what they did cost makes room for the next ones.
    size_t end = begin;
    Spending reserved;
    while (end < requests.size() && end - begin < kTogether && fits(sum(reserved, most_of(requests[end]))))
      reserved = sum(reserved, most_of(requests[end++]));
    if (end == begin) {
      used_up_ = true;
      for (; begin < requests.size(); ++begin) replies[begin].state = SessionReply::State::beyond_bounds;
      break;
    }
    JANGIN_TRY(
        run(requests.subspan(begin, end - begin), std::span(hashes).subspan(begin, end - begin), std::span(replies).subspan(begin, end - begin)));
    begin = end;
  }
  return replies;
}

Status TeacherSession::run(std::span<const engine::GenerateRequest> requests, std::span<const std::string> hashes, std::span<SessionReply> replies) {
  std::vector<size_t> missing;
  for (size_t i = 0; i < requests.size(); ++i)
    if (!store_.has(hashes[i])) missing.push_back(i);
  JANGIN_TRY(ask_missing(requests, hashes, std::move(missing), replies));
  for (size_t i = 0; i < requests.size(); ++i) {
    if (replies[i].state == SessionReply::State::refused) {
      spent_ = sum(spent_, {1, 0, 0});
      continue;
    }
    JANGIN_ASSIGN(replies[i].reply, store_.read(hashes[i]));
    spent_ = sum(spent_, cost_of(requests[i], replies[i].reply));
  }
  return {};
}

Status TeacherSession::ask_missing(std::span<const engine::GenerateRequest> requests, std::span<const std::string> hashes,
                                   std::vector<size_t> missing, std::span<SessionReply> replies) {
  auto forget_known = [&] { std::erase_if(missing, [&](size_t i) { return store_.has(hashes[i]); }); };
  for (forget_known(); !missing.empty(); forget_known()) {
    if (interrupted()) return std::unexpected(interrupted_error());
    auto answers = send(requests, hashes, missing);
    if (!kept_) return std::exchange(kept_, Status{});
    if (answers) {
      for (size_t k = 0; k < missing.size() && k < answers->size(); ++k) JANGIN_TRY(keep(hashes[missing[k]], (*answers)[k]));
      if (answers->size() < missing.size()) return fail(ErrorCode::internal, "the teacher gave fewer replies than it was asked for", access_.name);
      continue;
    }
    const Error error = answers.error();
    if (error.code == ErrorCode::interrupted) return std::unexpected(error);
    if (error.code == ErrorCode::io_error || error.code == ErrorCode::limit_exceeded) {
      JANGIN_TRY(wait_for_teacher(error));
      continue;
    }
    if (!generator_) return std::unexpected(error);  // it cannot be opened, and waiting would not help
    forget_known();
    if (missing.size() > 1) {  // one of them is refused: the halves find out which
      const auto middle = missing.begin() + static_cast<std::ptrdiff_t>(missing.size() / 2);
      JANGIN_TRY(ask_missing(requests, hashes, {missing.begin(), middle}, replies));
      return ask_missing(requests, hashes, {middle, missing.end()}, replies);
    }
    if (missing.empty()) continue;
    if (++refusals_in_a_row_ >= kRefusalsInARow) return std::unexpected(error);
    replies[missing[0]].state = SessionReply::State::refused;
    replies[missing[0]].error = error.text();
    return {};
  }
  return {};
}

Result<std::vector<engine::GenerateReply>> TeacherSession::send(std::span<const engine::GenerateRequest> requests,
                                                                std::span<const std::string> hashes, const std::vector<size_t>& which) {
  if (!generator_) {
    auto opened = access_.open();
    if (!opened) return pass(opened);
    generator_ = std::move(*opened);
  }
  std::vector<engine::GenerateRequest> sent;
  for (size_t i : which) {
    sent.push_back(requests[i]);
    sent.back().on_reply = [this, &hash = hashes[i]](const engine::GenerateReply& reply) {
      if (kept_) kept_ = keep(hash, reply);
    };
  }
  Stopwatch watch;
  auto answers = generator_->generate(sent);
  seconds_ += watch.seconds();
  return answers;
}

Status TeacherSession::keep(const std::string& hash, const engine::GenerateReply& reply) {
  if (store_.has(hash)) return {};
  ++asked_, generated_ += static_cast<int64_t>(reply.generated_tokens);
  refusals_in_a_row_ = 0, waited_ = 0, next_wait_ = 0;
  return store_.append(hash, reply);
}

Status TeacherSession::wait_for_teacher(const Error& error) {
  generator_.reset();
  next_wait_ = next_wait_ == 0 ? first_wait_seconds : std::min(kLongestWait, 2 * next_wait_);
  if (waited_ + next_wait_ > config_.patience) {
    return fail(ErrorCode::io_error, fmt::format("{} (waited {:.0f} s)", error.message, waited_), error.place.empty() ? access_.name : error.place,
                "start the teacher and give the same command again: what it answered is kept");
  }
  log_warning("the teacher {} is out of reach: {}; waiting {:.0f} s (Ctrl-C stops, the same command goes on from here)", access_.name, error.message,
              next_wait_);
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(next_wait_);
  while (std::chrono::steady_clock::now() < end) {
    if (interrupted()) return std::unexpected(interrupted_error());
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  waited_ += next_wait_;
  return {};
}

}  // namespace jangin::synthesize
