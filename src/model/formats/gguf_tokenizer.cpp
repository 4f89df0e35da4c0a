// Keys and token types: docs/gguf.md "Tokenizer", llama.cpp include/llama.h (llama_token_type).
#include "model/formats/gguf_tokenizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "model/formats/shown_name.h"
#include "text/unicode.h"
#include "tokenizer/presets.h"
#include "tokenizer/token_model.h"

namespace jangin::model {
namespace {
using tokenizer::AddedToken;
using tokenizer::kNoToken;
using tokenizer::TokenId;
using tokenizer::TokenizerSpec;

enum TokenType : int32_t { kNormal = 1, kUnknown = 2, kControl = 3, kUserDefined = 4, kUnused = 5, kByte = 6 };

constexpr float kLowestScore = -1e9f;          // of tokens that nothing joins to
constexpr std::string_view kSpace = "\u2581";  // stands for a space in SentencePiece's tokens

std::unexpected<Error> bad_entry(const GgufFile& file, std::string_view key, std::string_view entry, std::string_view what) {
  return fail(ErrorCode::invalid_format, fmt::format("metadata `{}`: `{}` {}", key, shown_name(entry), what), file.place());
}

Status read_tokens(const GgufFile& file, TokenizerSpec& spec) {
  JANGIN_ASSIGN(const GgufArray* tokens, file.array("tokenizer.ggml.tokens", GgufType::string));
  JANGIN_ASSIGN(const GgufArray* types, file.array("tokenizer.ggml.token_type", GgufType::i32));
  if (types->count != tokens->count) {
    return fail(ErrorCode::invalid_format,
                fmt::format("metadata `tokenizer.ggml.token_type` has {} entries for {} tokens", types->count, tokens->count), file.place());
  }
  std::unordered_set<std::string_view> seen;
  spec.tokens.resize(tokens->count);
  for (uint64_t i = 0; i < tokens->count; ++i) {
    const int64_t type = types->integer(i);
    const std::string_view text = tokens->strings[i];
    if (type == kUnused || text.empty()) continue;
    if (!text::is_valid_utf8(text)) return bad_entry(file, "tokenizer.ggml.tokens", text, "is no UTF-8");
    if (!seen.insert(text).second) return bad_entry(file, "tokenizer.ggml.tokens", text, "is there twice");
    spec.tokens[i] = text;
    if (type != kControl && type != kUserDefined && type != kUnknown) continue;
    AddedToken added;
    added.text = text;
    added.id = static_cast<TokenId>(i);
    added.special = type != kUserDefined;
    spec.added.push_back(std::move(added));
  }
  return {};
}

/// SentencePiece's: a score each, most likely first.
Status read_scores(const GgufFile& file, TokenizerSpec& spec) {
  JANGIN_ASSIGN(const GgufArray* scores, file.array("tokenizer.ggml.scores", GgufType::f32));
  if (scores->count != spec.tokens.size()) {
    return fail(ErrorCode::invalid_format,
                fmt::format("metadata `tokenizer.ggml.scores` has {} entries for {} tokens", scores->count, spec.tokens.size()), file.place());
  }
  spec.scores.reserve(scores->count);
  for (uint64_t i = 0; i < scores->count; ++i) spec.scores.push_back(scores->number(i));
  return {};
}

Status read_merges(const GgufFile& file, TokenizerSpec& spec) {
  JANGIN_ASSIGN(const GgufArray* merges, file.array("tokenizer.ggml.merges", GgufType::string));
  spec.merges.reserve(merges->count);
  for (const std::string_view merge : merges->strings) {
    const size_t space = merge.find(' ', 1);
    if (merge.size() < 3 || space == std::string_view::npos || space + 1 == merge.size()) {
      return bad_entry(file, "tokenizer.ggml.merges", merge, "is not a pair");
    }
    if (!text::is_valid_utf8(merge)) return bad_entry(file, "tokenizer.ggml.merges", merge, "is no UTF-8");
    spec.merges.emplace_back(merge.substr(0, space), merge.substr(space + 1));
  }
  return {};
}

Result<TokenId> read_id(const GgufFile& file, const char* key, const TokenizerSpec& spec) {
  if (!file.find(key)) return kNoToken;
  JANGIN_ASSIGN(const int64_t id, file.integer(key));
  if (id < 0 || id >= static_cast<int64_t>(spec.tokens.size())) {
    return fail(ErrorCode::invalid_format, fmt::format("metadata `{}` is {}, outside {} tokens", key, id, spec.tokens.size()), file.place());
  }
  return static_cast<TokenId>(id);
}

Status read_special(const GgufFile& file, bool adds_bos, TokenizerSpec& spec) {
  JANGIN_ASSIGN(spec.bos, read_id(file, "tokenizer.ggml.bos_token_id", spec));
  JANGIN_ASSIGN(spec.eos, read_id(file, "tokenizer.ggml.eos_token_id", spec));
  JANGIN_ASSIGN(spec.pad, read_id(file, "tokenizer.ggml.padding_token_id", spec));
  JANGIN_ASSIGN(spec.unk, read_id(file, "tokenizer.ggml.unknown_token_id", spec));
  spec.add_bos = file.flag_or("tokenizer.ggml.add_bos_token", adds_bos) && spec.bos != kNoToken;
  if (spec.add_bos) spec.surround.before = {spec.bos};
  if (file.flag_or("tokenizer.ggml.add_eos_token", false) && spec.eos != kNoToken) spec.surround.after = {spec.eos};
  return {};
}

/// Spaces are written as `kSpace`; with `prefix` every text begins with one.
void set_sentence_piece_steps(bool prefix, TokenizerSpec& spec) {
  using tokenizer::Normalization;
  spec.model = tokenizer::ModelKind::bpe;
  spec.byte_fallback = true;
  spec.fuse_unknown = true;
  if (prefix) spec.normalizers.emplace_back(Normalization::prepend).content = kSpace;
  Normalization& replace = spec.normalizers.emplace_back(Normalization::replace);
  replace.pattern = " ";
  replace.content = kSpace;
  spec.decoding.space = kSpace;
  spec.decoding.bytes = spec.decoding.fuse = true;
  spec.decoding.strip_begin = prefix ? 1 : 0;
}

/// tokenizer.ggml.model "llama".
Result<TokenizerSpec> read_sentence_piece(const GgufFile& file) {
  TokenizerSpec spec;
  JANGIN_TRY(read_tokens(file, spec));
  JANGIN_TRY(read_scores(file, spec));
  JANGIN_TRY(read_special(file, true, spec));
  spec.unknown_byte = spec.unk;
  set_sentence_piece_steps(file.flag_or("tokenizer.ggml.add_space_prefix", true), spec);
  return spec;
}

/// tokenizer.ggml.model "gpt2".
Result<TokenizerSpec> read_byte_level(const GgufFile& file) {
  const std::string_view pre = file.text_or("tokenizer.ggml.pre", "gpt-2");
  const tokenizer::Preset* preset = tokenizer::find_preset(pre);
  if (!preset) {
    return fail(ErrorCode::unsupported,
                fmt::format("metadata `tokenizer.ggml.pre`: `{}` is not known; known: {}", shown_name(pre), tokenizer::preset_names()), file.place());
  }
  TokenizerSpec spec;
  spec.gguf_pre = pre;
  spec.normalizers = preset->normalizers;
  spec.pre_tokenizer = preset->steps;
  spec.ignore_merges = preset->ignore_merges;
  JANGIN_TRY(read_tokens(file, spec));
  JANGIN_TRY(read_merges(file, spec));
  JANGIN_TRY(read_special(file, preset->add_bos, spec));
  return spec;
}

std::vector<int32_t> token_types(const TokenizerSpec& spec, size_t vocab) {
  std::vector<int32_t> types(vocab, kUnused);
  for (size_t id = 0; id < spec.tokens.size(); ++id) {
    if (spec.tokens[id].empty()) continue;
    types[id] = spec.byte_fallback && tokenizer::byte_of_token(spec.tokens[id]) >= 0 ? kByte : kNormal;
  }
  for (const AddedToken& token : spec.added) {
    const bool unknown = spec.byte_fallback && token.id == spec.unk;
    types[static_cast<size_t>(token.id)] = unknown ? kUnknown : token.special ? kControl : kUserDefined;
  }
  return types;
}

/// What GGUF says of a SentencePiece-style tokenizer is one flag; everything else must be as llama.cpp does it.
bool is_sentence_piece(const TokenizerSpec& spec, bool& prefix) {
  using Kind = tokenizer::PreTokenStep::Kind;
  TokenizerSpec plain;
  prefix = !spec.normalizers.empty() && spec.normalizers.front().kind == tokenizer::Normalization::prepend;
  set_sentence_piece_steps(prefix, plain);
  // Gemma's file splits at spaces, of which its normalizer leaves none.
  const auto idle = [](const tokenizer::PreTokenStep& step) { return step.kind == Kind::split && step.literal && step.pattern == " "; };
  return spec.model == plain.model && spec.byte_fallback && !spec.ignore_merges && spec.normalizers == plain.normalizers &&
         spec.decoding == plain.decoding && std::all_of(spec.pre_tokenizer.begin(), spec.pre_tokenizer.end(), idle);
}

/// A score a token from the ranks of merges: the more urgent its first merge, the higher. Tokens that no merge makes come last.
Result<std::vector<float>> scores_of(const TokenizerSpec& spec) {
  if (!spec.scores.empty()) return std::vector<float>(spec.scores.begin(), spec.scores.end());
  std::unordered_map<std::string_view, size_t> ids;
  for (size_t id = 0; id < spec.tokens.size(); ++id) ids.emplace(spec.tokens[id], id);
  std::vector<float> scores(spec.tokens.size(), kLowestScore);
  std::vector<bool> scored(spec.tokens.size());
  float next = 0;
  for (const auto& [left, right] : spec.merges) {
    const auto joined = ids.find(left + right);
    if (joined == ids.end() || scored[joined->second]) continue;
    scored[joined->second] = true;
    scores[joined->second] = next--;
  }
  return scores;
}

/// In GGUF user-defined tokens are looked for before spaces are replaced (llama.cpp convert_hf_to_gguf.py does the same).
std::vector<std::string> texts_of(const TokenizerSpec& spec, size_t vocab) {
  std::vector<std::string> texts = spec.tokens;
  texts.resize(vocab);
  for (const AddedToken& token : spec.added) {
    std::string& text = texts[static_cast<size_t>(token.id)];
    if (token.special || spec.model == tokenizer::ModelKind::byte_bpe) continue;
    for (size_t at = text.find(kSpace); at != std::string::npos; at = text.find(kSpace, at)) text.replace(at, kSpace.size(), " ");
  }
  for (size_t id = 0; id < vocab; ++id) {
    if (texts[id].empty()) texts[id] = fmt::format("[PAD{}]", id);  // as llama.cpp's converter names unused ids
  }
  return texts;
}

Status write_sentence_piece(const TokenizerSpec& spec, size_t vocab, bool prefix, GgufWriter& writer) {
  JANGIN_ASSIGN(std::vector<float> scores, scores_of(spec));
  scores.resize(vocab, kLowestScore);
  writer.set_text("tokenizer.ggml.model", "llama");
  writer.set_text("tokenizer.ggml.pre", "default");
  writer.set_f32s("tokenizer.ggml.scores", scores);
  writer.set_flag("tokenizer.ggml.add_space_prefix", prefix);
  return {};
}

Status write_byte_level(const TokenizerSpec& spec, GgufWriter& writer) {
  const tokenizer::Preset* preset = spec.model == tokenizer::ModelKind::byte_bpe ? tokenizer::find_preset(spec) : nullptr;
  if (!preset) {
    return fail(ErrorCode::unsupported, "GGUF has no name for what this tokenizer's pre-tokenizer does", {}, "known: " + tokenizer::preset_names());
  }
  std::vector<std::string> merges;
  merges.reserve(spec.merges.size());
  for (const auto& [left, right] : spec.merges) merges.push_back(left + " " + right);
  const bool named = std::find(preset->names.begin(), preset->names.end(), spec.gguf_pre) != preset->names.end();
  writer.set_text("tokenizer.ggml.model", "gpt2");
  writer.set_text("tokenizer.ggml.pre", named ? std::string_view(spec.gguf_pre) : preset->names.front());
  writer.set_texts("tokenizer.ggml.merges", merges);
  writer.set_flag("tokenizer.ggml.add_space_prefix", false);
  return {};
}

}  // namespace

Result<TokenizerSpec> tokenizer_from_gguf(const GgufFile& file) {
  JANGIN_ASSIGN(const std::string_view kind, file.text("tokenizer.ggml.model"));
  if (kind != "gpt2" && kind != "llama") {
    return fail(ErrorCode::unsupported,
                fmt::format("metadata `tokenizer.ggml.model`: `{}` is not supported; supported: gpt2, llama", shown_name(kind)), file.place());
  }
  JANGIN_ASSIGN(TokenizerSpec spec, kind == "llama" ? read_sentence_piece(file) : read_byte_level(file));
  spec.chat_template = file.text_or("tokenizer.chat_template", "");
  if (!text::is_valid_utf8(spec.chat_template))
    return fail(ErrorCode::invalid_format, "metadata `tokenizer.chat_template` is no UTF-8", file.place());
  return spec;
}

Status tokenizer_to_gguf(const TokenizerSpec& spec, int64_t vocab, GgufWriter& writer) {
  if (vocab < static_cast<int64_t>(spec.tokens.size())) {
    return fail(ErrorCode::conflict, fmt::format("the tokenizer has {} tokens, the embedding {} rows", spec.tokens.size(), vocab));
  }
  const auto size = static_cast<size_t>(vocab);
  if (bool prefix = false; is_sentence_piece(spec, prefix)) {
    JANGIN_TRY(write_sentence_piece(spec, size, prefix, writer));
  } else {
    JANGIN_TRY(write_byte_level(spec, writer));
  }
  writer.set_texts("tokenizer.ggml.tokens", texts_of(spec, size));
  writer.set_i32s("tokenizer.ggml.token_type", token_types(spec, size));
  const std::pair<const char*, TokenId> ids[] = {{"bos", spec.bos}, {"eos", spec.eos}, {"padding", spec.pad}, {"unknown", spec.unk}};
  for (const auto& [name, id] : ids) {
    if (id != kNoToken) writer.set_u32(fmt::format("tokenizer.ggml.{}_token_id", name), static_cast<uint32_t>(id));
  }
  writer.set_flag("tokenizer.ggml.add_bos_token", !spec.surround.before.empty());
  if (!spec.surround.after.empty()) writer.set_flag("tokenizer.ggml.add_eos_token", true);
  if (!spec.chat_template.empty()) writer.set_text("tokenizer.chat_template", spec.chat_template);
  return {};
}

}  // namespace jangin::model
