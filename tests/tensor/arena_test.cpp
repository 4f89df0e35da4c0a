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

/// Four blocks are kept and released from the last to the first; each leaves one of half the size, if `leaves`. Returns all addresses.
std::vector<std::byte*> pass_with_gradients(Arena& arena, bool leaves) {
  constexpr size_t kBlock = size_t{1} << 20;
  std::vector<std::byte*> kept, left, all;
  arena.begin_step(leaves ? StepKind::leaving_gradients : StepKind::passing);
  for (int i = 0; i < 4; ++i) kept.push_back(arena.allocate(kBlock));
  for (all = kept; !kept.empty(); kept.pop_back()) {
    std::byte* passing = arena.allocate(kBlock / 4);
    all.push_back(passing);
    if (leaves) left.push_back(arena.allocate(kBlock / 2));
    arena.release(passing);
    arena.release(kept.back());
  }
  arena.end_step();
  for (std::byte* block : left) arena.release(block);
  all.insert(all.end(), left.begin(), left.end());
  return all;
}

TEST(Arena, WhatOutlivesAStepTakesThePlaceOfWhatDiesInIt) {
  Memory memory;
  Arena arena(memory.base, kCapacity);
  for (int step = 0; step < 5; ++step) pass_with_gradients(arena, true);
  const size_t most = (size_t{4} << 20) + (size_t{1} << 19) + (size_t{1} << 18);  // when the first of those left has come
  EXPECT_EQ(arena.planned_bytes(StepKind::leaving_gradients), most);
  EXPECT_EQ(arena.high_water_bytes(), most);
}

TEST(Arena, StepsOfEachKindFollowTheirOwnPlan) {
  Memory memory;
  Arena arena(memory.base, kCapacity);
  std::vector<std::byte*> planned[2];
  for (int step = 0; step < 12; ++step) {  // more often than plans are made
    const std::vector<std::byte*> now = pass_with_gradients(arena, step % 2 == 1);
    if (step >= 4) {
      EXPECT_EQ(now, planned[step % 2]);
    }
    planned[step % 2] = now;
  }
  EXPECT_EQ(arena.planned_bytes(StepKind::passing), (size_t{4} << 20) + (size_t{1} << 18));
  EXPECT_EQ(arena.planned_bytes(StepKind::leaving_gradients), (size_t{4} << 20) + (size_t{1} << 19) + (size_t{1} << 18));
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
