// One served model as routes see it: a seam that the engine's service fills, and tests with something slow, full or failing.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/service.h"

namespace jangin::serve {

/// All functions are thread-safe; callbacks as engine::Service's.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual size_t context_tokens() const = 0;
  virtual int64_t vocab_size() const = 0;
  /// The model's own chat template tells it of tools (GenerateRequest::tools); else the request's messages must.
  virtual bool describes_tools() const = 0;
  virtual size_t count_tokens(std::string_view text) const = 0;
  virtual Result<uint64_t> submit(engine::GenerateRequest request, engine::Service::OnEnd on_end) = 0;
  virtual void cancel(uint64_t id) = 0;
  virtual Result<uint64_t> embed(std::vector<std::string> texts, engine::Service::OnEmbedded on_embedded) = 0;
  virtual engine::ServiceStatistics statistics() const = 0;
  virtual void stop(bool finish) = 0;
};

}  // namespace jangin::serve
