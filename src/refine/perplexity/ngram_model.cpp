// Counts in one open-addressing table over all lengths. An n-gram that is there has all its suffixes there, so that a lookup ends at the first length
// that is missing.
#include "refine/perplexity/ngram_model.h"

#include <algorithm>
#include <cmath>

#include "text/unicode.h"

namespace jangin::refine {
namespace {

constexpr double kCodePoints = 0x110000 - 0x800;  // all but surrogates
constexpr size_t kAhead = 8;                      // characters

/// A finaliser of 64 bits with good avalanche (Stafford's variant 13 of MurmurHash3's).
constexpr uint64_t mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

constexpr uint64_t kEmptyKey = 0x9E3779B97F4A7C15;

/// A key is the sum of its characters' random numbers, each times the odd number of its distance from the end: one multiplication a length, none
/// waits for another.
constexpr std::array<uint64_t, NgramModel::kMostOrder> kFactors = [] {
  std::array<uint64_t, NgramModel::kMostOrder> factors{};
  for (size_t i = 0; i < factors.size(); ++i) factors[i] = mix(i + 1) | 1;
  return factors;
}();

}  // namespace

/// A number for each character of the text, behind `order` line ends that stand before it.
std::vector<uint64_t> NgramModel::characters_of(std::string_view text) const {
  std::vector<uint64_t> characters(static_cast<size_t>(order_), mix('\n'));
  characters.reserve(text.size() + characters.size());
  for (size_t at = 0; at < text.size();) characters.push_back(mix(text::next_code_point(text, at)));
  return characters;
}

/// Of the n-grams whose last character is the one at `end`, at least order - 1.
void NgramModel::set_keys(const std::vector<uint64_t>& characters, size_t end, Keys& keys) const {
  keys[0] = kEmptyKey;
  for (int length = 1; length <= order_; ++length)
    keys[length] = keys[length - 1] + kFactors[length - 1] * characters[end + 1 - static_cast<size_t>(length)];
}

const NgramModel::Slot* NgramModel::find(uint64_t key) const {
  for (size_t place = place_of(key);; place = (place + 1) & (slots_.size() - 1)) {
    if (slots_[place].key == key) return &slots_[place];
    if (slots_[place].key == 0) return nullptr;
  }
}

NgramModel::Slot& NgramModel::find_or_add(uint64_t key, int length) {
  for (size_t place = place_of(key);; place = (place + 1) & (slots_.size() - 1)) {
    Slot& slot = slots_[place];
    if (slot.key == key) return slot;
    if (slot.key != 0) continue;
    slot.key = key;
    slot.length = static_cast<uint32_t>(length);
    ++used_;
    return slot;
  }
}

void NgramModel::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  --shift_;
  for (const Slot& slot : old) {
    if (slot.key == 0) continue;
    size_t place = place_of(slot.key);
    while (slots_[place].key != 0) place = (place + 1) & (slots_.size() - 1);
    slots_[place] = slot;
  }
}

void NgramModel::add(std::string_view text) {
  const std::vector<uint64_t> characters = characters_of(text);
  Keys before, here;
  set_keys(characters, static_cast<size_t>(order_) - 1, before);
  for (size_t i = static_cast<size_t>(order_); i < characters.size(); ++i, before = here) {
    set_keys(characters, i, here);
    if (4 * (used_ + 2 * static_cast<size_t>(order_)) > 3 * slots_.size()) grow();  // before pointers into the table are taken
    for (int length = order_; length >= 1; --length) {
      Slot& slot = find_or_add(here[length], length);
      const bool fresh = slot.count++ == 0;
      Slot& context = find_or_add(before[length - 1], length - 1);
      ++context.total;
      if (!fresh) break;
      context.distinct = context.distinct + 1;
    }
  }
}

/// Ney's estimate: n1 / (n1 + 2 n2), of the n-grams of a length that were counted once and twice.
void NgramModel::finish() {
  std::array<uint64_t, kMostOrder + 1> once{}, twice{};
  for (const Slot& slot : slots_) {
    once[slot.length] += slot.count == 1 ? 1 : 0;
    twice[slot.length] += slot.count == 2 ? 1 : 0;
  }
  for (int length = 1; length <= order_; ++length) {
    const auto n1 = static_cast<double>(once[length]), n2 = static_cast<double>(twice[length]);
    discounts_[length] = n1 == 0 ? 0.5 : std::clamp(n1 / (n1 + 2 * n2), 0.05, 0.95);
  }
}

/// Keys are made, and their places fetched, some characters ahead of where they are looked up.
double NgramModel::bits(std::string_view text) const {
  const std::vector<uint64_t> characters = characters_of(text);
  std::array<Keys, 2 * kAhead> ring;  // of character i: ring[i % size]
  auto fetch = [&](size_t i) {
    Keys& keys = ring[i % ring.size()];
    set_keys(characters, i, keys);
    for (int length = 1; length <= order_; ++length) __builtin_prefetch(&slots_[place_of(keys[length])]);
  };
  const size_t first = static_cast<size_t>(order_);
  for (size_t i = first - 1; i < std::min(first + kAhead, characters.size()); ++i) fetch(i);
  std::array<const Slot*, kMostOrder + 1> before{}, here{};  // n-grams that end before the character, and with it
  before[0] = here[0] = find(kEmptyKey);
  for (int length = 1; length < order_ && before[length - 1] != nullptr; ++length) before[length] = find(ring[(first - 1) % ring.size()][length]);
  double sum = 0, product = 1;
  for (size_t i = first; i < characters.size(); ++i) {
    if (i + kAhead < characters.size()) fetch(i + kAhead);
    const Keys& keys = ring[i % ring.size()];
    double probability = 1 / kCodePoints;
    for (int length = 1; length <= order_; ++length) {
      here[length] = here[length - 1] == nullptr ? nullptr : find(keys[length]);
      const Slot* context = before[length - 1];
      if (context == nullptr || context->total == 0) continue;
      const double discount = discounts_[length], count = here[length] == nullptr ? 0 : here[length]->count;
      probability = (std::max(count - discount, 0.0) + discount * context->distinct * probability) / context->total;
    }
    product *= probability;
    if (product < 1e-200) sum -= std::log2(product), product = 1;  // a logarithm for many characters; no single probability comes near 1e-100
    std::swap(before, here);
  }
  return sum - std::log2(product);
}

}  // namespace jangin::refine
