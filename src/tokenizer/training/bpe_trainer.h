// From texts to a tokenizer: byte-level BPE (arXiv:1508.07909), and SuperBPE, whose last tokens span several words (arXiv:2503.13423).
// What comes out is a TokenizerSpec like that of any other tokenizer; Tokenizer::build makes it work, Tokenizer::save writes it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tokenizer/spec.h"

namespace jangin::tokenizer {

/// Gives each document to `receive`, which takes it whole or in part before it returns; passes on its error. Documents may be of any
/// size (a mapped file). With superwords it is called twice and must give the same texts.
using TextReceiver = std::function<Status(std::string_view document)>;
using TextSource = std::function<Status(const TextReceiver& receive)>;

/// The steps of preset "qwen2" (presets.h): Llama 3's pattern with single digits. A Korean eojeol is one piece with the space before it,
/// as an English word is, so that stems and particles are found by frequency; digits stand alone, so that numbers are read alike
/// everywhere; and GGUF has a name for it, so that a model with this tokenizer opens in llama.cpp.
std::vector<PreTokenStep> default_pre_tokenizer();

/// Within lines, between digits, and from one end of sentence or colon before white space to the next. All of its borders are borders of
/// default_pre_tokenizer() too, up to white space before digits.
std::vector<PreTokenStep> default_superword_pre_tokenizer();

struct BpeTrainingConfig {
  /// Tokens in all: special ones, bytes and merged ones. Fewer come out when the text has no more pairs.
  size_t vocabulary = 32000;
  /// A pair seen less often is not merged. 0 and 1: every pair.
  uint64_t min_frequency = 2;
  /// Control tokens, first ids in this order. In the training text they are ordinary text, and no merge makes one of them.
  std::vector<std::string> special_tokens = {};
  /// Names among special_tokens; empty: none.
  std::string bos = {}, eos = {}, pad = {};
  /// NFC: Korean that came as single jamo (files of macOS) is the same text as composed syllables. Empty: text as it is.
  std::vector<Normalization> normalizers = {Normalization::nfc};
  /// Pieces that no token crosses; ends with byte_level.
  std::vector<PreTokenStep> pre_tokenizer = default_pre_tokenizer();
  /// true: each of the 256 bytes is a token, so that any text can be encoded. false: only bytes that occur; others are dropped.
  bool all_bytes = true;
  /// Goes into the spec: a piece that is a token is taken as it is (presets of Llama 3 and GPT-4o do so). Training follows the merges alone.
  bool ignore_merges = false;
  /// Longest token in bytes; 0: any. (max_token_length of huggingface/tokenizers says one more for the same.)
  size_t max_token_bytes = 0;
  /// Bound of the table of distinct pieces, in bytes; beyond it the rarest are forgotten (BpeTraining tells how many). What learning takes
  /// on top follows the pieces left: some 30 bytes for each byte of them. 0: no bound.
  uint64_t memory_bytes = uint64_t{4} << 30;

  /// Vocabulary size from which on tokens may span words; 0: never. The paper's best for 200,000 tokens: 180,000.
  size_t superwords_from = 0;
  /// Most words (runs without white space) in a token that superword training makes; the paper's: 4.
  int max_superword_words = 4;
  /// Pieces that no superword crosses, and the pre-tokenizer of a tokenizer with superwords; ends with byte_level.
  std::vector<PreTokenStep> superword_pre_tokenizer = default_superword_pre_tokenizer();
};

struct BpeTraining {
  TokenizerSpec spec;
  uint64_t documents = 0;
  uint64_t bytes = 0;            // of the documents
  uint64_t tokens = 0;           // that the merges make of the normalised text
  uint64_t distinct_pieces = 0;  // of the last stage
  uint64_t dropped_pieces = 0;   // occurrences forgotten for want of memory, over both stages; 0: the counts are exact
  size_t superwords_begin = 0;   // first id that superword training made; 0: none did
};

/// Trains on ThreadPool::shared(). Ties are resolved as MergeLearner::learn says: the result is the same for any number of threads, and
/// equal to that of huggingface/tokenizers' BpeTrainer (initial alphabet: all bytes) as long as that makes no token in two ways.
/// Documents longer than PieceCounter::kBlockBytes count as several, cut after line ends.
/// With superwords, merging starts again from how the merges so far encode the coarser pieces: what training counts is what encoding
/// does. A token with a colon before white space is never made there, since prompts end in colons (the paper's exception).
/// Errors: invalid_argument (configuration, no text), unsupported (pattern), interrupted, what `source` returns.
Result<BpeTraining> train_bpe(const TextSource& source, const BpeTrainingConfig& config);

}  // namespace jangin::tokenizer
