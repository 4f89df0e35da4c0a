// One child of the reader host, from the fork to its exit status. Internal to collect/.
#pragma once

#include <string_view>
#include <vector>

#include "collect/opener.h"
#include "collect/reader.h"
#include "collect/sandbox_host.h"

namespace jangin::collect {

inline constexpr int kExitMemory = 77;    // the child ran out of memory and could say so
inline constexpr int kExitNoFilter = 78;  // the system gives no filter of system calls

/// What came with a request.
struct Documents {
  std::vector<int> descriptors;
  std::vector<std::string_view> names;  // as many
  std::string_view options;             // of an opener
};

/// Who looks at documents: one of the two.
struct Part {
  const Reader* reader = nullptr;
  const Opener* opener = nullptr;
};

/// Confines itself (confinement.h), and only then looks at the documents; writes answers or frames to `answer`, and ends. Right after the fork.
[[noreturn]] void run_reader_child(const Part& part, const HostRequest& request, const Documents& documents, int answer);

}  // namespace jangin::collect
