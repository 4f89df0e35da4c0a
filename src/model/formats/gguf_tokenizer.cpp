// Keys and token types: docs/gguf.md "Tokenizer", llama.cpp include/llama.h (llama_token_type).
#include "model/formats/gguf_tokenizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "model/formats/shown_name.h"
#include "text/unicode.h"
#include "tokenizer/presets.h"

namespace jangin::model {
namespace {
using tokenizer::AddedToken;
using tokenizer::kNoToken;
using tokenizer::TokenId;
using tokenizer::TokenizerSpec;

enum TokenType : int32_t { kNormal = 1, kUnknown = 2, kControl = 3, kUserDefined = 4, kUnused = 5 };

std::unexpected<Error> bad_entry(const GgufFile& file, std::string_view key, std::string_view entry, std::string_view what) {
  return fail(ErrorCode::invalid_format, fmt::format("metadata `{}`: `{}` {}", key, shown_name(entry), what), file.place());
}

Status read_tokens(const GgufFile& file, TokenizerSpec& spec) {
  JANGIN_ASSIGN(const GgufArray* tokens, file.array("tokenizer.ggml.tokens", GgufType::string));
  JANGIN_ASSIGN(const GgufArray* types, file.array("tokenizer.ggml.token_type", GgufType::i32));
  if (types->count != tokens->count) {
    return fail(ErrorCode::invalid_format, fmt::format("metadata `tokenizer.ggml.token_type` has {} entries for {} tokens", types->count, tokens->count), file.place());
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

Status read_special(const GgufFile& file, const tokenizer::Preset& preset, TokenizerSpec& spec) {
  JANGIN_ASSIGN(spec.bos, read_id(file, "tokenizer.ggml.bos_token_id", spec));
  JANGIN_ASSIGN(spec.eos, read_id(file, "tokenizer.ggml.eos_token_id", spec));
  JANGIN_ASSIGN(spec.pad, read_id(file, "tokenizer.ggml.padding_token_id", spec));
  JANGIN_ASSIGN(spec.unk, read_id(file, "tokenizer.ggml.unknown_token_id", spec));
  spec.add_bos = file.flag_or("tokenizer.ggml.add_bos_token", preset.add_bos) && spec.bos != kNoToken;
  if (spec.add_bos) spec.surround.before = {spec.bos};
  if (file.flag_or("tokenizer.ggml.add_eos_token", false) && spec.eos != kNoToken) spec.surround.after = {spec.eos};
  return {};
}

std::vector<int32_t> token_types(const TokenizerSpec& spec, size_t vocab) {
  std::vector<int32_t> types(vocab, kUnused);
  for (size_t id = 0; id < spec.tokens.size(); ++id) {
    if (!spec.tokens[id].empty()) types[id] = kNormal;
  }
  for (const AddedToken& token : spec.added) types[static_cast<size_t>(token.id)] = token.special ? kControl : kUserDefined;
  return types;
}

}  // namespace

Result<TokenizerSpec> tokenizer_from_gguf(const GgufFile& file) {
  JANGIN_ASSIGN(const std::string_view kind, file.text("tokenizer.ggml.model"));
  if (kind != "gpt2") return fail(ErrorCode::unsupported, fmt::format("metadata `tokenizer.ggml.model`: `{}` is not supported; supported: gpt2", shown_name(kind)), file.place());
  const std::string_view pre = file.text_or("tokenizer.ggml.pre", "gpt-2");
  const tokenizer::Preset* preset = tokenizer::find_preset(pre);
  if (!preset) {
    return fail(ErrorCode::unsupported, fmt::format("metadata `tokenizer.ggml.pre`: `{}` is not known; known: {}", shown_name(pre), tokenizer::preset_names()), file.place());
  }
  TokenizerSpec spec;
  spec.gguf_pre = pre;
  spec.normalizers = preset->normalizers;
  spec.pre_tokenizer = preset->steps;
  spec.ignore_merges = preset->ignore_merges;
  JANGIN_TRY(read_tokens(file, spec));
  JANGIN_TRY(read_merges(file, spec));
  JANGIN_TRY(read_special(file, *preset, spec));
  spec.chat_template = file.text_or("tokenizer.chat_template", "");
  if (!text::is_valid_utf8(spec.chat_template)) return fail(ErrorCode::invalid_format, "metadata `tokenizer.chat_template` is no UTF-8", file.place());
  return spec;
}

Status tokenizer_to_gguf(const TokenizerSpec& spec, int64_t vocab, GgufWriter& writer) {
  const tokenizer::Preset* preset = tokenizer::find_preset(spec);
  if (!preset) {
    return fail(ErrorCode::unsupported, "GGUF has no name for what this tokenizer's pre-tokenizer does", {}, "known: " + tokenizer::preset_names());
  }
  if (vocab < static_cast<int64_t>(spec.tokens.size())) {
    return fail(ErrorCode::conflict, fmt::format("the tokenizer has {} tokens, the embedding {} rows", spec.tokens.size(), vocab));
  }
  const auto size = static_cast<size_t>(vocab);
  std::vector<std::string> tokens = spec.tokens;
  tokens.resize(size);
  for (size_t id = 0; id < size; ++id) {
    if (tokens[id].empty()) tokens[id] = fmt::format("[PAD{}]", id);  // as llama.cpp's converter names unused ids
  }
  std::vector<std::string> merges;
  merges.reserve(spec.merges.size());
  for (const auto& [left, right] : spec.merges) merges.push_back(left + " " + right);
  const bool named = std::find(preset->names.begin(), preset->names.end(), spec.gguf_pre) != preset->names.end();
  writer.set_text("tokenizer.ggml.model", "gpt2");
  writer.set_text("tokenizer.ggml.pre", named ? std::string_view(spec.gguf_pre) : preset->names.front());
  writer.set_texts("tokenizer.ggml.tokens", tokens);
  writer.set_i32s("tokenizer.ggml.token_type", token_types(spec, size));
  writer.set_texts("tokenizer.ggml.merges", merges);
  const std::pair<const char*, TokenId> ids[] = {{"bos", spec.bos}, {"eos", spec.eos}, {"padding", spec.pad}, {"unknown", spec.unk}};
  for (const auto& [name, id] : ids) {
    if (id != kNoToken) writer.set_u32(fmt::format("tokenizer.ggml.{}_token_id", name), static_cast<uint32_t>(id));
  }
  writer.set_flag("tokenizer.ggml.add_space_prefix", false);
  writer.set_flag("tokenizer.ggml.add_bos_token", !spec.surround.before.empty());
  if (!spec.surround.after.empty()) writer.set_flag("tokenizer.ggml.add_eos_token", true);
  if (!spec.chat_template.empty()) writer.set_text("tokenizer.chat_template", spec.chat_template);
  return {};
}

}  // namespace jangin::model
