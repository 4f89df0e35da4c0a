// A web site as a source, against a server of the test's own: what is fetched, what is not, what is fetched again, and what a run leaves.
#include <gmock/gmock.h>

#include "base/clock.h"
#include "base/interrupt.h"
#include "collect/archive_of.h"
#include "collect/members_for_tests.h"
#include "collect/web_server.h"
#include "record/catalog.h"

namespace jangin::collect {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

/// A page that says one thing and leads to others.
std::string html(const std::string& what, const std::vector<std::string>& links = {}, const std::string& head = {}) {
  std::string out = "<!DOCTYPE html><html><head><title>" + what + "</title>" + head + "</head><body><h1>" + what +
                    "</h1><p>This page tells at some length what there is to know of " + what +
                    ", for a page of three words would be taken for a page without text.</p>";
  for (const std::string& link : links) out += "<p><a href=\"" + link + "\">more of it</a></p>";
  return out + "</body></html>";
}

class WebsiteTest : public SourcesTest {
 protected:
  void SetUp() override {
    SourcesTest::SetUp();
    SourceConfig& source = request_.config.sources[0];
    source.path.clear();
    source.kind = "website";
    source.website.start = {server_.url("/")};
    source.website.rate_seconds = 0;
    source.website.refresh_seconds = 0;
    source.website.timeout_seconds = 5;
  }
  void TearDown() override { set_interrupted(false); }
  WebsiteConfig& site() { return request_.config.sources[0].website; }
  void put(const std::string& path, const std::vector<std::string>& links = {}, const std::string& head = {}) {
    server_.put(path, {html(path, links, head)});
  }
  std::string url(const std::string& path) const { return server_.url(path); }
  std::vector<std::string> pages() {
    std::vector<std::string> out;
    for (const auto& [id, document] : documents()) out.push_back(id.substr(server_.url("").size()));
    return out;
  }

  WebServer server_;
};

TEST_F(WebsiteTest, PagesAlongLinksAreDocuments) {
  server_.put("/", {html("start", {"a/one.html#part", "A/../a/./one.html", "/manual", "logo.png", "/feed", "http://other.invalid/x", "mailto:x@y.zz",
                                   "ftp://x/"})});
  put("/a/one.html", {"../", "two.html?b=1&a=2"});
  put("/a/two.html?b=1&a=2");
  server_.put("/manual", {bytes_of(fixture("manual.pdf")), "application/pdf"});
  server_.put("/feed", {"<rss/>", "application/rss+xml"});
  const CollectReport report = collected();
  EXPECT_EQ(report.found, 4U);
  EXPECT_EQ(report.failed, 0U);
  EXPECT_THAT(pages(), ElementsAre("/", "/a/one.html", "/a/two.html?b=1&a=2", "/manual"));
  EXPECT_THAT(report.passed_over, UnorderedElementsAre(Pair("content_type", 2), Pair("other_host", 1)));
  const record::Document page = documents()[url("/a/one.html")];
  EXPECT_EQ(page.reader, "html");
  EXPECT_THAT(page.text, HasSubstr("what there is to know of /a/one.html"));
  EXPECT_EQ(page.metadata.at("uri"), url("/a/one.html"));
  EXPECT_EQ(documents()[url("/manual")].reader, "pdf");
  EXPECT_THAT(report.notes, IsEmpty());
}

TEST_F(WebsiteTest, AsksAsJanginAndForEachPageOnce) {
  site().contact = "mailto:librarian@example.org";
  put("/", {"/a", "/a#x", "/b"});
  put("/a", {"/", "/b", "/a"});
  put("/b", {"/a"});
  collected();
  const auto asked = server_.asked();
  ASSERT_EQ(asked.size(), 4U);
  EXPECT_EQ(asked[0].path, "/robots.txt");
  for (const auto& each : asked) EXPECT_EQ(each.agent, "jangin (+mailto:librarian@example.org)");
}

TEST_F(WebsiteTest, RobotsAreObeyed) {
  server_.put("/robots.txt",
              {"User-agent: *\nDisallow: /\n\nUser-agent: Jangin\nDisallow: /private\nAllow: /private/open\nDisallow: /*.pdf$\n", "text/plain"});
  put("/", {"/private/a", "/private/open/b", "/x.pdf", "/x.pdf?y", "/c"});
  for (const char* path : {"/private/a", "/private/open/b", "/x.pdf?y", "/c"}) put(path);
  const CollectReport report = collected();
  EXPECT_THAT(pages(), ElementsAre("/", "/c", "/private/open/b", "/x.pdf?y"));
  EXPECT_THAT(report.passed_over, ElementsAre(Pair("robots", 2)));
  EXPECT_THAT(server_.asked_paths(), Not(Contains("/private/a")));
}

TEST_F(WebsiteTest, RobotsThatCannotBeHadForbidAll) {
  add("beside.md", "# A file\n\nwhich is read whatever happens to the web site.\n");
  request_.config.sources.emplace_back().path = "docs";
  server_.put("/robots.txt", {"busy", "text/plain", 503});
  put("/");
  const CollectReport report = collected();
  EXPECT_THAT(reasons(report), ElementsAre(Pair(url("/"), "server_error")));
  EXPECT_EQ(report.read, 1U);
  for (const std::string& path : server_.asked_paths()) EXPECT_EQ(path, "/robots.txt");
  server_.put("/robots.txt", {"", "text/plain", 403});
  EXPECT_THAT(collected().failures, IsEmpty()) << "one that is not there allows all";
}

TEST_F(WebsiteTest, DepthAndNumberOfPagesAreBounded) {
  for (int i = 0; i < 5; ++i) put(i == 0 ? "/" : "/" + std::to_string(i), {"/" + std::to_string(i + 1)});
  site().depth = 2;
  CollectReport report = collected();
  EXPECT_THAT(pages(), ElementsAre("/", "/1", "/2"));
  EXPECT_THAT(report.passed_over, ElementsAre(Pair("depth", 1)));
  site().depth = 9;
  site().max_pages = 4;
  report = collected();
  EXPECT_THAT(pages(), ElementsAre("/", "/1", "/2", "/3"));
  EXPECT_THAT(report.passed_over, ElementsAre(Pair("page_limit", 1)));
}

TEST_F(WebsiteTest, IncludeAndExcludeHoldForUrls) {
  put("/", {"/guide/a", "/guide/old/b", "/news/c"});
  for (const char* path : {"/guide/a", "/guide/old/b", "/news/c"}) put(path);
  request_.config.sources[0].include = {url("/guide/**")};
  request_.config.sources[0].exclude = {"**/old/*"};
  const CollectReport report = collected();
  EXPECT_THAT(pages(), ElementsAre("/guide/a")) << "the start page leads on and is no document";
  EXPECT_THAT(report.passed_over, ElementsAre(Pair("excluded", 3)));
  EXPECT_THAT(server_.asked_paths(), ElementsAre("/robots.txt", "/", "/guide/a"));
}

TEST_F(WebsiteTest, HostsAreAskedWithTimeBetween) {
  put("/", {"/a", "/b"});
  put("/a");
  put("/b");
  site().rate_seconds = 0.2;
  auto least = [](const std::vector<WebServer::Asked>& asked) {
    double seconds = 100;
    for (size_t i = 1; i < asked.size(); ++i) seconds = std::min(seconds, std::chrono::duration<double>(asked[i].time - asked[i - 1].time).count());
    return seconds;
  };
  collected();
  EXPECT_GE(least(server_.asked()), 0.19);
  server_.put("/robots.txt", {"User-agent: *\nCrawl-delay: 0.4\n", "text/plain"});
  collected();
  auto asked = server_.asked();
  asked.erase(asked.begin());  // the delay is known behind robots.txt
  EXPECT_GE(least(asked), 0.39);
}

TEST_F(WebsiteTest, UnchangedPagesCostNoBodyAndChangedOnesAreReadAlone) {
  put("/", {"/a", "/b", "/gone"});
  put("/a");
  put("/b");
  put("/gone");
  EXPECT_EQ(collected().read, 4U);
  server_.asked();
  CollectReport report = collected();
  EXPECT_TRUE(report.current);
  for (const auto& asked : server_.asked()) {
    EXPECT_TRUE(asked.path == "/robots.txt" || (asked.is_conditional && asked.status == 304)) << asked.path << ' ' << asked.status;
  }
  auto catalog = record::Catalog::open(work_.path / "catalog.sqlite");
  ASSERT_TRUE(catalog && catalog->put_sources(report.sources));
  put("/", {"/a", "/b", "/gone"}, "<meta name=\"author\" content=\"somebody else\">");
  server_.put("/b", {html("the new words of b")});
  server_.remove("/gone");
  server_.asked();
  report = collected();
  EXPECT_EQ(report.read, 2U);
  EXPECT_EQ(report.from_cache, 1U);
  EXPECT_THAT(report.passed_over, ElementsAre(Pair("http_status", 1)));
  EXPECT_THAT(documents()[url("/b")].text, HasSubstr("the new words of b"));
  ASSERT_TRUE(catalog->put_sources(report.sources));
  std::map<std::string, record::SourceState> states;
  const auto rows = catalog->sources();
  ASSERT_TRUE(rows);
  for (const auto& row : *rows) states[row.source_id.substr(server_.url("").size())] = row.state;
  EXPECT_EQ(states["/gone"], record::SourceState::vanished);
  EXPECT_EQ(states["/a"], record::SourceState::present);
}

TEST_F(WebsiteTest, WhatIsFreshIsNotAskedForAgain) {
  put("/", {"/a", "/none"});
  put("/a");
  site().refresh_seconds = 3600;
  collected();
  EXPECT_EQ(server_.asked().size(), 4U);
  EXPECT_TRUE(collected().current);
  EXPECT_THAT(server_.asked(), IsEmpty());
}

TEST_F(WebsiteTest, RedirectsAreFollowedWithinTheSite) {
  put("/", {"/moved", "/loop", "/away", "/far0", "/hidden"});
  server_.put("/robots.txt", {"User-agent: *\nDisallow: /secret\n", "text/plain"});
  auto redirect = [&](const std::string& from, const std::string& to) { server_.put(from, {"", "text/html", 302, {{"Location", to}}}); };
  redirect("/moved", "there/page.html");
  put("/there/page.html");
  redirect("/loop", "/loop2");
  redirect("/loop2", "/loop");
  redirect("/away", "http://other.invalid/");
  redirect("/hidden", "/secret/a");
  put("/secret/a");
  for (int i = 0; i < 8; ++i) redirect("/far" + std::to_string(i), "/far" + std::to_string(i + 1));
  put("/far8");
  const CollectReport report = collected();
  EXPECT_THAT(pages(), ElementsAre("/", "/there/page.html"));
  EXPECT_THAT(report.passed_over, UnorderedElementsAre(Pair("other_host", 1), Pair("redirects", 1), Pair("robots", 1)));
  EXPECT_THAT(server_.asked_paths(), Not(Contains("/secret/a")));
  redirect("/", "http://other.invalid/");
  EXPECT_THAT(collect(request_).error().text(), HasSubstr("name its host"));
}

TEST_F(WebsiteTest, BodiesAreBoundedInBytesAndTime) {
  put("/", {"/huge", "/bomb", "/slow", "/empty", "/broken", "/good"});
  put("/good");
  server_.put("/huge", {html("huge") + std::string(1'500'000, 'x')});
  server_.put("/bomb", {archive_of({{"x", std::string(60'000'000, ' ')}}, "raw", "gzip"), "text/html", 200, {{"Content-Encoding", "gzip"}}});
  server_.put("/slow", {html("slow"), "text/html", 200, {}, 1.5});
  server_.put("/empty", {"", "text/html"});
  server_.put("/broken", {"these bytes are no gzip", "text/html", 200, {{"Content-Encoding", "gzip"}}});
  site().timeout_seconds = 0.4;
  request_.config.max_file_mb = 1;
  EXPECT_THAT(reasons(collected()),
              UnorderedElementsAre(Pair(url("/huge"), "too_large"), Pair(url("/bomb"), "too_large"), Pair(url("/slow"), "timeout"),
                                   Pair(url("/empty"), "zero_bytes"), Pair(url("/broken"), "damaged")));
  EXPECT_THAT(pages(), ElementsAre("/", "/good"));
  request_.config.max_file_mb = 100;
  server_.remove("/slow");
  EXPECT_EQ(reasons(collected())[url("/bomb")], "archive_bomb");
  EXPECT_LT(stored_bytes(), 10'000'000U);
}

TEST_F(WebsiteTest, PackedPagesAreUnpacked) {
  server_.put("/", {archive_of({{"x", html("packed")}}, "raw", "gzip"), "text/html", 200, {{"Content-Encoding", "gzip"}}});
  collected();
  EXPECT_THAT(documents()[url("/")].text, HasSubstr("know of packed"));
}

TEST_F(WebsiteTest, PrivateAddressesAreReachedOnlyFromAStartPage) {
  WebServer inside;
  inside.put("/", {html("inside")});
  const std::string there = "http://localhost:" + std::to_string(inside.port()) + "/";
  site().hosts = {"localhost:" + std::to_string(inside.port())};
  put("/", {there, "/redirect"});
  server_.put("/redirect", {"", "text/html", 301, {{"Location", there + "secret"}}});
  const CollectReport report = collected();
  EXPECT_THAT(report.passed_over, ElementsAre(Pair("private_address", 2)));
  EXPECT_THAT(inside.asked(), IsEmpty());
  site().start.push_back(there);
  EXPECT_EQ(collected().found, 2U);
}

TEST_F(WebsiteTest, PagesThatDoNotWishToBeReadAreNot) {
  put("/", {"/noindex", "/nofollow", "/none", "/tag", "/other", "/base/"});
  server_.put("/noindex", {html("x", {"/from-noindex"}, "<META NAME=Robots CONTENT='NoIndex'>")});
  server_.put("/nofollow", {html("y", {"/never"}, "<meta name=\"jangin\" content=\"nofollow\">")});
  server_.put("/none", {html("z", {"/never"}, "<meta name=\"robots\" content=\"none\">")});
  server_.put("/tag", {html("t", {"/never"}), "text/html", 200, {{"X-Robots-Tag", "noindex, nofollow"}}});
  server_.put("/other", {html("o"), "text/html", 200, {{"X-Robots-Tag", "otherbot: noindex"}}});
  server_.put("/base/", {"<base href=\"/from/base/\"><p>" + html("b", {"page"}) + "<a href=/never rel=\"external NoFollow\">x</a>"});
  put("/from-noindex");
  put("/from/base/page");
  put("/never");
  const CollectReport report = collected();
  EXPECT_THAT(pages(), ElementsAre("/", "/base/", "/from-noindex", "/from/base/page", "/nofollow", "/other"));
  EXPECT_EQ(report.passed_over.at("noindex"), 3U);
}

TEST_F(WebsiteTest, SiteMapsOfRobotsLeadToPages) {
  server_.put("/robots.txt", {"Sitemap: " + url("/maps.xml") + "\nSitemap: http://other.invalid/map.xml\n", "text/plain"});
  server_.put("/maps.xml", {"<sitemapindex><sitemap><loc>" + url("/map.xml.gz") + "</loc></sitemap><sitemap><loc>" + url("/list.txt") +
                                "</loc></sitemap></sitemapindex>",
                            "text/xml"});
  const std::string map = "<?xml version=\"1.0\"?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><url><loc> " +
                          url("/lonely?a=1&amp;b=2") + " </loc></url></urlset>";
  server_.put("/map.xml.gz", {archive_of({{"x", map}}, "raw", "gzip"), "application/gzip"});
  server_.put("/list.txt", {url("/listed") + "\r\n" + url("/listed2") + "\n", "text/plain"});
  put("/");
  put("/lonely?a=1&b=2");
  put("/listed");
  put("/listed2");
  collected();
  EXPECT_THAT(pages(), ElementsAre("/", "/listed", "/listed2", "/lonely?a=1&b=2"));
  site().sitemaps = false;
  collected();
  EXPECT_THAT(pages(), ElementsAre("/"));
}

TEST_F(WebsiteTest, BusyServersAreAskedAgainAndDeadOnesLeftAlone) {
  put("/", {"/busy", "/closed", "/after"});
  put("/after");
  server_.put("/busy", {"", "text/html", 503, {{"Retry-After", "1"}}});
  int busy = 0;
  server_.on_request([&](const std::string& path) {
    if (path == "/busy" && ++busy == 2) put("/busy");
  });
  server_.put("/closed", {"", "text/html", 429, {{"Retry-After", "7200"}}});
  const Stopwatch watch;
  const CollectReport report = collected();
  EXPECT_GE(watch.seconds(), 1.9) << "two pauses of a second";
  EXPECT_EQ(busy, 3);
  EXPECT_THAT(pages(), ElementsAre("/", "/busy"));
  EXPECT_THAT(reasons(report), ElementsAre(Pair(url("/closed"), "server_error")));
  EXPECT_THAT(report.notes, ElementsAre(HasSubstr("2 pages could not be fetched (the server answers with status 429)")));
}

TEST_F(WebsiteTest, WithoutNetworkEarlierPagesAreTaken) {
  add("beside.md", "# A file\n\nwhich is read whatever happens to the web site.\n");
  request_.config.sources.emplace_back().path = "docs";
  site().start = {"http://127.0.0.1:9/"};
  CollectReport report = collected();
  EXPECT_THAT(reasons(report), ElementsAre(Pair("http://127.0.0.1:9/", "unreachable")));
  EXPECT_EQ(report.notes.size(), 1U);

  uint16_t port = 0;
  {
    WebServer there;
    port = there.port();
    site().start = {there.url("/")};
    there.put("/", {html("start", {"/a", "/none"})});
    there.put("/a", {html("a")});
    report = collected();
    EXPECT_EQ(report.found, 3U);
  }
  const std::string whole = report.manifest.hash();
  const Stopwatch watch;
  report = collected();
  EXPECT_EQ(report.manifest.hash(), whole);
  EXPECT_EQ(report.found, 3U);
  EXPECT_LT(watch.seconds(), 5);
  EXPECT_THAT(report.notes, ElementsAre(HasSubstr("2 of them are taken as an earlier run fetched them")));
  WebServer again(port);
  again.put("/", {html("start", {"/a", "/none"})});
  again.put("/a", {html("a")});
  EXPECT_THAT(collected().notes, IsEmpty());
}

TEST_F(WebsiteTest, AStoppedRunGoesOnWhereItWas) {
  put("/", {"/1", "/2", "/3", "/4"});
  for (const char* path : {"/1", "/2", "/3", "/4"}) put(path);
  site().refresh_seconds = 3600;
  server_.on_request([](const std::string& path) {
    if (path == "/2") set_interrupted(true);
  });
  auto stopped = collect(request_);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::interrupted);
  EXPECT_THAT(server_.asked_paths(), ElementsAre("/robots.txt", "/", "/1", "/2"));
  set_interrupted(false);
  server_.on_request({});
  EXPECT_EQ(collected().found, 5U);
  EXPECT_THAT(server_.asked_paths(), ElementsAre("/2", "/3", "/4")) << "what had come before is not asked for again";
}

TEST_F(WebsiteTest, ArchivesOnTheSiteAreOpened) {
  put("/", {"/files.zip"});
  server_.put("/files.zip", {archive_of({{"in/a.md", "# In\n\nan archive on a site\n"}}, "zip"), "application/zip"});
  collected();
  EXPECT_THAT(pages(), ElementsAre("/", "/files.zip / in/a.md"));
}

TEST(WebsiteConfig, MistakesAreNamed) {
  auto error = [](const std::string& toml) {
    CollectConfig config;
    auto table = ConfigTable::parse("[[sources]]\nkind = \"website\"\n" + toml, "test");
    const Status status = read_config(*table, config);
    return status ? std::string() : status.error().text();
  };
  EXPECT_EQ(error("start = [\"https://example.org/\"]\nrate = 0.5\nhosts = [\"www.example.org\", \"x.org:8080\"]"), "");
  EXPECT_THAT(error(""), HasSubstr("names no start page"));
  EXPECT_THAT(error("start = [\"file:///etc/passwd\"]"), HasSubstr("is no http or https URL"));
  EXPECT_THAT(error("start = [\"https://user:word@example.org/\"]"), HasSubstr("is no http or https URL"));
  EXPECT_THAT(error("start = [\"https://example.org/\"]\nhosts = [\"a.org/b\"]"), HasSubstr("is no host"));
  EXPECT_THAT(error("start = [\"https://example.org/\"]\npath = \"x\""), HasSubstr("path is for files"));
  EXPECT_THAT(error("start = [\"https://example.org/\"]\nquery = \"SELECT 1\""), HasSubstr("query is for"));
}

}  // namespace
}  // namespace jangin::collect
