// libedit on a terminal, getline elsewhere.
#include "app/line_editor.h"

#include <editline/readline.h>
#include <unistd.h>

#include <clocale>
#include <cstdlib>
#include <iostream>

#include "base/interrupt.h"

namespace jangin::app {

LineEditor::LineEditor(std::string history) : terminal_(::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0), history_(std::move(history)) {
  if (!terminal_) return;
  std::setlocale(LC_CTYPE, "");  // letters of more than one byte
  rl_readline_name = const_cast<char*>("jangin");
  using_history();
  if (!history_.empty()) read_history(history_.c_str());
}

LineEditor::~LineEditor() {
  if (terminal_ && !history_.empty()) write_history(history_.c_str());
}

bool LineEditor::read(const std::string& prompt, std::string& line) {
  if (!terminal_) return static_cast<bool>(std::getline(std::cin, line));
  char* typed = readline(prompt.c_str());
  const bool stopped = interrupted();  // Ctrl-C ends the line, not the program
  set_interrupted(false);
  line = typed != nullptr && !stopped ? typed : "";
  std::free(typed);
  return typed != nullptr || stopped;
}

void LineEditor::remember(const std::string& entry) {
  if (terminal_ && !entry.empty()) add_history(entry.c_str());
}

}  // namespace jangin::app
