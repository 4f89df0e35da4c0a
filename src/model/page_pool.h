// Which pages of a cache belong to which sequence (arXiv 2309.06180): pages are shared by reference, written by one owner only, and kept
// after their last owner for a later sequence that begins with the same tokens. Numbers only: the rows themselves are model/inference.h's.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "kernel/attention.h"

namespace jangin::model {

/// Rows to copy before a sequence may be written to: a page that others read becomes its own.
struct PageCopy {
  int32_t from_page = 0;
  int32_t to_page = 0;
  int64_t rows = 0;
};

/// Sequences are numbered from 0. A page holds kPageTokens tokens of one sequence's beginning, whose content follows from all tokens up to
/// its end. Not thread-safe.
class PagePool {
 public:
  static constexpr int64_t kPageTokens = kernel::kAttentionKeyBlock;

  PagePool(int64_t pages, int64_t sequences);

  int64_t length(int32_t sequence) const { return static_cast<int64_t>(at(sequence).tokens.size()); }
  std::span<const int32_t> tokens(int32_t sequence) const { return at(sequence).tokens; }
  std::span<const int32_t> pages(int32_t sequence) const { return at(sequence).pages; }
  int64_t page_count() const { return static_cast<int64_t>(pages_.size()); }
  /// Pages that extend() may take: free, or kept for later sequences only.
  int64_t available() const { return static_cast<int64_t>(free_.size() + kept_.size()); }
  /// Of these, how many extend() takes when `count` tokens are appended.
  int64_t pages_for(int32_t sequence, int64_t count) const;

  /// Appends tokens. Their rows count as unwritten until settle(). nullopt: too few pages, nothing changed.
  std::optional<std::vector<PageCopy>> extend(int32_t sequence, std::span<const int32_t> tokens);
  /// All rows of the sequence are written now: its full pages may serve later sequences.
  void settle(int32_t sequence);
  /// Forgets the tokens from `length` on; length ≤ length(sequence).
  void truncate(int32_t sequence, int64_t length);
  /// Makes `to` a copy of the first `length` tokens of `from`, whose rows are written.
  void share(int32_t from, int32_t to, int64_t length);
  /// Fills an empty sequence with the longest run of settled pages that `tokens` begin with, all but the last token at most; returns its tokens.
  int64_t reuse(int32_t sequence, std::span<const int32_t> tokens);
  /// Kept pages serve no later sequence any more (the weights changed). Sequences stay.
  void forget();

 private:
  struct Page {
    int32_t owners = 0;
    uint64_t serial = 0;                // of its content; 0: not settled
    uint64_t parent = 0;                // serial of the page before; 0: the first
    std::vector<int32_t> tokens;        // once settled
    std::list<int32_t>::iterator kept;  // where in kept_, when it has no owner but a serial
  };
  struct Sequence {
    std::vector<int32_t> tokens;
    std::vector<int32_t> pages;
    std::vector<uint64_t> serials;  // of the first pages: those that are settled
  };
  const Sequence& at(int32_t sequence) const { return sequences_[static_cast<size_t>(sequence)]; }
  Sequence& at(int32_t sequence) { return sequences_[static_cast<size_t>(sequence)]; }
  Page& page(int32_t index) { return pages_[static_cast<size_t>(index)]; }
  int32_t take();
  void own(int32_t index);
  void release(int32_t index);
  void unsettle(int32_t index);
  int32_t find(uint64_t parent, std::span<const int32_t> tokens) const;

  std::vector<Page> pages_;
  std::vector<Sequence> sequences_;
  std::vector<int32_t> free_;                    // the last is taken first: memory that was touched already
  std::list<int32_t> kept_;                      // without owner; the first is given up first
  std::unordered_map<uint64_t, int32_t> index_;  // hash of (parent, tokens) → page
  uint64_t last_serial_ = 0;
};

}  // namespace jangin::model
