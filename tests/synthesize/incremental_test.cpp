// A changed document replaces only its own samples; the others are neither mined nor written again.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>

#include "base/file.h"
#include "record/shard.h"
#include "support.h"
#include "synthesize/carry.h"
#include "synthesize/mined_json.h"
#include "synthesize/mined_store.h"
#include "synthesize/rounds.h"
#include "synthesize/synthesize.h"

namespace jangin::synthesize {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPump =
    "The maximum inlet pressure of the pump is 16 bar. The coolant temperature is 65 degrees at most. The oil must be changed every 500 hours.\n";
constexpr const char* kPumpChanged =
    "The maximum inlet pressure of the pump is 18 bar. The coolant temperature is 65 degrees at most. The oil must be changed every 500 hours.\n";
constexpr const char* kFilter =
    "The filter mesh is 50 micrometres wide. The filter is cleaned every 200 hours. The filter housing is stored in the tool room.\n";
constexpr const char* kCodes =
    "- G40 - turn cutter compensation off\n- G41 - start cutter compensation on the left\n- G42 - start cutter compensation on the right\n";

/// The rows by value: a range over a Result that dies before the loop is none.
template <typename Rows>
Rows whole(Result<Rows> rows) {
  EXPECT_TRUE(rows);
  return rows ? std::move(*rows) : Rows{};
}

class Incremental : public ::testing::Test {
 protected:
  void SetUp() override { start("a"); }
  void TearDown() override { fs::remove_all(root_); }

  /// Another workspace.
  void start(const std::string& name) {
    folder_ = root_ / name;
    fs::create_directories(folder_ / "refine");
    request_.workspace = folder_;
    request_.token_budget = 20'000;
    request_.config.examination = 4;
    request_.steering = 2;
  }
  void refine(const std::map<std::string, std::string>& texts) {
    std::vector<record::Document> documents;
    std::vector<record::Passage> passages;
    std::string all;
    for (const auto& [name, text] : texts) {
      documents.push_back(make_document(name, name + " manual", "# " + name + "\n\n" + text));
      passages.push_back(make_passage(documents.back(), {name + " limits"}, text));
      all += text;
    }
    ASSERT_TRUE(record::write_documents(folder_ / "refine" / "documents.parquet", documents));
    ASSERT_TRUE(record::write_passages(folder_ / "refine" / "passages.parquet", passages));
    record::Manifest manifest;
    manifest.stage = "refine";
    manifest.inputs["texts"] = sha256_hex(all);
    ASSERT_TRUE(record::write_manifest(folder_ / "refine" / "manifest.json", manifest));
  }
  SynthesizeReport run() {
    auto report = synthesize(request_);
    EXPECT_TRUE(report) << report.error().text();
    return report ? *report : SynthesizeReport{};
  }
  /// What a sample says, with all of its row that counts, by id.
  std::map<std::string, std::string> rows(bool of_pump) {
    std::map<std::string, std::string> out;
    const auto passages = *record::read_passages(folder_ / "refine" / "passages.parquet");
    std::set<std::string> pump;
    for (const auto& passage : passages)
      if (passage.heading_path[0] == "pump limits") pump.insert(passage.passage_id);
    for (const auto& sample : whole(record::read_samples(folder_ / "synthesize" / "samples.parquet"))) {
      if (pump.contains(sample.passage_id) != of_pump) continue;
      std::string row = sample.kind + "|" + sample.wording + "|" + sample.fact_id + "|" + std::to_string(sample.seed);
      for (const auto& message : sample.messages) row += "|" + message.text();
      for (const auto& evidence : sample.evidence) row += fmt_evidence(evidence);
      out[sample.sample_id] = row;
    }
    return out;
  }
  static std::string fmt_evidence(const record::Evidence& e) {
    return "|" + e.role + e.text_id + std::to_string(e.span.begin) + "-" + std::to_string(e.span.end);
  }
  std::string text(const std::string& name) { return *read_file(folder_ / "synthesize" / name); }

  fs::path root_ = fs::temp_directory_path() / ("jangin_incremental_" + std::to_string(::getpid()));
  fs::path folder_;
  SynthesizeRequest request_;
};

const std::map<std::string, std::string> kBefore = {{"pump", kPump}, {"filter", kFilter}, {"codes", kCodes}};
const std::map<std::string, std::string> kAfter = {{"pump", kPumpChanged}, {"filter", kFilter}, {"codes", kCodes}};

TEST_F(Incremental, AChangedDocumentReplacesOnlyItsOwnSamples) {
  refine(kBefore);
  const auto first = run();
  EXPECT_EQ(first.documents_mined, 3U);
  EXPECT_EQ(first.samples_carried, 0U);
  const auto others = rows(false), pump = rows(true);
  ASSERT_GT(others.size(), 20U);
  ASSERT_GT(pump.size(), 5U);

  refine(kAfter);
  const auto second = run();
  EXPECT_FALSE(second.skipped);
  EXPECT_EQ(second.documents, 3U);
  EXPECT_EQ(second.documents_mined, 1U);
  EXPECT_EQ(second.passages_mined, 1U);
  EXPECT_GT(second.samples_carried, 20U);
  EXPECT_EQ(rows(false), others);
  EXPECT_NE(rows(true), pump);
  size_t old_value = 0, new_value = 0;
  for (const auto& [id, row] : rows(true)) old_value += row.find("16 bar") != row.npos, new_value += row.find("18 bar") != row.npos;
  EXPECT_EQ(old_value, 0U);
  EXPECT_GT(new_value, 0U);
  EXPECT_TRUE(run().skipped);
}
TEST_F(Incremental, TheLedgerAndTheExaminationOfTheOthersStay) {
  refine(kBefore);
  run();
  const auto state_of = [&] {
    std::map<std::string, std::string> states;
    for (const auto& row : whole(record::read_verdicts(folder_ / "synthesize" / "coverage.parquet")))
      states[row.subject_id] = row.reason + "|" + row.detail;
    return states;
  };
  const auto lines = [&] {
    std::map<std::string, std::string> questions;
    for (const char* file : {kExaminationFile, kSteeringFile})
      for (const auto& question : whole(judge::read_questions(folder_ / "synthesize" / file)))
        questions[question.id] = std::string(file) + question.question;
    return questions;
  };
  const auto states = state_of();
  const auto questions = lines();
  refine(kAfter);
  run();
  const auto states_now = state_of();
  size_t same = 0, gone = 0;
  for (const auto& [id, state] : states) {
    const auto now = states_now.find(id);
    if (now == states_now.end())
      ++gone;
    else
      same += now->second == state;
  }
  EXPECT_GT(gone, 0U);
  EXPECT_EQ(same + gone, states.size());
  const auto questions_now = lines();
  EXPECT_EQ(questions_now.size(), questions.size());
  for (const auto& [id, question] : questions) {
    if (states_now.contains(id)) {
      EXPECT_EQ(questions_now.at(id), question);
    }
  }
}
TEST_F(Incremental, StoppedWhileItsFilesAreReplacedItEndsTheSame) {
  refine(kBefore);
  run();
  fs::copy(folder_, root_ / "b", fs::copy_options::recursive);
  refine(kAfter);
  run();
  const auto undisturbed = rows(false), pump = rows(true);
  const auto manifest = record::read_manifest(folder_ / "synthesize" / "manifest.json");

  start("b");
  refine(kAfter);
  ASSERT_TRUE(set_aside(folder_ / "synthesize"));
  ASSERT_TRUE(write_file(folder_ / "synthesize" / kTeachingFile, "{"));  // half replaced
  fs::remove(folder_ / "synthesize" / "samples.parquet");
  const auto report = run();
  EXPECT_EQ(report.documents_mined, 1U);
  EXPECT_EQ(rows(false), undisturbed);
  EXPECT_EQ(rows(true), pump);
  EXPECT_EQ(report.manifest.hash(), manifest->hash());
  EXPECT_FALSE(fs::exists(folder_ / "synthesize" / "carried"));
}
TEST_F(Incremental, ANewDocumentThatNeedsTheRoomIsChosenForFromNothing) {
  request_.token_budget = 700;
  refine({{"filter", kFilter}, {"codes", kCodes}});
  run();
  refine({{"pump", kPump}, {"filter", kFilter}, {"codes", kCodes}});
  const auto report = run();
  EXPECT_EQ(report.documents_mined, 1U) << "what was mined is kept all the same";
  EXPECT_EQ(report.samples_carried, 0U);
  const auto incremental = rows(true);
  fs::remove_all(folder_ / "synthesize");
  run();
  EXPECT_EQ(rows(true), incremental);
}
TEST_F(Incremental, AnotherConfigurationMinesNothingAgainButWritesAnew) {
  refine(kBefore);
  run();
  request_.config.seed = 2;
  const auto report = run();
  EXPECT_EQ(report.documents_mined, 0U);
  EXPECT_EQ(report.samples_carried, 0U);
}
TEST_F(Incremental, ALaterRoundTeachesWhatTheStageChose) {
  refine(kBefore);
  run();
  refine(kAfter);
  run();
  const auto taught = [&] {
    std::set<std::string> facts;
    for (const auto& sample : whole(record::read_samples(folder_ / "synthesize" / "samples.parquet"))) facts.insert(sample.fact_id);
    return facts;
  }();
  RoundRequest round;
  round.stage = request_;
  round.tokens = 8000;
  round.written = *record::read_samples(folder_ / "synthesize" / "samples.parquet");
  const auto samples = write_round(round);
  ASSERT_TRUE(samples) << samples.error().text();
  for (const auto& sample : samples->samples) {
    if (sample.kind != "refusal") {
      EXPECT_TRUE(taught.contains(sample.fact_id)) << sample.messages[0].text();
    }
  }
}
TEST(MinedStoreFile, FactsComeBackAsTheyWere) {
  const auto world = mine_one(
      "G76 Threading Cycle",
      std::string(kCodes) + "\n" + kPump +
          "\nIt is an error if:\n\n- the YZ plane is active\n- the K word is missing\n\n1. Open the valve.\n2. Press the button.\n3. Wait.\n\n"
          "| Code | Modal Group |\n|---|---|\n| G38.2 | motion |\n| G80 | cancel |\n");
  const auto korean = mine_one("제10조 안전", "사업주는 통로의 폭을 80센티미터 이상으로 하여야 한다.\n", "산업안전보건기준에 관한 규칙", "ko");
  ASSERT_GT(world.mined.facts.size(), 8U);
  for (const World* w : {&world, &korean}) {
    MinedStore store;
    store[w->passages[0].passage_id] = {"key", w->mined.facts, {"r1"}};
    const auto path = fs::path(::testing::TempDir()) / "mined.jsonl";
    ASSERT_TRUE(write_mined(path, store, w->passages));
    const auto back = read_mined(path);
    ASSERT_EQ(back.size(), 1U);
    const auto& passage = back.at(w->passages[0].passage_id);
    ASSERT_EQ(passage.facts.size(), w->mined.facts.size());
    EXPECT_EQ(passage.rejected, std::vector<std::string>{"r1"});
    std::set<size_t> frames;
    for (size_t i = 0; i < passage.facts.size(); ++i) {
      const MinedFact &a = w->mined.facts[i], &b = passage.facts[i];
      frames.insert(a.frame.index());
      EXPECT_EQ(fact_to_json(a), fact_to_json(b));
      const auto asked_a = phrase(a), asked_b = phrase(b);
      ASSERT_EQ(asked_a.size(), asked_b.size());
      for (size_t k = 0; k < asked_a.size(); ++k) EXPECT_EQ(asked_a[k].question + asked_a[k].answer, asked_b[k].question + asked_b[k].answer);
    }
    EXPECT_GE(frames.size(), w == &world ? 3U : 1U);
    fs::remove(path);
  }
}
TEST(MinedStoreFile, ADamagedLineIsMinedAgain) {
  const auto path = fs::path(::testing::TempDir()) / "damaged.jsonl";
  ASSERT_TRUE(write_file(path, "[2,\"p\",\"k\",[],[[1,2]],[]]\n{\n[2,\"q\",\"k\",[\"\",\"\",\"\",\"\",\"\",\"\",\"\"],[],[]]\n"));
  const auto store = read_mined(path);
  EXPECT_EQ(store.size(), 1U);
  EXPECT_TRUE(store.contains("q"));
  fs::remove(path);
}

}  // namespace
}  // namespace jangin::synthesize
