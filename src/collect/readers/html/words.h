// Words by which makers of pages name its parts, and phrases of notices. Lists only; used by main_text.cpp.
#pragma once

#include <string>
#include <string_view>

#include "collect/readers/tree.h"

namespace jangin::collect::html {

/// What class and id of an element say it is.
enum class PartKind { unknown, text, boilerplate };

/// By the words of `class` and `id` ("related-articles", "post_content", "siteFooter"), of the attributes role and itemprop, and the element.
PartKind part_kind(const Node& node);

/// A short line that is no text of an article: "Advertisement", "Read more: …", "Follow us on …", "관련기사", "Share this".
bool is_notice(std::string_view line);

}  // namespace jangin::collect::html
