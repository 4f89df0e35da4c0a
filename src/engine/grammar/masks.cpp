// A mask is one walk over the tokens' tree with a state a depth. In a string's text nearly every token is allowed: there, runs of plain
// characters are answered from the table, and only the other tokens are walked.
#include "engine/grammar/masks.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace jangin::engine::grammar {
namespace {

constexpr size_t kLimitBytes = 64U << 20;
// Cells made for one mask. A grammar so ambiguous that this does not suffice gets masks that leave tokens out, and never a wrong one.
constexpr size_t kCellsPerMask = 4U << 20;

}  // namespace

Masks::Masks(const Expressions& expressions, const ByteClasses& classes, std::shared_ptr<const TokenTable> tokens)
    : automaton_(expressions, classes), tokens_(std::move(tokens)), completion_(automaton_, *tokens_), limit_bytes_(kLimitBytes) {}

Masks::State Masks::after(State state, std::string_view bytes) {
  std::lock_guard lock(mutex_);
  for (size_t i = 0; i < bytes.size() && state != Automaton::kDead; ++i) state = automaton_.next(state, static_cast<uint8_t>(bytes[i]));
  return state;
}

bool Masks::may_end(State state) {
  std::lock_guard lock(mutex_);
  return automaton_.may_end(state);
}

bool Masks::finished(State state) {
  std::lock_guard lock(mutex_);
  return automaton_.finished(state);
}

bool Masks::full() const {
  std::lock_guard lock(mutex_);
  return automaton_.memory_bytes() + completion_.memory_bytes() + mask_bytes_ > limit_bytes_;
}

Masks::State Masks::replay(std::string_view text) {
  const State state = after(start(), text);
  std::lock_guard lock(mutex_);
  limit_bytes_ = std::max(limit_bytes_, 2 * automaton_.memory_bytes());
  return state;
}

std::string Masks::forced(State state, size_t limit) {
  std::lock_guard lock(mutex_);
  std::string bytes;
  while (bytes.size() < limit) {
    const int byte = automaton_.only_byte(state);
    if (byte < 0) break;
    bytes.push_back(static_cast<char>(byte));
    state = automaton_.next(state, static_cast<uint8_t>(byte));
  }
  return bytes;
}

bool Masks::after_continuation(State state, uint8_t first, uint8_t last, int more, std::vector<State>& to) {
  State before = Automaton::kDead;
  for (int byte = first; byte <= last; ++byte) {
    if (byte > first && automaton_.alike(static_cast<uint8_t>(byte - 1), static_cast<uint8_t>(byte))) continue;
    const State next = automaton_.next(state, static_cast<uint8_t>(byte));
    if (next == Automaton::kDead) return false;
    if (next == before) continue;
    before = next;
    if (more == 0) {
      if (std::ranges::find(to, next) == to.end()) to.push_back(next);
    } else if (!after_continuation(next, 0x80, 0xbf, more - 1, to)) {
      return false;
    }
  }
  return true;
}

const std::vector<Masks::State>& Masks::after_plain_character(State state) {
  auto [place, fresh] = plain_.try_emplace(state);
  if (!fresh) return place->second;
  std::vector<State> to;
  bool all = automaton_.next(state, 'a') != Automaton::kDead && after_continuation(state, 0x20, 0x21, 0, to) &&
             after_continuation(state, 0x23, 0x5b, 0, to) && after_continuation(state, 0x5d, 0x7f, 0, to) &&
             after_continuation(state, 0xc2, 0xdf, 1, to);
  struct Lead {
    uint8_t from, to, second_from, second_to;
    int more;
  };  // Unicode, table 3-7
  for (Lead lead : {Lead{0xe0, 0xe0, 0xa0, 0xbf, 1},
                    {0xe1, 0xec, 0x80, 0xbf, 1},
                    {0xed, 0xed, 0x80, 0x9f, 1},
                    {0xee, 0xef, 0x80, 0xbf, 1},
                    {0xf0, 0xf0, 0x90, 0xbf, 2},
                    {0xf1, 0xf3, 0x80, 0xbf, 2},
                    {0xf4, 0xf4, 0x80, 0x8f, 2}}) {
    State before = Automaton::kDead;
    for (int byte = lead.from; all && byte <= lead.to; ++byte) {
      const State next = automaton_.next(state, static_cast<uint8_t>(byte));
      if (next != before || next == Automaton::kDead)
        all = next != Automaton::kDead && after_continuation(next, lead.second_from, lead.second_to, lead.more, to);
      before = next;
    }
  }
  if (all) place->second = std::move(to);
  return place->second;
}

bool Masks::within(State next, Budget& budget) {
  // Every byte is a token, or nearly so: the bytes and an end are enough.
  const uint32_t needed = budget.tokens == kUnbounded ? saturated_sum(automaton_.least_bytes(next), 1) : completion_.tokens(next);
  budget.farthest = std::max(budget.farthest, needed);
  return needed <= budget.tokens;
}

/// Characters of which any may follow.
uint32_t Masks::plain_run(State state, Budget& budget) {
  const uint32_t most = tokens_->runs().back().characters;
  std::vector<State> level = {state}, seen;
  for (uint32_t characters = 0; characters < most; ++characters) {
    std::vector<State> following;
    for (State at : level) {
      const std::vector<State>& to = after_plain_character(at);
      if (to.empty()) return characters;
      for (State next : to) {
        if (std::ranges::find(seen, next) == seen.end()) {
          if (!within(next, budget)) return characters;
          seen.push_back(next);
          following.push_back(next);
        }
      }
      if (following.size() > 8) return characters;
    }
    if (following.empty()) return most;  // they go on for ever
    level = std::move(following);
  }
  return most;
}

void Masks::walk(State state, const TokenTable::Tree& tree, Budget& budget, std::vector<int32_t>& allowed) {
  if (path_.size() <= tree.deepest) path_.resize(tree.deepest + 1);
  path_[0] = state;
  const size_t cells = automaton_.cells();
  const size_t guard = tree.nodes.size() - 1;
  for (size_t i = 0; i < guard;) {
    const TokenTable::Node& node = tree.nodes[i];
    const State next = automaton_.next(path_[node.depth - 1U], node.byte);
    if (next == Automaton::kDead) {
      i = node.skip;
      continue;
    }
    path_[node.depth] = next;
    const auto own = std::span(tree.tokens).subspan(node.first, tree.nodes[++i].first - node.first);
    if (!own.empty() && within(next, budget)) allowed.insert(allowed.end(), own.begin(), own.end());
    if (automaton_.cells() - cells > (allowed.empty() ? 4 : 1) * kCellsPerMask) return;
  }
}

Masks::Mask Masks::make(State state, Budget budget) {
  const uint32_t characters = plain_run(state, budget);
  const TokenTable::Run* run = &tokens_->runs().front();
  for (const TokenTable::Run& candidate : tokens_->runs()) {
    if (candidate.characters <= characters) run = &candidate;
  }
  std::vector<int32_t> allowed;
  walk(state, run->rest, budget, allowed);
  Mask mask;
  if (run->plain.empty() && allowed.size() < 2 * tokens_->mask_words()) {
    std::ranges::sort(allowed);
    mask.count = allowed.size();
    mask.tokens = std::move(allowed);
    mask.tokens.shrink_to_fit();
  } else {
    mask.bits = run->plain;
    mask.bits.resize(tokens_->mask_words());
    for (int32_t token : allowed) mask.bits[static_cast<size_t>(token) / 64] |= uint64_t{1} << token % 64;
    for (uint64_t word : mask.bits) mask.count += static_cast<size_t>(std::popcount(word));
  }
  mask.farthest = budget.farthest;
  return mask;
}

Masks::Mask& Masks::mask_of(State state) {
  auto [place, fresh] = masks_.try_emplace(state);
  Mask& mask = place->second;
  if (!fresh) return mask;
  mask = make(state, {});
  mask_bytes_ += sizeof(Mask) + 40 + mask.bits.size() * 8 + mask.tokens.size() * 4;
  return mask;
}

/// `end`: the reply may end here. Where nothing can be completed in time, all that the form allows.
const Masks::Mask& Masks::mask_within(State state, uint32_t tokens_left, bool end) {
  Mask& whole = mask_of(state);
  if (tokens_left == kUnbounded || whole.farthest < tokens_left) return whole;
  near_ = make(state, {.tokens = tokens_left - 1});
  whole.farthest = near_.farthest;
  return near_.count > 0 || end ? near_ : whole;
}

bool Masks::write(State state, std::span<uint64_t> mask, uint32_t tokens_left) {
  std::lock_guard lock(mutex_);
  const Mask& allowed = mask_within(state, tokens_left, automaton_.may_end(state));
  std::ranges::fill(mask, 0);
  if (!allowed.bits.empty()) std::copy_n(allowed.bits.begin(), std::min(mask.size(), allowed.bits.size()), mask.begin());
  for (int32_t token : allowed.tokens) {
    if (static_cast<size_t>(token) / 64 < mask.size()) mask[static_cast<size_t>(token) / 64] |= uint64_t{1} << token % 64;
  }
  return allowed.count > 0;
}

bool Masks::apply(State state, std::span<float> logits, std::span<const int32_t> end_tokens, uint32_t tokens_left) {
  constexpr float kForbidden = -std::numeric_limits<float>::infinity();
  std::lock_guard lock(mutex_);
  const bool end = automaton_.may_end(state) && !end_tokens.empty();
  const Mask& allowed = mask_within(state, tokens_left, end);
  std::vector<std::pair<size_t, float>> kept;
  auto keep = [&](int32_t token) {
    if (token >= 0 && static_cast<size_t>(token) < logits.size()) kept.emplace_back(static_cast<size_t>(token), logits[static_cast<size_t>(token)]);
  };
  if (end) std::ranges::for_each(end_tokens, keep);
  std::ranges::for_each(allowed.tokens, keep);
  if (allowed.bits.empty()) {
    std::ranges::fill(logits, kForbidden);
  } else {
    for (size_t i = 0; i < logits.size(); i += 64) {
      const uint64_t word = i / 64 < allowed.bits.size() ? allowed.bits[i / 64] : 0;
      if (word == ~uint64_t{0}) continue;
      const size_t last = std::min<size_t>(64, logits.size() - i);
      for (size_t bit = 0; bit < last; ++bit) {
        if ((word >> bit & 1) == 0) logits[i + bit] = kForbidden;
      }
    }
  }
  for (auto [token, logit] : kept) logits[token] = logit;
  return allowed.count > 0 || end;
}

}  // namespace jangin::engine::grammar
