// Readers run here: a host process without threads forks a child; the child has the document's descriptor and a pipe and nothing else,
// limits on memory and time, and a filter of system calls (seccomp) that ends it when it opens a file, a socket or a program. A crash, a
// loop or a forbidden call costs that one document. Linux only.
//
// One child reads one document, or, where the reader allows it (Reader::shares_process), several that the caller began together, in turn.
// What goes wrong in such a child is no verdict: the document in hand is read again in a child of its own, the rest in a new one. So
// limits and failures are those of a document alone. docs/security.md says what documents of one child can do to one another.
//
// The host is this program started again with a hidden argument, when main() called maybe_run_reader_child(); otherwise (tests,
// programs that use the library) a plain fork of the caller, which must then not be inside PDFium or another lock at that moment.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "collect/reader.h"

namespace jangin::collect {

/// First line of main(): in the reader host it runs the host and gives the exit status; elsewhere nothing, and remembers that the
/// program may be started again as a host. `all` must be what ReaderHost::start is given.
std::optional<int> maybe_run_reader_child(int argc, char** argv, const std::vector<Reader>& all = readers());

struct SandboxLimits {
  double seconds = 300;                   // of wall clock, and as much of processor time
  uint64_t memory_bytes = 2'000'000'000;  // address space on top of what the host has mapped, and resident memory
};

struct ReadJob {
  uint64_t id = 0;
  std::string reader;          // name in the registry, or that of an opener
  std::filesystem::path file;  // opened by the caller's process, read-only
  std::string name;            // what the reader is told the path is
  ReadLimits limits;
  /// Of an opener's job only: takes the frames (member_wire.h) as they come; false ends the job. Its outcome is then only how the child ended.
  std::function<bool(std::string_view)> take = nullptr;
  std::string options = {};  // for the opener; at most kOptionBytes - 1
  uint64_t max_member_bytes = 0;
  double seconds = 0;  // instead of the limits' seconds; 0: those
};
inline constexpr size_t kOptionBytes = 16'000;

struct FinishedJob {
  uint64_t id = 0;
  /// Besides the reader's own reasons: reader_crashed, reader_timeout, reader_memory, reader_forbidden, reader_answer, unreadable.
  ReadOutcome outcome;
  double seconds = 0;
  std::string answer;  // the outcome as wire.h writes it; empty when no child gave it
};

/// Documents of one child at most, and seconds that a child has for several: who needs longer gets a child of its own, with the limits' time.
inline constexpr size_t kMostInOneChild = 64;
inline constexpr double kSharedChildSeconds = 10;

/// Not thread-safe. Several children run side by side; the caller decides how many it starts.
class ReaderHost {
 public:
  /// Errors: io_error when the system gives no process or no filter of system calls.
  static Result<ReaderHost> start(const std::vector<Reader>& all, const SandboxLimits& limits);
  ReaderHost(ReaderHost&&) noexcept;
  ReaderHost& operator=(ReaderHost&&) noexcept;
  ~ReaderHost();

  /// Never blocks for long. A file that cannot be opened comes back as a finished job with reason `unreadable`. Several jobs, all of one
  /// reader, are read one after another, by one child at a time. No two jobs have the same id.
  Status begin(std::vector<ReadJob> jobs);
  Status begin(const ReadJob& job) { return begin(std::vector<ReadJob>{job}); }
  /// Jobs finished since the last call; waits up to `seconds` for the first.
  Result<std::vector<FinishedJob>> wait(double seconds);
  /// Calls of begin() that are not done.
  size_t running() const;

 private:
  struct State;
  explicit ReaderHost(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace jangin::collect
