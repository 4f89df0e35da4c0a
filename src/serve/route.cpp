// What routes have in common.
#include "serve/route.h"

namespace jangin::serve {

HttpReply error_reply(const ApiError& error) {
  HttpReply reply{.status = error.status, .body = error.body()};
  if (error.retry_after_seconds > 0) reply.headers.emplace_back("Retry-After", std::to_string(error.retry_after_seconds));
  return reply;
}

void Call::refuse(const ApiError& error) const { exchange->reply(error_reply(error)); }

ApiResult<Addressed> address(const Call& call) {
  auto body = parse_object(call.body);
  if (!body) return std::unexpected(body.error());
  Addressed out;
  Fields fields(*body);
  fields.text("model", out.model);
  if (fields.fault()) return std::unexpected(*fields.fault());
  out.model = call.services->models->resolve(out.model);
  out.backend = call.services->models->find(out.model);
  if (!out.backend) return std::unexpected(unknown_model(out.model));
  out.body = std::move(*body);
  out.bounds = call.services->bounds;
  out.bounds.vocab = out.backend->vocab_size();
  out.bounds.template_has_tools = out.backend->describes_tools();
  out.bounds.max_tokens = std::min<int>(out.bounds.max_tokens, static_cast<int>(out.backend->context_tokens()));
  return out;
}

}  // namespace jangin::serve
