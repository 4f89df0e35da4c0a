// What a child of the reader host gives up before it looks at a document: files, system calls, memory without end. Linux only. Internal to
// collect/.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace jangin::collect {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool kSanitized = true;  // its shadow memory is terabytes of address space, and its reports open files
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif
#else
inline constexpr bool kSanitized = false;
#endif

/// Of address space, and resident: bytes of a process; 0 when unknown.
uint64_t address_space_of(pid_t pid);
uint64_t resident_bytes_of(pid_t pid);

/// Bounds on processor time and on memory on top of what the process has mapped; no core file, no file of more than no bytes.
void limit_resources(double seconds, uint64_t memory_bytes);

/// From here on the process can open this file and no other (Landlock, Linux 5.13). Where the kernel has none, other files can be read, but
/// nothing be written and no socket opened.
void confine_to_file(int document);

/// Allowed: memory, the two descriptors, time, exit; `may_open`: also to open files for reading. Ends the process: sockets, programs, processes,
/// other files. Everything else fails with EPERM, so that a new C library's harmless probe does no harm. False: the system gives no filter.
bool filter_system_calls(bool may_open);

}  // namespace jangin::collect
