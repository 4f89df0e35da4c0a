// GET /v1/models and /v1/models/NAME.
#include "serve/route.h"

namespace jangin::serve {
namespace {

Json model_json(const ServedModel& model) {
  return {{"id", model.id}, {"object", "model"}, {"created", model.created}, {"owned_by", "jangin"}, {"max_model_len", model.context_tokens}};
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// "%EC%9E%A5" → "장": clients escape what is not ASCII in a path (RFC 3986, section 2.1). A '%' without two digits stays.
std::string percent_decoded(std::string_view escaped) {
  std::string text;
  for (size_t i = 0; i < escaped.size(); ++i) {
    const bool whole = escaped[i] == '%' && i + 2 < escaped.size();
    const int high = whole ? hex_digit(escaped[i + 1]) : -1, low = whole ? hex_digit(escaped[i + 2]) : -1;
    if (high < 0 || low < 0) {
      text += escaped[i];
      continue;
    }
    text += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return text;
}

}  // namespace

void list_models(Call call) {
  Json data = Json::array();
  for (const ServedModel& model : call.services->models->list()) data.push_back(model_json(model));
  call.reply({{"object", "list"}, {"data", std::move(data)}});
}

void get_model(Call call) {
  const std::string id = percent_decoded(std::string_view(call.head.path).substr(std::string_view("/v1/models/").size()));
  for (const ServedModel& model : call.services->models->list()) {
    if (model.id == id) return call.reply(model_json(model));
  }
  call.refuse(unknown_model(id));
}

}  // namespace jangin::serve
