// The parts of the crawl that look at strings of others: URLs, robots.txt, links of pages, site maps, addresses; and the log of what was fetched.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>

#include "base/file.h"
#include "base/random.h"
#include "collect/archive_of.h"
#include "collect/fetch_log.h"
#include "collect/readers_for_tests.h"
#include "collect/sources/web/http_get.h"
#include "collect/sources/web/links.h"
#include "collect/sources/web/robots.h"
#include "collect/sources/web/url.h"

namespace jangin::collect::web {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string normal(std::string_view text) {
  auto url = parse_url(text);
  return url ? url->text() : "none";
}

TEST(UrlParser, OnePageHasOneName) {
  EXPECT_EQ(normal("HTTP://Example.ORG:80"), "http://example.org/");
  EXPECT_EQ(normal(" https://example.org:443/a/./b/../c/%7euser/%c3%a9?q=%2f#part\n"), "https://example.org/a/c/~user/%C3%A9?q=%2F");
  EXPECT_EQ(normal("https://example.org:0443/"), "https://example.org/");
  EXPECT_EQ(normal("http://example.org:8080?x"), "http://example.org:8080/?x");
  EXPECT_EQ(normal("http://example.org/a b/é\"?a=<b>"), "http://example.org/a%20b/%C3%A9%22?a=%3Cb%3E");
  EXPECT_EQ(normal("http://example.org\\a\\b"), "http://example.org/a/b");
  EXPECT_EQ(normal("http://example.org/../../a/.."), "http://example.org/");
  EXPECT_EQ(normal("http://example.org/%2e%2e/a%"), "http://example.org/a%25");
  EXPECT_EQ(normal("http://example.org/a//b/"), "http://example.org/a//b/");
  EXPECT_EQ(normal("http://example.org/?"), "http://example.org/");
  EXPECT_EQ(normal("http://한글.kr/한"), "http://xn--bj0bj06e.kr/%ED%95%9C");
  EXPECT_EQ(normal("http://[2001:DB8::1]:81/"), "http://[2001:db8::1]:81/");
}

TEST(UrlParser, WhatIsNoPageOfTheWebIsNone) {
  for (const char* text : {"", "/a", "ftp://x/", "mailto:a@b.c", "javascript:alert(1)", "http:", "http://", "http:///a", "http://user@x/",
                           "http://u:p@x/", "http://a b/", "http://x:99999999/", "http://x:8a/", "http://.x/", "http://a%2eb/", "http:x",
                           "data:text/html,x", "file:///etc/passwd", "http://[zz]/"}) {
    EXPECT_EQ(normal(text), "none") << text;
  }
  EXPECT_EQ(normal("http://x/" + std::string(kMaxUrlBytes, 'a')), "none");
}

/// RFC 3986, 5.4, as far as the scheme is ours and fragments are gone.
TEST(UrlParser, ReferencesResolveAsTheStandardSays) {
  const Url base = *parse_url("http://a/b/c/d;p?q");
  const std::vector<std::pair<std::string, std::string>> kExamples{{"g", "http://a/b/c/g"},
                                                                   {"./g", "http://a/b/c/g"},
                                                                   {"g/", "http://a/b/c/g/"},
                                                                   {"/g", "http://a/g"},
                                                                   {"//g", "http://g/"},
                                                                   {"?y", "http://a/b/c/d;p?y"},
                                                                   {"g?y", "http://a/b/c/g?y"},
                                                                   {"#s", "http://a/b/c/d;p?q"},
                                                                   {"g#s", "http://a/b/c/g"},
                                                                   {";x", "http://a/b/c/;x"},
                                                                   {"g;x?y#s", "http://a/b/c/g;x?y"},
                                                                   {"", "http://a/b/c/d;p?q"},
                                                                   {".", "http://a/b/c/"},
                                                                   {"./", "http://a/b/c/"},
                                                                   {"..", "http://a/b/"},
                                                                   {"../g", "http://a/b/g"},
                                                                   {"../..", "http://a/"},
                                                                   {"../../g", "http://a/g"},
                                                                   {"../../../../g", "http://a/g"},
                                                                   {"/./g", "http://a/g"},
                                                                   {"/../g", "http://a/g"},
                                                                   {"g.", "http://a/b/c/g."},
                                                                   {"..g", "http://a/b/c/..g"},
                                                                   {"./../g", "http://a/b/g"},
                                                                   {"./g/.", "http://a/b/c/g/"},
                                                                   {"g/./h", "http://a/b/c/g/h"},
                                                                   {"g;x=1/../y", "http://a/b/c/y"},
                                                                   {"g?y/../x", "http://a/b/c/g?y/../x"},
                                                                   {"a:b", "none"},
                                                                   {"1:b", "http://a/b/c/1:b"},
                                                                   {"https:g", "none"}};
  for (const auto& [reference, wanted] : kExamples) {
    auto url = resolve_url(base, reference);
    EXPECT_EQ(url ? url->text() : "none", wanted) << reference;
  }
}

TEST(UrlParser, TheNormalFormIsNormal) {
  Random random(3);
  const std::string_view kPieces[] = {"http", ":",  "//", "/", "a", "..", ".", "%",  "%41", "%2f", "?", "#",
                                      "é",    "\\", "@",  "[", "]", "8",  " ", "\t", "한",  ";",   "&"};
  for (int i = 0; i < 20'000; ++i) {
    std::string text = random.below(2) == 0 ? "http://h/" : "";
    for (uint64_t n = random.below(12); n > 0; --n) text += kPieces[random.below(std::size(kPieces))];
    const auto url = parse_url(text);
    if (!url) continue;
    ASSERT_EQ(normal(url->text()), url->text()) << text;
    ASSERT_EQ(resolve_url(*url, url->path_and_query().starts_with("//") ? url->text() : url->path_and_query())->text(), url->text()) << text;
  }
}

TEST(RobotsParser, GroupsAndTheLongestRule) {
  const std::string text =
      "\xef\xbb\xbfuser-agent: other\r\nDisallow: /\r\n\r\nUser-Agent: JANGIN/2.0 # us\nUser-agent: third\nDisallow: /a\nAllow: /a/b\nDisallow: "
      "/a/b/c$\n"
      "Crawl-delay: 2.5\nSitemap: http://x/map.xml\nDisallow:\n\nUser-agent: *\nDisallow: /star\n\nUser-agent: jangin\nDisallow: /z*.pdf$\n";
  const Robots robots = Robots::parse(text, "jangin");
  EXPECT_TRUE(robots.allows("/"));
  EXPECT_FALSE(robots.allows("/a"));
  EXPECT_FALSE(robots.allows("/ax"));
  EXPECT_TRUE(robots.allows("/a/b"));
  EXPECT_FALSE(robots.allows("/a/b/c"));
  EXPECT_TRUE(robots.allows("/a/b/cd"));
  EXPECT_TRUE(robots.allows("/star")) << "a group of our own counts instead of that of all";
  EXPECT_FALSE(robots.allows("/zoo/x.pdf")) << "several groups of ours are one";
  EXPECT_TRUE(robots.allows("/zoo/x.pdf?y"));
  EXPECT_EQ(robots.crawl_delay_seconds(), 2.5);
  EXPECT_THAT(robots.sitemaps(), ElementsAre("http://x/map.xml"));
  const Robots third = Robots::parse(text, "fourth");
  EXPECT_FALSE(third.allows("/star/x"));
  EXPECT_TRUE(third.allows("/a"));
}

TEST(RobotsParser, PatternsAsTheStandardSays) {
  EXPECT_TRUE(matches_rule("/fish*", "/fish.html"));
  EXPECT_TRUE(matches_rule("/*.php", "/index.php?x"));
  EXPECT_FALSE(matches_rule("/*.php$", "/index.php?x"));
  EXPECT_TRUE(matches_rule("/*.php$", "/a.php/b.php"));
  EXPECT_TRUE(matches_rule("/a*b*c$", "/abbbxcxc"));
  EXPECT_FALSE(matches_rule("/a", "/"));
  EXPECT_TRUE(matches_rule("$", ""));
  EXPECT_TRUE(matches_rule("*$", "/anything"));
  // Escapes mean what they stand for; of equals "allow" counts.
  const Robots robots = Robots::parse("User-agent: *\nDisallow: /%7ejoe/\nDisallow: /한\nDisallow: /same\nAllow: /same\n", "jangin");
  EXPECT_FALSE(robots.allows(parse_url("http://x/~joe/a")->path_and_query()));
  EXPECT_FALSE(robots.allows(parse_url("http://x/한글")->path_and_query()));
  EXPECT_TRUE(robots.allows("/same"));
  EXPECT_FALSE(Robots::all(false).allows("/"));
  EXPECT_TRUE(Robots::all(false).allows("/robots.txt"));
  EXPECT_TRUE(Robots::parse("<html>no rules</html>", "jangin").allows("/a"));
  EXPECT_TRUE(matches_rule(std::string(2000, '*') + "a", std::string(20'000, 'b') + "a")) << "in no more than pattern × path steps";
}

Links links(const std::string& bytes, const std::string& url = "http://a/b/", ReadOutcome (*read)(const ReadInput&) = read_page_links) {
  auto outcome = read(input_of(bytes, url));
  return outcome ? links_of(*outcome) : Links{};
}

TEST(WebLinksParser, LinksOfAPage) {
  const Links found = links(
      "<title>x</title><meta http-equiv=REFRESH content=\"0; URL='next.html'\"><a href=c>1</a><A HREF='/d?x=1&amp;y=2#z'>2</A><a "
      "href=\"c#again\">3</a>"
      "<a rel='me nofollow' href=n>4</a><area href=e><iframe src=f></iframe><img src=g.png><a name=x>5</a><a href=javascript:h()>6</a>"
      "<!-- <a href=comment> --><script>'<a href=script>'</script><a href='http://other/'>7</a>");
  EXPECT_THAT(found.urls, ElementsAre("http://a/b/next.html", "http://a/b/c", "http://a/d?x=1&y=2", "http://a/b/e", "http://a/b/f", "http://other/"));
  EXPECT_FALSE(found.noindex || found.nofollow);
  const Links korean = links("<meta charset=euc-kr><a href=\"/\xc7\xd1\">x</a>");
  EXPECT_THAT(korean.urls, ElementsAre("http://a/%ED%95%9C"));
  EXPECT_THAT(links("no page at all \0\xff <").urls, IsEmpty());
  std::string many;
  for (size_t i = 0; i < kMostLinks + 500; ++i) many += "<a href=" + std::to_string(i) + ">x</a>";
  EXPECT_EQ(links(many).urls.size(), kMostLinks);
}

TEST(WebLinksParser, Directives) {
  auto flags = [](std::string_view text) {
    Links links;
    take_directives(text, links);
    return std::string(links.noindex ? "i" : "") + (links.nofollow ? "f" : "");
  };
  EXPECT_EQ(flags("NoIndex , nofollow"), "if");
  EXPECT_EQ(flags("none"), "if");
  EXPECT_EQ(flags("index, follow, noarchive"), "");
  EXPECT_EQ(flags("otherbot: noindex, nofollow"), "");
  EXPECT_EQ(flags("otherbot: noindex\nnofollow"), "f");
  EXPECT_EQ(flags("jangin: noindex"), "i");
  EXPECT_EQ(flags("unavailable_after: 25 Jun 2010 15:00:00 PST, noindex"), "i");
}

TEST(WebLinksParser, SiteMaps) {
  const std::string map =
      "<urlset><url><loc>http://a/1</loc><lastmod>2020-01-01</lastmod></url><url><loc><![CDATA[http://a/2?x&y]]></loc></url><url/></urlset>";
  EXPECT_THAT(links(map, "http://a/m", read_sitemap_links).urls, ElementsAre("http://a/1", "http://a/2?x&y"));
  EXPECT_THAT(links(archive_of({{"x", map}}, "raw", "gzip"), "http://a/m.gz", read_sitemap_links).urls, ElementsAre("http://a/1", "http://a/2?x&y"));
  const Links index = links("<sitemapindex><sitemap><loc>http://a/m1</loc></sitemap></sitemapindex>", "http://a/m", read_sitemap_links);
  EXPECT_THAT(index.sitemaps, ElementsAre("http://a/m1"));
  EXPECT_THAT(index.urls, IsEmpty());
  EXPECT_THAT(links("http://a/x\r\nhttp://a/y\n\n", "http://a/m.txt", read_sitemap_links).urls, ElementsAre("http://a/x", "http://a/y"));
  EXPECT_THAT(links(archive_of({{"x", std::string(70'000'000, ' ')}}, "raw", "gzip"), "http://a/m.gz", read_sitemap_links).urls, IsEmpty());
}

/// The child may lie.
TEST(WebLinksParser, AnswersAreNotBelieved) {
  Reading reading;
  reading.text = "links\nfile:///etc/passwd\nhttp://a/../b\nsitemap http://a/m\nsitemap x\n\x01\n";
  const Links found = links_of(reading);
  EXPECT_THAT(found.urls, ElementsAre("http://a/b"));
  EXPECT_THAT(found.sitemaps, ElementsAre("http://a/m"));
  reading.text = "something else\nhttp://a/\n";
  EXPECT_THAT(links_of(reading).urls, IsEmpty());
}

bool is_private(const char* text) {
  sockaddr_storage storage{};
  auto* four = reinterpret_cast<sockaddr_in*>(&storage);
  auto* six = reinterpret_cast<sockaddr_in6*>(&storage);
  storage.ss_family = AF_INET;
  if (inet_pton(AF_INET, text, &four->sin_addr) != 1) {
    storage.ss_family = AF_INET6;
    EXPECT_EQ(inet_pton(AF_INET6, text, &six->sin6_addr), 1) << text;
  }
  return is_private_address(reinterpret_cast<const sockaddr&>(storage));
}

TEST(WebAddresses, PrivateOnesAreKnown) {
  for (const char* text : {"127.0.0.1",
                           "127.9.9.9",
                           "0.0.0.0",
                           "10.1.2.3",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.168.1.1",
                           "169.254.169.254",
                           "100.64.0.1",
                           "224.0.0.1",
                           "255.255.255.255",
                           "::1",
                           "::",
                           "fe80::1",
                           "fc00::1",
                           "fd12::1",
                           "ff02::1",
                           "::ffff:127.0.0.1",
                           "::ffff:10.0.0.1",
                           "::7f00:1",
                           "64:ff9b::a00:1",
                           "2002:7f00:1::",
                           "2001::1"}) {
    EXPECT_TRUE(is_private(text)) << text;
  }
  for (const char* text : {"1.1.1.1", "172.15.0.1", "172.32.0.1", "192.169.0.1", "100.128.0.1", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8",
                           "64:ff9b::808:808", "2002:808:808::"}) {
    EXPECT_FALSE(is_private(text)) << text;
  }
}

TEST(FetchLogParser, KeepsTheLastRecordAndSurvivesAnEnd) {
  TemporaryFolder folder;
  const auto path = folder.path / "log";
  auto record = [](const std::string& id, const std::string& etag, int64_t asked_at) {
    Fetched fetched;
    fetched.id = id, fetched.etag = etag, fetched.blob_id = std::string(64, 'a'), fetched.bytes = 7, fetched.asked_at = asked_at;
    fetched.metadata["title"] = "제목 " + etag;
    return fetched;
  };
  {
    auto log = FetchLog::open(path);
    ASSERT_TRUE(log && log->put(record("a", "1", 10)) && log->put(record("b", "2", 20)) && log->put(record("a", "3", 30)));
  }
  const std::string whole = bytes_of(path);
  for (size_t cut = 0; cut <= whole.size(); cut += 5) {
    ASSERT_TRUE(write_file(path, whole.substr(0, cut)));
    auto log = FetchLog::open(path);
    ASSERT_TRUE(log);
    const Fetched* a = log->find("a");
    EXPECT_EQ(a != nullptr, cut >= 8 + (whole.size() - 8) / 3) << cut;
    ASSERT_TRUE(log->put(record("c", "4", 40)));
    auto again = FetchLog::open(path);
    ASSERT_TRUE(again && again->find("c")) << cut;
    EXPECT_EQ(again->find("c")->metadata.at("title"), "제목 4");
  }
  std::string damaged = whole;
  damaged[8 + (whole.size() - 8) / 2] ^= 1;  // in the second record
  ASSERT_TRUE(write_file(path, damaged));
  auto rest = FetchLog::open(path);
  EXPECT_TRUE(rest && rest->find("a")->etag == "1" && !rest->find("b"));
  ASSERT_TRUE(write_file(path, whole));
  auto log = FetchLog::open(path);
  for (int i = 0; i < 300; ++i) ASSERT_TRUE(log->put(record("a", std::to_string(i), 100 + i)));
  ASSERT_TRUE(log->compact(50));
  ASSERT_TRUE(log->put(record("d", "5", 50)));
  auto small = FetchLog::open(path);
  EXPECT_EQ(small->all().size(), 2U);
  EXPECT_EQ(small->find("a")->etag, "299");
  EXPECT_LT(bytes_of(path).size(), 1000U);
}

}  // namespace
}  // namespace jangin::collect::web
