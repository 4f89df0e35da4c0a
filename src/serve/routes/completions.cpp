// POST /v1/completions: the prompt is text that the model goes on with; no chat template.
#include <ctime>

#include "serve/openai/chat_answer.h"
#include "serve/openai/completion_request.h"

namespace jangin::serve {

void post_completions(Call call) {
  auto addressed = address(call);
  if (!addressed) return call.refuse(addressed.error());
  auto request = read_completion_request(addressed->body, addressed->bounds);
  if (!request) return call.refuse(request.error());
  GenerationPlan plan{.requests = {},
                      .choices_per_prompt = static_cast<size_t>(request->generation.choices),
                      .stream = request->generation.stream,
                      .include_usage = request->generation.include_usage};
  for (std::string& prompt : request->prompts) {
    request->generation.request.prompt = std::move(prompt);
    add_choices(request->generation.request, request->generation.choices, plan.requests);
  }
  AnswerStyle style{"cmpl-" + call.head.request_id, addressed->model, std::time(nullptr), request->generation.request.log_probabilities,
                    plan.include_usage};
  const size_t choices = plan.requests.size();
  generate_answer(std::move(call), std::move(*addressed), std::move(plan), completion_answer(std::move(style), choices));
}

}  // namespace jangin::serve
