// The host: forks a child for each request, watches time and memory, tells how each ended. It never looks at a document itself.
#include "collect/sandbox_host.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <map>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "collect/confinement.h"
#include "collect/opener.h"
#include "collect/sandbox_child.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace {

constexpr int kTickMs = 25;  // how often time and memory of the children are looked at

using Clock = std::chrono::steady_clock;

struct Child {
  uint64_t id = 0;
  Clock::time_point deadline;
  uint64_t memory_bytes = 0;
  ChildEnd killed = ChildEnd::done;
};

class Host {
 public:
  Host(int socket, const std::vector<Reader>& all) : socket_(socket), all_(all) {}

  int run() {
    // A child that ends wakes the host, which would otherwise see it a tick later: most documents take less than a tick.
    std::signal(SIGCHLD, [](int) {});
    sigset_t child_ends, none;
    sigemptyset(&none);
    sigemptyset(&child_ends);
    sigaddset(&child_ends, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child_ends, nullptr);
    for (;;) {
      pollfd wait{socket_, POLLIN, 0};
      const timespec tick{0, kTickMs * 1'000'000L};
      int ready = ppoll(&wait, 1, children_.empty() ? nullptr : &tick, &none);
      if (ready < 0 && errno != EINTR) break;
      if (ready > 0 && !receive()) break;
      watch();
      reap();
    }
    for (auto& [pid, child] : children_) kill(pid, SIGKILL);
    return 0;
  }

 private:
  bool receive() {
    HostRequest request;
    alignas(cmsghdr) char control[CMSG_SPACE((kMostInOneChild + 1) * sizeof(int))] = {};
    iovec parts[2] = {{&request, sizeof request}, {names_.data(), names_.size()}};
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    ssize_t n = recvmsg(socket_, &message, MSG_CMSG_CLOEXEC);
    if (n < 0) return errno == EINTR;
    if (n < static_cast<ssize_t>(sizeof request) || static_cast<size_t>(n) != sizeof request + request.name_bytes + request.option_bytes)
      return false;
    const cmsghdr* header = CMSG_FIRSTHDR(&message);
    const size_t count = request.documents + size_t{1};
    if (!header || request.documents == 0 || request.documents > kMostInOneChild || header->cmsg_len != CMSG_LEN(count * sizeof(int))) return false;
    std::vector<int> descriptors(count);
    std::memcpy(descriptors.data(), CMSG_DATA(header), count * sizeof(int));
    request.reader[sizeof request.reader - 1] = 0;
    start(request, documents_of(request, descriptors), descriptors.back());
    for (int descriptor : descriptors) close(descriptor);
    return true;
  }

  Documents documents_of(const HostRequest& request, const std::vector<int>& descriptors) const {
    Documents documents{{descriptors.begin(), descriptors.end() - 1}, {}, {names_.data() + request.name_bytes, request.option_bytes}};
    std::string_view names(names_.data(), request.name_bytes);
    for (uint32_t i = 0; i < request.documents; ++i) {
      documents.names.push_back(names.substr(0, names.find('\0')));
      names.remove_prefix(std::min(names.size(), documents.names.back().size() + 1));
    }
    return documents;
  }

  void start(const HostRequest& request, const Documents& documents, int answer) {
    Part part;
    for (const Reader& candidate : all_) {
      if (candidate.name == request.reader) part.reader = &candidate;
    }
    if (!part.reader) part.opener = find_opener(request.reader);
    pid_t pid = part.reader || part.opener ? fork() : -1;
    if (pid == 0) {
      close(socket_);
      run_reader_child(part, request, documents, answer);
    }
    if (pid < 0) {
      report({request.id, ChildEnd::crashed, 0, 0});
      return;
    }
    auto time = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(request.seconds));
    children_[pid] = {request.id, Clock::now() + time, request.memory_bytes, ChildEnd::done};
  }

  void watch() {
    for (auto& [pid, child] : children_) {
      if (child.killed != ChildEnd::done) continue;
      if (Clock::now() > child.deadline) child.killed = ChildEnd::timeout;
      if (resident_bytes_of(pid) > child.memory_bytes + host_bytes_) child.killed = ChildEnd::memory;
      if (child.killed != ChildEnd::done) kill(pid, SIGKILL);
    }
  }

  void reap() {
    int status = 0;
    rusage usage{};
    for (pid_t pid; (pid = wait4(-1, &status, WNOHANG, &usage)) > 0;) {
      auto at = children_.find(pid);
      if (at == children_.end()) continue;
      Child child = at->second;
      children_.erase(at);
      HostReport out{child.id, child.killed, 0, static_cast<uint64_t>(usage.ru_maxrss) * 1024};
      if (out.end == ChildEnd::done && WIFSIGNALED(status)) {
        out.signal = static_cast<uint32_t>(WTERMSIG(status));
        out.end = out.signal == SIGSYS ? ChildEnd::forbidden : out.signal == SIGXCPU ? ChildEnd::timeout : ChildEnd::crashed;
        // Libraries abort when memory is refused; near the limit that is what it was.
        if (out.end == ChildEnd::crashed && out.peak_bytes > child.memory_bytes / 10 * 6) out.end = ChildEnd::memory;
      } else if (out.end == ChildEnd::done && WEXITSTATUS(status) != 0) {
        out.end = WEXITSTATUS(status) == kExitMemory ? ChildEnd::memory : ChildEnd::crashed;
        out.signal = WEXITSTATUS(status) == kExitNoFilter ? SIGSYS : 0;
      }
      report(out);
    }
  }

  void report(const HostReport& report) {
    while (send(socket_, &report, sizeof report, MSG_NOSIGNAL) < 0 && errno == EINTR) {
    }
  }

  int socket_;
  const std::vector<Reader>& all_;
  std::map<pid_t, Child> children_;
  std::vector<char> names_ = std::vector<char>(kNamesBytes);
  uint64_t host_bytes_ = resident_bytes_of(getpid());
};

}  // namespace

int run_reader_host(int socket, const std::vector<Reader>& all) {
  // Ctrl-C goes to the whole group; the caller decides what stops.
  for (int number : {SIGINT, SIGTERM, SIGHUP}) std::signal(number, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGCHLD, SIG_DFL);
  int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (nothing >= 0) {
    dup2(nothing, 0);
    dup2(nothing, 1);
    if (!kSanitized) dup2(nothing, 2);
  }
  // Libraries that open files when they are first used (OpenSSL its configuration) do so here. Local time (PDFium asks for it) would
  // read the system's time zone; and the same document must read the same everywhere.
  setenv("TZ", "UTC0", 1);
  tzset();
  sha256_hex(text::nfc("\u1100\u1161") + text::nfkc("\ufb01") + text::casefold("A"));
  for (const Reader& reader : all) {
    if (reader.prepare) reader.prepare();
  }
  for (const Opener& opener : openers()) {
    if (opener.prepare) opener.prepare();
  }
  return Host(socket, all).run();
}

}  // namespace jangin::collect
