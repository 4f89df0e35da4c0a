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

/// A token and the bytes of a text that it stands for.
struct PlacedToken {
  size_t begin = 0;
  size_t end = 0;
  TokenId id = kNoToken;
};

/// One step of pre-tokenisation, applied to each piece that the step before left (tokenizers: pre_tokenizers).
struct PreTokenStep {
  enum class Kind : uint8_t {
    split,             // by a pattern
    digits,            // numeric characters from others
    byte_level,        // GPT-2's: for byte_bpe, whose last step it is
    metaspace,         // spaces become `replacement`, which begins a piece
    bert,              // white space removed, punctuation by itself
    whitespace,        // runs of word characters and runs of others, white space removed
    whitespace_split,  // white space removed
    punctuation,       // punctuation treated as `behavior` says
  };
  /// metaspace: where a `replacement` is put before a piece that has none: at the text's begin, everywhere, nowhere.
  enum class Prepend : uint8_t { first, always, never };
  Kind kind = Kind::split;
  std::string pattern;   // split: the pattern
  bool literal = false;  // split: the pattern is plain text, not a regular expression
  SplitBehavior behavior = SplitBehavior::isolated;
  bool invert = false;                 // split: pieces are what the pattern finds
  bool individual_digits = false;      // digits: each digit by itself
  bool add_prefix_space = false;       // byte_level: a space is put before text that has none
  bool use_regex = true;               // byte_level: GPT-2's pattern splits first
  bool trim_offsets = true;            // byte_level: kept for saving; our offsets never trim
  std::string replacement = "\u2581";  // metaspace: one character
  Prepend prepend = Prepend::always;   // metaspace
  bool split = true;                   // metaspace: false: only replaces
  bool operator==(const PreTokenStep&) const = default;
};

/// One step of what happens to a text before it is split (tokenizers: normalizers). Converts from its kind: the normal forms need no more.
struct Normalization {
  enum class Kind : uint8_t {
    nfc,
    nfd,
    nfkc,
    nfkd,
    replace,  // what `pattern` finds becomes `content`
    prepend,  // `content` before a text that is not empty
    strip,    // white space off the ends
    lowercase,
    strip_accents,  // marks removed
    bert,           // BERT's cleaning
    charsmap,       // SentencePiece's precompiled rules
  };
  using enum Kind;
  Normalization() = default;
  Normalization(Kind of) : kind(of) {}  // NOLINT: meant to convert
  Kind kind = nfc;
  std::string pattern;               // replace
  bool literal = true;               // replace: the pattern is plain text, not a regular expression
  std::string content;               // replace, prepend; charsmap: the rules as SentencePiece stores them (bytes)
  bool left = true;                  // strip
  bool right = true;                 // strip
  bool clean_text = true;            // bert: control characters removed, white space as spaces
  bool handle_chinese_chars = true;  // bert: spaces around ideographs
  bool strip_accents_too = true;     // bert
  bool lowercase_too = true;         // bert
  bool operator==(const Normalization&) const = default;
};

/// How tokens of a piece are found (tokenizers: models).
enum class ModelKind : uint8_t {
  byte_bpe,    // merges of bytes; the vocabulary is written in GPT-2's alphabet
  bpe,         // merges of characters (SentencePiece's and others)
  unigram,     // the likeliest sequence of tokens (arXiv:1804.10959)
  word_piece,  // the longest token first (BERT)
};

/// How tokens become text (tokenizers: decoders). byte_bpe decodes as its alphabet says; this is for the other models.
struct Decoding {
  enum class Kind : uint8_t { pieces, word_piece };
  Kind kind = Kind::pieces;
  std::string space;          // pieces: becomes a space ("\u2581"); empty: nothing does
  bool bytes = false;         // pieces: tokens "<0x0A>" are bytes
  bool fuse = false;          // pieces: kept for saving
  int64_t strip_begin = 0;    // pieces: spaces dropped at the begin of the text, at most
  bool metaspace = false;     // pieces: `space` inside the first token is dropped (with Metaspace's prefix) instead of strip_begin
  std::string prefix = "##";  // word_piece: continues a word
  bool cleanup = true;        // word_piece: no space before punctuation and contractions
  bool operator==(const Decoding&) const = default;
};

/// Token surrounding a text: before and after (Hugging Face: TemplateProcessing "single").
struct Surround {
  std::vector<TokenId> before;
  std::vector<TokenId> after;
  bool operator==(const Surround&) const = default;
};

struct TokenizerSpec {
  ModelKind model = ModelKind::byte_bpe;
  /// Vocabulary text of each id: byte_bpe: byte-level characters for ordinary tokens ("Ġthe"), plain for added ones. Unused ids are empty.
  std::vector<std::string> tokens;
  /// Pairs joined by BPE, most urgent first, as vocabulary texts. bpe may have `scores` instead: then every pair of tokens that makes
  /// a token joins, the highest score first, as in SentencePiece.
  std::vector<std::pair<std::string, std::string>> merges;
  /// By id. unigram: log-likelihoods; bpe: see `merges`. Empty for the others.
  std::vector<double> scores;
  bool byte_fallback = false;     // bpe, unigram: a character that is no token becomes its bytes "<0xEA>", if all are tokens
  int64_t max_word = 100;         // word_piece: longer words are unknown; in characters
  std::string continuing = "##";  // word_piece: before tokens that continue a word
  Decoding decoding;
  std::vector<AddedToken> added;            // by id
  std::vector<Normalization> normalizers;   // in order
  std::vector<PreTokenStep> pre_tokenizer;  // in order; the last is byte_level
  Surround surround;
  bool ignore_merges = false;       // a piece that is a token is taken as it is
  TokenId unknown_byte = kNoToken;  // stands for bytes, characters or words that are no token; kNoToken: they are dropped
  bool fuse_unknown = false;        // neighbouring unknown bytes (characters) become one token
  TokenId bos = kNoToken;
  TokenId eos = kNoToken;
  TokenId pad = kNoToken;
  TokenId unk = kNoToken;     // by name only; encoding uses unknown_byte
  bool add_bos = false;       // GGUF's and tokenizer_config's flag; `surround` already holds what it adds
  int64_t context = 0;        // model_max_length; 0: not said
  std::string chat_template;  // Jinja; empty: none
  std::string gguf_pre;       // name of the pre-tokenizer in GGUF ("smollm"); empty: not known
};

}  // namespace jangin::tokenizer
