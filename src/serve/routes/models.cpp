// GET /v1/models and /v1/models/NAME.
#include "serve/route.h"

namespace jangin::serve {
namespace {

Json model_json(const ServedModel& model) {
  return {{"id", model.id}, {"object", "model"}, {"created", model.created}, {"owned_by", "jangin"}, {"max_model_len", model.context_tokens}};
}

}  // namespace

void list_models(Call call) {
  Json data = Json::array();
  for (const ServedModel& model : call.services->models->list()) data.push_back(model_json(model));
  call.reply({{"object", "list"}, {"data", std::move(data)}});
}

void get_model(Call call) {
  const std::string id = call.head.path.substr(std::string_view("/v1/models/").size());
  for (const ServedModel& model : call.services->models->list()) {
    if (model.id == id) return call.reply(model_json(model));
  }
  call.refuse(unknown_model(id));
}

}  // namespace jangin::serve
