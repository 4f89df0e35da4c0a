// The caller's side of the sandbox: starts the host, hands it descriptors, gathers answers from pipes.
#include "collect/sandbox.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <deque>
#include <iterator>
#include <map>

#include <fmt/format.h>

#include "base/progress.h"
#include "collect/sandbox_host.h"
#include "collect/wire.h"

namespace jangin::collect {
namespace {

constexpr std::string_view kHiddenArgument = "--reader-child";
constexpr int kHostSocket = 3;
constexpr int kPiecesInTurn = 64;  // of what an opener writes, before the others are looked at
bool may_start_again = false;  // set once, before any thread

std::unexpected<Error> system_failure(std::string what) {
  return fail(ErrorCode::io_error, what + ": " + std::strerror(errno), "", "check the limits on processes and open files (ulimit)");
}

/// Runs in the new process between fork and the host's loop: only its own socket stays open.
[[noreturn]] void become_host(int socket, const std::vector<Reader>& all) {
  if (may_start_again) {
    if (socket == kHostSocket) {
      fcntl(socket, F_SETFD, 0);
    } else {
      dup2(socket, kHostSocket);
    }
    char program[] = "jangin-reader";
    char argument[] = "--reader-child";
    char* arguments[] = {program, argument, nullptr};
    execv("/proc/self/exe", arguments);
    _exit(127);
  }
  close_range(3, static_cast<unsigned>(socket - 1), 0);
  close_range(static_cast<unsigned>(socket + 1), ~0U, 0);
  _exit(run_reader_host(socket, all));
}

std::string end_detail(const HostReport& report, const SandboxLimits& limits) {
  switch (report.end) {
    case ChildEnd::timeout: return fmt::format("not done after {}", format_duration(limits.seconds));
    case ChildEnd::memory: return fmt::format("needs more memory than the {} that a reader may use", format_bytes(limits.memory_bytes));
    case ChildEnd::forbidden: return "made a system call that readers may not make (a file, a socket, a program)";
    case ChildEnd::crashed:
      if (report.signal == SIGSYS) return "this system does not let the program filter system calls (seccomp)";
      return report.signal ? fmt::format("the reader ended with signal {}", report.signal) : "the reader ended without an answer";
    case ChildEnd::done: break;
  }
  return "the reader ended without an answer";
}

std::string_view end_reason(ChildEnd end) {
  switch (end) {
    case ChildEnd::timeout: return "reader_timeout";
    case ChildEnd::memory: return "reader_memory";
    case ChildEnd::forbidden: return "reader_forbidden";
    default: return "reader_crashed";
  }
}

/// The last `bytes` of a path at most, from a whole character on: readers take the title from its end.
std::string_view end_of_name(std::string_view name, size_t bytes) {
  if (name.size() > bytes) name.remove_prefix(name.size() - bytes);
  while (!name.empty() && (static_cast<unsigned char>(name.front()) & 0xc0) == 0x80) name.remove_prefix(1);
  return name;
}

}  // namespace

std::optional<int> maybe_run_reader_child(int argc, char** argv, const std::vector<Reader>& all) {
  may_start_again = true;
  if (argc != 2 || argv[1] != kHiddenArgument) return std::nullopt;
  return run_reader_host(kHostSocket, all);
}

/// Of one child at a time, and what it has not answered yet.
struct Slot {
  std::deque<ReadJob> jobs;      // unfinished ones; the child reads the first
  size_t given = 0;              // of these the child has, 0 when there is no child
  bool shared = false;           // the child was given several
  int pipe = -1;
  bool ended = false;
  bool stopped = false;          // an opener's taker wants no more
  double seconds = 0;            // that the child has
  std::string bytes, refused;    // of the pipe, not yet a whole answer; why an answer was not taken
  HostReport report;
  std::chrono::steady_clock::time_point since;

  void close_pipe() {
    if (pipe >= 0) close(pipe);
    pipe = -1;
  }
};

struct ReaderHost::State {
  pid_t pid = -1;
  int socket = -1;
  const std::vector<Reader>* all = nullptr;
  SandboxLimits limits;
  std::map<uint64_t, Slot> slots;
  uint64_t next_slot = 1;
  std::vector<FinishedJob> finished;

  ~State() { stop(); }

  void stop() {
    if (socket >= 0) close(socket);
    socket = -1;
    for (auto& [id, slot] : slots) slot.close_pipe();
    if (pid > 0) {
      kill(pid, SIGKILL);  // its children have asked to die with it
      while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
    pid = -1;
  }

  Status launch() {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return system_failure("no socket for the readers");
    pid = fork();
    if (pid == 0) become_host(ends[1], *all);
    close(ends[1]);
    if (pid < 0) {
      close(ends[0]);
      return system_failure("no process for the readers");
    }
    socket = ends[0];
    return {};
  }

  /// The host itself died, and its children with it: a new one is started.
  Status restart() {
    stop();
    for (auto& [id, slot] : slots) {
      slot.ended = true;
      slot.report.end = ChildEnd::crashed;
    }
    return launch();
  }

  bool may_share(const ReadJob& job) const {
    return std::any_of(all->begin(), all->end(), [&](const Reader& reader) { return reader.name == job.reader && reader.shares_process; });
  }

  void finish(Slot& slot, ReadOutcome outcome, std::string answer) {
    const auto now = std::chrono::steady_clock::now();
    finished.push_back({slot.jobs.front().id, std::move(outcome), std::chrono::duration<double>(now - slot.since).count(), std::move(answer)});
    slot.since = now;
    slot.jobs.pop_front();
  }

  /// Hands the first jobs to a new child; those whose files cannot be opened are finished. No job left: no child.
  Status start(uint64_t id, Slot& slot, bool alone) {
    slot.bytes.clear();
    slot.refused.clear();
    slot.ended = slot.stopped = false;
    slot.given = 0;
    slot.since = std::chrono::steady_clock::now();
    const size_t most = !alone && !slot.jobs.empty() && may_share(slot.jobs.front()) ? kMostInOneChild : 1;
    std::vector<int> descriptors;
    std::string names;
    while (descriptors.size() < std::min(most, slot.jobs.size()) && names.size() + kNameBytes + 1 <= kNamesBytes) {
      ReadJob& job = slot.jobs[descriptors.size()];
      const int document = open(job.file.c_str(), O_RDONLY | O_CLOEXEC);
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
    Status sent = send_request(id, slot, descriptors, names);
    for (int descriptor : descriptors) close(descriptor);
    return sent;
  }

  /// `descriptors`: of the documents; the pipe's end is added, for the caller to close like the others.
  Status send_request(uint64_t id, Slot& slot, std::vector<int>& descriptors, std::string& names) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return system_failure("no pipe for a reader");
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    slot.pipe = ends[0];
    descriptors.push_back(ends[1]);
    ReadJob& job = slot.jobs.front();
    slot.seconds = slot.shared ? std::min(limits.seconds, kSharedChildSeconds) : job.seconds > 0 ? job.seconds : limits.seconds;
    HostRequest request;
    request.id = id;
    request.seconds = slot.seconds;
    request.memory_bytes = limits.memory_bytes;
    request.limits = job.limits;
    request.max_member_bytes = job.max_member_bytes;
    request.documents = static_cast<uint32_t>(slot.given);
    request.name_bytes = static_cast<uint32_t>(names.size());
    request.option_bytes = static_cast<uint32_t>(job.options.size());
    job.reader.copy(request.reader, sizeof request.reader - 1);
    std::vector<char> control(CMSG_SPACE(descriptors.size() * sizeof(int)));
    iovec parts[3] = {{&request, sizeof request}, {names.data(), names.size()}, {job.options.data(), job.options.size()}};
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = 3;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(descriptors.size() * sizeof(int));
    std::memcpy(CMSG_DATA(header), descriptors.data(), descriptors.size() * sizeof(int));
    for (int restarts = 0; sendmsg(socket, &message, MSG_NOSIGNAL) < 0;) {
      if (errno == EINTR) continue;
      if (++restarts > 3) return system_failure("the readers' host does not stay up");
      slot.pipe = -1;  // not one that restart() closes
      Status again = restart();
      slot.pipe = ends[0];
      slot.ended = false;
      if (!again) return again;
    }
    return {};
  }

  void read_pipe(Slot& slot) {
    char buffer[65536];
    const bool opens = slot.given > 0 && slot.jobs.front().take;
    for (int pieces = 0; slot.pipe >= 0 && (!opens || pieces < kPiecesInTurn); ++pieces) {
      ssize_t n = read(slot.pipe, buffer, sizeof buffer);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0 && errno == EAGAIN) return;
      if (n <= 0) return slot.close_pipe();
      const std::string_view piece(buffer, static_cast<size_t>(n));
      if (opens) {
        slot.stopped = !slot.jobs.front().take(piece);
        if (slot.stopped) return slot.close_pipe();  // the child cannot write any more, and ends
        continue;
      }
      slot.bytes += piece;
      take_answers(slot);
    }
  }

  /// Closes the pipe when there is nothing more to be had from this child: all is answered, or an answer is not taken.
  void take_answers(Slot& slot) {
    size_t at = 0;
    bool taken = true;
    while (taken && slot.given > 0) {
      std::string_view rest = std::string_view(slot.bytes).substr(at);
      auto length = answer_bytes(rest);
      if (!length) break;
      if (*length > slot.jobs.front().limits.max_text_bytes * 4 + 64'000'000) {
        slot.refused = "the reader answered with more than the text it may give";
        taken = false;
      } else if (*length <= rest.size()) {
        taken = take_answer(slot, rest.substr(0, *length));
        at += *length;
      } else {
        break;
      }
    }
    slot.bytes.erase(0, at);
    if (!taken || slot.given == 0) slot.close_pipe();
  }

  bool take_answer(Slot& slot, std::string_view answer) {
    auto outcome = decode_outcome(answer);
    if (!outcome) slot.refused = outcome.error().message;
    // Whether it is the document's own or comes of those before it, only a child of its own can tell.
    const bool doubtful = !outcome || (slot.shared && !*outcome && outcome->error().reason.starts_with("reader_"));
    if (doubtful) return false;
    finish(slot, std::move(*outcome), std::string(answer));
    --slot.given;
    return true;
  }

  /// Reads one report; false when the host is gone.
  bool read_report() {
    HostReport report;
    ssize_t n = recv(socket, &report, sizeof report, 0);
    if (n < 0 && errno == EINTR) return true;
    if (n != static_cast<ssize_t>(sizeof report)) return false;
    auto at = slots.find(report.id);
    if (at != slots.end()) {
      at->second.ended = true;
      at->second.report = report;
    }
    return true;
  }

  /// Of a document that has no answer of its own.
  ReadOutcome outcome_of(const Slot& slot) const {
    if (slot.jobs.front().take && (slot.stopped || slot.report.end == ChildEnd::done)) return Reading{};
    if (!slot.refused.empty()) return read_failure("reader_answer", slot.refused);
    if (slot.report.end == ChildEnd::done && !slot.bytes.empty()) return read_failure("reader_answer", "a reader's answer is damaged: another length than it says");
    return read_failure(std::string(end_reason(slot.report.end)), end_detail(slot.report, {slot.seconds, limits.memory_bytes}));
  }

  /// Where a child has ended: the next one, or the end of the slot.
  Status settle() {
    for (auto at = slots.begin(); at != slots.end();) {
      Slot& slot = at->second;
      if (!slot.ended || slot.pipe >= 0) {
        ++at;
        continue;
      }
      const bool alone = slot.given > 0 && slot.shared;
      if (slot.given > 0 && !slot.shared) finish(slot, outcome_of(slot), {});
      JANGIN_TRY(start(at->first, slot, alone));
      at = slot.given > 0 ? std::next(at) : slots.erase(at);
    }
    return {};
  }
};

ReaderHost::ReaderHost(std::unique_ptr<State> state) : state_(std::move(state)) {}
ReaderHost::ReaderHost(ReaderHost&&) noexcept = default;
ReaderHost& ReaderHost::operator=(ReaderHost&&) noexcept = default;
ReaderHost::~ReaderHost() = default;

Result<ReaderHost> ReaderHost::start(const std::vector<Reader>& all, const SandboxLimits& limits) {
  auto state = std::make_unique<State>();
  state->all = &all;
  state->limits = limits;
  JANGIN_TRY(state->launch());
  return ReaderHost(std::move(state));
}

size_t ReaderHost::running() const { return state_->slots.size(); }

Status ReaderHost::begin(std::vector<ReadJob> jobs) {
  const uint64_t id = state_->next_slot++;
  Slot slot;
  slot.jobs.assign(std::move_iterator(jobs.begin()), std::move_iterator(jobs.end()));
  Status started = state_->start(id, slot, false);
  if (!started) slot.close_pipe();
  if (started && slot.given > 0) state_->slots.emplace(id, std::move(slot));
  return started;
}

Result<std::vector<FinishedJob>> ReaderHost::wait(double seconds) {
  auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  JANGIN_TRY(state_->settle());
  while (state_->finished.empty() && !state_->slots.empty()) {
    double left = std::chrono::duration<double>(until - std::chrono::steady_clock::now()).count();
    if (left <= 0) break;
    std::vector<pollfd> wait{{state_->socket, POLLIN, 0}};
    std::vector<Slot*> readable{nullptr};
    for (auto& [id, slot] : state_->slots) {
      if (slot.pipe < 0) continue;
      wait.push_back({slot.pipe, POLLIN, 0});
      readable.push_back(&slot);
    }
    int ready = poll(wait.data(), wait.size(), static_cast<int>(left * 1000) + 1);
    if (ready < 0 && errno != EINTR) return system_failure("waiting for the readers");
    if (ready < 0) break;  // a signal: let the caller look whether it should stop
    for (size_t i = 1; i < wait.size(); ++i) {
      if (wait[i].revents != 0) state_->read_pipe(*readable[i]);
    }
    if (wait[0].revents != 0 && !state_->read_report()) JANGIN_TRY(state_->restart());
    JANGIN_TRY(state_->settle());
  }
  return std::exchange(state_->finished, {});
}

}  // namespace jangin::collect
