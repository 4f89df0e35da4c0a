// Step `near_duplicate_passages`: passages whose word 5-grams are nearly those of another one, by MinHash signatures (duplicates/). Equal
// passages are one already; documents that are nearly the same, and older versions, have gone (step near_duplicates). The longest of those that
// are alike stays. Score: the estimated Jaccard similarity with the passage that the detail names. Where nothing is rejected (profile
// "documents"), the others are noted.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/interrupt.h"
#include "base/thread_pool.h"
#include "refine/duplicates/groups.h"
#include "refine/duplicates/sentence_set.h"
#include "refine/duplicates/shingles.h"
#include "refine/markdown_blocks.h"
#include "refine/passage_corpus.h"
#include "refine/passages.h"
#include "refine/registry.h"

namespace jangin::refine {
namespace {

/// Signatures of the passages that are compared, one behind the other.
struct Signatures {
  std::vector<uint32_t> passages;  // ascending; where one has no shingle its signature is empty
  std::vector<uint64_t> words;
  std::vector<std::span<const uint64_t>> views;  // [passages]
};

/// A passage that stays, of a group of similar ones.
struct Kept {
  uint32_t index;                   // in Signatures::passages
  std::vector<uint64_t> sentences;  // where they are asked for
};

struct Likeness {
  const Kept* other = nullptr;
  double similarity = 0;
};

class NearDuplicatePassages : public RefineStep {
 public:
  NearDuplicatePassages(const NearDuplicatePassagesConfig& config, std::string reject)
      : config_(config),
        reject_(std::move(reject)),
        hashes_(static_cast<size_t>(config.bands * config.rows)),
        unit_(config.unit == "word" ? ShingleUnit::word : ShingleUnit::character) {}

  bool compares_passages() const override { return true; }

  Result<std::vector<Judgement>> compare_passages(const PassageCorpus& corpus) const override {
    const Signatures signatures = sign(corpus);
    if (interrupted()) return std::unexpected(interrupted_error());
    std::vector<Judgement> judgements(corpus.passages().size());
    const Banding banding{static_cast<size_t>(config_.bands), static_cast<size_t>(config_.rows)};
    for (const std::vector<uint32_t>& group : find_groups(signatures.views, hashes_, banding, config_.similarity))
      judge_group(corpus, signatures, group, judgements);
    return judgements;
  }

 private:
  Signatures sign(const PassageCorpus& corpus) const {
    Signatures signatures;
    for (uint32_t i = 0; i < corpus.passages().size(); ++i)
      if (corpus.is_judged(i)) signatures.passages.push_back(i);
    const size_t count = signatures.passages.size();
    signatures.words.resize(count * hashes_.words());
    signatures.views.resize(count);
    ThreadPool::shared().parallel_for(count, 256, [&](size_t begin, size_t end, int) {
      std::vector<uint64_t> shingles;
      for (size_t i = begin; i < end && !interrupted(); ++i) {
        std::string_view text = corpus.text_of(signatures.passages[i]);
        if (count_words(text) < static_cast<uint64_t>(config_.min_words)) continue;
        hash_shingles(text, unit_, static_cast<size_t>(config_.shingle), shingles);
        if (shingles.empty()) continue;
        const std::span<uint64_t> words(signatures.words.data() + i * hashes_.words(), hashes_.words());
        std::ranges::copy(hashes_.signature(shingles), words.begin());
        signatures.views[i] = words;
      }
    });
    return signatures;
  }

  /// Longest first, of equals the first. As many kept ones of like length as find_groups() compares are looked at.
  void judge_group(const PassageCorpus& corpus, const Signatures& signatures, std::vector<uint32_t> group, std::vector<Judgement>& judgements) const {
    auto bytes = [&](uint32_t index) { return corpus.passages()[signatures.passages[index]].bytes; };
    std::stable_sort(group.begin(), group.end(), [&](uint32_t a, uint32_t b) { return bytes(a) > bytes(b); });
    std::vector<Kept> kept;
    for (uint32_t index : group) {
      const uint32_t passage = signatures.passages[index];
      Kept member{index, {}};
      if (reject_ == "covered") member.sentences = hash_sentences(corpus.text_of(passage));
      const std::span<const Kept> last(kept.data() + kept.size() - std::min(kept.size(), kAllPairs), std::min(kept.size(), kAllPairs));
      const Likeness covering = reject_ == "none" ? Likeness{} : find_most_alike(signatures, member, last, [&](const Kept& other) {
        return may_replace(corpus, signatures, member, other);
      });
      if (covering.other != nullptr) {
        judgements[passage] = reject("near_duplicate_passage", covering.similarity, describe(corpus, signatures, covering));
        continue;
      }
      const Likeness alike = find_most_alike(signatures, member, last, [](const Kept&) { return true; });
      if (alike.other != nullptr)
        judgements[passage] = {true, "", alike.similarity, "noted: near_duplicate_passage: " + describe(corpus, signatures, alike)};
      kept.push_back(std::move(member));
    }
  }

  template <typename Condition>
  Likeness find_most_alike(const Signatures& signatures, const Kept& member, std::span<const Kept> among, Condition also) const {
    Likeness best;
    for (const Kept& other : among) {
      const double similarity = hashes_.similarity(signatures.views[member.index], signatures.views[other.index]);
      if (similarity >= config_.similarity && similarity > best.similarity && also(other)) best = {&other, similarity};
    }
    return best;
  }

  /// Is nothing lost that the recipe wants kept when `member` goes and `other` stays?
  bool may_replace(const PassageCorpus& corpus, const Signatures& signatures, const Kept& member, const Kept& other) const {
    if (reject_ == "all") return true;
    auto heading = [&](const Kept& one) { return without_numbering(corpus.heading_of(signatures.passages[one.index])); };
    return heading(member) == heading(other) && std::ranges::includes(other.sentences, member.sentences);
  }

  static std::string describe(const PassageCorpus& corpus, const Signatures& signatures, const Likeness& likeness) {
    const CorpusPassage& other = corpus.passages()[signatures.passages[likeness.other->index]];
    return fmt::format("like {}, estimated {:.2f}", corpus.name_at(other.begin), likeness.similarity);
  }

  NearDuplicatePassagesConfig config_;
  std::string reject_;
  MinHash hashes_;
  ShingleUnit unit_;
};

}  // namespace

Result<std::unique_ptr<RefineStep>> make_near_duplicate_passages(const RefineConfig& config) {
  std::string reject = config.near_duplicate_passages.reject;
  if (reject == "profile") reject = config.profile == "web" ? "all" : "none";
  return std::make_unique<NearDuplicatePassages>(config.near_duplicate_passages, std::move(reject));
}

}  // namespace jangin::refine
