// Logits of both models, position by position, from the same tokens.
#include "publish/parity.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "model/formats/model_files.h"
#include "tensor/operations/projection_loss.h"

namespace jangin::publish {
namespace {

/// Logits [text.size(), vocabulary] of one text, in one forward pass.
std::vector<float> logits_of(const model::Network& network, std::span<const int32_t> text) {
  tensor::Tape tape = tensor::Tape::inference(network.device(), network.compute());
  model::PackedTokens packed;
  packed.append(text);
  tensor::Variable hidden = network.forward(tape, packed);
  tensor::Tensor rows = tensor::logits(tape, hidden.tensor(), network.output_projection());
  std::vector<float> host(text.size() * static_cast<size_t>(network.config().vocab));
  network.device().copy_out(host.data(), rows, host.size() * sizeof(float));
  return host;
}

struct Distribution {
  double log_sum = 0;
  size_t top = 0;
};

Distribution describe(std::span<const float> logits) {
  Distribution d;
  d.top = static_cast<size_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
  double sum = 0;
  for (float x : logits) sum += std::exp(static_cast<double>(x) - logits[d.top]);
  d.log_sum = logits[d.top] + std::log(sum);
  return d;
}

double divergence(std::span<const float> p, const Distribution& dp, std::span<const float> q, const Distribution& dq) {
  double kl = 0;
  for (size_t i = 0; i < p.size(); ++i) {
    double log_p = p[i] - dp.log_sum;
    kl += std::exp(log_p) * (log_p - (q[i] - dq.log_sum));
  }
  return std::max(0.0, kl);
}

}  // namespace

Result<Parity> compare_networks(const model::Network& trained, const model::Network& exported, const std::vector<std::vector<int32_t>>& texts,
                                const std::string& file) {
  if (trained.config().vocab != exported.config().vocab) return fail(ErrorCode::conflict, "the exported model has another vocabulary", file);
  auto row = [](const std::vector<float>& rows, size_t i, size_t vocab) { return std::span(rows).subspan(i * vocab, vocab); };
  size_t vocab = static_cast<size_t>(trained.config().vocab);
  Parity parity;
  parity.file = file;
  uint64_t same = 0;
  for (const auto& text : texts) {
    if (text.empty()) continue;
    JANGIN_TRY(trained.check_ids(text));
    std::vector<float> ours = logits_of(trained, text);
    std::vector<float> theirs = logits_of(exported, text);
    for (size_t i = 0; i < text.size(); ++i) {
      std::span<const float> p = row(ours, i, vocab), q = row(theirs, i, vocab);
      Distribution dp = describe(p), dq = describe(q);
      double kl = divergence(p, dp, q, dq);
      parity.mean_kl += kl;
      parity.max_kl = std::max(parity.max_kl, kl);
      same += dp.top == dq.top;
      ++parity.positions;
    }
  }
  if (parity.positions == 0) return fail(ErrorCode::invalid_argument, "no text to compare on", file);
  parity.mean_kl /= static_cast<double>(parity.positions);
  parity.top1_agreement = static_cast<double>(same) / static_cast<double>(parity.positions);
  return parity;
}

Result<Parity> compare_with_file(const model::Network& trained, const std::filesystem::path& exported,
                                 const std::vector<std::vector<int32_t>>& texts) {
  JANGIN_ASSIGN(model::ModelFiles files, model::open_model(exported));
  JANGIN_ASSIGN(auto network, model::Network::load(files.config, *files.weights, trained.device(), trained.compute()));
  return compare_networks(trained, *network, texts, exported.filename().string());
}

Status check_rounded_weights(const model::WeightSource& trained, const model::WeightSource& exported) {
  for (const model::WeightInfo& weight : trained.weights()) {
    const model::WeightInfo* written = exported.find(weight.name);
    if (written == nullptr || written->shape != weight.shape)
      return fail(ErrorCode::conflict, "`" + weight.name + "` is missing or of another shape", exported.place());
    std::vector<kernel::Bf16> wanted(static_cast<size_t>(weight.elements())), found(wanted.size());
    JANGIN_TRY(trained.read_bf16(weight.name, wanted));
    JANGIN_TRY(exported.read_bf16(weight.name, found));
    if (std::memcmp(wanted.data(), found.data(), wanted.size() * sizeof(kernel::Bf16)) != 0) {
      return fail(ErrorCode::conflict, "`" + weight.name + "` is not the trained weight rounded to bf16", exported.place(),
                  "the package was not published");
    }
  }
  return {};
}

Status check_parity(const Parity& parity, const ParityBound& bound) {
  if (parity.mean_kl <= bound.mean_kl && parity.top1_agreement >= bound.top1_agreement) return {};
  return fail(
      ErrorCode::conflict,
      fmt::format(
          "answers differently from the model it was made from: mean KL {:.2e} (bound {:.2e}), same likeliest token {:.2f} % (bound {:.0f} %)",
          parity.mean_kl, bound.mean_kl, 100 * parity.top1_agreement, 100 * bound.top1_agreement),
      parity.file, "it was not kept: choose a finer number format");
}

}  // namespace jangin::publish
