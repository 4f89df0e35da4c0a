// The normal distribution.
#include "base/random.h"

#include <cmath>
#include <numbers>

namespace jangin {

double Random::normal() {
  double radius = std::sqrt(-2.0 * std::log(1.0 - uniform_double()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform_double());
}

}  // namespace jangin
