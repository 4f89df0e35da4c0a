// Progress of long work: a bar with rate and time left on a terminal, a plain line now and then elsewhere. Writes to standard error.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace jangin {

/// How progress is shown in this process; set once by the command line.
enum class ProgressStyle { automatic, bar, lines, silent };
void set_progress_style(ProgressStyle style);

/// One piece of work. `total` 0 means unknown. Thread-safe. The last state is printed when it is destroyed.
class Progress {
 public:
  /// `label`: "reading"; `unit`: what is counted, "pages", "tokens".
  Progress(std::string label, uint64_t total, std::string unit);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void add(uint64_t count = 1);
  void set(uint64_t done);
  void set_total(uint64_t total);
  /// A short remark shown behind the numbers ("loss 1.83").
  void note(std::string text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// "1 h 02 min", "3 min 20 s", "4.1 s".
std::string format_duration(double seconds);
/// "1.2 GB", "34 kB" (powers of 1000).
std::string format_bytes(uint64_t bytes);
/// "12,345,678".
std::string format_count(uint64_t count);

}  // namespace jangin
