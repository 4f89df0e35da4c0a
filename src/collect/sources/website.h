// A web site as a source: its pages, from those that the recipe names along their links, nearest first. What may be fetched is decided here; how
// hosts are asked stands in web/polite_client.h, what is known of a page in web/page_fetcher.h. Links are looked for in the sandbox (web/links.h).
#pragma once

#include "collect/fetch.h"

namespace jangin::collect {

/// What is wrong with the keys of such a source; empty: nothing.
std::string website_problem(const SourceConfig& source);

/// An item a page, called by its URL. Passed over: `other_host`, `robots`, `excluded`, `depth`, `content_type`, `http_status` (neither 200 nor a
/// redirect), `noindex`, `redirects` (more than five), `private_address`, `page_limit`. Problems of items: `unreachable`, `timeout`, `server_error`
/// (5xx, 408, 429), `too_large`, `archive_bomb`, `damaged`, `zero_bytes`; of start pages also those above. Errors: io_error, interrupted.
Status fetch_website(const FetchContext& context, size_t index, SourceListing& listing);

}  // namespace jangin::collect
