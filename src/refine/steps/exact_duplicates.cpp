// Step `exact_duplicates`: documents whose refined text another document has, byte for byte (same_text). The first in order stays; the
// passages of both are counted as occurrences (refine.cpp). Equal passages of different documents are merged by passages.cpp.
#include <unordered_map>

#include "refine/registry.h"

namespace jangin::refine {
namespace {

class ExactDuplicates : public RefineStep {
 public:
  std::vector<Judgement> compare_documents(std::span<const record::Document* const> documents) const override {
    std::unordered_map<std::string_view, const record::Document*> first_with;
    std::vector<Judgement> judgements;
    judgements.reserve(documents.size());
    for (const record::Document* document : documents) {
      auto [found, is_first] = first_with.try_emplace(document->text_id, document);
      const record::Document& first = *found->second;
      judgements.push_back(is_first ? Judgement{} : reject("same_text", 1, "same text as " + first.source_id + (first.path_inside.empty() ? "" : " / " + first.path_inside)));
    }
    return judgements;
  }
};

}  // namespace

std::unique_ptr<RefineStep> make_exact_duplicates(const RefineConfig&) { return std::make_unique<ExactDuplicates>(); }

}  // namespace jangin::refine
