// Caches of keys and values: one slot of rows for each sequence in a tensor a layer, mapped when touched.
#include "model/inference.h"

#include <algorithm>
#include <cassert>
#include <new>

namespace jangin::model {

using tensor::DType;
using tensor::Lifetime;
using tensor::Tape;
using tensor::Tensor;
using tensor::Variable;

namespace {

constexpr int64_t kRowsPerPass = 512;  // tokens of long prompts computed at a time

}  // namespace

struct DecoderState::State {
  const Network& network;
  int64_t sequences;
  int64_t capacity;
  std::vector<Tensor> keys;    // by layer: [sequences · capacity, Hk·hd]
  std::vector<Tensor> values;
  std::vector<int64_t> lengths;

  Status check(std::span<const SequenceTokens> chunks) const;
  Variable attend(Tape& tape, int64_t layer, const Variable& qkv, const tensor::AttentionShape& shape, const std::vector<int32_t>& rows,
                  const std::vector<kernel::AttentionSpan>& spans);
  Tensor pass(Tape& tape, std::span<const SequenceTokens> chunks);
};

Status DecoderState::State::check(std::span<const SequenceTokens> chunks) const {
  std::vector<bool> seen(static_cast<size_t>(sequences), false);
  for (const SequenceTokens& chunk : chunks) {
    if (chunk.sequence < 0 || chunk.sequence >= sequences || chunk.tokens.empty() || seen[static_cast<size_t>(chunk.sequence)]) {
      return fail(ErrorCode::invalid_argument, "sequence " + std::to_string(chunk.sequence) + " is out of range, empty or named twice");
    }
    seen[static_cast<size_t>(chunk.sequence)] = true;
    JANGIN_TRY(network.check_ids(chunk.tokens));
    if (lengths[static_cast<size_t>(chunk.sequence)] + static_cast<int64_t>(chunk.tokens.size()) > capacity) {
      return fail(ErrorCode::limit_exceeded, "the text is longer than the context kept for it (" + std::to_string(capacity) + " tokens)");
    }
  }
  return {};
}

Variable DecoderState::State::attend(Tape& tape, int64_t layer, const Variable& qkv, const tensor::AttentionShape& shape, const std::vector<int32_t>& rows,
                                     const std::vector<kernel::AttentionSpan>& spans) {
  tensor::Device& device = network.device();
  const int64_t q = shape.heads * shape.head_size;
  const int64_t k = shape.kv_heads * shape.head_size;
  const Tensor& cache_k = keys[static_cast<size_t>(layer)];
  const Tensor& cache_v = values[static_cast<size_t>(layer)];
  device.scatter_rows(qkv.tensor().column_slice(q, k), rows, cache_k);
  device.scatter_rows(qkv.tensor().column_slice(q + k, k), rows, cache_v);
  Tensor out = Tensor::empty(device, {qkv.tensor().rows(), q}, tape.compute());
  device.attention_forward({shape, spans, qkv.tensor().column_slice(0, q), cache_k, cache_v}, out, {});
  return Variable(std::move(out));
}

/// Appends the chunks and returns the hidden states of all their tokens.
Tensor DecoderState::State::pass(Tape& tape, std::span<const SequenceTokens> chunks) {
  std::vector<int32_t> ids, positions, rows;
  std::vector<kernel::AttentionSpan> spans;
  for (const SequenceTokens& chunk : chunks) {
    const int64_t past = lengths[static_cast<size_t>(chunk.sequence)];
    const int64_t count = static_cast<int64_t>(chunk.tokens.size());
    const int64_t slot = chunk.sequence * capacity;
    spans.push_back({static_cast<int64_t>(ids.size()), count, slot, past + count});
    ids.insert(ids.end(), chunk.tokens.begin(), chunk.tokens.end());
    for (int64_t i = 0; i < count; ++i) {
      positions.push_back(static_cast<int32_t>(past + i));
      rows.push_back(static_cast<int32_t>(slot + past + i));
    }
  }
  Variable hidden = network.forward(tape, network.embed(tape, ids), positions, [&](Tape& t, int64_t layer, const Variable& qkv, const tensor::AttentionShape& shape) {
    return attend(t, layer, qkv, shape, rows, spans);
  });
  for (const SequenceTokens& chunk : chunks) lengths[static_cast<size_t>(chunk.sequence)] += static_cast<int64_t>(chunk.tokens.size());
  return hidden.tensor();
}

DecoderState::DecoderState(std::unique_ptr<State> state) : state_(std::move(state)) {}
DecoderState::~DecoderState() = default;

Result<std::unique_ptr<DecoderState>> DecoderState::create(const Network& network, int64_t sequences, int64_t capacity) {
  if (sequences < 1 || capacity < 1 || sequences > INT32_MAX / capacity) {
    return fail(ErrorCode::invalid_argument, "a cache of " + std::to_string(sequences) + " sequences of " + std::to_string(capacity) + " tokens");
  }
  const ModelConfig& config = network.config();
  auto state = std::make_unique<State>(State{network, sequences, capacity, {}, {}, std::vector<int64_t>(static_cast<size_t>(sequences), 0)});
  try {
    for (int64_t i = 0; i < config.layer_count(); ++i) {
      for (auto* cache : {&state->keys, &state->values}) {
        cache->push_back(Tensor::empty(network.device(), {sequences * capacity, config.kv_heads * config.head_dim}, network.compute(), Lifetime::persistent));
      }
    }
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::limit_exceeded, "not enough address space for the cache", config.architecture, "fewer sequences or a shorter context");
  }
  return std::unique_ptr<DecoderState>(new DecoderState(std::move(state)));
}

const Network& DecoderState::network() const { return state_->network; }
int64_t DecoderState::sequences() const { return state_->sequences; }
int64_t DecoderState::capacity() const { return state_->capacity; }
int64_t DecoderState::vocab() const { return state_->network.config().vocab; }
int64_t DecoderState::length(int32_t sequence) const { return state_->lengths[static_cast<size_t>(sequence)]; }

Status DecoderState::prefill(int32_t sequence, std::span<const int32_t> tokens, std::span<float> logits) {
  const SequenceTokens chunk{sequence, tokens};
  return append({&chunk, 1}, logits);
}

Status DecoderState::step(std::span<const SequenceToken> batch, std::span<float> logits) {
  std::vector<SequenceTokens> chunks;
  for (const SequenceToken& entry : batch) chunks.push_back({entry.sequence, {&entry.token, 1}});
  return append(chunks, logits);
}

namespace {

/// Cuts chunks into passes of at most kRowsPerPass tokens (a chunk goes on in the next pass).
std::vector<std::vector<SequenceTokens>> cut_passes(std::span<const SequenceTokens> chunks) {
  std::vector<std::vector<SequenceTokens>> passes(1);
  size_t room = kRowsPerPass;
  for (const SequenceTokens& chunk : chunks) {
    for (size_t done = 0; done < chunk.tokens.size();) {
      if (room == 0) {
        passes.emplace_back();
        room = kRowsPerPass;
      }
      const size_t take = std::min(room, chunk.tokens.size() - done);
      passes.back().push_back({chunk.sequence, chunk.tokens.subspan(done, take)});
      done += take;
      room -= take;
    }
  }
  return passes;
}

Status out_of_memory() { return fail(ErrorCode::limit_exceeded, "not enough memory to compute", "inference"); }

}  // namespace

Status DecoderState::append(std::span<const SequenceTokens> chunks, std::span<float> logits) {
  JANGIN_TRY(state_->check(chunks));
  const size_t vocab_size = static_cast<size_t>(vocab());
  if (!logits.empty() && logits.size() != chunks.size() * vocab_size) {
    return fail(ErrorCode::invalid_argument, "room for logits of another size");
  }
  const std::vector<int64_t> before = state_->lengths;
  const Network& network = state_->network;
  size_t finished = 0;
  try {
    for (const auto& pass_chunks : cut_passes(chunks)) {
      Tape tape = Tape::inference(network.device(), network.compute());
      Tensor hidden = state_->pass(tape, pass_chunks);
      if (logits.empty()) continue;
      std::vector<int32_t> last_rows;
      int32_t row = -1;
      for (const SequenceTokens& part : pass_chunks) {
        row += static_cast<int32_t>(part.tokens.size());
        const std::span<const int32_t> whole = chunks[finished + last_rows.size()].tokens;
        if (part.tokens.data() + part.tokens.size() == whole.data() + whole.size()) last_rows.push_back(row);
      }
      if (last_rows.empty()) continue;
      Tensor chosen = Tensor::empty(network.device(), {static_cast<int64_t>(last_rows.size()), hidden.columns()}, hidden.dtype());
      network.device().gather_rows(hidden, last_rows, chosen);
      tensor::logits(tape, chosen, network.output_projection()).copy_to_host(logits.subspan(finished * vocab_size, last_rows.size() * vocab_size));
      finished += last_rows.size();
    }
  } catch (const std::bad_alloc&) {
    state_->lengths = before;
    return out_of_memory();
  }
  return {};
}

Result<std::vector<float>> DecoderState::score(int32_t sequence, std::span<const int32_t> tokens, std::span<const int32_t> targets) {
  const SequenceTokens chunk{sequence, tokens};
  JANGIN_ASSIGN(auto scores, score({&chunk, 1}, {&targets, 1}));
  return std::move(scores[0]);
}

Result<std::vector<std::vector<float>>> DecoderState::score(std::span<const SequenceTokens> chunks, std::span<const std::span<const int32_t>> targets) {
  JANGIN_TRY(state_->check(chunks));
  if (targets.size() != chunks.size()) return fail(ErrorCode::invalid_argument, "as many lists of targets as of tokens are needed");
  std::vector<int32_t> wanted;
  for (size_t c = 0; c < chunks.size(); ++c) {
    if (targets[c].size() != chunks[c].tokens.size()) return fail(ErrorCode::invalid_argument, "as many targets as tokens are needed");
    wanted.insert(wanted.end(), targets[c].begin(), targets[c].end());
  }
  for (int32_t target : wanted) {
    if (target != -1) JANGIN_TRY(state_->network.check_ids({&target, 1}));
  }
  const std::vector<int64_t> before = state_->lengths;
  const Network& network = state_->network;
  std::vector<float> flat;
  try {
    for (const auto& pass_chunks : cut_passes(chunks)) {
      Tape tape = Tape::inference(network.device(), network.compute());
      Tensor hidden = state_->pass(tape, pass_chunks);
      size_t rows = 0;
      for (const SequenceTokens& part : pass_chunks) rows += part.tokens.size();
      std::vector<float> part = tensor::log_probabilities(tape, hidden, network.output_projection(), std::span(wanted).subspan(flat.size(), rows));
      flat.insert(flat.end(), part.begin(), part.end());
    }
  } catch (const std::bad_alloc&) {
    state_->lengths = before;
    return std::unexpected(out_of_memory().error());
  }
  std::vector<std::vector<float>> out;
  auto at = flat.begin();
  for (const SequenceTokens& chunk : chunks) {
    out.emplace_back(at, at + static_cast<std::ptrdiff_t>(chunk.tokens.size()));
    at += static_cast<std::ptrdiff_t>(chunk.tokens.size());
  }
  return out;
}

Result<std::vector<float>> DecoderState::mean_hidden(int32_t sequence, std::span<const int32_t> tokens) {
  const SequenceTokens chunk{sequence, tokens};
  JANGIN_TRY(state_->check({&chunk, 1}));
  const std::vector<int64_t> before = state_->lengths;
  const Network& network = state_->network;
  const auto width = static_cast<size_t>(network.config().d_model);
  std::vector<double> sum(width, 0);
  try {
    for (const auto& pass_chunks : cut_passes({&chunk, 1})) {
      Tape tape = Tape::inference(network.device(), network.compute());
      Tensor hidden = state_->pass(tape, pass_chunks);
      std::vector<float> rows(static_cast<size_t>(hidden.rows()) * width);
      hidden.copy_to_host(rows);
      for (size_t i = 0; i < rows.size(); ++i) sum[i % width] += static_cast<double>(rows[i]);
    }
  } catch (const std::bad_alloc&) {
    state_->lengths = before;
    return std::unexpected(out_of_memory().error());
  }
  std::vector<float> mean(width);
  for (size_t i = 0; i < width; ++i) mean[i] = static_cast<float>(sum[i] / static_cast<double>(tokens.size()));
  return mean;
}

void DecoderState::truncate(int32_t sequence, int64_t length) {
  assert(length <= state_->lengths[static_cast<size_t>(sequence)]);
  state_->lengths[static_cast<size_t>(sequence)] = length;
}

void DecoderState::copy_prefix(int32_t from, int32_t to, int64_t length) {
  assert(length <= state_->lengths[static_cast<size_t>(from)]);
  for (auto* cache : {&state_->keys, &state_->values}) {
    for (const Tensor& tensor : *cache) {
      state_->network.device().copy(tensor.row_slice(from * state_->capacity, length), tensor.row_slice(to * state_->capacity, length));
    }
  }
  state_->lengths[static_cast<size_t>(to)] = length;
}

}  // namespace jangin::model
