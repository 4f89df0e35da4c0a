// Web archives (WARC 1.0 and 1.1, ISO 28500; plain or packed, record by record or whole) as sources: the pages and files that a crawler kept.
#pragma once

#include "collect/opener.h"

namespace jangin::collect {

/// Members: bodies of HTTP responses of status 200, and of `resource` and `conversion` records, whose type is one that a reader may know;
/// transfer and content encoding undone. Named by their URI; metadata: content_type, fetched (WARC-Date), uri. Other records are passed over:
/// warc_<type>, http_status, content_type, not_http. Listed: too_large, damaged (of one record), content_encoding (not gzip or deflate).
/// Failures of the file: not_a_warc, truncated, damaged.
OpenOutcome open_warc(const OpenInput& input, MemberSink& sink);
bool is_warc(std::string_view path);
/// The extension by which a reader is found ("text/html" → "html"); empty: no document.
std::string_view extension_of_type(std::string_view content_type);

}  // namespace jangin::collect
