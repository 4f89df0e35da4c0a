// A route: method, path, who may call it, and the function that answers. One file a route in routes/, one line in registry.cpp.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "serve/api_error.h"
#include "serve/http/http.h"
#include "serve/http/http_server.h"
#include "serve/json.h"
#include "serve/key_limiter.h"
#include "serve/metrics.h"
#include "serve/models.h"
#include "serve/openai/generation_fields.h"

namespace jangin::serve {

enum class Access : uint8_t {
  open,     // anybody
  key,      // any key, where keys are in use; not counted against its limits
  counted,  // likewise, and counted
  admin,    // a key with `admin`; refused where no keys are in use
};

struct Call;
struct Route {
  std::string_view method;  // "GET" takes HEAD, too
  std::string_view path;    // one that ends in '/' stands for all paths below it
  Access access;
  void (*run)(Call call);  // on the handling thread; answers now or later
};
const std::vector<Route>& routes();

/// What a route may use of the server. Outlives all calls.
struct Services {
  Models* models = nullptr;
  Metrics* metrics = nullptr;
  RequestBounds bounds;  // of every request; the model's part is filled in by the route
  std::function<HttpStatistics()> http_statistics;
  /// Reads models and keys again, in a thread of its own.
  std::function<void(std::function<void(Status)> done)> reload;
};

/// A request between its head and its end.
struct CallState final : CallContext {
  const Route* route = nullptr;
  std::string key = "-";  // name; "-": none
  std::shared_ptr<KeyLimiter::Lease> lease;
  std::chrono::steady_clock::time_point began;
  std::atomic<uint64_t> prompt_tokens{0}, generated_tokens{0};  // for the log
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count(); }
};

struct Call {
  HttpHead head;
  std::string body;
  std::shared_ptr<CallState> state;
  std::shared_ptr<Exchange> exchange;
  const Services* services = nullptr;

  void reply(const Json& json) const { exchange->reply({.body = dump(json)}); }
  void refuse(const ApiError& error) const;
};
HttpReply error_reply(const ApiError& error);

/// The body's object and the model that it names.
struct Addressed {
  Json body;
  std::string model;
  std::shared_ptr<Backend> backend;
  RequestBounds bounds;
};
/// Errors: 400, 404.
ApiResult<Addressed> address(const Call& call);

void get_health(Call call);
void get_metrics(Call call);
void list_models(Call call);
void get_model(Call call);
void post_chat_completions(Call call);
void post_completions(Call call);
void post_embeddings(Call call);
void post_reload(Call call);

}  // namespace jangin::serve
