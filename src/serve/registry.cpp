// All routes.
#include "serve/route.h"

namespace jangin::serve {

const std::vector<Route>& routes() {
  static const std::vector<Route> all = {
      {"POST", "/v1/chat/completions", Access::counted, post_chat_completions},
      {"POST", "/v1/completions", Access::counted, post_completions},
      {"POST", "/v1/embeddings", Access::counted, post_embeddings},
      {"GET", "/v1/models", Access::key, list_models},
      {"GET", "/v1/models/", Access::key, get_model},
      {"POST", "/v1/admin/reload", Access::admin, post_reload},
      {"GET", "/health", Access::open, get_health},
      {"GET", "/metrics", Access::key, get_metrics},
  };
  return all;
}

}  // namespace jangin::serve
