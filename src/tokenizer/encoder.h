// One call of encode: the way of a text through the parts of a tokenizer, and of offsets back.
#pragma once

#include <vector>

#include "tokenizer/added_tokens.h"
#include "tokenizer/normalizer.h"
#include "tokenizer/pre_tokenizer.h"
#include "tokenizer/token_model.h"
#include "tokenizer/tokenizer.h"

namespace jangin::tokenizer {

/// The parts that encoding needs, in the order of their work. Immutable and thread-safe.
struct EncodingParts {
  AddedTokens before_normalizing;
  Normalizer normalizer;
  AddedTokens after_normalizing;
  Normalizer spaces;  // what a metaspace step replaces
  PreTokenizer pre_tokenizer;
  std::unique_ptr<TokenModel> model;
  bool model_reads_spaces = false;  // then ids need neither normalizer nor pre_tokenizer

  /// Errors as Tokenizer::build's.
  static Result<EncodingParts> build(const TokenizerSpec& spec, const std::string& place);
};

/// Appends the tokens of `input`, without what surrounds a text; with `offsets`, the bytes that each came from.
void encode_text(const EncodingParts& parts, std::string_view input, const EncodeOptions& options, std::vector<TokenId>& ids,
                 std::vector<ByteSpan>* offsets);

}  // namespace jangin::tokenizer
