// Leaky buckets by key name.
#include "serve/key_limiter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace jangin::serve {
namespace {

ApiError over(std::string what, double seconds) {
  const auto wait = static_cast<unsigned>(std::clamp(std::ceil(seconds), 1.0, 3600.0));
  return {.status = 429,
          .message = fmt::format("This key's limit of {} is reached; try again in {} s", what, wait),
          .type = "rate_limit_error",
          .code = "rate_limit_exceeded",
          .retry_after_seconds = wait};
}

}  // namespace

std::shared_ptr<KeyLimiter> KeyLimiter::create(Now now) { return std::shared_ptr<KeyLimiter>(new KeyLimiter(std::move(now))); }

void KeyLimiter::flow_back(Use& use) {
  const auto now = now_();
  const double minutes = std::chrono::duration<double>(now - use.seen).count() / 60;
  use.seen = now;
  use.requests = std::max(0.0, use.requests - minutes * static_cast<double>(use.limits.requests_per_minute));
  use.tokens = std::max(0.0, use.tokens - minutes * static_cast<double>(use.limits.tokens_per_minute));
}

ApiResult<std::shared_ptr<KeyLimiter::Lease>> KeyLimiter::admit(const Key& key) {
  std::lock_guard lock(mutex_);
  auto [entry, fresh] = uses_.try_emplace(key.name);
  Use& use = entry->second;
  if (fresh) use.seen = now_();
  use.limits = key.limits;
  flow_back(use);
  const KeyLimits& limits = key.limits;
  if (limits.concurrent > 0 && use.running >= limits.concurrent)
    return std::unexpected(over(fmt::format("{} requests at the same time", limits.concurrent), 1));
  if (limits.requests_per_minute > 0) {
    const auto most = static_cast<double>(limits.requests_per_minute);
    if (use.requests + 1 > most)
      return std::unexpected(over(fmt::format("{} requests a minute", limits.requests_per_minute), (use.requests + 1 - most) * 60 / most));
  }
  if (limits.tokens_per_minute > 0) {
    const auto most = static_cast<double>(limits.tokens_per_minute);
    if (use.tokens >= most)
      return std::unexpected(over(fmt::format("{} tokens a minute", limits.tokens_per_minute), (use.tokens + 1 - most) * 60 / most));
  }
  if (limits.requests_per_minute > 0) use.requests += 1;
  ++use.running;
  return std::make_shared<Lease>(shared_from_this(), key.name);
}

void KeyLimiter::Lease::used(uint64_t tokens) {
  std::lock_guard lock(limiter_->mutex_);
  Use& use = limiter_->uses_[key_];
  if (use.limits.tokens_per_minute > 0) use.tokens += static_cast<double>(tokens);
}

KeyLimiter::Lease::~Lease() {
  std::lock_guard lock(limiter_->mutex_);
  --limiter_->uses_[key_].running;
}

}  // namespace jangin::serve
