// Memory of one training step: the first step is served by first fit and recorded; from its sizes and lifetimes a plan places every
// allocation, and later steps of the same or a smaller size follow the plan. What departs from it is served by first fit, safely.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <vector>

namespace jangin::tensor {

/// One allocation of a recorded step. Times count allocations and releases; died == UINT64_MAX: outlived the step.
struct ArenaEvent {
  size_t bytes = 0;
  uint64_t born = 0;
  uint64_t died = UINT64_MAX;
};

/// Offsets for the events such that those alive at the same time do not overlap: largest first, each at the lowest free offset.
/// Returns the offsets; `total` is the end of the highest one. All multiples of kArenaAlignment.
std::vector<size_t> plan_offsets(std::span<const ArenaEvent> events, size_t& total);

constexpr size_t kArenaAlignment = 64;

/// Thread-safe. Blocks are kArenaAlignment-aligned and hold unspecified bytes.
class Arena {
 public:
  /// Lets pages that lie wholly in a range go back to the system and tells how many bytes that was; they come again, zeroed, when touched.
  using LetGo = std::function<size_t(std::byte* begin, size_t bytes)>;
  /// `base` is address space of `capacity` bytes whose pages come into being when touched; the owner unmaps it after the arena is gone.
  Arena(std::byte* base, size_t capacity, LetGo let_go = {});

  /// Throws std::bad_alloc when no gap of the address space is large enough.
  std::byte* allocate(size_t bytes);
  void release(std::byte* block);

  /// Between these calls allocations are recorded, or follow the plan made at the end of the first recorded step.
  void begin_step();
  void end_step();

  /// From here to the end of the step, what was allocated before lets go of its pages when it is released, until `bytes` are gone: room for what
  /// comes into being elsewhere meanwhile. Nothing else is put there in this step: it would bring the pages back.
  void let_go_of(size_t bytes);

  /// Allocations between these calls belong to no plan: work whose amount changes from step to step. They may nest.
  void begin_unplanned();
  void end_unplanned();

  /// Highest end of any block so far, and the size of the plan (0 before the first step has ended).
  size_t high_water_bytes() const;
  size_t planned_bytes() const;

 private:
  struct Block {
    size_t bytes;
    size_t event;  // index in events_, or SIZE_MAX
    bool early = false;  // allocated in this step, before let_go_of()
  };
  bool is_free(size_t offset, size_t bytes) const;
  size_t first_fit(size_t bytes) const;

  std::byte* base_;
  size_t capacity_;
  LetGo let_go_;
  size_t to_let_go_ = 0;
  mutable std::mutex mutex_;
  std::map<size_t, Block> live_;  // offset → block
  std::vector<size_t> gone_;      // offsets of blocks in live_ that were released and let go of their pages
  bool in_step_ = false;
  int unplanned_ = 0;  // calls of begin_unplanned() that are open
  bool departed_ = false;  // this step asked for something else than the plan
  uint64_t clock_ = 0;
  std::vector<ArenaEvent> events_;  // of this step
  std::vector<ArenaEvent> plan_events_;
  std::vector<size_t> plan_;
  size_t planned_bytes_ = 0;
  int plans_made_ = 0;
  size_t high_water_ = 0;
};

/// begin_unplanned() and end_unplanned() for a scope.
class UnplannedMemory {
 public:
  explicit UnplannedMemory(Arena& arena) : arena_(arena) { arena_.begin_unplanned(); }
  ~UnplannedMemory() { arena_.end_unplanned(); }
  UnplannedMemory(const UnplannedMemory&) = delete;
  UnplannedMemory& operator=(const UnplannedMemory&) = delete;

 private:
  Arena& arena_;
};

}  // namespace jangin::tensor
