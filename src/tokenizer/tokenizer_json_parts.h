// The parts of tokenizer.json, each read into its fields of a TokenizerSpec. Only tokenizer_json*.cpp include this.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/result.h"
#include "tokenizer/spec.h"

namespace jangin::tokenizer {

std::unexpected<Error> unsupported_type(std::string_view field, std::string_view type, const std::string& place);
/// The field `type` of an object; "" when there is none.
std::string type_of(const nlohmann::json& value);
/// A component, or the members of a Sequence and of Sequences inside it; none for null. `list`: the field that holds them.
Result<std::vector<const nlohmann::json*>> members(const nlohmann::json* value, const char* list, std::string_view field, const std::string& place);
/// A token's text at its id. Ids must lie close together: one far beyond `known` tokens would ask for memory that the file does not justify.
Status place_token(TokenizerSpec& spec, const std::string& text, int64_t id, size_t known, std::string_view field, const std::string& place);

/// Each takes its part of the root, or null. Errors: invalid_format and unsupported, naming the field.
Status read_model(const nlohmann::json& model, TokenizerSpec& spec, const std::string& place);
Status read_normalizers(const nlohmann::json* value, TokenizerSpec& spec, const std::string& place);
Status read_pre_tokenizers(const nlohmann::json* value, TokenizerSpec& spec, const std::string& place);
Status read_post_processors(const nlohmann::json* value, TokenizerSpec& spec, const std::string& place);
/// Comes last: what it may be depends on the model.
Status read_decoder(const nlohmann::json* value, TokenizerSpec& spec, const std::string& place);

/// The same parts as JSON.
nlohmann::ordered_json model_to_json(const TokenizerSpec& spec);
nlohmann::ordered_json normalizer_to_json(const TokenizerSpec& spec);
nlohmann::ordered_json pre_tokenizer_to_json(const TokenizerSpec& spec);
nlohmann::ordered_json post_processor_to_json(const TokenizerSpec& spec);
nlohmann::ordered_json decoder_to_json(const TokenizerSpec& spec);

/// Bytes in base64 (RFC 4648), which charsmaps are written in; empty optional: it is none.
std::optional<std::string> from_base64(std::string_view text);
std::string to_base64(std::string_view bytes);

}  // namespace jangin::tokenizer
