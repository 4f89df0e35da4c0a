// Answers of readers as bytes: what goes in comes out, and nothing false comes through.
#include "collect/wire.h"

#include <gtest/gtest.h>

#include "collect/readers_for_tests.h"

namespace jangin::collect {
namespace {

Reading example() {
  Reading reading;
  reading.title = "제목";
  reading.pages = 2;
  reading.text = "# One\n\ntext\n";
  reading.places = {{{0, 5}, 1, 1, 2, 3, 4, {}}, {{7, 11}, 2, 5, 6, 7, 8, {10, 20}}};
  reading.metadata = {{"author", "A"}, {"b", ""}};
  reading.references = {"Annex B"};
  return reading;
}

TEST(WireParser, RoundTrip) {
  auto decoded = decode_outcome(encode_outcome(example()));
  ASSERT_TRUE(decoded && *decoded);
  const Reading& reading = **decoded;
  EXPECT_EQ(reading.title, "제목");
  EXPECT_EQ(reading.text, "# One\n\ntext\n");
  ASSERT_EQ(reading.places.size(), 2U);
  EXPECT_EQ(reading.places[1].page, 2U);
  EXPECT_EQ(reading.places[1].bytes.end, 20U);
  EXPECT_EQ(reading.metadata.at("author"), "A");
  EXPECT_EQ(reading.references, std::vector<std::string>{"Annex B"});
  auto failure = decode_outcome(encode_outcome(read_failure("encrypted", "needs a password")));
  ASSERT_TRUE(failure && !*failure);
  EXPECT_EQ(failure->error().reason, "encrypted");
}

TEST(WireParser, LiesAreRefused) {
  auto refused = [](Reading reading) { return !decode_outcome(encode_outcome(reading)); };
  EXPECT_FALSE(refused(example()));
  Reading reading = example();
  reading.places[0].text.end = 9;  // overlaps the next
  EXPECT_TRUE(refused(reading));
  reading = example();
  reading.places[1].text.end = 13;  // behind the end
  EXPECT_TRUE(refused(reading));
  reading = example();
  reading.places[1].page = 3;
  EXPECT_TRUE(refused(reading));
  reading = example();
  reading.places[1].left = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(refused(reading));
  reading = example();
  reading.text = "bad \xff\n";
  EXPECT_TRUE(refused(reading));
  EXPECT_FALSE(decode_outcome(encode_outcome(read_failure("Not A Name", ""))));
}

TEST(WireParser, AnyChangedByteIsSeen) {
  std::string bytes = encode_outcome(example());
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 0x41);
    EXPECT_FALSE(decode_outcome(changed)) << i;
    EXPECT_FALSE(decode_outcome(std::string_view(bytes).substr(0, i)));
  }
}

}  // namespace
}  // namespace jangin::collect
