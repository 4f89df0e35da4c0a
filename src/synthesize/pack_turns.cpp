// Rounds of wordings, cut into conversations.
#include "synthesize/pack_turns.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "base/random.h"

namespace jangin::synthesize {
namespace {

bool is_text(const record::Sample& sample) { return !sample.messages.empty() && sample.messages[0].role == "document"; }

/// Sample indices, round by round: the k-th sample of every fact in round k.
std::vector<size_t> in_rounds(std::span<const record::Sample> samples, uint64_t seed, uint64_t epoch) {
  std::map<std::string, std::vector<size_t>> by_fact;
  std::vector<std::string> facts;
  std::vector<size_t> loose;
  for (size_t i = 0; i < samples.size(); ++i) {
    if (is_text(samples[i])) continue;
    if (samples[i].fact_id.empty() || samples[i].kind == "refusal") {
      loose.push_back(i);
      continue;
    }
    auto& list = by_fact[samples[i].fact_id];
    if (list.empty()) facts.push_back(samples[i].fact_id);
    list.push_back(i);
  }
  size_t rounds = 1;
  for (auto& [id, list] : by_fact) {
    Random random(seed + epoch, std::stoull(id.substr(0, std::min<size_t>(id.size(), 15)), nullptr, 16));
    if (epoch > 0) random.shuffle(list);
    rounds = std::max(rounds, list.size());
  }
  std::vector<std::vector<size_t>> round_items(rounds);
  for (const auto& id : facts) {
    const auto& list = by_fact[id];
    for (size_t k = 0; k < list.size(); ++k) round_items[k * rounds / list.size()].push_back(list[k]);  // few wordings spread over all rounds
  }
  for (size_t i = 0; i < loose.size(); ++i) round_items[i % rounds].push_back(loose[i]);
  std::vector<size_t> order;
  for (size_t r = 0; r < rounds; ++r) {
    Random random(seed + 1000 * epoch, r);
    random.shuffle(round_items[r]);
    order.insert(order.end(), round_items[r].begin(), round_items[r].end());
  }
  return order;
}

size_t tokens_of(const record::Sample& sample, const PackOptions& options, const std::function<size_t(std::string_view)>& count) {
  size_t tokens = options.overhead_tokens;
  for (const auto& message : sample.messages) tokens += count(message.text());
  return tokens;
}

}  // namespace

std::vector<Conversation> pack_turns(std::span<const record::Sample> samples, const PackOptions& options, uint64_t epoch,
                                     const std::function<size_t(std::string_view)>& count) {
  std::vector<Conversation> out;
  auto order = in_rounds(samples, options.seed, epoch);
  Random lengths(options.seed + epoch, 77);
  auto draw = [&] {
    return options.min_turns + lengths.below(static_cast<uint32_t>(std::max<size_t>(1, options.max_turns - options.min_turns + 1)));
  };
  Conversation current;
  std::set<std::string> facts;
  size_t wanted = draw();
  auto close = [&] {
    if (!current.samples.empty()) out.push_back(std::move(current));
    current = {};
    facts.clear();
    wanted = draw();
  };
  for (size_t index : order) {
    const auto& sample = samples[index];
    size_t tokens = tokens_of(sample, options, count);
    bool repeated = !sample.fact_id.empty() && facts.contains(sample.fact_id);
    if (current.samples.size() >= wanted || current.tokens + tokens > options.max_tokens || repeated) close();
    current.samples.push_back(index);
    current.tokens += tokens;
    facts.insert(sample.fact_id);
  }
  close();
  for (size_t i = 0; i < samples.size(); ++i)
    if (is_text(samples[i])) out.push_back({{i}, tokens_of(samples[i], options, count), true});
  return out;
}

std::vector<record::Message> conversation_messages(std::span<const record::Sample> samples, const Conversation& conversation) {
  std::vector<record::Message> messages;
  for (size_t index : conversation.samples)
    for (const auto& message : samples[index].messages) messages.push_back(message);
  return messages;
}

}  // namespace jangin::synthesize
