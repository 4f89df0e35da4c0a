// A model opened or borrowed, its caches kept between calls, and requests checked before anything is computed.
#include "engine/local_generator.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "engine/formats.h"
#include "engine/prompt.h"
#include "engine/sampler.h"
#include "engine/scheduler.h"
#include "engine/scoring.h"
#include "kernel/isa.h"
#include "model/formats/model_files.h"
#include "model/inference.h"
#include "model/page_pool.h"

namespace jangin::engine {

struct LocalGenerator::State {
  LocalOptions options;
  BorrowedModel model;
  std::unique_ptr<model::Network> own_network;
  std::optional<tokenizer::Tokenizer> own_tokenizer;
  std::optional<tokenizer::ChatTemplate> own_chat;
  std::filesystem::path path;
  mutable std::string hash;
  std::vector<int32_t> end_tokens;
  std::unique_ptr<model::DecoderState> cache;  // the last sequence is for what is not generated
  std::unique_ptr<Scheduler> scheduler;
  Formats formats;
  std::unique_ptr<model::Network> draft_network;
  std::unique_ptr<Drafter> drafter;

  size_t context() const {
    auto made_for = static_cast<size_t>(model.network->config().context);
    return options.context > 0 ? std::min(made_for, static_cast<size_t>(options.context)) : made_for;
  }
  model::CacheType cache_type(const model::Network& network) const;
  int64_t cache_tokens() const;
  Status open_cache();
  Status open_draft();
  Status fresh_cache();
  Result<ScoreItem> item_of(const ScoreRequest& request, size_t index) const;
  void find_end_tokens();
};

namespace {

tensor::DType compute_type(Compute compute) {
  bool bf16 = compute == Compute::bf16 || (compute == Compute::automatic && kernel::active_isa() >= kernel::Isa::avx512_bf16);
  return bf16 ? tensor::DType::bf16 : tensor::DType::f32;
}

constexpr int kMostTopLogProbabilities = 20;

Status check_options(const LocalOptions& options) {
  if (options.batch < 1) return fail(ErrorCode::invalid_argument, "a batch holds at least one request");
  if (options.cache_tokens < 0) return fail(ErrorCode::invalid_argument, "the caches' tokens must be 0 (chosen by memory) or more");
  if (options.context < 0) return fail(ErrorCode::invalid_argument, "the context must be 0 (the model's own) or more tokens");
  return {};
}

std::string name_of(const std::filesystem::path& path) {
  std::filesystem::path normal = std::filesystem::absolute(path).lexically_normal();
  if (normal.filename().empty()) normal = normal.parent_path();
  // An expert package is the folder "expert" of its workspace: the workspace has the name.
  if (normal.filename() == "expert" && normal.has_parent_path()) return normal.parent_path().filename().string();
  return normal.extension() == ".gguf" || normal.extension() == ".safetensors" ? normal.stem().string() : normal.filename().string();
}

}  // namespace

void LocalGenerator::State::find_end_tokens() {
  for (int64_t id : model.network->config().eos_ids) end_tokens.push_back(static_cast<int32_t>(id));
  if (model.tokenizer->eos() != tokenizer::kNoToken) end_tokens.push_back(model.tokenizer->eos());
  std::ranges::sort(end_tokens);
  end_tokens.erase(std::unique(end_tokens.begin(), end_tokens.end()), end_tokens.end());
}

model::CacheType LocalGenerator::State::cache_type(const model::Network& network) const {
  switch (options.cache) {
    case CacheFormat::f32: return model::CacheType::f32;
    case CacheFormat::bf16: return model::CacheType::bf16;
    case CacheFormat::q8: return model::CacheType::q8;
    case CacheFormat::automatic: break;
  }
  return model::exact_cache(network);
}

int64_t LocalGenerator::State::cache_tokens() const {
  if (options.cache_tokens > 0) return options.cache_tokens;
  const int64_t token_bytes = model::cache_token_bytes(model.network->config(), cache_type(*model.network));
  const int64_t affordable = static_cast<int64_t>(physical_memory_bytes()) / 8 / token_bytes;
  const auto context_tokens = static_cast<int64_t>(context());
  return std::max(context_tokens, std::min(options.batch * context_tokens, affordable));
}

Status LocalGenerator::State::open_cache() {
  if (cache) return {};
  JANGIN_ASSIGN(cache, model::DecoderState::create(*model.network, options.batch + 1, static_cast<int64_t>(context()), cache_tokens(),
                                                   cache_type(*model.network)));
  scheduler = std::make_unique<Scheduler>(*cache, *model.tokenizer, end_tokens, context());
  if (draft_network) {
    JANGIN_ASSIGN(drafter,
                  ModelDrafter::create(*draft_network, options.batch, static_cast<int64_t>(context()), cache_tokens(), cache_type(*draft_network)));
  } else if (options.lookup) {
    drafter = std::make_unique<LookupDrafter>();
  }
  scheduler->speculate(drafter.get());
  return {};
}

Status LocalGenerator::State::open_draft() {
  if (options.draft.empty()) return {};
  JANGIN_ASSIGN(model::ModelFiles files, model::open_model(options.draft));
  JANGIN_ASSIGN(tokenizer::Tokenizer other, files.load_tokenizer());
  if (other.spec().tokens != model.tokenizer->spec().tokens) {
    return fail(ErrorCode::invalid_argument, "has another vocabulary than " + model.name, options.draft.string(),
                "draft with a model of the same family");
  }
  JANGIN_ASSIGN(draft_network,
                model::Network::load_for_inference(files.config, *files.weights, model.network->device(), model.network->compute(), options.weights));
  return {};
}

/// Caches without a sequence, and without what was computed with weights that may have changed since.
Status LocalGenerator::State::fresh_cache() {
  JANGIN_TRY(open_cache());
  for (int64_t sequence = 0; sequence < cache->sequences(); ++sequence) cache->truncate(static_cast<int32_t>(sequence), 0);
  if (!own_network) cache->forget();
  return {};
}

Result<ScoreItem> LocalGenerator::State::item_of(const ScoreRequest& request, size_t index) const {
  std::string place = fmt::format("request {}", index + 1);
  ScoreItem item;
  JANGIN_ASSIGN(item.prompt, encode_prompt(*model.tokenizer, *model.chat, request.messages, request.prompt, place));
  for (const std::string& text : request.continuations) {
    item.continuations.push_back(model.tokenizer->encode(text));
    if (item.continuations.back().empty()) return fail(ErrorCode::invalid_argument, "a continuation is empty", place);
    if (item.prompt.size() + item.continuations.back().size() > context()) {
      return fail(ErrorCode::invalid_argument, fmt::format("prompt and continuation are longer than the context of {} tokens", context()), place,
                  "shorten them");
    }
  }
  return item;
}

LocalGenerator::LocalGenerator(std::unique_ptr<State> state) : state_(std::move(state)) {}
LocalGenerator::~LocalGenerator() = default;

Result<std::unique_ptr<LocalGenerator>> LocalGenerator::open(const std::filesystem::path& path, const LocalOptions& options) {
  JANGIN_TRY(check_options(options));
  JANGIN_ASSIGN(model::ModelFiles files, model::open_model(path));
  auto state = std::make_unique<State>();
  state->options = options;
  JANGIN_ASSIGN(state->own_tokenizer, files.load_tokenizer());
  JANGIN_ASSIGN(state->own_chat, tokenizer::ChatTemplate::create(*state->own_tokenizer));
  tensor::Device& device = options.device != nullptr ? *options.device : tensor::default_device();
  JANGIN_ASSIGN(state->own_network,
                model::Network::load_for_inference(files.config, *files.weights, device, compute_type(options.compute), options.weights));
  state->path = path;
  state->model = {state->own_network.get(), &*state->own_tokenizer, &*state->own_chat, name_of(path)};
  state->find_end_tokens();
  JANGIN_TRY(state->open_draft());
  return std::unique_ptr<LocalGenerator>(new LocalGenerator(std::move(state)));
}

Result<std::unique_ptr<LocalGenerator>> LocalGenerator::borrow(BorrowedModel model, const LocalOptions& options) {
  JANGIN_TRY(check_options(options));
  if (model.network == nullptr || model.tokenizer == nullptr || model.chat == nullptr) {
    return fail(ErrorCode::invalid_argument, "a borrowed model needs its network, tokenizer and chat template");
  }
  auto state = std::make_unique<State>();
  state->options = options;
  state->model = std::move(model);
  state->find_end_tokens();
  JANGIN_TRY(state->open_draft());
  return std::unique_ptr<LocalGenerator>(new LocalGenerator(std::move(state)));
}

const std::string& LocalGenerator::model_name() const { return state_->model.name; }

const std::string& LocalGenerator::model_hash() const {
  if (state_->hash.empty() && !state_->path.empty()) {
    auto hash = model::hash_weights(state_->path);
    if (hash) {
      state_->hash = std::move(*hash);
    } else {
      log_warning("{}", hash.error().text());
    }
  }
  return state_->hash;
}

size_t LocalGenerator::context_tokens() const { return state_->context(); }
size_t LocalGenerator::batch() const { return static_cast<size_t>(state_->options.batch); }
const model::Network& LocalGenerator::network() const { return *state_->model.network; }
const tokenizer::Tokenizer& LocalGenerator::tokenizer() const { return *state_->model.tokenizer; }
const tokenizer::ChatTemplate& LocalGenerator::chat_template() const { return *state_->model.chat; }

Result<PreparedRequest> LocalGenerator::prepare(GenerateRequest request, const std::string& place) const {
  PreparedRequest prepared;
  if (auto status = check_sampling(request.sampling); !status) {
    status.error().place = place;
    return pass(status);
  }
  if (request.max_tokens < 1) return fail(ErrorCode::invalid_argument, "max_tokens must be at least 1", place);
  if (request.top_log_probabilities < 0 || request.top_log_probabilities > kMostTopLogProbabilities) {
    return fail(ErrorCode::invalid_argument, fmt::format("top_log_probabilities must be from 0 to {}", kMostTopLogProbabilities), place);
  }
  JANGIN_ASSIGN(prepared.prompt, encode_prompt(tokenizer(), chat_template(), request.messages, request.prompt, place, request.tools));
  if (prepared.prompt.size() >= context_tokens()) {
    return fail(ErrorCode::invalid_argument,
                fmt::format("the prompt has {} tokens, the model's context {}", prepared.prompt.size(), context_tokens()), place, "shorten it");
  }
  if (request.format.kind != OutputFormat::Kind::text) {
    auto constraint = state_->formats.constraint(request.format, tokenizer());
    if (!constraint) {
      Error& error = constraint.error();
      if (error.code == ErrorCode::limit_exceeded) error.code = ErrorCode::invalid_argument;  // asking later will not help
      error.place = error.place.empty() || place.empty() ? place + error.place : place + ": " + error.place;
      return pass(constraint);
    }
    prepared.constraint = std::move(*constraint);
  }
  prepared.request = std::move(request);
  return prepared;
}

Result<Scheduler*> LocalGenerator::scheduler() {
  JANGIN_TRY(state_->open_cache());
  return state_->scheduler.get();
}

Result<std::vector<GenerateReply>> LocalGenerator::generate(std::span<const GenerateRequest> requests) {
  if (requests.empty()) return std::vector<GenerateReply>{};
  std::vector<PreparedRequest> prepared;
  for (size_t i = 0; i < requests.size(); ++i) {
    JANGIN_ASSIGN(PreparedRequest next, prepare(requests[i], fmt::format("request {}", i + 1)));
    prepared.push_back(std::move(next));
  }
  JANGIN_TRY(state_->fresh_cache());
  Scheduler& scheduler = *state_->scheduler;
  std::vector<GenerateReply> replies(requests.size());
  Status status;
  for (size_t i = 0; i < requests.size(); ++i) {
    scheduler.add(std::move(prepared[i]), [&, i](Result<GenerateReply> reply) {
      if (reply) {
        replies[i] = std::move(*reply);
        if (requests[i].on_reply) requests[i].on_reply(replies[i]);
      } else if (status) {
        status = std::unexpected(reply.error());
      }
    });
  }
  while (status && !scheduler.idle()) {
    if (interrupted()) {
      status = std::unexpected(interrupted_error());
    } else {
      status = scheduler.step();
    }
  }
  if (!status) {
    const Error error = status.error();
    scheduler.fail_all(error);
    return std::unexpected(error);
  }
  return replies;
}

Result<std::vector<std::vector<ContinuationScore>>> LocalGenerator::score(std::span<const ScoreRequest> requests) {
  std::vector<ScoreItem> items;
  size_t longest = 1;
  for (size_t i = 0; i < requests.size(); ++i) {
    JANGIN_ASSIGN(ScoreItem item, state_->item_of(requests[i], i));
    for (const auto& continuation : item.continuations) longest = std::max(longest, item.prompt.size() + continuation.size());
    items.push_back(std::move(item));
  }
  std::vector<std::vector<ContinuationScore>> scores(requests.size());
  JANGIN_TRY(state_->fresh_cache());
  const size_t fitting = static_cast<size_t>(state_->cache->cache_capacity()) / (longest + model::PagePool::kPageTokens);
  const size_t lanes = std::clamp<size_t>(fitting, 1, static_cast<size_t>(state_->options.batch));
  JANGIN_ASSIGN(auto likelihoods, score_items(*state_->cache, items, lanes));
  for (size_t i = 0; i < items.size(); ++i) {
    for (size_t c = 0; c < items[i].continuations.size(); ++c) {
      scores[i].push_back({likelihoods[i][c], items[i].continuations[c].size(), requests[i].continuations[c].size()});
    }
  }
  return scores;
}

Result<TextScore> LocalGenerator::score_text(std::string_view text, size_t window_tokens) {
  if (window_tokens < 2) return fail(ErrorCode::invalid_argument, "a window holds at least two tokens");
  tokenizer::Encoding encoding = tokenizer().encode_with_offsets(text);
  const std::vector<int32_t>& start = tokenizer().spec().surround.before;  // BOS, where the model was made with one
  const size_t lead = start.size();
  size_t window = std::min(window_tokens, state_->context());
  if (encoding.ids.size() + lead < 2 || window <= lead) return fail(ErrorCode::invalid_argument, "the text is too short to score");
  TextScore score;
  JANGIN_TRY(state_->fresh_cache());
  for (size_t begin = 0; begin < encoding.ids.size(); begin += window - lead) {
    if (interrupted()) return std::unexpected(interrupted_error());
    size_t end = std::min(begin + window - lead, encoding.ids.size());
    std::vector<int32_t> tokens(start);
    tokens.insert(tokens.end(), encoding.ids.begin() + static_cast<std::ptrdiff_t>(begin), encoding.ids.begin() + static_cast<std::ptrdiff_t>(end));
    if (tokens.size() < 2) break;
    JANGIN_ASSIGN(double likelihood, score_window(*state_->cache, tokens));
    size_t first = lead == 0 ? begin + 1 : begin;  // without a leading token the window's first is not predicted
    score.log_likelihood += likelihood;
    score.tokens += end - first;
    score.bytes += encoding.offsets[end - 1].end - encoding.offsets[first].begin;
  }
  return score;
}

Result<std::vector<std::vector<float>>> LocalGenerator::embed(std::span<const std::string> texts) {
  std::vector<std::vector<float>> vectors;
  for (size_t i = 0; i < texts.size(); ++i) {
    if (interrupted()) return std::unexpected(interrupted_error());
    const std::string place = fmt::format("text {}", i + 1);
    if (texts[i].empty()) return fail(ErrorCode::invalid_argument, "the text is empty", place);
    const std::vector<int32_t> tokens = tokenizer().encode(texts[i], {.surround = true});
    if (tokens.size() > state_->context()) {
      return fail(ErrorCode::invalid_argument, fmt::format("the text has {} tokens, the model's context {}", tokens.size(), state_->context()), place,
                  "shorten it");
    }
    JANGIN_TRY(state_->open_cache());
    model::DecoderState& cache = *state_->cache;
    const auto sequence = static_cast<int32_t>(cache.sequences() - 1);
    auto hidden = cache.mean_hidden(sequence, tokens);
    cache.truncate(sequence, 0);
    JANGIN_ASSIGN(std::vector<float> mean, std::move(hidden));
    double squares = 0;
    for (float x : mean) squares += static_cast<double>(x) * static_cast<double>(x);
    const double scale = squares > 0 ? 1 / std::sqrt(squares) : 0;
    for (float& x : mean) x = static_cast<float>(static_cast<double>(x) * scale);
    vectors.push_back(std::move(mean));
  }
  return vectors;
}

}  // namespace jangin::engine
