// Text ↔ token ids. A tokenizer is built from a TokenizerSpec (spec.h), which the readers of tokenizer.json (tokenizer_json.h) and of
// GGUF metadata (model/formats/gguf_tokenizer.h) fill. Models: spec.h, ModelKind. Chat layout: chat_template.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tokenizer/spec.h"

namespace jangin::tokenizer {

/// Bytes [begin, end) of a text.
struct ByteSpan {
  size_t begin = 0;
  size_t end = 0;
  bool operator==(const ByteSpan&) const = default;
};

struct EncodeOptions {
  /// true: texts of special tokens ("<|im_end|>") become those tokens. false: they are ordinary text, so that a user's text
  /// cannot open or close a turn. Added tokens that are not special are recognised either way.
  bool special = false;
  /// Surrounds with the post-processor's tokens (BOS, EOS), where the tokenizer has any.
  bool surround = false;
  /// Bytes that never become special tokens even when `special` is set; sorted, disjoint.
  std::span<const ByteSpan> literal = {};
};

struct Encoding {
  std::vector<TokenId> ids;
  std::vector<ByteSpan> offsets;  // bytes of the input that each token came from; empty for tokens of the post-processor
};

/// Immutable and thread-safe; moving is cheap. Invalid UTF-8 in the input is encoded as U+FFFD (as Hugging Face's does on lossy input).
class Tokenizer {
 public:
  /// Errors: invalid_format, unsupported, both naming the field. `place` names the file.
  static Result<Tokenizer> build(TokenizerSpec spec, const std::string& place);
  /// tokenizer.json and, where present, tokenizer_config.json, special_tokens_map.json and chat_template.jinja of a folder.
  static Result<Tokenizer> open(const std::filesystem::path& folder);
  ~Tokenizer();
  Tokenizer(Tokenizer&&) noexcept;
  Tokenizer& operator=(Tokenizer&&) noexcept;

  std::vector<TokenId> encode(std::string_view text, const EncodeOptions& options = {}) const;
  /// Many texts at once, on the process's threads (base/thread_pool.h).
  std::vector<std::vector<TokenId>> encode_batch(std::span<const std::string_view> texts, const EncodeOptions& options = {}) const;
  Encoding encode_with_offsets(std::string_view text, const EncodeOptions& options = {}) const;

  /// Valid UTF-8 (broken sequences become U+FFFD). Ids out of range give nothing.
  std::string decode(std::span<const TokenId> ids, bool skip_special = true) const;
  /// The bytes as they are; a character may be cut at either end. `at_begin`: the ids begin a text (some models drop the space there).
  std::string decode_bytes(std::span<const TokenId> ids, bool skip_special = true, bool at_begin = true) const;

  int64_t vocab_size() const;  // largest id + 1
  const TokenizerSpec& spec() const;
  std::optional<TokenId> find(std::string_view token) const;  // by its vocabulary text ("Ġthe", "<|im_end|>")
  std::string token_bytes(TokenId id) const;                  // what it decodes to inside a text
  bool is_special(TokenId id) const;
  TokenId bos() const { return spec().bos; }  // kNoToken: none
  TokenId eos() const { return spec().eos; }
  TokenId pad() const { return spec().pad; }

  /// tokenizer.json and tokenizer_config.json (with chat_template) that transformers' AutoTokenizer opens with the same ids.
  Status save(const std::filesystem::path& folder) const;

 private:
  struct State;
  std::vector<TokenId> decodable(std::span<const TokenId> ids, bool skip_special) const;
  explicit Tokenizer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Text of a stream of tokens: a character that is not whole yet is held back. One stream, one thread; the tokenizer must outlive it.
class StreamDecoder {
 public:
  explicit StreamDecoder(const Tokenizer& tokenizer, bool skip_special = true) : tokenizer_(&tokenizer), skip_special_(skip_special) {}
  /// The text that became whole with this token; may be empty.
  std::string push(TokenId id);
  /// What was held back, repaired with U+FFFD; the stream is then empty.
  std::string finish();

 private:
  const Tokenizer* tokenizer_;
  bool skip_special_;
  std::string held_;
  bool at_begin_ = true;
};

}  // namespace jangin::tokenizer
