// Processes that were started together to work on one task: the ranks of an MPI run (mpirun, srun), or this process alone. The program
// itself is not linked with MPI: a module beside it is (base/mpi/), and is loaded only where a starter of ranks is seen.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.h"

namespace jangin {

/// All ranks call the same functions in the same order; each call waits for those ranks that it needs. Not thread-safe.
class Ranks {
 public:
  /// Bytes to or from another rank, who names the same number of bytes. They are the caller's until the call returns.
  struct Outgoing {
    int to = 0;
    std::span<const std::byte> bytes;
  };
  struct Incoming {
    int from = 0;
    std::span<std::byte> bytes;
  };

  virtual ~Ranks() = default;
  virtual int rank() const = 0;  // 0 ≤ rank < count
  virtual int count() const = 0;
  /// Rank 0: the one that writes files and speaks.
  bool first() const { return rank() == 0; }

  /// Sends and receives at once. Between two ranks messages arrive in the order of the lists. Errors: io_error.
  virtual Status exchange(std::span<const Outgoing> outgoing, std::span<const Incoming> incoming) = 0;
  /// `bytes` of rank `from` come to all. Errors: io_error.
  virtual Status broadcast(int from, std::span<std::byte> bytes) = 0;

  /// The values of all ranks, rank after rank; counts[r] of them are rank r's. own.size() == counts[rank()].
  Result<std::vector<double>> gather(std::span<const double> own, std::span<const size_t> counts);
  /// A text of rank 0's, at all.
  Result<std::string> broadcast_text(std::string text);

  /// The ranks among which this process was started; opened by the first call, kept until leave(). One rank without a starter.
  /// Errors: unsupported (started as one of many, but the module is missing or does not load), io_error.
  static Result<Ranks*> world();
  /// This process alone, whoever started it.
  static Ranks& alone();
  /// To be called once at the end of the program. `failed`: the others are not waited for; the starter ends them.
  static void leave(bool failed);
};

}  // namespace jangin
