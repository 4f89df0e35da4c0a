// See words.h.
#include "collect/readers/html/words.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/strings.h"
#include "text/unicode.h"

namespace jangin::collect::html {
namespace {

/// "siteFooter related_articles" → site footer related articles.
std::vector<std::string> words_of(std::string_view names) {
  std::vector<std::string> out;
  std::string word;
  bool lower = false;
  auto end = [&] {
    if (!word.empty()) out.push_back(to_lower_ascii(word));
    word.clear();
  };
  for (char c : names) {
    bool upper = c >= 'A' && c <= 'Z', letter = upper || (c >= 'a' && c <= 'z') || (c & 0x80);
    if (!letter || (upper && lower)) end();
    if (letter) word += c;
    lower = letter && !upper;
  }
  end();
  return out;
}

template <size_t N>
bool one_of(std::string_view word, const std::array<std::string_view, N>& sorted) {
  return std::binary_search(sorted.begin(), sorted.end(), word);
}

/// A part with one of these words in its name is not text.
bool is_boilerplate_word(std::string_view word) {
  static constexpr std::array<std::string_view, 94> kSorted{"ad",
                                                            "adbox",
                                                            "addthis",
                                                            "addtoany",
                                                            "ads",
                                                            "adsense",
                                                            "advert",
                                                            "advertisement",
                                                            "advertisements",
                                                            "advertising",
                                                            "advertorial",
                                                            "adverts",
                                                            "adwrapper",
                                                            "breadcrumb",
                                                            "breadcrumbs",
                                                            "byline",
                                                            "bylines",
                                                            "caption",
                                                            "captions",
                                                            "comment",
                                                            "commentlist",
                                                            "comments",
                                                            "consent",
                                                            "cookie",
                                                            "cookies",
                                                            "copyright",
                                                            "credit",
                                                            "credits",
                                                            "dek",
                                                            "dfp",
                                                            "disclaimer",
                                                            "disqus",
                                                            "excerpt",
                                                            "facebook",
                                                            "fb",
                                                            "feedback",
                                                            "flyout",
                                                            "footer",
                                                            "footnav",
                                                            "gdpr",
                                                            "login",
                                                            "masthead",
                                                            "menu",
                                                            "meta",
                                                            "metadata",
                                                            "modal",
                                                            "mostpopular",
                                                            "nav",
                                                            "navbar",
                                                            "navigation",
                                                            "navigational",
                                                            "newsletter",
                                                            "newsletters",
                                                            "outbrain",
                                                            "overlay",
                                                            "pager",
                                                            "pagination",
                                                            "pinterest",
                                                            "popular",
                                                            "popup",
                                                            "postmeta",
                                                            "promo",
                                                            "promos",
                                                            "promotion",
                                                            "recirc",
                                                            "recirculation",
                                                            "recommend",
                                                            "recommendation",
                                                            "recommendations",
                                                            "recommended",
                                                            "related",
                                                            "relatedposts",
                                                            "respond",
                                                            "rss",
                                                            "share",
                                                            "sharedaddy",
                                                            "sharing",
                                                            "shoutbox",
                                                            "sidebar",
                                                            "signup",
                                                            "sociable",
                                                            "social",
                                                            "sponsor",
                                                            "sponsored",
                                                            "standfirst",
                                                            "subscribe",
                                                            "subscription",
                                                            "taboola",
                                                            "tags",
                                                            "teaser",
                                                            "teasers",
                                                            "toolbar",
                                                            "trending",
                                                            "twitter"};
  for (std::string_view ending : {"caption", "sidebar", "newsletter", "breadcrumbs"}) {
    if (word.ends_with(ending)) return true;
  }
  return one_of(word, kSorted);
}

/// Pairs that say so together.
bool is_boilerplate_pair(std::string_view a, std::string_view b) {
  static constexpr std::array<std::array<std::string_view, 2>, 26> kPairs{
      {{"author", "bio"},    {"author", "box"},      {"author", "info"},  {"about", "author"}, {"read", "more"},   {"read", "next"},
       {"more", "stories"},  {"more", "news"},       {"more", "from"},    {"see", "also"},     {"also", "read"},   {"you", "may"},
       {"up", "next"},       {"most", "read"},       {"most", "popular"}, {"latest", "news"},  {"skip", "link"},   {"sr", "only"},
       {"screen", "reader"}, {"visually", "hidden"}, {"back", "top"},     {"sign", "up"},      {"call", "action"}, {"tag", "list"},
       {"tag", "cloud"},     {"photo", "credit"}}};
  return std::any_of(kPairs.begin(), kPairs.end(), [&](const auto& pair) { return pair[0] == a && pair[1] == b; });
}

bool is_text_pair(std::string_view a, std::string_view b) {
  bool what =
      a == "article" || a == "story" || a == "entry" || a == "post" || a == "blog" || a == "news" || a == "page" || a == "main" || a == "content";
  bool part = b == "body" || b == "content" || b == "text" || b == "article" || b == "main" || b == "copy";
  return (what && part && a != b) || (a == "rich" && b == "text");
}

bool is_boilerplate_element(const Node& node) {
  static constexpr std::array<std::string_view, 5> kElements{"aside", "footer", "nav", "menu", "dialog"};
  static constexpr std::array<std::string_view, 12> kRoles{"alert", "alertdialog", "banner",     "complementary", "contentinfo", "dialog",
                                                           "menu",  "menubar",     "navigation", "search",        "toolbar",     "tooltip"};
  std::string role = to_lower_ascii(node.attribute("role"));
  return std::find(kElements.begin(), kElements.end(), node.name) != kElements.end() || one_of(role, kRoles);
}

}  // namespace

PartKind part_kind(const Node& node) {
  std::string_view property = node.attribute("itemprop");
  if (property == "articleBody" || property == "text") return PartKind::text;
  if (node.is("blockquote")) return PartKind::unknown;  // "twitter-tweet": what is quoted is text
  if (is_boilerplate_element(node)) return PartKind::boilerplate;
  bool text = node.is("article") || node.is("main") || node.attribute("role") == "main";
  for (std::string_view names : {node.attribute("class"), node.attribute("id")}) {
    for (std::string_view name : split(names, ' ')) {
      std::vector<std::string> words = words_of(name);
      for (size_t i = 0; i < words.size(); ++i) {
        bool denied = i > 0 && (words[i - 1] == "no" || words[i - 1] == "has" || words[i - 1] == "with" || words[i - 1] == "without");
        if (denied) continue;
        if (is_boilerplate_word(words[i])) return PartKind::boilerplate;
        if (i + 1 < words.size() && is_boilerplate_pair(words[i], words[i + 1])) return PartKind::boilerplate;
        if (i + 1 < words.size() && is_text_pair(words[i], words[i + 1])) text = true;
      }
    }
  }
  return text ? PartKind::text : PartKind::unknown;
}

bool is_notice(std::string_view line) {
  static constexpr std::array<std::string_view, 44> kBeginnings{"advertisement",
                                                                "read more",
                                                                "read also",
                                                                "also read",
                                                                "see also:",
                                                                "related:",
                                                                "related story",
                                                                "related stories",
                                                                "related articles",
                                                                "more:",
                                                                "more from",
                                                                "follow us",
                                                                "follow ",
                                                                "like us on",
                                                                "share this",
                                                                "share on",
                                                                "sign up",
                                                                "subscribe",
                                                                "click here",
                                                                "watch:",
                                                                "watch now",
                                                                "watch more",
                                                                "photo:",
                                                                "photos:",
                                                                "image:",
                                                                "image credit",
                                                                "photo credit",
                                                                "getty images",
                                                                "copyright",
                                                                "©",
                                                                "all rights reserved",
                                                                "recommended",
                                                                "trending",
                                                                "most popular",
                                                                "story continues",
                                                                "continue reading",
                                                                "skip to",
                                                                "listen:",
                                                                "관련기사",
                                                                "관련 기사",
                                                                "저작권자",
                                                                "무단전재",
                                                                "기사제보",
                                                                "좋아요"};
  std::string lower = text::casefold(line);
  return std::any_of(kBeginnings.begin(), kBeginnings.end(), [&](std::string_view beginning) { return lower.starts_with(beginning); });
}

}  // namespace jangin::collect::html
