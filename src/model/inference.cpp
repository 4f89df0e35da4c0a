// Caches of keys and values: two tensors a layer, whose pages belong to sequences, mapped when touched.
#include "model/inference.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <new>

#include "model/page_pool.h"
#include "model/passes.h"

namespace jangin::model {

using tensor::DType;
using tensor::Lifetime;
using tensor::Tape;
using tensor::Tensor;
using tensor::Variable;

namespace {

enum class Rows : uint8_t { all, wanted };

}  // namespace

struct DecoderState::State {
  const Network& network;
  int64_t sequences;
  int64_t capacity;
  PagePool pool;
  kernel::CacheLayout layout;  // the same in all layers
  std::vector<Tensor> keys;    // by layer: [pages, page_bytes / 4], opaque
  std::vector<Tensor> values;

  Status check(std::span<const SequenceTokens> chunks) const;
  Status extend(std::span<const SequenceTokens> chunks);
  void copy_page(const PageCopy& copy);
  Variable attend(Tape& tape, int64_t layer, const Variable& qkv, const tensor::AttentionShape& shape, const std::vector<int32_t>& slots,
                  const std::vector<kernel::AttentionSpan>& spans);
  Result<Tensor> pass(Tape& tape, std::span<const SequenceTokens> chunks, Rows rows);
  /// Computes the chunks pass by pass; `use` gets each pass's parts of them and their hidden states: of all tokens, or of those whose logits are wanted.
  /// On an error all of it is forgotten.
  using UseHidden = std::function<void(Tape& tape, const std::vector<SequenceTokens>& parts, const Tensor& hidden)>;
  Status compute(std::span<const SequenceTokens> chunks, Rows rows, const UseHidden& use);
};

Status DecoderState::State::check(std::span<const SequenceTokens> chunks) const {
  std::vector<bool> seen(static_cast<size_t>(sequences), false);
  for (const SequenceTokens& chunk : chunks) {
    if (chunk.sequence < 0 || chunk.sequence >= sequences || chunk.tokens.empty() || seen[static_cast<size_t>(chunk.sequence)]) {
      return fail(ErrorCode::invalid_argument, "sequence " + std::to_string(chunk.sequence) + " is out of range, empty or named twice");
    }
    seen[static_cast<size_t>(chunk.sequence)] = true;
    JANGIN_TRY(network.check_ids(chunk.tokens));
    if (chunk.logits > chunk.tokens.size()) return fail(ErrorCode::invalid_argument, "logits of more tokens than there are");
    if (pool.length(chunk.sequence) + static_cast<int64_t>(chunk.tokens.size()) > capacity) {
      return fail(ErrorCode::limit_exceeded, "the text is longer than the context kept for it (" + std::to_string(capacity) + " tokens)");
    }
  }
  return {};
}

Variable DecoderState::State::attend(Tape& tape, int64_t layer, const Variable& qkv, const tensor::AttentionShape& shape,
                                     const std::vector<int32_t>& slots, const std::vector<kernel::AttentionSpan>& spans) {
  tensor::Device& device = network.device();
  const int64_t q = shape.heads * shape.head_size;
  const int64_t k = shape.kv_heads * shape.head_size;
  const Tensor& cache_k = keys[static_cast<size_t>(layer)];
  const Tensor& cache_v = values[static_cast<size_t>(layer)];
  device.cache_append(layout, qkv.tensor().column_slice(q, k), qkv.tensor().column_slice(q + k, k), slots, cache_k, cache_v);
  Tensor out = Tensor::empty(device, {qkv.tensor().rows(), q}, tape.compute());
  device.attention_forward({shape, spans, qkv.tensor().column_slice(0, q), cache_k, cache_v, layout.type}, out, {});
  return Variable(std::move(out));
}

void DecoderState::State::copy_page(const PageCopy& copy) {
  for (auto* cache : {&keys, &values}) {
    for (const Tensor& tensor : *cache) {
      network.device().copy(tensor.row_slice(copy.from_page, 1), tensor.row_slice(copy.to_page, 1));
    }
  }
}

/// Gives the chunks their pages. On an error none has any.
Status DecoderState::State::extend(std::span<const SequenceTokens> chunks) {
  for (size_t done = 0; done < chunks.size(); ++done) {
    auto copies = pool.extend(chunks[done].sequence, chunks[done].tokens);
    if (!copies) {
      for (size_t i = 0; i < done; ++i)
        pool.truncate(chunks[i].sequence, pool.length(chunks[i].sequence) - static_cast<int64_t>(chunks[i].tokens.size()));
      return fail(ErrorCode::limit_exceeded, "the cache is full (" + std::to_string(pool.page_count() * PagePool::kPageTokens) + " tokens)", {},
                  "fewer requests at a time, or a larger cache");
    }
    for (const PageCopy& copy : *copies) copy_page(copy);
  }
  return {};
}

/// Appends the chunks and returns hidden states, undefined where no row is wanted.
Result<Tensor> DecoderState::State::pass(Tape& tape, std::span<const SequenceTokens> chunks, Rows rows) {
  std::vector<int32_t> ids, positions, slots;
  std::vector<kernel::AttentionSpan> spans;
  JANGIN_TRY(extend(chunks));
  for (const SequenceTokens& chunk : chunks) {
    const int64_t count = static_cast<int64_t>(chunk.tokens.size());
    const int64_t past = pool.length(chunk.sequence) - count;
    const std::span<const int32_t> pages = pool.pages(chunk.sequence);
    spans.push_back({static_cast<int64_t>(ids.size()), count, 0, past + count, pages.data()});
    ids.insert(ids.end(), chunk.tokens.begin(), chunk.tokens.end());
    for (int64_t at = past; at < past + count; ++at) {
      positions.push_back(static_cast<int32_t>(at));
      slots.push_back(
          static_cast<int32_t>(pages[static_cast<size_t>(at / PagePool::kPageTokens)] * PagePool::kPageTokens + at % PagePool::kPageTokens));
    }
  }
  const Network::Attend attend_here = [&](Tape& t, int64_t layer, const Variable& qkv, const tensor::AttentionShape& shape) {
    return attend(t, layer, qkv, shape, slots, spans);
  };
  const std::vector<int32_t> wanted = wanted_rows(chunks);
  Variable hidden = rows == Rows::all || wanted.size() == ids.size()
                        ? network.forward(tape, network.embed(tape, ids), positions, attend_here)
                        : network.forward(tape, network.embed(tape, ids), positions, attend_here, wanted);
  for (const SequenceTokens& chunk : chunks) pool.settle(chunk.sequence);
  return hidden.defined() ? hidden.tensor() : Tensor();
}

Status DecoderState::State::compute(std::span<const SequenceTokens> chunks, Rows rows, const UseHidden& use) {
  JANGIN_TRY(check(chunks));
  std::vector<int64_t> before;
  for (const SequenceTokens& chunk : chunks) before.push_back(pool.length(chunk.sequence));
  Status status;
  try {
    for (const auto& parts : cut_passes(chunks)) {
      Tape tape = Tape::inference(network.device(), network.compute());
      Result<Tensor> hidden = pass(tape, parts, rows);
      if (!hidden) {
        status = std::unexpected(hidden.error());
        break;
      }
      use(tape, parts, *hidden);
    }
  } catch (const std::bad_alloc&) {
    status = fail(ErrorCode::limit_exceeded, "not enough memory to compute", "inference");
  }
  for (size_t i = 0; !status && i < chunks.size(); ++i) pool.truncate(chunks[i].sequence, before[i]);
  return status;
}

DecoderState::DecoderState(std::unique_ptr<State> state) : state_(std::move(state)) {}
DecoderState::~DecoderState() = default;

CacheType exact_cache(const Network& network) { return network.compute() == DType::f32 ? CacheType::f32 : CacheType::bf16; }

int64_t cache_token_bytes(const ModelConfig& config, CacheType type) {
  const kernel::CacheLayout layout{type, config.kv_heads, config.head_dim};
  return config.layer_count() * 2 * (layout.page_bytes() / PagePool::kPageTokens);
}

Result<std::unique_ptr<DecoderState>> DecoderState::create(const Network& network, int64_t sequences, int64_t capacity, int64_t cache_tokens) {
  return create(network, sequences, capacity, cache_tokens, exact_cache(network));
}

Result<std::unique_ptr<DecoderState>> DecoderState::create(const Network& network, int64_t sequences, int64_t capacity, int64_t cache_tokens,
                                                           CacheType type) {
  const int64_t most = INT32_MAX / PagePool::kPageTokens * PagePool::kPageTokens;  // slots are numbered in 32 bits
  if (sequences < 1 || capacity < 1 || cache_tokens < 0 || capacity > most || cache_tokens > most) {
    return fail(ErrorCode::invalid_argument, "a cache of " + std::to_string(sequences) + " sequences of " + std::to_string(capacity) + " tokens");
  }
  const int64_t pages_each = (capacity + PagePool::kPageTokens - 1) / PagePool::kPageTokens;
  const int64_t all = sequences > most / PagePool::kPageTokens / pages_each ? most / PagePool::kPageTokens : sequences * pages_each;
  const int64_t pages = cache_tokens == 0 ? all : (cache_tokens + PagePool::kPageTokens - 1) / PagePool::kPageTokens;
  const ModelConfig& config = network.config();
  auto state =
      std::make_unique<State>(State{network, sequences, capacity, PagePool(pages, sequences), {type, config.kv_heads, config.head_dim}, {}, {}});
  try {
    for (int64_t i = 0; i < config.layer_count(); ++i) {
      for (auto* cache : {&state->keys, &state->values}) {
        cache->push_back(Tensor::empty(network.device(), {pages, state->layout.page_bytes() / 4}, DType::f32, Lifetime::persistent));
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
int64_t DecoderState::length(int32_t sequence) const { return state_->pool.length(sequence); }
int64_t DecoderState::cached_tokens() const { return (state_->pool.page_count() - state_->pool.available()) * PagePool::kPageTokens; }
int64_t DecoderState::cache_capacity() const { return state_->pool.page_count() * PagePool::kPageTokens; }

bool DecoderState::has_room(std::span<const SequenceTokens> chunks) const {
  int64_t pages = 0;
  for (const SequenceTokens& chunk : chunks) pages += state_->pool.pages_for(chunk.sequence, static_cast<int64_t>(chunk.tokens.size()));
  return pages <= state_->pool.available();
}

Status DecoderState::prefill(int32_t sequence, std::span<const int32_t> tokens, std::span<float> logits) {
  const SequenceTokens chunk{sequence, tokens};
  return append({&chunk, 1}, logits);
}

Status DecoderState::step(std::span<const SequenceToken> batch, std::span<float> logits) {
  std::vector<SequenceTokens> chunks;
  for (const SequenceToken& entry : batch) chunks.push_back({entry.sequence, {&entry.token, 1}});
  return append(chunks, logits);
}

Status DecoderState::append(std::span<const SequenceTokens> chunks, std::span<float> logits, std::span<int32_t> likeliest) {
  const auto width = static_cast<size_t>(vocab());
  size_t wanted[2] = {};
  for (const SequenceTokens& chunk : chunks) wanted[chunk.likeliest ? 1 : 0] += chunk.logits;
  if (!logits.empty() && logits.size() != wanted[0] * width) return fail(ErrorCode::invalid_argument, "room for logits of another size");
  if (!likeliest.empty() && likeliest.size() != wanted[1]) return fail(ErrorCode::invalid_argument, "room for another number of likeliest tokens");
  const Network& network = state_->network;
  return state_->compute(chunks, Rows::wanted, [&](Tape& tape, const std::vector<SequenceTokens>& parts, const Tensor& hidden) {
    const auto chosen = [&](const std::vector<int32_t>& rows) {
      if (static_cast<int64_t>(rows.size()) == hidden.rows()) return hidden;
      Tensor out = Tensor::empty(network.device(), {static_cast<int64_t>(rows.size()), hidden.columns()}, hidden.dtype());
      network.device().gather_rows(hidden, rows, out);
      return out;
    };
    if (const std::vector<int32_t> rows = wanted_rows(parts, false); !logits.empty() && !rows.empty()) {
      tensor::logits(tape, chosen(rows), network.output_projection()).copy_to_host(logits.first(rows.size() * width));
      logits = logits.subspan(rows.size() * width);
    }
    if (const std::vector<int32_t> rows = wanted_rows(parts, true); !likeliest.empty() && !rows.empty()) {
      std::ranges::copy(tensor::likeliest(tape, chosen(rows), network.output_projection(), biases_of(parts, vocab())), likeliest.begin());
      likeliest = likeliest.subspan(rows.size());
    }
  });
}

Result<std::vector<float>> DecoderState::score(int32_t sequence, std::span<const int32_t> tokens, std::span<const int32_t> targets) {
  const SequenceTokens chunk{sequence, tokens};
  JANGIN_ASSIGN(auto scores, score({&chunk, 1}, {&targets, 1}));
  return std::move(scores[0]);
}

Result<std::vector<std::vector<float>>> DecoderState::score(std::span<const SequenceTokens> chunks,
                                                            std::span<const std::span<const int32_t>> targets) {
  if (targets.size() != chunks.size()) return fail(ErrorCode::invalid_argument, "as many lists of targets as of tokens are needed");
  std::vector<int32_t> wanted;
  for (size_t c = 0; c < chunks.size(); ++c) {
    if (targets[c].size() != chunks[c].tokens.size()) return fail(ErrorCode::invalid_argument, "as many targets as tokens are needed");
    wanted.insert(wanted.end(), targets[c].begin(), targets[c].end());
  }
  for (int32_t target : wanted) {
    if (target != -1) JANGIN_TRY(state_->network.check_ids({&target, 1}));
  }
  std::vector<float> flat;
  JANGIN_TRY(state_->compute(chunks, Rows::all, [&](Tape& tape, const std::vector<SequenceTokens>&, const Tensor& hidden) {
    const std::span<const int32_t> of_pass = std::span(wanted).subspan(flat.size(), static_cast<size_t>(hidden.rows()));
    std::vector<float> part = tensor::log_probabilities(tape, hidden, state_->network.output_projection(), of_pass);
    flat.insert(flat.end(), part.begin(), part.end());
  }));
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
  const auto width = static_cast<size_t>(state_->network.config().d_model);
  std::vector<double> sum(width, 0);
  JANGIN_TRY(state_->compute({&chunk, 1}, Rows::all, [&](Tape&, const std::vector<SequenceTokens>&, const Tensor& hidden) {
    const std::vector<float> rows = hidden.to_host();
    for (size_t i = 0; i < rows.size(); ++i) sum[i % width] += static_cast<double>(rows[i]);
  }));
  std::vector<float> mean(width);
  for (size_t i = 0; i < width; ++i) mean[i] = static_cast<float>(sum[i] / static_cast<double>(tokens.size()));
  return mean;
}

void DecoderState::truncate(int32_t sequence, int64_t length) { state_->pool.truncate(sequence, length); }
void DecoderState::copy_prefix(int32_t from, int32_t to, int64_t length) { state_->pool.share(from, to, length); }
int64_t DecoderState::reuse(int32_t sequence, std::span<const int32_t> tokens) { return state_->pool.reuse(sequence, tokens); }
void DecoderState::forget() { state_->pool.forget(); }

}  // namespace jangin::model
