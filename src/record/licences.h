// What a licence lets one do: one table of families of licences, and the rule for expressions of several.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/records.h"

namespace jangin::record {

/// Absent: the licence does not say, or is not in the table.
struct LicenceTerms {
  std::optional<bool> may_train;         // may a model be trained on the text
  std::optional<bool> may_redistribute;  // may what is made from it, altered, be passed on
  std::optional<bool> may_use_commercially;
  std::optional<bool> share_alike;  // only under the same terms
  std::optional<bool> attribution;  // only with its authors named
  bool operator==(const LicenceTerms&) const = default;
};

/// One family: "CC-BY-NC" stands for each version and port ("CC-BY-NC-4.0", "CC-BY-NC-2.0-KR").
struct LicenceFamily {
  std::string_view id;    // SPDX identifier without version; LicenseRef-… for what SPDX has not
  std::string_view name;  // for people
  LicenceTerms terms;
  std::string_view source;  // where it says so
};
std::span<const LicenceFamily> licence_families();
/// nullptr: not in the table. Case does not matter; "-only", "-or-later" and "+" are passed over.
const LicenceFamily* find_licence_family(std::string_view id);

/// Terms of an SPDX expression: of what AND joins the most restrictive, of what OR joins the most permissive holds. All absent for what is no expression of known
/// identifiers: one unknown part of an AND leaves the others' refusals standing, and nothing else.
LicenceTerms licence_terms(std::string_view expression);

/// What both allow: the most restrictive of each.
LicenceTerms most_restrictive_of(const LicenceTerms& a, const LicenceTerms& b);

/// Of a source as its recipe declares it: what the recipe answers, and for the rest what the declared licence says.
LicenceTerms declared_terms(const Rights& rights);

/// Keys of Document::metadata that the refine step `licence` writes, and nobody else: what the document is found to be under, and what a person decided on it.
inline constexpr const char* kLicenceDetected = "licence_detected";
inline constexpr const char* kLicenceDecided = "licence_decided";
/// The component of refine's manifest without which these keys are a file's own words and mean nothing.
inline constexpr const char* kLicenceStep = "licence";

/// One combination of both in a source's refined documents.
struct FoundLicence {
  std::string source_id, detected, decided;
  uint64_t documents = 0;
};
/// Of all kept documents of a workspace, those with neither included, ascending by source (bytes). Empty when refine ran without the step or not at all. Errors: those of the shards.
Result<std::vector<FoundLicence>> read_found_licences(const std::filesystem::path& workspace);

}  // namespace jangin::record
