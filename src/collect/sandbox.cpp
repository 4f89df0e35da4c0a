// The caller's side of the sandbox: gives jobs to children of the host, gathers their answers, begins again where a child ended.
#include "collect/sandbox.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <iterator>
#include <map>

#include "collect/host_process.h"
#include "collect/reader_slot.h"

namespace jangin::collect {
namespace {

/// The last `bytes` of a path at most, from a whole character on: readers take the extension from its end.
std::string_view end_of_name(std::string_view name, size_t bytes) {
  if (name.size() > bytes) name.remove_prefix(name.size() - bytes);
  while (!name.empty() && (static_cast<unsigned char>(name.front()) & 0xc0) == 0x80) name.remove_prefix(1);
  return name;
}

}  // namespace

struct ReaderHost::State {
  State(const std::vector<Reader>& readers, const SandboxLimits& bounds) : host(readers), all(readers), limits(bounds) {}

  HostProcess host;
  const std::vector<Reader>& all;
  SandboxLimits limits;
  std::map<uint64_t, ReaderSlot> slots;
  uint64_t next_slot = 1;
  std::vector<FinishedJob> finished;

  ~State() {
    for (auto& [id, slot] : slots) slot.close_pipe();
  }

  /// The host itself died, and its children with it: a new one is started.
  Status restart() {
    host.stop();
    for (auto& [id, slot] : slots) {
      slot.close_pipe();
      slot.ended = true;
      slot.report.end = ChildEnd::crashed;
    }
    return host.launch();
  }

  bool may_share(const ReadJob& job) const {
    return std::any_of(all.begin(), all.end(), [&](const Reader& reader) { return reader.name == job.reader && reader.shares_process; });
  }

  /// Hands the first jobs to a new child; those whose files cannot be opened are finished. No job left: no child.
  Status start(uint64_t id, ReaderSlot& slot, bool alone) {
    slot.clear();
    const size_t most = !alone && !slot.jobs.empty() && may_share(slot.jobs.front()) ? kMostInOneChild : 1;
    std::vector<int> descriptors;
    std::string names;
    while (descriptors.size() < std::min(most, slot.jobs.size()) && names.size() + kNameBytes + 1 <= kNamesBytes) {
      ReadJob& job = slot.jobs[descriptors.size()];
      const int document = ::open(job.file.c_str(), O_RDONLY | O_CLOEXEC);
      if (document < 0) {
        finished.push_back({job.id, read_failure("unreadable", std::strerror(errno)), 0, {}});
        slot.jobs.erase(slot.jobs.begin() + static_cast<ptrdiff_t>(descriptors.size()));
        continue;
      }
      descriptors.push_back(document);
      names += end_of_name(job.name, kNameBytes);
      names += '\0';
    }
    if (descriptors.empty()) return {};
    slot.given = descriptors.size();
    slot.shared = slot.given > 1;
    Status sent = send(id, slot, descriptors, names);
    for (int descriptor : descriptors) ::close(descriptor);
    return sent;
  }

  HostRequest request_of(uint64_t id, ReaderSlot& slot) const {
    const ReadJob& job = slot.jobs.front();
    slot.seconds = slot.shared ? std::min(limits.seconds, kSharedChildSeconds) : job.seconds > 0 ? job.seconds : limits.seconds;
    HostRequest request;
    request.id = id;
    request.seconds = slot.seconds;
    request.memory_bytes = limits.memory_bytes;
    request.limits = job.limits;
    request.max_member_bytes = job.max_member_bytes;
    request.documents = static_cast<uint32_t>(slot.given);
    job.reader.copy(request.reader, sizeof request.reader - 1);
    return request;
  }

  /// `descriptors`: of the documents; the pipe's end is added, for the caller to close like the others.
  Status send(uint64_t id, ReaderSlot& slot, std::vector<int>& descriptors, const std::string& names) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return system_failure("no pipe for a reader");
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    descriptors.push_back(ends[1]);
    HostRequest request = request_of(id, slot);
    for (int restarts = 0; !host.send(request, names, slot.jobs.front().options, descriptors);) {
      Status again = ++restarts > 3 ? Status(system_failure("the readers' host does not stay up")) : restart();
      slot.ended = false;  // this one has no child yet
      if (!again) {
        ::close(ends[0]);
        return again;
      }
    }
    slot.pipe = ends[0];
    return {};
  }

  /// Reads one report; false when the host is gone.
  bool read_report() {
    HostReport report;
    const auto received = host.receive(report);
    auto at = received == HostProcess::Received::report ? slots.find(report.id) : slots.end();
    if (at != slots.end()) {
      at->second.ended = true;
      at->second.report = report;
    }
    return received != HostProcess::Received::gone;
  }

  /// Where a child has ended: the next one, or the end of the slot.
  Status settle() {
    for (auto at = slots.begin(); at != slots.end();) {
      ReaderSlot& slot = at->second;
      if (!slot.ended || slot.pipe >= 0) {
        ++at;
        continue;
      }
      const bool alone = slot.given > 0 && slot.shared;
      if (slot.given > 0 && !slot.shared) slot.finish(slot.outcome_of_end(limits.memory_bytes), {}, finished);
      JANGIN_TRY(start(at->first, slot, alone));
      at = slot.given > 0 ? std::next(at) : slots.erase(at);
    }
    return {};
  }

  /// Waits once, and takes what came. False: a signal came; let the caller look whether it should stop.
  Result<bool> look(double seconds) {
    std::vector<pollfd> wait{{host.socket(), POLLIN, 0}};
    std::vector<ReaderSlot*> readable{nullptr};
    for (auto& [id, slot] : slots) {
      if (slot.pipe < 0) continue;
      wait.push_back({slot.pipe, POLLIN, 0});
      readable.push_back(&slot);
    }
    if (::poll(wait.data(), wait.size(), static_cast<int>(seconds * 1000) + 1) < 0) {
      return errno == EINTR ? Result<bool>(false) : system_failure("waiting for the readers");
    }
    for (size_t i = 1; i < wait.size(); ++i) {
      if (wait[i].revents != 0) readable[i]->read_pipe(finished);
    }
    if (wait[0].revents != 0 && !read_report()) JANGIN_TRY(restart());
    JANGIN_TRY(settle());
    return true;
  }
};

ReaderHost::ReaderHost(std::unique_ptr<State> state) : state_(std::move(state)) {}
ReaderHost::ReaderHost(ReaderHost&&) noexcept = default;
ReaderHost& ReaderHost::operator=(ReaderHost&&) noexcept = default;
ReaderHost::~ReaderHost() = default;

Result<ReaderHost> ReaderHost::start(const std::vector<Reader>& all, const SandboxLimits& limits) {
  auto state = std::make_unique<State>(all, limits);
  JANGIN_TRY(state->host.launch());
  return ReaderHost(std::move(state));
}

size_t ReaderHost::running() const { return state_->slots.size(); }

Status ReaderHost::begin(std::vector<ReadJob> jobs) {
  const uint64_t id = state_->next_slot++;
  ReaderSlot slot;
  slot.jobs.assign(std::move_iterator(jobs.begin()), std::move_iterator(jobs.end()));
  Status started = state_->start(id, slot, false);
  if (started && slot.given > 0) state_->slots.emplace(id, std::move(slot));
  return started;
}

Result<std::vector<FinishedJob>> ReaderHost::wait(double seconds) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  JANGIN_TRY(state_->settle());
  while (state_->finished.empty() && !state_->slots.empty()) {
    const double left = std::chrono::duration<double>(until - std::chrono::steady_clock::now()).count();
    if (left <= 0) break;
    JANGIN_ASSIGN(const bool looked, state_->look(left));
    if (!looked) break;
  }
  return std::exchange(state_->finished, {});
}

}  // namespace jangin::collect
