// `jangin chat`: a conversation in the terminal. Ctrl-C stops the answer, not the program; Ctrl-D or /quit ends it.
#include <iostream>

#include "app/command.h"
#include "app/line_editor.h"
#include "app/model_option.h"
#include "app/print.h"
#include "base/interrupt.h"
#include "engine/generator.h"

namespace jangin::app {
namespace {

constexpr const char* kHelp =
    "/new   forget the conversation     /system TEXT   set the system message     /quit   end\n"
    "A line that ends in \\ goes on in the next one. Ctrl-C stops an answer.";

struct Options {
  ModelOptions model;
  std::string system, history;
  int max_tokens = 512;
  engine::Sampling sampling;
};

/// One entry, which may run over several lines; false at the end of input.
bool read_entry(LineEditor& editor, std::string& entry) {
  entry.clear();
  std::string line;
  while (true) {
    if (!editor.read(entry.empty() ? "> " : "… ", line)) return !entry.empty();
    if (!line.ends_with('\\')) break;
    line.back() = '\n';
    entry += line;
  }
  entry += line;
  editor.remember(line);
  return true;
}

/// Drops the oldest turns until the conversation leaves room for an answer (some 3 bytes a token).
void fit_context(std::vector<record::Message>& messages, const engine::Generator& generator, int max_tokens) {
  size_t room = generator.context_tokens() > static_cast<size_t>(max_tokens) ? generator.context_tokens() - static_cast<size_t>(max_tokens) : 0;
  auto bytes = [&] {
    size_t sum = 0;
    for (const record::Message& message : messages) sum += message.text().size();
    return sum;
  };
  size_t first = !messages.empty() && messages[0].role == "system" ? 1 : 0;
  while (messages.size() > first + 2 && bytes() / 3 > room) {
    messages.erase(messages.begin() + static_cast<std::ptrdiff_t>(first), messages.begin() + static_cast<std::ptrdiff_t>(first) + 2);
  }
}

Status answer(std::vector<record::Message>& messages, const Options& options, engine::Generator& generator) {
  fit_context(messages, generator, options.max_tokens);
  engine::GenerateRequest request;
  request.messages = messages;
  request.max_tokens = options.max_tokens;
  request.sampling = options.sampling;
  request.on_piece = [](const engine::ReplyPiece& piece) {
    std::cout << piece.text << std::flush;
    return !interrupted();
  };
  auto replies = generator.generate(std::span(&request, 1));
  std::cout << std::endl;
  set_interrupted(false);
  if (!replies) {
    if (replies.error().code == ErrorCode::interrupted) {
      messages.pop_back();
      return {};
    }
    return pass(replies);
  }
  messages.push_back(record::text_message("assistant", (*replies)[0].text));
  return {};
}

Status converse(const Options& options, engine::Generator& generator) {
  LineEditor editor(options.history);
  std::vector<record::Message> messages;
  auto restart = [&](const std::string& system) {
    messages.clear();
    if (!system.empty()) messages.push_back(record::text_message("system", system));
  };
  restart(options.system);
  if (editor.terminal()) print_line(generator.model_name() + ". /help for help, Ctrl-D to end.");
  std::string entry;
  while (read_entry(editor, entry)) {
    if (entry.empty()) continue;
    if (entry == "/quit" || entry == "/exit") break;
    if (entry == "/help") {
      print_line(kHelp);
    } else if (entry == "/new") {
      restart(options.system);
    } else if (entry.starts_with("/system")) {
      restart(entry.size() > 8 ? entry.substr(8) : "");
    } else {
      messages.push_back(record::text_message("user", entry));
      JANGIN_TRY(answer(messages, options, generator));
    }
  }
  return {};
}

}  // namespace

Command declare_chat(CommandLine& app, const Common& common) {
  CommandLine command = app.command("chat", "a conversation in the terminal", "jangin chat out/cnc/expert");
  auto options = std::make_shared<Options>();
  declare_model_options(command, options->model);
  command.option("--system", options->system, "system message");
  command.option("--max-tokens", options->max_tokens, "longest answer in tokens (default 512)").range(1, 1 << 20);
  declare_sampling_options(command, options->sampling);
  command.option("--history", options->history, "file that keeps what was typed for the next time (default: none is kept)");
  return {command, [options, &common]() -> Status {
            JANGIN_ASSIGN(auto generator, open_generator(options->model, common));
            return converse(*options, *generator);
          }};
}

}  // namespace jangin::app
