// From logits to tokens: penalties, format, sampling, log-probabilities; guesses are taken as far as they are what would have been drawn.
#include <algorithm>

#include "base/thread_pool.h"
#include "engine/sampler.h"
#include "engine/scheduler_row.h"

namespace jangin::engine {

/// Draws a row's token behind its known ones and `index` guesses; its log-probabilities go to row.drawn. kNoWayOn: the format forbids every token.
int32_t Scheduler::draw_one(Row& row, size_t index, std::span<float> logits, std::vector<int32_t>& scratch) const {
  const GenerateRequest& request = row.request;
  std::vector<float> plain;
  if (request.log_probabilities) plain.assign(logits.begin(), logits.end());
  adjust_logits(logits, request.sampling, std::span(row.tokens).first(row.tokens.size() - row.guessed + index), row.prompt_tokens);
  const size_t generated = row.reply.generated_tokens + index;
  const auto left = static_cast<uint32_t>(std::min<size_t>(row.limit > generated ? row.limit - generated : 0, Constraint::kNoLimit - 1));
  if (row.constraint && !row.constraint->apply(logits, end_tokens_, left)) {
    row.drawn.push_back({kNoWayOn, {}});
    return kNoWayOn;
  }
  const int32_t token = draw_token(logits, request.sampling, generated, scratch);
  row.drawn.push_back({token, {}});
  if (request.log_probabilities) row.drawn.back().told = describe_token(plain, token, request.top_log_probabilities, tokenizer_);
  return token;
}

/// Draws a row's next tokens: as many as were guessed right, and the first that was not. Reads and writes what is this row's only: rows draw at
/// the same time.
void Scheduler::draw(Row& row, const Logits& logits, std::vector<int32_t>& scratch) const {
  const auto vocab = static_cast<size_t>(cache_.vocab());
  const size_t known = row.tokens.size() - row.guessed;
  row.drawn.clear();
  for (size_t i = 0; i <= row.guessed; ++i) {
    int32_t token;
    if (row.takes_likeliest) {
      token = logits.likeliest[i];
      row.drawn.push_back({token, {}});
    } else {
      token = draw_one(row, i, logits.all.subspan(i * vocab, vocab), scratch);
      if (token == kNoWayOn) return;
    }
    if (std::ranges::find(end_tokens_, token) != end_tokens_.end()) return;
    if (row.constraint) {
      row.constraint->accept(token);
      if (row.constraint->complete()) return;
    }
    if (i < row.guessed && row.tokens[known + i] != token) return;
  }
}

/// Every row with logits draws, on all threads.
void Scheduler::draw_all(std::span<const model::SequenceTokens> chunks) {
  struct Draw {
    Row* row;
    Logits logits;
  };
  const auto vocab = static_cast<size_t>(cache_.vocab());
  std::vector<Draw> draws;
  size_t logits_at = 0, likeliest_at = 0;
  for (const model::SequenceTokens& chunk : chunks) {
    if (chunk.logits == 0) continue;
    const auto row = std::ranges::find(rows_, chunk.sequence, [](const auto& r) { return r->slot; });
    if (chunk.likeliest) {
      draws.push_back({row->get(), {{}, std::span(likeliest_).subspan(likeliest_at, chunk.logits)}});
      likeliest_at += chunk.logits;
    } else {
      draws.push_back({row->get(), {std::span(logits_).subspan(logits_at, chunk.logits * vocab), {}}});
      logits_at += chunk.logits * vocab;
    }
  }
  ThreadPool& pool = ThreadPool::shared();
  scratch_.resize(static_cast<size_t>(pool.size()));
  pool.parallel_for(draws.size(), 1, [&](size_t begin, size_t end, int thread) {
    for (size_t i = begin; i < end; ++i) draw(*draws[i].row, draws[i].logits, scratch_[static_cast<size_t>(thread)]);
  });
}

}  // namespace jangin::engine
