// The caller's side of the sandbox: starts the host, hands it descriptors, gathers answers from pipes.
#include "collect/sandbox.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <map>

#include <fmt/format.h>

#include "base/progress.h"
#include "collect/sandbox_host.h"
#include "collect/wire.h"

namespace jangin::collect {
namespace {

constexpr std::string_view kHiddenArgument = "--reader-child";
constexpr int kHostSocket = 3;
constexpr int kPiecesInTurn = 64;  // of one opener's answer, before the others are looked at
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

struct ReaderHost::State {
  struct Running {
    int pipe = -1;
    std::string answer;
    bool pipe_closed = false, ended = false, too_long = false;
    HostReport report;
    uint64_t max_answer = 0;
    std::function<bool(std::string_view)> take;  // of an opener: gets the answer piece by piece
    bool refused = false;
    double seconds = 0;
    std::chrono::steady_clock::time_point started;
  };

  pid_t pid = -1;
  int socket = -1;
  const std::vector<Reader>* all = nullptr;
  SandboxLimits limits;
  std::map<uint64_t, Running> running;
  std::vector<FinishedJob> finished;

  ~State() { stop(); }

  void stop() {
    if (socket >= 0) close(socket);
    socket = -1;
    for (auto& [id, job] : running) {
      if (job.pipe >= 0) close(job.pipe);
    }
    running.clear();
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

  void read_pipe(Running& job) {
    char buffer[65536];
    for (int pieces = 0; !job.take || pieces < kPiecesInTurn; ++pieces) {
      ssize_t n = read(job.pipe, buffer, sizeof buffer);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0 && errno == EAGAIN) return;
      if (n <= 0) return close_pipe(job);
      if (job.take) {
        job.refused = !job.take({buffer, static_cast<size_t>(n)});
        if (job.refused) return close_pipe(job);  // the child cannot write any more, and ends
        continue;
      }
      if (job.answer.size() + static_cast<size_t>(n) > job.max_answer) {
        job.too_long = true;
        return close_pipe(job);
      }
      job.answer.append(buffer, static_cast<size_t>(n));
    }
  }

  static void close_pipe(Running& job) {
    close(job.pipe);
    job.pipe = -1;
    job.pipe_closed = true;
  }

  /// Reads one report; false when the host is gone.
  bool read_report() {
    HostReport report;
    ssize_t n = recv(socket, &report, sizeof report, 0);
    if (n < 0 && errno == EINTR) return true;
    if (n != static_cast<ssize_t>(sizeof report)) return false;
    auto at = running.find(report.id);
    if (at != running.end()) {
      at->second.ended = true;
      at->second.report = report;
    }
    return true;
  }

  void settle() {
    for (auto at = running.begin(); at != running.end();) {
      Running& job = at->second;
      if (!job.ended || !job.pipe_closed) {
        ++at;
        continue;
      }
      ReadOutcome outcome = read_failure(std::string(end_reason(job.report.end)), end_detail(job.report, {job.seconds, limits.memory_bytes}));
      if (job.take && (job.refused || job.report.end == ChildEnd::done)) outcome = Reading{};
      if (job.too_long) outcome = read_failure("reader_answer", "the reader answered with more than the text it may give");
      if (!job.take && !job.too_long && job.report.end == ChildEnd::done && !job.answer.empty()) {
        auto decoded = decode_outcome(job.answer);
        outcome = decoded ? std::move(*decoded) : ReadOutcome(read_failure("reader_answer", decoded.error().message));
      }
      double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - job.started).count();
      finished.push_back({at->first, std::move(outcome), seconds});
      at = running.erase(at);
    }
  }

  /// The host itself died: its jobs fail and a new one is started.
  Status restart() {
    for (auto& [id, job] : running) finished.push_back({id, read_failure("reader_crashed", "the reader's host ended"), 0});
    stop();
    return launch();
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

size_t ReaderHost::running() const { return state_->running.size(); }

Status ReaderHost::begin(const ReadJob& job) {
  int document = open(job.file.c_str(), O_RDONLY | O_CLOEXEC);
  if (document < 0) {
    state_->finished.push_back({job.id, read_failure("unreadable", std::strerror(errno)), 0});
    return {};
  }
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    close(document);
    return system_failure("no pipe for a reader");
  }
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  HostRequest request;
  request.id = job.id;
  request.seconds = job.seconds > 0 ? job.seconds : state_->limits.seconds;
  request.memory_bytes = state_->limits.memory_bytes;
  request.limits = job.limits;
  job.reader.copy(request.reader, sizeof request.reader - 1);
  request.max_member_bytes = job.max_member_bytes;
  job.options.copy(request.options, sizeof request.options - 1);
  end_of_name(job.name, sizeof request.name - 1).copy(request.name, sizeof request.name - 1);
  int descriptors[2] = {document, ends[1]};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof descriptors)] = {};
  iovec part{&request, sizeof request};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof descriptors);
  std::memcpy(CMSG_DATA(header), descriptors, sizeof descriptors);
  Status sent;
  for (int restarts = 0; sendmsg(state_->socket, &message, MSG_NOSIGNAL) < 0;) {
    if (errno == EINTR) continue;
    sent = ++restarts > 3 ? Status(system_failure("the readers' host does not stay up")) : state_->restart();
    if (!sent) break;
  }
  close(document);
  close(ends[1]);
  if (!sent) {
    close(ends[0]);
    return sent;
  }
  State::Running& running = state_->running[job.id];
  running.pipe = ends[0];
  running.take = job.take;
  running.seconds = request.seconds;
  running.max_answer = job.limits.max_text_bytes * 4 + 64'000'000;
  running.started = std::chrono::steady_clock::now();
  return {};
}

Result<std::vector<FinishedJob>> ReaderHost::wait(double seconds) {
  auto until = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (state_->finished.empty() && !state_->running.empty()) {
    double left = std::chrono::duration<double>(until - std::chrono::steady_clock::now()).count();
    if (left <= 0) break;
    std::vector<pollfd> wait{{state_->socket, POLLIN, 0}};
    std::vector<uint64_t> ids{0};
    for (auto& [id, job] : state_->running) {
      if (job.pipe < 0) continue;
      wait.push_back({job.pipe, POLLIN, 0});
      ids.push_back(id);
    }
    int ready = poll(wait.data(), wait.size(), static_cast<int>(left * 1000) + 1);
    if (ready < 0 && errno != EINTR) return system_failure("waiting for the readers");
    if (ready < 0) break;  // a signal: let the caller look whether it should stop
    for (size_t i = 1; i < wait.size(); ++i) {
      if (wait[i].revents != 0) state_->read_pipe(state_->running[ids[i]]);
    }
    if (wait[0].revents != 0 && !state_->read_report()) JANGIN_TRY(state_->restart());
    state_->settle();
  }
  return std::exchange(state_->finished, {});
}

}  // namespace jangin::collect
