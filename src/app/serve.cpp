// `jangin serve`: models behind OpenAI's API, and the keys that open it.
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "app/command.h"
#include "app/model_option.h"
#include "app/print.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "engine/local_generator.h"
#include "line/base_models.h"
#include "serve/keys.h"
#include "serve/server.h"
#include "serve/service_backend.h"

namespace jangin::app {
namespace {

using std::chrono::milliseconds;

struct ServeOptions {
  std::vector<std::string> models;
  std::string host = "127.0.0.1", keys;
  int port = 8080;
  double max_body = 8, timeout = 600, stop_timeout = 30;
  int max_queue = 256, max_batch = 64, max_connections = 1024, max_choices = 16, max_tokens = 1 << 20;
  int64_t context = 0, cache_tokens = 0;
  bool no_keys = false, lookup = false;
  std::string draft, cache = "auto", weights = "file";
};

struct KeyOptions {
  std::string file, name, expires;
  serve::KeyLimits limits;
  bool admin = false;
};

std::atomic<bool> reload_asked{false};

/// "NAME=PATH", or a path or known name whose model says what it is called. The model is opened here for its name and errors; later
/// calls of `open` read it again.
Result<serve::ModelSource> source_of(const std::string& word, const ServeOptions& options, const Common& common) {
  const size_t equals = word.find('=');
  const bool named = equals != std::string::npos && word.find('/') > equals;
  JANGIN_ASSIGN(line::ResolvedModel resolved, line::resolve_base_model(named ? word.substr(equals + 1) : word, "."));
  engine::LocalOptions local{.batch = options.max_batch,
                             .cache_tokens = options.cache_tokens,
                             .context = options.context,
                             .cache = cache_format(options.cache),
                             .lookup = options.lookup,
                             .draft = options.draft};
  JANGIN_ASSIGN(local.device, tensor::find_device(common.device));
  JANGIN_ASSIGN(local.weights, model::weight_form(options.weights));
  JANGIN_ASSIGN(auto opened, engine::LocalGenerator::open(resolved.path, local));
  const std::string id = named ? word.substr(0, equals) : opened->model_name();
  const engine::ServiceOptions service{.waiting = static_cast<size_t>(options.max_queue)};
  auto first = std::make_shared<std::unique_ptr<engine::LocalGenerator>>(std::move(opened));
  return serve::ModelSource{id, [path = resolved.path, local, service, first]() -> Result<std::unique_ptr<serve::Backend>> {
                              std::unique_ptr<engine::LocalGenerator> model = std::exchange(*first, nullptr);
                              if (!model) {
                                JANGIN_ASSIGN(model, engine::LocalGenerator::open(path, local));
                              }
                              return serve::serve_model(std::move(model), service);
                            }};
}

serve::ServerOptions server_options(const ServeOptions& options) {
  serve::ServerOptions out;
  out.http.host = options.host;
  out.http.port = static_cast<uint16_t>(options.port);
  out.http.reader.body_bytes = static_cast<uint64_t>(options.max_body * (1 << 20));
  out.http.connections = static_cast<size_t>(options.max_connections);
  out.http.request_time = milliseconds(static_cast<int64_t>(options.timeout * 1000));
  out.keys = options.keys;
  out.no_keys = options.no_keys;
  out.choices = options.max_choices;
  out.max_tokens = options.max_tokens;
  return out;
}

void say_that_it_listens(const ServeOptions& options, uint16_t port, const std::vector<std::string>& ids, const Common& common) {
  const std::string host = options.host.contains(':') ? "[" + options.host + "]" : options.host;
  const std::string url = fmt::format("http://{}:{}/v1", host, port);
  if (common.json) {
    print_json({{"url", url}, {"models", ids}, {"keys", !options.keys.empty()}});
  } else {
    print_line(fmt::format("{} at {}{}. Ctrl-C stops.", fmt::join(ids, ", "), url, options.keys.empty() ? ", without keys" : ""));
  }
  std::fflush(stdout);
}

Status run_server(const ServeOptions& options, const Common& common) {
  std::vector<serve::ModelSource> sources;
  std::vector<std::string> ids;
  for (const std::string& word : options.models) {
    JANGIN_ASSIGN(serve::ModelSource source, source_of(word, options, common));
    ids.push_back(source.id);
    sources.push_back(std::move(source));
  }
  std::signal(SIGHUP, [](int) { reload_asked = true; });
  JANGIN_ASSIGN(std::unique_ptr<serve::Server> server, serve::Server::start(std::move(sources), server_options(options)));
  say_that_it_listens(options, server->port(), ids, common);
  while (!interrupted()) {
    std::this_thread::sleep_for(milliseconds(100));
    if (!reload_asked.exchange(false)) continue;
    server->reload([](const Status& status) {
      if (!status) log_error("not everything was read again: {}", status.error().text());
    });
  }
  if (!common.json) print_line("Stopping: answers under way may end; Ctrl-C again stops at once.");
  server->stop(milliseconds(static_cast<int64_t>(options.stop_timeout * 1000)));
  return {};
}

Result<serve::KeyRing> ring_of(const std::string& file, bool may_be_new) {
  auto ring = serve::KeyRing::read(file);
  if (!ring && may_be_new && ring.error().code == ErrorCode::not_found) return serve::KeyRing();
  return ring;
}

Status add_key(const KeyOptions& options, const Common& common) {
  JANGIN_ASSIGN(serve::KeyRing ring, ring_of(options.file, true));
  JANGIN_ASSIGN(std::string expires, serve::expiry_of(options.expires));
  JANGIN_ASSIGN(std::string key, ring.add(options.name, options.limits, options.admin, expires));
  JANGIN_TRY(ring.write(options.file));
  if (common.json) {
    print_json({{"name", options.name}, {"key", key}, {"expires", expires}});
  } else {
    print_line(key);
    print_line("This is the only time that the key is shown. A running server knows it after SIGHUP or POST /v1/admin/reload.");
  }
  return {};
}

Status list_keys(const KeyOptions& options, const Common& common) {
  JANGIN_ASSIGN(serve::KeyRing ring, ring_of(options.file, false));
  std::vector<std::vector<std::string>> rows = {{"name", "created", "expires", "admin", "requests/min", "tokens/min", "concurrent"}};
  nlohmann::json all = nlohmann::json::array();
  auto limit = [](int64_t value) { return value ? std::to_string(value) : "-"; };
  for (const serve::Key& key : ring.keys()) {
    rows.push_back({key.name, key.created, key.expires.empty() ? "never" : key.expires, key.admin ? "yes" : "no",
                    limit(key.limits.requests_per_minute), limit(key.limits.tokens_per_minute), limit(key.limits.concurrent)});
    all.push_back({{"name", key.name},
                   {"created", key.created},
                   {"expires", key.expires},
                   {"admin", key.admin},
                   {"requests_per_minute", key.limits.requests_per_minute},
                   {"tokens_per_minute", key.limits.tokens_per_minute},
                   {"concurrent", key.limits.concurrent}});
  }
  if (common.json) {
    print_json(all);
  } else {
    print_table(rows);
  }
  return {};
}

Status remove_key(const KeyOptions& options) {
  JANGIN_ASSIGN(serve::KeyRing ring, ring_of(options.file, false));
  JANGIN_TRY(ring.remove(options.name));
  return ring.write(options.file);
}

void declare_server_options(CommandLine& command, ServeOptions& options) {
  command.option("models", options.models, "experts, GGUF files, Hugging Face folders or known base models; NAME=PATH gives one another name");
  command.option("--host", options.host, "address to listen on (default 127.0.0.1; beyond this machine only with --keys or --no-keys)");
  command.option("--port", options.port, "port (default 8080; 0: any free one)").range(0, 65535);
  command.option("--keys", options.keys, "file of API keys, see `jangin serve key`; without it no key is asked for");
  command.flag("--no-keys", options.no_keys, "listen beyond this machine without keys");
  command.option("--max-body", options.max_body, "largest request body in MiB (default 8)").range(0.001, 1024.0);
  command.option("--max-queue", options.max_queue, "requests that wait, for each model; more are told 429 (default 256)").range(0, 1 << 20);
  command.option("--max-batch", options.max_batch, "requests generated together, for each model (default 64)").range(1, 4096);
  command.option("--max-connections", options.max_connections, "open connections; more are told 503 (default 1024)").range(1, 1 << 20);
  command.option("--max-choices", options.max_choices, "largest `n` (default 16)").range(1, 1024);
  command.option("--max-tokens", options.max_tokens, "longest reply in tokens (default: what the context holds)").range(1, 1 << 20);
  command.option("--context", options.context, "tokens of prompt and reply together; 0: the model's own").non_negative();
  command
      .option("--cache-tokens", options.cache_tokens,
              "tokens that the caches of a model hold together; 0 (default): batch × context, within an eighth of the memory")
      .non_negative();
  declare_cache_option(command, options.cache);
  command.flag("--lookup", options.lookup, "guess ahead what the text said before: faster, the same replies");
  command.option("--draft", options.draft, "a smaller model with the same vocabulary that guesses ahead");
  command.option("--weights", options.weights, kWeightsHelp);
  command.option("--timeout", options.timeout, "seconds that a request may take (default 600)").range(0.1, 1e6);
  command.option("--stop-timeout", options.stop_timeout, "seconds that answers may take to end after Ctrl-C (default 30)").range(0.0, 1e6);
}

CommandLine declare_key_command(CommandLine& keys, const std::string& name, const std::string& about, KeyOptions& options, bool named) {
  CommandLine command = keys.command(name, about);
  command.option("file", options.file, "the key file").required();
  if (named) command.option("name", options.name, "the key's name").required();
  return command;
}

}  // namespace

Command declare_serve(CommandLine& app, const Common& common) {
  CommandLine command = app.command("serve", "models behind an OpenAI-compatible API",
                                    "jangin serve out/cnc/expert --port 8080\n"
                                    "         jangin serve key add keys.json alice --requests-per-minute 60\n"
                                    "         jangin serve cnc=out/cnc/expert smollm2-135m-instruct --host 0.0.0.0 --keys keys.json");
  auto options = std::make_shared<ServeOptions>();
  auto key = std::make_shared<KeyOptions>();
  declare_server_options(command, *options);
  CommandLine keys = command.command("key", "who may use the server", "jangin serve key add keys.json alice --expires 90d");
  keys.require_command();
  CommandLine add = declare_key_command(keys, "add", "a new key; it is shown once, and only a hash of it is kept", *key, true);
  CommandLine list = declare_key_command(keys, "list", "names and limits", *key, false);
  declare_key_command(keys, "remove", "refuses a key from the next reload on", *key, true);
  add.option("--requests-per-minute", key->limits.requests_per_minute, "0: no limit (default)").non_negative();
  add.option("--tokens-per-minute", key->limits.tokens_per_minute, "of prompts and replies; 0: no limit (default)").non_negative();
  add.option("--concurrent", key->limits.concurrent, "requests at the same time; 0: no limit (default)").non_negative();
  add.option("--expires", key->expires, "30d, 12h, or a date such as 2027-01-31 (default: never)");
  add.flag("--admin", key->admin, "may also call /v1/admin/reload");
  return {command, [options, key, keys, add, list, &common]() -> Status {
            if (!keys.chosen() && options->models.empty())
              return fail(ErrorCode::invalid_argument, "no model is named", "serve", "jangin serve MODEL");
            if (!keys.chosen()) return run_server(*options, common);
            if (add.chosen()) return add_key(*key, common);
            return list.chosen() ? list_keys(*key, common) : remove_key(*key);
          }};
}

}  // namespace jangin::app
