// One pool of threads for the whole process: parallel loops over tile indices. What a tile computes never depends on how many threads there are.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace jangin {

/// Threads that wait by spinning briefly, then sleeping: a loop of a few microseconds costs little to start.
/// parallel_for may be called from one thread at a time; nested calls run in the calling thread.
class ThreadPool {
 public:
  /// `threads` ≥ 1, the caller's own included.
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int size() const;
  /// Calls body(begin, end, thread) over disjoint ranges that cover [0, count); ranges hold at most `grain` indices and are handed
  /// out dynamically. `thread` is in [0, size()), for scratch memory only. Returns when all are done. body must not throw.
  void parallel_for(size_t count, size_t grain, const std::function<void(size_t begin, size_t end, int thread)>& body);

  /// The process's pool. Size: set_threads(), else JANGIN_THREADS, else the processors this process may use.
  static ThreadPool& shared();
  /// Sets the size of the shared pool; call before work starts (it replaces the pool).
  static void set_threads(int threads);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace jangin
