// See confinement.h.
#include "collect/confinement.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <initializer_list>

namespace jangin::collect {
namespace {

/// Address space (field 0) or resident (field 1) of a process, in bytes; 0 when unknown.
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

}  // namespace

uint64_t address_space_of(pid_t pid) { return memory_of(pid, 0); }
uint64_t resident_bytes_of(pid_t pid) { return memory_of(pid, 1); }

void limit_resources(double seconds, uint64_t memory_bytes) {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CPU, static_cast<uint64_t>(seconds) + 1);
  if (!kSanitized) limit(RLIMIT_AS, address_space_of(getpid()) + memory_bytes);
}

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

bool filter_system_calls(bool may_open) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (!filter) return false;
  bool ok = true;
  auto rule = [&](uint32_t action, std::initializer_list<int> calls) {
    for (int call : calls) ok = ok && seccomp_rule_add(filter, action, call, 0) == 0;
  };
  rule(SCMP_ACT_ALLOW, {SCMP_SYS(read),        SCMP_SYS(write),          SCMP_SYS(writev),         SCMP_SYS(close),
                        SCMP_SYS(lseek),       SCMP_SYS(fstat),          SCMP_SYS(munmap),         SCMP_SYS(mremap),
                        SCMP_SYS(brk),         SCMP_SYS(madvise),        SCMP_SYS(futex),          SCMP_SYS(exit),
                        SCMP_SYS(exit_group),  SCMP_SYS(rt_sigreturn),   SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction),
                        SCMP_SYS(sigaltstack), SCMP_SYS(clock_gettime),  SCMP_SYS(gettimeofday),   SCMP_SYS(getrandom),
                        SCMP_SYS(getpid),      SCMP_SYS(gettid),         SCMP_SYS(sched_yield),    SCMP_SYS(sched_getaffinity),
                        SCMP_SYS(getrusage),   SCMP_SYS(restart_syscall)});
  // Memory may be mapped and protected, but never made executable.
  for (int call : {SCMP_SYS(mmap), SCMP_SYS(mprotect)}) {
    ok = ok && seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
  }
  // The C library's fstat().
  ok = ok &&
       (may_open || seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1, SCMP_A3(SCMP_CMP_EQ, AT_EMPTY_PATH, scmp_datum_t{0})) == 0);
  ok = ok &&
       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(getpid()), scmp_datum_t{0})) == 0;
  rule(SCMP_ACT_KILL_PROCESS, {SCMP_SYS(socket),
                               SCMP_SYS(socketpair),
                               SCMP_SYS(connect),
                               SCMP_SYS(bind),
                               SCMP_SYS(listen),
                               SCMP_SYS(accept),
                               SCMP_SYS(sendto),
                               SCMP_SYS(sendmsg),
                               SCMP_SYS(execve),
                               SCMP_SYS(execveat),
                               SCMP_SYS(fork),
                               SCMP_SYS(vfork),
                               SCMP_SYS(ptrace),
                               SCMP_SYS(process_vm_readv),
                               SCMP_SYS(process_vm_writev),
                               SCMP_SYS(unlink),
                               SCMP_SYS(unlinkat),
                               SCMP_SYS(rename),
                               SCMP_SYS(renameat),
                               SCMP_SYS(renameat2),
                               SCMP_SYS(mount),
                               SCMP_SYS(bpf),
                               SCMP_SYS(io_uring_setup)});
  if (may_open) {
    // Only to read; which file is Landlock's business.
    constexpr scmp_datum_t kWriting = O_ACCMODE | O_CREAT | O_TRUNC;
    ok = ok && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(open), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, kWriting, 0)) == 0;
    ok = ok && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, kWriting, 0)) == 0;
    rule(SCMP_ACT_ALLOW, {SCMP_SYS(pread64), SCMP_SYS(newfstatat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(access),
                          SCMP_SYS(readlink), SCMP_SYS(getcwd), SCMP_SYS(sysinfo), SCMP_SYS(fcntl), SCMP_SYS(prlimit64)});
    if (!kSanitized) rule(SCMP_ACT_KILL_PROCESS, {SCMP_SYS(openat2), SCMP_SYS(creat), SCMP_SYS(clone), SCMP_SYS(clone3)});
  } else if (!kSanitized) {
    rule(SCMP_ACT_KILL_PROCESS, {SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(openat2), SCMP_SYS(creat), SCMP_SYS(clone), SCMP_SYS(clone3)});
  }
  ok = ok && seccomp_load(filter) == 0;
  seccomp_release(filter);
  return ok;
}

}  // namespace jangin::collect
