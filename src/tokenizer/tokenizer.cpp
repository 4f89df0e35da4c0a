// Encoding and decoding: repair → added tokens → normal forms → pieces → byte-pair encoding, and back.
#include "tokenizer/tokenizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "text/unicode.h"
#include "tokenizer/added_tokens.h"
#include "tokenizer/bpe.h"
#include "tokenizer/normalizer.h"
#include "tokenizer/pre_tokenizer.h"

namespace jangin::tokenizer {

struct Tokenizer::State {
  TokenizerSpec spec;
  BpeModel model;
  PreTokenizer pre_tokenizer;
  AddedTokens before_normalizing;
  AddedTokens after_normalizing;
  std::unordered_map<std::string_view, TokenId> ids;  // views into spec.tokens
  std::vector<bool> added;                            // by id
  std::vector<bool> special;                          // by id
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
    return fail(ErrorCode::limit_exceeded, fmt::format("the tokenizer has more than {} steps before byte-pair encoding", kMaxSteps), place);
  }
  if (spec.pre_tokenizer.empty() || spec.pre_tokenizer.back().kind != PreTokenStep::Kind::byte_level) {
    return fail(ErrorCode::unsupported, "the pre-tokenizer does not end with ByteLevel", place);
  }
  return {};
}

/// One call of encode: where tokens go and what has been seen.
class Encoder {
 public:
  Encoder(const BpeModel& model, const PreTokenizer& pre_tokenizer, const AddedTokens& before, const AddedTokens& after,
          const TokenizerSpec& spec, const EncodeOptions& options, std::vector<TokenId>& ids, std::vector<ByteSpan>* offsets)
      : model_(model), pre_tokenizer_(pre_tokenizer), before_(before), after_(after), spec_(spec), options_(options), ids_(ids), offsets_(offsets) {}

  void encode(std::string_view input) {
    const NormalizedText repaired = NormalizedText::repair(input);
    repaired_ = &repaired;
    const std::string_view text = repaired.text();
    size_t done = 0;
    const auto allowed = [&](size_t begin, size_t end) { return special_allowed(repaired.origin_begin(begin), repaired.origin_end(end)); };
    for (const AddedTokens::Found& found : before_.find(text, allowed)) {
      encode_text(text.substr(done, found.begin - done), done);
      push(found.id, repaired.origin_begin(found.begin), repaired.origin_end(found.end));
      done = found.end;
    }
    encode_text(text.substr(done), done);
  }

 private:
  bool special_allowed(size_t begin, size_t end) const {
    if (!options_.special) return false;
    auto literal = std::partition_point(options_.literal.begin(), options_.literal.end(), [&](const ByteSpan& span) { return span.end <= begin; });
    return literal == options_.literal.end() || literal->begin >= end;
  }

  void push(TokenId id, size_t begin, size_t end) {
    ids_.push_back(id);
    if (offsets_) offsets_->push_back({begin, end});
  }

  /// Text without added tokens of the first kind; `base` is where it begins in the repaired text.
  void encode_text(std::string_view text, size_t base) {
    if (text.empty()) return;
    const NormalizedText normalized = NormalizedText::normalize(text, spec_.normalizers);
    const std::string_view normal = normalized.text();
    const auto begin_of = [&](size_t at) { return repaired_->origin_begin(base + normalized.origin_begin(at)); };
    const auto end_of = [&](size_t at) { return repaired_->origin_end(base + normalized.origin_end(at)); };
    size_t done = 0;
    if (!after_.empty()) {
      const auto allowed = [&](size_t begin, size_t end) { return special_allowed(begin_of(begin), end_of(end)); };
      for (const AddedTokens::Found& found : after_.find(normal, allowed)) {
        encode_pieces(normal.substr(done, found.begin - done), done, begin_of, end_of);
        push(found.id, begin_of(found.begin), end_of(found.end));
        done = found.end;
      }
    }
    encode_pieces(normal.substr(done), done, begin_of, end_of);
  }

  template <typename BeginOf, typename EndOf>
  void encode_pieces(std::string_view text, size_t base, const BeginOf& begin_of, const EndOf& end_of) {
    if (!offsets_) {
      pre_tokenizer_.split(text, [&](const PreTokenizer::Piece& piece) { model_.encode(piece.bytes, ids_, nullptr); });
      return;
    }
    pre_tokenizer_.split(text, [&](const PreTokenizer::Piece& piece) {
      ends_.clear();
      model_.encode(piece.bytes, ids_, &ends_);
      size_t previous = 0;
      for (uint32_t end : ends_) {
        const auto in_text = [&](size_t at) { return base + piece.begin + (at > piece.inserted ? at - piece.inserted : 0); };
        const size_t begin = begin_of(in_text(previous));
        offsets_->push_back({begin, std::max(begin, end_of(in_text(end)))});
        previous = end;
      }
    });
  }

  const BpeModel& model_;
  const PreTokenizer& pre_tokenizer_;
  const AddedTokens& before_;
  const AddedTokens& after_;
  const TokenizerSpec& spec_;
  const EncodeOptions& options_;
  std::vector<TokenId>& ids_;
  std::vector<ByteSpan>* offsets_;
  std::vector<uint32_t> ends_;
  const NormalizedText* repaired_ = nullptr;
};

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
  JANGIN_ASSIGN(BpeModel model, BpeModel::build(spec, place));
  JANGIN_ASSIGN(PreTokenizer pre_tokenizer, PreTokenizer::build(spec.pre_tokenizer, place));
  AddedTokens before(spec.added, false);
  AddedTokens after(spec.added, true);
  auto state = std::make_unique<State>(State{std::move(spec), std::move(model), std::move(pre_tokenizer), std::move(before), std::move(after), {}, {}, {}});
  state->added.resize(state->spec.tokens.size());
  state->special.resize(state->spec.tokens.size());
  for (const AddedToken& token : state->spec.added) {
    state->added[static_cast<size_t>(token.id)] = true;
    state->special[static_cast<size_t>(token.id)] = token.special;
  }
  for (size_t id = 0; id < state->spec.tokens.size(); ++id) {
    const std::string& text = state->spec.tokens[id];
    if (text.empty()) continue;
    auto [known, added] = state->ids.emplace(text, static_cast<TokenId>(id));
    if (!added) return fail(ErrorCode::invalid_format, fmt::format("tokens {} and {} are both `{}`", known->second, id, text.substr(0, 60)), place);
  }
  return Tokenizer(std::move(state));
}

std::vector<TokenId> Tokenizer::encode(std::string_view text, const EncodeOptions& options) const {
  const TokenizerSpec& spec = state_->spec;
  std::vector<TokenId> ids;
  ids.reserve(text.size() / 3 + 8);
  if (options.surround) ids = spec.surround.before;
  Encoder(state_->model, state_->pre_tokenizer, state_->before_normalizing, state_->after_normalizing, spec, options, ids, nullptr).encode(text);
  if (options.surround) ids.insert(ids.end(), spec.surround.after.begin(), spec.surround.after.end());
  return ids;
}

Encoding Tokenizer::encode_with_offsets(std::string_view text, const EncodeOptions& options) const {
  const TokenizerSpec& spec = state_->spec;
  Encoding out;
  if (options.surround) out.ids = spec.surround.before;
  out.offsets.resize(out.ids.size());
  Encoder(state_->model, state_->pre_tokenizer, state_->before_normalizing, state_->after_normalizing, spec, options, out.ids, &out.offsets).encode(text);
  if (options.surround) out.ids.insert(out.ids.end(), spec.surround.after.begin(), spec.surround.after.end());
  out.offsets.resize(out.ids.size(), {text.size(), text.size()});
  return out;
}

std::string Tokenizer::token_bytes(TokenId id) const {
  if (id < 0 || id >= vocab_size()) return {};
  if (state_->added[static_cast<size_t>(id)]) return state_->spec.tokens[static_cast<size_t>(id)];
  const std::string& bytes = state_->model.bytes(id);
  return bytes.empty() ? state_->spec.tokens[static_cast<size_t>(id)] : bytes;
}

std::string Tokenizer::decode_bytes(std::span<const TokenId> ids, bool skip_special) const {
  std::string bytes;
  for (TokenId id : ids) {
    if (!skip_special || !is_special(id)) bytes += token_bytes(id);
  }
  return bytes;
}

std::string Tokenizer::decode(std::span<const TokenId> ids, bool skip_special) const {
  const std::string bytes = decode_bytes(ids, skip_special);
  return std::string(NormalizedText::repair(bytes).text());
}

int64_t Tokenizer::vocab_size() const { return static_cast<int64_t>(state_->spec.tokens.size()); }
const TokenizerSpec& Tokenizer::spec() const { return state_->spec; }

std::optional<TokenId> Tokenizer::find(std::string_view token) const {
  auto found = state_->ids.find(token);
  if (found == state_->ids.end()) return std::nullopt;
  return found->second;
}

bool Tokenizer::is_special(TokenId id) const { return id >= 0 && id < vocab_size() && state_->special[static_cast<size_t>(id)]; }

std::string StreamDecoder::push(TokenId id) {
  held_ += tokenizer_->decode_bytes(std::span(&id, 1), skip_special_);
  const size_t whole = whole_length(held_);
  const std::string out(NormalizedText::repair(std::string_view(held_).substr(0, whole)).text());
  held_.erase(0, whole);
  return out;
}

std::string StreamDecoder::finish() {
  const std::string out(NormalizedText::repair(held_).text());
  held_.clear();
  return out;
}

}  // namespace jangin::tokenizer
