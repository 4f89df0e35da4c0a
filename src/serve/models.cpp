// A table of shared pointers: who holds one keeps the model.
#include "serve/models.h"

#include <ctime>

#include "base/log.h"

namespace jangin::serve {

Result<std::unique_ptr<Models>> Models::open(std::vector<ModelSource> sources) {
  if (sources.empty()) return fail(ErrorCode::invalid_argument, "no model to serve");
  std::unique_ptr<Models> models(new Models());
  for (const ModelSource& source : sources) {
    if (models->entries_.contains(source.id)) {
      return fail(ErrorCode::invalid_argument, "two models have this name", source.id, "give one another name: NAME=PATH");
    }
    JANGIN_ASSIGN(std::shared_ptr<Backend> backend, source.open());
    models->entries_.emplace(source.id, Entry{std::move(backend), std::time(nullptr)});
  }
  models->sources_ = std::move(sources);
  return models;
}

Models::~Models() { stop(false); }

std::shared_ptr<Backend> Models::find(std::string_view id) const {
  std::lock_guard lock(mutex_);
  const auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : found->second.backend;
}

std::string Models::resolve(std::string_view id) const { return id.empty() ? sources_.front().id : std::string(id); }

std::vector<ServedModel> Models::list() const {
  std::lock_guard lock(mutex_);
  std::vector<ServedModel> out;
  for (const ModelSource& source : sources_) {
    const Entry& entry = entries_.at(source.id);
    out.push_back({source.id, entry.created, entry.backend->context_tokens()});
  }
  return out;
}

std::vector<std::pair<std::string, engine::ServiceStatistics>> Models::statistics() const {
  std::lock_guard lock(mutex_);
  std::vector<std::pair<std::string, engine::ServiceStatistics>> out;
  for (const auto& [id, entry] : entries_) out.emplace_back(id, entry.backend->statistics());
  return out;
}

Status Models::reload() {
  {
    std::lock_guard lock(mutex_);
    if (reloading_) return fail(ErrorCode::conflict, "a reload is under way already");
    reloading_ = true;
  }
  Status first_error;
  for (const ModelSource& source : sources_) {
    auto opened = source.open();
    std::lock_guard lock(mutex_);
    if (!opened) {
      log_error("{} stays as it was: {}", source.id, opened.error().text());
      if (first_error) first_error = pass(opened);
      continue;
    }
    Entry& entry = entries_.at(source.id);
    retire(std::exchange(entry.backend, std::shared_ptr<Backend>(std::move(*opened))));
    entry.created = std::time(nullptr);
  }
  std::lock_guard lock(mutex_);
  reloading_ = false;
  return first_error;
}

/// Waits, in a thread of its own, until no request holds the model any more: its last owner must not be its own thread's callback.
void Models::retire(std::shared_ptr<Backend> old) {
  retiring_.emplace_back([old = std::move(old)](const std::stop_token& stopping) mutable {
    while (old.use_count() > 1 && !stopping.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    old->stop(!stopping.stop_requested());
    while (old.use_count() > 1) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    old.reset();
  });
}

void Models::stop(bool finish) {
  std::vector<std::shared_ptr<Backend>> running;
  std::vector<std::jthread> retiring;
  {
    std::lock_guard lock(mutex_);
    for (const auto& [id, entry] : entries_) running.push_back(entry.backend);
    retiring.swap(retiring_);
  }
  for (const auto& backend : running) backend->stop(finish);
}

}  // namespace jangin::serve
