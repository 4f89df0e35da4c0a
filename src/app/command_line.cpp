// Over CLI11, which is read here and nowhere else: it is the larger part of the compilation of any file that includes it.
#include "app/command_line.h"

#include <CLI/CLI.hpp>
#include <filesystem>

namespace jangin::app {

Option& Option::required() {
  option_->required();
  return *this;
}
Option& Option::range(int least, int greatest) {
  option_->check(CLI::Range(least, greatest));
  return *this;
}
Option& Option::range(double least, double greatest) {
  option_->check(CLI::Range(least, greatest));
  return *this;
}
Option& Option::positive() {
  option_->check(CLI::PositiveNumber);
  return *this;
}
Option& Option::non_negative() {
  option_->check(CLI::NonNegativeNumber);
  return *this;
}
Option& Option::one_of(std::initializer_list<const char*> values) {
  option_->check(CLI::IsMember(std::vector<std::string>(values.begin(), values.end())));
  return *this;
}
Option& Option::excludes(const Option& other) {
  option_->excludes(other.option_);
  return *this;
}
Option& Option::needs(const Option& other) {
  option_->needs(other.option_);
  return *this;
}

CommandLine CommandLine::command(const std::string& name, const std::string& about, const std::string& example) {
  CLI::App* app = app_->add_subcommand(name, about);
  if (!example.empty()) app->footer("Example: " + example);
  return CommandLine(app);
}
void CommandLine::require_command() { app_->require_subcommand(1); }

void CommandLine::commands_stand_alone() {
  // CLI11 gives the first word to a positional that is required, even if it names a command.
  std::vector<CLI::Option*> required = app_->get_options([](const CLI::Option* option) { return option->get_required(); });
  for (CLI::Option* option : required) option->required(false);
  app_->callback([app = app_, required] {
    if (!app->get_subcommands().empty()) return;
    for (const CLI::Option* option : required) {
      if (option->empty()) throw CLI::RequiredError(option->get_name());
    }
  });
}

template <class T>
Option CommandLine::option(const std::string& name, T& target, const std::string& help) {
  return Option(app_->add_option(name, target, help));
}
template Option CommandLine::option(const std::string&, std::string&, const std::string&);
template Option CommandLine::option(const std::string&, std::filesystem::path&, const std::string&);
template Option CommandLine::option(const std::string&, int&, const std::string&);
template Option CommandLine::option(const std::string&, int64_t&, const std::string&);
template Option CommandLine::option(const std::string&, uint64_t&, const std::string&);
template Option CommandLine::option(const std::string&, double&, const std::string&);
template Option CommandLine::option(const std::string&, std::vector<std::string>&, const std::string&);

Option CommandLine::option(const std::string& name, std::function<bool(const std::string&)> read, const std::string& help) {
  return Option(app_->add_option(name, [read = std::move(read)](const CLI::results_t& values) { return read(values[0]); }, help)->type_name("TEXT"));
}
Option CommandLine::flag(const std::string& name, bool& target, const std::string& help) { return Option(app_->add_flag(name, target, help)); }

bool CommandLine::chosen() const { return app_->parsed(); }
std::string CommandLine::name() const { return app_->get_name(); }
std::string CommandLine::help() const { return app_->help(); }

Program::Program(const std::string& about, const std::string& version, const std::string& example)
    : CommandLine(nullptr), owned_(std::make_unique<CLI::App>(about)) {
  app_ = owned_.get();
  app_->require_subcommand(1);
  app_->set_version_flag("--version", version);
  app_->footer("Example: " + example);
  app_->fallthrough();
}
Program::~Program() = default;

std::optional<int> Program::parse(int argc, char** argv) {
  try {
    app_->parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app_->exit(error) == 0 ? 0 : 2;
  }
  return std::nullopt;
}

}  // namespace jangin::app
