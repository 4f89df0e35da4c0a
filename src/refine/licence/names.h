// Names of licences as texts write them → SPDX identifiers (LicenseRef-… for what SPDX has not). English and Korean.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jangin::refine {

inline constexpr std::string_view kAllRightsReserved = "LicenseRef-All-Rights-Reserved", kNoAiTraining = "LicenseRef-No-AI-Training",
                                  kPublicDomain = "LicenseRef-Public-Domain";

/// A text in small letters, white space as single blanks, Markdown's marks (`*`, `_`, `[`, `]`, backtick) taken out: what the functions below read.
std::string plain_wording(std::string_view text);

struct NamedLicence {
  std::string id;             // "GFDL-1.1-or-later"
  size_t begin = 0, end = 0;  // of its name in the wording
};
/// Every licence that a wording names, in their order; the same one once.
std::vector<NamedLicence> name_licences(std::string_view wording);

/// The text of a file LICENSE or COPYING: which licence it is, or empty. Several texts in one file are joined by AND.
std::string identify_licence_file(std::string_view text);

}  // namespace jangin::refine
