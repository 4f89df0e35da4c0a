// A model for tests of the server: says what it is told to, word by word, from threads of its own; may be slow, full or failing.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "serve/backend.h"

namespace jangin::serve {

struct FakeOptions {
  std::string says = {};  // empty: "echo: " and the last message or the prompt
  std::chrono::milliseconds per_piece{0};
  bool full = false;
  bool fails = false;
  bool template_tools = false;
  size_t repeat = 1;  // the text so often
  size_t piece = 3;   // bytes of a token
};

class FakeBackend final : public Backend {
 public:
  explicit FakeBackend(FakeOptions options = {}) : options_(std::move(options)) {}
  ~FakeBackend() override { stop(false); }

  size_t context_tokens() const override { return 100'000; }
  int64_t vocab_size() const override { return 1000; }
  bool describes_tools() const override { return options_.template_tools; }
  size_t count_tokens(std::string_view text) const override { return text.size(); }

  Result<uint64_t> submit(engine::GenerateRequest request, engine::Service::OnEnd on_end) override {
    if (options_.full) return fail(ErrorCode::limit_exceeded, "the queue is full");
    if (request.prompt.size() > 5000) return fail(ErrorCode::invalid_argument, "the prompt is longer than the context");
    std::lock_guard lock(mutex_);
    const uint64_t id = ++last_id_;
    ++accepted_;
    last_request_ = request;
    last_request_.on_piece = nullptr;  // it holds the answer, which holds this model
    threads_.emplace_back([this, id, request = std::move(request), on_end = std::move(on_end)] { run(id, request, on_end); });
    return id;
  }
  void cancel(uint64_t id) override {
    std::lock_guard lock(mutex_);
    cancelled_.insert(id);
    changed_.notify_all();
  }
  Result<uint64_t> embed(std::vector<std::string> texts, engine::Service::OnEmbedded on_embedded) override {
    std::vector<std::vector<float>> vectors;
    for (const std::string& text : texts) vectors.push_back({1.0F, static_cast<float>(text.size()), -0.5F});
    on_embedded(std::move(vectors));
    return ++last_id_;
  }
  engine::ServiceStatistics statistics() const override {
    std::lock_guard lock(mutex_);
    return {.in_flight = static_cast<size_t>(accepted_ - finished_), .accepted = accepted_, .finished = finished_, .cancelled = ended_cancelled_};
  }
  void stop(bool finish) override {
    std::vector<std::thread> threads;
    {
      std::lock_guard lock(mutex_);
      stopping_ = !finish;
      changed_.notify_all();
      threads.swap(threads_);
    }
    for (std::thread& thread : threads) thread.join();
  }
  engine::GenerateRequest last_request() const {
    std::lock_guard lock(mutex_);
    return last_request_;
  }

 private:
  bool wait_or_cancelled(uint64_t id) {
    std::unique_lock lock(mutex_);
    if (options_.per_piece.count() > 0) changed_.wait_for(lock, options_.per_piece, [&] { return stopping_ || cancelled_.contains(id); });
    return stopping_ || cancelled_.contains(id);
  }
  void run(uint64_t id, const engine::GenerateRequest& request, const engine::Service::OnEnd& on_end) {
    std::string text = options_.says;
    if (text.empty()) text = "echo: " + (request.messages.empty() ? request.prompt : request.messages.back().text());
    engine::GenerateReply reply;
    reply.prompt_tokens = 7;
    reply.cached_tokens = 2;
    bool cancelled = false;
    for (size_t round = 0; round < options_.repeat && !cancelled; ++round) {
      for (size_t at = 0; at < text.size() && !cancelled; at += options_.piece) {
        cancelled = wait_or_cancelled(id);
        const std::string piece = text.substr(at, options_.piece);
        const engine::TokenLogProbability token{static_cast<int32_t>(at), -0.5, piece, {{1, -0.5, piece, {}}, {2, -1.5, "\xED", {}}}};
        if (!cancelled && static_cast<int>(reply.generated_tokens) == request.max_tokens) {
          reply.finish = engine::FinishReason::length;
          round = options_.repeat;
          break;
        }
        if (!cancelled)
          cancelled = !request.on_piece({piece, request.log_probabilities ? std::span(&token, 1) : std::span<const engine::TokenLogProbability>()});
        reply.text += piece;
        ++reply.generated_tokens;
        if (request.log_probabilities) reply.tokens.push_back(token);
      }
    }
    if (cancelled) reply.finish = engine::FinishReason::cancelled;
    {
      std::lock_guard lock(mutex_);
      ++finished_;
      ended_cancelled_ += cancelled;
    }
    options_.fails ? on_end(fail(ErrorCode::internal, "a secret of the engine")) : on_end(std::move(reply));
  }

  const FakeOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::thread> threads_;
  std::set<uint64_t> cancelled_;
  engine::GenerateRequest last_request_;
  std::atomic<uint64_t> last_id_{0};
  uint64_t accepted_ = 0, finished_ = 0, ended_cancelled_ = 0;
  bool stopping_ = false;
};

}  // namespace jangin::serve
