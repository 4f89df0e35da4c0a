// Web archives: pages become documents with their URI and date; what is no page is counted.
#include <gmock/gmock.h>
#include <fmt/format.h>
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
std::string chunked(const std::string& bytes, size_t size = 7) {
  std::string out;
  for (size_t at = 0; at < bytes.size(); at += size) {
    const std::string piece = bytes.substr(at, size);
    out += fmt::format("{:x};x=1\r\n{}\r\n", piece.size(), piece);
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

/// What of a record is in memory at once, and how much of the file was read when the first of it came.
struct WatchedMembers : KeptMembers {
  void data(std::string_view piece) override {
    if (current.empty()) file_bytes_before_first = lseek(file, 0, SEEK_CUR);
    largest_piece = std::max(largest_piece, piece.size());
    KeptMembers::data(piece);
  }
  int file = -1;
  off_t file_bytes_before_first = -1;
  size_t largest_piece = 0;
};

TEST(WarcParser, ARecordOfAnySizePassesThroughInPieces) {
  constexpr size_t kBytes = 3'000'000;  // incompressible, so that the file is as large
  Random random(21);
  std::string large(kBytes, ' ');
  for (char& c : large) c = static_cast<char>(random.below(256));
  const std::string head = "Content-Type: text/plain\r\n";
  const std::string packed = chunked(gzip(large), 40'000);
  const std::string response = record("response", "u", http(head, large));
  const std::string coded = record("response", "u", http(head + "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", packed));
  for (const std::string& bytes : {response, gzip(response), coded, gzip(coded), record("resource", "u", large, "text/plain")}) {
    TemporaryFolder folder;
    WatchedMembers members;
    members.file = open(folder.write("x.warc", bytes).c_str(), O_RDONLY | O_CLOEXEC);
    EXPECT_TRUE(find_opener("warc")->open({members.file, bytes.size(), "x.warc", {}, 10'000'000, {}}, members));
    close(members.file);
    EXPECT_TRUE(members.bytes["u"] == large);
    EXPECT_LE(members.largest_piece, 1U << 20);
    EXPECT_LT(members.file_bytes_before_first, static_cast<off_t>(1 << 20)) << "handed over before the rest is read";
  }
}

TEST(WarcParser, CodingsThatTheCrawlerUndidOrCut) {
  const std::string both = "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n";
  std::string news = "bad\nnews begins with what could be the size of a chunk, 2989 bytes\n";
  while (news.size() < 200'000) news += "line " + std::to_string(news.size()) + "\n";
  std::string cut = gzip(news);
  cut.resize(cut.size() / 2);
  std::string noise(300'000, ' ');
  Random random(5);
  for (char& c : noise) c = static_cast<char>(random.below(256));
  const std::string open_end = chunked(noise, 5000);
  const std::string all =
      record("response", "undone", http(both, news)) + record("response", "cut", http(both, chunked(cut, 999))) +
      record("response", "open", http("Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n", open_end.substr(0, 200'000))) +
      record("response", "empty", http(both, "")) + record("response", "last", http("Content-Type: text/plain\r\n", "last\n"));
  KeptMembers members;
  EXPECT_EQ(open_bytes("warc", all, "x.warc", members), "");
  EXPECT_TRUE(members.bytes["undone"] == news);
  EXPECT_THAT(members.refused, UnorderedElementsAre(Pair("cut", "damaged"), Pair("open", "damaged")));
  EXPECT_THAT(members.bytes, UnorderedElementsAre(Key("undone"), Key("empty"), Key("last")));
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
