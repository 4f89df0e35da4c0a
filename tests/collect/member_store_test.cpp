// What a child hands over is counted by the caller: the child is not believed.
#include "collect/member_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.h"
#include "collect/readers_for_tests.h"

namespace jangin::collect {
namespace {

namespace fs = std::filesystem;

class MemberStoreTest : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(work_.path / "sources"); }
  MemberStore store() { return {opening_, work_.path / "sources", work_.path / "pack", 1000, uses_}; }
  size_t originals() const { return static_cast<size_t>(std::distance(fs::directory_iterator(work_.path / "sources"), fs::directory_iterator())); }

  TemporaryFolder work_;
  Opening opening_{"blob", 10'000'000, "x.zip", nullptr, {}, std::make_shared<OpenBudget>(OpenBudget{1'000'000, 3, false})};
  MemberUses uses_;
};

TEST_F(MemberStoreTest, MembersAreKeptByHash) {
  MemberStore members = store();
  ASSERT_TRUE(members.begin("a.txt", {}) && members.data("wo") && members.data("rds") && members.end() && members.done({}));
  auto listing = members.finish({});
  ASSERT_TRUE(listing);
  EXPECT_FALSE(listing->failure);
  ASSERT_EQ(listing->members.size(), 1U);
  EXPECT_EQ(listing->members[0].blob_id, sha256_hex("words"));
  EXPECT_EQ(bytes_of(work_.path / "sources" / sha256_hex("words")), "words");
  EXPECT_TRUE(PackReader::open(work_.path / "pack"));
}

/// An opener refuses a member that is too large; one that hands it over has been taken over.
TEST_F(MemberStoreTest, AMemberBeyondItsBoundEndsTheJobAndNothingStays) {
  MemberStore members = store();
  ASSERT_TRUE(members.begin("good.txt", {}) && members.data("good") && members.end() && members.begin("a.txt", {}) &&
              members.data(std::string(1000, 'x')));
  EXPECT_FALSE(members.data("x"));
  auto listing = members.finish({});
  ASSERT_TRUE(listing && listing->failure);
  EXPECT_EQ(listing->failure->reason, "archive_bomb");
  EXPECT_TRUE(listing->members.empty());
  EXPECT_FALSE(PackReader::open(work_.path / "pack"));
  EXPECT_EQ(originals(), 0U);
}

TEST_F(MemberStoreTest, AllMembersTogetherAreBounded) {
  opening_.budget->bytes = 1500;
  MemberStore members = store();
  ASSERT_TRUE(members.begin("a", {}) && members.data(std::string(800, 'x')) && members.end() && members.begin("b", {}) &&
              members.data(std::string(700, 'y')));
  EXPECT_FALSE(members.data("y")) << "max_unpacked_mb";
  EXPECT_TRUE(members.finish({})->exceeded);
  EXPECT_EQ(originals(), 0U);
}

TEST_F(MemberStoreTest, RefusedMembersCount) {
  MemberStore members = store();
  EXPECT_TRUE(members.refuse("a", {"encrypted", "why"}, 5) && members.begin("b", {}) && members.refuse("b", {"damaged", "why"}, 5) &&
              members.refuse("a", {"symlink", "why"}, 0));
  EXPECT_FALSE(members.refuse("d", {"symlink", "why"}, 0)) << "max_members";
  EXPECT_TRUE(opening_.budget->exceeded);
}

/// A child that was stopped may do better another time; what it had handed over is not taken for the whole.
TEST_F(MemberStoreTest, AnUnfinishedListingIsNotRemembered) {
  for (const bool says_done : {false, true}) {
    MemberStore members = store();
    ASSERT_TRUE(members.begin("a.txt", {}) && members.data("words") && members.end());
    if (says_done) {
      ASSERT_TRUE(members.done(read_failure("reader_memory", "why")));
    }
    auto listing = members.finish(says_done ? std::nullopt : std::optional(ReadFailure{"reader_timeout", "why"}));
    ASSERT_TRUE(listing && listing->failure);
    EXPECT_EQ(listing->failure->reason, says_done ? "reader_memory" : "reader_timeout");
    EXPECT_FALSE(PackReader::open(work_.path / "pack"));
    EXPECT_EQ(originals(), 0U);
  }
}

}  // namespace
}  // namespace jangin::collect
