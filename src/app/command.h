// The shape of a command: a function that declares its options and gives back what to run. One file per command; registry.cpp lists them.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "base/result.h"

namespace jangin::app {

/// What every command knows of the whole command line.
struct Common {
  bool json = false;      // machine-readable answer on standard output
  bool verbose = false;
  bool quiet = false;
  int threads = 0;        // 0: all that this process may use
  std::string device = "cpu";
};

/// Declares the command below `app`; what it returns is run when the user chose it. `common` outlives both.
using Action = std::function<Status()>;
struct Command {
  CLI::App* app = nullptr;
  Action action;
};
using Declare = Command (*)(CLI::App& app, const Common& common);

/// All commands in the order of the help.
const std::vector<Declare>& commands();

Command declare_build(CLI::App& app, const Common& common);
Command declare_plan(CLI::App& app, const Common& common);
Command declare_collect(CLI::App& app, const Common& common);
Command declare_refine(CLI::App& app, const Common& common);
Command declare_synthesize(CLI::App& app, const Common& common);
Command declare_train(CLI::App& app, const Common& common);
Command declare_evaluate(CLI::App& app, const Common& common);
Command declare_publish(CLI::App& app, const Common& common);
Command declare_chat(CLI::App& app, const Common& common);
Command declare_generate(CLI::App& app, const Common& common);
Command declare_score(CLI::App& app, const Common& common);
Command declare_coverage(CLI::App& app, const Common& common);
Command declare_inspect(CLI::App& app, const Common& common);
Command declare_sql(CLI::App& app, const Common& common);
Command declare_model(CLI::App& app, const Common& common);
Command declare_bench(CLI::App& app, const Common& common);
Command declare_doctor(CLI::App& app, const Common& common);

}  // namespace jangin::app
