// What documents state of their versions, and which of two is newer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

#include "refine/documents_for_tests.h"
#include "refine/duplicates/editions.h"

namespace jangin::refine {
namespace {

Edition edition(const std::string& title, const std::map<std::string, std::string>& metadata = {}, const std::string& source = "a/file.md") {
  record::Document document = make_document(source, "");
  document.title = title;
  document.metadata = metadata;
  Edition found = edition_of(document);
  Edition read = Edition::from_note(found.to_note());
  EXPECT_EQ(std::tie(read.work, read.version, read.date_key, read.date), std::tie(found.work, found.version, found.date_key, found.date));
  return found;
}

TEST(Editions, VersionMarks) {
  using Version = std::vector<uint32_t>;
  struct Case {
    const char *title, *work;
    Version version;
  };
  const std::vector<Case> cases = {{"Tool Manual v2.10", "tool manual", {2, 10}},
                                   {"Tool Manual, Version 3", "tool manual", {3}},
                                   {"Tool Manual (Rev. B)", "tool manual", {2}},
                                   {"Tool Manual, 2nd Edition", "tool manual", {2}},
                                   {"공구 설명서 제3판", "공구 설명서", {3}},
                                   {"공구 설명서 (개정2판)", "공구 설명서", {2}},
                                   {"공구 설명서 버전 1.2.3", "공구 설명서", {1, 2, 3}},
                                   {"Tool Manual", "tool manual", {}},
                                   {"Mill 100 Manual 2024", "mill 100 manual 2024", {}},
                                   {"Release a tool", "release a tool", {}},
                                   {"Monthly report 2024-01", "monthly report 2024 01", {}},
                                   {"", "", {}}};
  for (const Case& c : cases) {
    EXPECT_EQ(edition(c.title).work, c.work) << c.title;
    EXPECT_EQ(edition(c.title).version, c.version) << c.title;
  }
  EXPECT_EQ(edition("Tool Manual", {}, "docs/manual-v3.pdf").version, Version{3}) << "from the file's name";
  EXPECT_EQ(edition("Tool Manual", {{"version", "4.1"}}).version, (Version{4, 1}));
}

TEST(Editions, Dates) {
  for (const char* date : {"2026-01-02", "2026. 1. 2.", "20260102", "D:20260102", "2026/01/02"})
    EXPECT_EQ(edition("T", {{"date", date}}).date, "20260102") << date;
  EXPECT_EQ(edition("T", {{"created", "D:20260102093001+09'00'"}}).date, "20260102093001");
  EXPECT_EQ(edition("T", {{"created", "2026-01-02T09:30:01Z"}}).date, "20260102093001");
  for (const char* none : {"January 2026", "2026", "12-01-2026", "20261340", "v2026", "00010101"})
    EXPECT_EQ(edition("T", {{"date", none}}).date, "") << none;
  EXPECT_EQ(edition("법", {{"공포일자", "2025-01-01"}, {"시행일자", "2026-01-02"}}).date_key, "시행일자");
}

TEST(Editions, WhichIsNewer) {
  auto newer = [](const Edition& a, const Edition& b) { return is_newer(a, b) && !is_newer(b, a); };
  auto neither = [](const Edition& a, const Edition& b) { return !is_newer(a, b) && !is_newer(b, a); };
  EXPECT_TRUE(newer(edition("Manual v2.10"), edition("MANUAL v2.9")));
  EXPECT_TRUE(newer(edition("Manual v3.1"), edition("Manual v2.9")));
  EXPECT_TRUE(newer(edition("법", {{"시행일자", "2026-01-02"}}), edition("법", {{"시행일자", "2025-12-31"}})));
  EXPECT_TRUE(newer(edition("Manual v2", {{"created", "2020-01-01"}}), edition("Manual v1", {{"created", "2021-01-01"}})))
      << "the version, not the date of a copy";
  EXPECT_TRUE(newer(edition("Manual v2", {{"created", "2021-01-01"}}), edition("Manual", {{"created", "2020-01-01"}})));
  EXPECT_TRUE(neither(edition("Manual v2"), edition("Guide v1"))) << "another work";
  EXPECT_TRUE(neither(edition("Mill 200", {{"date", "2021-01-01"}}), edition("Mill 100", {{"date", "2020-01-01"}}))) << "another product";
  EXPECT_TRUE(neither(edition("Manual", {{"created", "2021-01-01"}}), edition("Manual", {{"시행일자", "2020-01-01"}})))
      << "dates of different things";
  EXPECT_TRUE(neither(edition("Manual", {{"date", "2021-01-01"}}), edition("Manual", {{"date", "2021-01-01T10:00:00"}}))) << "the same day";
  EXPECT_TRUE(neither(edition("", {{"date", "2021-01-01"}}), edition("", {{"date", "2020-01-01"}}))) << "no title";
}

}  // namespace
}  // namespace jangin::refine
