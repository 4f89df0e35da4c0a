// GET /health: the server runs and its models are open.
#include "serve/route.h"

namespace jangin::serve {

void get_health(Call call) {
  Json models = Json::array();
  for (const ServedModel& model : call.services->models->list()) models.push_back(model.id);
  call.reply({{"status", "ok"}, {"models", std::move(models)}});
}

}  // namespace jangin::serve
