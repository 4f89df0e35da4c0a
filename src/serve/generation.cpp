// The run of one answer. Its callbacks come from the model's thread and from the server's: all state is behind one mutex, and the
// model is never called while it is held.
#include "serve/generation.h"

#include <atomic>
#include <mutex>
#include <optional>

namespace jangin::serve {
namespace {

class Run : public std::enable_shared_from_this<Run> {
 public:
  Run(Call call, Addressed addressed, GenerationPlan plan, std::unique_ptr<AnswerWriter> writer)
      : call_(std::move(call)),
        model_(std::move(addressed.model)),
        backend_(std::move(addressed.backend)),
        plan_(std::move(plan)),
        writer_(std::move(writer)),
        replies_(plan_.requests.size()),
        open_(plan_.requests.size()) {}
  void start();

 private:
  bool take_piece(size_t choice, const engine::ReplyPiece& piece);
  void take_end(size_t choice, Result<engine::GenerateReply> reply);
  void abort(Abort reason);
  void cancel_all();
  void settle(size_t submitted);
  void send(const std::vector<std::string>& events);
  void finish();
  Usage usage() const;

  Call call_;
  const std::string model_;
  const std::shared_ptr<Backend> backend_;
  GenerationPlan plan_;
  const std::unique_ptr<AnswerWriter> writer_;
  std::mutex mutex_;
  std::vector<engine::GenerateReply> replies_;
  std::vector<uint64_t> ids_;
  size_t open_;           // choices that have not ended
  bool settled_ = false;  // all were submitted, or one was refused
  bool streaming_ = false;
  bool first_ = true;      // no text came yet
  bool reachable_ = true;  // the client takes events
  std::optional<Abort> aborted_;
  std::optional<ApiError> error_;
  std::vector<std::string> early_;  // events from before all choices were accepted
};

void Run::start() {
  call_.exchange->on_abort([weak = weak_from_this()](Abort reason) {
    if (auto run = weak.lock()) run->abort(reason);
  });
  size_t submitted = 0;
  for (; submitted < plan_.requests.size(); ++submitted) {
    engine::GenerateRequest request = std::move(plan_.requests[submitted]);
    request.client = call_.state->key;
    request.on_piece = [self = shared_from_this(), submitted](const engine::ReplyPiece& piece) { return self->take_piece(submitted, piece); };
    auto id = backend_->submit(std::move(request), [self = shared_from_this(), submitted](Result<engine::GenerateReply> reply) {
      self->take_end(submitted, std::move(reply));
    });
    std::lock_guard lock(mutex_);
    if (!id) {
      error_ = from_engine(id.error());
      if (id.error().code == ErrorCode::limit_exceeded && plan_.requests.size() > 1) error_->message += " for this request's choices";
      break;
    }
    ids_.push_back(*id);
    if (aborted_) break;
  }
  settle(std::min(submitted + (submitted < plan_.requests.size() && !error_ ? 1 : 0), plan_.requests.size()));
}

/// Nothing more is submitted; what is missing has "ended".
void Run::settle(size_t submitted) {
  bool cancel = false;
  {
    std::lock_guard lock(mutex_);
    settled_ = true;
    open_ -= plan_.requests.size() - submitted;
    cancel = error_ || aborted_;
    if (!cancel && plan_.stream) {
      call_.exchange->begin_events();
      streaming_ = true;
      send(writer_->begin());
      send(std::exchange(early_, {}));
    }
    if (open_ == 0) finish();
  }
  if (cancel) cancel_all();
}

void Run::send(const std::vector<std::string>& events) {
  for (const std::string& event : events) {
    if (!streaming_) {
      early_.push_back(event);
    } else if (reachable_) {
      reachable_ = call_.exchange->event(event);
    }
  }
}

bool Run::take_piece(size_t choice, const engine::ReplyPiece& piece) {
  std::lock_guard lock(mutex_);
  if (aborted_ || error_ || !reachable_) return false;
  if (first_ && !piece.text.empty()) {
    first_ = false;
    call_.services->metrics->first_token(model_, call_.state->seconds());
  }
  if (plan_.stream) send(writer_->piece(choice, piece));
  return reachable_;
}

void Run::take_end(size_t choice, Result<engine::GenerateReply> reply) {
  std::lock_guard lock(mutex_);
  if (!reply) {
    if (!error_) error_ = from_engine(reply.error());
  } else {
    replies_[choice] = std::move(*reply);
    if (replies_[choice].finish == engine::FinishReason::cancelled) {
      if (!aborted_ && !error_ && reachable_) error_ = stopping_error();
    } else if (plan_.stream && !error_) {
      send(writer_->ended(choice, replies_[choice]));
    }
  }
  if (--open_ == 0 && settled_) finish();
}

void Run::abort(Abort reason) {
  {
    std::lock_guard lock(mutex_);
    aborted_ = reason;
  }
  if (reason == Abort::gone || reason == Abort::too_slow) call_.services->metrics->client_left();
  cancel_all();
}

void Run::cancel_all() {
  std::vector<uint64_t> ids;
  {
    std::lock_guard lock(mutex_);
    ids = ids_;
  }
  for (uint64_t id : ids) backend_->cancel(id);
}

Usage Run::usage() const {
  Usage usage;
  for (size_t i = 0; i < replies_.size(); ++i) {
    usage.generated_tokens += replies_[i].generated_tokens;
    if (i % plan_.choices_per_prompt != 0) continue;
    usage.prompt_tokens += replies_[i].prompt_tokens;
    usage.cached_tokens += replies_[i].cached_tokens;
  }
  return usage;
}

void Run::finish() {
  const Usage used = usage();
  call_.state->prompt_tokens = used.prompt_tokens;
  call_.state->generated_tokens = used.generated_tokens;
  if (call_.state->lease) call_.state->lease->used(used.prompt_tokens + used.generated_tokens);
  call_.services->metrics->generation_ended(model_, call_.state->seconds());
  if (aborted_ == Abort::timeout && !error_) {
    error_ = ApiError{.status = 504, .message = "The request took longer than this server allows", .type = "server_error", .code = "timeout"};
  } else if (aborted_ && !error_) {
    error_ = stopping_error();  // reaches nobody when the client is gone
  }
  if (!streaming_) {
    error_ ? call_.refuse(*error_) : call_.exchange->reply({.body = writer_->whole(replies_, used)});
    return;
  }
  if (error_) {
    send({error_->body()});
  } else if (plan_.include_usage) {
    send({writer_->usage(used)});
  }
  send({"[DONE]"});
  call_.exchange->end_events();
}

}  // namespace

Json usage_json(const Usage& usage) {
  return {{"prompt_tokens", usage.prompt_tokens},
          {"completion_tokens", usage.generated_tokens},
          {"total_tokens", usage.prompt_tokens + usage.generated_tokens},
          {"prompt_tokens_details", {{"cached_tokens", usage.cached_tokens}}}};
}

void add_choices(const engine::GenerateRequest& request, int n, std::vector<engine::GenerateRequest>& requests) {
  for (int i = 0; i < n; ++i) {
    requests.push_back(request);
    requests.back().sampling.seed += static_cast<uint64_t>(i);
  }
}

void generate_answer(Call call, Addressed addressed, GenerationPlan plan, std::unique_ptr<AnswerWriter> writer) {
  std::make_shared<Run>(std::move(call), std::move(addressed), std::move(plan), std::move(writer))->start();
}

}  // namespace jangin::serve
