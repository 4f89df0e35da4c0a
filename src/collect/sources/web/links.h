// Where a page or a site map leads: readers for the crawl (sources/website.h), which run in the sandboxed child like all that looks at what was
// fetched. No file is read by them for its text: they have no extension.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collect/reader.h"

namespace jangin::collect::web {

inline constexpr std::string_view kPageLinks = "web_links";
inline constexpr std::string_view kSiteMapLinks = "web_sitemap";
inline constexpr uint32_t kLinksVersion = 1;
inline constexpr size_t kMostLinks = 5000;          // of one page
inline constexpr size_t kMostSiteMapUrls = 50'000;  // of one site map (sitemaps.org)

struct Links {
  bool noindex = false, nofollow = false;  // what the page's <meta name="robots"> (or "jangin") asks
  std::vector<std::string> urls;           // absolute, in the normal form, each once, in the page's order
  std::vector<std::string> sitemaps;       // of a site map that names others
};

/// `input.path`: the page's URL. Links of <a>, <area>, <frame>, <iframe> and of a refresh, with <base> taken into account; those with
/// rel="nofollow" and those that are no http(s) are left out.
ReadOutcome read_page_links(const ReadInput& input);
/// XML (urlset, sitemapindex) or one URL a line, gzip or not.
ReadOutcome read_sitemap_links(const ReadInput& input);
/// Back from what either of them answered.
Links links_of(const Reading& reading);

/// "noindex, nofollow", "none", also of X-Robots-Tag ("otherbot: noindex" is for others) → the flags, which are never taken back.
void take_directives(std::string_view text, Links& links);

}  // namespace jangin::collect::web
