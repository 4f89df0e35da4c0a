// Step `near_duplicates`: documents whose word 5-grams are nearly those of another, by MinHash signatures (duplicates/). An older version of the same
// work goes as superseded; another one as near_duplicate, by default only when the kept one has all its paragraphs: what only one of two similar
// documents says must not be lost. Score: the estimated Jaccard similarity with the document that the detail names.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "refine/duplicates/editions.h"
#include "refine/duplicates/groups.h"
#include "refine/duplicates/paragraphs.h"
#include "refine/duplicates/shingles.h"
#include "refine/registry.h"

namespace jangin::refine {
namespace {

/// A sketch's values: the packed signature, then the paragraphs, two a word. Empty: the document has not one shingle.
Sketch pack(std::vector<uint64_t> signature, const std::vector<uint32_t>& paragraphs, const Edition& edition) {
  Sketch sketch{std::move(signature), edition.to_note()};
  for (size_t i = 0; i < paragraphs.size(); i += 2) {
    uint64_t second = i + 1 < paragraphs.size() ? paragraphs[i + 1] : paragraphs[i];
    sketch.values.push_back(paragraphs[i] | second << 32);
  }
  sketch.values.shrink_to_fit();
  return sketch;
}

/// A member of a group of similar documents, unpacked.
struct Member {
  uint32_t index;
  const SketchedDocument* document;
  std::span<const uint64_t> signature;
  std::vector<uint32_t> paragraphs;
  Edition edition;
};

/// The member of `kept` most like `member`, of those with at least `least` similarity that satisfy `also`; the first of equals.
struct Likeness {
  const Member* other;
  double similarity;
};
template <typename Condition>
std::optional<Likeness> find_most_alike(const Member& member, std::span<const Member* const> kept, const MinHash& hashes, double least,
                                        Condition also) {
  std::optional<Likeness> best;
  for (const Member* other : kept) {
    double similarity = hashes.similarity(member.signature, other->signature);
    if (similarity < least || (best && similarity <= best->similarity) || !also(*other)) continue;
    best = Likeness{other, similarity};
  }
  return best;
}

std::string describe(const Likeness& likeness, const Member& member) {
  size_t own = count_missing(member.paragraphs, likeness.other->paragraphs);
  return fmt::format("{}, estimated {:.2f}, {} of {} paragraphs only here", likeness.other->document->name(), likeness.similarity, own,
                     member.paragraphs.size());
}

/// Members by the paragraphs that they have.
using Holders = std::unordered_map<uint32_t, std::vector<const Member*>>;

/// The members that have the rarest paragraph of `member`: whoever has all is among them.
std::span<const Member* const> find_holders(const Holders& holders, const Member& member) {
  std::span<const Member* const> fewest;
  for (size_t i = 0; i < member.paragraphs.size(); ++i) {
    auto found = holders.find(member.paragraphs[i]);
    if (found == holders.end()) return {};
    if (i == 0 || found->second.size() < fewest.size()) fewest = found->second;
  }
  return fewest;
}

class NearDuplicates : public RefineStep {
 public:
  explicit NearDuplicates(const NearDuplicatesConfig& config)
      : config_(config),
        hashes_(static_cast<size_t>(config.bands * config.rows)),
        unit_(config.unit == "word" ? ShingleUnit::word : ShingleUnit::character) {}

  bool compares() const override { return true; }

  Sketch sketch(const record::Document& document) const override {
    std::vector<uint64_t> shingles;
    hash_shingles(document.text, unit_, static_cast<size_t>(config_.shingle), shingles);
    if (shingles.empty()) return {};
    return pack(hashes_.signature(shingles), hash_paragraphs(document.text), edition_of(document));
  }

  std::vector<Judgement> compare(std::span<const SketchedDocument> documents) const override {
    std::vector<std::span<const uint64_t>> signatures;
    for (const SketchedDocument& document : documents) {
      std::span<const uint64_t> values = document.sketch.values;
      signatures.push_back(values.empty() ? values : values.first(hashes_.words()));
    }
    std::vector<Judgement> judgements(documents.size());
    Banding banding{static_cast<size_t>(config_.bands), static_cast<size_t>(config_.rows)};
    for (const std::vector<uint32_t>& group : find_groups(signatures, hashes_, banding, config_.similarity)) {
      std::vector<Member> members;
      for (uint32_t index : group) members.push_back(unpack(index, documents[index]));
      judge_covered(judge_superseded(members, judgements), judgements);
    }
    return judgements;
  }

 private:
  Member unpack(uint32_t index, const SketchedDocument& document) const {
    std::span<const uint64_t> values = document.sketch.values;
    Member member{index, &document, values.first(hashes_.words()), {}, Edition::from_note(document.sketch.note)};
    for (uint64_t value : values.subspan(hashes_.words())) {
      member.paragraphs.push_back(static_cast<uint32_t>(value));
      if (value >> 32 != (value & 0xFFFF'FFFF)) member.paragraphs.push_back(static_cast<uint32_t>(value >> 32));
    }
    return member;
  }

  /// Newest first; a member goes when one of the same work is newer and alike, even if that one has gone for a newer one yet. Returns those that stay.
  std::vector<const Member*> judge_superseded(const std::vector<Member>& members, std::vector<Judgement>& judgements) const {
    std::vector<const Member*> order, kept;
    for (const Member& member : members) order.push_back(&member);
    if (!config_.superseded) return order;
    auto newness = [](const Member* m) { return std::tie(m->edition.work, m->edition.version, m->edition.date_key, m->edition.date); };
    std::stable_sort(order.begin(), order.end(), [&](const Member* a, const Member* b) { return newness(a) > newness(b); });
    std::unordered_map<const Member*, const Member*> newest;  // itself where it stays
    size_t work_begin = 0;                                    // of `order`: members of the work in hand
    for (size_t i = 0; i < order.size(); ++i) {
      const Member* member = order[i];
      if (order[work_begin]->edition.work != member->edition.work) work_begin = i;
      std::span<const Member* const> same_work(order.data() + work_begin, i - work_begin);
      auto found = find_most_alike(*member, same_work, hashes_, config_.similarity,
                                   [&](const Member& other) { return is_newer(other.edition, member->edition); });
      const Member* heir = newest[member] = found ? newest[found->other] : member;
      if (!found) {
        kept.push_back(member);
        continue;
      }
      double similarity = hashes_.similarity(member->signature, heir->signature);
      judgements[member->index] = reject("superseded", similarity, "newer version: " + describe({heir, similarity}, *member));
    }
    return kept;
  }

  /// Longest first; a member goes, or is named in its verdict, when a kept one is alike. For naming the kAllPairs kept before it, of like length, are looked at.
  void judge_covered(std::vector<const Member*> order, std::vector<Judgement>& judgements) const {
    std::sort(order.begin(), order.end(),
              [](const Member* a, const Member* b) { return std::tie(b->document->bytes, a->index) < std::tie(a->document->bytes, b->index); });
    std::vector<const Member*> kept;
    Holders holders;
    for (const Member* member : order) {
      auto covers = [&](const Member& other) { return config_.reject == "all" || count_missing(member->paragraphs, other.paragraphs) == 0; };
      std::span<const Member* const> candidates;
      if (config_.reject == "all") candidates = kept;
      if (config_.reject == "covered") candidates = find_holders(holders, *member);
      if (auto found = find_most_alike(*member, candidates, hashes_, config_.similarity, covers)) {
        judgements[member->index] = reject("near_duplicate", found->similarity, "like " + describe(*found, *member));
        continue;
      }
      std::span<const Member* const> last(kept.data() + kept.size() - std::min(kept.size(), kAllPairs), std::min(kept.size(), kAllPairs));
      if (auto found = find_most_alike(*member, last, hashes_, config_.similarity, [](const Member&) { return true; }))
        judgements[member->index] = {true, "", found->similarity, "like " + describe(*found, *member)};
      kept.push_back(member);
      if (config_.reject == "covered")
        for (uint32_t paragraph : member->paragraphs) holders[paragraph].push_back(member);
    }
  }

  NearDuplicatesConfig config_;
  MinHash hashes_;
  ShingleUnit unit_;
};

}  // namespace

Result<std::unique_ptr<RefineStep>> make_near_duplicates(const RefineConfig& config) {
  return std::make_unique<NearDuplicates>(config.near_duplicates);
}

}  // namespace jangin::refine
