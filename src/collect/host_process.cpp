// See host_process.h.
#include "collect/host_process.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "collect/sandbox.h"

namespace jangin::collect {
namespace {

constexpr std::string_view kHiddenArgument = "--reader-child";
constexpr int kHostSocket = 3;
bool may_start_again = false;  // set once, before any thread

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

}  // namespace

std::unexpected<Error> system_failure(std::string what) {
  return fail(ErrorCode::io_error, what + ": " + std::strerror(errno), "", "check the limits on processes and open files (ulimit)");
}

std::optional<int> maybe_run_reader_child(int argc, char** argv, const std::vector<Reader>& all) {
  may_start_again = true;
  if (argc != 2 || argv[1] != kHiddenArgument) return std::nullopt;
  return run_reader_host(kHostSocket, all);
}

Status HostProcess::launch() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return system_failure("no socket for the readers");
  pid_ = ::fork();
  if (pid_ == 0) become_host(ends[1], all_);
  const int number = errno;
  ::close(ends[1]);
  if (pid_ < 0) {
    ::close(ends[0]);
    errno = number;
    return system_failure("no process for the readers");
  }
  socket_ = ends[0];
  return {};
}

void HostProcess::stop() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);  // its children have asked to die with it
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  pid_ = -1;
}

bool HostProcess::send(HostRequest& request, std::string_view names, std::string_view options, const std::vector<int>& descriptors) const {
  request.name_bytes = static_cast<uint32_t>(names.size());
  request.option_bytes = static_cast<uint32_t>(options.size());
  const size_t descriptor_bytes = descriptors.size() * sizeof(int);
  std::vector<char> control(CMSG_SPACE(descriptor_bytes));
  iovec parts[3] = {{&request, sizeof request}, {const_cast<char*>(names.data()), names.size()}, {const_cast<char*>(options.data()), options.size()}};
  msghdr message{};
  message.msg_iov = parts;
  message.msg_iovlen = 3;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(descriptor_bytes);
  std::memcpy(CMSG_DATA(header), descriptors.data(), descriptor_bytes);
  ssize_t sent = -1;
  while ((sent = ::sendmsg(socket_, &message, MSG_NOSIGNAL)) < 0 && errno == EINTR) {
  }
  return sent >= 0;
}

HostProcess::Received HostProcess::receive(HostReport& report) const {
  const ssize_t n = ::recv(socket_, &report, sizeof report, 0);
  if (n < 0 && errno == EINTR) return Received::nothing;
  return n == static_cast<ssize_t>(sizeof report) ? Received::report : Received::gone;
}

}  // namespace jangin::collect
