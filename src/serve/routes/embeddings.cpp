// POST /v1/embeddings.
#include <bit>

#include "serve/openai/completion_request.h"
#include "serve/route.h"

namespace jangin::serve {
namespace {

/// Little-endian f32 as base64 (RFC 4648): what OpenAI's clients ask for unless told otherwise.
std::string base64(const std::vector<float>& numbers) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  for (float number : numbers) {
    const auto bits = std::bit_cast<uint32_t>(number);
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(bits >> shift & 255);
  }
  std::string out;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t group = 0;
    for (size_t j = 0; j < 3; ++j) group = group << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    for (size_t j = 0; j < 4; ++j) out += i + j <= bytes.size() ? kLetters[group >> (18 - 6 * j) & 63] : '=';
  }
  return out;
}

}  // namespace

void post_embeddings(Call call) {
  auto addressed = address(call);
  if (!addressed) return call.refuse(addressed.error());
  auto request = read_embedding_request(addressed->body);
  if (!request) return call.refuse(request.error());
  size_t tokens = 0;
  for (const std::string& text : request->texts) tokens += addressed->backend->count_tokens(text);
  auto answer = [call, tokens, model = addressed->model, as_base64 = request->base64](Result<std::vector<std::vector<float>>> vectors) {
    if (!vectors) return call.refuse(from_engine(vectors.error()));
    if (call.state->lease) call.state->lease->used(tokens);
    call.state->prompt_tokens = tokens;
    Json data = Json::array();
    for (size_t i = 0; i < vectors->size(); ++i) {
      data.push_back({{"object", "embedding"}, {"index", i}, {"embedding", as_base64 ? Json(base64((*vectors)[i])) : Json((*vectors)[i])}});
    }
    call.reply({{"object", "list"}, {"data", std::move(data)}, {"model", model}, {"usage", {{"prompt_tokens", tokens}, {"total_tokens", tokens}}}});
  };
  auto id = addressed->backend->embed(std::move(request->texts), std::move(answer));
  if (!id) return call.refuse(from_engine(id.error()));
  call.exchange->on_abort([backend = std::weak_ptr<Backend>(addressed->backend), id = *id](Abort) {
    if (auto alive = backend.lock()) alive->cancel(id);
  });
}

}  // namespace jangin::serve
