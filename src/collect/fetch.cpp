// See fetch.h.
#include "collect/fetch.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/file.h"
#include "base/log.h"
#include "collect/sources/postgresql.h"
#include "collect/sources/website.h"

namespace jangin::collect {

bool is_fetched(const SourceConfig& source) { return source.kind == "website" || source.kind == "postgresql"; }

bool is_fetched_id(std::string_view source_id) {
  return source_id.starts_with("http://") || source_id.starts_with("https://") || source_id.starts_with("postgresql:");
}

Status fetch_sources(const FetchContext& context, SourceListing& listing) {
  const std::vector<SourceConfig>& sources = context.config.sources;
  if (std::ranges::none_of(sources, is_fetched)) return {};
  JANGIN_TRY(make_folders(context.originals()));
  for (size_t i = 0; i < sources.size(); ++i) {
    if (sources[i].kind == "website") JANGIN_TRY(fetch_website(context, i, listing));
    if (sources[i].kind == "postgresql") JANGIN_TRY(fetch_postgresql(context, i, listing));
  }
  for (const std::string& note : listing.notes) log_warning("collect: {}", note);
  if (listing.items.empty())
    return fail(ErrorCode::not_found, "there are no documents", "collect.sources", "see what the web site or the query holds");
  // Of a page that two sources hold the first counts.
  std::stable_sort(listing.items.begin(), listing.items.end(),
                   [](const SourceItem& a, const SourceItem& b) { return std::tie(a.source_id, a.config) < std::tie(b.source_id, b.config); });
  std::set<std::string> ids;
  std::erase_if(listing.items, [&](const SourceItem& item) { return !ids.insert(item.source_id).second; });
  return {};
}

}  // namespace jangin::collect
