// Processor detection (CPUID leaves 1, 7.0, 7.1; XGETBV), tile permission, and the cap.
#include "kernel/isa.h"

#include <atomic>
#include <cstdlib>

#if defined(__x86_64__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace jangin::kernel {
namespace {

constexpr std::string_view kNames[] = {"reference", "avx2", "avx512", "avx512_bf16", "amx"};

#if defined(__x86_64__)
struct Leaf {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
};

Leaf cpuid(unsigned leaf, unsigned subleaf) {
  Leaf result;
  if (__get_cpuid_count(leaf, subleaf, &result.eax, &result.ebx, &result.ecx, &result.edx) == 0) return {};
  return result;
}

bool bits_set(unsigned value, std::initializer_list<unsigned> bits) {
  for (unsigned bit : bits)
    if ((value >> bit & 1u) == 0) return false;
  return true;
}

uint64_t enabled_register_state() {
  if (!bits_set(cpuid(1, 0).ecx, {27})) return 0;  // OSXSAVE
  unsigned low = 0, high = 0;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return static_cast<uint64_t>(high) << 32 | low;
}

bool request_tiles() {
  constexpr long kRequestPermission = 0x1023, kTileData = 18;  // ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA
  return syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
}

Isa detect() {
  const uint64_t state = enabled_register_state();
  const Leaf basic = cpuid(1, 0), extended = cpuid(7, 0);
  const bool avx2 = (state & 0x6) == 0x6 && bits_set(basic.ecx, {12, 28, 29}) && bits_set(extended.ebx, {5});  // FMA, AVX, F16C; AVX2
  if (!avx2) return Isa::reference;
  if ((state & 0xe6) != 0xe6 || !bits_set(extended.ebx, {16, 17, 30, 31})) return Isa::avx2;       // F, DQ, BW, VL
  if (!bits_set(cpuid(7, 1).eax, {5})) return Isa::avx512;                                         // AVX512_BF16
  if ((state & 0x60000) != 0x60000 || !bits_set(extended.edx, {22, 24})) return Isa::avx512_bf16;  // AMX-BF16, AMX-TILE
  return request_tiles() ? Isa::amx : Isa::avx512_bf16;
}
#else
Isa detect() { return Isa::reference; }
#endif

Isa supported() {
  static const Isa highest = detect();
  return highest;
}

/// What is used where nobody asks for a form: the highest, except where `vdpbf16ps` is the slower way. Intel's processors since Sapphire Rapids
/// leave bf16 to their tiles: where a hypervisor hides these, one `vdpbf16ps` takes the time of four f32 multiply-adds of half its work
/// (measured on Emerald Rapids: 87 and 184 GFLOP/s a core). Zen 5 runs it at twice that of f32;
/// Cooper Lake (model 85) was not measured.
Isa preferred() {
#if defined(__x86_64__)
  if (supported() == Isa::avx512_bf16) {
    constexpr unsigned kGenu = 0x756e6547, kCooperLake = 85;  // "Genu" of GenuineIntel
    const unsigned signature = cpuid(1, 0).eax, model = (signature >> 4 & 0xf) | (signature >> 12 & 0xf0);
    if (cpuid(0, 0).ebx == kGenu && model != kCooperLake) return Isa::avx512;
  }
#endif
  return supported();
}

std::atomic<Isa>& cap() {
  static std::atomic<Isa> value = [] {
    const char* name = std::getenv("JANGIN_ISA");
    return name != nullptr ? isa_from_name(name).value_or(preferred()) : preferred();
  }();
  return value;
}

}  // namespace

std::string_view isa_name(Isa isa) { return kNames[static_cast<size_t>(isa)]; }

std::optional<Isa> isa_from_name(std::string_view name) {
  for (Isa isa : kAllIsas)
    if (isa_name(isa) == name) return isa;
  return std::nullopt;
}

bool isa_supported(Isa isa) { return isa <= supported(); }

bool vnni_supported() {
#if defined(__x86_64__)
  return isa_supported(Isa::avx512) && bits_set(cpuid(7, 0).ecx, {11});
#else
  return false;
#endif
}

Isa active_isa() { return cap().load() < supported() ? cap().load() : supported(); }

void cap_isa(Isa isa) { cap().store(isa); }

}  // namespace jangin::kernel
