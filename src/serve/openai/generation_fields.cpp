// Fields of OpenAI's API and the extras of vLLM and llama.cpp (top_k, min_p, repetition_penalty).
#include "serve/openai/generation_fields.h"

#include <fmt/format.h>

#include <charconv>
#include <random>

namespace jangin::serve {
namespace {

uint64_t fresh_seed() {
  thread_local std::mt19937_64 random(std::random_device{}());
  return random();
}

void read_logit_bias(Fields& fields, int64_t vocab, engine::Sampling& sampling) {
  const Json* biases = fields.object("logit_bias");
  if (!biases) return;
  if (biases->size() > kMostBiases) fields.refuse("logit_bias", fmt::format("holds at most {} tokens", kMostBiases));
  for (const auto& item : biases->items()) {
    int64_t id = -1;
    const std::string& key = item.key();
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), id);
    const bool whole = error == std::errc() && end == key.data() + key.size();
    if (!whole || id < 0 || id >= vocab) fields.refuse("logit_bias", fmt::format("must name token ids from 0 to {}", vocab - 1));
    const double bias = item.value().is_number() ? item.value().get<double>() : 1e9;
    if (!(bias >= -100 && bias <= 100)) fields.refuse("logit_bias", "must hold numbers from -100 to 100");
    if (!fields.good()) return;
    sampling.logit_bias.emplace_back(static_cast<int32_t>(id), bias);
  }
}

void read_sampling(Fields& fields, int64_t vocab, engine::Sampling& sampling) {
  sampling.temperature = 1;
  sampling.seed = fresh_seed();
  fields.number("temperature", sampling.temperature, 0, 2).number("top_p", sampling.top_p, 0, 1).number("min_p", sampling.min_p, 0, 1);
  fields.integer("top_k", sampling.top_k, -1, 1 << 30);
  if (sampling.top_k < 0) sampling.top_k = 0;                       // vLLM's way to say "off"
  if (sampling.top_p == 0) sampling.top_k = 1, sampling.top_p = 1;  // nothing but the likeliest
  fields.number("presence_penalty", sampling.presence_penalty, -2, 2).number("frequency_penalty", sampling.frequency_penalty, -2, 2);
  fields.number("repetition_penalty", sampling.repetition_penalty, 0.01, 100);
  if (const Json* seed = fields.find("seed"); seed && seed->is_number_integer()) {
    sampling.seed = seed->is_number_unsigned() ? seed->get<uint64_t>() : static_cast<uint64_t>(seed->get<int64_t>());
  } else if (seed) {
    fields.refuse("seed", "must be an integer");
  }
  read_logit_bias(fields, vocab, sampling);
}

void read_streaming(Fields& fields, GenerationFields& out) {
  fields.flag("stream", out.stream);
  const Json* options = fields.object("stream_options");
  if (!options) return;
  if (!out.stream) fields.refuse("stream_options", "needs `stream`: true");
  Fields inner(*options, "stream_options.");
  inner.flag("include_usage", out.include_usage);
  if (inner.fault()) fields.refuse(*inner.fault());
}

}  // namespace

GenerationFields read_generation_fields(Fields& fields, const RequestBounds& bounds) {
  GenerationFields out;
  engine::GenerateRequest& request = out.request;
  read_sampling(fields, bounds.vocab, request.sampling);
  read_streaming(fields, out);
  fields.integer("n", out.choices, 1, bounds.choices);
  request.max_tokens = bounds.max_tokens;
  fields.integer("max_tokens", request.max_tokens, 1, INT32_MAX).integer("max_completion_tokens", request.max_tokens, 1, INT32_MAX);
  request.max_tokens = std::min(request.max_tokens, bounds.max_tokens);
  fields.texts("stop", request.stop, kMostStops);
  for (const std::string& stop : request.stop) {
    if (stop.empty()) fields.refuse("stop", "must not be empty");
    if (stop.size() > 1024) fields.refuse("stop", "must be at most 1024 bytes long");
  }
  request.format = read_output_format(fields);
  return out;
}

}  // namespace jangin::serve
