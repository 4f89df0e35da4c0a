// GET /metrics.
#include "serve/route.h"

namespace jangin::serve {

void get_metrics(Call call) {
  std::vector<ModelStatistics> models;
  for (auto& [id, statistics] : call.services->models->statistics()) models.push_back({id, statistics});
  call.exchange->reply(
      {.body = call.services->metrics->text(models, call.services->http_statistics()), .content_type = "text/plain; version=0.0.4; charset=utf-8"});
}

}  // namespace jangin::serve
