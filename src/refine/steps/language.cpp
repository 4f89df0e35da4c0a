// Step `language`: names the language of documents and passages by rules (text/sentences.h). Rejects only when the recipe names the
// languages that it wants: unwanted_language. Score: share of the document's parts in the named language.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/strings.h"
#include "refine/registry.h"
#include "text/sentences.h"

namespace jangin::refine {
namespace {

/// The language that most of a document is in: parts of a few kilobytes vote; parts that cannot be told do not.
std::pair<std::string, double> vote(std::string_view text) {
  constexpr size_t kPart = 4096;
  constexpr size_t kMostParts = 64;
  size_t parts = std::max<size_t>(1, std::min(kMostParts, text.size() / kPart));
  std::map<std::string_view, size_t> votes;
  for (size_t i = 0; i < parts; ++i) {
    size_t begin = text.size() / parts * i;
    std::string_view language = text::guess_language(text.substr(begin, kPart));
    if (!language.empty()) ++votes[language];
  }
  auto best = std::max_element(votes.begin(), votes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (best == votes.end()) return {"", 0};
  return {std::string(best->first), static_cast<double>(best->second) / static_cast<double>(parts)};
}

class Language : public RefineStep {
 public:
  explicit Language(std::vector<std::string> wanted) : wanted_(std::move(wanted)) {}

  std::optional<DocumentOutcome> refine_document(const record::Document& document) const override {
    auto [language, share] = vote(document.text);
    DocumentOutcome outcome;
    outcome.judgement = judge(language, share);
    outcome.language = language;
    return outcome;
  }

  Judgement judge_passage(record::Passage& passage, const record::Document& document) const override {
    std::string_view found = text::guess_language(passage.text);
    passage.language = !found.empty() ? std::string(found) : text::is_other_language(passage.text) ? std::string() : document.language;
    return judge(passage.language, found.empty() ? 0 : 1);
  }

 private:
  Judgement judge(const std::string& language, double share) const {
    if (language.empty() || wanted_.empty()) return {true, "", share, ""};
    if (std::find(wanted_.begin(), wanted_.end(), language) != wanted_.end()) return {true, "", share, ""};
    return reject("unwanted_language", share, fmt::format("is in `{}`; wanted: {}", language, join(wanted_, ", ")));
  }

  std::vector<std::string> wanted_;
};

}  // namespace

Result<std::unique_ptr<RefineStep>> make_language(const RefineConfig& config) { return std::make_unique<Language>(config.languages); }

}  // namespace jangin::refine
