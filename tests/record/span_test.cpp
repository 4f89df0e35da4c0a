// Edit maps against the texts themselves: whatever is outside an edit must be the same bytes on both sides.
#include "record/span.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace jangin::record {
namespace {

std::string part(const std::string& text, Span span) { return text.substr(span.begin, span.size()); }

TEST(EditMap, CarriesSpansBack) {
  // "call <EMAIL_1> or <PHONE_1>!" was "call ann@x.org or 010-1234-5678!"
  std::string before = "call ann@x.org or 010-1234-5678!";
  std::string after = "call <EMAIL_1> or <PHONE_1>!";
  EditMap map;
  map.replace({5, 14}, {5, 14});
  map.replace({18, 31}, {18, 27});
  EXPECT_EQ(part(before, map.to_before({15, 17})), "or");
  EXPECT_EQ(part(before, map.to_before({18, 27})), "010-1234-5678");
  EXPECT_EQ(part(before, map.to_before({20, 22})), "010-1234-5678") << "a part of a replacement takes all of it";
  EXPECT_EQ(part(before, map.to_before({0, after.size()})), before);
  EXPECT_EQ(part(before, map.to_before({27, 28})), "!");
  EXPECT_EQ(part(after, map.to_after({18, 31})), "<PHONE_1>");
  EXPECT_EQ(part(after, map.to_after({19, 20})), "<PHONE_1>");
  EXPECT_EQ(part(after, map.to_after({31, 32})), "!");
  EXPECT_EQ(EditMap().to_before({3, 9}), (Span{3, 9}));
}

TEST(EditMap, DeletionsAndInsertions) {
  EditMap map;  // "ab[cd]ef" → "abef" → "ab--ef"
  map.replace({2, 4}, {2, 2});
  EXPECT_EQ(map.to_before({0, 2}), (Span{0, 2})) << "what stands before a deletion does not take it in";
  EXPECT_EQ(map.to_before({2, 4}), (Span{4, 6}));
  EXPECT_EQ(map.to_before({1, 3}), (Span{1, 5})) << "across a deletion";
  EXPECT_EQ(map.to_after({2, 4}).size(), 0U);
  EditMap insertion;
  insertion.replace({2, 2}, {2, 4});
  EXPECT_EQ(insertion.to_before({2, 4}), (Span{2, 2}));
  EXPECT_EQ(insertion.to_before({4, 6}), (Span{2, 4}));
  EXPECT_EQ(map.then(insertion).edits(), (std::vector<Edit>{{{2, 4}, {2, 4}}}));
}

/// A random rewrite of `text` with its map; replaced ranges get letters of `mark`.
std::pair<std::string, EditMap> rewrite(const std::string& text, char mark, Random& random) {
  std::string out;
  EditMap map;
  size_t at = 0;
  while (at < text.size()) {
    size_t keep = 1 + random.below(6);
    out += text.substr(at, keep);
    at = std::min(text.size(), at + keep);
    size_t cut = std::min<size_t>(random.below(4), text.size() - at);
    size_t put = random.below(4);
    if (random.below(3) == 0) continue;
    map.replace({at, at + cut}, {out.size(), out.size() + put});
    out.append(put, mark);
    at += cut;
  }
  return {out, map};
}

/// Outside the edits both texts agree, and the gaps join up to the whole of both.
void expect_explains(const std::string& before, const std::string& after, const EditMap& map) {
  uint64_t b = 0, a = 0;
  for (const Edit& edit : map.edits()) {
    ASSERT_GE(edit.before.begin, b);
    ASSERT_EQ(part(before, {b, edit.before.begin}), part(after, {a, edit.after.begin}));
    b = edit.before.end;
    a = edit.after.end;
  }
  ASSERT_EQ(before.substr(b), after.substr(a));
}

TEST(EditMap, CompositionExplainsBothTexts) {
  Random random(1);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (size_t i = 0; i < 1 + random.below(40); ++i) text += static_cast<char>('a' + random.below(26));
    auto [middle, first] = rewrite(text, '1', random);
    auto [last, second] = rewrite(middle, '2', random);
    ASSERT_NO_FATAL_FAILURE(expect_explains(text, middle, first));
    ASSERT_NO_FATAL_FAILURE(expect_explains(text, last, first.then(second)));
    // A kept letter goes back to itself, by both ways.
    for (size_t i = 0; i < last.size(); ++i) {
      Span direct = first.then(second).to_before({i, i + 1});
      Span by_steps = first.to_before(second.to_before({i, i + 1}));
      if (last[i] != '1' && last[i] != '2') {
        ASSERT_EQ(part(text, direct), last.substr(i, 1));
        ASSERT_EQ(direct, by_steps);
      } else {
        ASSERT_LE(direct.begin, by_steps.begin);
        ASSERT_GE(direct.end, by_steps.end);
      }
    }
    ASSERT_EQ(first.then(EditMap()).edits(), first.edits());
    ASSERT_EQ(EditMap().then(first).edits(), first.edits());
  }
}

TEST(EditMapParser, ReadsWhatItWrites) {
  Random random(2);
  auto [after, map] = rewrite(std::string(500, 'x'), '1', random);
  auto read = EditMap::parse(map.serialize());
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->edits(), map.edits());
  EXPECT_TRUE(EditMap::parse("")->empty());
  for (const char* bad : {"x", "1:2>1:3", "2:1>2:1;", "0:1>0:1;0:1>0:1;", "0:1>0:1;5:6>9:10;", "0:1>0:99999999999999999999;", ";", "-1:0>0:0;"}) {
    EXPECT_FALSE(EditMap::parse(bad)) << bad;
  }
}

}  // namespace
}  // namespace jangin::record
