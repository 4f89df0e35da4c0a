// The jobs of one begin(), on the caller's side: what the child at work on them has, and what it has answered. Internal to collect/.
#pragma once

#include <chrono>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "collect/sandbox.h"
#include "collect/sandbox_host.h"

namespace jangin::collect {

/// Of one child at a time, and what it has not answered yet.
struct ReaderSlot {
  std::deque<ReadJob> jobs;  // unfinished ones; the child reads the first
  size_t given = 0;          // of these the child has, 0 when there is no child
  bool shared = false;       // the child was given several
  int pipe = -1;
  bool ended = false;
  bool stopped = false;        // an opener's taker wants no more
  double seconds = 0;          // that the child has
  std::string bytes, refused;  // of the pipe, not yet a whole answer; why an answer was not taken
  HostReport report;
  std::chrono::steady_clock::time_point since;

  void close_pipe();
  /// As before the first child: no answer, no end.
  void clear();
  /// The first job is done.
  void finish(ReadOutcome outcome, std::string answer, std::vector<FinishedJob>& finished);
  /// Takes what stands in the pipe. Closes it when there is nothing more to be had from this child: all is answered, or an answer is not taken.
  void read_pipe(std::vector<FinishedJob>& finished);
  /// Of the first job, when its child ended without an answer to it.
  ReadOutcome outcome_of_end(uint64_t memory_bytes) const;

 private:
  void take_answers(std::vector<FinishedJob>& finished);
  bool take_answer(std::string_view answer, std::vector<FinishedJob>& finished);
};

}  // namespace jangin::collect
