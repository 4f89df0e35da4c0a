// Step `repeated_spans`: passages whose words stand, as runs of at least min_words, in earlier text that stays (repeated_span), in whatever
// passages there. What Lee et al. 2021 (arXiv 2107.06499) find with a suffix array, cut at passages. Exact: windows of min_words words are found
// by hash and compared word by word; a row of windows is a span. Score: share of the passage's words in such runs. Where nothing is rejected
// (profile "documents"), passages with such a run are noted.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "base/interrupt.h"
#include "base/thread_pool.h"
#include "refine/duplicates/window_table.h"
#include "refine/duplicates/word_windows.h"
#include "refine/passage_corpus.h"
#include "refine/passages.h"
#include "refine/registry.h"

namespace jangin::refine {
namespace {

/// A window that may stand somewhere else, too.
struct Candidate {
  uint64_t hash;
  uint32_t word;       // its first
  bool known = false;  // it was found in the table
};

/// A document's words and candidates, both in their order. Places are from the document's begin.
struct CutDocument {
  std::vector<Word> words;
  std::vector<Candidate> candidates;
};

/// Where a candidate stood before.
constexpr uint64_t kNowhere = UINT64_MAX;

/// What of one passage stands in earlier text: words, and the longest run of them from one place.
struct Repetition {
  size_t repeated = 0, longest = 0;
  uint64_t source = kNowhere;  // of that run's first word in the passage
};

class Search {
 public:
  /// `reject`: as in the configuration, but for "profile".
  Search(const PassageCorpus& corpus, const RepeatedSpansConfig& config, const std::string& reject)
      : corpus_(corpus),
        n_(static_cast<size_t>(config.min_words)),
        share_(config.share),
        reject_(reject),
        filter_(expected_anchors()),
        table_(corpus.text(), n_) {}

  Result<std::vector<Judgement>> run() {
    judgements_.resize(corpus_.passages().size());
    out_.resize(corpus_.passages().size());
    const size_t documents = corpus_.documents().size();
    ThreadPool::shared().parallel_for(documents, 16, [&](size_t begin, size_t end, int) {
      for (size_t i = begin; i < end && !interrupted(); ++i) add_anchors(corpus_.documents()[i]);
    });
    std::vector<CutDocument> cut(kBlock);
    for (size_t first = 0; first < documents && !interrupted(); first += kBlock) {
      const size_t count = std::min(kBlock, documents - first);
      ThreadPool::shared().parallel_for(count, 1, [&](size_t begin, size_t end, int) {
        for (size_t i = begin; i < end; ++i) cut[i] = find_candidates(corpus_.documents()[first + i]);
      });
      for (size_t i = 0; i < count; ++i) judge_document(corpus_.documents()[first + i], cut[i]);  // in order: each has what is before it to look in
    }
    if (interrupted()) return std::unexpected(interrupted_error());
    return std::move(judgements_);
  }

 private:
  static constexpr size_t kBlock = 64;  // documents that are cut at a time

  /// Of winnowing, 2 of (choices + 1) runs; a word is about 6 bytes. Only the filter's size hangs on it.
  uint64_t expected_anchors() const { return corpus_.text().size() / 6 * 2 / (n_ - anchor_words(n_) + 2); }

  /// Calls take(words of the run, windows of the run, number of its first word) for each run of kept text; `words` gathers them all.
  template <typename Take>
  void each_run(const CorpusDocument& document, std::vector<Word>& words, Take take) const {
    std::vector<Window> windows;
    for (const record::Span& run : corpus_.kept_runs(document)) {
      const size_t first = words.size();
      cut_words(corpus_.text().substr(run.begin, run.size()), words);
      const auto shift = static_cast<uint32_t>(run.begin - document.begin);
      std::span<Word> own(words.begin() + static_cast<long>(first), words.end());
      for (Word& word : own) word.begin += shift, word.end += shift;
      hash_windows(own, n_, windows);
      take(windows, first);
    }
  }

  void add_anchors(const CorpusDocument& document) {
    std::vector<Word> words;
    each_run(document, words, [&](const std::vector<Window>& windows, size_t) {
      for (size_t i = 0; i < windows.size(); ++i)
        if (i == 0 || windows[i].anchor_at != windows[i - 1].anchor_at) filter_.add(windows[i].anchor);
    });
  }

  CutDocument find_candidates(const CorpusDocument& document) const {
    CutDocument cut;
    each_run(document, cut.words, [&](const std::vector<Window>& windows, size_t first) {
      for (size_t i = 0; i < windows.size(); ++i)
        if (filter_.may_repeat(windows[i].anchor)) cut.candidates.push_back({windows[i].hash, static_cast<uint32_t>(first + i)});
    });
    return cut;
  }

  /// Passages in their order: each is compared with the text before it, and joins that text unless it is out.
  void judge_document(const CorpusDocument& document, CutDocument& cut) {
    size_t added = 0;        // candidates that are in the table or never will be
    uint32_t open_from = 0;  // windows that begin before this word hold words of a passage that is out
    auto add_up_to = [&](uint64_t end) {
      for (; added < cut.candidates.size() && cut.words[cut.candidates[added].word + n_ - 1].end <= end; ++added)
        if (cut.candidates[added].word >= open_from && !cut.candidates[added].known)
          table_.add(cut.candidates[added].hash, document.begin + cut.words[cut.candidates[added].word].begin);
    };
    for (uint32_t p = document.passages_begin; p < document.passages_end; ++p) {
      const CorpusPassage& passage = corpus_.passages()[p];
      if (passage.out) continue;
      const uint64_t begin = passage.begin - document.begin, end = passage.end() - document.begin;
      add_up_to(begin);
      if (passage.first == p) judge(p, document, cut, word_at(cut, begin), word_at(cut, end));
      out_[p] = out_[passage.first];
      if (out_[p]) open_from = word_at(cut, end);
    }
    add_up_to(document.end - document.begin);
  }

  /// The first word that begins at or behind this place.
  static uint32_t word_at(const CutDocument& cut, uint64_t place) {
    return static_cast<uint32_t>(std::partition_point(cut.words.begin(), cut.words.end(), [&](const Word& word) { return word.begin < place; }) -
                                 cut.words.begin());
  }

  void judge(uint32_t p, const CorpusDocument& document, CutDocument& cut, uint32_t begin, uint32_t end) {
    const Repetition found = find_repetition(document, cut, begin, end);
    if (found.repeated == 0) return;
    const double share = static_cast<double>(found.repeated) / static_cast<double>(end - begin);
    std::string detail = fmt::format("{} of {} words stand in earlier text, {} of them in {}", found.repeated, end - begin, found.longest,
                                     corpus_.name_at(found.source));
    out_[p] = share >= share_ && may_go(p, found.source);
    judgements_[p] = out_[p] ? reject("repeated_span", share, std::move(detail)) : Judgement{true, "", share, "noted: repeated_span: " + detail};
  }

  /// Under another heading the same words may say something else.
  bool may_go(uint32_t p, uint64_t source) const {
    if (reject_ != "covered") return reject_ == "all";
    const std::optional<size_t> other = corpus_.passage_at(source);
    return other && without_numbering(corpus_.heading_of(p)) == without_numbering(corpus_.heading_of(*other));
  }

  /// Words [begin, end): all windows that hold one of them. Marks candidates as known.
  Repetition find_repetition(const CorpusDocument& document, CutDocument& cut, uint32_t begin, uint32_t end) const {
    Repetition found;
    const auto n = static_cast<uint32_t>(n_);
    const auto place_of = [&](uint32_t word) { return document.begin + cut.words[word].begin; };
    auto candidate = std::partition_point(cut.candidates.begin(), cut.candidates.end(), [&](const Candidate& c) { return c.word + n <= begin; });
    for (auto next = candidate; next != cut.candidates.end() && next->word < end; ++next) table_.prefetch(next->hash);
    uint32_t counted_to = begin;  // words before it are counted
    uint32_t longest_begin = begin;
    // A run of windows whose earlier places follow one another: its first word and that one's earlier place; its last window's first word.
    uint32_t run_begin = 0, run_word = 0;
    uint64_t run_source = kNowhere;
    std::optional<EarlierWindow> last;  // of run_word
    for (; candidate != cut.candidates.end() && candidate->word < end; ++candidate) {
      const uint32_t word = candidate->word;
      const bool follows = last && word == run_word + 1;
      const auto earlier =
          follows ? table_.find_next(candidate->hash, place_of(word), place_of(word + n - 1), *last) : table_.find(candidate->hash, place_of(word));
      if (!earlier) continue;
      candidate->known = true;
      const uint32_t from = std::max(counted_to, word), to = std::min(end, word + n);
      if (from < to) found.repeated += to - from, counted_to = to;
      if (!follows || next_word(corpus_.text(), last->begin) != earlier->begin) run_begin = word, run_source = earlier->begin;
      run_word = word;
      last = earlier;
      const size_t words = to - std::max(begin, run_begin);
      if (words > found.longest) found.longest = words, found.source = run_source, longest_begin = run_begin;
    }
    for (; longest_begin < begin; ++longest_begin) found.source = next_word(corpus_.text(), found.source);
    return found;
  }

  const PassageCorpus& corpus_;
  size_t n_;
  double share_;
  const std::string& reject_;
  RepeatFilter filter_;
  WindowTable table_;
  std::vector<uint8_t> out_;  // [passages]
  std::vector<Judgement> judgements_;
};

class RepeatedSpans : public RefineStep {
 public:
  RepeatedSpans(const RepeatedSpansConfig& config, std::string reject) : config_(config), reject_(std::move(reject)) {}

  bool compares_passages() const override { return true; }

  Result<std::vector<Judgement>> compare_passages(const PassageCorpus& corpus) const override {
    if (corpus.text().size() >= WindowTable::kMaxTextBytes)
      return fail(ErrorCode::limit_exceeded, "the documents hold more than 64 GiB of text", "repeated_spans", "leave it out of `steps`");
    return Search(corpus, config_, reject_).run();
  }

 private:
  RepeatedSpansConfig config_;
  std::string reject_;
};

}  // namespace

Result<std::unique_ptr<RefineStep>> make_repeated_spans(const RefineConfig& config) {
  std::string reject = config.repeated_spans.reject;
  if (reject == "profile") reject = config.profile == "web" ? "all" : "none";
  return std::make_unique<RepeatedSpans>(config.repeated_spans, std::move(reject));
}

}  // namespace jangin::refine
