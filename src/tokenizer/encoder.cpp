// Repair → added tokens → normal forms → added tokens of normal text → spaces → pieces → tokens.
#include "tokenizer/encoder.h"

#include <algorithm>
#include <array>
#include <optional>

#include "text/unicode.h"

namespace jangin::tokenizer {
namespace {

/// Normalization of a metaspace step that comes first: spaces become its character.
std::vector<Normalization> metaspace_steps(const TokenizerSpec& spec) {
  if (spec.pre_tokenizer.empty() || spec.pre_tokenizer.front().kind != PreTokenStep::Kind::metaspace) return {};
  Normalization replace(Normalization::replace);
  replace.pattern = " ";
  replace.content = spec.pre_tokenizer.front().replacement;
  return {replace};
}

/// The character that spaces become, where that is all that happens to a text before the model sees it.
std::optional<char32_t> only_writes_spaces(const TokenizerSpec& spec) {
  if (spec.normalizers.size() != 1) return std::nullopt;
  const Normalization& step = spec.normalizers[0];
  if (step.kind != Normalization::replace || !step.literal || step.pattern != " " || text::count_code_points(step.content) != 1 ||
      step.content == " ")
    return std::nullopt;
  const auto normalized = [](const AddedToken& token) { return token.normalized; };
  const auto idle = [](const PreTokenStep& s) {
    return s.kind == PreTokenStep::Kind::split && s.literal && s.pattern == " " && !s.invert;
  };  // no spaces are left to split at
  if (std::any_of(spec.added.begin(), spec.added.end(), normalized) || !std::all_of(spec.pre_tokenizer.begin(), spec.pre_tokenizer.end(), idle))
    return std::nullopt;
  size_t at = 0;
  return text::next_code_point(step.content, at);
}

class Encoder {
 public:
  Encoder(const EncodingParts& parts, const EncodeOptions& options, std::vector<TokenId>& ids, std::vector<ByteSpan>* offsets)
      : parts_(parts), options_(options), ids_(ids), offsets_(offsets), map_(offsets || !options.literal.empty()) {}

  void encode(std::string_view input) {
    const NormalizedText repaired = NormalizedText::repair(input);
    repaired_ = &repaired;
    const std::string_view text = repaired.text();
    size_t done = 0;
    const auto allowed = [&](size_t begin, size_t end) { return special_allowed(repaired.origin_begin(begin), repaired.origin_end(end)); };
    const std::vector<PlacedToken> placed = parts_.before_normalizing.find(text, allowed);
    if (parts_.model_reads_spaces && !offsets_) return parts_.model->encode_between(text, placed, ids_);
    for (const PlacedToken& found : placed) {
      encode_section(text.substr(done, found.begin - done), done);
      push(found.id, repaired.origin_begin(found.begin), repaired.origin_end(found.end));
      done = found.end;
    }
    encode_section(text.substr(done), done);
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
  void encode_section(std::string_view text, size_t base) {
    if (text.empty()) return;
    const NormalizedText normalized = parts_.normalizer.apply(text, map_);
    const std::string_view normal = normalized.text();
    const auto begin_of = [&](size_t at) { return repaired_->origin_begin(base + normalized.origin_begin(at)); };
    const auto end_of = [&](size_t at) { return repaired_->origin_end(base + normalized.origin_end(at)); };
    size_t done = 0;
    if (!parts_.after_normalizing.empty()) {
      const auto allowed = [&](size_t begin, size_t end) { return special_allowed(begin_of(begin), end_of(end)); };
      for (const AddedTokens::Found& found : parts_.after_normalizing.find(normal, allowed)) {
        encode_normal(normal.substr(done, found.begin - done), done, base, begin_of, end_of);
        push(found.id, begin_of(found.begin), end_of(found.end));
        done = found.end;
      }
    }
    encode_normal(normal.substr(done), done, base, begin_of, end_of);
  }

  /// Normal text without added tokens; it begins at `from` in its section, which begins at `base`.
  template <typename BeginOf, typename EndOf>
  void encode_normal(std::string_view text, size_t from, size_t base, const BeginOf& begin_of, const EndOf& end_of) {
    if (text.empty()) return;
    const bool at_begin = base == 0 && from == 0;
    if (parts_.spaces.empty())
      return encode_pieces(text, at_begin, [&](size_t at) { return begin_of(from + at); }, [&](size_t at) { return end_of(from + at); });
    const NormalizedText spaced = parts_.spaces.apply(text, map_);
    encode_pieces(
        spaced.text(), at_begin, [&](size_t at) { return begin_of(from + spaced.origin_begin(at)); },
        [&](size_t at) { return end_of(from + spaced.origin_end(at)); });
  }

  template <typename BeginOf, typename EndOf>
  void encode_pieces(std::string_view text, bool at_begin, const BeginOf& begin_of, const EndOf& end_of) {
    if (!offsets_) return encode_ids(text, at_begin);
    const auto encode_piece = [&](const PreTokenizer::Piece& piece) {
      ends_.clear();
      parts_.model->encode(piece.bytes, ids_, &ends_);
      size_t previous = 0;
      for (uint32_t end : ends_) {
        const auto in_text = [&](size_t at) { return piece.begin + (at > piece.inserted ? at - piece.inserted : 0); };
        const size_t begin = begin_of(in_text(previous));
        offsets_->push_back({begin, std::max(begin, end_of(in_text(end)))});
        previous = end;
      }
    };
    if (!parts_.pre_tokenizer.scanner()) return parts_.pre_tokenizer.split(text, at_begin, encode_piece);
    scan(text, [&](size_t from, std::span<const size_t> ends) {
      for (const size_t end : ends) {
        encode_piece({text.substr(from, end - from), from, 0, false});
        from = end;
      }
    });
  }

  void encode_ids(std::string_view text, bool at_begin) {
    if (!parts_.pre_tokenizer.scanner())
      return parts_.pre_tokenizer.split(text, at_begin, [&](const PreTokenizer::Piece& piece) { parts_.model->encode(piece.bytes, ids_, nullptr); });
    scan(text, [&](size_t from, std::span<const size_t> ends) { parts_.model->encode_pieces(text, from, ends, ids_); });
  }

  /// Calls receive(from, ends) with some pieces at a time.
  template <typename Receive>
  void scan(std::string_view text, Receive&& receive) const {
    std::array<size_t, 256> ends;
    for (size_t from = 0; const size_t count = scan_pieces(*parts_.pre_tokenizer.scanner(), text, from, ends); from = ends[count - 1])
      receive(from, std::span(ends).first(count));
  }

  const EncodingParts& parts_;
  const EncodeOptions& options_;
  std::vector<TokenId>& ids_;
  std::vector<ByteSpan>* offsets_;
  bool map_;  // places in the input are asked for
  std::vector<uint32_t> ends_;
  const NormalizedText* repaired_ = nullptr;
};

}  // namespace

Result<EncodingParts> EncodingParts::build(const TokenizerSpec& spec, const std::string& place) {
  JANGIN_ASSIGN(std::unique_ptr<TokenModel> model, TokenModel::build(spec, place));
  JANGIN_ASSIGN(Normalizer normalizer, Normalizer::build(spec.normalizers, place));
  JANGIN_ASSIGN(Normalizer spaces, Normalizer::build(metaspace_steps(spec), place));
  JANGIN_ASSIGN(PreTokenizer pre_tokenizer, PreTokenizer::build(spec.pre_tokenizer, place));
  std::vector<AddedToken> normal = spec.added;
  for (AddedToken& token : normal) {
    if (token.normalized) token.text = std::string(normalizer.apply(token.text, false).text());
  }
  const std::optional<char32_t> space = only_writes_spaces(spec);
  const bool reads_spaces = space && model->read_spaces_as(*space);
  return EncodingParts{AddedTokens(spec.added, false),
                       std::move(normalizer),
                       AddedTokens(normal, true),
                       std::move(spaces),
                       std::move(pre_tokenizer),
                       std::move(model),
                       reads_spaces};
}

void encode_text(const EncodingParts& parts, std::string_view input, const EncodeOptions& options, std::vector<TokenId>& ids,
                 std::vector<ByteSpan>* offsets) {
  Encoder(parts, options, ids, offsets).encode(input);
}

}  // namespace jangin::tokenizer
