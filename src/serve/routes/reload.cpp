// POST /v1/admin/reload: models and keys are read again from where they were read at the start; nothing in the request names a file.
#include "serve/route.h"

namespace jangin::serve {

void post_reload(Call call) {
  call.services->reload([call](Status status) {
    if (!status) {
      const bool busy = status.error().code == ErrorCode::conflict;
      return call.refuse({.status = busy ? 409U : 500U,
                          .message = status.error().text(),
                          .type = "server_error",
                          .code = busy ? "reload_under_way" : "reload_failed"});
    }
    Json models = Json::array();
    for (const ServedModel& model : call.services->models->list()) models.push_back({{"id", model.id}, {"created", model.created}});
    call.reply({{"reloaded", true}, {"models", std::move(models)}});
  });
}

}  // namespace jangin::serve
