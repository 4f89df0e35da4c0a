// Step `exact_duplicates`: documents whose refined text another document has, byte for byte (same_text). The first in order stays; the
// passages of both are counted as occurrences (refine.cpp). Equal passages of different documents are merged by passages.cpp.
#include <unordered_map>

#include "refine/registry.h"

namespace jangin::refine {
namespace {

class ExactDuplicates : public RefineStep {
 public:
  bool compares() const override { return true; }

  std::vector<Judgement> compare(std::span<const SketchedDocument> documents) const override {
    std::unordered_map<std::string_view, const SketchedDocument*> first_with;
    std::vector<Judgement> judgements;
    judgements.reserve(documents.size());
    for (const SketchedDocument& document : documents) {
      auto [found, is_first] = first_with.try_emplace(document.text_id, &document);
      judgements.push_back(is_first ? Judgement{} : reject("same_text", 1, "same text as " + found->second->name()));
    }
    return judgements;
  }
};

}  // namespace

Result<std::unique_ptr<RefineStep>> make_exact_duplicates(const RefineConfig&) { return std::make_unique<ExactDuplicates>(); }

}  // namespace jangin::refine
