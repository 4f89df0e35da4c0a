// Time: a stopwatch and timestamps as text (UTC, RFC 3339).
#pragma once

#include <chrono>
#include <string>

namespace jangin {

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }
  void restart() { start_ = std::chrono::steady_clock::now(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// "2026-11-22T21:36:09Z".
std::string timestamp_now();
/// Most memory that this process has held, in bytes (VmHWM).
unsigned long long peak_memory_bytes();
/// Memory that this machine has, in bytes.
unsigned long long physical_memory_bytes();

}  // namespace jangin
