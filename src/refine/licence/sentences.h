// One paragraph or sentence in small letters: does it put the document that holds it under a licence? Internal to licence/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jangin::refine {

/// Where a paragraph stands: in the open text only what names the document as its subject counts.
enum class NoticeZone : unsigned char { text, edge, licence_section };

struct Notice {
  std::string licence;
  const char* evidence = "";
};

/// `wording`: plain_wording() of one paragraph.
std::vector<Notice> read_notices(std::string_view wording, NoticeZone zone);

}  // namespace jangin::refine
