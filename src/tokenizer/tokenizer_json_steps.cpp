// The steps around the model in tokenizer.json: normalizers, pre-tokenizers, decoders and post-processors, read.
#include <fmt/format.h>

#include <algorithm>

#include "text/unicode.h"
#include "tokenizer/json_fields.h"
#include "tokenizer/tokenizer_json_parts.h"

namespace jangin::tokenizer {
namespace {
using nlohmann::json;

constexpr std::string_view kBehaviors[] = {"Isolated", "Removed", "MergedWithPrevious", "MergedWithNext", "Contiguous"};

Result<SplitBehavior> behavior_of(std::string_view name, const std::string& place) {
  const auto found = std::find(std::begin(kBehaviors), std::end(kBehaviors), name);
  if (found == std::end(kBehaviors)) return unsupported_type("pre_tokenizer.behavior", name, place);
  return static_cast<SplitBehavior>(found - std::begin(kBehaviors));
}

Result<PreTokenStep> read_split(const json& value, const std::string& place) {
  JsonFields fields(value, place, "pre_tokenizer.");
  PreTokenStep step;
  const std::string behavior = fields.text("behavior");
  step.invert = fields.flag("invert", false);
  const json* pattern = fields.object("pattern");
  if (!pattern) fields.fail_field("pattern", "is missing");
  JANGIN_TRY(fields.status());
  JsonFields inner = fields.fields(*pattern, "pattern");
  step.literal = inner.has("String");
  step.pattern = step.literal ? inner.text("String") : inner.text("Regex");
  JANGIN_TRY(inner.status());
  JANGIN_ASSIGN(step.behavior, behavior_of(behavior, place));
  return step;
}

Result<PreTokenStep> read_metaspace(const json& value, const std::string& place) {
  JsonFields fields(value, place, "pre_tokenizer.");
  PreTokenStep step;
  step.kind = PreTokenStep::Kind::metaspace;
  step.replacement = fields.text("replacement", "\u2581");
  step.split = fields.flag("split", true);
  const bool prefix = fields.flag("add_prefix_space", true);  // before 0.19 of tokenizers there was no scheme
  const std::string scheme = fields.text("prepend_scheme", prefix ? "always" : "never");
  JANGIN_TRY(fields.status());
  if (text::count_code_points(step.replacement) != 1)
    return fail(ErrorCode::invalid_format, "field `pre_tokenizer.replacement` is not one character", place);
  constexpr std::string_view kSchemes[] = {"first", "always", "never"};
  const auto found = std::find(std::begin(kSchemes), std::end(kSchemes), scheme);
  if (found == std::end(kSchemes)) return unsupported_type("pre_tokenizer.prepend_scheme", scheme, place);
  step.prepend = static_cast<PreTokenStep::Prepend>(found - std::begin(kSchemes));
  return step;
}

Result<PreTokenStep> read_step(const json& value, const std::string& place) {
  using Kind = PreTokenStep::Kind;
  const std::string type = type_of(value);
  if (type == "Split") return read_split(value, place);
  if (type == "Metaspace") return read_metaspace(value, place);
  JsonFields fields(value, place, "pre_tokenizer.");
  PreTokenStep step;
  if (type == "Digits") {
    step.kind = Kind::digits;
    step.individual_digits = fields.flag("individual_digits", false);
  } else if (type == "ByteLevel") {
    step.kind = Kind::byte_level;
    step.add_prefix_space = fields.flag("add_prefix_space", true);
    step.use_regex = fields.flag("use_regex", true);
    step.trim_offsets = fields.flag("trim_offsets", true);
  } else if (type == "Punctuation") {
    step.kind = Kind::punctuation;
    JANGIN_ASSIGN(step.behavior, behavior_of(fields.text("behavior", "Isolated"), place));
  } else if (type == "BertPreTokenizer") {
    step.kind = Kind::bert;
  } else if (type == "Whitespace") {
    step.kind = Kind::whitespace;
  } else if (type == "WhitespaceSplit") {
    step.kind = Kind::whitespace_split;
  } else {
    return unsupported_type("pre_tokenizer", type, place);
  }
  JANGIN_TRY(fields.status());
  return step;
}

Result<Normalization> read_replace(const json& value, const std::string& place) {
  JsonFields fields(value, place, "normalizer.");
  Normalization step(Normalization::replace);
  step.content = fields.text("content");
  const json* pattern = fields.object("pattern");
  if (!pattern) fields.fail_field("pattern", "is missing");
  JANGIN_TRY(fields.status());
  JsonFields inner = fields.fields(*pattern, "pattern");
  step.literal = inner.has("String");
  step.pattern = step.literal ? inner.text("String") : inner.text("Regex");
  JANGIN_TRY(inner.status());
  return step;
}

Result<Normalization> read_charsmap(const json& value, const std::string& place) {
  JsonFields fields(value, place, "normalizer.");
  Normalization step(Normalization::charsmap);
  const std::string encoded = fields.text("precompiled_charsmap");
  JANGIN_TRY(fields.status());
  auto bytes = from_base64(encoded);
  if (!bytes) return fail(ErrorCode::invalid_format, "field `normalizer.precompiled_charsmap` is no base64", place);
  step.content = std::move(*bytes);
  return step;
}

Result<Normalization> read_normalization(const json& value, const std::string& place) {
  const std::string type = type_of(value);
  if (type == "Replace") return read_replace(value, place);
  if (type == "Precompiled") return read_charsmap(value, place);
  if (type == "NFC") return Normalization(Normalization::nfc);
  if (type == "NFD") return Normalization(Normalization::nfd);
  if (type == "NFKC") return Normalization(Normalization::nfkc);
  if (type == "NFKD") return Normalization(Normalization::nfkd);
  if (type == "Lowercase") return Normalization(Normalization::lowercase);
  if (type == "StripAccents") return Normalization(Normalization::strip_accents);
  JsonFields fields(value, place, "normalizer.");
  Normalization step;
  if (type == "Prepend") {
    step.kind = Normalization::prepend;
    step.content = fields.text("prepend");
  } else if (type == "Strip") {
    step.kind = Normalization::strip;
    step.left = fields.flag("strip_left", true);
    step.right = fields.flag("strip_right", true);
  } else if (type == "BertNormalizer") {
    step.kind = Normalization::bert;
    step.clean_text = fields.flag("clean_text", true);
    step.handle_chinese_chars = fields.flag("handle_chinese_chars", true);
    step.lowercase_too = fields.flag("lowercase", true);
    step.strip_accents_too = fields.flag("strip_accents", step.lowercase_too);
  } else {
    return unsupported_type("normalizer", type, place);
  }
  JANGIN_TRY(fields.status());
  return step;
}

/// The ids that a template's special token stands for.
Status add_template_token(const json& item, const json& specials, std::vector<TokenId>& to, const std::string& place) {
  JsonFields fields(item, place, "post_processor.single.SpecialToken.");
  const std::string id = fields.text("id");
  JANGIN_TRY(fields.status());
  JsonFields special(specials, place, "post_processor.special_tokens.");
  const json* entry = special.object(id);
  if (!entry) special.fail_field(id, "is missing");
  JANGIN_TRY(special.status());
  JsonFields token = special.fields(*entry, id);
  const json* ids = token.array("ids");
  JANGIN_TRY(token.status());
  if (!ids) return {};
  for (const json& number : *ids) {
    if (!number.is_number_unsigned() || number.get<uint64_t>() > INT32_MAX)
      return fail(ErrorCode::invalid_format, "field `post_processor.special_tokens` holds no id", place);
    to.push_back(number.get<TokenId>());
  }
  return {};
}

Status read_template(const json& value, TokenizerSpec& spec, const std::string& place) {
  JsonFields fields(value, place, "post_processor.");
  const json* single = fields.array("single");
  const json* specials = fields.object("special_tokens");
  if (!single) fields.fail_field("single", "is missing");
  JANGIN_TRY(fields.status());
  static const json kNone = json::object();
  bool seen = false;
  for (const json& item : *single) {
    if (item.is_object() && item.contains("Sequence")) {
      if (seen) return fail(ErrorCode::unsupported, "field `post_processor.single` repeats its sequence", place);
      seen = true;
    } else if (item.is_object() && item.contains("SpecialToken")) {
      JANGIN_TRY(add_template_token(item["SpecialToken"], specials ? *specials : kNone, seen ? spec.surround.after : spec.surround.before, place));
    } else {
      return fail(ErrorCode::invalid_format, "field `post_processor.single` holds something unknown", place);
    }
  }
  return {};
}

/// {"cls": ["[CLS]", 101], "sep": ["[SEP]", 102]}.
Status read_bert_processing(const json& value, TokenizerSpec& spec, const std::string& place) {
  for (const char* key : {"cls", "sep"}) {
    auto found = value.find(key);
    const bool pair = found != value.end() && found->is_array() && found->size() == 2 && (*found)[1].is_number_unsigned() &&
                      (*found)[1].get<uint64_t>() <= INT32_MAX;
    if (!pair) return fail(ErrorCode::invalid_format, fmt::format("field `post_processor.{}` is no pair of text and id", key), place);
    (key[0] == 'c' ? spec.surround.before : spec.surround.after).push_back((*found)[1].get<TokenId>());
  }
  return {};
}

}  // namespace

std::unexpected<Error> unsupported_type(std::string_view field, std::string_view type, const std::string& place) {
  return fail(ErrorCode::unsupported, fmt::format("field `{}`: type `{}` is not supported", field, type.substr(0, 60)), place);
}

std::string type_of(const json& value) {
  auto found = value.is_object() ? value.find("type") : value.end();
  return found != value.end() && found->is_string() ? found->get<std::string>() : "";
}

Result<std::vector<const json*>> members(const json* value, const char* list, std::string_view field, const std::string& place) {
  std::vector<const json*> out;
  if (!value) return out;
  if (type_of(*value) != "Sequence") return std::vector<const json*>{value};
  auto found = value->find(list);
  if (found == value->end() || !found->is_array())
    return fail(ErrorCode::invalid_format, fmt::format("field `{}.{}` is not a list", field, list), place);
  for (const json& member : *found) {
    JANGIN_ASSIGN(const auto inner, members(&member, list, field, place));
    out.insert(out.end(), inner.begin(), inner.end());
  }
  return out;
}

Status read_normalizers(const json* value, TokenizerSpec& spec, const std::string& place) {
  JANGIN_ASSIGN(const auto list, members(value, "normalizers", "normalizer", place));
  for (const json* member : list) {
    JANGIN_ASSIGN(Normalization step, read_normalization(*member, place));
    spec.normalizers.push_back(std::move(step));
  }
  return {};
}

Status read_pre_tokenizers(const json* value, TokenizerSpec& spec, const std::string& place) {
  JANGIN_ASSIGN(const auto list, members(value, "pretokenizers", "pre_tokenizer", place));
  for (const json* member : list) {
    JANGIN_ASSIGN(PreTokenStep step, read_step(*member, place));
    spec.pre_tokenizer.push_back(std::move(step));
  }
  return {};
}

Status read_post_processors(const json* value, TokenizerSpec& spec, const std::string& place) {
  JANGIN_ASSIGN(const auto list, members(value, "processors", "post_processor", place));
  for (const json* member : list) {
    const std::string type = type_of(*member);
    if (type == "ByteLevel") continue;  // trims offsets only
    if (type == "BertProcessing" || type == "RobertaProcessing") {
      JANGIN_TRY(read_bert_processing(*member, spec, place));
      continue;
    }
    if (type != "TemplateProcessing") return unsupported_type("post_processor", type, place);
    JANGIN_TRY(read_template(*member, spec, place));
  }
  return {};
}

namespace {

/// One step of a decoder for models whose tokens are pieces of text.
Status read_decoding(const json& value, Decoding& decoding, const std::string& place) {
  const std::string type = type_of(value);
  JsonFields fields(value, place, "decoder.");
  if (type == "Replace") {
    JANGIN_ASSIGN(const Normalization replace, read_replace(value, place));
    if (!replace.literal || replace.content != " " || !decoding.space.empty())
      return unsupported_type("decoder", "Replace by something other than a space", place);
    decoding.space = replace.pattern;
  } else if (type == "ByteFallback") {
    decoding.bytes = true;
  } else if (type == "Fuse") {
    decoding.fuse = true;
  } else if (type == "Strip") {
    const int64_t begin = fields.integer("start", 0);
    const bool as_known = fields.text("content", " ") == " " && fields.integer("stop", 0) == 0 && begin >= 0 && (decoding.fuse || begin == 0);
    if (fields.status() && !as_known) return unsupported_type("decoder", "Strip of other than spaces at the begin of the fused text", place);
    decoding.strip_begin = begin;
  } else if (type == "Metaspace") {
    decoding.metaspace = true;
    decoding.space = fields.text("replacement", "\u2581");
    const bool prefix = fields.flag("add_prefix_space", true);
    decoding.strip_begin = fields.text("prepend_scheme", prefix ? "always" : "never") == "never" ? 0 : 1;
  } else if (type == "WordPiece") {
    decoding.kind = Decoding::Kind::word_piece;
    decoding.prefix = fields.text("prefix", "##");
    decoding.cleanup = fields.flag("cleanup", true);
  } else {
    return unsupported_type("decoder", type, place);
  }
  return fields.status();
}

}  // namespace

Status read_decoder(const json* value, TokenizerSpec& spec, const std::string& place) {
  JANGIN_ASSIGN(const auto list, members(value, "decoders", "decoder", place));
  if (list.empty()) return unsupported_type("decoder", "none", place);
  const bool bytes = list.size() == 1 && type_of(*list[0]) == "ByteLevel";
  if (bytes && spec.model == ModelKind::bpe && !spec.byte_fallback) {
    spec.model = ModelKind::byte_bpe;
    return {};
  }
  for (const json* member : list) JANGIN_TRY(read_decoding(*member, spec.decoding, place));
  const bool mixed = spec.decoding.kind == Decoding::Kind::word_piece && list.size() > 1;
  return mixed ? Status(unsupported_type("decoder", "WordPiece among others", place)) : Status();
}

std::optional<std::string> from_base64(std::string_view text) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  while (text.ends_with('=')) text.remove_suffix(1);
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>(bits >> count & 0xff));
  }
  return bytes;
}

std::string to_base64(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (size_t at = 0; at < bytes.size(); at += 3) {
    const auto byte = [&](size_t i) { return at + i < bytes.size() ? static_cast<uint32_t>(static_cast<uint8_t>(bytes[at + i])) : 0u; };
    const uint32_t bits = byte(0) << 16 | byte(1) << 8 | byte(2);
    for (size_t i = 0; i < 4; ++i) text.push_back(at + i <= bytes.size() ? kAlphabet[bits >> (18 - 6 * i) & 63] : '=');
  }
  return text;
}

}  // namespace jangin::tokenizer
