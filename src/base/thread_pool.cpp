// A generation counter wakes the workers; an atomic index hands out ranges.
#include "base/thread_pool.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "base/log.h"

namespace jangin {
namespace {

constexpr int kSpins = 4000;  // some 20–100 microseconds before a waiting thread sleeps
thread_local bool inside_parallel_for = false;

int available_processors() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1U, std::thread::hardware_concurrency());
}

void spin_pause() { __builtin_ia32_pause(); }

}  // namespace

struct ThreadPool::State {
  using Body = std::function<void(size_t, size_t, int)>;
  std::vector<std::thread> workers;
  std::mutex mutex;
  std::condition_variable wake;
  std::atomic<uint64_t> generation{0};
  std::atomic<size_t> next{0};
  std::atomic<int> running{0};
  std::atomic<bool> stop{false};
  size_t count = 0;
  size_t grain = 1;
  const Body* body = nullptr;

  void drain(int thread) {
    inside_parallel_for = true;
    while (true) {
      size_t begin = next.fetch_add(grain, std::memory_order_relaxed);
      if (begin >= count) break;
      (*body)(begin, std::min(begin + grain, count), thread);
    }
    inside_parallel_for = false;
  }

  void work(int thread) {
    uint64_t seen = 0;
    while (true) {
      for (int i = 0; i < kSpins && generation.load(std::memory_order_acquire) == seen; ++i) spin_pause();
      if (generation.load(std::memory_order_acquire) == seen) {
        std::unique_lock lock(mutex);
        wake.wait(lock, [&] { return generation.load(std::memory_order_acquire) != seen; });
      }
      seen = generation.load(std::memory_order_acquire);
      if (stop) return;
      drain(thread);
      running.fetch_sub(1, std::memory_order_release);
    }
  }

  void advance() {
    {
      std::lock_guard lock(mutex);
      generation.fetch_add(1, std::memory_order_release);
    }
    wake.notify_all();
  }
};

ThreadPool::ThreadPool(int threads) : state_(std::make_unique<State>()) {
  try {
    for (int i = 1; i < threads; ++i) state_->workers.emplace_back([state = state_.get(), i] { state->work(i); });
  } catch (const std::system_error& error) {  // a limit on processes or memory: results do not depend on how many work
    log_warning("{} of {} threads could be started: {}", size(), threads, error.what());
  }
}

ThreadPool::~ThreadPool() {
  state_->stop = true;
  state_->advance();
  for (std::thread& worker : state_->workers) worker.join();
}

int ThreadPool::size() const { return static_cast<int>(state_->workers.size()) + 1; }

void ThreadPool::parallel_for(size_t count, size_t grain, const std::function<void(size_t, size_t, int)>& body) {
  if (count == 0) return;
  grain = std::max<size_t>(1, grain);
  if (inside_parallel_for || state_->workers.empty() || count <= grain) {
    for (size_t begin = 0; begin < count; begin += grain) body(begin, std::min(begin + grain, count), 0);
    return;
  }
  state_->count = count;
  state_->grain = grain;
  state_->body = &body;
  state_->next.store(0, std::memory_order_relaxed);
  state_->running.store(static_cast<int>(state_->workers.size()), std::memory_order_relaxed);
  state_->advance();
  state_->drain(0);
  for (int i = 0; state_->running.load(std::memory_order_acquire) != 0; ++i) {
    if (i < kSpins) {
      spin_pause();
    } else {
      std::this_thread::yield();
    }
  }
}

namespace {

std::mutex shared_mutex;
std::unique_ptr<ThreadPool> shared_pool;

}  // namespace

ThreadPool& ThreadPool::shared() {
  std::lock_guard lock(shared_mutex);
  if (!shared_pool) {
    const char* wanted = std::getenv("JANGIN_THREADS");
    int threads = wanted ? std::atoi(wanted) : 0;
    shared_pool = std::make_unique<ThreadPool>(threads > 0 ? threads : available_processors());
  }
  return *shared_pool;
}

void ThreadPool::set_threads(int threads) {
  std::lock_guard lock(shared_mutex);
  shared_pool = std::make_unique<ThreadPool>(std::max(1, threads));
}

}  // namespace jangin
