// See reader_slot.h.
#include "collect/reader_slot.h"

#include <unistd.h>

#include <cerrno>
#include <csignal>

#include <fmt/format.h>

#include "base/progress.h"
#include "collect/wire.h"

namespace jangin::collect {
namespace {

constexpr int kPiecesInTurn = 64;  // of what an opener writes, before the others are looked at

std::string end_detail(const HostReport& report, double seconds, uint64_t memory_bytes) {
  switch (report.end) {
    case ChildEnd::timeout: return fmt::format("not done after {}", format_duration(seconds));
    case ChildEnd::memory: return fmt::format("needs more memory than the {} that a reader may use", format_bytes(memory_bytes));
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

}  // namespace

void ReaderSlot::close_pipe() {
  if (pipe >= 0) ::close(pipe);
  pipe = -1;
}

void ReaderSlot::clear() {
  bytes.clear();
  refused.clear();
  ended = stopped = false;
  given = 0;
  since = std::chrono::steady_clock::now();
}

void ReaderSlot::finish(ReadOutcome outcome, std::string answer, std::vector<FinishedJob>& finished) {
  const auto now = std::chrono::steady_clock::now();
  finished.push_back({jobs.front().id, std::move(outcome), std::chrono::duration<double>(now - since).count(), std::move(answer)});
  since = now;
  jobs.pop_front();
}

void ReaderSlot::read_pipe(std::vector<FinishedJob>& finished) {
  char buffer[65536];
  const bool opens = given > 0 && jobs.front().take;
  for (int pieces = 0; pipe >= 0 && (!opens || pieces < kPiecesInTurn); ++pieces) {
    ssize_t n = ::read(pipe, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) return close_pipe();
    const std::string_view piece(buffer, static_cast<size_t>(n));
    if (opens) {
      stopped = !jobs.front().take(piece);
      if (stopped) return close_pipe();  // the child cannot write any more, and ends
      continue;
    }
    bytes += piece;
    take_answers(finished);
  }
}

void ReaderSlot::take_answers(std::vector<FinishedJob>& finished) {
  size_t at = 0;
  bool taken = true;
  while (taken && given > 0) {
    std::string_view rest = std::string_view(bytes).substr(at);
    auto length = answer_bytes(rest);
    if (!length) break;
    if (*length > jobs.front().limits.max_text_bytes * 4 + 64'000'000) {
      refused = "the reader answered with more than the text it may give";
      taken = false;
    } else if (*length <= rest.size()) {
      taken = take_answer(rest.substr(0, *length), finished);
      at += *length;
    } else {
      break;
    }
  }
  bytes.erase(0, at);
  if (!taken || given == 0) close_pipe();
}

bool ReaderSlot::take_answer(std::string_view answer, std::vector<FinishedJob>& finished) {
  auto outcome = decode_outcome(answer);
  if (!outcome) refused = outcome.error().message;
  // Whether it is the document's own or comes of those before it, only a child of its own can tell.
  const bool doubtful = !outcome || (shared && !*outcome && outcome->error().reason.starts_with("reader_"));
  if (doubtful) return false;
  finish(std::move(*outcome), std::string(answer), finished);
  --given;
  return true;
}

ReadOutcome ReaderSlot::outcome_of_end(uint64_t memory_bytes) const {
  if (jobs.front().take && (stopped || report.end == ChildEnd::done)) return Reading{};
  if (!refused.empty()) return read_failure("reader_answer", refused);
  if (report.end == ChildEnd::done && !bytes.empty()) {
    return read_failure("reader_answer", "a reader's answer is damaged: another length than it says");
  }
  return read_failure(std::string(end_reason(report.end)), end_detail(report, seconds, memory_bytes));
}

}  // namespace jangin::collect
