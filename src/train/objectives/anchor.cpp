// The divergence from the base model on replayed text: KL(base ‖ model) of the next token (Hinton, arXiv 1503.02531, temperature 1).
// The base predicts anew in each step: its logits for a run would take hundreds of gigabytes.
#include <algorithm>
#include <cassert>

#include "train/objectives/objective.h"

namespace jangin::train {
namespace {

/// The sequences of a batch that hold anchored tokens, and where their anchored tokens stand.
struct AnchoredPart {
  model::PackedTokens tokens;
  std::vector<int32_t> rows;          // in the batch
  std::vector<int32_t> teacher_rows;  // in `tokens`
  std::vector<float> weights;
};

AnchoredPart anchored_part(const MicroBatch& batch) {
  AnchoredPart part;
  const size_t count = batch.tokens.ids.size();
  for (size_t begin = 0, end = 0; begin < count; begin = end) {
    end = begin + 1;
    while (end < count && batch.tokens.positions[end] != 0) ++end;  // positions count from 0 in each sequence
    const auto first = batch.anchors.begin() + static_cast<std::ptrdiff_t>(begin), last = batch.anchors.begin() + static_cast<std::ptrdiff_t>(end);
    if (std::none_of(first, last, [](float weight) { return weight > 0; })) continue;
    const size_t at = part.tokens.ids.size();
    part.tokens.append(std::span(batch.tokens.ids).subspan(begin, end - begin));
    for (size_t i = begin; i < end; ++i) {
      if (batch.anchors[i] <= 0) continue;
      part.rows.push_back(static_cast<int32_t>(i));
      part.teacher_rows.push_back(static_cast<int32_t>(at + i - begin));
      part.weights.push_back(batch.anchors[i]);
    }
  }
  return part;
}

/// The teacher's states. A network that is its own teacher is the base as long as its adapter is off.
tensor::Variable base_states(model::Network& teacher, const model::PackedTokens& tokens) {
  tensor::Tape tape = tensor::Tape::inference(teacher.device(), teacher.compute());
  model::LoraAdapter* adapter = teacher.adapter();
  teacher.attach(nullptr);
  tensor::Variable states = teacher.forward(tape, tokens);
  teacher.attach(adapter);
  return states;
}

}  // namespace

void add_divergence(const ObjectiveInput& input, const tensor::Variable& hidden, ObjectiveValue& value) {
  const AnchoredPart part = anchored_part(input.batch);
  if (part.rows.empty()) return;
  assert(input.teacher);
  tensor::Device& device = input.network.device();
  tensor::UnplannedMemory unplanned(device.arena());
  const tensor::Variable states = base_states(*input.teacher, part.tokens);
  tensor::Tensor chosen = tensor::Tensor::empty(device, {static_cast<int64_t>(part.rows.size()), states.tensor().columns()}, states.tensor().dtype());
  device.gather_rows(states.tensor(), part.teacher_rows, chosen);
  const tensor::ProjectionLoss divergence = tensor::projection_divergence(
      input.tape, hidden, input.network.output_projection(), {chosen, input.teacher->output_projection()}, part.rows, part.weights, input.scale);
  value.divergence += divergence.weighted_sum;
  value.anchors += divergence.weights;
}

}  // namespace jangin::train
