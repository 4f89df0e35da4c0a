// Sampling over the candidates that truncation leaves, in double, sorted by (logit, id) so that no order of evaluation matters.
#include "engine/sampler.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/random.h"

namespace jangin::engine {
namespace {

constexpr double kFirstReach = 4;  // nats below the likeliest token within which candidates are sorted first

/// Candidates by falling logit: the best `top_k` of those from `lowest` on, or all of these.
void sort_candidates(std::span<const float> logits, float lowest, int top_k, std::vector<int32_t>& order) {
  order.clear();
  for (size_t i = 0; i < logits.size(); ++i) {
    if (logits[i] >= lowest) order.push_back(static_cast<int32_t>(i));
  }
  auto before = [&](int32_t a, int32_t b) {
    float x = logits[static_cast<size_t>(a)], y = logits[static_cast<size_t>(b)];
    return x != y ? x > y : a < b;
  };
  size_t keep = top_k > 0 ? std::min(order.size(), static_cast<size_t>(top_k)) : order.size();
  if (keep < order.size()) {
    std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(keep), order.end(), before);
    order.resize(keep);
  }
  std::sort(order.begin(), order.end(), before);
}

/// log softmax of logits, the sum computed once.
class LogSoftmax {
 public:
  explicit LogSoftmax(std::span<const float> logits) : logits_(logits), highest_(logits[static_cast<size_t>(likeliest_token(logits))]) {
    double sum = 0;
    for (float logit : logits) sum += std::exp(static_cast<double>(logit) - highest_);
    log_sum_ = std::log(sum);
  }
  double operator()(int32_t token) const { return static_cast<double>(logits_[static_cast<size_t>(token)]) - highest_ - log_sum_; }

 private:
  std::span<const float> logits_;
  double highest_;
  double log_sum_;
};

/// How many of the candidates, the likeliest first, top_p and min_p leave; `whole`: the weight of all that top_p looks at.
size_t count_kept(const std::vector<double>& weights, double whole, const Sampling& sampling) {
  size_t keep = weights.size();
  if (sampling.top_p < 1) {
    double sum = 0;
    for (keep = 0; keep < weights.size() && sum < sampling.top_p * whole; ++keep) sum += weights[keep];
  }
  while (sampling.min_p > 0 && keep > 1 && weights[keep - 1] < sampling.min_p * weights[0]) --keep;
  return std::max<size_t>(keep, 1);
}

/// Weights of tokens beside the likeliest one's, at a temperature above 0.
class Weights {
 public:
  Weights(std::span<const float> logits, double temperature)
      : logits_(logits), highest_(logits[static_cast<size_t>(likeliest_token(logits))]), temperature_(temperature) {}
  double operator()(float logit) const { return std::exp((static_cast<double>(logit) - highest_) / temperature_); }
  /// Below this logit, all tokens together weigh less than 2^-53 of the likeliest one: no draw in double can reach them.
  float lowest() const { return below(53 * 0.6931471805599453 + std::log(static_cast<double>(logits_.size()))); }
  /// The logit of a weight of e^-nats.
  float below(double nats) const { return static_cast<float>(highest_ - temperature_ * nats); }
  double sum_from(float lowest) const {
    double sum = 0;
    for (float logit : logits_) {
      if (logit >= lowest) sum += (*this)(logit);
    }
    return sum;
  }

 private:
  std::span<const float> logits_;
  double highest_;
  double temperature_;
};

}  // namespace

Status check_sampling(const Sampling& sampling) {
  if (!(sampling.temperature >= 0) || std::isinf(sampling.temperature)) return fail(ErrorCode::invalid_argument, "temperature must be 0 or more");
  if (sampling.top_k < 0) return fail(ErrorCode::invalid_argument, "top_k must be 0 (off) or more");
  if (!(sampling.top_p > 0 && sampling.top_p <= 1)) return fail(ErrorCode::invalid_argument, "top_p must be above 0 and at most 1 (off)");
  if (!(sampling.repetition_penalty > 0) || std::isinf(sampling.repetition_penalty))
    return fail(ErrorCode::invalid_argument, "repetition_penalty must be above 0 (1: off)");
  for (double penalty : {sampling.presence_penalty, sampling.frequency_penalty}) {
    if (!std::isfinite(penalty)) return fail(ErrorCode::invalid_argument, "presence_penalty and frequency_penalty must be finite (0: off)");
  }
  for (const auto& [token, bias] : sampling.logit_bias) {
    if (token < 0 || !std::isfinite(bias))
      return fail(ErrorCode::invalid_argument, "logit_bias holds a token id below 0 or a bias that is not finite");
  }
  if (!(sampling.min_p >= 0 && sampling.min_p <= 1)) return fail(ErrorCode::invalid_argument, "min_p must be from 0 (off) to 1");
  return {};
}

/// The greatest in lanes that do not wait for one another, then where it is first: a vocabulary is long, and its logits come with every token.
int32_t likeliest_token(std::span<const float> logits) {
  constexpr size_t kLanes = 16;
  float lanes[kLanes];
  std::fill_n(lanes, kLanes, -INFINITY);
  const size_t whole = logits.size() / kLanes * kLanes;
  for (size_t i = 0; i < whole; i += kLanes)
    for (size_t lane = 0; lane < kLanes; ++lane) lanes[lane] = lanes[lane] < logits[i + lane] ? logits[i + lane] : lanes[lane];
  float greatest = *std::max_element(lanes, lanes + kLanes);
  for (size_t i = whole; i < logits.size(); ++i) greatest = std::max(greatest, logits[i]);
  const auto found = std::ranges::find(logits, greatest);
  return found == logits.end() ? 0 : static_cast<int32_t>(found - logits.begin());  // none where all are NaN
}

bool takes_likeliest(const Sampling& sampling) {
  return (sampling.temperature <= 0 || sampling.top_k == 1) && sampling.repetition_penalty == 1 && sampling.presence_penalty == 0 &&
         sampling.frequency_penalty == 0;
}

void adjust_logits(std::span<float> logits, const Sampling& sampling, std::span<const int32_t> tokens, size_t prompt_tokens) {
  if (sampling.repetition_penalty != 1) {
    std::vector<int32_t> seen(tokens.begin(), tokens.end());
    std::ranges::sort(seen);
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    for (int32_t token : seen) {
      float& logit = logits[static_cast<size_t>(token)];
      const auto value = static_cast<double>(logit);
      logit = static_cast<float>(value > 0 ? value / sampling.repetition_penalty : value * sampling.repetition_penalty);
    }
  }
  if (sampling.presence_penalty != 0 || sampling.frequency_penalty != 0) {
    std::map<int32_t, int> counts;
    for (int32_t token : tokens.subspan(prompt_tokens)) ++counts[token];
    for (const auto& [token, count] : counts) {
      logits[static_cast<size_t>(token)] -= static_cast<float>(sampling.presence_penalty + sampling.frequency_penalty * count);
    }
  }
  for (const auto& [token, bias] : sampling.logit_bias) {
    if (static_cast<size_t>(token) < logits.size()) logits[static_cast<size_t>(token)] += static_cast<float>(bias);
  }
}

TokenLogProbability describe_token(std::span<const float> logits, int32_t token, int top, const tokenizer::Tokenizer& tokenizer) {
  const LogSoftmax of(logits);
  auto entry = [&](int32_t id) { return TokenLogProbability{id, of(id), tokenizer.token_bytes(id), {}}; };
  TokenLogProbability out = entry(token);
  std::vector<int32_t> order;
  if (top > 0) sort_candidates(logits, -INFINITY, top, order);
  for (int32_t id : order) out.top.push_back(entry(id));
  return out;
}

double log_probability(std::span<const float> logits, int32_t token) { return LogSoftmax(logits)(token); }

int32_t draw_token(std::span<const float> logits, const Sampling& sampling, uint64_t position, std::vector<int32_t>& scratch) {
  if (sampling.temperature <= 0 || sampling.top_k == 1) return likeliest_token(logits);
  const Weights weight(logits, sampling.temperature);
  const float lowest = weight.lowest();
  const double uniform = Random(sampling.seed, position).uniform_double();
  std::vector<double> weights;
  double everything = -1;
  // Few candidates decide nearly every draw: more are sorted only where these do not reach.
  for (double nats = kFirstReach;; nats *= 2) {
    const float from = std::max(lowest, weight.below(nats));
    sort_candidates(logits, from, sampling.top_k, scratch);
    if (scratch.empty()) return 0;  // all are NaN
    const bool all = from <= lowest || (sampling.top_k > 0 && scratch.size() == static_cast<size_t>(sampling.top_k));
    weights.clear();
    for (int32_t token : scratch) weights.push_back(weight(logits[static_cast<size_t>(token)]));
    double whole = std::accumulate(weights.begin(), weights.end(), 0.0);
    if (!all && everything < 0) everything = weight.sum_from(lowest);
    if (!all) whole = everything;
    const size_t keep = count_kept(weights, whole, sampling);
    const bool cut = keep < weights.size();
    if (!all && !cut && (sampling.top_k > 0 || sampling.top_p < 1 || sampling.min_p > 0)) continue;
    weights.resize(keep);
    double rest = uniform * (cut ? std::accumulate(weights.begin(), weights.end(), 0.0) : whole);
    for (size_t i = 0; i < keep; ++i) {
      rest -= weights[i];
      if (rest < 0) return scratch[i];
    }
    if (all || cut) return scratch[keep - 1];
  }
}

}  // namespace jangin::engine
