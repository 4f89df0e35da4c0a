// The balance report: what one document adds, what all of them make, and that neither threads nor batches nor stops change it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "refine/balance/measure.h"
#include "refine/balance/report.h"
#include "refine/documents_for_tests.h"
#include "refine/refine.h"

namespace jangin::refine {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

TEST(BalanceMeasure, CountedWords) {
  EXPECT_EQ(counted_word("Pumps"), "pumps");
  EXPECT_EQ(counted_word("사업주는"), "사업주");
  EXPECT_EQ(counted_word("근로자들에게"), "근로자") << "plural and particle";
  EXPECT_EQ(counted_word("나이"), "나이") << "two syllables stay";
  EXPECT_EQ(counted_word("안전모"), "안전모");
}

TEST(BalanceMeasure, RegistersOfSentences) {
  auto of = [](const std::string& text) { return measure_balance(make_document("a.md", text)).sentences; };
  EXPECT_EQ(of("펌프를 멈춥니다. 밸브를 잠근다. 아주 쉬워요. 전원을 끄십시오.\n"), (std::vector<uint64_t>{1, 1, 1, 1, 0, 0}));
  EXPECT_EQ(of("Close the valve. The pump stops. Then it cools down.\n- Remove the cover.\n"), (std::vector<uint64_t>{0, 0, 0, 0, 2, 2}));
  EXPECT_EQ(of("# Remove the cover\n\nVersion 2.5 of the use table\n"), (std::vector<uint64_t>(kRegisters))) << "no sentence ends";
}

TEST(BalanceMeasure, MentionsAndWhatStandsBeside) {
  DocumentBalance balance =
      measure_balance(make_document("a.md", "Lazy immigrants are dangerous, said the mayor. Welcome, women! 외국인을 위한 복지 제도.\n"));
  std::map<std::string, GroupMentions> groups;
  for (const GroupMentions& group : balance.groups) groups[std::string(people_groups()[group.group].group)] = group;
  ASSERT_EQ(groups.size(), 2U);
  const GroupMentions& migrants = groups["foreigners and migrants"];
  EXPECT_EQ(migrants.mentions, 2U);
  EXPECT_EQ(migrants.negative, 2U);
  EXPECT_EQ(migrants.positive, 1U + 1U) << "복지, and Welcome within five words of 외국인";
  EXPECT_EQ(migrants.beside.at("mayor"), 2U) << "five words of either mention";
  EXPECT_FALSE(migrants.beside.contains("the"));
  EXPECT_EQ(measure_balance(make_document("b.md", "The manager oversees human resources. 여성가족부 장관은 남성복을 본다.\n")).groups.size(), 0U)
      << "whole words, and particles only";
}

TEST(BalanceMeasure, TechnicalWordsNameNoPeople) {
  EXPECT_TRUE(measure_balance(make_document("a.md", "The child window receives the message. Use the male connector. Set the European time zone.\n"))
                  .groups.empty());
  EXPECT_EQ(measure_balance(make_document("a.md", "A child must not operate the machine.\n")).groups.size(), 1U);
  DocumentBalance balance = measure_balance(make_document("a.md", "① 아동을 제6장에 따라 3회 보호한다.\n"));
  ASSERT_EQ(balance.groups.size(), 1U);
  EXPECT_FALSE(balance.groups[0].beside.contains("①"));
  EXPECT_FALSE(balance.groups[0].beside.contains("제6장"));
}

TEST(BalanceMeasure, HeadingWordsAndYears) {
  record::Document document = make_document("a.md", "# The Spindle and the Chuck\n\nText.\n\n## Spindle limits\n\n### Deep\n");
  document.title = "주축 설명서의 목적";
  EXPECT_THAT(measure_balance(document).heading_words, ElementsAre("주축", "설명서", "spindle", "chuck", "limits"));
  EXPECT_EQ(year_of(document), "");
  document.metadata["ms.date"] = "06/03/2020";
  EXPECT_EQ(year_of(document), "2020");
  document.metadata["시행일자"] = "2026-01-02";
  EXPECT_EQ(year_of(document), "2026") << "in force goes before changed";
  document.metadata = {{"CreationDate", "D:20190304"}};
  EXPECT_EQ(year_of(document), "2019");
}

class BalanceStage : public WorkspaceTest {
 protected:
  Json balance_of(RefineRequest request) {
    request.workspace = workspace_;
    auto report = refine(request);
    EXPECT_TRUE(report) << report.error().text();
    bytes_ = read_file(workspace_ / "refine/balance.json").value_or("");
    return Json::parse(bytes_, nullptr, false);
  }
  static Json table(const Json& balance, const std::string& name) {
    for (const auto& one : balance["tables"]) {
      if (one["name"] == name) return one["rows"];
    }
    return {};
  }
  std::string bytes_;
};

std::vector<record::Document> manuals() {
  std::vector<record::Document> all;
  for (int i = 0; i < 12; ++i) {
    record::Document document =
        make_document(fmt::format("in/{}/m{}.md", i < 4 ? "a" : "b", i),
                      fmt::format("# Pump {}\n\n", i) + prose(i == 11 ? 4000 : 120, i) + "\n\nThe women of the team are skilled.\n");
    document.metadata["date"] = i < 2 ? "2019" : "2024-05-01";
    all.push_back(std::move(document));
  }
  all.push_back(make_document(
      "in/b/ko.md", "# 안내\n\n사업주는 근로자에게 안전모를 지급하여야 한다. 근로자는 안전모를 착용하여야 한다. 이를 위반한 자는 처벌한다.\n"));
  return all;
}

TEST_F(BalanceStage, TablesAndWarnings) {
  collect(manuals());
  Json balance = balance_of({});
  EXPECT_EQ(balance["documents"], 13);
  EXPECT_EQ(table(balance, "folders")[0][0], "in/b/");
  EXPECT_EQ(table(balance, "sources")[0][0], "in/b/m11.md");
  EXPECT_EQ(table(balance, "languages")[0][0], "en");
  EXPECT_EQ(table(balance, "years")[0][0], "2024");
  EXPECT_EQ(table(balance, "people")[0][1], "women");
  EXPECT_EQ(table(balance, "people")[0][2], 12);
  std::string warnings = balance["warnings"].dump();
  EXPECT_THAT(warnings, HasSubstr("in/b/m11.md"));
  EXPECT_THAT(warnings, HasSubstr("in one language: en"));
  EXPECT_THAT(warnings, HasSubstr("of one year"));
  EXPECT_THAT(warnings, HasSubstr("`pump` in their headings"));
  RefineRequest silent;
  silent.config.balance = {1, 1, 1, 1, 1, 1, 1};
  EXPECT_EQ(balance_of(silent)["warnings"].size(), 0U);
}

TEST_F(BalanceStage, OnlyWhatIsKept) {
  auto documents = manuals();
  documents.push_back(make_document("z.md", documents[11].text));  // a duplicate
  collect(documents);
  Json balance = balance_of({});
  EXPECT_EQ(balance["documents"], 13);
  EXPECT_THAT(table(balance, "duplication").dump(), HasSubstr("same_text"));
}

TEST_F(BalanceStage, EqualWhateverTheBatches) {
  collect(manuals());
  balance_of({});
  const std::string whole = bytes_;
  std::filesystem::remove_all(workspace_ / "refine");
  RefineRequest small;
  small.batch_bytes = 1;
  balance_of(small);
  EXPECT_EQ(bytes_, whole);
}

}  // namespace
}  // namespace jangin::refine
