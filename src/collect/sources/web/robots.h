// robots.txt (RFC 9309): what a site asks of crawlers. Our own parser, bounded in bytes; it opens nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jangin::collect::web {

inline constexpr size_t kMaxRobotsBytes = 512'000;  // what follows is not looked at (RFC 9309, 2.5: at least 500 KiB)
inline constexpr double kMostCrawlDelay = 600;      // seconds; more is taken for a mistake

class Robots {
 public:
  /// The groups of `product` together, else those of "*", else nothing is forbidden.
  static Robots parse(std::string_view text, std::string_view product);
  /// One that says the same of every path.
  static Robots all(bool allowed);

  /// The longest matching rule decides, "allow" between equals (2.2.2). `path` is Url::path_and_query().
  bool allows(std::string_view path) const;
  /// Seconds between requests; 0: it asks for none. Not in the RFC, but what many sites write.
  double crawl_delay_seconds() const { return crawl_delay_; }
  /// As written, at most 100.
  const std::vector<std::string>& sitemaps() const { return sitemaps_; }

 private:
  struct Rule {
    std::string pattern;  // escapes in the normal form
    bool allow = false;
  };
  std::vector<Rule> rules_;
  std::vector<std::string> sitemaps_;
  double crawl_delay_ = 0;
};

/// "*" stands for any characters, "$" at the end for the path's end; otherwise what follows the pattern is free. Linear in pattern × path.
bool matches_rule(std::string_view pattern, std::string_view path);

}  // namespace jangin::collect::web
