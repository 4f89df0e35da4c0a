// Pages by reference count; settled pages found again by the hash of their tokens and of the page before them.
#include "model/page_pool.h"

#include <xxhash.h>

#include <algorithm>
#include <cassert>

namespace jangin::model {
namespace {

constexpr int64_t kTokens = PagePool::kPageTokens;

uint64_t key_of(uint64_t parent, std::span<const int32_t> tokens) { return XXH3_64bits_withSeed(tokens.data(), tokens.size_bytes(), parent); }

int64_t pages_of(int64_t tokens) { return (tokens + kTokens - 1) / kTokens; }

}  // namespace

PagePool::PagePool(int64_t pages, int64_t sequences) : pages_(static_cast<size_t>(pages)), sequences_(static_cast<size_t>(sequences)) {
  for (int64_t index = pages - 1; index >= 0; --index) free_.push_back(static_cast<int32_t>(index));
}

int64_t PagePool::pages_for(int32_t sequence, int64_t count) const {
  const Sequence& s = at(sequence);
  const auto length = static_cast<int64_t>(s.tokens.size());
  const bool shared = length % kTokens != 0 && pages_[static_cast<size_t>(s.pages.back())].owners > 1;
  return pages_of(length + count) - pages_of(length) + (shared && count > 0 ? 1 : 0);
}

std::optional<std::vector<PageCopy>> PagePool::extend(int32_t sequence, std::span<const int32_t> tokens) {
  if (pages_for(sequence, static_cast<int64_t>(tokens.size())) > available()) return std::nullopt;
  std::vector<PageCopy> copies;
  if (tokens.empty()) return copies;
  Sequence& s = at(sequence);
  const int64_t rows = static_cast<int64_t>(s.tokens.size()) % kTokens;
  if (rows != 0) {
    const int32_t last = s.pages.back();
    if (page(last).owners > 1) {
      s.pages.back() = take();
      copies.push_back({last, s.pages.back(), rows});
      release(last);
    } else {
      unsettle(last);
    }
  }
  s.tokens.insert(s.tokens.end(), tokens.begin(), tokens.end());
  while (static_cast<int64_t>(s.pages.size()) < pages_of(static_cast<int64_t>(s.tokens.size()))) s.pages.push_back(take());
  return copies;
}

void PagePool::settle(int32_t sequence) {
  Sequence& s = at(sequence);
  while (static_cast<int64_t>((s.serials.size() + 1)) * kTokens <= static_cast<int64_t>(s.tokens.size())) {
    const size_t i = s.serials.size();
    const std::span<const int32_t> tokens = std::span(s.tokens).subspan(i * kTokens, kTokens);
    const uint64_t parent = i == 0 ? 0 : s.serials[i - 1];
    const int32_t same = find(parent, tokens);
    Page& own_page = page(s.pages[i]);
    if (own_page.serial == 0 && same < 0 && index_.try_emplace(key_of(parent, tokens), s.pages[i]).second) {
      own_page.serial = ++last_serial_;
      own_page.parent = parent;
      own_page.tokens.assign(tokens.begin(), tokens.end());
    }
    // A page with the same content may be in the index already: what follows is found behind that one.
    s.serials.push_back(same >= 0 ? page(same).serial : own_page.serial != 0 ? own_page.serial : ++last_serial_);
  }
}

void PagePool::truncate(int32_t sequence, int64_t length) {
  Sequence& s = at(sequence);
  assert(length <= static_cast<int64_t>(s.tokens.size()));
  s.tokens.resize(static_cast<size_t>(length));
  s.serials.resize(std::min(s.serials.size(), static_cast<size_t>(length / kTokens)));
  while (static_cast<int64_t>(s.pages.size()) > pages_of(length)) {
    release(s.pages.back());
    s.pages.pop_back();
  }
}

void PagePool::share(int32_t from, int32_t to, int64_t length) {
  truncate(to, 0);
  const Sequence& source = at(from);
  assert(length <= static_cast<int64_t>(source.tokens.size()) && from != to);
  Sequence& s = at(to);
  s.tokens.assign(source.tokens.begin(), source.tokens.begin() + length);
  s.pages.assign(source.pages.begin(), source.pages.begin() + pages_of(length));
  s.serials.assign(source.serials.begin(), source.serials.begin() + std::min<int64_t>(static_cast<int64_t>(source.serials.size()), length / kTokens));
  for (int32_t index : s.pages) own(index);
}

int64_t PagePool::reuse(int32_t sequence, std::span<const int32_t> tokens) {
  Sequence& s = at(sequence);
  assert(s.tokens.empty());
  while ((s.serials.size() + 1) * kTokens < tokens.size()) {
    const std::span<const int32_t> next = tokens.subspan(s.serials.size() * kTokens, kTokens);
    const int32_t index = find(s.serials.empty() ? 0 : s.serials.back(), next);
    if (index < 0) break;
    own(index);
    s.pages.push_back(index);
    s.serials.push_back(page(index).serial);
    s.tokens.insert(s.tokens.end(), next.begin(), next.end());
  }
  return static_cast<int64_t>(s.tokens.size());
}

void PagePool::forget() {
  for (int32_t index : kept_) {
    page(index).serial = 0;
    free_.push_back(index);
  }
  kept_.clear();
  index_.clear();
  for (Page& owned : pages_) owned.serial = 0;
  for (Sequence& s : sequences_) {
    for (uint64_t& serial : s.serials) serial = ++last_serial_;  // nothing is found behind them
  }
}

int32_t PagePool::take() {
  int32_t index;
  if (!free_.empty()) {
    index = free_.back();
    free_.pop_back();
  } else {
    index = kept_.front();
    kept_.pop_front();
    unsettle(index);
  }
  page(index).owners = 1;
  return index;
}

void PagePool::own(int32_t index) {
  Page& p = page(index);
  if (p.owners == 0) kept_.erase(p.kept);
  ++p.owners;
}

void PagePool::release(int32_t index) {
  Page& p = page(index);
  if (--p.owners > 0) return;
  if (p.serial == 0) {
    free_.push_back(index);
  } else {
    p.kept = kept_.insert(kept_.end(), index);
  }
}

void PagePool::unsettle(int32_t index) {
  Page& p = page(index);
  if (p.serial == 0) return;
  index_.erase(key_of(p.parent, p.tokens));
  p.serial = 0;
}

int32_t PagePool::find(uint64_t parent, std::span<const int32_t> tokens) const {
  const auto found = index_.find(key_of(parent, tokens));
  if (found == index_.end()) return -1;
  const Page& p = pages_[static_cast<size_t>(found->second)];
  return p.parent == parent && std::ranges::equal(p.tokens, tokens) ? found->second : -1;
}

}  // namespace jangin::model
