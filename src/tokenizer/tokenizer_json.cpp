// Reading tokenizer.json. Whatever would change tokens and is not understood is an error, never ignored.
#include "tokenizer/tokenizer_json.h"

#include <fmt/format.h>

#include <algorithm>

#include "tokenizer/json_fields.h"

namespace jangin::tokenizer {
namespace {
using nlohmann::json;

constexpr int64_t kMaxTokens = 1 << 24;

std::unexpected<Error> unsupported(std::string_view field, std::string_view type, const std::string& place) {
  return fail(ErrorCode::unsupported, fmt::format("field `{}`: type `{}` is not supported", field, type.substr(0, 60)), place);
}

std::string type_of(const json& value) {
  auto found = value.is_object() ? value.find("type") : value.end();
  return found != value.end() && found->is_string() ? found->get<std::string>() : "";
}

/// Ids must lie close together: an id far beyond the number of tokens would ask for memory that the file does not justify.
Status place_token(TokenizerSpec& spec, const std::string& text, int64_t id, size_t known, std::string_view field, const std::string& place) {
  if (id < 0 || id >= kMaxTokens || id > static_cast<int64_t>(8 * known) + 4096) {
    return fail(ErrorCode::invalid_format, fmt::format("field `{}`: `{}` has id {}, far outside {} tokens", field, text.substr(0, 60), id, known), place);
  }
  const auto at = static_cast<size_t>(id);
  if (at >= spec.tokens.size()) spec.tokens.resize(at + 1);
  if (!spec.tokens[at].empty() && spec.tokens[at] != text) {
    return fail(ErrorCode::invalid_format, fmt::format("field `{}`: id {} belongs to `{}` and `{}`", field, id, spec.tokens[at].substr(0, 60), text.substr(0, 60)), place);
  }
  spec.tokens[at] = text;
  return {};
}

Status read_vocab(const json& vocab, TokenizerSpec& spec, const std::string& place) {
  for (const auto& [text, id] : vocab.items()) {
    if (!id.is_number_integer()) return fail(ErrorCode::invalid_format, fmt::format("field `model.vocab`: id of `{}` is not an integer", text.substr(0, 60)), place);
    JANGIN_TRY(place_token(spec, text, id.get<int64_t>(), vocab.size(), "model.vocab", place));
  }
  return {};
}

Status read_merges(const json& merges, TokenizerSpec& spec, const std::string& place) {
  spec.merges.reserve(merges.size());
  for (size_t i = 0; i < merges.size(); ++i) {
    const json& merge = merges[i];
    if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
      spec.merges.emplace_back(merge[0].get<std::string>(), merge[1].get<std::string>());
      continue;
    }
    const std::string text = merge.is_string() ? merge.get<std::string>() : "";
    const size_t space = text.find(' ');
    if (space == std::string::npos || text.find(' ', space + 1) != std::string::npos) {
      return fail(ErrorCode::invalid_format, fmt::format("field `model.merges`: entry {} is not a pair", i), place);
    }
    spec.merges.emplace_back(text.substr(0, space), text.substr(space + 1));
  }
  return {};
}

Status read_model(const json& model, TokenizerSpec& spec, const std::string& place) {
  JsonFields fields(model, place, "model.");
  const std::string type = fields.text("type", "BPE");
  if (type != "BPE") return unsupported("model", type, place);
  const json* vocab = fields.object("vocab");
  const json* merges = fields.array("merges");
  const bool fallback = fields.flag("byte_fallback", false);
  const std::string affixes = fields.text("continuing_subword_prefix", "") + fields.text("end_of_word_suffix", "");
  spec.ignore_merges = fields.flag("ignore_merges", false);
  spec.fuse_unknown = fields.flag("fuse_unk", false);
  const std::string unknown = fields.text("unk_token", "");
  if (fields.number("dropout", 0.0) != 0.0) fields.fail_field("dropout", "is not 0");
  if (!vocab) fields.fail_field("vocab", "is missing");
  if (!merges) fields.fail_field("merges", "is missing");
  JANGIN_TRY(fields.status());
  if (fallback) return unsupported("model.byte_fallback", "true", place);
  if (!affixes.empty()) return unsupported("model.continuing_subword_prefix", affixes, place);
  JANGIN_TRY(read_vocab(*vocab, spec, place));
  JANGIN_TRY(read_merges(*merges, spec, place));
  if (!unknown.empty()) {
    auto found = vocab->find(unknown);
    if (found == vocab->end()) return fail(ErrorCode::invalid_format, "field `model.unk_token` is not in the vocabulary", place);
    spec.unknown_byte = spec.unk = found->get<TokenId>();
  }
  return {};
}

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
  std::sort(spec.added.begin(), spec.added.end(), [](const AddedToken& a, const AddedToken& b) { return a.id < b.id; });
  auto twice = std::adjacent_find(spec.added.begin(), spec.added.end(), [](const AddedToken& a, const AddedToken& b) { return a.id == b.id; });
  if (twice != spec.added.end()) return fail(ErrorCode::invalid_format, fmt::format("field `added_tokens`: id {} is there twice", twice->id), place);
  return {};
}

/// A component, or the members of a Sequence (one level, as files have it).
Result<std::vector<const json*>> members(const json* value, const char* list, std::string_view field, const std::string& place) {
  std::vector<const json*> out;
  if (!value) return out;
  if (type_of(*value) != "Sequence") return std::vector<const json*>{value};
  auto found = value->find(list);
  if (found == value->end() || !found->is_array()) return fail(ErrorCode::invalid_format, fmt::format("field `{}.{}` is not a list", field, list), place);
  for (const json& member : *found) out.push_back(&member);
  return out;
}

Status read_normalizers(const json* value, TokenizerSpec& spec, const std::string& place) {
  JANGIN_ASSIGN(const auto list, members(value, "normalizers", "normalizer", place));
  for (const json* member : list) {
    const std::string type = type_of(*member);
    if (type == "NFC") spec.normalizers.push_back(Normalization::nfc);
    else if (type == "NFD") spec.normalizers.push_back(Normalization::nfd);
    else if (type == "NFKC") spec.normalizers.push_back(Normalization::nfkc);
    else if (type == "NFKD") spec.normalizers.push_back(Normalization::nfkd);
    else return unsupported("normalizer", type, place);
  }
  return {};
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
  constexpr std::string_view kBehaviors[] = {"Isolated", "Removed", "MergedWithPrevious", "MergedWithNext", "Contiguous"};
  const auto found = std::find(std::begin(kBehaviors), std::end(kBehaviors), behavior);
  if (found == std::end(kBehaviors)) return unsupported("pre_tokenizer.behavior", behavior, place);
  step.behavior = static_cast<SplitBehavior>(found - std::begin(kBehaviors));
  return step;
}

Status read_pre_tokenizers(const json* value, TokenizerSpec& spec, const std::string& place) {
  JANGIN_ASSIGN(const auto list, members(value, "pretokenizers", "pre_tokenizer", place));
  for (const json* member : list) {
    const std::string type = type_of(*member);
    JsonFields fields(*member, place, "pre_tokenizer.");
    PreTokenStep step;
    if (type == "Split") {
      JANGIN_ASSIGN(step, read_split(*member, place));
    } else if (type == "Digits") {
      step.kind = PreTokenStep::Kind::digits;
      step.individual_digits = fields.flag("individual_digits", false);
    } else if (type == "ByteLevel") {
      step.kind = PreTokenStep::Kind::byte_level;
      step.add_prefix_space = fields.flag("add_prefix_space", true);
      step.use_regex = fields.flag("use_regex", true);
      step.trim_offsets = fields.flag("trim_offsets", true);
    } else {
      return unsupported("pre_tokenizer", type, place);
    }
    JANGIN_TRY(fields.status());
    spec.pre_tokenizer.push_back(std::move(step));
  }
  return {};
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
    if (!number.is_number_unsigned() || number.get<uint64_t>() > INT32_MAX) return fail(ErrorCode::invalid_format, "field `post_processor.special_tokens` holds no id", place);
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

Status read_post_processors(const json* value, TokenizerSpec& spec, const std::string& place) {
  JANGIN_ASSIGN(const auto list, members(value, "processors", "post_processor", place));
  for (const json* member : list) {
    const std::string type = type_of(*member);
    if (type == "ByteLevel") continue;  // trims offsets only
    if (type != "TemplateProcessing") return unsupported("post_processor", type, place);
    JANGIN_TRY(read_template(*member, spec, place));
  }
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
  if (!decoder || type_of(*decoder) != "ByteLevel") return unsupported("decoder", decoder ? type_of(*decoder) : "none", place);
  return spec;
}

}  // namespace jangin::tokenizer
