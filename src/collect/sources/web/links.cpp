// See links.h. The answer's text: a line "links", then a line a URL; of a site map that names others "sitemap " before each of those.
#include "collect/sources/web/links.h"

#include <set>

#include "base/strings.h"
#include "collect/readers/encoding.h"
#include "collect/readers/html/parse.h"
#include "collect/readers/xml.h"
#include "collect/sources/inflate.h"
#include "collect/sources/web/url.h"

namespace jangin::collect::web {
namespace {

constexpr std::string_view kHead = "links\n";
constexpr std::string_view kSiteMap = "sitemap ";
constexpr uint64_t kMostSiteMapBytes = 60'000'000;

std::string_view bytes_of(const ReadInput& input) { return {reinterpret_cast<const char*>(input.bytes.data()), input.bytes.size()}; }

class Answer {
 public:
  Answer(const Url& base, size_t most) : base_(base), most_(most) {}
  void set_base(std::string_view reference) {
    if (auto base = resolve_url(base_, reference)) base_ = std::move(*base);
  }
  void add(std::string_view reference, std::string_view mark = {}) {
    if (seen_.size() >= most_) return;
    auto url = resolve_url(base_, reference);
    if (!url) return;
    const std::string line = std::string(mark) + url->text();
    if (seen_.insert(line).second) text_ += line + '\n';
  }
  Reading reading(const Links& flags) {
    Reading reading;
    reading.text = std::string(kHead) + text_;
    if (flags.noindex) reading.metadata["noindex"] = "yes";
    if (flags.nofollow) reading.metadata["nofollow"] = "yes";
    return reading;
  }

 private:
  Url base_;
  size_t most_;
  std::set<std::string> seen_;
  std::string text_;
};

/// "5; url=next.html" → "next.html".
std::string_view refresh_target(std::string_view content) {
  const size_t at = to_lower_ascii(content).find("url=");
  if (at == std::string::npos) return {};
  std::string_view target = trim(content.substr(at + 4));
  if (!target.empty() && (target[0] == '\'' || target[0] == '"')) target = target.substr(1, target.find(target[0], 1) - 1);
  return target;
}

void take_meta(const Node& meta, Answer& answer, Links& flags) {
  const std::string name = to_lower_ascii(trim(meta.attribute("name")));
  if (name == "robots" || name == "jangin") take_directives(meta.attribute("content"), flags);
  if (to_lower_ascii(meta.attribute("http-equiv")) != "refresh") return;
  if (const std::string_view target = refresh_target(meta.attribute("content")); !target.empty()) answer.add(target);
}

bool has_word(std::string_view words, std::string_view word) {
  const std::string lower = to_lower_ascii(words);
  for (std::string_view each : split(lower, ' ')) {
    if (trim(each) == word) return true;
  }
  return false;
}

}  // namespace

void take_directives(std::string_view text, Links& links) {
  for (std::string_view line : split_lines(text)) {
    bool for_us = true;
    for (std::string_view part : split(line, ',')) {
      // "otherbot: noindex, nofollow": what follows a name is for that crawler, until the next name.
      if (const size_t colon = part.find(':'); colon != std::string_view::npos) {
        const std::string name = to_lower_ascii(trim(part.substr(0, colon)));
        if (name == "unavailable_after" || name.starts_with("max-")) continue;
        for_us = name == "jangin";
        part.remove_prefix(colon + 1);
      }
      const std::string word = to_lower_ascii(trim(part));
      if (!for_us) continue;
      if (word == "noindex" || word == "none") links.noindex = true;
      if (word == "nofollow" || word == "none") links.nofollow = true;
    }
  }
}

ReadOutcome read_page_links(const ReadInput& input) {
  auto base = parse_url(input.path);
  if (!base) return read_failure("no_text", "the page has no URL");
  const std::string_view bytes = bytes_of(input);
  Tree tree = html::parse(to_utf8(bytes, declared_in_markup(bytes)));
  Answer answer(*base, kMostLinks);
  Links flags;
  bool has_base = false;
  visit_elements(*tree.root(), [&](Node& node) {
    if (node.is("base") && node.has("href") && !has_base) has_base = true, answer.set_base(node.attribute("href"));
    return true;
  });
  visit_elements(*tree.root(), [&](Node& node) {
    if (node.is("meta")) take_meta(node, answer, flags);
    const bool is_link = node.is("a") || node.is("area"), is_frame = node.is("iframe") || node.is("frame");
    if (is_link && node.has("href") && !has_word(node.attribute("rel"), "nofollow")) answer.add(node.attribute("href"));
    if (is_frame && node.has("src")) answer.add(node.attribute("src"));
    return true;
  });
  return answer.reading(flags);
}

ReadOutcome read_sitemap_links(const ReadInput& input) {
  auto base = parse_url(input.path);
  if (!base) return read_failure("no_text", "the site map has no URL");
  std::string_view bytes = bytes_of(input);
  std::string unpacked;
  if (bytes.starts_with("\x1f\x8b")) {
    auto whole = inflated(bytes, kMostSiteMapBytes);
    if (!whole) return std::unexpected(std::move(whole.error()));
    unpacked = std::move(*whole);
    bytes = unpacked;
  }
  Answer answer(*base, kMostSiteMapUrls);
  if (bytes.substr(0, 1000).find('<') == std::string_view::npos) {
    for (std::string_view line : split_lines(bytes)) {
      if (!trim(line).empty()) answer.add(line);
    }
    return answer.reading({});
  }
  auto tree = parse_xml(bytes);
  if (!tree) return std::unexpected(std::move(tree.error()));
  visit_elements(*tree->root(), [&](Node& node) {
    const Node* loc = node.is("url") || node.is("sitemap") ? node.child("loc") : nullptr;
    if (loc) answer.add(text_below(*loc), node.is("sitemap") ? kSiteMap : std::string_view());
    return true;
  });
  return answer.reading({});
}

Links links_of(const Reading& reading) {
  Links links;
  links.noindex = reading.metadata.contains("noindex");
  links.nofollow = reading.metadata.contains("nofollow");
  if (!reading.text.starts_with(kHead)) return links;
  for (std::string_view line : split_lines(std::string_view(reading.text).substr(kHead.size()))) {
    const bool is_map = line.starts_with(kSiteMap);
    if (is_map) line.remove_prefix(kSiteMap.size());
    auto url = parse_url(line);  // the child is not believed
    if (!url || links.urls.size() + links.sitemaps.size() >= kMostSiteMapUrls) continue;
    (is_map ? links.sitemaps : links.urls).push_back(url->text());
  }
  return links;
}

}  // namespace jangin::collect::web
