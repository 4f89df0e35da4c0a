// How much each key has used of its limits: requests and tokens a minute, requests at the same time.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "serve/api_error.h"
#include "serve/keys.h"

namespace jangin::serve {

/// Thread-safe. A minute's allowance flows back evenly: one who used none may use a whole minute's at once.
class KeyLimiter : public std::enable_shared_from_this<KeyLimiter> {
 public:
  using Now = std::function<std::chrono::steady_clock::time_point()>;
  static std::shared_ptr<KeyLimiter> create(Now now = &std::chrono::steady_clock::now);

  /// What one request holds of its key: ends with its last owner.
  class Lease {
   public:
    Lease(std::shared_ptr<KeyLimiter> limiter, std::string key) : limiter_(std::move(limiter)), key_(std::move(key)) {}
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    void used(uint64_t tokens);

   private:
    std::shared_ptr<KeyLimiter> limiter_;
    std::string key_;
  };
  /// Counts one request. Errors: 429 with the seconds after which it is worth asking again.
  ApiResult<std::shared_ptr<Lease>> admit(const Key& key);

 private:
  struct Use {
    double requests = 0, tokens = 0;  // used and not yet flowed back
    int64_t running = 0;
    std::chrono::steady_clock::time_point seen;
    KeyLimits limits;
  };
  explicit KeyLimiter(Now now) : now_(std::move(now)) {}
  void flow_back(Use& use);

  Now now_;
  std::mutex mutex_;
  std::map<std::string, Use> uses_;
};

}  // namespace jangin::serve
