// Building, encoding, decoding; the way of a text is in encoder.cpp.
#include "tokenizer/tokenizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/thread_pool.h"
#include "text/unicode.h"
#include "tokenizer/decoder.h"
#include "tokenizer/encoder.h"

namespace jangin::tokenizer {

struct Tokenizer::State {
  TokenizerSpec spec;
  EncodingParts parts;
  Decoder decoder;
  VocabularyIndex ids;
  std::vector<bool> special;  // by id
  State(TokenizerSpec&& given, EncodingParts&& built)
      : spec(std::move(given)), parts(std::move(built)), decoder(spec), ids(spec), special(spec.tokens.size()) {
    for (const AddedToken& token : spec.added) special[static_cast<size_t>(token.id)] = token.special;
  }
};

namespace {

constexpr size_t kMaxSteps = 64;  // each step of the pre-tokenizer is a level of recursion, each normal form a pass over the text

Status check_spec(const TokenizerSpec& spec, const std::string& place) {
  const auto size = static_cast<TokenId>(spec.tokens.size());
  auto outside = [&](TokenId id) { return id < kNoToken || id >= size; };
  for (const AddedToken& token : spec.added) {
    if (token.id < 0 || token.id >= size || spec.tokens[static_cast<size_t>(token.id)] != token.text) {
      return fail(ErrorCode::invalid_format, fmt::format("added token `{}` has id {}, which is not its own", token.text, token.id), place);
    }
  }
  bool bad = outside(spec.bos) || outside(spec.eos) || outside(spec.pad) || outside(spec.unk) || outside(spec.unknown_byte);
  for (TokenId id : spec.surround.before) bad = bad || outside(id) || id < 0;
  for (TokenId id : spec.surround.after) bad = bad || outside(id) || id < 0;
  if (bad) return fail(ErrorCode::invalid_format, fmt::format("a special token id is outside the vocabulary of {}", size), place);
  if (spec.pre_tokenizer.size() > kMaxSteps || spec.normalizers.size() > kMaxSteps) {
    return fail(ErrorCode::limit_exceeded, fmt::format("the tokenizer has more than {} steps before its model", kMaxSteps), place);
  }
  if (!spec.scores.empty() && spec.scores.size() != spec.tokens.size()) {
    return fail(ErrorCode::invalid_format, fmt::format("there are {} scores for {} tokens", spec.scores.size(), spec.tokens.size()), place);
  }
  if (!std::all_of(spec.scores.begin(), spec.scores.end(), [](double score) { return std::isfinite(score); })) {
    return fail(ErrorCode::invalid_format, "a token's score is no finite number", place);
  }
  const bool ends_in_bytes = !spec.pre_tokenizer.empty() && spec.pre_tokenizer.back().kind == PreTokenStep::Kind::byte_level;
  if ((spec.model == ModelKind::byte_bpe) != ends_in_bytes) {
    return fail(
        ErrorCode::unsupported,
        ends_in_bytes ? "the pre-tokenizer ends with ByteLevel, which this model does not know" : "the pre-tokenizer does not end with ByteLevel",
        place);
  }
  return {};
}

/// Length of what is whole at the front of `bytes`: all but an incomplete character at the end (at most three bytes).
size_t whole_length(std::string_view bytes) {
  for (size_t back = 1; back <= std::min<size_t>(3, bytes.size()); ++back) {
    const auto byte = static_cast<uint8_t>(bytes[bytes.size() - back]);
    if ((byte & 0xc0) == 0x80) continue;
    const size_t wanted = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return back < wanted ? bytes.size() - back : bytes.size();
  }
  return bytes.size();
}

}  // namespace

Tokenizer::Tokenizer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Tokenizer::~Tokenizer() = default;
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;

Result<Tokenizer> Tokenizer::build(TokenizerSpec spec, const std::string& place) {
  JANGIN_TRY(check_spec(spec, place));
  JANGIN_ASSIGN(EncodingParts parts, EncodingParts::build(spec, place));
  auto state = std::make_unique<State>(std::move(spec), std::move(parts));
  for (size_t id = 0; id < state->spec.tokens.size(); ++id) {
    const std::string& text = state->spec.tokens[id];
    if (text.empty()) continue;
    const TokenId known = state->ids.find(text);
    if (known != static_cast<TokenId>(id))
      return fail(ErrorCode::invalid_format, fmt::format("tokens {} and {} are both `{}`", known, id, text.substr(0, 60)), place);
  }
  return Tokenizer(std::move(state));
}

std::vector<TokenId> Tokenizer::encode(std::string_view text, const EncodeOptions& options) const {
  const TokenizerSpec& spec = state_->spec;
  std::vector<TokenId> ids;
  ids.reserve(text.size() / 3 + 8);
  if (options.surround) ids = spec.surround.before;
  encode_text(state_->parts, text, options, ids, nullptr);
  if (options.surround) ids.insert(ids.end(), spec.surround.after.begin(), spec.surround.after.end());
  return ids;
}

Encoding Tokenizer::encode_with_offsets(std::string_view text, const EncodeOptions& options) const {
  const TokenizerSpec& spec = state_->spec;
  Encoding out;
  if (options.surround) out.ids = spec.surround.before;
  out.offsets.resize(out.ids.size());
  encode_text(state_->parts, text, options, out.ids, &out.offsets);
  if (options.surround) out.ids.insert(out.ids.end(), spec.surround.after.begin(), spec.surround.after.end());
  out.offsets.resize(out.ids.size(), {text.size(), text.size()});
  return out;
}

std::vector<std::vector<TokenId>> Tokenizer::encode_batch(std::span<const std::string_view> texts, const EncodeOptions& options) const {
  std::vector<std::vector<TokenId>> all(texts.size());
  ThreadPool::shared().parallel_for(texts.size(), 1, [&](size_t begin, size_t end, int) {
    for (size_t i = begin; i < end; ++i) all[i] = encode(texts[i], options);
  });
  return all;
}

std::string Tokenizer::token_bytes(TokenId id) const {
  if (id < 0 || id >= vocab_size()) return {};
  return state_->decoder.bytes(id);
}

std::vector<TokenId> Tokenizer::decodable(std::span<const TokenId> ids, bool skip_special) const {
  std::vector<TokenId> kept;
  kept.reserve(ids.size());
  for (TokenId id : ids) {
    if (id >= 0 && id < vocab_size() && !(skip_special && is_special(id))) kept.push_back(id);
  }
  return kept;
}

std::string Tokenizer::decode_bytes(std::span<const TokenId> ids, bool skip_special, bool at_begin) const {
  return state_->decoder.join(decodable(ids, skip_special), at_begin);
}

std::string Tokenizer::decode(std::span<const TokenId> ids, bool skip_special) const { return state_->decoder.text(decodable(ids, skip_special)); }

int64_t Tokenizer::vocab_size() const { return static_cast<int64_t>(state_->spec.tokens.size()); }
const TokenizerSpec& Tokenizer::spec() const { return state_->spec; }

std::optional<TokenId> Tokenizer::find(std::string_view token) const {
  const TokenId id = state_->ids.find(token);
  if (token.empty() || id == kNoToken) return std::nullopt;
  return id;
}

bool Tokenizer::is_special(TokenId id) const { return id >= 0 && id < vocab_size() && state_->special[static_cast<size_t>(id)]; }

std::string StreamDecoder::push(TokenId id) {
  const bool silent = skip_special_ && tokenizer_->is_special(id);
  held_ += tokenizer_->decode_bytes(std::span(&id, 1), skip_special_, at_begin_);
  at_begin_ = at_begin_ && silent;
  const size_t whole = whole_length(held_);
  const std::string out(NormalizedText::repair(std::string_view(held_).substr(0, whole)).text());
  held_.erase(0, whole);
  return out;
}

std::string StreamDecoder::finish() {
  const std::string out(NormalizedText::repair(held_).text());
  held_.clear();
  at_begin_ = true;
  return out;
}

}  // namespace jangin::tokenizer
