// The shape of a command: a function that declares its options and gives back what to run. One file per command; registry.cpp lists them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/command_line.h"
#include "base/result.h"

namespace jangin::app {

/// What every command knows of the whole command line.
struct Common {
  bool json = false;  // machine-readable answer on standard output
  bool verbose = false;
  bool quiet = false;
  int threads = 0;  // 0: all that this process may use
  std::string device = "cpu";
};

/// Declares the command below `app`; what it returns is run when the user chose it. `common` outlives both.
using Action = std::function<Status()>;
struct Command {
  CommandLine line;
  Action action;
};
using Declare = Command (*)(CommandLine& app, const Common& common);

/// All commands in the order of the help.
const std::vector<Declare>& commands();

Command declare_build(CommandLine& app, const Common& common);
Command declare_plan(CommandLine& app, const Common& common);
Command declare_collect(CommandLine& app, const Common& common);
Command declare_refine(CommandLine& app, const Common& common);
Command declare_synthesize(CommandLine& app, const Common& common);
Command declare_train(CommandLine& app, const Common& common);
Command declare_evaluate(CommandLine& app, const Common& common);
Command declare_publish(CommandLine& app, const Common& common);
Command declare_chat(CommandLine& app, const Common& common);
Command declare_generate(CommandLine& app, const Common& common);
Command declare_serve(CommandLine& app, const Common& common);
Command declare_score(CommandLine& app, const Common& common);
Command declare_judge(CommandLine& app, const Common& common);
Command declare_tokenize(CommandLine& app, const Common& common);
Command declare_coverage(CommandLine& app, const Common& common);
Command declare_inspect(CommandLine& app, const Common& common);
Command declare_convert(CommandLine& app, const Common& common);
Command declare_sql(CommandLine& app, const Common& common);
Command declare_train_tokenizer(CommandLine& app, const Common& common);
Command declare_model(CommandLine& app, const Common& common);
Command declare_bench(CommandLine& app, const Common& common);
Command declare_doctor(CommandLine& app, const Common& common);

}  // namespace jangin::app
