// The border between the program and its MPI module: functions in a table, plain types, error codes of MPI (0: success).
#pragma once

#include <cstddef>
#include <cstdint>

namespace jangin {

struct RanksModule {
  struct Message {
    int other;    // rank
    void* bytes;  // written when received
    size_t count;
    bool sent;  // else received
  };
  uint32_t version;
  int (*start)(int* rank, int* count);
  void (*stop)();
  int (*exchange)(const Message* messages, size_t count);
  int (*broadcast)(int from, void* bytes, size_t count);
  void (*describe)(int code, char* text, size_t room);
};

constexpr uint32_t kRanksModuleVersion = 1;
constexpr const char* kRanksModuleFile = "libjangin_mpi.so";
constexpr const char* kRanksModuleEntry = "jangin_ranks_module";
using RanksModuleEntry = const RanksModule* (*)();

}  // namespace jangin
