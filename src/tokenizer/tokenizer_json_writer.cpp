// Writing tokenizer.json in the layout of huggingface/tokenizers 0.20 and later (merges as pairs).
#include <nlohmann/json.hpp>

#include "tokenizer/tokenizer_json.h"

namespace jangin::tokenizer {
namespace {
using json = nlohmann::ordered_json;

/// Added tokens at the very end, without a gap before or between, get their ids by being added; all others must be in the vocabulary,
/// and so must the one that stands for unknown bytes.
size_t vocabulary_end(const TokenizerSpec& spec) {
  size_t end = spec.tokens.size();
  for (auto token = spec.added.rbegin(); token != spec.added.rend() && static_cast<size_t>(token->id) + 1 == end && token->id != spec.unknown_byte; ++token) --end;
  for (size_t id = 0; id < end; ++id) {
    if (spec.tokens[id].empty()) return spec.tokens.size();
  }
  return end;
}

json added_to_json(const AddedToken& token) {
  return {{"id", token.id}, {"content", token.text}, {"single_word", token.single_word}, {"lstrip", token.lstrip},
          {"rstrip", token.rstrip}, {"normalized", token.normalized}, {"special", token.special}};
}

json normalizer_to_json(const TokenizerSpec& spec) {
  constexpr const char* kNames[] = {"NFC", "NFD", "NFKC", "NFKD"};
  json list = json::array();
  for (Normalization form : spec.normalizers) list.push_back({{"type", kNames[static_cast<size_t>(form)]}});
  if (list.empty()) return nullptr;
  if (list.size() == 1) return list[0];
  return {{"type", "Sequence"}, {"normalizers", list}};
}

json byte_level_to_json(bool add_prefix_space, bool trim_offsets, bool use_regex) {
  return {{"type", "ByteLevel"}, {"add_prefix_space", add_prefix_space}, {"trim_offsets", trim_offsets}, {"use_regex", use_regex}};
}

json step_to_json(const PreTokenStep& step) {
  constexpr const char* kBehaviors[] = {"Isolated", "Removed", "MergedWithPrevious", "MergedWithNext", "Contiguous"};
  switch (step.kind) {
    case PreTokenStep::Kind::digits: return {{"type", "Digits"}, {"individual_digits", step.individual_digits}};
    case PreTokenStep::Kind::byte_level: return byte_level_to_json(step.add_prefix_space, step.trim_offsets, step.use_regex);
    case PreTokenStep::Kind::split: break;
  }
  return {{"type", "Split"}, {"pattern", {{step.literal ? "String" : "Regex", step.pattern}}},
          {"behavior", kBehaviors[static_cast<size_t>(step.behavior)]}, {"invert", step.invert}};
}

json pre_tokenizer_to_json(const TokenizerSpec& spec) {
  if (spec.pre_tokenizer.size() == 1) return step_to_json(spec.pre_tokenizer[0]);
  json list = json::array();
  for (const PreTokenStep& step : spec.pre_tokenizer) list.push_back(step_to_json(step));
  return {{"type", "Sequence"}, {"pretokenizers", list}};
}

json post_processor_to_json(const TokenizerSpec& spec) {
  const json byte_level = byte_level_to_json(true, false, true);
  if (spec.surround == Surround{}) return byte_level;
  json single = json::array();
  json pair = json::array();
  json specials = json::object();
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
  for (json item : single) {
    for (auto& [kind, value] : item.items()) {
      value["type_id"] = 1;
      if (kind == "Sequence") value["id"] = "B";
    }
    pair.push_back(item);
  }
  const json processing = {{"type", "TemplateProcessing"}, {"single", single}, {"pair", pair}, {"special_tokens", specials}};
  return {{"type", "Sequence"}, {"processors", {byte_level, processing}}};
}

}  // namespace

std::string spec_to_json(const TokenizerSpec& spec) {
  json added = json::array();
  for (const AddedToken& token : spec.added) added.push_back(added_to_json(token));
  json vocab = json::object();
  const size_t end = vocabulary_end(spec);
  // ordered_json looks a key up before it adds it; the keys here are known to differ.
  auto& entries = vocab.get_ref<json::object_t&>();
  for (size_t id = 0; id < end; ++id) {
    if (!spec.tokens[id].empty()) entries.json::object_t::Container::emplace_back(spec.tokens[id], id);
  }
  json merges = json::array();
  for (const auto& [left, right] : spec.merges) merges.push_back(json::array({left, right}));
  json model = {{"type", "BPE"}, {"dropout", nullptr}};
  model["unk_token"] = spec.unknown_byte < 0 ? json(nullptr) : json(spec.tokens[static_cast<size_t>(spec.unknown_byte)]);
  model["continuing_subword_prefix"] = nullptr;
  model["end_of_word_suffix"] = nullptr;
  model["fuse_unk"] = spec.fuse_unknown;
  model["byte_fallback"] = false;
  model["ignore_merges"] = spec.ignore_merges;
  model["vocab"] = std::move(vocab);
  model["merges"] = std::move(merges);
  json root = {{"version", "1.0"}, {"truncation", nullptr}, {"padding", nullptr}, {"added_tokens", added}};
  root["normalizer"] = normalizer_to_json(spec);
  root["pre_tokenizer"] = pre_tokenizer_to_json(spec);
  root["post_processor"] = post_processor_to_json(spec);
  root["decoder"] = byte_level_to_json(true, true, true);
  root["model"] = std::move(model);
  return root.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace jangin::tokenizer
