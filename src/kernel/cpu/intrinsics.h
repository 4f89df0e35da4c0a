// The processor's intrinsics and the standard headers of the kernels, before any target pragma: what they define inline must stay
// code for every processor.
#pragma once

// gcc 12's own headers use deliberately undefined registers (its bug 105593).
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <immintrin.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <type_traits>
