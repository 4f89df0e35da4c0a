// Everything that defines a tokenizer, as plain data: what tokenizer.json, tokenizer_config.json and GGUF metadata say, in one form.
// It encodes nothing; Tokenizer::build makes it work.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace jangin::tokenizer {

using TokenId = int32_t;
inline constexpr TokenId kNoToken = -1;

/// A token that is found in the text before anything else (Hugging Face: AddedToken).
struct AddedToken {
  std::string text;
  TokenId id = kNoToken;
  bool special = false;      // control token: skipped on decoding, recognised only when asked
  bool single_word = false;  // only where no word character touches it
  bool lstrip = false;       // takes the white space before it
  bool rstrip = false;       // takes the white space after it
  bool normalized = false;   // looked for after normalisation
  bool operator==(const AddedToken&) const = default;
};

/// How a Split step treats what its pattern found (tokenizers: SplitDelimiterBehavior).
enum class SplitBehavior : uint8_t { isolated, removed, merged_with_previous, merged_with_next, contiguous };

/// One step of pre-tokenisation, applied to each piece that the step before left.
struct PreTokenStep {
  enum class Kind : uint8_t { split, digits, byte_level };
  Kind kind = Kind::split;
  std::string pattern;           // split: the pattern
  bool literal = false;          // split: the pattern is plain text, not a regular expression
  SplitBehavior behavior = SplitBehavior::isolated;
  bool invert = false;           // split: pieces are what the pattern finds
  bool individual_digits = false;  // digits: each digit by itself
  bool add_prefix_space = false;   // byte_level: a space is put before text that has none
  bool use_regex = true;           // byte_level: GPT-2's pattern splits first
  bool trim_offsets = true;        // byte_level: kept for saving; our offsets never trim
  bool operator==(const PreTokenStep&) const = default;
};

enum class Normalization : uint8_t { nfc, nfd, nfkc, nfkd };

/// Token surrounding a text: before and after (Hugging Face: TemplateProcessing "single").
struct Surround {
  std::vector<TokenId> before;
  std::vector<TokenId> after;
  bool operator==(const Surround&) const = default;
};

struct TokenizerSpec {
  /// Vocabulary text of each id: byte-level characters for ordinary tokens ("Ġthe"), plain for added ones. Unused ids are empty.
  std::vector<std::string> tokens;
  /// Pairs joined by BPE, most urgent first, as vocabulary texts.
  std::vector<std::pair<std::string, std::string>> merges;
  std::vector<AddedToken> added;            // by id
  std::vector<Normalization> normalizers;   // in order
  std::vector<PreTokenStep> pre_tokenizer;  // in order; the last is byte_level
  Surround surround;
  bool ignore_merges = false;               // a piece that is a token is taken as it is
  TokenId unknown_byte = kNoToken;          // stands for bytes that are no token; kNoToken: such bytes are dropped
  bool fuse_unknown = false;                // neighbouring unknown bytes become one token
  TokenId bos = kNoToken;
  TokenId eos = kNoToken;
  TokenId pad = kNoToken;
  TokenId unk = kNoToken;                   // by name only; encoding uses unknown_byte
  bool add_bos = false;                     // GGUF's and tokenizer_config's flag; `surround` already holds what it adds
  int64_t context = 0;                      // model_max_length; 0: not said
  std::string chat_template;                // Jinja; empty: none
  std::string gguf_pre;                     // name of the pre-tokenizer in GGUF ("smollm"); empty: not known
};

}  // namespace jangin::tokenizer
