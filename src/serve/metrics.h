// Counters and histograms of the server in Prometheus' text format (version 0.0.4).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/service.h"
#include "serve/http/http_server.h"

namespace jangin::serve {

/// Seconds in buckets from 5 ms to 5 minutes.
struct Histogram {
  static constexpr std::array<double, 16> kBounds = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320};
  std::array<uint64_t, kBounds.size() + 1> counts{};  // the last: beyond all bounds
  double sum = 0;
  void add(double seconds);
};

struct ModelStatistics {
  std::string model;
  engine::ServiceStatistics service;
};

/// Thread-safe. Labels are names of ours (routes, keys, models), never a client's text.
class Metrics {
 public:
  void request_ended(std::string_view route, unsigned status, std::string_view key, double seconds);
  void client_left();
  void first_token(std::string_view model, double seconds);
  void generation_ended(std::string_view model, double seconds);

  std::string text(const std::vector<ModelStatistics>& models, const HttpStatistics& http) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, uint64_t> requests_;  // by labels
  uint64_t clients_left_ = 0;
  std::map<std::string, Histogram, std::less<>> request_seconds_;      // by route
  std::map<std::string, Histogram, std::less<>> first_token_seconds_;  // by model
  std::map<std::string, Histogram, std::less<>> generation_seconds_;
};

}  // namespace jangin::serve
