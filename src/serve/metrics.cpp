// What is counted, as text.
#include "serve/metrics.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "base/file.h"

namespace jangin::serve {
namespace {

/// A label's value as the format wants it.
std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string header(std::string_view name, std::string_view type, std::string_view help) {
  return fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
}

std::string histograms(std::string_view name, std::string_view label, std::string_view help,
                       const std::map<std::string, Histogram, std::less<>>& all) {
  std::string out = header(name, "histogram", help);
  for (const auto& [value, histogram] : all) {
    const std::string labels = fmt::format("{}=\"{}\"", label, escaped(value));
    uint64_t below = 0;
    for (size_t i = 0; i < Histogram::kBounds.size(); ++i) {
      below += histogram.counts[i];
      out += fmt::format("{}_bucket{{{},le=\"{}\"}} {}\n", name, labels, Histogram::kBounds[i], below);
    }
    below += histogram.counts.back();
    out += fmt::format("{0}_bucket{{{1},le=\"+Inf\"}} {2}\n{0}_sum{{{1}}} {3:.6f}\n{0}_count{{{1}}} {2}\n", name, labels, below, histogram.sum);
  }
  return out;
}

/// VmRSS of this process.
uint64_t resident_bytes() {
  const auto text = read_file("/proc/self/statm");
  if (!text) return 0;
  const size_t space = text->find(' ');
  return space == std::string::npos ? 0 : std::strtoull(text->c_str() + space, nullptr, 10) * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
}

struct Column {
  std::string_view name, type, help;
  uint64_t (*value)(const engine::ServiceStatistics&);
};

constexpr Column kModelColumns[] = {
    {"jangin_requests_in_flight", "gauge", "Requests being generated.", [](const engine::ServiceStatistics& s) { return uint64_t{s.in_flight}; }},
    {"jangin_requests_waiting", "gauge", "Requests in the queue.", [](const engine::ServiceStatistics& s) { return uint64_t{s.waiting}; }},
    {"jangin_requests_accepted_total", "counter", "Requests that the model took on.", [](const engine::ServiceStatistics& s) { return s.accepted; }},
    {"jangin_requests_refused_total", "counter", "Requests refused because the queue was full.",
     [](const engine::ServiceStatistics& s) { return s.refused; }},
    {"jangin_requests_finished_total", "counter", "Requests that came to their end, cancelled ones included.",
     [](const engine::ServiceStatistics& s) { return s.finished; }},
    {"jangin_requests_cancelled_total", "counter", "Requests that were cancelled.", [](const engine::ServiceStatistics& s) { return s.cancelled; }},
    {"jangin_prompt_tokens_total", "counter", "Tokens of prompts.", [](const engine::ServiceStatistics& s) { return s.prompt_tokens; }},
    {"jangin_cached_prompt_tokens_total", "counter", "Tokens of prompts that an earlier request's cache held.",
     [](const engine::ServiceStatistics& s) { return s.cached_tokens; }},
    {"jangin_generated_tokens_total", "counter", "Tokens generated.", [](const engine::ServiceStatistics& s) { return s.generated_tokens; }},
    {"jangin_cache_tokens", "gauge", "Tokens that caches hold.", [](const engine::ServiceStatistics& s) { return uint64_t{s.cache_tokens}; }},
    {"jangin_cache_capacity_tokens", "gauge", "Tokens that caches have room for.",
     [](const engine::ServiceStatistics& s) { return uint64_t{s.cache_capacity}; }},
};

}  // namespace

void Histogram::add(double seconds) {
  ++counts[static_cast<size_t>(std::ranges::lower_bound(kBounds, seconds) - kBounds.begin())];
  sum += seconds;
}

void Metrics::request_ended(std::string_view route, unsigned status, std::string_view key, double seconds) {
  std::lock_guard lock(mutex_);
  ++requests_[fmt::format("route=\"{}\",status=\"{}\",key=\"{}\"", escaped(route), status, escaped(key))];
  request_seconds_[std::string(route)].add(seconds);
}

void Metrics::client_left() {
  std::lock_guard lock(mutex_);
  ++clients_left_;
}

void Metrics::first_token(std::string_view model, double seconds) {
  std::lock_guard lock(mutex_);
  first_token_seconds_[std::string(model)].add(seconds);
}

void Metrics::generation_ended(std::string_view model, double seconds) {
  std::lock_guard lock(mutex_);
  generation_seconds_[std::string(model)].add(seconds);
}

std::string Metrics::text(const std::vector<ModelStatistics>& models, const HttpStatistics& http) const {
  std::lock_guard lock(mutex_);
  std::string out =
      header("jangin_http_requests_total", "counter", "Requests that ended, by route, status and key; status 0: the client left before an answer.");
  for (const auto& [labels, count] : requests_) out += fmt::format("jangin_http_requests_total{{{}}} {}\n", labels, count);
  out += histograms("jangin_http_request_seconds", "route", "From the first byte of a request to the last of its answer.", request_seconds_);
  out += histograms("jangin_time_to_first_token_seconds", "model", "From a request's head to its first piece of text.", first_token_seconds_);
  out += histograms("jangin_generation_seconds", "model", "From a request's head to the end of its last choice.", generation_seconds_);
  out += header("jangin_clients_left_total", "counter", "Answers that were not taken to their end.") +
         fmt::format("jangin_clients_left_total {}\n", clients_left_);
  out += header("jangin_connections", "gauge", "Open connections.") + fmt::format("jangin_connections {}\n", http.connections);
  out += header("jangin_connections_total", "counter", "Connections accepted.") + fmt::format("jangin_connections_total {}\n", http.accepted);
  for (const Column& column : kModelColumns) {
    out += header(column.name, column.type, column.help);
    for (const ModelStatistics& model : models)
      out += fmt::format("{}{{model=\"{}\"}} {}\n", column.name, escaped(model.model), column.value(model.service));
  }
  out += header("process_resident_memory_bytes", "gauge", "Resident memory.") + fmt::format("process_resident_memory_bytes {}\n", resident_bytes());
  return out;
}

}  // namespace jangin::serve
