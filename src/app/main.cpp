// The program: parses the command line, runs one command, turns its error into one line and an exit status (0 done, 1 the input or the
// machine does not allow it, 2 wrong usage).
#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/kernel_form.h"
#include "app/print.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/progress.h"
#include "base/ranks.h"
#include "base/thread_pool.h"
#include "collect/sandbox.h"

namespace jangin::app {
namespace {

void apply(const Common& common) {
  if (common.verbose) set_log_level(LogLevel::debug);
  if (common.quiet) set_log_level(LogLevel::error), set_progress_style(ProgressStyle::silent);
  if (common.threads > 0) ThreadPool::set_threads(common.threads);
}

int report(const Status& status, const Common& common) {
  if (status) return 0;
  const Error& error = status.error();
  if (common.json) {
    nlohmann::json out = {
        {"error", {{"code", error_code_name(error.code)}, {"message", error.message}, {"place", error.place}, {"hint", error.hint}}}};
    print_json(out);
  } else {
    std::fprintf(stderr, "jangin: %s\n", error.text().c_str());
  }
  return 1;
}

int run(int argc, char** argv) {
  Common common;
  Program app("Jangin: from an organisation's own documents to its own expert language model, on its own machines.", JANGIN_VERSION,
              "jangin build my-documents/        Every command: jangin COMMAND --help");
  app.flag("--json", common.json, "answer as JSON on standard output");
  app.flag("-v,--verbose", common.verbose, "say more on standard error");
  app.flag("-q,--quiet", common.quiet, "no progress, errors only");
  app.option("--threads", common.threads, "processors to use (default: all that this process may)").range(1, 4096);
  app.option("--device", common.device, "cpu, or reference (the slow scalar forms, for comparison)").one_of({"cpu", "reference"});

  std::vector<Command> declared;
  for (Declare declare : commands()) declared.push_back(declare(app, common));
  if (const std::optional<int> status = app.parse(argc, argv)) return *status;
  apply(common);
  install_interrupt_handlers();
  for (const Command& command : declared) {
    if (!command.line.chosen()) continue;
    const Status fit = check_form_of_environment();
    const int status = report(fit ? command.action() : fit, common);
    Ranks::leave(status != 0);
    return status;
  }
  return 2;
}

}  // namespace
}  // namespace jangin::app

int main(int argc, char** argv) {
  if (auto status = jangin::collect::maybe_run_reader_child(argc, argv)) return *status;
  return jangin::app::run(argc, argv);
}
