// Admission in turns, one pass for all rows, and what ends a row.
#include "engine/scheduler.h"

#include <algorithm>

#include "engine/sampler.h"
#include "engine/scheduler_row.h"

namespace jangin::engine {
namespace {

// Tokens in one pass: at most; and of prompts at least, however few of the rows are still reading theirs while the others wait for their next one.
constexpr size_t kPassTokens = 512;
constexpr size_t kFewestPromptTokens = 256;
constexpr size_t kLeastShared = 8;  // tokens from which another row's beginning is worth waiting for

constexpr size_t kMostGuesses = 16;  // tokens guessed ahead: as many as went well lately

size_t common_length(std::span<const int32_t> a, std::span<const int32_t> b) {
  return static_cast<size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

}  // namespace

Scheduler::Scheduler(model::DecoderState& cache, const tokenizer::Tokenizer& tokenizer, std::span<const int32_t> end_tokens, size_t context_tokens)
    : cache_(cache), tokenizer_(tokenizer), end_tokens_(end_tokens), context_tokens_(context_tokens) {
  for (int64_t slot = cache.sequences() - 1; slot >= 0; --slot) {
    cache.truncate(static_cast<int32_t>(slot), 0);
    free_slots_.push_back(static_cast<int32_t>(slot));
  }
}

Scheduler::~Scheduler() = default;

uint64_t Scheduler::add(PreparedRequest request, OnEnd on_end) {
  auto row = std::make_unique<Row>();
  row->id = ++last_id_;
  row->request = std::move(request.request);
  row->tokens = std::move(request.prompt);
  row->constraint = std::move(request.constraint);
  row->takes_likeliest = takes_likeliest(row->request.sampling) && !row->constraint && !row->request.log_probabilities;
  row->prompt_tokens = row->tokens.size();
  row->limit = std::min(static_cast<size_t>(row->request.max_tokens), context_tokens_ - row->prompt_tokens);
  row->reply.prompt_tokens = row->prompt_tokens;
  row->on_end = std::move(on_end);
  std::function<bool(std::string_view)> on_text;
  if (row->request.on_piece) {
    on_text = [r = row.get()](std::string_view text) { return r->give(text); };
  }
  row->stream = std::make_unique<TextStream>(tokenizer_, row->request.stop, std::move(on_text));
  auto queue = std::ranges::find(queues_, row->request.client, &Queue::client);
  if (queue == queues_.end()) queue = queues_.insert(queues_.end(), Queue{row->request.client, {}});
  queue->rows.push_back(std::move(row));
  return last_id_;
}

size_t Scheduler::waiting() const {
  size_t count = preempted_.size();
  for (const Queue& queue : queues_) count += queue.rows.size();
  return count;
}

void Scheduler::cancel(uint64_t id) {
  auto is_it = [id](const std::unique_ptr<Row>& row) { return row->id == id; };
  for (const auto& row : rows_) {
    if (is_it(row)) return end(*row, FinishReason::cancelled);  // its place is given up at the next step
  }
  auto take_out = [&](std::deque<std::unique_ptr<Row>>& rows) {
    auto found = std::ranges::find_if(rows, is_it);
    if (found == rows.end()) return false;
    std::unique_ptr<Row> row = std::move(*found);
    rows.erase(found);
    end(*row, FinishReason::cancelled);
    return true;
  };
  if (take_out(preempted_)) return;
  for (auto queue = queues_.begin(); queue != queues_.end(); ++queue) {
    if (!std::ranges::any_of(queue->rows, is_it)) continue;
    if (queue->rows.size() > 1) {
      take_out(queue->rows);
    } else {
      std::deque<std::unique_ptr<Row>> last = std::move(queue->rows);
      queues_.erase(queue);
      take_out(last);
    }
    return;
  }
}

void Scheduler::fail_all(const Error& error) {
  std::vector<std::unique_ptr<Row>> all;
  for (auto& row : rows_) all.push_back(std::move(row));
  for (auto& row : preempted_) all.push_back(std::move(row));
  for (Queue& queue : queues_) {
    for (auto& row : queue.rows) all.push_back(std::move(row));
  }
  rows_.clear();
  preempted_.clear();
  queues_.clear();
  for (auto& row : all) fail_row(*row, error);
}

std::unique_ptr<Scheduler::Row> Scheduler::next_waiting() {
  std::unique_ptr<Row> row;
  if (!preempted_.empty()) {
    row = std::move(preempted_.front());
    preempted_.pop_front();
    return row;
  }
  if (queues_.empty()) return row;
  Queue queue = std::move(queues_.front());
  queues_.pop_front();
  row = std::move(queue.rows.front());
  queue.rows.pop_front();
  if (!queue.rows.empty()) queues_.push_back(std::move(queue));
  return row;
}

void Scheduler::admit() {
  while (!free_slots_.empty() && !(crowded_ && !rows_.empty())) {
    std::unique_ptr<Row> row = next_waiting();
    if (!row) return;
    row->slot = free_slots_.back();
    free_slots_.pop_back();
    rows_.push_back(std::move(row));
  }
}

/// Gives a row that holds nothing yet what is known of its beginning: kept pages, or the caches of a row in flight. False: it had better wait,
/// because one of `reading` is about to compute more of what both begin with.
bool Scheduler::begin(Row& row, const std::vector<Row*>& reading) {
  auto known = static_cast<size_t>(cache_.reuse(row.slot, row.tokens));
  const std::span<const int32_t> tokens = std::span(row.tokens).first(row.tokens.size() - 1);
  for (const auto& other : rows_) {
    if (other.get() == &row) continue;
    const size_t written = static_cast<size_t>(cache_.length(other->slot));
    const size_t shared = common_length(tokens, std::span(other->tokens).first(written));
    if (shared < known + kLeastShared) continue;
    cache_.copy_prefix(other->slot, row.slot, static_cast<int64_t>(shared));
    known = shared;
  }
  for (const Row* other : reading) {
    if (common_length(tokens, other->tokens) < known + kLeastShared) continue;
    cache_.truncate(row.slot, 0);
    return false;
  }
  if (row.reply.generated_tokens == 0) row.reply.cached_tokens = known;
  return true;
}

/// What the next pass computes: the last token of each row that is read up to there, and pieces of the others, the oldest first.
std::vector<model::SequenceTokens> Scheduler::plan() {
  std::vector<model::SequenceTokens> chunks;
  std::vector<Row*> unread, reading;
  for (const auto& row : rows_) {
    const auto read = static_cast<size_t>(cache_.length(row->slot));
    if (row->tokens.size() - row->guessed - read == 1 && read > 0) {
      chunks.push_back({row->slot, std::span(row->tokens).subspan(read), 1 + row->guessed, row->takes_likeliest, row->request.sampling.logit_bias});
    } else {
      unread.push_back(row.get());
    }
  }
  size_t beside = 0;
  for (const model::SequenceTokens& chunk : chunks) beside += chunk.tokens.size();
  size_t budget = std::max(kFewestPromptTokens, std::min(kPassTokens * unread.size() / rows_.size(), kPassTokens - std::min(kPassTokens, beside)));
  for (Row* row : unread) {
    if (budget == 0) break;
    if (cache_.length(row->slot) == 0 && !begin(*row, reading)) continue;
    reading.push_back(row);
    const auto read = static_cast<size_t>(cache_.length(row->slot));
    const size_t count = std::min(budget, row->tokens.size() - read);
    chunks.push_back({row->slot, std::span(row->tokens).subspan(read, count), read + count == row->tokens.size() ? size_t{1} : size_t{0},
                      row->takes_likeliest, row->request.sampling.logit_bias});
    budget -= count;
  }
  return chunks;
}

void Scheduler::preempt_youngest() {
  std::unique_ptr<Row> row = std::move(rows_.back());
  rows_.pop_back();
  leave(*row);
  crowded_ = true;
  preempted_.push_front(std::move(row));
}

/// Puts guesses behind the tokens of the rows that wait for their next one: what their format leaves no choice about, else the drafter's.
void Scheduler::guess() {
  std::vector<DraftRequest> requests;
  std::vector<Row*> rows;
  for (const auto& row : rows_) {
    if (row->tokens.size() - static_cast<size_t>(cache_.length(row->slot)) != 1) continue;
    const size_t room = row->limit - row->reply.generated_tokens - 1;
    if (row->constraint && room > 0) {
      const std::string forced = row->constraint->forced();
      std::vector<int32_t> draft = forced.empty() ? std::vector<int32_t>{} : tokenizer_.encode(forced);
      draft.resize(std::min({draft.size(), room, kMostGuesses}));
      if (!draft.empty()) {
        row->guessed = draft.size();
        row->tokens.insert(row->tokens.end(), draft.begin(), draft.end());
        continue;
      }
    }
    requests.push_back({row->slot, row->tokens, row->prompt_tokens, &row->request.sampling, std::min(room, row->guesses), {}});
    rows.push_back(row.get());
  }
  if (drafter_ == nullptr || requests.empty() || !drafter_->propose(requests)) return;
  for (size_t i = 0; i < rows.size(); ++i) {
    rows[i]->guessed = requests[i].draft.size();
    rows[i]->tokens.insert(rows[i]->tokens.end(), requests[i].draft.begin(), requests[i].draft.end());
  }
}

/// Takes the tokens that the row drew.
void Scheduler::accept(Row& row) {
  const std::vector<int32_t> draft(row.tokens.end() - static_cast<std::ptrdiff_t>(row.guessed), row.tokens.end());
  drop_guesses(row);
  size_t right = 0;
  for (size_t i = 0; i < row.drawn.size() && !row.ended; ++i) {
    take(row, i);
    if (!row.ended && i < draft.size() && row.drawn[i].token == draft[i]) ++right;
  }
  speculation_.guessed += draft.size();
  speculation_.accepted += right;
  if (!draft.empty()) row.guesses = right == draft.size() ? std::min(row.guesses * 2, kMostGuesses) : std::max<size_t>(right + 1, 1);
  if (!row.ended) cache_.truncate(row.slot, static_cast<int64_t>(row.tokens.size()) - 1);
}

/// Gives up the youngest rows until the pass has pages enough; false: not even the oldest alone has.
bool Scheduler::make_room(std::vector<model::SequenceTokens>& chunks) {
  while (!cache_.has_room(chunks)) {
    if (rows_.size() == 1) return false;
    const int32_t slot = rows_.back()->slot;
    std::erase_if(chunks, [slot](const model::SequenceTokens& chunk) { return chunk.sequence == slot; });
    preempt_youngest();
  }
  return true;
}

Status Scheduler::step() {
  std::erase_if(rows_, [](const auto& row) { return row->ended; });
  admit();
  if (rows_.empty()) return {};
  for (const auto& row : rows_) drop_guesses(*row);  // of a pass that failed
  guess();
  std::vector<model::SequenceTokens> chunks = plan();
  if (!make_room(chunks)) {
    std::unique_ptr<Row> row = std::move(rows_.back());
    rows_.clear();
    fail_row(*row, {ErrorCode::invalid_argument,
                    "prompt and reply are longer than the whole cache (" + std::to_string(cache_.cache_capacity()) + " tokens)",
                    {},
                    "shorten the prompt or lower max_tokens"});
    return {};
  }
  size_t wanted[2] = {};
  for (const model::SequenceTokens& chunk : chunks) wanted[chunk.likeliest ? 1 : 0] += chunk.logits;
  logits_.resize(wanted[0] * static_cast<size_t>(cache_.vocab()));
  likeliest_.resize(wanted[1]);
  JANGIN_TRY(cache_.append(chunks, logits_, likeliest_));
  draw_all(chunks);
  for (const model::SequenceTokens& chunk : chunks) {
    if (chunk.logits == 0) continue;
    const auto row = std::ranges::find(rows_, chunk.sequence, [](const auto& r) { return r->slot; });
    if (row != rows_.end()) accept(**row);  // else cancelled by a neighbour's callback
  }
  std::erase_if(rows_, [](const auto& row) { return row->ended; });
  return {};
}

/// Takes one of the tokens that the row drew.
void Scheduler::take(Row& row, size_t index) {
  GenerateReply& reply = row.reply;
  const int32_t token = row.drawn[index].token;
  if (token == kNoWayOn)
    return fail_row(row, {ErrorCode::unsupported, "the model has no token that goes on as the format wants", {}, "another format"});
  if (row.request.log_probabilities) reply.tokens.push_back(std::move(row.drawn[index].told));
  row.tokens.push_back(token);
  ++reply.generated_tokens;
  if (std::ranges::find(end_tokens_, token) != end_tokens_.end()) return end(row, FinishReason::end_of_turn);
  const TextStream::State state = row.stream->push(token);
  if (state == TextStream::State::stopped) return end(row, FinishReason::stop_string);
  if (state == TextStream::State::cancelled) return end(row, FinishReason::cancelled);
  if (row.constraint && index + 1 == row.drawn.size() && row.constraint->complete()) return end(row, FinishReason::end_of_turn);
  if (reply.generated_tokens >= row.limit) return end(row, FinishReason::length);
}

void Scheduler::fail_row(Row& row, const Error& error) {
  leave(row);
  if (row.ended) return;
  row.ended = true;
  row.on_end(std::unexpected(error));
}

/// Tells the end. The row stays in rows_ until the next step.
void Scheduler::end(Row& row, FinishReason reason) {
  if (row.ended) return;
  row.ended = true;
  if (reason == FinishReason::end_of_turn || reason == FinishReason::length) {
    const TextStream::State state = row.stream->finish();
    if (state == TextStream::State::stopped) reason = FinishReason::stop_string;
    if (state == TextStream::State::cancelled) reason = FinishReason::cancelled;
  }
  // Tokens without text of their own: the one that ends the turn, or the last of a stop string.
  if (reason != FinishReason::cancelled && row.request.on_piece && row.told < row.reply.tokens.size() && !row.give({}))
    reason = FinishReason::cancelled;
  leave(row);
  row.reply.text = row.stream->text();
  row.reply.finish = reason;
  row.on_end(std::move(row.reply));
}

void Scheduler::drop_guesses(Row& row) {
  row.tokens.resize(row.tokens.size() - row.guessed);
  row.guessed = 0;
}

void Scheduler::leave(Row& row) {
  drop_guesses(row);
  if (row.slot < 0) return;
  crowded_ = false;
  cache_.truncate(row.slot, 0);
  free_slots_.push_back(row.slot);
  row.slot = -1;
}

}  // namespace jangin::engine
