// What the tests against other programs' numbers share: reading goldens, comparing, and where written models go.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "model/formats/weight_source.h"

namespace jangin::model {

inline std::vector<float> read_golden(const WeightSource& goldens, const std::string& name) {
  const WeightInfo* info = goldens.find(name);
  EXPECT_NE(info, nullptr) << name;
  std::vector<float> out(info ? static_cast<size_t>(info->elements()) : 0);
  EXPECT_TRUE(goldens.read_f32(name, out));
  return out;
}

inline float largest_difference(std::span<const float> a, std::span<const float> b) {
  EXPECT_EQ(a.size(), b.size());
  float largest = 0;
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

inline float largest_magnitude(std::span<const float> a) {
  float largest = 0;
  for (float value : a) largest = std::max(largest, std::abs(value));
  return largest;
}

/// KL(softmax(p) ‖ softmax(q)) of one row of logits.
inline double divergence(std::span<const float> p, std::span<const float> q) {
  double p_sum = 0, q_sum = 0, out = 0;
  for (size_t i = 0; i < p.size(); ++i) {
    p_sum += std::exp(static_cast<double>(p[i]));
    q_sum += std::exp(static_cast<double>(q[i]));
  }
  for (size_t i = 0; i < p.size(); ++i) {
    const double log_p = static_cast<double>(p[i]) - std::log(p_sum);
    out += std::exp(log_p) * (log_p - (static_cast<double>(q[i]) - std::log(q_sum)));
  }
  return out;
}

/// Where written models go: a folder of its own, removed at the end; that of JANGIN_KEEP_MODELS stays, for
/// tests/reference/compare_written_models.py.
class WrittenModels {
 public:
  explicit WrittenModels(const std::string& name) : kept_(std::getenv("JANGIN_KEEP_MODELS")) {
    const std::filesystem::path base = kept_ ? kept_ : std::filesystem::temp_directory_path() / ("jangin_written_" + std::to_string(::getpid()));
    path_ = base / name;
    std::filesystem::create_directories(path_);
  }
  ~WrittenModels() {
    if (!kept_) std::filesystem::remove_all(path_.parent_path());
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  const char* kept_;
  std::filesystem::path path_;
};

}  // namespace jangin::model
