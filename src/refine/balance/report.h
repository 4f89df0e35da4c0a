// The balance and bias report: what the kept documents are made of, whom they speak of and how, and what there is too much of.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "refine/balance/measure.h"
#include "refine/refine.h"

namespace jangin::refine {

/// Adds documents up in the order of the collected ones; what comes out depends on nothing else. In memory: a number a folder, language, year, licence and heading word,
/// and for each group of people the words beside its mentions; the rarest words go when there are more than kMostWords.
class BalanceCounter {
 public:
  explicit BalanceCounter(const LicenceConfig& licences) : licences_(licences) {}
  /// A kept document.
  void add(const record::Document& document, const DocumentBalance& balance);
  /// JSON: totals, tables (name, explanation, columns, rows: what a page shows), warnings (what, share, limit, why). The same counts give the same bytes.
  std::string to_json(const BalanceConfig& config, const RefineReport& report) const;

 private:
  struct HeadingWord {
    uint64_t documents = 0, words = 0;
  };
  friend class BalanceWriter;
  static constexpr size_t kMostWords = 200'000;
  void add_group(const GroupMentions& group);
  const LicenceConfig& licences_;
  uint64_t documents_ = 0, words_ = 0;
  std::map<std::string, uint64_t> folders_, languages_, years_, licences_words_;  // → words
  std::map<std::string, uint64_t> largest_sources_;                               // the kLargest largest, and those that came since
  std::string source_;                                                            // whose documents are coming
  uint64_t source_words_ = 0;
  void end_source();
  std::vector<uint64_t> sentences_ = std::vector<uint64_t>(kRegisters);
  std::map<std::string, HeadingWord> heading_words_;
  std::map<uint64_t, GroupMentions> groups_;
};

/// The year of a document by what its front matter or its file states: of force, of publication, of the last change, in this order; empty: none stated.
std::string year_of(const record::Document& document);

}  // namespace jangin::refine
