// Allocator for large tables that are read here and there: asks the system for pages of 2 MiB, so that an access seldom misses the processor's
// table of pages. Small requests are ordinary memory.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <new>

namespace jangin {

template <typename T>
struct HugePages {
  using value_type = T;
  HugePages() = default;
  template <typename U>
  HugePages(const HugePages<U>&) {}  // NOLINT: containers convert
  bool operator==(const HugePages&) const { return true; }

  T* allocate(size_t count) {
    const std::align_val_t alignment{alignment_of(count)};
    void* memory = ::operator new(count * sizeof(T), alignment);
    if (count * sizeof(T) >= kPage) madvise(memory, count * sizeof(T), MADV_HUGEPAGE);  // a wish; without it the pages are small
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, size_t count) { ::operator delete(memory, std::align_val_t{alignment_of(count)}); }

 private:
  static constexpr size_t kPage = size_t{2} << 20;
  static constexpr size_t alignment_of(size_t count) { return count * sizeof(T) >= kPage ? kPage : alignof(T) > 64 ? alignof(T) : 64; }
};

}  // namespace jangin
