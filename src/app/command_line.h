// The command line as commands see it: commands with options, and what the user chose. One file (command_line.cpp) knows the library behind it.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>

namespace CLI {  // CLI11
class App;
class Option;
}  // namespace CLI

namespace jangin::app {

/// What else holds for an option. A handle: copies are the same option.
class Option {
 public:
  explicit Option(CLI::Option* option) : option_(option) {}
  Option& required();
  Option& range(int least, int greatest);
  Option& range(double least, double greatest);
  Option& positive();
  Option& non_negative();
  Option& one_of(std::initializer_list<const char*> values);
  Option& excludes(const Option& other);
  Option& needs(const Option& other);

 private:
  CLI::Option* option_;
};

/// A command and its options. A handle; the Program owns it. Targets outlive parsing and keep their values when an option is left out.
class CommandLine {
 public:
  explicit CommandLine(CLI::App* app) : app_(app) {}

  /// A command below this one; `example` may run over several lines.
  CommandLine command(const std::string& name, const std::string& about, const std::string& example = "");
  /// One of the commands below has to be chosen.
  void require_command();
  /// Where one of the commands below is chosen, this one's required options (all declared by now) are not asked for.
  void commands_stand_alone();
  /// "name" is positional, "--name" is not. T: std::string, std::filesystem::path, int, int64_t, uint64_t, double, std::vector<std::string> (repeatable).
  template <class T>
  Option option(const std::string& name, T& target, const std::string& help);
  /// An option with a reader of its own, which returns false for a value that it refuses.
  Option option(const std::string& name, std::function<bool(const std::string&)> read, const std::string& help);
  Option flag(const std::string& name, bool& target, const std::string& help);

  bool chosen() const;  // after parsing
  std::string name() const;
  std::string help() const;

 protected:
  CLI::App* app_;
};

/// The whole program's command line.
class Program : public CommandLine {
 public:
  Program(const std::string& about, const std::string& version, const std::string& example);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// Nothing: go on with the chosen command. Else the exit status: 0 after help or version, 2 for wrong usage; what to say was said.
  std::optional<int> parse(int argc, char** argv);

 private:
  std::unique_ptr<CLI::App> owned_;
};

}  // namespace jangin::app
