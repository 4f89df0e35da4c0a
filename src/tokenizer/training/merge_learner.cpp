// A merge visits the words of its pair, and gathers for each neighbour what its pair with the old tokens lost and its pair with the new
// one gained; the tables of pairs are touched once a neighbour, not once an occurrence.
#include "tokenizer/training/merge_learner.h"

#include <algorithm>

#include "base/interrupt.h"
#include "base/thread_pool.h"

namespace jangin::tokenizer {
namespace {

constexpr uint32_t kNone = UINT32_MAX;
constexpr size_t kWordsAtOnce = 2048;  // of one thread; a pair of fewer words is merged by the calling thread alone
constexpr size_t kMergesPerLook = 64;  // between looks for Ctrl-C

}  // namespace

/// Room for lists of words, given back all at once.
class MergeLearner::WordLists {
 public:
  uint32_t* make(size_t count) {
    if (count > kBlock / 4) return blocks_.emplace_back(std::make_unique_for_overwrite<uint32_t[]>(count)).get();
    if (left_ < count) {
      at_ = blocks_.emplace_back(std::make_unique_for_overwrite<uint32_t[]>(kBlock)).get();
      left_ = kBlock;
    }
    uint32_t* list = at_;
    at_ += count;
    left_ -= count;
    return list;
  }

 private:
  static constexpr size_t kBlock = size_t{1} << 18;
  std::vector<std::unique_ptr<uint32_t[]>> blocks_;
  uint32_t* at_ = nullptr;
  size_t left_ = 0;
};

/// What the neighbours of one merge's occurrences gained and lost, as one thread saw it.
struct MergeLearner::Neighbours {
  enum Side : uint8_t { left, right };  // where the neighbour stands
  struct Entry {
    TokenId id;
    Side side;
    uint64_t gained = 0;
    uint64_t lost = 0;
    size_t words = 0;  // that gained
    uint32_t last_word = kNone;
    uint32_t* list = nullptr;  // while settling: where the next word goes; null: the new pair is too rare
  };
  std::vector<Entry> entries;
  std::vector<std::pair<uint32_t, uint32_t>> gains;  // entry, word
  std::vector<uint32_t> entry_of[2];                 // side, id → entry

  uint32_t find(Side side, TokenId id) {
    uint32_t& entry = entry_of[side][static_cast<size_t>(id)];
    if (entry == kNone) {
      entry = static_cast<uint32_t>(entries.size());
      entries.push_back({id, side});
    }
    return entry;
  }
  void lose(Side side, TokenId id, uint64_t count) { entries[find(side, id)].lost += count; }
  void gain(Side side, TokenId id, uint64_t count, uint32_t word) {
    const uint32_t at = find(side, id);
    Entry& entry = entries[at];
    entry.gained += count;
    if (entry.last_word == word) return;
    entry.last_word = word;
    ++entry.words;
    gains.emplace_back(at, word);
  }
  void clear() {
    for (const Entry& entry : entries) entry_of[entry.side][static_cast<size_t>(entry.id)] = kNone;
    entries.clear();
    gains.clear();
  }
};

MergeLearner::MergeLearner() : lists_(std::make_unique<WordLists>()) {}
MergeLearner::~MergeLearner() = default;

Status MergeLearner::add(std::span<const TokenId> symbols, uint64_t count) {
  if (symbols.size() < 2) {
    single_symbols_ += symbols.size() * count;
    return {};
  }
  if (words_.size() >= kNone - 1) {
    return fail(ErrorCode::limit_exceeded, "more than 2^32 distinct words", "", "train on a part of the text, or with less memory for words");
  }
  words_.push_back({symbols_.size(), count, static_cast<uint32_t>(symbols.size())});
  symbols_.insert(symbols_.end(), symbols.begin(), symbols.end());
  return {};
}

uint64_t MergeLearner::tokens() const {
  uint64_t total = single_symbols_;
  for (const Word& word : words_) total += word.length * word.count;
  return total;
}

void MergeLearner::add_record(uint64_t pair, uint64_t count, uint32_t* words, size_t word_count) {
  const auto record = static_cast<uint32_t>(records_.size());
  records_.push_back({pair, count, words, word_count});
  record_of_[pair] = record;
  queue_.push_back({count, pair, record});
}

/// Two passes over the words in parts that threads take: what pairs there are, then which words they are in. Each part has its place in
/// the lists of the pairs.
void MergeLearner::count_pairs() {
  struct Seen {
    uint64_t count;
    size_t words;
    uint32_t last_word;
    uint32_t* list;
  };
  ThreadPool& pool = ThreadPool::shared();
  const size_t parts = std::max<size_t>(1, std::min(static_cast<size_t>(pool.size()), words_.size() / kWordsAtOnce));
  std::vector<PairTable<Seen>> seen(parts);
  auto visit_pairs = [&](size_t part, auto&& visit) {
    for (size_t w = words_.size() * part / parts; w < words_.size() * (part + 1) / parts; ++w) {
      const TokenId* symbols = symbols_.data() + words_[w].begin;
      for (uint32_t i = 0; i + 1 < words_[w].length; ++i) {
        Seen& pair = seen[part][pack_pair(symbols[i], symbols[i + 1])];
        visit(pair, static_cast<uint32_t>(w + 1));  // 0: no word yet
      }
    }
  };
  pool.parallel_for(parts, 1, [&](size_t part, size_t, int) {
    visit_pairs(part, [&](Seen& pair, uint32_t word) {
      pair.count += words_[word - 1].count;
      pair.words += pair.last_word != word;
      pair.last_word = word;
    });
  });
  PairTable<std::pair<uint64_t, size_t>> all;
  for (PairTable<Seen>& part : seen) {
    part.visit([&](uint64_t pair, Seen& here) {
      auto& [count, words] = all[pair];
      count += here.count;
      words += here.words;
    });
  }
  all.visit([&](uint64_t pair, const auto& total) {
    if (total.first >= min_frequency_) add_record(pair, total.first, lists_->make(total.second), total.second);
  });
  std::make_heap(queue_.begin(), queue_.end());
  std::vector<size_t> placed(records_.size());
  for (PairTable<Seen>& part : seen) {
    part.visit([&](uint64_t pair, Seen& here) {
      here.last_word = 0;
      const uint32_t* record = record_of_.find(pair);
      if (!record) return;
      here.list = records_[*record].words + placed[*record];
      placed[*record] += here.words;
    });
  }
  pool.parallel_for(parts, 1, [&](size_t part, size_t, int) {
    visit_pairs(part, [&](Seen& pair, uint32_t word) {
      if (pair.list && pair.last_word != word) *pair.list++ = word - 1;
      pair.last_word = word;
    });
  });
}

uint32_t MergeLearner::next_pair(const Limits& limits, const LearnedTokens& tokens) {
  while (!queue_.empty()) {
    std::pop_heap(queue_.begin(), queue_.end());
    const Candidate top = queue_.back();
    queue_.pop_back();
    const uint64_t count = records_[top.record].count;
    if (count < min_frequency_) continue;
    if (count != top.count) {
      queue_.push_back({count, top.pair, top.record});
      std::push_heap(queue_.begin(), queue_.end());
      continue;
    }
    const std::string bytes = tokens.bytes[static_cast<size_t>(left_of(top.pair))] + tokens.bytes[static_cast<size_t>(right_of(top.pair))];
    if (tokens.known.contains(bytes) || (limits.allowed && !limits.allowed(bytes))) continue;
    return top.record;
  }
  return kNone;
}

Status MergeLearner::learn(const Limits& limits, LearnedTokens& tokens, Progress& progress) {
  min_frequency_ = std::max<uint64_t>(1, limits.min_frequency);
  neighbours_.resize(static_cast<size_t>(ThreadPool::shared().size()));
  for (Neighbours& thread : neighbours_) {
    for (std::vector<uint32_t>& side : thread.entry_of) side.assign(std::max(limits.vocabulary, tokens.bytes.size()), kNone);
  }
  count_pairs();
  for (size_t learned = 0; tokens.bytes.size() < limits.vocabulary; ++learned) {
    if (learned % kMergesPerLook == 0 && interrupted()) return std::unexpected(interrupted_error());
    const uint32_t record = next_pair(limits, tokens);
    if (record == kNone) break;
    const uint64_t pair = records_[record].pair;
    const auto merged = static_cast<TokenId>(tokens.bytes.size());
    std::string bytes = tokens.bytes[static_cast<size_t>(left_of(pair))] + tokens.bytes[static_cast<size_t>(right_of(pair))];
    tokens.known.insert(bytes);
    tokens.bytes.push_back(std::move(bytes));
    tokens.merges.emplace_back(left_of(pair), right_of(pair));
    merge(record, merged);
    progress.add(1);
  }
  return {};
}

void MergeLearner::merge(uint32_t record, TokenId merged) {
  const PairRecord& from = records_[record];
  const uint64_t pair = from.pair;
  const std::span<const uint32_t> words(from.words, from.word_count);
  if (words.size() <= kWordsAtOnce) {
    merge_words(words, pair, merged, neighbours_[0]);
  } else {
    ThreadPool::shared().parallel_for(words.size(), kWordsAtOnce / 2, [&](size_t begin, size_t end, int thread) {
      merge_words(words.subspan(begin, end - begin), pair, merged, neighbours_[static_cast<size_t>(thread)]);
    });
  }
  records_[record].count = 0;
  settle(pair, merged);
}

/// The words lie far apart: each is asked for while those before it are worked on.
void MergeLearner::merge_words(std::span<const uint32_t> words, uint64_t pair, TokenId merged, Neighbours& neighbours) {
  constexpr size_t kAhead = 16;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i + 2 * kAhead < words.size()) __builtin_prefetch(&words_[words[i + 2 * kAhead]]);
    if (i + kAhead < words.size()) __builtin_prefetch(symbols_.data() + words_[words[i + kAhead]].begin, 1);
    merge_word(words[i], pair, merged, neighbours);
  }
}

/// Left to right, so "aaa" has one pair "aa" to merge. Neighbours are those of the word as it was and as it becomes: of two merged pairs
/// side by side the right one speaks for both.
void MergeLearner::merge_word(uint32_t index, uint64_t pair, TokenId merged, Neighbours& neighbours) {
  Word& word = words_[index];
  TokenId* symbols = symbols_.data() + word.begin;
  const TokenId a = left_of(pair);
  const TokenId b = right_of(pair);
  const uint32_t length = word.length;
  auto is_pair = [&](uint32_t i) { return i + 1 < length && symbols[i] == a && symbols[i + 1] == b; };
  uint32_t out = 0;
  for (uint32_t i = 0; i < length;) {
    if (!is_pair(i)) {
      symbols[out++] = symbols[i++];
      continue;
    }
    if (out > 0) {
      const TokenId before = symbols[out - 1];
      neighbours.lose(Neighbours::left, before == merged ? b : before, word.count);
      neighbours.gain(Neighbours::left, before, word.count, index);
    }
    symbols[out++] = merged;
    i += 2;
    if (i < length && !is_pair(i)) {
      neighbours.lose(Neighbours::right, symbols[i], word.count);
      neighbours.gain(Neighbours::right, symbols[i], word.count, index);
    }
  }
  word.length = out;
}

/// Brings records and queue up to date with what all threads gathered.
void MergeLearner::settle(uint64_t pair, TokenId merged) {
  Neighbours& all = neighbours_[0];
  std::vector<std::vector<uint32_t>> in_all(neighbours_.size());  // thread, its entry → entry of all
  for (size_t thread = 1; thread < neighbours_.size(); ++thread) {
    for (const Neighbours::Entry& entry : neighbours_[thread].entries) {
      const uint32_t at = all.find(entry.side, entry.id);
      in_all[thread].push_back(at);
      all.entries[at].gained += entry.gained;
      all.entries[at].lost += entry.lost;
      all.entries[at].words += entry.words;
    }
  }
  for (Neighbours::Entry& entry : all.entries) {
    const bool left = entry.side == Neighbours::left;
    const uint64_t old_pair = left ? pack_pair(entry.id, left_of(pair)) : pack_pair(right_of(pair), entry.id);
    const uint32_t* record = entry.lost > 0 && old_pair != pair ? record_of_.find(old_pair) : nullptr;
    if (record) records_[*record].count -= entry.lost;
    if (entry.gained < min_frequency_) continue;
    entry.list = lists_->make(entry.words);
    add_record(left ? pack_pair(entry.id, merged) : pack_pair(merged, entry.id), entry.gained, entry.list, entry.words);
    std::push_heap(queue_.begin(), queue_.end());
  }
  for (size_t thread = 0; thread < neighbours_.size(); ++thread) {
    for (const auto& [entry, word] : neighbours_[thread].gains) {
      uint32_t*& list = all.entries[thread == 0 ? entry : in_all[thread][entry]].list;
      if (list) *list++ = word;
    }
  }
  for (Neighbours& thread : neighbours_) thread.clear();
}

}  // namespace jangin::tokenizer
