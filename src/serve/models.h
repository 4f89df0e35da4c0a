// The models that are served, by name, and their exchange for newer ones while requests are under way.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "serve/backend.h"

namespace jangin::serve {

/// Where a model comes from. `open` is called at the start and at each reload, from any thread.
struct ModelSource {
  std::string id;
  std::function<Result<std::unique_ptr<Backend>>()> open;
};

struct ServedModel {
  std::string id;
  int64_t created = 0;  // Unix time of its (re)opening
  size_t context_tokens = 0;
};

/// Thread-safe.
class Models {
 public:
  /// Opens them all. Errors: invalid_argument (none, or two of one name), those of opening.
  static Result<std::unique_ptr<Models>> open(std::vector<ModelSource> sources);
  /// Cancels what is under way and waits for its end.
  ~Models();

  /// Null: not served. An empty name means the only model, or the first.
  std::shared_ptr<Backend> find(std::string_view id) const;
  std::string resolve(std::string_view id) const;
  std::vector<ServedModel> list() const;
  std::vector<std::pair<std::string, engine::ServiceStatistics>> statistics() const;
  /// Opens every source again. New requests go to the new models, those under way end on the old ones, which then go. A model that
  /// cannot be opened stays the old one, and the first such error is returned. One call at a time (conflict).
  Status reload();
  /// As engine::Service::stop, for all.
  void stop(bool finish);

 private:
  struct Entry {
    std::shared_ptr<Backend> backend;
    int64_t created = 0;
  };
  Models() = default;
  void retire(std::shared_ptr<Backend> old);

  std::vector<ModelSource> sources_;
  mutable std::mutex mutex_;
  std::map<std::string, Entry, std::less<>> entries_;
  bool reloading_ = false;
  std::vector<std::jthread> retiring_;
};

}  // namespace jangin::serve
