// `jangin train-tokenizer`: a tokenizer from text files.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/print.h"
#include "base/clock.h"
#include "base/progress.h"
#include "tokenizer/presets.h"
#include "tokenizer/training/text_files.h"

namespace jangin::app {
namespace {

struct Options {
  std::vector<std::string> inputs;
  std::string output;
  std::string pre_tokenizer = "qwen2";
  std::vector<std::string> special;
  uint64_t vocabulary = 32000;
  uint64_t superwords_from = 0;
  uint64_t min_frequency = 2;
  bool whole = false;
};

constexpr const char* kEndOfText = "<|endoftext|>";

Result<tokenizer::BpeTrainingConfig> config_of(const Options& options) {
  const tokenizer::Preset* preset = tokenizer::find_preset(options.pre_tokenizer);
  if (!preset) {
    return fail(ErrorCode::invalid_argument, fmt::format("unknown pre-tokenizer `{}`", options.pre_tokenizer), "--pre-tokenizer",
                "one of " + tokenizer::preset_names());
  }
  tokenizer::BpeTrainingConfig config;
  config.vocabulary = options.vocabulary;
  config.superwords_from = options.superwords_from;
  config.min_frequency = options.min_frequency;
  config.normalizers = preset->normalizers;
  config.pre_tokenizer = preset->steps;
  config.ignore_merges = preset->ignore_merges && options.superwords_from == 0;
  config.special_tokens = {kEndOfText, "<|im_start|>", "<|im_end|>"};  // those of ChatML, which a conversation is laid out by
  config.special_tokens.insert(config.special_tokens.end(), options.special.begin(), options.special.end());
  config.eos = config.pad = kEndOfText;
  return config;
}

using Sizes = std::vector<tokenizer::EncodedSize>;

double bytes_per_token(uint64_t bytes, uint64_t tokens) { return static_cast<double>(bytes) / static_cast<double>(std::max<uint64_t>(1, tokens)); }

std::vector<std::string> row(const std::string& text, uint64_t bytes, uint64_t tokens) {
  return {text, format_count(bytes), format_count(tokens), fmt::format("{:.2f}", bytes_per_token(bytes, tokens))};
}

void print_as_json(const tokenizer::BpeTraining& training, const Sizes& sizes, const tokenizer::TextFiles& files, const Options& options,
                   double seconds) {
  const size_t tokens = training.spec.tokens.size();
  nlohmann::json held_back = nlohmann::json::object();
  for (const auto& size : sizes) {
    held_back[size.language] = {{"bytes", size.bytes}, {"tokens", size.tokens}, {"bytes_per_token", bytes_per_token(size.bytes, size.tokens)}};
  }
  print_json({{"output", options.output},
              {"vocabulary", tokens},
              {"merges", training.spec.merges.size()},
              {"superwords", training.superwords_begin == 0 ? 0 : tokens - training.superwords_begin},
              {"files", files.files()},
              {"files_left_out", files.left_out()},
              {"bytes", training.bytes},
              {"tokens", training.tokens},
              {"dropped_pieces", training.dropped_pieces},
              {"held_back", held_back},
              {"seconds", seconds}});
}

void print_for_people(const tokenizer::BpeTraining& training, const Sizes& sizes, const tokenizer::TextFiles& files, const Options& options,
                      double seconds) {
  print_line(fmt::format("{} tokens from {} of text in {} files, {}", format_count(training.spec.tokens.size()), format_bytes(training.bytes),
                         format_count(files.files()), format_duration(seconds)));
  if (files.left_out() > 0) print_line(fmt::format("{} files are no text and were left out", format_count(files.left_out())));
  if (training.spec.tokens.size() < options.vocabulary) {
    print_line(fmt::format("fewer than the {} asked for: the text has no more pairs that occur {} times", format_count(options.vocabulary),
                           options.min_frequency));
  }
  if (training.dropped_pieces > 0)
    print_line(fmt::format("{} rare words were not counted for want of memory", format_count(training.dropped_pieces)));
  std::vector<std::vector<std::string>> rows = {{"text", "bytes", "tokens", "bytes per token"}};
  rows.push_back(row("trained on", training.bytes, training.tokens));
  for (const auto& size : sizes) rows.push_back(row("held back, " + size.language, size.bytes, size.tokens));
  print_table(rows);
  print_line("Tokenizer:  " + options.output);
}

Status run(const Options& options, const Common& common) {
  JANGIN_ASSIGN(const tokenizer::BpeTrainingConfig config, config_of(options));
  JANGIN_ASSIGN(const tokenizer::TextFiles files, tokenizer::TextFiles::list(options.inputs, !options.whole));
  Stopwatch watch;
  JANGIN_ASSIGN(const tokenizer::BpeTraining training, tokenizer::train_bpe(files.training_text(), config));
  const double seconds = watch.seconds();
  JANGIN_ASSIGN(const tokenizer::Tokenizer trained, tokenizer::Tokenizer::build(training.spec, options.output));
  JANGIN_ASSIGN(const auto sizes, files.measure(trained));
  JANGIN_TRY(trained.save(options.output));
  (common.json ? print_as_json : print_for_people)(training, sizes, files, options, seconds);
  return {};
}

}  // namespace

Command declare_train_tokenizer(CommandLine& app, const Common& common) {
  CommandLine command = app.command("train-tokenizer", "a tokenizer from text files: byte-level BPE, or SuperBPE whose last tokens span words",
                                    "jangin train-tokenizer documents/ --vocab 32000 --output out/tokenizer\n"
                                    "         jangin train-tokenizer ko.txt en.txt --vocab 32000 --super-from 24000 --output out/tokenizer");
  auto options = std::make_shared<Options>();
  command.option("files", options->inputs, "text files, and folders of them").required();
  command.option("--output", options->output, "the folder for tokenizer.json and tokenizer_config.json").required();
  command.option("--vocab", options->vocabulary, "tokens in all, special ones and bytes included (default 32000)");
  command.option("--super-from", options->superwords_from, "vocabulary size from which on tokens may span words (default: never)");
  command.option("--min-frequency", options->min_frequency, "a pair seen less often is not merged (default 2)");
  command.option("--pre-tokenizer", options->pre_tokenizer, "how words are split: " + tokenizer::preset_names() + " (default qwen2)");
  command.option("--special", options->special, "a further control token; repeatable (always there: <|endoftext|>, <|im_start|>, <|im_end|>)");
  command.flag("--whole", options->whole, "train on all of the text; else one part in 32 is held back to measure bytes per token");
  return {command, [options, &common] { return run(*options, common); }};
}

}  // namespace jangin::app
