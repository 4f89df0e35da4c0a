// See robots.h.
#include "collect/sources/web/robots.h"

#include <algorithm>
#include <charconv>

#include "base/strings.h"
#include "collect/sources/web/url.h"

namespace jangin::collect::web {
namespace {

constexpr size_t kMostSitemaps = 100;

struct Line {
  std::string key;
  std::string_view value;
};

Line line_of(std::string_view text) {
  text = text.substr(0, text.find('#'));
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return {};
  return {to_lower_ascii(trim(text.substr(0, colon))), trim(text.substr(colon + 1))};
}

/// "Jangin/1.0" → "jangin"; "*" stays.
std::string product_of(std::string_view agent) {
  if (agent.starts_with('*')) return "*";
  size_t end = 0;
  auto is_part = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-'; };
  while (end < agent.size() && is_part(agent[end])) ++end;
  return to_lower_ascii(agent.substr(0, end));
}

}  // namespace

bool matches_rule(std::string_view pattern, std::string_view path) {
  const bool to_the_end = pattern.ends_with('$');
  if (to_the_end) pattern.remove_suffix(1);
  size_t at = 0, star = std::string_view::npos, resume = 0;
  for (size_t p = 0;;) {
    if (at == pattern.size() && (!to_the_end || p == path.size())) return true;
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      resume = p;
    } else if (at < pattern.size() && p < path.size() && pattern[at] == path[p]) {
      ++at, ++p;
    } else if (star != std::string_view::npos && resume < path.size()) {
      at = star + 1;
      p = ++resume;
    } else {
      return false;
    }
  }
}

Robots Robots::all(bool allowed) {
  Robots robots;
  if (!allowed) robots.rules_.push_back({"/", false});
  return robots;
}

Robots Robots::parse(std::string_view text, std::string_view product) {
  const std::string own = to_lower_ascii(product);
  Robots named, general;
  bool for_us = false, for_all = false, in_agents = false, is_named = false;
  text = text.substr(0, kMaxRobotsBytes);
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::vector<std::string> sitemaps;
  const std::string with_one_line_end = replace_all(std::string(text), "\r", "\n");
  for (std::string_view raw : split(with_one_line_end, '\n')) {
    const Line line = line_of(raw);
    if (line.key == "user-agent") {
      if (!in_agents) for_us = for_all = false;
      in_agents = true;
      const std::string agent = product_of(line.value);
      for_us = for_us || agent == own;
      for_all = for_all || agent == "*";
      is_named = is_named || agent == own;
    } else if (line.key == "sitemap") {
      if (sitemaps.size() < kMostSitemaps && !line.value.empty()) sitemaps.emplace_back(line.value);
    } else if (line.key == "allow" || line.key == "disallow" || line.key == "crawl-delay") {
      in_agents = false;
      for (auto [robots, wanted] : {std::pair(&named, for_us), std::pair(&general, for_all)}) {
        if (!wanted || line.value.empty()) continue;
        if (line.key != "crawl-delay") {
          robots->rules_.push_back({normal_escapes(line.value), line.key == "allow"});
          continue;
        }
        double seconds = 0;
        const auto [end, error] = std::from_chars(line.value.data(), line.value.data() + line.value.size(), seconds);
        if (error == std::errc() && seconds > 0) robots->crawl_delay_ = std::min(std::max(robots->crawl_delay_, seconds), kMostCrawlDelay);
      }
    }
  }
  Robots out = std::move(is_named ? named : general);
  out.sitemaps_ = std::move(sitemaps);
  return out;
}

bool Robots::allows(std::string_view path) const {
  if (path == "/robots.txt") return true;
  size_t longest = 0;
  bool allowed = true;
  for (const Rule& rule : rules_) {
    if (rule.pattern.size() < longest || (rule.pattern.size() == longest && (allowed || !rule.allow))) continue;
    if (!matches_rule(rule.pattern, path)) continue;
    longest = rule.pattern.size();
    allowed = rule.allow;
  }
  return allowed;
}

}  // namespace jangin::collect::web
