// Requests under way together, each tried again where trying again may help.
#include "engine/remote_generator.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>

#include "base/interrupt.h"
#include "base/log.h"
#include "engine/http_client.h"
#include "engine/remote_messages.h"

namespace jangin::engine {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kPollMilliseconds = 100;
constexpr double kLongestWait = 60;  // seconds between two tries
constexpr size_t kContextUnknown = 1'000'000;

Clock::duration seconds(double count) { return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(count)); }

bool worth_another_try(const HttpAnswer& answer) {
  return answer.status == 0 || answer.status == 408 || answer.status == 429 || answer.status >= 500;
}

/// What an answer that is no success means to the user.
Error error_of(const HttpAnswer& answer, const RemoteOptions& options, const std::string& place) {
  if (answer.status == 0 || (answer.status < 300 && !answer.failure.empty()))
    return {ErrorCode::io_error, answer.failure, place, "is the server running there?"};
  const std::string text = fmt::format("the server answers {}: {}", answer.status, remote_error_text(answer.body));
  if (answer.status == 401 || answer.status == 403)
    return {ErrorCode::invalid_argument, text, place, "put the key into the environment variable " + options.key_variable};
  if (answer.status == 404) return {ErrorCode::not_found, text, place, "does the address end in /v1, and is the model's name right?"};
  if (answer.status < 500) return {ErrorCode::invalid_argument, text, place, {}};
  return {ErrorCode::io_error, text, place, {}};
}

}  // namespace

struct RemoteGenerator::State {
  RemoteOptions options;
  std::string key, model, hash;
  size_t context = kContextUnknown;
  std::unique_ptr<HttpClient> client = std::make_unique<HttpClient>();
  Clock::time_point next_start = Clock::now();  // by requests_per_minute

  HttpRequest request(std::string_view path, std::string body) const {
    return {options.url + std::string(path), std::move(body), key, options.timeout_seconds};
  }
  Result<std::string> fetch(std::string_view path, const std::string& body);
  Status choose_model();
};

namespace {

/// The requests of one call of generate().
class RemoteCall {
 public:
  RemoteCall(HttpClient& client, Clock::time_point& next_start, const RemoteOptions& options, std::span<const GenerateRequest> requests,
             std::function<HttpRequest(const GenerateRequest&)> make)
      : client_(client),
        next_start_(next_start),
        options_(options),
        requests_(requests),
        make_(std::move(make)),
        replies_(requests.size()),
        tasks_(requests.size()) {
    for (size_t i = 0; i < tasks_.size(); ++i) {
      tasks_[i].index = i;
      waiting_.push_back(&tasks_[i]);
    }
  }

  Result<std::vector<GenerateReply>> run() {
    while (!error_ && (!waiting_.empty() || under_way_ > 0)) {
      if (interrupted()) return std::unexpected(interrupted_error());
      start_some();
      client_.poll(kPollMilliseconds);
    }
    if (error_) return std::unexpected(*error_);
    return std::move(replies_);
  }

 private:
  struct Task {
    size_t index = 0;
    int tries = 0;
    Clock::time_point earliest{};
    std::optional<RemoteAnswer> answer;
  };

  void start_some() {
    const Clock::time_point now = Clock::now();
    while (under_way_ < static_cast<size_t>(options_.concurrency) && next_start_ <= now) {
      const auto ready = std::ranges::find_if(waiting_, [now](const Task* task) { return task->earliest <= now; });
      if (ready == waiting_.end()) return;
      Task& task = **ready;
      waiting_.erase(ready);
      if (options_.requests_per_minute > 0) next_start_ = std::max(next_start_, now - seconds(1)) + seconds(60 / options_.requests_per_minute);
      start(task);
    }
  }

  void start(Task& task) {
    const GenerateRequest& request = requests_[task.index];
    ++task.tries;
    ++under_way_;
    task.answer.emplace(request, static_cast<bool>(request.on_piece));
    client_.start(
        make_(request), [&task](std::string_view bytes) { return task.answer->take(bytes); },
        [this, &task](HttpAnswer answer) { ended(task, std::move(answer)); });
  }

  void ended(Task& task, HttpAnswer http) {
    --under_way_;
    if (error_) return;
    const std::string place = fmt::format("request {}", task.index + 1);
    Result<GenerateReply> reply = task.answer->finish();
    const bool whole = http.status >= 200 && http.status < 300 && (http.failure.empty() || (reply && reply->finish == FinishReason::cancelled));
    if (whole && reply) {
      replies_[task.index] = std::move(*reply);
      if (requests_[task.index].on_reply) requests_[task.index].on_reply(replies_[task.index]);
      return;
    }
    if ((whole || worth_another_try(http) || http.status < 300) && task.tries <= options_.retries && !task.answer->gave_pieces()) {
      const double wait = http.retry_after > 0 ? http.retry_after : std::min(kLongestWait, static_cast<double>(1 << std::min(task.tries - 1, 6)));
      log_warning("{}: {}; trying again in {:.0f} s", options_.url, error_of(http, options_, place).message, wait);
      task.earliest = Clock::now() + seconds(wait);
      waiting_.push_back(&task);
      return;
    }
    if (whole) {
      error_ = reply.error();
      error_->place = place;
    } else {
      error_ = error_of(http, options_, place + " to " + options_.url);
    }
  }

  HttpClient& client_;
  Clock::time_point& next_start_;  // when a further request may start
  const RemoteOptions& options_;
  std::span<const GenerateRequest> requests_;
  std::function<HttpRequest(const GenerateRequest&)> make_;
  std::vector<GenerateReply> replies_;
  std::vector<Task> tasks_;
  std::vector<Task*> waiting_;  // in their order, those tried again behind
  size_t under_way_ = 0;
  std::optional<Error> error_;
};

}  // namespace

/// One request and its whole answer, tried once.
Result<std::string> RemoteGenerator::State::fetch(std::string_view path, const std::string& body) {
  std::string bytes;
  std::optional<HttpAnswer> answer;
  client->start(
      request(path, body),
      [&bytes](std::string_view more) {
        bytes += more;
        return true;
      },
      [&answer](HttpAnswer end) { answer = std::move(end); });
  while (!answer) {
    client->poll(kPollMilliseconds);
    if (!interrupted()) continue;
    client = std::make_unique<HttpClient>();
    return std::unexpected(interrupted_error());
  }
  if (answer->status < 200 || answer->status >= 300 || !answer->failure.empty()) return std::unexpected(error_of(*answer, options, options.url));
  return bytes;
}

Status RemoteGenerator::State::choose_model() {
  JANGIN_ASSIGN(std::string body, fetch("/models", {}));
  auto models = read_remote_models(body);
  if (!models) {
    models.error().place = options.url + "/models";
    return pass(models);
  }
  for (const RemoteModel& entry : *models) {
    if (!options.model.empty() && entry.name != options.model) continue;
    model = entry.name;
    if (entry.context_tokens > 0) context = entry.context_tokens;
    return {};
  }
  std::vector<std::string> names;
  for (const RemoteModel& entry : *models) names.push_back(entry.name);
  return fail(ErrorCode::not_found, "serves no model " + options.model, options.url, fmt::format("it serves: {}", fmt::join(names, ", ")));
}

RemoteGenerator::RemoteGenerator(std::unique_ptr<State> state) : state_(std::move(state)) {}
RemoteGenerator::~RemoteGenerator() = default;

Result<std::unique_ptr<RemoteGenerator>> RemoteGenerator::open(const RemoteOptions& options) {
  if (!options.url.starts_with("http://") && !options.url.starts_with("https://")) {
    return fail(ErrorCode::invalid_argument, "is not an address that begins with http:// or https://", options.url);
  }
  if (options.concurrency < 1 || options.retries < 0 || !(options.timeout_seconds > 0) || !(options.requests_per_minute >= 0)) {
    return fail(ErrorCode::invalid_argument, "concurrency and time must be above 0, retries and requests a minute 0 or more", options.url);
  }
  auto state = std::make_unique<State>();
  state->options = options;
  while (state->options.url.ends_with('/')) state->options.url.pop_back();
  if (const char* key = options.key_variable.empty() ? nullptr : std::getenv(options.key_variable.c_str())) state->key = key;
  JANGIN_TRY(state->choose_model());
  return std::unique_ptr<RemoteGenerator>(new RemoteGenerator(std::move(state)));
}

const std::string& RemoteGenerator::model_name() const { return state_->model; }
const std::string& RemoteGenerator::model_hash() const { return state_->hash; }
size_t RemoteGenerator::context_tokens() const { return state_->context; }

Result<std::vector<GenerateReply>> RemoteGenerator::generate(std::span<const GenerateRequest> requests) {
  State& s = *state_;
  auto make = [&s](const GenerateRequest& request) {
    return s.request(remote_path(request), remote_body(request, s.model, static_cast<bool>(request.on_piece)));
  };
  RemoteCall call(*s.client, s.next_start, s.options, requests, make);
  auto replies = call.run();
  if (s.client->under_way() > 0) s.client = std::make_unique<HttpClient>();  // breaks off what nobody waits for any more
  return replies;
}

Result<std::vector<std::vector<ContinuationScore>>> RemoteGenerator::score(std::span<const ScoreRequest>) {
  return fail(ErrorCode::unsupported, "a model behind a URL tells no likelihood of given texts", state_->model, "open the model from its files");
}

Result<TextScore> RemoteGenerator::score_text(std::string_view, size_t) {
  return fail(ErrorCode::unsupported, "a model behind a URL tells no likelihood of given texts", state_->model, "open the model from its files");
}

Result<std::vector<std::vector<float>>> RemoteGenerator::embed(std::span<const std::string> texts) {
  const std::vector<std::string> input(texts.begin(), texts.end());
  JANGIN_ASSIGN(std::string body, state_->fetch("/embeddings", remote_embedding_body(input, state_->model)));
  return read_remote_embeddings(body, texts.size());
}

}  // namespace jangin::engine
