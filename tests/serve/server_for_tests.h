// A server on a free port with fake models.
#pragma once

#include "serve/fake_backend.h"
#include "serve/json.h"
#include "serve/raw_client.h"
#include "serve/server.h"

namespace jangin::serve {

struct TestServer {
  explicit TestServer(FakeOptions fake = {}, ServerOptions options = {}) {
    options.http.port = 0;
    std::vector<ModelSource> sources;
    for (const char* id : {"one", "two"}) {
      sources.push_back({id, [this, fake]() -> Result<std::unique_ptr<Backend>> {
                           auto backend = std::make_unique<FakeBackend>(fake);
                           last = backend.get();
                           ++opened;
                           return backend;
                         }});
    }
    auto started = Server::start(std::move(sources), options);
    EXPECT_TRUE(started) << started.error().text();
    server = std::move(*started);
  }
  /// Head and body of one answer on a connection of its own.
  std::pair<std::string, std::string> ask(const std::string& request) const {
    RawClient client(server->port());
    EXPECT_TRUE(client.send(request));
    return client.answer();
  }
  Json ask_json(const std::string& request) const { return Json::parse(ask(request).second, nullptr, false); }
  bool wait_until(const std::function<bool()>& condition) const {
    for (int i = 0; i < 500 && !condition(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return condition();
  }
  FakeBackend* last = nullptr;  // of the model opened last
  std::atomic<int> opened{0};
  std::unique_ptr<Server> server;
};

inline unsigned status_of(const std::string& head) { return head.size() > 12 ? static_cast<unsigned>(std::stoul(head.substr(9, 3))) : 0; }

}  // namespace jangin::serve
