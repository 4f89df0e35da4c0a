// A flag set by the signal handler.
#include "base/interrupt.h"

#include <unistd.h>

#include <atomic>
#include <csignal>

namespace jangin {
namespace {

std::atomic<bool> stop_asked{false};
static_assert(std::atomic<bool>::is_always_lock_free, "used in a signal handler");

void on_signal(int) {
  if (stop_asked.exchange(true)) _exit(130);
}

}  // namespace

void install_interrupt_handlers() {
  struct sigaction action{};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a write beyond a limit on file sizes is an error like a full disk, not the end of the program
}

bool interrupted() { return stop_asked.load(std::memory_order_relaxed); }
void set_interrupted(bool value) { stop_asked = value; }

Error interrupted_error() { return Error{ErrorCode::interrupted, "stopped as asked", "", "run the same command again to go on"}; }

}  // namespace jangin
