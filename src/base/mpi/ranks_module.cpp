// The MPI module (MPI 3.1): point-to-point messages and broadcasts of bytes, nothing that adds numbers: sums have the program's own order.
#include "base/mpi/ranks_module.h"

#include <mpi.h>

#include <algorithm>
#include <cstdio>
#include <vector>

namespace jangin {
namespace {

constexpr size_t kLargestMessage = size_t{1} << 30;  // MPI counts with int

int start(int* rank, int* count) {
  int provided = 0;
  if (const int code = MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided)) return code;
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  if (const int code = MPI_Comm_rank(MPI_COMM_WORLD, rank)) return code;
  return MPI_Comm_size(MPI_COMM_WORLD, count);
}

void stop() { MPI_Finalize(); }

int exchange(const RanksModule::Message* messages, size_t count) {
  std::vector<MPI_Request> requests;
  int failure = MPI_SUCCESS;
  for (const RanksModule::Message* m = messages; m != messages + count && failure == MPI_SUCCESS; ++m) {
    for (size_t begin = 0; begin < m->count && failure == MPI_SUCCESS; begin += kLargestMessage) {
      const int part = static_cast<int>(std::min(kLargestMessage, m->count - begin));
      void* bytes = static_cast<char*>(m->bytes) + begin;
      requests.emplace_back();
      failure = m->sent ? MPI_Isend(bytes, part, MPI_BYTE, m->other, 0, MPI_COMM_WORLD, &requests.back())
                        : MPI_Irecv(bytes, part, MPI_BYTE, m->other, 0, MPI_COMM_WORLD, &requests.back());
      if (failure != MPI_SUCCESS) requests.pop_back();
    }
  }
  const int waited = MPI_Waitall(static_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE);
  return failure != MPI_SUCCESS ? failure : waited;
}

int broadcast(int from, void* bytes, size_t count) {
  for (size_t begin = 0; begin < count; begin += kLargestMessage) {
    const int part = static_cast<int>(std::min(kLargestMessage, count - begin));
    if (const int code = MPI_Bcast(static_cast<char*>(bytes) + begin, part, MPI_BYTE, from, MPI_COMM_WORLD)) return code;
  }
  return MPI_SUCCESS;
}

void describe(int code, char* text, size_t room) {
  char message[MPI_MAX_ERROR_STRING] = "";
  int length = 0;
  MPI_Error_string(code, message, &length);
  std::snprintf(text, room, "%s", message);
}

}  // namespace
}  // namespace jangin

extern "C" const jangin::RanksModule* jangin_ranks_module() {
  static const jangin::RanksModule module{jangin::kRanksModuleVersion, &jangin::start,     &jangin::stop,
                                          &jangin::exchange,           &jangin::broadcast, &jangin::describe};
  return &module;
}
