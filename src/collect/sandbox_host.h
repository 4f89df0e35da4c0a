// Between sandbox.cpp (the caller's side) and sandbox_host.cpp (the host's side): messages on their socket. Internal to collect/.
#pragma once

#include <cstdint>
#include <vector>

#include "collect/reader.h"
#include "collect/sandbox.h"

namespace jangin::collect {

inline constexpr size_t kNameBytes = 4000;

/// Caller → host, with two descriptors: the document and the pipe for the answer. The first message only carries limits (id 0).
struct HostRequest {
  uint64_t id = 0;
  double seconds = 0;
  uint64_t memory_bytes = 0;
  ReadLimits limits;
  char reader[64] = {};
  char name[kNameBytes] = {};
  uint64_t max_member_bytes = 0;        // this and options: for openers
  char options[kOptionBytes] = {};
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
