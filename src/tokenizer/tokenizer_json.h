// tokenizer.json and tokenizer_config.json of Hugging Face (huggingface/tokenizers serialization), to and from a TokenizerSpec.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "tokenizer/spec.h"

namespace jangin::tokenizer {

/// All model kinds of spec.h. Errors: invalid_format or unsupported, naming file and field.
Result<TokenizerSpec> spec_from_json(std::string_view tokenizer_json, const std::string& place);

/// Adds what tokenizer_config.json (or special_tokens_map.json) says: names of special tokens, chat template, context.
Status add_tokenizer_config(std::string_view tokenizer_config_json, const std::string& place, TokenizerSpec& spec);

/// The two files, as transformers opens them.
std::string spec_to_json(const TokenizerSpec& spec);
std::string tokenizer_config_to_json(const TokenizerSpec& spec);

}  // namespace jangin::tokenizer
