// Web archives: pages become documents with their URI and date; what is no page is counted.
#include <gmock/gmock.h>
#include <zlib.h>

#include "base/random.h"
#include "collect/archive_of.h"
#include "collect/members_for_tests.h"
#include "collect/zip_of.h"

namespace jangin::collect {
namespace {

using testing::ElementsAre;
using testing::Key;
using testing::Pair;
using testing::UnorderedElementsAre;

std::string record(const std::string& type, const std::string& uri, const std::string& content,
                   const std::string& media = "application/http; msgtype=response", const std::string& version = "1.0") {
  return "WARC/" + version + "\r\nWARC-Type: " + type + "\r\nWARC-Target-URI: " + uri +
         "\r\nWARC-Date: 2026-01-02T03:04:05Z\r\nContent-Type: " + media + "\r\nContent-Length: " + std::to_string(content.size()) + "\r\n\r\n" +
         content + "\r\n\r\n";
}
std::string http(const std::string& fields, const std::string& body, int status = 200) {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\n" + fields + "\r\n" + body;
}
std::string gzip(const std::string& bytes) { return archive_of({{"x", bytes}}, "raw", "gzip"); }
std::string chunked(const std::string& bytes) {
  std::string out;
  for (size_t at = 0; at < bytes.size(); at += 7) {
    const std::string piece = bytes.substr(at, 7);
    out += std::string(1, "0123456789abcdef"[piece.size()]) + ";x=1\r\n" + piece + "\r\n";
  }
  return out + "0\r\n\r\n";
}
const std::string kPage =
    "<!DOCTYPE html><title>T</title><body><article><h1>Head</h1><p>" + std::string(300, 'w') + " sentence.</p></article></body>";

std::vector<std::string> records() {
  return {record("warcinfo", "", "software: x\r\n", "application/warc-fields"),
          record("request", "http://a.kr/", "GET / HTTP/1.1\r\n\r\n", "application/http; msgtype=request"),
          record("response", "http://a.kr/page?q=1", http("Content-Type: text/html; charset=utf-8\r\n", kPage)),
          record("response", "http://a.kr/chunked",
                 http("Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n", chunked("한 줄의 글이 여기 있습니다.\n"))),
          record("response", "<http://a.kr/packed>",
                 http("content-type: TEXT/PLAIN\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", chunked(gzip("packed text\n"))),
                 "application/http", "1.1"),
          record("response", "http://a.kr/unpacked", http("Content-Type: text/plain\r\nContent-Encoding: gzip\r\n", "was packed once\n")),
          record("response", "http://a.kr/raw", http("Content-Type: text/plain\r\nContent-Encoding: deflate\r\n", deflated("raw deflate\n"))),
          record("response", "http://a.kr/brotli", http("Content-Type: text/plain\r\nContent-Encoding: br\r\n", "??")),
          record("response", "http://a.kr/x.png", http("Content-Type: image/png\r\n", "\x89PNG")),
          record("response", "http://a.kr/gone", http("Content-Type: text/html\r\n", "gone", 404)),
          record("response", "dns:a.kr", "1.2.3.4", "text/dns"),
          record("resource", "file:///note.txt", "a resource\n", "text/plain"),
          record("revisit", "http://a.kr/", http("", "")),
          record("unheard", "http://a.kr/", "x")};
}

TEST(WarcParser, PlainAndPackedRecordByRecord) {
  std::string plain, packed;
  for (const std::string& one : records()) plain += one, packed += gzip(one);
  for (const std::string& bytes : {plain, packed}) {
    KeptMembers members;
    EXPECT_EQ(open_bytes("warc", bytes, "x.warc", members), "");
    EXPECT_THAT(members.bytes, UnorderedElementsAre(Pair("http://a.kr/page?q=1", kPage), Pair("http://a.kr/chunked", "한 줄의 글이 여기 있습니다.\n"),
                                                    Pair("http://a.kr/packed", "packed text\n"), Pair("http://a.kr/unpacked", "was packed once\n"),
                                                    Pair("http://a.kr/raw", "raw deflate\n"), Pair("file:///note.txt", "a resource\n")));
    EXPECT_THAT(members.refused, ElementsAre(Pair("http://a.kr/brotli", "content_encoding")));
    EXPECT_THAT(members.passed_over,
                UnorderedElementsAre(Pair("warc_warcinfo", 1), Pair("warc_request", 1), Pair("content_type", 1), Pair("http_status", 1),
                                     Pair("not_http", 1), Pair("warc_revisit", 1), Pair("warc_other", 1)));
    EXPECT_EQ(members.metadata["http://a.kr/page?q=1"].at("fetched"), "2026-01-02T03:04:05Z");
  }
}

TEST(WarcParser, CutLyingAndEndless) {
  std::string all;
  for (const std::string& one : records()) all += one;
  KeptMembers cut, words, lie, bomb;
  EXPECT_EQ(open_bytes("warc", all.substr(0, 1500), "x.warc", cut), "truncated");
  EXPECT_THAT(cut.bytes, testing::Contains(Key("http://a.kr/page?q=1")));
  EXPECT_THAT(cut.passed_over, UnorderedElementsAre(Pair("warc_warcinfo", 1), Pair("warc_request", 1)))
      << "what was passed over before the cut counts, too";
  EXPECT_EQ(open_bytes("warc", "these are words\n", "x.warc", words), "not_a_warc");
  std::string huge = record("response", "http://a.kr/huge", http("Content-Type: text/plain\r\n", "x"));
  huge.replace(huge.find("Content-Length: "), 18, "Content-Length: 99999999999999");
  EXPECT_EQ(open_bytes("warc", huge, "x.warc", lie), "truncated");
  EXPECT_EQ(lie.refused["http://a.kr/huge"], "too_large");
  EXPECT_EQ(open_bytes("warc",
                       record("response", "http://a.kr/bomb",
                              http("Content-Type: text/plain\r\nContent-Encoding: gzip\r\n", gzip(std::string(20'000'000, '0')))),
                       "x.warc", bomb),
            "");
  EXPECT_EQ(bomb.refused["http://a.kr/bomb"], "too_large");
  Random random(8);
  for (int i = 0; i < 60; ++i) {
    std::string broken = all;
    for (int n = 0; n < 6; ++n) broken[random.below(static_cast<uint32_t>(all.size()))] = static_cast<char>(random.below(256));
    KeptMembers members;
    (void)open_bytes("warc", broken, "x.warc", members);
  }
}

TEST_F(SourcesTest, PagesOfAWarcAreReadByTheReaderOfTheirType) {
  std::string all;
  for (const std::string& one : records()) all += gzip(one);
  all += gzip(record("response", "http://a.kr/doc", http("Content-Type: application/pdf\r\n", bytes_of(fixture("manual.pdf")))));
  add("crawl.warc.gz", all);
  CollectReport report = collected();
  auto rows = documents();
  EXPECT_EQ(rows["docs/crawl.warc.gz / http://a.kr/page?q=1"].reader, "html");
  EXPECT_EQ(rows["docs/crawl.warc.gz / http://a.kr/doc"].pages, 3U);
  EXPECT_EQ(rows["docs/crawl.warc.gz / http://a.kr/chunked"].metadata.at("fetched"), "2026-01-02T03:04:05Z");
  EXPECT_EQ(report.passed_over["http_status"], 1U);
  EXPECT_THAT(reasons(report), ElementsAre(Pair("docs/crawl.warc.gz / http://a.kr/brotli", "content_encoding")));
}

}  // namespace
}  // namespace jangin::collect
