// A model's numbers, for the scripts of this folder that compare them with other programs' (compare_model_with_original.py). It compares nothing.
//   model_answers MODEL f32|bf16 NEW LAST LOGITS
// Each line of standard input is a JSON list of token ids, at least two; each is answered with a line of JSON: "log_probabilities" of every
// token but the first (over key-value caches), "greedy": NEW further tokens, "gaps": by how much each of them led the second likeliest
// (logits). The file LOGITS then holds the logits of the last LAST positions, f32 [min(LAST, T), V], of one pass over all T.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "model/formats/model_files.h"
#include "model/inference.h"

namespace {

using namespace jangin;

struct Request {
  std::string model, precision, logits_path;
  size_t new_tokens = 0, last = 0;
};

Status write_logits(const model::Network& network, const std::vector<int32_t>& ids, size_t last, const std::string& path) {
  model::PackedTokens packed;
  packed.append(ids);
  tensor::Tape tape = tensor::Tape::inference(network.device(), network.compute());
  const tensor::Variable hidden = network.forward(tape, packed);
  const std::vector<float> logits = tensor::logits(tape, hidden.tensor(), network.output_projection()).to_host();
  const size_t bytes = logits.size() / ids.size() * std::min(last, ids.size()) * sizeof(float);
  return write_file(path, {reinterpret_cast<const char*>(logits.data() + logits.size()) - bytes, bytes});
}

Result<nlohmann::json> answer(model::DecoderState& state, const std::vector<int32_t>& ids, size_t new_tokens) {
  nlohmann::json out;
  state.truncate(0, 0);
  JANGIN_ASSIGN(out["log_probabilities"], state.score(0, std::span(ids).first(ids.size() - 1), std::span(ids).subspan(1)));
  state.truncate(0, 0);
  std::vector<float> logits(static_cast<size_t>(state.vocab()));
  JANGIN_TRY(state.prefill(0, ids, logits));
  for (size_t i = 0; i < new_tokens; ++i) {
    const auto first = std::max_element(logits.begin(), logits.end());
    const int32_t token = static_cast<int32_t>(first - logits.begin());
    const float best = std::exchange(*first, -INFINITY);
    out["greedy"].push_back(token);
    out["gaps"].push_back(best - *std::max_element(logits.begin(), logits.end()));
    const model::SequenceToken next{0, token};
    JANGIN_TRY(state.step({&next, 1}, logits));
  }
  return out;
}

Status run(const Request& request) {
  JANGIN_ASSIGN(const model::ModelFiles files, model::open_model(request.model));
  const tensor::DType compute = request.precision == "f32" ? tensor::DType::f32 : tensor::DType::bf16;
  JANGIN_ASSIGN(const auto network, model::Network::load(files.config, *files.weights, tensor::default_device(), compute));
  JANGIN_ASSIGN(const auto state, model::DecoderState::create(*network, 1, files.config.context));
  for (std::string line; std::getline(std::cin, line);) {
    const auto ids = nlohmann::json::parse(line).get<std::vector<int32_t>>();
    JANGIN_TRY(network->check_ids(ids));
    JANGIN_TRY(write_logits(*network, ids, request.last, request.logits_path));
    JANGIN_ASSIGN(const nlohmann::json out, answer(*state, ids, request.new_tokens));
    std::cout << out.dump() << std::endl;
  }
  return {};
}

}  // namespace

int main(int count, char** values) {
  if (count != 6) {
    std::cerr << "usage: model_answers MODEL f32|bf16 NEW LAST LOGITS\n";
    return 2;
  }
  const auto done =
      run({.model = values[1], .precision = values[2], .logits_path = values[5], .new_tokens = std::stoul(values[3]), .last = std::stoul(values[4])});
  if (!done) std::cerr << done.error().text() << "\n";
  return done ? 0 : 1;
}
