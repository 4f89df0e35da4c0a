// `jangin generate`: one completion, or JSONL in and JSONL out (ordered, resumable: lines that are already there are not made again).
#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/model_option.h"
#include "app/print.h"
#include "base/file.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "base/strings.h"
#include "engine/generator.h"

namespace jangin::app {
namespace {

constexpr size_t kGroup = 64;  // requests handed to the generator at once; the answers of a group are written together

struct Options {
  std::string model, prompt, system, input, output;
  bool raw = false;
  int max_tokens = 256;
  engine::Sampling sampling;
  std::vector<std::string> stop;
};

engine::GenerateRequest make_request(const Options& options, const std::string& prompt) {
  engine::GenerateRequest request;
  if (options.raw) {
    request.prompt = prompt;
  } else {
    if (!options.system.empty()) request.messages.push_back(record::text_message("system", options.system));
    request.messages.push_back(record::text_message("user", prompt));
  }
  request.max_tokens = options.max_tokens;
  request.sampling = options.sampling;
  request.stop = options.stop;
  return request;
}

nlohmann::json to_json(const engine::GenerateReply& reply) {
  return {{"text", reply.text}, {"finish_reason", engine::finish_reason_name(reply.finish)},
          {"prompt_tokens", reply.prompt_tokens}, {"generated_tokens", reply.generated_tokens}};
}

Status generate_one(const Options& options, const Common& common, engine::Generator& generator) {
  engine::GenerateRequest request = make_request(options, options.prompt);
  if (!common.json) {
    request.on_piece = [](const engine::ReplyPiece& piece) {
      std::fwrite(piece.text.data(), 1, piece.text.size(), stdout);
      std::fflush(stdout);
      return true;
    };
  }
  JANGIN_ASSIGN(auto replies, generator.generate(std::span(&request, 1)));
  print_line(common.json ? to_json(replies[0]).dump() : "");
  return {};
}

/// Request of one input line: a JSON object with "prompt" or "messages", optionally "id", "max_tokens", "temperature", "seed".
Result<std::pair<nlohmann::json, engine::GenerateRequest>> parse_line(const Options& options, std::string_view line, const std::string& place) {
  nlohmann::json json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object()) return fail(ErrorCode::invalid_format, "is not a JSON object", place, R"(each line: {"id": …, "prompt": "…"})");
  try {
    engine::GenerateRequest request = make_request(options, json.value("prompt", std::string()));
    if (json.contains("messages")) {
      request.messages.clear();
      for (const auto& message : json.at("messages")) {
        request.messages.push_back(record::text_message(message.at("role").get<std::string>(), message.at("content").get<std::string>()));
      }
    } else if (!json.contains("prompt")) {
      return fail(ErrorCode::invalid_format, "has neither `prompt` nor `messages`", place);
    }
    request.max_tokens = json.value("max_tokens", request.max_tokens);
    request.sampling.temperature = json.value("temperature", request.sampling.temperature);
    request.sampling.seed = json.value("seed", request.sampling.seed);
    return std::pair{json.value("id", nlohmann::json()), std::move(request)};
  } catch (const nlohmann::json::exception& error) {
    return fail(ErrorCode::invalid_format, error.what(), place);
  }
}

/// Whole lines already written; a half line at the end (a kill while writing) is cut off.
Result<size_t> lines_done(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return size_t{0};
  JANGIN_ASSIGN(std::string written, read_file(path));
  size_t end = written.rfind('\n');
  size_t whole = end == std::string::npos ? 0 : end + 1;
  if (whole != written.size()) std::filesystem::resize_file(path, whole, error);
  return static_cast<size_t>(std::count(written.begin(), written.begin() + static_cast<std::ptrdiff_t>(whole), '\n'));
}

Status generate_file(const Options& options, engine::Generator& generator) {
  JANGIN_ASSIGN(std::string input, read_file(options.input));
  std::vector<std::string_view> lines = split_lines(input);
  JANGIN_ASSIGN(size_t done, lines_done(options.output));
  std::ofstream output(options.output, std::ios::app);
  if (!output) return fail(ErrorCode::io_error, "cannot be written", options.output);
  Progress progress("generating", lines.size(), "answers");
  progress.set(done);
  while (done < lines.size()) {
    if (interrupted()) return std::unexpected(interrupted_error());
    size_t end = std::min(done + kGroup, lines.size());
    std::vector<engine::GenerateRequest> requests;
    std::vector<nlohmann::json> ids;
    for (size_t i = done; i < end; ++i) {
      JANGIN_ASSIGN(auto parsed, parse_line(options, lines[i], fmt::format("{}:{}", options.input, i + 1)));
      ids.push_back(std::move(parsed.first));
      requests.push_back(std::move(parsed.second));
    }
    JANGIN_ASSIGN(auto replies, generator.generate(requests));
    for (size_t i = 0; i < replies.size(); ++i) {
      nlohmann::json line = to_json(replies[i]);
      if (!ids[i].is_null()) line["id"] = ids[i];
      output << line.dump() << '\n';
    }
    output.flush();
    if (!output) return fail(ErrorCode::io_error, "cannot be written (disk full?)", options.output, "free some space, then run the same command again");
    done = end;
    progress.set(done);
  }
  return {};
}

}  // namespace

Command declare_generate(CommandLine& app, const Common& common) {
  CommandLine command = app.command("generate", "one completion, or a JSONL file of prompts",
                                    "jangin generate out/cnc/expert --prompt \"What does G33 do?\" --max-tokens 48\n"
                                    "         jangin generate out/cnc/expert --input prompts.jsonl --output answers.jsonl");
  auto options = std::make_shared<Options>();
  command.option("model", options->model, "an expert, a GGUF file, a Hugging Face folder or a known base model").required();
  Option prompt = command.option("--prompt", options->prompt, "what the user says");
  Option input = command.option("--input", options->input, R"(JSONL: {"id", "prompt" or "messages", "max_tokens"?, "temperature"?, "seed"?})").excludes(prompt);
  command.option("--output", options->output, "where the answers go, one line each; a second run goes on where the first stopped").needs(input);
  command.option("--system", options->system, "system message");
  command.flag("--raw", options->raw, "continue the prompt as text, without the chat template");
  command.option("--max-tokens", options->max_tokens, "at most this many tokens (default 256)").range(1, 1 << 20);
  command.option("--temperature", options->sampling.temperature, "0: the likeliest token each time (default)").range(0.0, 100.0);
  command.option("--top-k", options->sampling.top_k, "draw from the k likeliest; 0: all").non_negative();
  command.option("--top-p", options->sampling.top_p, "draw from the smallest set of this probability").range(0.0, 1.0);
  command.option("--min-p", options->sampling.min_p, "least share of the likeliest token's probability").range(0.0, 1.0);
  command.option("--seed", options->sampling.seed, "same seed, same text");
  command.option("--stop", options->stop, "end before this text (repeatable)");
  return {command, [options, &common]() -> Status {
            bool from_file = !options->input.empty();
            if (from_file == !options->prompt.empty()) {
              return fail(ErrorCode::invalid_argument, "give either --prompt or --input", "generate");
            }
            if (from_file && options->output.empty()) return fail(ErrorCode::invalid_argument, "--input needs --output", "generate");
            JANGIN_ASSIGN(auto generator, open_generator(options->model, common));
            return from_file ? generate_file(*options, *generator) : generate_one(*options, common, *generator);
          }};
}

}  // namespace jangin::app
