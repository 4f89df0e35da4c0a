// tokenizer_config.json, both ways; and the folder in which the files lie.
#include <fmt/format.h>

#include "base/file.h"
#include "tokenizer/json_fields.h"
#include "tokenizer/tokenizer.h"
#include "tokenizer/tokenizer_json.h"

namespace jangin::tokenizer {
namespace {
using nlohmann::json;
namespace fs = std::filesystem;

constexpr uint64_t kMaxFileBytes = uint64_t{256} << 20;
constexpr double kNoContext = 1e15;  // transformers writes 1e30 for "not known"

/// "<s>" or {"content": "<s>", ...}; empty when absent.
std::string token_name(JsonFields& fields, const json& root, const char* key) {
  auto found = root.find(key);
  if (found == root.end() || !found->is_object()) return fields.text(key, "");
  auto content = found->find("content");
  if (content != found->end() && content->is_string()) return content->get<std::string>();
  fields.fail_field(key, "has no `content`");
  return {};
}

Status set_token(JsonFields& fields, const json& root, const char* key, TokenId& to, const TokenizerSpec& spec) {
  const std::string name = token_name(fields, root, key);
  if (name.empty()) return fields.status();
  for (const AddedToken& token : spec.added) {
    if (token.text == name) {
      to = token.id;
      return {};
    }
  }
  for (size_t id = 0; id < spec.tokens.size(); ++id) {
    if (spec.tokens[id] == name) {
      to = static_cast<TokenId>(id);
      return {};
    }
  }
  fields.fail_field(key, fmt::format("names `{}`, which is not in the vocabulary", name.substr(0, 60)));
  return fields.status();
}

/// A text, or a list of named ones of which "default" counts.
void read_chat_template(JsonFields& fields, const json& root, TokenizerSpec& spec) {
  auto found = root.find("chat_template");
  if (found == root.end() || found->is_null()) return;
  if (found->is_string()) {
    spec.chat_template = found->get<std::string>();
    return;
  }
  if (!found->is_array()) return fields.fail_field("chat_template", "is neither a text nor a list");
  for (const json& named : *found) {
    const bool whole = named.is_object() && named.contains("name") && named.contains("template") && named["template"].is_string();
    if (!whole) return fields.fail_field("chat_template", "holds an entry without name and template");
    if (named["name"] == "default" || spec.chat_template.empty()) spec.chat_template = named["template"].get<std::string>();
  }
}

json name_or_null(const TokenizerSpec& spec, TokenId id) { return id < 0 ? json(nullptr) : json(spec.tokens[static_cast<size_t>(id)]); }

}  // namespace

Status add_tokenizer_config(std::string_view text, const std::string& place, TokenizerSpec& spec) {
  JANGIN_ASSIGN(const json root, parse_json(text, place));
  JsonFields fields(root, place);
  JANGIN_TRY(fields.status());
  JANGIN_TRY(set_token(fields, root, "bos_token", spec.bos, spec));
  JANGIN_TRY(set_token(fields, root, "eos_token", spec.eos, spec));
  JANGIN_TRY(set_token(fields, root, "pad_token", spec.pad, spec));
  JANGIN_TRY(set_token(fields, root, "unk_token", spec.unk, spec));
  spec.add_bos = fields.flag("add_bos_token", spec.add_bos);
  // Of transformers' fast classes only Llama's builds its post-processor from this flag.
  const bool builds = spec.add_bos && fields.text("tokenizer_class", "").starts_with("LlamaTokenizer");
  if (builds && spec.bos >= 0 && spec.surround.before.empty()) spec.surround.before = {spec.bos};
  const double context = fields.number("model_max_length", 0);
  if (context > 0 && context < kNoContext) spec.context = static_cast<int64_t>(context);
  read_chat_template(fields, root, spec);
  return fields.status();
}

std::string tokenizer_config_to_json(const TokenizerSpec& spec) {
  nlohmann::ordered_json root;
  root["tokenizer_class"] = "PreTrainedTokenizerFast";
  const std::pair<const char*, TokenId> names[] = {
      {"bos_token", spec.bos}, {"eos_token", spec.eos}, {"pad_token", spec.pad}, {"unk_token", spec.unk}};
  for (const auto& [key, id] : names) root[key] = name_or_null(spec, id);
  root["add_bos_token"] = spec.add_bos;
  root["clean_up_tokenization_spaces"] = false;
  if (spec.context > 0) root["model_max_length"] = spec.context;
  nlohmann::ordered_json decoder = nlohmann::ordered_json::object();
  for (const AddedToken& token : spec.added) {
    decoder[std::to_string(token.id)] = {{"content", token.text},  {"lstrip", token.lstrip},           {"normalized", token.normalized},
                                         {"rstrip", token.rstrip}, {"single_word", token.single_word}, {"special", token.special}};
  }
  root["added_tokens_decoder"] = decoder;
  if (!spec.chat_template.empty()) root["chat_template"] = spec.chat_template;
  return root.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<Tokenizer> Tokenizer::open(const fs::path& folder) {
  const fs::path path = folder / "tokenizer.json";
  JANGIN_ASSIGN(const std::string text, read_file(path, kMaxFileBytes));
  JANGIN_ASSIGN(TokenizerSpec spec, spec_from_json(text, path.string()));
  for (const char* name : {"special_tokens_map.json", "tokenizer_config.json"}) {
    const fs::path config = folder / name;
    std::error_code error;
    if (!fs::exists(config, error)) continue;
    JANGIN_ASSIGN(const std::string config_text, read_file(config, kMaxFileBytes));
    JANGIN_TRY(add_tokenizer_config(config_text, config.string(), spec));
  }
  if (std::error_code error; fs::exists(folder / "chat_template.jinja", error)) {
    JANGIN_ASSIGN(spec.chat_template, read_file(folder / "chat_template.jinja", kMaxFileBytes));
  }
  return build(std::move(spec), path.string());
}

Status Tokenizer::save(const fs::path& folder) const {
  JANGIN_TRY(write_file(folder / "tokenizer.json", spec_to_json(spec())));
  return write_file(folder / "tokenizer_config.json", tokenizer_config_to_json(spec()));
}

}  // namespace jangin::tokenizer
