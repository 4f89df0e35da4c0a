// A thread that owns the scheduler; everybody else leaves messages in an inbox.
#include "engine/service.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "base/log.h"
#include "engine/scheduler.h"

namespace jangin::engine {
namespace {

/// One service computes at a time, in the order in which they asked: all share the machine's cores.
class Turns {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    const uint64_t mine = next_++;
    changed_.wait(lock, [&] { return mine == now_; });
  }
  void pass_on() {
    std::lock_guard lock(mutex_);
    ++now_;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  uint64_t next_ = 0, now_ = 0;
};

struct Turn {
  Turn() { turns().wait(); }
  ~Turn() { turns().pass_on(); }
  static Turns& turns() {
    static Turns all;
    return all;
  }
};

}  // namespace

struct Service::State {
  struct Request {
    uint64_t id = 0;
    GenerateRequest request;
    std::vector<int32_t> prompt;
    OnEnd on_end;
  };
  struct Embedding {
    std::vector<std::string> texts;
    OnEmbedded on_embedded;
  };

  std::unique_ptr<LocalGenerator> model;
  Scheduler* scheduler = nullptr;
  ServiceOptions options;
  size_t batch = 0;

  mutable std::mutex mutex;  // guards what follows, up to the thread
  std::condition_variable changed;
  std::vector<Request> requests;
  std::vector<uint64_t> cancels;
  std::vector<Embedding> embeddings;
  uint64_t last_id = 0;
  size_t open = 0;  // accepted and not ended, embeddings included
  bool stopping = false;
  bool dropping = false;  // what is accepted is cancelled, too
  ServiceStatistics statistics;

  std::unordered_map<uint64_t, uint64_t> scheduled;  // of the thread: our number → the scheduler's
  std::mutex joining;
  std::thread thread;

  void run();
  void take_inbox(std::vector<Request> in, std::vector<uint64_t> cancel);
  void ended(uint64_t id, const OnEnd& on_end, Result<GenerateReply> reply);
  void embed(Embedding embedding);
  Status accept();
};

/// With the mutex held: may one more come in?
Status Service::State::accept() {
  const char* reason = stopping ? "the service is stopping" : open >= batch + options.waiting ? "too many requests are waiting" : nullptr;
  if (reason != nullptr) {
    ++statistics.refused;
    return fail(ErrorCode::limit_exceeded, reason, model->model_name(), "try again later");
  }
  ++statistics.accepted;
  ++open;
  ++last_id;
  return {};
}

void Service::State::run() {
  while (true) {
    std::vector<Request> in;
    std::vector<uint64_t> cancel;
    std::vector<Embedding> to_embed;
    {
      std::unique_lock lock(mutex);
      statistics.cache_tokens = static_cast<size_t>(scheduler->cache().cached_tokens());
      statistics.cache_capacity = static_cast<size_t>(scheduler->cache().cache_capacity());
      changed.wait(lock, [&] { return stopping || !requests.empty() || !cancels.empty() || !embeddings.empty() || !scheduler->idle(); });
      in.swap(requests);
      cancel.swap(cancels);
      to_embed.swap(embeddings);
      if (stopping && in.empty() && to_embed.empty() && scheduler->idle()) return;
      if (dropping) {
        for (const auto& entry : scheduled) cancel.push_back(entry.first);
        for (const Request& request : in) cancel.push_back(request.id);
      }
    }
    take_inbox(std::move(in), std::move(cancel));
    for (Embedding& embedding : to_embed) embed(std::move(embedding));
    if (scheduler->idle()) continue;
    const Turn turn;
    if (Status status = scheduler->step(); !status) {
      log_error("{}", status.error().text());
      scheduler->fail_all(status.error());
    }
  }
}

void Service::State::take_inbox(std::vector<Request> in, std::vector<uint64_t> cancel) {
  for (Request& request : in) {
    const uint64_t id = request.id;
    scheduled[id] = scheduler->add(std::move(request.request), std::move(request.prompt), [this, id, on_end = std::move(request.on_end)](Result<GenerateReply> reply) {
      ended(id, on_end, std::move(reply));
    });
  }
  for (uint64_t id : cancel) {
    const auto found = scheduled.find(id);
    if (found != scheduled.end()) scheduler->cancel(found->second);
  }
}

void Service::State::ended(uint64_t id, const OnEnd& on_end, Result<GenerateReply> reply) {
  scheduled.erase(id);
  {
    std::lock_guard lock(mutex);
    --open;
    ++statistics.finished;
    if (reply) {
      if (reply->finish == FinishReason::cancelled) ++statistics.cancelled;
      statistics.prompt_tokens += reply->prompt_tokens;
      statistics.cached_tokens += reply->cached_tokens;
      statistics.generated_tokens += reply->generated_tokens;
    }
  }
  on_end(std::move(reply));
}

void Service::State::embed(Embedding embedding) {
  Result<std::vector<std::vector<float>>> vectors = [&] {
    const Turn turn;
    return model->embed(embedding.texts);
  }();
  {
    std::lock_guard lock(mutex);
    --open;
    ++statistics.finished;
  }
  embedding.on_embedded(std::move(vectors));
}

Service::Service(std::unique_ptr<State> state) : state_(std::move(state)) {}
Service::~Service() { stop(false); }

Result<std::unique_ptr<Service>> Service::start(std::unique_ptr<LocalGenerator> model, const ServiceOptions& options) {
  auto state = std::make_unique<State>();
  JANGIN_ASSIGN(state->scheduler, model->scheduler());
  state->batch = model->batch();
  state->model = std::move(model);
  state->options = options;
  state->thread = std::thread([s = state.get()] { s->run(); });
  return std::unique_ptr<Service>(new Service(std::move(state)));
}

const std::string& Service::model_name() const { return state_->model->model_name(); }
size_t Service::context_tokens() const { return state_->model->context_tokens(); }
const tokenizer::Tokenizer& Service::tokenizer() const { return state_->model->tokenizer(); }

Result<uint64_t> Service::submit(GenerateRequest request, OnEnd on_end) {
  JANGIN_ASSIGN(std::vector<int32_t> prompt, state_->model->prompt_tokens(request, {}));
  std::lock_guard lock(state_->mutex);
  JANGIN_TRY(state_->accept());
  state_->requests.push_back({state_->last_id, std::move(request), std::move(prompt), std::move(on_end)});
  state_->changed.notify_one();
  return state_->last_id;
}

void Service::cancel(uint64_t id) {
  std::lock_guard lock(state_->mutex);
  state_->cancels.push_back(id);
  state_->changed.notify_one();
}

Result<uint64_t> Service::embed(std::vector<std::string> texts, OnEmbedded on_embedded) {
  std::lock_guard lock(state_->mutex);
  JANGIN_TRY(state_->accept());
  state_->embeddings.push_back({std::move(texts), std::move(on_embedded)});
  state_->changed.notify_one();
  return state_->last_id;
}

ServiceStatistics Service::statistics() const {
  std::lock_guard lock(state_->mutex);
  ServiceStatistics out = state_->statistics;
  out.in_flight = std::min(state_->open, state_->batch);
  out.waiting = state_->open - out.in_flight;
  return out;
}

void Service::stop(bool finish) {
  {
    std::lock_guard lock(state_->mutex);
    state_->stopping = true;
    if (!finish) state_->dropping = true;
    state_->changed.notify_one();
  }
  std::lock_guard lock(state_->joining);
  if (state_->thread.joinable()) state_->thread.join();
}

}  // namespace jangin::engine
