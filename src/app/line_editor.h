// Lines that a person types: edited and recalled on a terminal, plain elsewhere. One file (line_editor.cpp) knows the library behind it.
#pragma once

#include <string>

namespace jangin::app {

/// One object at a time.
class LineEditor {
 public:
  /// `history`: a file of earlier lines, read now and written at the end; empty: lines are remembered in this program only.
  explicit LineEditor(std::string history);
  ~LineEditor();
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;

  bool terminal() const { return terminal_; }
  /// One line without its end; false at the end of input. Ctrl-C gives an empty line.
  bool read(const std::string& prompt, std::string& line);
  /// An entry that the arrow keys bring back.
  void remember(const std::string& entry);

 private:
  bool terminal_;
  std::string history_;
};

}  // namespace jangin::app
