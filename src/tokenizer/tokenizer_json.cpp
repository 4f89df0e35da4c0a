// Reading tokenizer.json. Whatever would change tokens and is not understood is an error, never ignored.
#include "tokenizer/tokenizer_json.h"

#include <fmt/format.h>

#include <algorithm>

#include "tokenizer/json_fields.h"
#include "tokenizer/tokenizer_json_parts.h"

namespace jangin::tokenizer {
namespace {
using nlohmann::json;

Status read_added(const json& list, TokenizerSpec& spec, const std::string& place) {
  const size_t known = spec.tokens.size() + list.size();
  for (const json& entry : list) {
    JsonFields fields(entry, place, "added_tokens.");
    AddedToken token;
    const int64_t id = fields.integer("id");
    token.text = fields.text("content");
    token.special = fields.flag("special", false);
    token.single_word = fields.flag("single_word", false);
    token.lstrip = fields.flag("lstrip", false);
    token.rstrip = fields.flag("rstrip", false);
    token.normalized = fields.flag("normalized", !token.special);
    JANGIN_TRY(fields.status());
    if (token.text.empty()) return fail(ErrorCode::invalid_format, "field `added_tokens.content` is empty", place);
    JANGIN_TRY(place_token(spec, token.text, id, known, "added_tokens", place));
    token.id = static_cast<TokenId>(id);
    spec.added.push_back(std::move(token));
  }
  if (!spec.scores.empty()) spec.scores.resize(spec.tokens.size());
  std::sort(spec.added.begin(), spec.added.end(), [](const AddedToken& a, const AddedToken& b) { return a.id < b.id; });
  auto twice = std::adjacent_find(spec.added.begin(), spec.added.end(), [](const AddedToken& a, const AddedToken& b) { return a.id == b.id; });
  if (twice != spec.added.end()) return fail(ErrorCode::invalid_format, fmt::format("field `added_tokens`: id {} is there twice", twice->id), place);
  return {};
}

}  // namespace

Result<TokenizerSpec> spec_from_json(std::string_view text, const std::string& place) {
  JANGIN_ASSIGN(const json root, parse_json(text, place));
  JsonFields fields(root, place);
  const json* model = fields.object("model");
  if (!model) fields.fail_field("model", "is missing");
  const json* added = fields.array("added_tokens");
  const json* normalizer = fields.object("normalizer");
  const json* pre_tokenizer = fields.object("pre_tokenizer");
  const json* post_processor = fields.object("post_processor");
  const json* decoder = fields.object("decoder");
  JANGIN_TRY(fields.status());
  TokenizerSpec spec;
  JANGIN_TRY(read_model(*model, spec, place));
  if (added) JANGIN_TRY(read_added(*added, spec, place));
  JANGIN_TRY(read_normalizers(normalizer, spec, place));
  JANGIN_TRY(read_pre_tokenizers(pre_tokenizer, spec, place));
  JANGIN_TRY(read_post_processors(post_processor, spec, place));
  JANGIN_TRY(read_decoder(decoder, spec, place));
  return spec;
}

}  // namespace jangin::tokenizer
