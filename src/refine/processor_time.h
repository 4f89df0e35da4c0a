// Seconds of processor time: what work costs, whoever else the machine works for.
#pragma once

#include <ctime>

namespace jangin::refine {

/// Since a moment that is the same for all calls with this clock: CLOCK_THREAD_CPUTIME_ID for the calling thread, CLOCK_PROCESS_CPUTIME_ID for all. A call takes
/// a fraction of a microsecond.
inline double processor_seconds(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace jangin::refine
