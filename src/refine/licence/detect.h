// What a document says about its own licence. To mention a licence is not to be under it: a notice counts only when its subject is the document itself, and where
// notices stand.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace jangin::refine {

struct DetectedLicence {
  std::string licence;        // SPDX identifier or expression, or LicenseRef-…
  const char* evidence = "";  // "SPDX tag", "front matter", "notice", "link", "copyright notice"
};

/// Each licence once, in the order of the text; front matter (Document::metadata) first. "All rights reserved" only when nothing else is found: it is also put above
/// licences that grant what it reserves.
/// Read are: tags `SPDX-License-Identifier` at the start; everywhere, sentences whose subject is the document ("this manual is licensed under …", "이 저작물은 …"); in
/// the first and last bytes and in sections named licence, copyright or the like also sentences without subject ("Licensed under …"), links to Creative Commons,
/// 공공누리 and copyright notices. Not read: code, quotations, templates (YOUR NAME), conditions and negations, what is said of parts (pictures, samples, portions).
std::vector<DetectedLicence> detect_licences(std::string_view text, const std::map<std::string, std::string>& metadata);

}  // namespace jangin::refine
