// One rank, or those of the module.
#include "base/ranks.h"

#include <dlfcn.h>

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "base/mpi/ranks_module.h"

namespace jangin {
namespace {

class OneRank final : public Ranks {
 public:
  int rank() const override { return 0; }
  int count() const override { return 1; }
  Status exchange(std::span<const Outgoing> outgoing, std::span<const Incoming> incoming) override {
    assert(outgoing.empty() && incoming.empty());
    return {};
  }
  Status broadcast(int, std::span<std::byte>) override { return {}; }
};

class ModuleRanks final : public Ranks {
 public:
  explicit ModuleRanks(const RanksModule& module) : module_(module) {}

  Status start() { return checked(module_.start(&rank_, &count_), "start"); }
  void stop() { module_.stop(); }
  int rank() const override { return rank_; }
  int count() const override { return count_; }

  Status exchange(std::span<const Outgoing> outgoing, std::span<const Incoming> incoming) override {
    std::vector<RanksModule::Message> messages;
    for (const Incoming& in : incoming) messages.push_back({in.from, in.bytes.data(), in.bytes.size(), false});
    for (const Outgoing& out : outgoing) messages.push_back({out.to, const_cast<std::byte*>(out.bytes.data()), out.bytes.size(), true});
    return checked(module_.exchange(messages.data(), messages.size()), "exchange data");
  }

  Status broadcast(int from, std::span<std::byte> bytes) override {
    return checked(module_.broadcast(from, bytes.data(), bytes.size()), "hand out data");
  }

 private:
  Status checked(int code, const char* what) const {
    if (code == 0) return {};
    char text[512] = "";
    module_.describe(code, text, sizeof text);
    return fail(ErrorCode::io_error, std::string("MPI could not ") + what + ": " + text, "ranks",
                "the same command goes on from the last checkpoint");
  }

  const RanksModule& module_;
  int rank_ = 0;
  int count_ = 1;
};

/// What Open MPI, MPICH and Slurm set for the processes that they start.
bool started_as_rank() {
  for (const char* name : {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"}) {
    if (std::getenv(name)) return true;
  }
  return false;
}

std::unique_ptr<ModuleRanks>& opened() {
  static std::unique_ptr<ModuleRanks> ranks;
  return ranks;
}

Result<std::unique_ptr<ModuleRanks>> open_module() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::string path = (program.parent_path() / kRanksModuleFile).string();
  constexpr const char* kHint = "install Open MPI's development files and build again, or start the program without mpirun";
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL);  // global: Open MPI loads its own parts against it
  if (!library)
    return fail(ErrorCode::unsupported, std::string("started as one of several processes, but there is no MPI module: ") + dlerror(), path, kHint);
  const auto entry = reinterpret_cast<RanksModuleEntry>(dlsym(library, kRanksModuleEntry));
  const RanksModule* module = entry ? entry() : nullptr;
  if (!module || module->version != kRanksModuleVersion) return fail(ErrorCode::unsupported, "the MPI module belongs to another build", path, kHint);
  auto ranks = std::make_unique<ModuleRanks>(*module);
  JANGIN_TRY(ranks->start());
  return ranks;
}

}  // namespace

Result<std::vector<double>> Ranks::gather(std::span<const double> own, std::span<const size_t> counts) {
  std::vector<double> all;
  size_t begin = 0;
  size_t total = 0;
  for (int r = 0; r < count(); ++r) {
    if (r == rank()) begin = total;
    total += counts[static_cast<size_t>(r)];
  }
  all.resize(total);
  std::copy(own.begin(), own.end(), all.begin() + static_cast<std::ptrdiff_t>(begin));
  std::vector<Outgoing> outgoing;
  std::vector<Incoming> incoming;
  size_t at = 0;
  for (int r = 0; r < count(); ++r) {
    const std::span<double> part = std::span(all).subspan(at, counts[static_cast<size_t>(r)]);
    at += part.size();
    if (r == rank()) continue;
    if (!own.empty()) outgoing.push_back({r, std::as_bytes(own)});
    if (!part.empty()) incoming.push_back({r, std::as_writable_bytes(part)});
  }
  JANGIN_TRY(exchange(outgoing, incoming));
  return all;
}

Result<std::string> Ranks::broadcast_text(std::string text) {
  uint64_t bytes = text.size();
  JANGIN_TRY(broadcast(0, std::as_writable_bytes(std::span(&bytes, 1))));
  text.resize(bytes);
  if (bytes > 0) JANGIN_TRY(broadcast(0, std::as_writable_bytes(std::span(text.data(), text.size()))));
  return text;
}

Ranks& Ranks::alone() {
  static OneRank one;
  return one;
}

Result<Ranks*> Ranks::world() {
  if (opened()) return opened().get();
  if (!started_as_rank()) return &alone();
  JANGIN_ASSIGN(opened(), open_module());
  return opened().get();
}

void Ranks::leave(bool failed) {
  if (opened() && !failed) opened()->stop();
  opened().reset();
}

}  // namespace jangin
