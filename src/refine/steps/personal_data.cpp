// Step `personal_data`: e-mail addresses and telephone numbers become `<EMAIL_1>`, `<PHONE_2>`: the same one, the same number, within a
// document. Passes everything; score: places masked. What was masked is written nowhere.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "refine/personal/finders.h"
#include "refine/registry.h"
#include "refine/rewrite.h"

namespace jangin::refine {
namespace {

struct Mask {
  record::Span span;
  std::string placeholder;
};

void add_masks(const std::vector<PersonalSpan>& found, std::string_view type, std::vector<Mask>& masks) {
  std::map<std::string_view, size_t> numbers;
  for (const PersonalSpan& one : found) {
    size_t number = numbers.try_emplace(one.key, numbers.size() + 1).first->second;
    masks.push_back({one.span, fmt::format("<{}_{}>", type, number)});
  }
}

class PersonalData : public RefineStep {
 public:
  explicit PersonalData(PersonalDataConfig config) : config_(std::move(config)) {}

  std::optional<DocumentOutcome> refine_document(const record::Document& document) const override {
    std::vector<PersonalSpan> emails, phones;
    if (masks("email")) emails = find_emails(document.text, config_.keep_domains);
    if (masks("phone")) phones = find_phones(document.text);
    if (emails.empty() && phones.empty()) return DocumentOutcome{};
    std::vector<Mask> all;
    add_masks(emails, "EMAIL", all);
    add_masks(phones, "PHONE", all);
    std::sort(all.begin(), all.end(), [](const Mask& a, const Mask& b) { return a.span.begin < b.span.begin; });
    DocumentOutcome outcome;
    outcome.rewrite = mask(document.text, all, outcome.counts);
    for (const auto& [kind, places] : outcome.counts) outcome.judgement.score += static_cast<double>(places);
    outcome.judgement.detail = fmt::format("masked: email {}, phone {}", outcome.counts["masked.email"], outcome.counts["masked.phone"]);
    return outcome;
  }

 private:
  bool masks(std::string_view kind) const { return std::find(config_.kinds.begin(), config_.kinds.end(), kind) != config_.kinds.end(); }

  static Rewrite mask(std::string_view text, const std::vector<Mask>& all, std::map<std::string, uint64_t>& counts) {
    Rewriter out(text);
    size_t end = 0;
    for (const Mask& mask : all) {
      if (mask.span.begin < end) continue;  // a number inside an address
      out.keep_to(mask.span.begin);
      out.replace_to(mask.span.end, mask.placeholder);
      end = mask.span.end;
      ++counts[mask.placeholder.starts_with("<EMAIL") ? "masked.email" : "masked.phone"];
    }
    return out.finish();
  }

  PersonalDataConfig config_;
};

}  // namespace

Result<std::unique_ptr<RefineStep>> make_personal_data(const RefineConfig& config) { return std::make_unique<PersonalData>(config.personal_data); }

}  // namespace jangin::refine
