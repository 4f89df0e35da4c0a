// Writing tokenizer.json in the layout of huggingface/tokenizers 0.20 and later (merges as pairs).
#include <nlohmann/json.hpp>

#include "tokenizer/tokenizer_json.h"
#include "tokenizer/tokenizer_json_parts.h"

namespace jangin::tokenizer {
namespace {
using OrderedJson = nlohmann::ordered_json;

OrderedJson added_to_json(const AddedToken& token) {
  return {{"id", token.id},         {"content", token.text},          {"single_word", token.single_word}, {"lstrip", token.lstrip},
          {"rstrip", token.rstrip}, {"normalized", token.normalized}, {"special", token.special}};
}

OrderedJson pattern_to_json(bool literal, const std::string& pattern) { return {{literal ? "String" : "Regex", pattern}}; }

OrderedJson normalization_to_json(const Normalization& step) {
  switch (step.kind) {
    case Normalization::nfc: return {{"type", "NFC"}};
    case Normalization::nfd: return {{"type", "NFD"}};
    case Normalization::nfkc: return {{"type", "NFKC"}};
    case Normalization::nfkd: return {{"type", "NFKD"}};
    case Normalization::replace: return {{"type", "Replace"}, {"pattern", pattern_to_json(step.literal, step.pattern)}, {"content", step.content}};
    case Normalization::prepend: return {{"type", "Prepend"}, {"prepend", step.content}};
    case Normalization::strip: return {{"type", "Strip"}, {"strip_left", step.left}, {"strip_right", step.right}};
    case Normalization::lowercase: return {{"type", "Lowercase"}};
    case Normalization::strip_accents: return {{"type", "StripAccents"}};
    case Normalization::charsmap: return {{"type", "Precompiled"}, {"precompiled_charsmap", to_base64(step.content)}};
    case Normalization::bert: break;
  }
  return {{"type", "BertNormalizer"},
          {"clean_text", step.clean_text},
          {"handle_chinese_chars", step.handle_chinese_chars},
          {"strip_accents", step.strip_accents_too},
          {"lowercase", step.lowercase_too}};
}

OrderedJson byte_level_to_json(bool add_prefix_space, bool trim_offsets, bool use_regex) {
  return {{"type", "ByteLevel"}, {"add_prefix_space", add_prefix_space}, {"trim_offsets", trim_offsets}, {"use_regex", use_regex}};
}

OrderedJson step_to_json(const PreTokenStep& step) {
  using Kind = PreTokenStep::Kind;
  constexpr const char* kBehaviors[] = {"Isolated", "Removed", "MergedWithPrevious", "MergedWithNext", "Contiguous"};
  constexpr const char* kSchemes[] = {"first", "always", "never"};
  const char* behavior = kBehaviors[static_cast<size_t>(step.behavior)];
  switch (step.kind) {
    case Kind::digits: return {{"type", "Digits"}, {"individual_digits", step.individual_digits}};
    case Kind::byte_level: return byte_level_to_json(step.add_prefix_space, step.trim_offsets, step.use_regex);
    case Kind::metaspace:
      return {{"type", "Metaspace"},
              {"replacement", step.replacement},
              {"prepend_scheme", kSchemes[static_cast<size_t>(step.prepend)]},
              {"split", step.split}};
    case Kind::bert: return {{"type", "BertPreTokenizer"}};
    case Kind::whitespace: return {{"type", "Whitespace"}};
    case Kind::whitespace_split: return {{"type", "WhitespaceSplit"}};
    case Kind::punctuation: return {{"type", "Punctuation"}, {"behavior", behavior}};
    case Kind::split: break;
  }
  return {{"type", "Split"}, {"pattern", pattern_to_json(step.literal, step.pattern)}, {"behavior", behavior}, {"invert", step.invert}};
}

}  // namespace

OrderedJson normalizer_to_json(const TokenizerSpec& spec) {
  OrderedJson list = OrderedJson::array();
  for (const Normalization& step : spec.normalizers) list.push_back(normalization_to_json(step));
  if (list.empty()) return nullptr;
  if (list.size() == 1) return list[0];
  return {{"type", "Sequence"}, {"normalizers", list}};
}

OrderedJson pre_tokenizer_to_json(const TokenizerSpec& spec) {
  if (spec.pre_tokenizer.empty()) return nullptr;
  if (spec.pre_tokenizer.size() == 1) return step_to_json(spec.pre_tokenizer[0]);
  OrderedJson list = OrderedJson::array();
  for (const PreTokenStep& step : spec.pre_tokenizer) list.push_back(step_to_json(step));
  return {{"type", "Sequence"}, {"pretokenizers", list}};
}

OrderedJson post_processor_to_json(const TokenizerSpec& spec) {
  const bool bytes = spec.model == ModelKind::byte_bpe;
  const OrderedJson byte_level = byte_level_to_json(true, false, true);
  if (spec.surround == Surround{}) return bytes ? byte_level : OrderedJson(nullptr);
  OrderedJson single = OrderedJson::array();
  OrderedJson pair = OrderedJson::array();
  OrderedJson specials = OrderedJson::object();
  auto add = [&](const std::vector<TokenId>& ids) {
    for (TokenId id : ids) {
      const std::string& name = spec.tokens[static_cast<size_t>(id)];
      single.push_back({{"SpecialToken", {{"id", name}, {"type_id", 0}}}});
      specials[name] = {{"id", name}, {"ids", {id}}, {"tokens", {name}}};
    }
  };
  add(spec.surround.before);
  single.push_back({{"Sequence", {{"id", "A"}, {"type_id", 0}}}});
  add(spec.surround.after);
  pair = single;
  for (OrderedJson item : single) {
    for (auto& [kind, value] : item.items()) {
      value["type_id"] = 1;
      if (kind == "Sequence") value["id"] = "B";
    }
    pair.push_back(item);
  }
  const OrderedJson processing = {{"type", "TemplateProcessing"}, {"single", single}, {"pair", pair}, {"special_tokens", specials}};
  if (!bytes) return processing;
  return {{"type", "Sequence"}, {"processors", {byte_level, processing}}};
}

OrderedJson decoder_to_json(const TokenizerSpec& spec) {
  if (spec.model == ModelKind::byte_bpe) return byte_level_to_json(true, true, true);
  const Decoding& decoding = spec.decoding;
  if (decoding.kind == Decoding::Kind::word_piece) return {{"type", "WordPiece"}, {"prefix", decoding.prefix}, {"cleanup", decoding.cleanup}};
  OrderedJson list = OrderedJson::array();
  if (!decoding.space.empty() && !decoding.metaspace)
    list.push_back({{"type", "Replace"}, {"pattern", pattern_to_json(true, decoding.space)}, {"content", " "}});
  if (decoding.bytes) list.push_back({{"type", "ByteFallback"}});
  if (decoding.metaspace)
    list.push_back(
        {{"type", "Metaspace"}, {"replacement", decoding.space}, {"prepend_scheme", decoding.strip_begin > 0 ? "always" : "never"}, {"split", true}});
  if (decoding.fuse || (!decoding.metaspace && decoding.strip_begin > 0) || list.empty()) list.push_back({{"type", "Fuse"}});
  if (!decoding.metaspace && decoding.strip_begin > 0)
    list.push_back({{"type", "Strip"}, {"content", " "}, {"start", decoding.strip_begin}, {"stop", 0}});
  if (list.size() == 1) return list[0];
  return {{"type", "Sequence"}, {"decoders", list}};
}

std::string spec_to_json(const TokenizerSpec& spec) {
  OrderedJson added = OrderedJson::array();
  for (const AddedToken& token : spec.added) added.push_back(added_to_json(token));
  OrderedJson root = {{"version", "1.0"}, {"truncation", nullptr}, {"padding", nullptr}, {"added_tokens", added}};
  root["normalizer"] = normalizer_to_json(spec);
  root["pre_tokenizer"] = pre_tokenizer_to_json(spec);
  root["post_processor"] = post_processor_to_json(spec);
  root["decoder"] = decoder_to_json(spec);
  root["model"] = model_to_json(spec);
  return root.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace jangin::tokenizer
