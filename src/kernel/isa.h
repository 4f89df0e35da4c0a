// Which processor form of the kernels this machine can run, and how to hold the program to a lower one.
#pragma once

#include <optional>
#include <string_view>

#include "kernel/types.h"

namespace jangin::kernel {

/// Ascending: a form that has no kernel of its own for an entry uses that of the form before it.
enum class Isa : uint8_t {
  reference,    // scalar, any processor
  avx2,         // AVX2, FMA, F16C
  avx512,       // AVX-512 F, BW, VL, DQ
  avx512_bf16,  // … and AVX512_BF16
  amx,          // … and AMX-TILE, AMX-BF16, with the operating system's permission
};

constexpr Isa kAllIsas[] = {Isa::reference, Isa::avx2, Isa::avx512, Isa::avx512_bf16, Isa::amx};

std::string_view isa_name(Isa isa);
std::optional<Isa> isa_from_name(std::string_view name);

/// The processor has the instructions and the operating system saves their registers (CPUID, XGETBV). For amx this asks
/// the kernel for tile permission (arch_prctl ARCH_REQ_XCOMP_PERM), once per process. Thread-safe.
bool isa_supported(Isa isa);

/// The processor has AVX512_VNNI beside what the form avx512 needs: products on weights of 8 and 4 bits have a form of their own then, with
/// the same results.
bool vnni_supported();

/// The highest form that is supported and not above the cap. Without a cap it is the fastest one, which is the highest but where avx512_bf16 is
/// slower than avx512 (isa.cpp says on which processors). Thread-safe.
Isa active_isa();

/// Holds active_isa() to at most `isa`, over the environment variable JANGIN_ISA (a name of isa_name; an unknown name caps nothing). Call before
/// operands are packed: packings of different forms do not mix.
void cap_isa(Isa isa);

}  // namespace jangin::kernel
