// The stage as a whole: accounting, rejects with masked text, edit maps that lead back, skipping, and what a withdrawal leaves.
#include "refine/refine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/file.h"
#include "base/interrupt.h"
#include "base/random.h"
#include "base/thread_pool.h"
#include "record/catalog.h"
#include "record/manifest.h"
#include "refine/documents_for_tests.h"
#include "refine/passages.h"

namespace jangin::refine {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

class RefineTest : public WorkspaceTest {
 protected:
  RefineReport refine_now(const RefineConfig& config = {}) {
    auto report = refine({workspace_, config});
    EXPECT_TRUE(report) << report.error().text();
    return report ? std::move(*report) : RefineReport{};
  }
  std::vector<record::Document> documents(const fs::path& folder) { return *record::read_documents(workspace_ / folder / "documents.parquet"); }
  std::vector<record::Passage> passages(const fs::path& folder) { return *record::read_passages(workspace_ / folder / "passages.parquet"); }

  /// Kept + rejected = in, in the report and in the shards; every reject has a verdict.
  void expect_accounts(const RefineReport& report, uint64_t documents_in) {
    EXPECT_EQ(report.documents_in, documents_in);
    EXPECT_EQ(report.documents_kept + report.documents_rejected, documents_in);
    EXPECT_EQ(report.bytes_kept + report.bytes_rejected, report.bytes_in);
    EXPECT_EQ(report.passages_kept + report.passages_merged + report.passages_rejected, report.passages_cut);
    EXPECT_EQ(documents("refine").size(), report.documents_kept);
    EXPECT_EQ(documents("rejected/refine").size(), report.documents_rejected);
    EXPECT_EQ(passages("refine").size(), report.passages_kept);
    std::multiset<std::string> rejected;
    auto verdicts = record::read_verdicts(workspace_ / "refine" / "verdicts.parquet");
    ASSERT_TRUE(verdicts);
    for (const record::Verdict& verdict : *verdicts) {
      if (!verdict.pass) rejected.insert(verdict.subject_id);
      EXPECT_EQ(verdict.pass, verdict.reason.empty());
    }
    for (const record::Document& document : documents("rejected/refine")) EXPECT_EQ(rejected.count(document.doc_id), 1U);
    for (const record::Passage& passage : passages("rejected/refine")) EXPECT_EQ(rejected.count(passage.passage_id), 1U);
    uint64_t by_reason = 0, passages_by_reason = 0;
    for (const ReasonCount& reason : report.reasons) {
      by_reason += reason.documents;
      passages_by_reason += reason.passages;
      EXPECT_FALSE(reason.examples.empty());
    }
    EXPECT_EQ(by_reason, report.documents_rejected);
    EXPECT_EQ(passages_by_reason, report.passages_rejected);
  }
};

std::vector<record::Document> hostile_documents() {
  return {make_document("good.md", "# Good\n\n" + prose(120) + "\n\n## More\n\nAsk ann@mail.org for the rest of the long story.\n"),
          make_document("empty.md", ""),
          make_document("binary.txt", prose(40) + std::string(30, '\1') + " bob@mail.org\n"),
          make_document("twin.md", "# Good\r\n\r\n" + prose(120) + "\r\n\r\n## More\n\nAsk ann@mail.org for the rest of the long story.\n"),
          make_document("short.md", "x\n"),
          make_document("korean.md",
                        "# 안전\n\n사업주는 근로자에게 안전모를 지급하여야 한다. 연락처는 010-1234-5678이다.\n\n## 목차\n\n1 총칙 ..... 1\n2 "
                        "보호구의 지급 ..... 2\n3 벌칙 ..... 3\n"),
          make_document("holes.md", "\uFFFD\uFFFD\uFFFD \uE000\uE001 what was here is gone and it will not come back\n")};
}

TEST_F(RefineTest, EveryDocumentIsAccountedFor) {
  collect(hostile_documents());
  RefineReport report = refine_now();
  expect_accounts(report, 7);
  EXPECT_EQ(report.documents_kept, 2U);
  std::map<std::string, uint64_t> reasons;
  for (const ReasonCount& reason : report.reasons) reasons[reason.reason] = reason.documents + reason.passages;
  EXPECT_EQ(reasons, (std::map<std::string, uint64_t>{
                         {"empty", 1}, {"binary", 1}, {"same_text", 1}, {"too_short", 1}, {"unmapped_characters", 1}, {"contents_list", 1}}));
  EXPECT_EQ(report.masked, (std::map<std::string, uint64_t>{{"email", 3}, {"phone", 1}}));
  EXPECT_EQ(report.languages, (std::map<std::string, uint64_t>{{"en", 1}, {"ko", 1}}));
}

TEST_F(RefineTest, RejectsAreMaskedToo) {
  collect(hostile_documents());
  refine_now();
  for (const fs::path& folder : {fs::path("refine"), fs::path("rejected/refine")}) {
    for (const record::Document& document : documents(folder)) {
      EXPECT_THAT(document.text, Not(HasSubstr("@mail.org"))) << document.source_id;
      EXPECT_EQ(document.text_id, sha256_hex(document.text));
    }
  }
  for (const auto& entry : fs::directory_iterator(workspace_ / "refine")) {
    EXPECT_THAT(*read_file(entry.path()), Not(HasSubstr("ann@mail"))) << entry.path();
  }
}

TEST_F(RefineTest, EditMapsLeadBackToTheReadersText) {
  std::string text = "# T\r\n\r\nCafe\u0301  is open.\u00AD Ask ann@mail.org, or 010-1234-5678, about the ﬁle of the machine.\r\n";
  record::Document document = make_document("a.md", text);
  document.pages = 3;
  document.places = {{{0, 3}, 1, 0, 0, 0, 0, {}}, {{7, text.size() - 2}, 3, 1, 2, 3, 4, {}}};
  collect({document});
  refine_now();
  record::Document refined = documents("refine").at(0);
  EXPECT_EQ(refined.text, "# T\n\nCafé is open. Ask <EMAIL_1>, or <PHONE_1>, about the file of the machine.\n");
  record::EditMap whole;
  std::string last = document.text_id;
  auto edits = record::read_text_edits(workspace_ / "refine" / "text_edits.parquet");
  ASSERT_TRUE(edits);
  for (const record::TextEdit& edit : *edits) {
    EXPECT_EQ(edit.text_id_before, last) << "the edits form a chain";
    last = edit.text_id_after;
    whole = whole.then(edit.map);
  }
  EXPECT_EQ(last, refined.text_id);
  auto source_of = [&](std::string_view words) {
    size_t at = refined.text.find(words);
    record::Span span = whole.to_before({at, at + words.size()});
    return text.substr(span.begin, span.size());
  };
  EXPECT_EQ(source_of("Café"), "Cafe\u0301");
  EXPECT_EQ(source_of("<PHONE_1>"), "010-1234-5678");
  EXPECT_EQ(source_of("about the"), "about the");
  EXPECT_EQ(source_of("file"), "ﬁle");
  ASSERT_EQ(refined.places.size(), 2U);
  EXPECT_EQ(refined.text.substr(refined.places[1].text.begin, refined.places[1].text.size()), refined.text.substr(5, refined.text.size() - 6));
  record::Occurrence occurrence = passages("refine").at(0).occurrences.at(0);
  EXPECT_EQ(occurrence.page_first, 3U);
}

TEST_F(RefineTest, ATwinsOccurrencesAreKnown) {
  collect(hostile_documents());
  refine_now();
  std::map<std::string, std::string> source_of;
  for (const record::Document& document : hostile_documents()) source_of[document.doc_id] = document.source_id;
  std::vector<std::string> sources;
  record::Passage first = passages("refine").at(0);
  for (const record::Occurrence& occurrence : first.occurrences) sources.push_back(source_of[occurrence.doc_id]);
  EXPECT_THAT(sources, ElementsAre("good.md", "twin.md")) << "withdrawing good.md would keep what twin.md says";
}

TEST_F(RefineTest, SkippedWhileNothingChanged) {
  collect(hostile_documents());
  RefineReport first = refine_now();
  EXPECT_FALSE(first.skipped);
  auto time = fs::last_write_time(workspace_ / "refine" / "documents.parquet");
  RefineReport second = refine_now();
  EXPECT_TRUE(second.skipped);
  EXPECT_EQ(fs::last_write_time(workspace_ / "refine" / "documents.parquet"), time);
  EXPECT_EQ(second.documents_kept, first.documents_kept);
  EXPECT_EQ(second.passages_merged, first.passages_merged);
  EXPECT_EQ(second.masked, first.masked);
  ASSERT_EQ(second.reasons.size(), first.reasons.size());
  EXPECT_EQ(second.reasons[0].examples, first.reasons[0].examples);

  std::string hash = record::read_manifest(workspace_ / "refine" / "manifest.json")->hash();
  fs::remove(workspace_ / "rejected" / "refine" / "passages.parquet");
  EXPECT_FALSE(refine_now().skipped) << "a shard is missing";
  EXPECT_EQ(record::read_manifest(workspace_ / "refine" / "manifest.json")->hash(), hash) << "the same again";

  RefineConfig config;
  config.passages.max_words = 60;
  EXPECT_FALSE(refine_now(config).skipped);
  EXPECT_NE(record::read_manifest(workspace_ / "refine" / "manifest.json")->hash(), hash);
  auto changed = hostile_documents();
  changed.pop_back();
  collect(changed);
  EXPECT_FALSE(refine_now(config).skipped);
  EXPECT_TRUE(refine_now(config).skipped);
}

TEST_F(RefineTest, ThreadsDoNotMatter) {
  std::vector<record::Document> many = hostile_documents();
  for (int i = 0; i < 60; ++i)
    many.push_back(make_document("m" + std::to_string(i), "# M\n\n" + prose(200 + i, i % 20) + " call 010-1234-56" + std::to_string(10 + i) + "\n"));
  collect(many);
  std::vector<std::string> hashes;
  for (int threads : {1, 2, 3}) {
    ThreadPool::set_threads(threads);
    fs::remove_all(workspace_ / "refine");
    expect_accounts(refine_now(), many.size());
    hashes.push_back(record::read_manifest(workspace_ / "refine" / "manifest.json")->hash());
  }
  EXPECT_THAT(hashes, ElementsAre(hashes[0], hashes[0], hashes[0]));
}

TEST_F(RefineTest, HostileBytesAreAccountedFor) {
  Random random(7);
  std::vector<record::Document> documents;
  const std::string pieces[] = {"# ",     "\n",     "\n\n", "```",     "| a |", "- ", "@", "a@b.cd", "010-", "1234-5678", "+82",
                                "\u00AD", "\uFFFD", "한",   "e\u0301", " ",     "\t", "(", ")",      ".",    "다.",       "\x01"};
  for (int i = 0; i < 200; ++i) {
    std::string text;
    for (uint32_t j = random.below(120); j > 0; --j) text += pieces[random.below(std::size(pieces))];
    documents.push_back(make_document("h" + std::to_string(i), text));
  }
  collect(documents);
  expect_accounts(refine_now(), documents.size());
}

TEST_F(RefineTest, ErrorsAreClear) {
  auto nothing = refine({workspace_, {}});
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().code, ErrorCode::not_found);
  EXPECT_THAT(nothing.error().text(), HasSubstr("jangin collect"));
  collect(hostile_documents());
  set_interrupted(true);
  auto stopped = refine({workspace_, {}});
  set_interrupted(false);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::interrupted);
  EXPECT_FALSE(fs::exists(workspace_ / "refine" / "manifest.json"));
  collect({});
  expect_accounts(refine_now(), 0);
}

/// The big manual holds the small one's sections, numbered and nested otherwise, and more.
TEST_F(RefineTest, WithdrawingTheSmallManualKeepsWhatTheBigOneHolds) {
  std::string homing = prose(90, 1), limits = prose(90, 2), start = prose(90, 3), axes = prose(90, 4);
  record::Document big = make_document(
      "big.pdf", "# 4 Configuration\n\n## 4.1 Homing\n\n" + homing + "\n\n## 4.2 Limits\n\n" + limits + "\n\n## 4.3 Axes\n\n" + axes + "\n");
  record::Document small =
      make_document("small.pdf", "# 1 First Steps\n\n" + start + "\n\n# 2 Homing\n\n" + homing + "\n\n# 3 Limits\n\n" + limits + "\n");
  auto source = [](const std::string& id) {
    return record::SourceVersion{id, sha256_hex("blob of " + id), 1, "", "", "", record::SourceState::present, "", ""};
  };
  auto samples_of = [](const std::vector<record::Passage>& all) {
    std::vector<record::Sample> samples;
    for (const record::Passage& passage : all) {
      record::Sample sample;
      sample.messages = {record::text_message("user", "What does " + passage.heading_path.back() + " say?"),
                         record::text_message("assistant", passage.text, true)};
      sample.sample_id = hash_fields({sample.messages[0].text(), sample.messages[1].text()});
      sample.evidence = {{sample.sample_id, "supports", passage.passage_id, {0, passage.text.size()}}};
      samples.push_back(std::move(sample));
    }
    return samples;
  };
  auto catalog = record::Catalog::open(workspace_ / "catalog.sqlite");
  ASSERT_TRUE(catalog);
  collect({big, small});
  expect_accounts(refine_now(), 2);
  auto before = passages("refine");
  ASSERT_EQ(before.size(), 4U);
  ASSERT_TRUE(catalog->put_sources({source("big.pdf"), source("small.pdf")}));
  ASSERT_TRUE(catalog->put_sample_lineage(samples_of(before), before, documents("refine")));
  EXPECT_EQ(catalog->samples_of_source("small.pdf", false)->size(), 3U);
  EXPECT_EQ(catalog->samples_of_source("small.pdf", true)->size(), 1U);

  collect({big});
  expect_accounts(refine_now(), 1);
  auto after = passages("refine");
  std::set<std::string> ids_before, ids_after;
  for (const auto& passage : before) ids_before.insert(passage.passage_id);
  for (const auto& passage : after) {
    ids_after.insert(passage.passage_id);
    EXPECT_TRUE(ids_before.contains(passage.passage_id)) << "what stays keeps its id";
    EXPECT_EQ(passage.occurrences.size(), 1U);
  }
  EXPECT_EQ(ids_after.size(), 3U);
  ASSERT_TRUE(catalog->put_sources({source("big.pdf")}));
  ASSERT_TRUE(catalog->put_sample_lineage(samples_of(after), after, documents("refine")));
  auto change = catalog->last_sample_change();
  ASSERT_TRUE(change);
  EXPECT_EQ(change->kept.size(), 3U);
  EXPECT_TRUE(change->added.empty());
  ASSERT_EQ(change->removed.size(), 1U) << "the catalog names the sample that only the small manual backed";
}

TEST(RefineConfigTest, ReadsAndRefuses) {
  RefineConfig config;
  auto table = ConfigTable::parse(
      "languages = [\"ko\"]\nsteps = [\"normalise\"]\n[personal_data]\nkinds = [\"email\"]\nkeep_domains = "
      "[\"Company.co.kr\"]\n[passages]\nmax_words = 200\n",
      "r.toml");
  ASSERT_TRUE(table);
  ASSERT_TRUE(read_config(*table, config));
  EXPECT_EQ(config.passages.max_words, 200);
  EXPECT_THAT(config.personal_data.keep_domains, ElementsAre("company.co.kr"));
  EXPECT_NE(config_hash(config), config_hash({}));
  auto error_of = [](const char* toml) {
    RefineConfig c;
    auto status = read_config(*ConfigTable::parse(toml, "r.toml"), c);
    return status ? std::string() : status.error().text();
  };
  EXPECT_THAT(error_of("langages = [\"ko\"]"), HasSubstr("languages"));
  EXPECT_THAT(error_of("steps = [\"normalize\"]"), HasSubstr("did you mean `normalise`?"));
  EXPECT_THAT(error_of("[personal_data]\nkinds = [\"phones\"]"), HasSubstr("did you mean `phone`?"));
  EXPECT_THAT(error_of("[near_duplicates]\nreject = \"every\""), HasSubstr("covered, all, none"));
  EXPECT_THAT(error_of("[near_duplicates]\nsimilarity = 0.1"), HasSubstr("similarity"));
  EXPECT_EQ(error_of("[near_duplicates]\nunit = \"character\"\nshingle = 24\nbands = 20\nrows = 13\nsuperseded = false"), "");
  EXPECT_THAT(error_of("[personal_data]\nreject = [\"adress\"]"), HasSubstr("did you mean `address`?"));
  RefineConfig rejecting;
  rejecting.personal_data.reject = {"card"};
  EXPECT_NE(config_hash(rejecting), config_hash({})) << "the stage runs again";
  EXPECT_THAT(error_of("[passages]\nmax_words = 1"), HasSubstr("max_words"));
  EXPECT_EQ(error_of(""), "");
}

}  // namespace
}  // namespace jangin::refine
