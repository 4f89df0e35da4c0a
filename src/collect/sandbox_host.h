// Between sandbox.cpp (the caller's side) and sandbox_host.cpp (the host's side): messages on their socket. Internal to collect/.
#pragma once

#include <cstdint>
#include <vector>

#include "collect/reader.h"
#include "collect/sandbox.h"

namespace jangin::collect {

inline constexpr size_t kNameBytes = 4000;              // of one document at most
inline constexpr size_t kNamesBytes = 64'000;           // of all documents of a request, each with a zero byte behind it

/// Caller → host: this, the names, and with them the descriptors of the documents and, last, of the pipe for the answers. The documents are
/// read in turn by one child, which writes as many answers (wire.h), one behind the other.
struct HostRequest {
  uint64_t id = 0;
  double seconds = 0;
  uint64_t memory_bytes = 0;
  ReadLimits limits;
  uint32_t documents = 0;                               // 1 … kMostInOneChild
  uint32_t name_bytes = 0;
  char reader[64] = {};
};

enum class ChildEnd : uint32_t { done, crashed, timeout, memory, forbidden };

/// Host → caller, when a child has ended.
struct HostReport {
  uint64_t id = 0;
  ChildEnd end = ChildEnd::done;
  uint32_t signal = 0;
  uint64_t peak_bytes = 0;
};

/// Serves requests from `socket` until it closes. Returns the exit status of the host process.
int run_reader_host(int socket, const std::vector<Reader>& all);

}  // namespace jangin::collect
