// The host and its children. A child is confined first (descriptors, limits, system calls) and only then looks at the document.
#include "collect/sandbox_host.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <poll.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
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
#include <new>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "collect/member_wire.h"
#include "collect/opener.h"
#include "collect/wire.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kSanitized = true;  // its shadow memory is terabytes of address space, and its reports open files
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif
#else
constexpr bool kSanitized = false;
#endif

constexpr int kTickMs = 25;          // how often time and memory of the children are looked at
constexpr int kExitMemory = 77;     // the child ran out of memory and could say so
constexpr int kExitNoFilter = 78;   // the system gives no filter of system calls

/// Pages of address space (field 0) or resident (field 1) of a process, in bytes; 0 when unknown.
uint64_t memory_of(pid_t pid, int field) {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/%d/statm", static_cast<int>(pid));
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  char text[128] = {};
  ssize_t n = read(file, text, sizeof text - 1);
  close(file);
  if (n <= 0) return 0;
  unsigned long values[2] = {0, 0};
  if (std::sscanf(text, "%lu %lu", &values[0], &values[1]) != 2) return 0;
  return values[field] * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

void limit(int resource, uint64_t value) {
  rlimit bound{value, value};
  setrlimit(resource, &bound);
}

/// From here on the process can open this file and no other (Landlock, Linux 5.13). Where the kernel has none, other files can be read, but
/// nothing be written and no socket opened.
void confine_to_file(int document) {
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  landlock_ruleset_attr rules{};
  rules.handled_access_fs = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
  const auto set = static_cast<int>(syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0));
  if (set < 0) return;
  landlock_path_beneath_attr file{};
  file.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE;
  file.parent_fd = document;
  if (syscall(SYS_landlock_add_rule, set, LANDLOCK_RULE_PATH_BENEATH, &file, 0) == 0) syscall(SYS_landlock_restrict_self, set, 0);
  close(set);
}

/// Allowed: memory, the two descriptors, time, exit. Ends the process: files, sockets, programs, processes. Everything else fails
/// with EPERM, so that a new C library's harmless probe does no harm.
bool filter_system_calls(bool may_open) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (!filter) return false;
  bool ok = true;
  auto rule = [&](uint32_t action, std::initializer_list<int> calls) {
    for (int call : calls) ok = ok && seccomp_rule_add(filter, action, call, 0) == 0;
  };
  rule(SCMP_ACT_ALLOW, {SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(close), SCMP_SYS(lseek), SCMP_SYS(fstat), SCMP_SYS(munmap),
                        SCMP_SYS(mremap), SCMP_SYS(brk), SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(exit), SCMP_SYS(exit_group),
                        SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction), SCMP_SYS(sigaltstack), SCMP_SYS(clock_gettime),
                        SCMP_SYS(gettimeofday), SCMP_SYS(getrandom), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(sched_yield),
                        SCMP_SYS(sched_getaffinity), SCMP_SYS(getrusage), SCMP_SYS(restart_syscall)});
  // Memory may be mapped and protected, but never made executable.
  for (int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)}) {
    ok = ok && seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
  }
  // The C library's fstat().
  ok = ok && (may_open || seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1, SCMP_A3(SCMP_CMP_EQ, AT_EMPTY_PATH, 0)) == 0);
  ok = ok && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(getpid()), scmp_datum_t{0})) == 0;
  rule(SCMP_ACT_KILL_PROCESS, {SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen), SCMP_SYS(accept),
                               SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork), SCMP_SYS(vfork),
                               SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(unlink), SCMP_SYS(unlinkat),
                               SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(mount), SCMP_SYS(bpf), SCMP_SYS(io_uring_setup)});
  if (may_open) {
    // Only to read; which file is Landlock's business.
    constexpr scmp_datum_t kWriting = O_ACCMODE | O_CREAT | O_TRUNC;
    ok = ok && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(open), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, kWriting, 0)) == 0;
    ok = ok && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, kWriting, 0)) == 0;
    rule(SCMP_ACT_ALLOW, {SCMP_SYS(pread64), SCMP_SYS(newfstatat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(access), SCMP_SYS(readlink),
                          SCMP_SYS(getcwd), SCMP_SYS(sysinfo), SCMP_SYS(fcntl), SCMP_SYS(prlimit64)});
    if (!kSanitized) rule(SCMP_ACT_KILL_PROCESS, {SCMP_SYS(openat2), SCMP_SYS(creat), SCMP_SYS(clone), SCMP_SYS(clone3)});
  } else if (!kSanitized) {
    rule(SCMP_ACT_KILL_PROCESS, {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(openat2), SCMP_SYS(creat), SCMP_SYS(clone), SCMP_SYS(clone3)});
  }
  ok = ok && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return ok;
}

/// False when the caller no longer listens.
bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t n = write(descriptor, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return true;
}

constexpr size_t kUnknownSize = SIZE_MAX;

/// Bytes of a file. Not to be had any more once the filter is on.
size_t size_of(int document) {
  struct stat info {};
  return fstat(document, &info) == 0 ? static_cast<size_t>(info.st_size) : kUnknownSize;
}

/// A document in memory, from construction to destruction; its descriptor is closed.
class MappedDocument {
 public:
  MappedDocument(int document, size_t size) : size_(size) {
    void* data = size_ > 0 && size_ != kUnknownSize ? mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, document, 0) : MAP_FAILED;
    if (data != MAP_FAILED) data_ = static_cast<std::byte*>(data);
    close(document);
  }
  ~MappedDocument() {
    if (data_) munmap(data_, size_);
  }
  MappedDocument(const MappedDocument&) = delete;
  MappedDocument& operator=(const MappedDocument&) = delete;

  ReadOutcome read(const Reader& reader, std::string_view name, const ReadLimits& limits) const {
    if (size_ == kUnknownSize) return read_failure("unreadable", "the file's size cannot be had");
    if (size_ == 0) return read_failure("zero_bytes", "the file is empty");
    if (!data_) return read_failure("reader_memory", "the file does not fit into the memory that a reader may use");
    try {
      return reader.read({{data_, size_}, std::string(name), limits});
    } catch (const std::bad_alloc&) {
      _exit(kExitMemory);
    } catch (const std::exception& error) {
      return read_failure("reader_crashed", error.what());
    }
  }

 private:
  std::byte* data_ = nullptr;
  size_t size_ = 0;
};

/// What came with a request.
struct Documents {
  std::vector<int> descriptors;
  std::vector<std::string_view> names;  // as many
  std::string_view options;             // of an opener
};

/// Who looks at documents: one of the two.
struct Part {
  const Reader* reader = nullptr;
  const Opener* opener = nullptr;
};

void read_documents(const Reader& reader, const HostRequest& request, const Documents& documents, const std::vector<size_t>& sizes, int answer) {
  for (size_t i = 0; i < documents.descriptors.size(); ++i) {
    MappedDocument document(documents.descriptors[i], sizes[i]);
    if (!write_all(answer, encode_outcome(document.read(reader, documents.names[i], request.limits)))) break;
  }
}

/// Members go to the pipe as they come; when nobody listens any more, the child ends.
void open_document(const Opener& opener, const HostRequest& request, const Documents& documents, uint64_t size, int answer) {
  FrameSink sink([answer](std::string_view bytes) {
    if (!write_all(answer, bytes)) _exit(0);
  });
  if (size == kUnknownSize) return sink.done(read_failure("unreadable", "the file's size cannot be had"));
  sink.done(opener.open({documents.descriptors[0], size, std::string(documents.names[0]), std::string(documents.options), request.max_member_bytes, request.limits}, sink));
}

[[noreturn]] void run_child(const Part& part, const HostRequest& request, const Documents& documents, int answer) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_DUMPABLE, 0);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CPU, static_cast<uint64_t>(request.seconds) + 1);
  if (!kSanitized) limit(RLIMIT_AS, memory_of(getpid(), 0) + request.memory_bytes);
  std::vector<size_t> sizes(documents.descriptors.size());
  std::transform(documents.descriptors.begin(), documents.descriptors.end(), sizes.begin(), size_of);
  const bool may_open = part.opener && part.opener->opens_its_file;
  if (may_open) confine_to_file(documents.descriptors[0]);
  if (!filter_system_calls(may_open)) _exit(kExitNoFilter);
  try {
    if (part.reader) read_documents(*part.reader, request, documents, sizes, answer);
    if (part.opener) open_document(*part.opener, request, documents, sizes[0], answer);
  } catch (const std::bad_alloc&) {
    _exit(kExitMemory);
  } catch (const std::exception&) {
    _exit(1);
  }
  _exit(0);
}

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
    if (n < static_cast<ssize_t>(sizeof request) || static_cast<size_t>(n) != sizeof request + request.name_bytes + request.option_bytes) return false;
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
      run_child(part, request, documents, answer);
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
      if (memory_of(pid, 1) > child.memory_bytes + host_bytes_) child.killed = ChildEnd::memory;
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
  uint64_t host_bytes_ = memory_of(getpid(), 1);
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
