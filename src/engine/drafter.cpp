// Guesses from the text itself, or from a smaller model.
#include "engine/drafter.h"

#include <algorithm>

#include "engine/sampler.h"

namespace jangin::engine {
namespace {

constexpr size_t kLongestMatch = 4, kShortestMatch = 2;  // tokens that must stand alike before a guess is made

/// Where the last `length` tokens of the text stood before, the latest place first: the index behind them; 0: nowhere.
size_t find_before(std::span<const int32_t> tokens, size_t length) {
  const std::span<const int32_t> end = tokens.last(length);
  for (size_t at = tokens.size() - 1; at >= length; --at) {
    if (std::ranges::equal(tokens.subspan(at - length, length), end)) return at;
  }
  return 0;
}

}  // namespace

Status LookupDrafter::propose(std::span<DraftRequest> requests) {
  for (DraftRequest& request : requests) {
    request.draft.clear();
    for (size_t length = kLongestMatch; length >= kShortestMatch; --length) {
      if (request.tokens.size() <= length) continue;
      const size_t at = find_before(request.tokens, length);
      if (at == 0) continue;
      const size_t count = std::min(request.most, request.tokens.size() - at);
      request.draft.assign(request.tokens.begin() + static_cast<std::ptrdiff_t>(at),
                           request.tokens.begin() + static_cast<std::ptrdiff_t>(at + count));
      break;
    }
  }
  return {};
}

ModelDrafter::ModelDrafter(std::unique_ptr<model::DecoderState> cache) : cache_(std::move(cache)), known_(static_cast<size_t>(cache_->sequences())) {}

Result<std::unique_ptr<ModelDrafter>> ModelDrafter::create(const model::Network& network, int64_t slots, int64_t capacity, int64_t cache_tokens,
                                                           model::CacheType cache) {
  JANGIN_ASSIGN(auto state, model::DecoderState::create(network, slots, capacity, cache_tokens, cache));
  return std::unique_ptr<ModelDrafter>(new ModelDrafter(std::move(state)));
}

Status ModelDrafter::propose(std::span<DraftRequest> requests) {
  std::vector<DraftRequest*> asked;
  std::vector<model::SequenceTokens> chunks;
  for (DraftRequest& request : requests) {
    request.draft.clear();
    if (request.most == 0 || static_cast<int64_t>(request.tokens.size() + request.most) > cache_->capacity()) continue;
    std::vector<int32_t>& known = known_[static_cast<size_t>(request.slot)];
    const std::span<const int32_t> all_but_last = request.tokens.first(request.tokens.size() - 1);
    known.resize(static_cast<size_t>(std::ranges::mismatch(known, all_but_last).in1 - known.begin()));
    cache_->truncate(request.slot, static_cast<int64_t>(known.size()));
    chunks.push_back({request.slot, request.tokens.subspan(known.size())});
    asked.push_back(&request);
  }
  while (!asked.empty()) {
    JANGIN_TRY(draw(chunks, asked));
    chunks.clear();
    std::erase_if(asked, [](const DraftRequest* request) { return request->draft.size() >= request->most; });
    for (const DraftRequest* request : asked) chunks.push_back({request->slot, std::span(request->draft).last(1)});
  }
  return {};
}

/// One pass: a further guess for each.
Status ModelDrafter::draw(std::vector<model::SequenceTokens>& chunks, const std::vector<DraftRequest*>& asked) {
  const auto vocab = static_cast<size_t>(cache_->vocab());
  logits_.resize(chunks.size() * vocab);
  if (Status status = cache_->append(chunks, logits_); !status) {
    for (int64_t slot = 0; slot < cache_->sequences(); ++slot) cache_->truncate(static_cast<int32_t>(slot), 0);
    for (auto& known : known_) known.clear();
    return status;
  }
  for (size_t i = 0; i < asked.size(); ++i) {
    DraftRequest& request = *asked[i];
    const std::span<float> row = std::span(logits_).subspan(i * vocab, vocab);
    std::vector<int32_t>& known = known_[static_cast<size_t>(request.slot)];
    known.insert(known.end(), chunks[i].tokens.begin(), chunks[i].tokens.end());
    std::vector<int32_t> text(request.tokens.begin(), request.tokens.end());
    text.insert(text.end(), request.draft.begin(), request.draft.end());
    adjust_logits(row, *request.sampling, text, request.prompt_tokens);
    request.draft.push_back(draw_token(row, *request.sampling, text.size() - request.prompt_tokens, scratch_));
  }
  return {};
}

}  // namespace jangin::engine
