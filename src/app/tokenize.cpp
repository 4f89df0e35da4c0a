// `jangin tokenize`: a text as a model's tokens: ids, pieces, bytes a token.
#include <fmt/format.h>

#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/print.h"
#include "base/file.h"
#include "line/base_models.h"
#include "model/formats/gguf_tokenizer.h"
#include "text/unicode.h"
#include "tokenizer/json_fields.h"
#include "tokenizer/tokenizer.h"

namespace jangin::app {
namespace {

namespace fs = std::filesystem;
constexpr size_t kShownTokens = 64;

struct TokenizeOptions {
  std::string model;
  std::string input = "-";
  bool special = false;
};

/// The tokenizer of an expert, of a GGUF file, of a folder with tokenizer.json, or of a known base model.
Result<tokenizer::Tokenizer> open_tokenizer(const std::string& model) {
  if (std::error_code error; fs::exists(fs::path(model) / "tokenizer.json", error)) return tokenizer::Tokenizer::open(model);
  JANGIN_ASSIGN(const line::ResolvedModel resolved, line::resolve_base_model(model, "."));
  if (fs::is_directory(resolved.path)) return tokenizer::Tokenizer::open(resolved.path);
  JANGIN_ASSIGN(const model::GgufFile file, model::GgufFile::open(resolved.path));
  JANGIN_ASSIGN(tokenizer::TokenizerSpec spec, model::tokenizer_from_gguf(file));
  return tokenizer::Tokenizer::build(std::move(spec), file.place());
}

/// The whole input as one text; of a .jsonl file the field `text` of each line.
Result<std::vector<std::string>> read_texts(const std::string& input) {
  if (input == "-") return std::vector<std::string>{std::string(std::istreambuf_iterator<char>(std::cin), {})};
  JANGIN_ASSIGN(std::string bytes, read_file(input));
  if (!input.ends_with(".jsonl")) return std::vector<std::string>{std::move(bytes)};
  std::vector<std::string> texts;
  for (size_t begin = 0; begin < bytes.size();) {
    const size_t end = std::min(bytes.find('\n', begin), bytes.size());
    const std::string place = fmt::format("{}, line {}", input, texts.size() + 1);
    JANGIN_ASSIGN(const nlohmann::json line, tokenizer::parse_json(std::string_view(bytes).substr(begin, end - begin), place));
    tokenizer::JsonFields fields(line, place);
    texts.push_back(fields.text("text"));
    JANGIN_TRY(fields.status());
    begin = end + 1;
  }
  return texts;
}

void print_tokens(const tokenizer::Tokenizer& tokenizer, const std::string& text, const std::vector<tokenizer::TokenId>& ids) {
  std::vector<std::vector<std::string>> rows = {{"id", "piece", "vocabulary"}};
  for (size_t i = 0; i < std::min(ids.size(), kShownTokens); ++i) {
    const std::string piece = nlohmann::json(text::repair_utf8(tokenizer.token_bytes(ids[i]))).dump();
    rows.push_back({std::to_string(ids[i]), piece, tokenizer.spec().tokens[static_cast<size_t>(ids[i])]});
  }
  print_table(rows);
  if (ids.size() > kShownTokens) print_line(fmt::format("… and {} more (all with --json)", ids.size() - kShownTokens));
  print_line(fmt::format("{} tokens, {} bytes, {:.2f} bytes a token", ids.size(), text.size(),
                         ids.empty() ? 0.0 : static_cast<double>(text.size()) / static_cast<double>(ids.size())));
}

Status run_tokenize(const TokenizeOptions& options, const Common& common) {
  JANGIN_ASSIGN(const tokenizer::Tokenizer tokenizer, open_tokenizer(options.model));
  JANGIN_ASSIGN(const std::vector<std::string> texts, read_texts(options.input));
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  const auto all = tokenizer.encode_batch(views, {.special = options.special});
  for (size_t i = 0; i < texts.size(); ++i) {
    if (common.json) {
      print_json({{"ids", all[i]}, {"tokens", all[i].size()}, {"bytes", texts[i].size()}, {"decoded", tokenizer.decode(all[i], false)}});
    } else {
      print_tokens(tokenizer, texts[i], all[i]);
    }
  }
  return {};
}

}  // namespace

Command declare_tokenize(CommandLine& app, const Common& common) {
  CommandLine command = app.command(
      "tokenize", "a text as a model's tokens",
      "jangin tokenize smollm2-135m-instruct --input texts.jsonl --json        echo 'Spindle speed: 1200 rpm' | jangin tokenize out/cnc/expert");
  auto options = std::make_shared<TokenizeOptions>();
  command.option("model", options->model, "an expert, a GGUF file, a folder with tokenizer.json or a known base model").required();
  command.option("--input", options->input, "a text file, or .jsonl with a `text` in each line (default: standard input)");
  command.flag("--special", options->special, "texts of special tokens (\"<|im_end|>\") become those tokens");
  return {command, [options, &common] { return run_tokenize(*options, common); }};
}

}  // namespace jangin::app
