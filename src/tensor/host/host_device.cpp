// Memory of the host devices, the scheduling of ranges, and the list of devices.
#include "tensor/host/host_device.h"

#include <sys/mman.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <new>

#include "base/clock.h"
#include "base/strings.h"
#include "base/thread_pool.h"

namespace jangin::tensor {
namespace {

constexpr size_t kHugePage = size_t{2} << 20;
constexpr int64_t kCopyGrain = int64_t{1} << 20;  // bytes

}  // namespace

HostDevice::HostDevice(std::string name, const kernel::KernelTable& table) : name_(std::move(name)), table_(table) {
  arena_bytes_ = physical_memory_bytes() / kHugePage * kHugePage;
  arena_memory_ = map_memory(arena_bytes_);
  arena_ = std::make_unique<Arena>(arena_memory_, arena_bytes_);
}

HostDevice::~HostDevice() {
  for (Scratch& scratch : scratch_) {
    if (scratch.memory) unmap_memory(scratch.memory, scratch.bytes);
  }
  unmap_memory(arena_memory_, arena_bytes_);
}

std::string HostDevice::arithmetic() const { return std::string(kernel::isa_name(table_.isa)); }

std::byte* HostDevice::map_memory(size_t bytes) {
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  if (bytes >= kHugePage) madvise(memory, bytes, MADV_HUGEPAGE);
  return static_cast<std::byte*>(memory);
}

void HostDevice::unmap_memory(std::byte* memory, size_t bytes) { munmap(memory, bytes); }

void HostDevice::run(int64_t count, int64_t grain, size_t scratch_bytes, const Range& body) {
  ThreadPool& pool = ThreadPool::shared();
  scratch_.resize(std::max(scratch_.size(), static_cast<size_t>(pool.size())));
  for (Scratch& scratch : scratch_) {
    if (scratch.bytes >= scratch_bytes) continue;
    if (scratch.memory) unmap_memory(scratch.memory, scratch.bytes);
    scratch = {map_memory(scratch_bytes), scratch_bytes};
  }
  if (grain == 0) grain = std::max<int64_t>(1, count / (int64_t{8} * pool.size()));
  pool.parallel_for(static_cast<size_t>(count), static_cast<size_t>(grain), [&](size_t begin, size_t end, int thread) {
    body(static_cast<int64_t>(begin), static_cast<int64_t>(end), scratch_[static_cast<size_t>(thread)].memory);
  });
}

void HostDevice::copy_in(const Tensor& to, const void* from, size_t bytes) {
  assert(to.contiguous() && bytes == static_cast<size_t>(to.elements()) * size_of(to.dtype()));
  std::memcpy(RawAccess::data(to), from, bytes);
}

void HostDevice::copy_out(void* to, const Tensor& from, size_t bytes) {
  assert(from.contiguous() && bytes == static_cast<size_t>(from.elements()) * size_of(from.dtype()));
  const std::byte* source = RawAccess::data(from);
  run(static_cast<int64_t>(bytes), kCopyGrain, 0,
      [&](int64_t begin, int64_t end, void*) { std::memcpy(static_cast<std::byte*>(to) + begin, source + begin, static_cast<size_t>(end - begin)); });
}

void HostDevice::fill_zero(const Tensor& x) {
  assert(x.contiguous());
  std::byte* data = RawAccess::data(x);
  run(x.elements() * static_cast<int64_t>(size_of(x.dtype())), kCopyGrain, 0,
      [&](int64_t begin, int64_t end, void*) { std::memset(data + begin, 0, static_cast<size_t>(end - begin)); });
}

void HostDevice::copy(const Tensor& from, const Tensor& to) {
  assert(from.rows() == to.rows() && from.columns() == to.columns());
  const std::byte* source = RawAccess::data(from);
  std::byte* target = RawAccess::data(to);
  kernel::ConvertArgs args{nullptr, kernel_type(from.dtype()), nullptr, kernel_type(to.dtype())};
  if (from.contiguous() && to.contiguous()) {
    args.x = source;
    args.out = target;
    run(from.elements(), kCopyGrain / 4, 0, [&](int64_t begin, int64_t end, void*) { table_.convert(args, begin, end); });
    return;
  }
  run(from.rows(), 0, 0, [&](int64_t begin, int64_t end, void*) {
    kernel::ConvertArgs row = args;
    for (int64_t i = begin; i < end; ++i) {
      row.x = source + i * from.row_stride() * static_cast<int64_t>(size_of(from.dtype()));
      row.out = target + i * to.row_stride() * static_cast<int64_t>(size_of(to.dtype()));
      table_.convert(row, 0, from.columns());
    }
  });
}

void HostDevice::gather_rows(const Tensor& from, std::span<const int32_t> rows, const Tensor& to) {
  assert(from.dtype() == to.dtype() && from.columns() == to.columns() && static_cast<int64_t>(rows.size()) == to.rows());
  const int64_t size = static_cast<int64_t>(size_of(from.dtype()));
  const std::byte* source = RawAccess::data(from);
  std::byte* target = RawAccess::data(to);
  run(to.rows(), 0, 0, [&](int64_t begin, int64_t end, void*) {
    for (int64_t i = begin; i < end; ++i) {
      std::memcpy(target + i * to.row_stride() * size, source + rows[static_cast<size_t>(i)] * from.row_stride() * size,
                  static_cast<size_t>(from.columns() * size));
    }
  });
}

void HostDevice::scatter_rows(const Tensor& from, std::span<const int32_t> rows, const Tensor& to) {
  assert(from.dtype() == to.dtype() && from.columns() == to.columns() && static_cast<int64_t>(rows.size()) == from.rows());
  const int64_t size = static_cast<int64_t>(size_of(from.dtype()));
  const std::byte* source = RawAccess::data(from);
  std::byte* target = RawAccess::data(to);
  run(from.rows(), 0, 0, [&](int64_t begin, int64_t end, void*) {
    for (int64_t i = begin; i < end; ++i) {
      std::memcpy(target + rows[static_cast<size_t>(i)] * to.row_stride() * size, source + i * from.row_stride() * size,
                  static_cast<size_t>(from.columns() * size));
    }
  });
}

Result<Device*> find_device(std::string_view name) {
  static HostDevice reference("reference", kernel::kernel_table(kernel::Isa::reference));
  static HostDevice cpu("cpu", kernel::kernels());
  if (name == "reference") return &reference;
  if (name == "cpu") return &cpu;
  return fail(ErrorCode::not_found, "no such device", std::string(name), "devices: " + join(device_names(), ", "));
}

Device& default_device() { return **find_device("cpu"); }

std::vector<std::string> device_names() { return {"cpu", "reference"}; }

}  // namespace jangin::tensor
