// The reader host as its caller holds it: starts the process, hands it requests, takes its reports. Internal to collect/.
#pragma once

#include <sys/types.h>

#include <string_view>
#include <vector>

#include "base/result.h"
#include "collect/sandbox_host.h"

namespace jangin::collect {

std::unexpected<Error> system_failure(std::string what);

/// One process at a time. Not thread-safe.
class HostProcess {
 public:
  explicit HostProcess(const std::vector<Reader>& all) : all_(all) {}
  ~HostProcess() { stop(); }
  HostProcess(const HostProcess&) = delete;
  HostProcess& operator=(const HostProcess&) = delete;

  /// Errors: io_error.
  Status launch();
  /// Ends it and its children.
  void stop();
  /// Readable when a report waits, or the host is gone.
  int socket() const { return socket_; }
  /// `descriptors` stay the caller's. False: the host is gone.
  bool send(HostRequest& request, std::string_view names, std::string_view options, const std::vector<int>& descriptors) const;
  enum class Received { report, nothing, gone };
  Received receive(HostReport& report) const;

 private:
  const std::vector<Reader>& all_;
  pid_t pid_ = -1;
  int socket_ = -1;
};

}  // namespace jangin::collect
