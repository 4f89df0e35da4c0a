// The arena: no two live blocks overlap, planned or not; plans reuse memory.
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <map>

#include "base/random.h"
#include "tensor/arena.h"

namespace jangin::tensor {
namespace {

constexpr size_t kCapacity = size_t{1} << 30;

struct Memory {
  std::byte* base = static_cast<std::byte*>(mmap(nullptr, kCapacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  ~Memory() { munmap(base, kCapacity); }
};

/// Allocates and releases at random; every block must stay clear of the others. `scale` changes the sizes.
void random_step(Arena& arena, uint64_t stream, size_t scale) {
  Random random(3, stream);
  std::map<std::byte*, size_t> live;
  for (int i = 0; i < 300; ++i) {
    if (!live.empty() && random.below(100) < 48) {
      auto block = std::next(live.begin(), static_cast<std::ptrdiff_t>(random.below(static_cast<uint32_t>(live.size()))));
      arena.release(block->first);
      live.erase(block);
    } else {
      const size_t bytes = scale * (1 + random.below(5000));
      std::byte* block = arena.allocate(bytes);
      ASSERT_EQ(reinterpret_cast<uintptr_t>(block) % kArenaAlignment, 0u);
      auto next = live.lower_bound(block);
      ASSERT_TRUE(next == live.end() || block + bytes <= next->first);
      ASSERT_TRUE(next == live.begin() || std::prev(next)->first + std::prev(next)->second <= block);
      live.emplace(block, bytes);
    }
  }
  for (const auto& [block, bytes] : live) arena.release(block);
}

TEST(Arena, BlocksNeverOverlapInRepeatedChangedAndUnplannedSteps) {
  Memory memory;
  Arena arena(memory.base, kCapacity);
  for (auto [stream, scale] : {std::pair<uint64_t, size_t>{1, 10}, {1, 10}, {1, 9}, {2, 10}, {1, 20}, {3, 5}, {1, 10}}) {
    arena.begin_step();
    random_step(arena, stream, scale);
    arena.end_step();
    random_step(arena, stream + 10, scale);
  }
}

TEST(Arena, ARepeatedStepFollowsThePlanAndGrowsNoFurther) {
  Memory memory;
  Arena arena(memory.base, kCapacity);
  std::byte* kept = arena.allocate(1000);
  arena.begin_step();
  random_step(arena, 1, 10);
  arena.end_step();
  const size_t planned = arena.planned_bytes();
  const size_t high = arena.high_water_bytes();
  EXPECT_GT(planned, 0u);
  EXPECT_LE(planned, high + 1024);
  for (int i = 0; i < 3; ++i) {
    arena.begin_step();
    random_step(arena, 1, 10);
    arena.end_step();
  }
  EXPECT_LE(arena.high_water_bytes(), high + 70000);
  arena.release(kept);
}

TEST(Arena, PlanSharesMemoryOfThingsThatDoNotMeet) {
  // Two blocks that live one after the other beside one that lives throughout.
  const ArenaEvent events[] = {{1000, 0, 5}, {4096, 1, 2}, {4096, 3, 4}};
  size_t total = 0;
  const std::vector<size_t> offsets = plan_offsets(events, total);
  EXPECT_EQ(offsets[1], offsets[2]);
  EXPECT_EQ(total, size_t{4096 + 1024});
}

TEST(Arena, WhatWasThereBeforeLetsGoOfItsPagesUntilEnoughAreGone) {
  constexpr size_t kBlock = size_t{6} << 20;
  Memory memory;
  std::vector<std::pair<std::byte*, size_t>> gone;
  Arena arena(memory.base, kCapacity, [&](std::byte* begin, size_t bytes) {
    gone.emplace_back(begin, bytes);
    return bytes - 4096;
  });
  std::byte* outside = arena.allocate(kBlock);
  for (int step = 0; step < 3; ++step) {
    gone.clear();
    arena.begin_step();
    std::byte* first = arena.allocate(kBlock);
    std::byte* small = arena.allocate(4096);
    std::byte* second = arena.allocate(kBlock);
    std::byte* third = arena.allocate(kBlock);
    std::byte* soon = arena.allocate(kBlock);
    arena.release(soon);
    arena.let_go_of(2 * kBlock - 8192);
    std::byte* later = arena.allocate(kBlock);
    for (std::byte* block : {small, later, third, second}) arena.release(block);
    std::byte* again = arena.allocate(kBlock);
    EXPECT_TRUE(again != third && again != second) << "their pages would come back";
    for (std::byte* block : {again, first}) arena.release(block);
    EXPECT_EQ(gone, (std::vector<std::pair<std::byte*, size_t>>{{third, kBlock}, {second, kBlock}})) << "step " << step;
    arena.end_step();
    arena.release(arena.allocate(kBlock));
    EXPECT_EQ(gone.size(), 2u);
  }
  arena.release(outside);
  EXPECT_EQ(gone.size(), 2u) << "it belongs to no step";
}

TEST(Arena, WhatDoesNotFitThrows) {
  Memory memory;
  Arena arena(memory.base, 4096);
  std::byte* block = arena.allocate(4096);
  EXPECT_THROW(arena.allocate(64), std::bad_alloc);
  arena.release(block);
  EXPECT_EQ(arena.allocate(64), block);
}

}  // namespace
}  // namespace jangin::tensor
