// `jangin generate`: one completion, or JSONL in and JSONL out (ordered, resumable: lines that are already there are not made again).
#include <fmt/format.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/model_option.h"
#include "app/print.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "base/strings.h"
#include "engine/generator.h"
#include "serve/openai/chat_request.h"
#include "serve/openai/completion_request.h"

namespace jangin::app {
namespace {

constexpr size_t kGroup = 1024;  // requests handed to the generator at once; each answer is written as soon as those before it are

struct Options {
  ModelOptions model;
  std::string prompt, system, input, output;
  bool raw = false;
  int max_tokens = 256;
  engine::Sampling sampling;
  std::vector<std::string> stop;
  std::string schema, regex, grammar;  // files, but the expression
};

engine::GenerateRequest make_request(const Options& options, const engine::OutputFormat& format) {
  engine::GenerateRequest request;
  if (options.raw) {
    request.prompt = options.prompt;
  } else {
    if (!options.system.empty()) request.messages.push_back(record::text_message("system", options.system));
    request.messages.push_back(record::text_message("user", options.prompt));
  }
  request.max_tokens = options.max_tokens;
  request.sampling = options.sampling;
  request.stop = options.stop;
  request.format = format;
  return request;
}

Result<engine::OutputFormat> read_format(const Options& options) {
  using Kind = engine::OutputFormat::Kind;
  engine::OutputFormat format;
  if (!options.regex.empty()) format = {Kind::regex, options.regex};
  for (const auto& [file, kind] : {std::pair{options.schema, Kind::json_schema}, std::pair{options.grammar, Kind::ebnf}}) {
    if (file.empty()) continue;
    JANGIN_ASSIGN(std::string text, read_file(file));
    format = {kind, std::move(text)};
  }
  return format;
}

nlohmann::json to_json(const engine::GenerateReply& reply) {
  nlohmann::json out = {{"text", reply.text},
                        {"finish_reason", engine::finish_reason_name(reply.finish)},
                        {"prompt_tokens", reply.prompt_tokens},
                        {"generated_tokens", reply.generated_tokens}};
  for (const engine::TokenLogProbability& token : reply.tokens)
    out["logprobs"].push_back({{"id", token.token}, {"token", token.bytes}, {"logprob", token.log_probability}});
  return out;
}

std::string to_line(const nlohmann::json& json) { return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace); }

Status generate_one(const Options& options, const engine::OutputFormat& format, const Common& common, engine::Generator& generator) {
  engine::GenerateRequest request = make_request(options, format);
  if (!common.json) {
    request.on_piece = [](const engine::ReplyPiece& piece) {
      std::fwrite(piece.text.data(), 1, piece.text.size(), stdout);
      std::fflush(stdout);
      return true;
    };
  }
  JANGIN_ASSIGN(auto replies, generator.generate(std::span(&request, 1)));
  print_line(common.json ? to_line(to_json(replies[0])) : "");
  return {};
}

/// What the command line says of every line, where the line says nothing of it.
void set_defaults(const Options& options, const engine::OutputFormat& format, serve::Json& body) {
  const engine::Sampling& sampling = options.sampling;
  const serve::Json defaults = {{"max_tokens", options.max_tokens},
                                {"temperature", sampling.temperature},
                                {"top_k", sampling.top_k},
                                {"top_p", sampling.top_p},
                                {"min_p", sampling.min_p},
                                {"repetition_penalty", sampling.repetition_penalty},
                                {"presence_penalty", sampling.presence_penalty},
                                {"frequency_penalty", sampling.frequency_penalty},
                                {"seed", sampling.seed},
                                {"stop", options.stop}};
  for (const auto& item : defaults.items()) {
    if (!body.contains(item.key())) body[item.key()] = item.value();
  }
  using Kind = engine::OutputFormat::Kind;
  if (body.contains("response_format") || body.contains("structured_outputs")) return;
  if (format.kind == Kind::regex) body["structured_outputs"] = {{"regex", format.text}};
  if (format.kind == Kind::ebnf) body["structured_outputs"] = {{"grammar", format.text}};
  if (format.kind == Kind::json_schema) {
    body["response_format"] = {{"type", "json_schema"},
                               {"json_schema", {{"name", "reply"}, {"schema", serve::Json::parse(format.text, nullptr, false)}}}};
  }
}

struct Line {
  serve::Json id;
  engine::GenerateRequest request;
};

/// One input line: what a client would send to /v1/chat/completions, or {"prompt"} alone.
Result<Line> parse_line(const Options& options, const engine::OutputFormat& format, std::string_view text, const std::string& place) {
  auto refuse = [&](const serve::ApiError& error) {
    return fail(ErrorCode::invalid_format, error.param.empty() ? error.message : error.param + ": " + error.message, place,
                R"(each line: {"id": …, "prompt": "…"})");
  };
  auto body = serve::parse_object(text);
  if (!body) return refuse(body.error());
  set_defaults(options, format, *body);
  Line line;
  if (body->contains("id")) line.id = (*body)["id"];
  const serve::RequestBounds bounds{.choices = 1, .max_tokens = 1 << 20, .vocab = INT32_MAX, .template_has_tools = false};
  if (options.raw && body->contains("prompt")) {
    auto read = serve::read_completion_request(*body, bounds);
    if (!read) return refuse(read.error());
    line.request = std::move(read->generation.request);
    line.request.prompt = read->prompts[0];
    return line;
  }
  if (!body->contains("messages")) {
    if (!body->contains("prompt")) return fail(ErrorCode::invalid_format, "has neither `prompt` nor `messages`", place);
    serve::Json messages = serve::Json::array();
    if (!options.system.empty()) messages.push_back({{"role", "system"}, {"content", options.system}});
    messages.push_back({{"role", "user"}, {"content", (*body)["prompt"]}});
    (*body)["messages"] = std::move(messages);
  }
  auto read = serve::read_chat_request(*body, bounds);
  if (!read) return refuse(read.error());
  line.request = std::move(read->generation.request);
  return line;
}

constexpr std::string_view kAnswerBegins = R"({"finish_reason")";  // of every line that generate_file() writes: keys are in the order of the alphabet

bool is_answer_to(std::string_view written, std::string_view asked) {
  const auto answer = nlohmann::json::parse(written, nullptr, false), question = nlohmann::json::parse(asked, nullptr, false);
  if (!written.starts_with(kAnswerBegins) || !answer.is_object()) return false;
  return answer.value("id", nlohmann::json()) == (question.is_object() ? question.value("id", nlohmann::json()) : nlohmann::json());
}

/// Answers already written to `path`; a half one at the end (a kill while writing) is cut off. Errors: conflict where it holds anything else, which is
/// left as it is.
Result<size_t> answers_done(const std::string& path, const std::vector<std::string_view>& asked) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return size_t{0};
  JANGIN_ASSIGN(const std::string written, read_file(path));
  const size_t end = written.rfind('\n'), whole = end == std::string::npos ? 0 : end + 1;
  const std::vector<std::string_view> lines = split_lines(std::string_view(written).substr(0, whole));
  const std::string_view half = std::string_view(written).substr(whole);
  const bool ours = half.starts_with(kAnswerBegins) || kAnswerBegins.starts_with(half);
  const size_t count = lines.size();
  for (size_t i = 0; i <= count; ++i) {
    if (i < count ? i < asked.size() && is_answer_to(lines[i], asked[i]) : ours) continue;
    return fail(ErrorCode::conflict, fmt::format("line {} is no answer to line {} of --input", i + 1, i + 1), path, "name another --output");
  }
  if (!half.empty()) std::filesystem::resize_file(path, whole, error);
  return count;
}

/// Writes answers in the order of their lines, whichever ends first.
class OrderedOutput {
 public:
  OrderedOutput(std::ofstream& output, Progress& progress, size_t first) : output_(output), progress_(progress), next_(first) {}
  void add(size_t number, std::string line) {
    ready_[number] = std::move(line);
    for (auto first = ready_.find(next_); first != ready_.end(); first = ready_.find(++next_)) {
      output_ << first->second << '\n';
      ready_.erase(first);
    }
    output_.flush();
    progress_.set(next_);
  }

 private:
  std::ofstream& output_;
  Progress& progress_;
  size_t next_;
  std::map<size_t, std::string> ready_;
};

/// All together; where one of them cannot be answered, those before it are, and the error names its line.
Status generate_group(engine::Generator& generator, const std::vector<engine::GenerateRequest>& requests, const std::string& input, size_t first) {
  auto all = generator.generate(requests);
  if (all) return {};
  if (all.error().code != ErrorCode::invalid_argument) return pass(all);
  for (size_t i = 0; i < requests.size(); ++i) {
    auto alone = generator.generate(std::span(&requests[i], 1));
    if (alone) continue;
    alone.error().place = fmt::format("{}:{}", input, first + i + 1);
    return pass(alone);
  }
  return {};
}

Status generate_file(const Options& options, const engine::OutputFormat& format, engine::Generator& generator) {
  JANGIN_ASSIGN(std::string input, read_file(options.input));
  std::vector<std::string_view> lines = split_lines(input);
  JANGIN_ASSIGN(size_t done, answers_done(options.output, lines));
  std::ofstream output(options.output, std::ios::app);
  if (!output) return fail(ErrorCode::io_error, "cannot be written", options.output);
  Progress progress("generating", lines.size(), "answers");
  progress.set(done);
  Stopwatch watch;
  size_t tokens = 0;  // written since
  while (done < lines.size()) {
    if (interrupted()) return std::unexpected(interrupted_error());
    OrderedOutput ordered(output, progress, done);
    const size_t end = std::min(done + kGroup, lines.size());
    std::vector<engine::GenerateRequest> requests;
    for (size_t i = done; i < end; ++i) {
      JANGIN_ASSIGN(Line line, parse_line(options, format, lines[i], fmt::format("{}:{}", options.input, i + 1)));
      line.request.on_reply = [&, i, id = std::move(line.id)](const engine::GenerateReply& reply) {
        tokens += reply.generated_tokens;
        progress.note(fmt::format("{:.1f} tokens/s", static_cast<double>(tokens) / watch.seconds()));
        nlohmann::json answer = to_json(reply);
        if (!id.is_null()) answer["id"] = id;
        ordered.add(i, to_line(answer));
      };
      requests.push_back(std::move(line.request));
    }
    JANGIN_TRY(generate_group(generator, requests, options.input, done));
    if (!output)
      return fail(ErrorCode::io_error, "cannot be written (disk full?)", options.output, "free some space, then run the same command again");
    done = end;
  }
  return {};
}

}  // namespace

Command declare_generate(CommandLine& app, const Common& common) {
  CommandLine command = app.command("generate", "one completion, or a JSONL file of prompts",
                                    "jangin generate out/cnc/expert --prompt \"What does G33 do?\" --max-tokens 48\n"
                                    "         jangin generate out/cnc/expert --input prompts.jsonl --output answers.jsonl");
  auto options = std::make_shared<Options>();
  declare_model_options(command, options->model);
  Option prompt = command.option("--prompt", options->prompt, "what the user says");
  Option input = command.option("--input", options->input, R"(JSONL: {"id"?, "prompt" or "messages", …} with any field of /v1/chat/completions)")
                     .excludes(prompt);
  command.option("--output", options->output, "where the answers go, one line each; a second run goes on where the first stopped").needs(input);
  command.option("--system", options->system, "system message");
  command.flag("--raw", options->raw, "continue the prompt as text, without the chat template");
  command.option("--max-tokens", options->max_tokens, "at most this many tokens (default 256)").range(1, 1 << 20);
  declare_sampling_options(command, options->sampling);
  command.option("--stop", options->stop, "end before this text (repeatable)");
  Option schema = command.option("--schema", options->schema, "file with a JSON Schema that the reply follows, complete within --max-tokens");
  Option regex = command.option("--regex", options->regex, "expression that the reply matches").excludes(schema);
  command.option("--grammar", options->grammar, "file with a grammar (GBNF) that the reply follows").excludes(schema).excludes(regex);
  return {command, [options, &common]() -> Status {
            const bool from_file = !options->input.empty();
            if (!from_file && options->prompt.empty()) return fail(ErrorCode::invalid_argument, "give --prompt (not empty) or --input", "generate");
            if (from_file && options->output.empty()) return fail(ErrorCode::invalid_argument, "--input needs --output", "generate");
            JANGIN_ASSIGN(engine::OutputFormat format, read_format(*options));
            JANGIN_ASSIGN(auto generator, open_generator(options->model, common));
            return from_file ? generate_file(*options, format, *generator) : generate_one(*options, format, common, *generator);
          }};
}

}  // namespace jangin::app
