// Samples: wordings, refusals that are absent from the documents, contrasts, budget, packing, the focus.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/strings.h"
#include "support.h"
#include "synthesize/methods/method.h"
#include "synthesize/pack_turns.h"
#include "synthesize/sample_writer.h"

namespace jangin::synthesize {
namespace {

constexpr const char* kText =
    "The maximum pocket number is 1000. Lines beginning with a semicolon are ignored. The values for offsets are stored in the VAR file.\n\n"
    "- G40 - turn cutter compensation off\n- G41 - start cutter compensation on the left\n- G42 - start cutter compensation on the right\n\n"
    "It is an error if:\n\n- The YZ plane is active.\n- The feed rate is zero.\n";

struct Written {
  World world;
  std::vector<record::Sample> samples;
  std::vector<record::Verdict> verdicts;
  std::map<std::string, FactCoverage> ledger;
};
Written write_all(int64_t budget, SynthesizeConfig config = {}, World world = mine_one("G40 Compensation", kText)) {
  Written w;
  w.world = std::move(world);
  static const TokenCounter kCount = estimate_tokens;
  auto selection = select_facts(w.world.mined, config, budget, kCount, {});
  SampleWriter writer(*judge::GateRow::make({}), w.world.passages, kCount, config.seed);
  MethodInput input{selection.taught, w.world.passages, w.world.mined.in_focus, *w.world.mined.vocabulary, config, selection.wordings, config.seed};
  for (const auto& method : method_registry()) {
    writer.begin_method(method, static_cast<int64_t>(method.share(config) * static_cast<double>(budget)));
    method.write(input, writer);
  }
  w.samples = std::move(writer.samples), w.verdicts = std::move(writer.verdicts), w.ledger = std::move(writer.ledger);
  return w;
}

TEST(Methods, EveryTaughtFactHasSeveralWordings) {
  auto w = write_all(20'000);
  std::map<std::string, std::set<std::string>> wordings;
  for (const auto& sample : w.samples)
    if (sample.kind == "question" || sample.kind == "reverse_question") wordings[sample.fact_id].insert(sample.messages[0].text());
  ASSERT_GE(wordings.size(), 6U);
  for (const auto& [fact, set] : wordings) EXPECT_GE(set.size(), 4U) << *set.begin();
}
TEST(Methods, AnItemIsSupportedByItsLeadToo) {
  auto w = write_all(20'000);
  const auto& text = w.world.passages[0].text;
  size_t items = 0;
  for (const auto& sample : w.samples) {
    bool item = false, lead = false;
    for (const auto& row : sample.evidence) {
      const auto quoted = text.substr(row.span.begin, row.span.size());
      item |= row.role == "supports" && quoted.find("YZ plane") != std::string::npos;
      lead |= row.role == "supports" && quoted.starts_with("It is an error if");
    }
    items += item;
    EXPECT_EQ(item && !lead, false) << sample.messages[0].text();
  }
  EXPECT_GT(items, 0U);
}
TEST(Methods, MostWordingsOfASentenceAskForOneThing) {
  auto w = mine_one("Offsets", "The interpreter stores the values of all work offsets in the VAR file.");
  ASSERT_EQ(w.mined.facts.size(), 2U);  // its parts, its predicate
  auto askings = choose_askings(w.mined.facts[0], 5, 0.2, 1);
  ASSERT_EQ(askings.size(), 5U);
  std::map<std::string, int> answers;
  for (const auto& asking : askings) answers[asking.reverse ? "reverse" : asking.answer.ends_with("VAR file") ? "file" : asking.answer] += 1;
  EXPECT_EQ(answers["reverse"], 1);
  EXPECT_EQ(answers["file"], 4) << "the name of the file is what one asks for, not the values";
}
TEST(Methods, SubjectsAreAskedForOnlyWhereCodesOrNamesStand) {
  const auto reverse = [](const std::string& sentence) {
    auto w = mine_one("Offsets", sentence);
    size_t count = 0;
    for (const auto& asking : choose_askings(w.mined.facts.at(0), 5, 0.2, 1)) count += asking.reverse;
    return count;
  };
  EXPECT_EQ(reverse("The tool lengths are specified in file units."), 0U) << "nobody asks which lengths these are";
  EXPECT_EQ(reverse("The current value is stored in parameter #5399."), 1U);
  EXPECT_EQ(reverse("M19 is cleared by any later code."), 1U);
}
TEST(Methods, OfAnErrorTheConditionIsAskedForAtLeastTwice) {
  auto w = mine_one("G41 Compensation", "It is an error if:\n\n- The YZ plane is active.\n- No tool is loaded.\n");
  const auto error = std::find_if(w.mined.facts.begin(), w.mined.facts.end(), [](const MinedFact& f) { return f.fact.miner == "error_condition"; });
  ASSERT_NE(error, w.mined.facts.end());
  for (uint64_t seed = 0; seed < 8; ++seed) {
    int conditions = 0;
    for (const auto& asking : choose_askings(*error, 5, 0.2, seed)) conditions += to_lower_ascii(asking.answer).ends_with("the yz plane is active");
    EXPECT_GE(conditions, 2) << seed;
  }
}
TEST(Methods, SamplesCarryTheirEvidence) {
  auto w = write_all(8'000);
  for (const auto& sample : w.samples) {
    if (sample.kind == "refusal") continue;
    ASSERT_FALSE(sample.evidence.empty()) << sample.kind;
    EXPECT_EQ(sample.evidence[0].role, "supports");
    EXPECT_LE(sample.evidence[0].span.end, w.world.passages[0].text.size());
    EXPECT_TRUE(sample.messages[1].learn);
    EXPECT_FALSE(sample.messages[0].learn);
  }
}
TEST(Methods, RefusalsAskForWhatTheDocumentsDoNotSay) {
  auto w = write_all(20'000);
  size_t refusals = 0;
  for (const auto& sample : w.samples) {
    if (sample.kind != "refusal") continue;
    ++refusals;
    EXPECT_EQ(sample.messages[1].text(), "The documents do not say.");
    // The documents do give a maximum pocket number.
    EXPECT_EQ(sample.messages[0].text().find("highest value that the maximum pocket number"), std::string::npos);
  }
  EXPECT_GT(refusals, 20U);
}
TEST(Methods, ParticlesOfKoreanRefusalsFit) {
  const auto w = write_all(
      20'000, {},
      mine_one("점검 기준", "| 설비 | 점검 기간 |\n|---|---|\n| 펌프 | 1년 |\n| 압력계 | 2년 |\n| 안전난간 | 6개월 |\n", "설비 안내", "ko"));
  std::string asked;
  for (const auto& sample : w.samples)
    if (sample.kind == "refusal") asked += sample.messages[0].text() + "\n";
  EXPECT_THAT(asked, testing::Not(testing::HasSubstr("(")));
  EXPECT_THAT(asked, testing::HasSubstr("펌프를 "));
  EXPECT_THAT(asked, testing::HasSubstr("안전난간을 "));
  EXPECT_THAT(asked, testing::HasSubstr("법은 "));
}
TEST(Methods, ContrastsNameBothValuesAndAnswerOne) {
  auto w = write_all(20'000);
  size_t contrasts = 0;
  for (const auto& sample : w.samples) {
    if (sample.kind != "contrast") continue;
    ++contrasts;
    if (sample.wording == "contrast_or") {
      EXPECT_NE(to_lower_ascii(sample.messages[0].text()).find(to_lower_ascii(sample.messages[1].text())), std::string::npos);
    }
    EXPECT_EQ(sample.evidence.back().role, "distractor");
  }
  EXPECT_GT(contrasts, 2U);
}
TEST(Methods, BudgetBoundsTheTokens) {
  auto small = write_all(1'500), large = write_all(12'000);
  size_t tokens = 0;
  for (const auto& sample : small.samples)
    tokens += estimate_tokens(sample.messages[0].text()) + estimate_tokens(sample.messages[1].text()) + kTurnOverheadTokens;
  EXPECT_LE(tokens, 1'500U * 11 / 10 + 200);
  EXPECT_LT(small.samples.size(), large.samples.size());
}
TEST(Methods, TheSameInputGivesTheSameSamples) {
  auto a = write_all(6'000), b = write_all(6'000);
  ASSERT_EQ(a.samples.size(), b.samples.size());
  for (size_t i = 0; i < a.samples.size(); ++i) EXPECT_EQ(a.samples[i].sample_id, b.samples[i].sample_id);
}
TEST(Methods, EvaluationQuestionsAreKeptApart) {
  judge::Question question;
  question.id = "q", question.question = "Which entries of the tool table line are required in WidgetCAM tool tables by the program?",
  question.answers = {"T"};
  auto world = mine_one("Tool Table", "The entries of the tool table line are required.\n");
  static const TokenCounter kCount = estimate_tokens;
  SampleWriter writer(*judge::GateRow::make({{question}}), world.passages, kCount, 1);
  writer.begin_method(method_registry()[0], 1000);
  Draft draft;
  draft.kind = "question", draft.wording = "x", draft.question = question.question, draft.answer = "The tool table line",
  draft.fact = &world.mined.facts.at(0);
  EXPECT_FALSE(writer.offer(draft));
  ASSERT_EQ(writer.verdicts.size(), 1U);
  EXPECT_EQ(writer.verdicts[0].step, "contamination");
}

TEST(PackTurns, ConversationsOfEightToSixteenTurnsWithoutOneFactTwice) {
  auto w = write_all(20'000);
  auto conversations = pack_turns(w.samples, {}, 0, estimate_tokens);
  std::set<size_t> seen;
  for (size_t c = 0; c < conversations.size(); ++c) {
    std::set<std::string> facts;
    EXPECT_LE(conversations[c].samples.size(), 16U);
    for (size_t index : conversations[c].samples) {
      EXPECT_TRUE(seen.insert(index).second);
      if (!w.samples[index].fact_id.empty()) {
        EXPECT_TRUE(facts.insert(w.samples[index].fact_id).second);
      }
    }
  }
  EXPECT_EQ(seen.size(), w.samples.size());
  EXPECT_EQ(pack_turns(w.samples, {}, 0, estimate_tokens)[0].samples, conversations[0].samples);
  EXPECT_NE(pack_turns(w.samples, {}, 1, estimate_tokens)[0].samples, conversations[0].samples);
}

TEST(Focus, HeadingDocumentAndPages) {
  auto document = make_document("manual.pdf", "Manual", "x");
  std::vector<record::Passage> passages = {make_passage(document, {"G-code Programming", "Offsets"}, "one"),
                                           make_passage(document, {"Installing"}, "two")};
  Focus heading;
  heading.heading = "G-code";
  auto in = match_focus({heading}, passages, {document});
  ASSERT_TRUE(in);
  EXPECT_TRUE((*in)[0]);
  EXPECT_FALSE((*in)[1]);
  Focus pages;
  pages.first_page = 5;
  EXPECT_FALSE((*match_focus({pages}, passages, {document}))[0]);
  pages.first_page = 4;
  EXPECT_TRUE((*match_focus({pages}, passages, {document}))[0]);
  heading.heading = "(";
  EXPECT_EQ(match_focus({heading}, passages, {document}).error().code, ErrorCode::invalid_argument);
}
TEST(Config, UnknownNamesAndKeysNameTheNearest) {
  SynthesizeConfig config;
  auto status = read_config(*ConfigTable::parse("miners = [\"tabel\"]", "t"), config);
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().text().find("`table`"), std::string::npos);
  EXPECT_FALSE(read_config(*ConfigTable::parse("refusal = 0.1", "t"), config));
  SynthesizeConfig shares;
  EXPECT_FALSE(read_config(*ConfigTable::parse("statements = 0.6\nrefusals = 0.6", "t"), shares));
  SynthesizeConfig good;
  ASSERT_TRUE(read_config(*ConfigTable::parse("wordings = 6\n[[focus]]\nheading = \"Offsets\"", "t"), good));
  EXPECT_EQ(good.wordings, 6);
  EXPECT_EQ(good.focus.size(), 1U);
  EXPECT_NE(config_hash(good), config_hash(SynthesizeConfig{}));
}

}  // namespace
}  // namespace jangin::synthesize
