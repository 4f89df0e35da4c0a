// The field `model` of tokenizer.json, for each kind of model, both ways.
#include <fmt/format.h>

#include <algorithm>

#include "tokenizer/character_bpe.h"
#include "tokenizer/json_fields.h"
#include "tokenizer/tokenizer_json_parts.h"

namespace jangin::tokenizer {
namespace {
using nlohmann::json;
using nlohmann::ordered_json;

constexpr int64_t kMaxTokens = 1 << 24;

Status read_vocab(const json& vocab, TokenizerSpec& spec, const std::string& place) {
  for (const auto& [text, id] : vocab.items()) {
    if (!id.is_number_integer())
      return fail(ErrorCode::invalid_format, fmt::format("field `model.vocab`: id of `{}` is not an integer", text.substr(0, 60)), place);
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

/// [["text", score], …]: the place is the id.
Status read_scored_vocab(const json& vocab, TokenizerSpec& spec, const std::string& place) {
  spec.tokens.reserve(vocab.size());
  spec.scores.reserve(vocab.size());
  for (size_t i = 0; i < vocab.size(); ++i) {
    const json& entry = vocab[i];
    if (!entry.is_array() || entry.size() != 2 || !entry[0].is_string() || !entry[1].is_number()) {
      return fail(ErrorCode::invalid_format, fmt::format("field `model.vocab`: entry {} is no pair of text and number", i), place);
    }
    spec.tokens.push_back(entry[0].get<std::string>());
    spec.scores.push_back(entry[1].get<double>());
  }
  return {};
}

Status read_unknown(JsonFields& fields, const json& vocab, TokenizerSpec& spec, const std::string& place) {
  const std::string unknown = fields.text("unk_token", "");
  JANGIN_TRY(fields.status());
  if (unknown.empty()) return {};
  auto found = vocab.find(unknown);
  if (found == vocab.end()) return fail(ErrorCode::invalid_format, "field `model.unk_token` is not in the vocabulary", place);
  spec.unknown_byte = spec.unk = found->get<TokenId>();
  return {};
}

Status read_bpe(JsonFields& fields, TokenizerSpec& spec, const std::string& place) {
  spec.model = ModelKind::bpe;
  const json* vocab = fields.object("vocab");
  const json* merges = fields.array("merges");
  const std::string affixes = fields.text("continuing_subword_prefix", "") + fields.text("end_of_word_suffix", "");
  spec.byte_fallback = fields.flag("byte_fallback", false);
  spec.ignore_merges = fields.flag("ignore_merges", false);
  spec.fuse_unknown = fields.flag("fuse_unk", false);
  if (fields.number("dropout", 0.0) != 0.0) fields.fail_field("dropout", "is not 0");
  if (!vocab) fields.fail_field("vocab", "is missing");
  if (!merges) fields.fail_field("merges", "is missing");
  JANGIN_TRY(fields.status());
  if (!affixes.empty()) return unsupported_type("model.continuing_subword_prefix", affixes, place);
  JANGIN_TRY(read_vocab(*vocab, spec, place));
  JANGIN_TRY(read_merges(*merges, spec, place));
  return read_unknown(fields, *vocab, spec, place);
}

Status read_unigram(JsonFields& fields, TokenizerSpec& spec, const std::string& place) {
  spec.model = ModelKind::unigram;
  const json* vocab = fields.array("vocab");
  spec.byte_fallback = fields.flag("byte_fallback", false);
  const int64_t unknown = fields.integer("unk_id", kNoToken);
  if (!vocab) fields.fail_field("vocab", "is missing");
  JANGIN_TRY(fields.status());
  JANGIN_TRY(read_scored_vocab(*vocab, spec, place));
  if (unknown < kNoToken || unknown >= static_cast<int64_t>(spec.tokens.size())) {
    return fail(ErrorCode::invalid_format, fmt::format("field `model.unk_id` is {}, outside {} tokens", unknown, spec.tokens.size()), place);
  }
  spec.unknown_byte = spec.unk = static_cast<TokenId>(unknown);
  return {};
}

Status read_word_piece(JsonFields& fields, TokenizerSpec& spec, const std::string& place) {
  spec.model = ModelKind::word_piece;
  const json* vocab = fields.object("vocab");
  spec.continuing = fields.text("continuing_subword_prefix", "##");
  spec.max_word = fields.integer("max_input_chars_per_word", 100);
  if (!vocab) fields.fail_field("vocab", "is missing");
  JANGIN_TRY(fields.status());
  JANGIN_TRY(read_vocab(*vocab, spec, place));
  return read_unknown(fields, *vocab, spec, place);
}

json unknown_name(const TokenizerSpec& spec) {
  return spec.unknown_byte < 0 ? json(nullptr) : json(spec.tokens[static_cast<size_t>(spec.unknown_byte)]);
}

/// Added tokens at the very end, without a gap before or between, get their ids by being added; all others must be in the vocabulary,
/// and so must the one that stands for unknown bytes.
size_t vocabulary_end(const TokenizerSpec& spec) {
  size_t end = spec.tokens.size();
  for (auto token = spec.added.rbegin(); token != spec.added.rend() && static_cast<size_t>(token->id) + 1 == end && token->id != spec.unknown_byte;
       ++token)
    --end;
  for (size_t id = 0; id < end; ++id) {
    if (spec.tokens[id].empty()) return spec.tokens.size();
  }
  return end;
}

ordered_json vocab_to_json(const TokenizerSpec& spec) {
  ordered_json vocab = ordered_json::object();
  const size_t end = vocabulary_end(spec);
  // ordered_json looks a key up before it adds it; the keys here are known to differ.
  auto& entries = vocab.get_ref<ordered_json::object_t&>();
  for (size_t id = 0; id < end; ++id) {
    if (!spec.tokens[id].empty()) entries.ordered_json::object_t::Container::emplace_back(spec.tokens[id], id);
  }
  return vocab;
}

ordered_json bpe_to_json(const TokenizerSpec& spec) {
  ordered_json merges = ordered_json::array();
  const auto add = [&](const std::pair<std::string, std::string>& merge) { merges.push_back(ordered_json::array({merge.first, merge.second})); };
  if (spec.scores.empty())
    std::for_each(spec.merges.begin(), spec.merges.end(), add);
  else
    for (const auto& merge : merges_from_scores(spec)) add(merge);
  ordered_json model = {{"type", "BPE"}, {"dropout", nullptr}};
  model["unk_token"] = unknown_name(spec);
  model["continuing_subword_prefix"] = nullptr;
  model["end_of_word_suffix"] = nullptr;
  model["fuse_unk"] = spec.fuse_unknown;
  model["byte_fallback"] = spec.byte_fallback;
  model["ignore_merges"] = spec.ignore_merges;
  model["vocab"] = vocab_to_json(spec);
  model["merges"] = std::move(merges);
  return model;
}

ordered_json unigram_to_json(const TokenizerSpec& spec) {
  ordered_json vocab = ordered_json::array();
  for (size_t id = 0; id < spec.tokens.size(); ++id) vocab.push_back(ordered_json::array({spec.tokens[id], spec.scores[id]}));
  ordered_json model = {{"type", "Unigram"}};
  model["unk_id"] = spec.unknown_byte < 0 ? json(nullptr) : json(spec.unknown_byte);
  model["vocab"] = std::move(vocab);
  model["byte_fallback"] = spec.byte_fallback;
  return model;
}

}  // namespace

/// Ids must lie close together: an id far beyond the number of tokens would ask for memory that the file does not justify.
Status place_token(TokenizerSpec& spec, const std::string& text, int64_t id, size_t known, std::string_view field, const std::string& place) {
  if (id < 0 || id >= kMaxTokens || id > static_cast<int64_t>(8 * known) + 4096) {
    return fail(ErrorCode::invalid_format, fmt::format("field `{}`: `{}` has id {}, far outside {} tokens", field, text.substr(0, 60), id, known),
                place);
  }
  const auto at = static_cast<size_t>(id);
  if (at >= spec.tokens.size()) spec.tokens.resize(at + 1);
  if (!spec.tokens[at].empty() && spec.tokens[at] != text) {
    return fail(ErrorCode::invalid_format,
                fmt::format("field `{}`: id {} belongs to `{}` and `{}`", field, id, spec.tokens[at].substr(0, 60), text.substr(0, 60)), place);
  }
  spec.tokens[at] = text;
  return {};
}

Status read_model(const json& model, TokenizerSpec& spec, const std::string& place) {
  JsonFields fields(model, place, "model.");
  const std::string type = fields.text("type", "BPE");
  if (type == "BPE") return read_bpe(fields, spec, place);
  if (type == "Unigram") return read_unigram(fields, spec, place);
  if (type == "WordPiece") return read_word_piece(fields, spec, place);
  return unsupported_type("model", type, place);
}

ordered_json model_to_json(const TokenizerSpec& spec) {
  if (spec.model == ModelKind::unigram) return unigram_to_json(spec);
  if (spec.model != ModelKind::word_piece) return bpe_to_json(spec);
  ordered_json model = {{"type", "WordPiece"}};
  model["unk_token"] = unknown_name(spec);
  model["continuing_subword_prefix"] = spec.continuing;
  model["max_input_chars_per_word"] = spec.max_word;
  model["vocab"] = vocab_to_json(spec);
  return model;
}

}  // namespace jangin::tokenizer
