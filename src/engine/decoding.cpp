// Admission, one step for all rows, and what ends a row.
#include "engine/decoding.h"

#include <algorithm>

#include "base/interrupt.h"
#include "engine/prompt.h"
#include "engine/sampler.h"

namespace jangin::engine {
namespace {

constexpr size_t kLeastPrefix = 8;  // tokens from which a shared beginning is worth copying

}  // namespace

Decoding::Decoding(model::DecoderState& cache, const tokenizer::Tokenizer& tokenizer, std::span<const int32_t> end_tokens,
                   std::span<const GenerateRequest> requests, std::span<const std::vector<int32_t>> prompts, size_t context_tokens)
    : cache_(cache), tokenizer_(tokenizer), end_tokens_(end_tokens), requests_(requests), prompts_(prompts), context_tokens_(context_tokens), replies_(requests.size()) {
  for (int64_t slot = cache.sequences() - 2; slot >= 0; --slot) free_slots_.push_back(static_cast<int32_t>(slot));
}

Result<std::vector<GenerateReply>> Decoding::run() {
  for (int64_t slot = 0; slot < cache_.sequences(); ++slot) cache_.truncate(static_cast<int32_t>(slot), 0);
  JANGIN_TRY(share_prefix());
  while (waiting_ < requests_.size() || !rows_.empty()) {
    if (interrupted()) return std::unexpected(interrupted_error());
    JANGIN_TRY(admit());
    JANGIN_TRY(step());
  }
  return std::move(replies_);
}

Status Decoding::share_prefix() {
  size_t common = common_prefix({prompts_.begin(), prompts_.end()});
  if (common < kLeastPrefix) return {};
  prefix_ = common;
  return cache_.prefill(static_cast<int32_t>(cache_.sequences() - 1), std::span(prompts_[0]).first(common), {});
}

Status Decoding::admit() {
  std::vector<model::SequenceTokens> chunks;
  const size_t first = rows_.size();
  while (waiting_ < requests_.size() && !free_slots_.empty()) {
    const GenerateRequest& request = requests_[waiting_];
    const std::vector<int32_t>& prompt = prompts_[waiting_];
    const int32_t slot = free_slots_.back();
    free_slots_.pop_back();
    if (prefix_ > 0) cache_.copy_prefix(static_cast<int32_t>(cache_.sequences() - 1), slot, static_cast<int64_t>(prefix_));
    chunks.push_back({slot, std::span(prompt).subspan(prefix_)});
    replies_[waiting_].prompt_tokens = prompt.size();
    std::function<bool(std::string_view)> on_text;
    if (request.on_piece) on_text = [&request](std::string_view text) { return request.on_piece({text, {}}); };
    size_t limit = std::min(static_cast<size_t>(request.max_tokens), context_tokens_ - prompt.size());
    rows_.push_back({waiting_, slot, 0, limit, false, TextStream(tokenizer_, request.stop, on_text)});
    ++waiting_;
  }
  if (chunks.empty()) return {};
  const size_t vocab = static_cast<size_t>(cache_.vocab());
  logits_.resize(chunks.size() * vocab);
  JANGIN_TRY(cache_.append(chunks, logits_));
  for (size_t i = 0; i < chunks.size(); ++i) take(rows_[first + i], std::span(logits_).subspan(i * vocab, vocab));
  return {};
}

Status Decoding::step() {
  std::erase_if(rows_, [](const Row& row) { return row.finished; });
  if (rows_.empty()) return {};
  std::vector<model::SequenceToken> batch;
  for (const Row& row : rows_) batch.push_back({row.slot, row.next});
  const size_t vocab = static_cast<size_t>(cache_.vocab());
  logits_.resize(batch.size() * vocab);
  JANGIN_TRY(cache_.step(batch, logits_));
  for (size_t i = 0; i < rows_.size(); ++i) take(rows_[i], std::span(logits_).subspan(i * vocab, vocab));
  std::erase_if(rows_, [](const Row& row) { return row.finished; });
  return {};
}

void Decoding::take(Row& row, std::span<const float> logits) {
  const GenerateRequest& request = requests_[row.request];
  GenerateReply& reply = replies_[row.request];
  row.next = draw_token(logits, request.sampling, reply.generated_tokens, scratch_);
  if (request.log_probabilities) reply.tokens.push_back({row.next, log_probability(logits, row.next), tokenizer_.token_bytes(row.next), {}});
  ++reply.generated_tokens;
  if (std::ranges::find(end_tokens_, row.next) != end_tokens_.end()) return end(row, FinishReason::end_of_turn);
  TextStream::State state = row.stream.push(row.next);
  if (state == TextStream::State::stopped) return end(row, FinishReason::stop_string);
  if (state == TextStream::State::cancelled) return end(row, FinishReason::cancelled);
  if (reply.generated_tokens >= row.limit) return end(row, FinishReason::length);
}

void Decoding::end(Row& row, FinishReason reason) {
  if (reason == FinishReason::end_of_turn || reason == FinishReason::length) {
    TextStream::State state = row.stream.finish();
    if (state == TextStream::State::stopped) reason = FinishReason::stop_string;
    if (state == TextStream::State::cancelled) reason = FinishReason::cancelled;
  }
  GenerateReply& reply = replies_[row.request];
  reply.text = row.stream.text();
  reply.finish = reason;
  row.finished = true;
  cache_.truncate(row.slot, 0);
  free_slots_.push_back(row.slot);
}

}  // namespace jangin::engine
