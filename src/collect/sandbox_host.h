// Between sandbox.cpp (the caller's side) and sandbox_host.cpp (the host's side): messages on their socket. Internal to collect/.
#pragma once

#include <cstdint>
#include <vector>

#include "collect/reader.h"
#include "collect/sandbox.h"

namespace jangin::collect {

inline constexpr size_t kNameBytes = 4000;     // of one document at most
inline constexpr size_t kNamesBytes = 64'000;  // of all documents of a request, each with a zero byte behind it; and options

/// Caller → host: this, the names, an opener's options, and with them the descriptors of the documents and, last, of the pipe for the answers. The documents are
/// read in turn by one child, which writes as many answers (wire.h), one behind the other. An
/// opener has one document and writes frames (member_wire.h).
struct HostRequest {
  uint64_t id = 0;
  double seconds = 0;
  uint64_t memory_bytes = 0;
  ReadLimits limits;
  uint32_t documents = 0;  // 1 … kMostInOneChild
  uint32_t name_bytes = 0, option_bytes = 0;
  uint64_t max_member_bytes = 0;  // for openers
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
