// POST /v1/chat/completions.
#include <ctime>

#include "serve/openai/chat_answer.h"

namespace jangin::serve {

void post_chat_completions(Call call) {
  auto addressed = address(call);
  if (!addressed) return call.refuse(addressed.error());
  auto request = read_chat_request(addressed->body, addressed->bounds);
  if (!request) return call.refuse(request.error());
  GenerationPlan plan{.requests = {},
                      .choices_per_prompt = static_cast<size_t>(request->generation.choices),
                      .stream = request->generation.stream,
                      .include_usage = request->generation.include_usage};
  add_choices(request->generation.request, request->generation.choices, plan.requests);
  AnswerStyle style{"chatcmpl-" + call.head.request_id, addressed->model, std::time(nullptr), request->generation.request.log_probabilities,
                    plan.include_usage};
  const size_t choices = plan.requests.size();
  generate_answer(std::move(call), std::move(*addressed), std::move(plan), chat_answer(std::move(style), std::move(request->tools), choices));
}

}  // namespace jangin::serve
