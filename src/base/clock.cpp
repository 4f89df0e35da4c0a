// Timestamps and the peak of memory, as the system tells them.
#include "base/clock.h"

#include <sys/resource.h>
#include <unistd.h>

#include <ctime>

namespace jangin {

std::string timestamp_now() {
  std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

unsigned long long peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<unsigned long long>(usage.ru_maxrss) * 1024;
}

unsigned long long physical_memory_bytes() {
  return static_cast<unsigned long long>(sysconf(_SC_PHYS_PAGES)) * static_cast<unsigned long long>(sysconf(_SC_PAGESIZE));
}

}  // namespace jangin
