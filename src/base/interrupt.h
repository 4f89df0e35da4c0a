// Ctrl-C: the first asks for a clean stop at the next safe point, the second ends the program at once.
#pragma once

#include "base/result.h"

namespace jangin {

/// Installs the handlers for SIGINT and SIGTERM. Called once by the command line.
void install_interrupt_handlers();
/// True once a stop was asked for. Signal- and thread-safe; long loops look at it at each safe point.
bool interrupted();
/// For tests and for the chat (Ctrl-C stops the answer, not the program).
void set_interrupted(bool value);
/// The error that a stage returns when it stopped cleanly: nothing is lost, the same command resumes.
Error interrupted_error();

}  // namespace jangin
