// Every request passes check() before its body is read: route, host, key, type, limits.
#include "serve/server.h"

#include <fmt/format.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "base/clock.h"
#include "base/log.h"
#include "base/strings.h"
#include "serve/keys.h"
#include "serve/route.h"

namespace jangin::serve {
namespace {

ApiError plain_error(unsigned status, std::string code, std::string message) {
  return {.status = status, .message = std::move(message), .type = status < 500 ? "invalid_request_error" : "server_error", .code = std::move(code)};
}

bool matches(const Route& route, std::string_view path) {
  return route.path.ends_with('/') ? path.size() > route.path.size() && path.starts_with(route.path) : path == route.path;
}

/// The host of a Host header, without port and brackets.
std::string host_name(std::string_view host) {
  if (host.starts_with('[')) return std::string(host.substr(1, host.find(']') - 1));
  return std::string(host.substr(0, host.find(':')));
}

/// "Bearer KEY" → KEY; empty when it is something else.
std::string_view bearer(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  if (authorization.size() <= kScheme.size() || to_lower_ascii(authorization.substr(0, kScheme.size())) != kScheme) return {};
  return trim(authorization.substr(kScheme.size()));
}

bool is_json(std::string_view content_type) { return to_lower_ascii(trim(content_type.substr(0, content_type.find(';')))) == "application/json"; }

}  // namespace

bool is_loopback(const std::string& host) { return host == "localhost" || host == "::1" || host.starts_with("127."); }

struct Server::State final : HttpHandler {
  ServerOptions options;
  std::unique_ptr<Models> models;
  Metrics metrics;
  Services services;
  std::shared_ptr<KeyLimiter> limiter = KeyLimiter::create();
  std::mutex mutex;
  std::shared_ptr<const KeyRing> keys;  // null: no keys
  std::jthread reloading;
  std::atomic<bool> reload_under_way{false};
  std::atomic<bool> stopping{false};
  std::unique_ptr<HttpServer> http;
  std::atomic<HttpServer*> listening{nullptr};  // for requests that come before `http` is set

  Status read_keys();
  void reload(std::function<void(Status)> done);
  ApiResult<const Route*> find_route(const HttpHead& head) const;
  Status admit(const HttpHead& head, CallState& call, ApiError& error);

  std::expected<std::shared_ptr<CallContext>, HttpReply> check(const HttpHead& head) override;
  void handle(const HttpHead& head, std::string body, std::shared_ptr<CallContext> context, std::shared_ptr<Exchange> exchange) override;
  void ended(const HttpHead& head, const std::shared_ptr<CallContext>& context, const HttpOutcome& outcome) override;
  HttpReply failure(unsigned status, std::string_view message) override;
};

Status Server::State::read_keys() {
  if (options.keys.empty()) return {};
  JANGIN_ASSIGN(KeyRing ring, KeyRing::read(options.keys));
  std::lock_guard lock(mutex);
  keys = std::make_shared<const KeyRing>(std::move(ring));
  return {};
}

void Server::State::reload(std::function<void(Status)> done) {
  if (reload_under_way.exchange(true)) return done(fail(ErrorCode::conflict, "a reload is under way already"));
  std::lock_guard lock(mutex);
  reloading = std::jthread([this, done = std::move(done)] {
    Status status = read_keys();
    Status opened = models->reload();
    if (status) status = std::move(opened);
    reload_under_way = false;
    done(std::move(status));
  });
}

ApiResult<const Route*> Server::State::find_route(const HttpHead& head) const {
  bool path_known = false;
  for (const Route& route : routes()) {
    if (!matches(route, head.path)) continue;
    path_known = true;
    if (route.method == head.method || (route.method == "GET" && head.method == "HEAD")) return &route;
  }
  if (path_known) return std::unexpected(plain_error(405, "method_not_allowed", "This path takes another method"));
  return std::unexpected(plain_error(404, "unknown_url", "There is nothing at this path"));
}

/// Key and limits. The error is in `error` when the status is none.
Status Server::State::admit(const HttpHead& head, CallState& call, ApiError& error) {
  const Access access = call.route->access;
  std::shared_ptr<const KeyRing> ring;
  {
    std::lock_guard lock(mutex);
    ring = keys;
  }
  auto refuse = [&](ApiError why) {
    error = std::move(why);
    return fail(ErrorCode::invalid_argument, "refused");
  };
  if (access == Access::open) return {};
  if (!ring) {
    if (access == Access::admin) return refuse(plain_error(403, "no_keys", "This needs an admin key, and the server runs without keys"));
    return {};
  }
  const std::string_view secret = bearer(head.authorization);
  if (secret.empty()) return refuse(plain_error(401, "missing_api_key", "An API key is needed: send it as `Authorization: Bearer KEY`"));
  const Key* key = ring->find(secret, timestamp_now());
  if (!key) return refuse(plain_error(401, "invalid_api_key", "This API key is not known, or has expired"));
  call.key = key->name;
  if (access == Access::admin && !key->admin) return refuse(plain_error(403, "no_admin", "This needs an admin key"));
  if (access == Access::counted) {
    auto lease = limiter->admit(*key);
    if (!lease) return refuse(lease.error());
    call.lease = std::move(*lease);
  }
  return {};
}

std::expected<std::shared_ptr<CallContext>, HttpReply> Server::State::check(const HttpHead& head) {
  if (stopping) return std::unexpected(error_reply(stopping_error()));
  auto route = find_route(head);
  if (!route) return std::unexpected(error_reply(route.error()));
  // Without keys, a web page whose name was made to point at this machine must not get through to it.
  if (options.keys.empty() && is_loopback(options.http.host) && !is_loopback(host_name(head.host)) && !head.host.empty()) {
    return std::unexpected(error_reply(plain_error(403, "wrong_host", "Without keys this server answers to localhost only")));
  }
  auto call = std::make_shared<CallState>();
  call->route = *route;
  call->began = std::chrono::steady_clock::now();
  ApiError error;
  if (!admit(head, *call, error)) {
    HttpReply reply = error_reply(error);
    if (error.status == 401) reply.headers.emplace_back("WWW-Authenticate", "Bearer");
    return std::unexpected(std::move(reply));
  }
  if (head.method == "POST" && (*route)->access == Access::counted && !is_json(head.content_type)) {
    return std::unexpected(error_reply(plain_error(415, "unsupported_media_type", "The body must be JSON: send `Content-Type: application/json`")));
  }
  return call;
}

void Server::State::handle(const HttpHead& head, std::string body, std::shared_ptr<CallContext> context, std::shared_ptr<Exchange> exchange) {
  Call call{head, std::move(body), std::static_pointer_cast<CallState>(context), exchange, &services};
  try {
    call.state->route->run(std::move(call));
  } catch (const std::exception& error) {  // out of memory, or a fault of ours: it costs this request and not the server
    log_error("{}: {}", head.request_id, error.what());
    exchange->reply(error_reply(plain_error(500, "internal_error", "The server failed on this request")));
  }
}

void Server::State::ended(const HttpHead& head, const std::shared_ptr<CallContext>& context, const HttpOutcome& outcome) {
  const auto* call = static_cast<const CallState*>(context.get());
  const std::string_view route = call ? call->route->path : "refused";
  const std::string_view key = call ? std::string_view(call->key) : "-";
  metrics.request_ended(route, outcome.status, key, outcome.seconds);
  log_info("{} {} {}{} {:.3f}s key={} prompt={} generated={}", head.request_id, route, outcome.status, outcome.complete ? "" : " (client left)",
           outcome.seconds, key, call ? call->prompt_tokens.load() : 0, call ? call->generated_tokens.load() : 0);
}

HttpReply Server::State::failure(unsigned status, std::string_view message) {
  const char* code = status == 413   ? "body_too_large"
                     : status == 431 ? "headers_too_large"
                     : status == 408 ? "timeout"
                     : status == 503 ? "overloaded"
                                     : "malformed_http";
  return error_reply(plain_error(status, code, std::string(message)));
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() { stop(std::chrono::milliseconds(0)); }

Result<std::unique_ptr<Server>> Server::start(std::vector<ModelSource> sources, const ServerOptions& options) {
  if (options.keys.empty() && !options.no_keys && !is_loopback(options.http.host)) {
    return fail(ErrorCode::invalid_argument, "whoever reaches this address could use the models", options.http.host,
                "give --keys FILE (`jangin serve key add` makes one), or say --no-keys");
  }
  auto state = std::make_unique<State>();
  state->options = options;
  JANGIN_TRY(state->read_keys());
  JANGIN_ASSIGN(state->models, Models::open(std::move(sources)));
  State* raw = state.get();
  state->services = {.models = state->models.get(),
                     .metrics = &state->metrics,
                     .bounds = {.choices = options.choices, .max_tokens = options.max_tokens},
                     .http_statistics =
                         [raw] {
                           const HttpServer* http = raw->listening;
                           return http ? http->statistics() : HttpStatistics{};
                         },
                     .reload = [raw](std::function<void(Status)> done) { raw->reload(std::move(done)); }};
  JANGIN_ASSIGN(state->http, HttpServer::start(options.http, *state));
  state->listening = state->http.get();
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

uint16_t Server::port() const { return state_->http->port(); }
void Server::reload(std::function<void(Status)> done) { state_->reload(std::move(done)); }

void Server::stop(std::chrono::milliseconds grace) {
  if (!state_ || !state_->http) return;
  state_->stopping = true;
  state_->http->stop(grace);
  if (state_->reloading.joinable()) state_->reloading.join();
  state_->models->stop(false);
}

}  // namespace jangin::serve
