// Every table: written, read back equal, hashed by its rows; damage and foreign files are refused with words.
#include "record/shard.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <set>

#include "base/file.h"
#include "record/declared_rights.h"
#include "record/samples_for_tests.h"
#include "record/text_bytes.h"

namespace jangin::record {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Shards : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path folder_ = fs::temp_directory_path() / ("jangin_shards_" + std::to_string(::getpid()));
};

TEST_F(Shards, SourcesAndRightsComeBack) {
  std::vector<SourceVersion> sources = {{"a.pdf", hex('1'), 12, "2026-11-22T00:00:00Z", "2026-01-01", "", SourceState::present, "", hex('9')},
                                        {"한글 이름.md", hex('2'), 1ULL << 40, "", "", "2027-01-01", SourceState::withdrawn, hex('1'), ""}};
  std::vector<CollectedItem> items = {{hex('2'), "a.zip", "b/c.txt", hex('3'), 5}, {hex('4'), "d.jsonl", "row 1", "", 0}};
  ASSERT_TRUE(write_items(folder_ / "items.parquet", items));
  auto read_back = read_items(folder_ / "items.parquet");
  ASSERT_TRUE(read_back);
  ASSERT_EQ(read_back->size(), 2U);
  EXPECT_EQ((*read_back)[0].path_inside, "b/c.txt");
  EXPECT_EQ((*read_back)[0].bytes, 5U);
  EXPECT_EQ((*read_back)[1].blob_id, "");
  ASSERT_TRUE(write_sources(folder_ / "sources.parquet", sources));
  auto read = read_sources(folder_ / "sources.parquet");
  ASSERT_TRUE(read) << read.error().text();
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ((*read)[1].source_id, "한글 이름.md");
  EXPECT_EQ((*read)[1].bytes, 1ULL << 40);
  EXPECT_EQ((*read)[1].state, SourceState::withdrawn);
  EXPECT_EQ((*read)[1].valid_to, "2027-01-01");
  EXPECT_EQ((*read)[0].rights_id, hex('9'));

  std::vector<Rights> rights(2);
  rights[0] = {hex('9'), "GFDL-1.2-or-later", "", true, std::nullopt, false, true, "LinuxCNC.org", "public", "", "", "", ""};
  ASSERT_TRUE(write_rights(folder_ / "rights.parquet", rights));
  auto back = read_rights(folder_ / "rights.parquet");
  ASSERT_TRUE(back) << back.error().text();
  EXPECT_EQ((*back)[0].may_train, true);
  EXPECT_EQ((*back)[0].may_redistribute, std::nullopt) << "undeclared is not no";
  EXPECT_EQ((*back)[0].may_use_commercially, false);
  EXPECT_TRUE((*back)[0].share_alike);
  EXPECT_EQ((*back)[1].may_train, std::nullopt);

  rights[0].licence_detected = "MIT";
  ASSERT_TRUE(write_declared_rights(folder_ / "declared.parquet", rights));
  EXPECT_EQ(read_declared_rights(folder_ / "declared.parquet")->at(0).licence_declared, "GFDL-1.2-or-later");
  EXPECT_FALSE(read_rights(folder_ / "declared.parquet")) << "no column that could be taken for an answer";
}

TEST_F(Shards, DocumentsComeBackWithTheirParts) {
  std::vector<Document> documents = {make_document("a.pdf", "# Title\n\nBody with \"quotes\", 한글 and\ttabs.\n"), make_document("b.md", ""),
                                     make_document("c.md", "x\n")};
  documents[0].places = {{{0, 7}, 1, 1.5F, 2.25F, 300, 20, {}}, {{9, 40}, 2, 0, 0, 0, 0, {100, 131}}};
  documents[2].places = {{{0, 1}, 7, 0.1F, 0, 0, 0, {}}};
  documents[0].metadata = {{"author", "O'Neil; \"x\""}, {"created", ""}};
  documents[2].missing_references = {"Annex B", "별표 1"};
  auto info = write_documents(folder_ / "documents.parquet", documents);
  ASSERT_TRUE(info) << info.error().text();
  EXPECT_EQ(info->rows, 3U);
  EXPECT_EQ(info->table, "documents");
  auto read = read_documents(folder_ / "documents.parquet");
  ASSERT_TRUE(read) << read.error().text();
  ASSERT_EQ(read->size(), 3U);
  for (size_t i = 0; i < documents.size(); ++i) {
    EXPECT_EQ((*read)[i].text, documents[i].text);
    EXPECT_EQ((*read)[i].doc_id, documents[i].doc_id);
    EXPECT_EQ((*read)[i].metadata, documents[i].metadata);
    EXPECT_EQ((*read)[i].missing_references, documents[i].missing_references);
    EXPECT_EQ((*read)[i].places.size(), documents[i].places.size());
  }
  EXPECT_EQ((*read)[0].places[1].bytes, (Span{100, 131}));
  EXPECT_EQ((*read)[0].places[0].left, 1.5F);
  EXPECT_EQ((*read)[2].places[0].left, 0.1F) << "floats survive exactly";
  EXPECT_EQ((*read)[2].places[0].page, 7U);
}

TEST_F(Shards, PassagesFactsVerdictsAndEditsComeBack) {
  Passage passage{
      hex('a'), {"1 Axes", "1.2 Homing > now"}, "The text.", "en", {{hex('a'), hex('d'), {3, 12}, 4, 5, 0}, {hex('a'), hex('e'), {0, 9}, 0, 0, 7}}};
  Passage bare{hex('b'), {}, "", "", {{hex('b'), hex('d'), {0, 0}, 0, 0, 1}}};
  ASSERT_TRUE(write_passages(folder_ / "passages.parquet", {passage, bare}));
  auto passages = read_passages(folder_ / "passages.parquet");
  ASSERT_TRUE(passages) << passages.error().text();
  EXPECT_THAT((*passages)[0].heading_path, ElementsAre("1 Axes", "1.2 Homing > now"));
  EXPECT_TRUE((*passages)[1].heading_path.empty());
  ASSERT_EQ((*passages)[0].occurrences.size(), 2U);
  EXPECT_EQ((*passages)[0].occurrences[1].doc_id, hex('e'));
  EXPECT_EQ((*passages)[0].occurrences[1].ordinal, 7U);
  EXPECT_EQ((*passages)[0].occurrences[0].page_last, 5U);

  Fact fact{hex('f'), hex('a'), "table", "G92.3", "does", "1.5", "mm", "after G92.2", {1, 4}, 0.1};
  ASSERT_TRUE(write_facts(folder_ / "facts.parquet", {fact}));
  auto facts = read_facts(folder_ / "facts.parquet");
  ASSERT_TRUE(facts) << facts.error().text();
  EXPECT_EQ((*facts)[0].condition, "after G92.2");
  EXPECT_EQ((*facts)[0].evidence, (Span{1, 4}));
  EXPECT_EQ((*facts)[0].importance, 0.1);

  Verdict verdict{hex('d'), "broken_text", 3, false, "replacement_characters", 0.25, "12 of 48"};
  ASSERT_TRUE(write_verdicts(folder_ / "verdicts.parquet", {verdict}));
  auto verdicts = read_verdicts(folder_ / "verdicts.parquet");
  ASSERT_TRUE(verdicts) << verdicts.error().text();
  EXPECT_FALSE((*verdicts)[0].pass);
  EXPECT_EQ((*verdicts)[0].reason, "replacement_characters");
  EXPECT_EQ((*verdicts)[0].step_version, 3U);

  TextEdit edit{hex('d'), "normalise", 1, hex('1'), hex('2'), {}};
  edit.map.replace({2, 5}, {2, 3});
  edit.map.replace({9, 9}, {7, 11});
  ASSERT_TRUE(write_text_edits(folder_ / "text_edits.parquet", {edit}));
  auto edits = read_text_edits(folder_ / "text_edits.parquet");
  ASSERT_TRUE(edits) << edits.error().text();
  EXPECT_EQ((*edits)[0].map.edits(), edit.map.edits());
}

TEST_F(Shards, SamplesComeBackWithMessagesEvidenceAndScores) {
  std::vector<Sample> samples = {make_sample('1', hex('a')), make_sample('2', hex('b'))};
  samples[0].seed = ~0ULL;
  samples[0].scores = {{"grounded", 1.0}, {"clear", -0.5}};
  samples[1].messages.push_back(Message{"assistant", {}, true});
  samples[1].messages.push_back(Message{"user", {{"text", "one "}, {"text", "two"}}, false});
  ASSERT_TRUE(write_samples(folder_ / "samples.parquet", samples));
  auto read = read_samples(folder_ / "samples.parquet");
  ASSERT_TRUE(read) << read.error().text();
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ((*read)[0].seed, ~0ULL);
  EXPECT_EQ((*read)[0].scores, samples[0].scores);
  ASSERT_EQ((*read)[1].messages.size(), samples[1].messages.size());
  for (size_t i = 0; i < samples[1].messages.size(); ++i) {
    EXPECT_EQ((*read)[1].messages[i].text(), samples[1].messages[i].text());
    EXPECT_EQ((*read)[1].messages[i].learn, samples[1].messages[i].learn);
    EXPECT_EQ((*read)[1].messages[i].content.size(), samples[1].messages[i].content.size());
  }
  ASSERT_EQ((*read)[0].evidence.size(), 1U);
  EXPECT_EQ((*read)[0].evidence[0].text_id, hex('a'));

  std::vector<Exposure> exposures;
  for (uint64_t i = 0; i < 5000; ++i) exposures.push_back({hex('r'), i, hex('1'), static_cast<uint32_t>(i * 3), 7});
  ASSERT_TRUE(write_exposures(folder_ / "exposures.parquet", exposures));
  auto back = read_exposures(folder_ / "exposures.parquet");
  ASSERT_TRUE(back) << back.error().text();
  ASSERT_EQ(back->size(), 5000U) << "more than one chunk";
  for (uint64_t i = 0; i < 5000; ++i) ASSERT_EQ((*back)[i].step, i) << "rows keep their order";
}

TEST_F(Shards, TheHashIsOfTheRowsAndTheirOrder) {
  std::vector<Document> documents = {make_document("a", "A\n"), make_document("b", "B\n")};
  auto hash_of = [&](const std::vector<Document>& rows) { return write_documents(folder_ / "h.parquet", rows)->rows_hash; };
  std::string first = hash_of(documents);
  EXPECT_EQ(first.size(), 64U);
  EXPECT_EQ(first, hash_of(documents));
  std::vector<Document> swapped = {documents[1], documents[0]};
  EXPECT_NE(first, hash_of(swapped));
  std::vector<Document> with_place = documents;
  with_place[1].places.push_back({{0, 1}, 1, 0, 0, 0, 0, {}});
  EXPECT_NE(first, hash_of(with_place)) << "parts count";
  std::vector<Document> moved = documents;  // "A" | "" against "" | "A": fields must not run into one another
  moved[0].title = moved[0].language = "";
  std::vector<Document> other = moved;
  moved[0].title = "en";
  other[0].language = "en";
  EXPECT_NE(hash_of(moved), hash_of(other));
  EXPECT_EQ(read_shard_info(folder_ / "h.parquet")->rows_hash, hash_of(other)) << "the file tells its own hash";
}

/// More than a writer holds in memory: the rows wait in files of their own, and what comes out is the same.
TEST_F(Shards, WhatIsWrittenOneByOneIsReadOneByOne) {
  constexpr uint64_t kRows = 700, kTextBytes = 100'000;
  std::vector<Document> rows(kRows);
  for (uint64_t i = 0; i < kRows; ++i) {
    Document& document = rows[i];
    document.doc_id = "d" + std::to_string(i);
    document.text = std::string(kTextBytes + i, static_cast<char>('a' + i % 26)) + std::to_string(i);
    for (uint64_t j = 0; j < i % 3; ++j) document.places.push_back({{j, j + 1}, static_cast<uint32_t>(i), 0, 0, 0, 0, {}});
    if (i % 4 == 0) document.metadata["key"] = std::to_string(i);
  }
  ASSERT_TRUE(write_file(folder_ / "one.parquet.part-1-0", "of a writer that was killed"));
  auto sink = open_documents(folder_ / "one.parquet");
  ASSERT_TRUE(sink);
  uint64_t most_files = 0;
  for (const Document& document : rows) {
    ASSERT_TRUE((*sink)->append(document));
    most_files = std::max<uint64_t>(
        most_files, static_cast<uint64_t>(std::distance(std::filesystem::directory_iterator(folder_), std::filesystem::directory_iterator())));
  }
  EXPECT_GE(most_files, 2U) << "not all was held in memory";
  auto one = (*sink)->finish();
  ASSERT_TRUE(one) << one.error().text();
  auto whole = write_documents(folder_ / "whole.parquet", rows);
  ASSERT_TRUE(whole);
  EXPECT_EQ(one->rows_hash, whole->rows_hash);
  std::set<std::string> suffixes;  // of both shards, and nothing else: no temporary file is left
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    const std::string name = entry.path().filename().string();
    EXPECT_TRUE(name.starts_with("one.") || name.starts_with("whole.")) << name;
    EXPECT_TRUE(name.ends_with(".parquet")) << name;
    suffixes.insert(name.substr(name.find('.')));
  }
  EXPECT_EQ(suffixes.size(), 3U) << "documents, places, metadata";
  for (uint64_t first : {uint64_t{0}, uint64_t{1}, uint64_t{350}, kRows - 1, kRows}) {
    auto reader = DocumentReader::open(folder_ / "one.parquet", first);
    ASSERT_TRUE(reader) << reader.error().text();
    uint64_t row = first;
    while (true) {
      auto document = reader->next();
      ASSERT_TRUE(document) << document.error().text();
      if (!*document) break;
      ASSERT_LT(row, kRows);
      EXPECT_EQ((*document)->doc_id, rows[row].doc_id);
      EXPECT_TRUE((*document)->text == rows[row].text) << row;
      EXPECT_EQ((*document)->places.size(), rows[row].places.size());
      if (!rows[row].places.empty()) {
        EXPECT_EQ((*document)->places.back().page, row);
      }
      EXPECT_EQ((*document)->metadata, rows[row].metadata);
      ++row;
    }
    EXPECT_EQ(row, kRows);
  }
  auto groups = run_sql(folder_, "SELECT max(total_uncompressed_size) FROM parquet_metadata('one.parquet') WHERE path_in_schema = 'text'");
  ASSERT_TRUE(groups) << groups.error().text();
  EXPECT_LT(std::stoull(groups->at(1).at(0)), 64U << 20) << "large rows make small groups";
}

TEST_F(Shards, BytesOfTextsComeInTheOrderOfTheDocuments) {
  std::vector<Document> documents(5000);  // several row groups
  std::vector<uint64_t> bytes;
  for (size_t i = 0; i < documents.size(); ++i) {
    documents[i].doc_id = std::to_string(i);
    for (size_t k = 0; k < i % 37; ++k) documents[i].text += "한";
    bytes.push_back(3 * (i % 37));
  }
  ASSERT_TRUE(write_documents(folder_ / "documents.parquet", documents));
  auto read = read_text_bytes(folder_ / "documents.parquet");
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(*read, bytes);
  EXPECT_EQ(read_text_bytes(folder_ / "none.parquet").error().code, ErrorCode::not_found);
}

TEST_F(Shards, EqualRowsMakeEqualBytes) {
  std::vector<Document> documents = {make_document("a", "A\n"), make_document("b", "B\n")};
  ASSERT_TRUE(write_documents(folder_ / "1.parquet", documents));
  ASSERT_TRUE(write_documents(folder_ / "2.parquet", documents));
  EXPECT_EQ(*read_file(folder_ / "1.parquet"), *read_file(folder_ / "2.parquet"));
}

/// Of equal size, within one second.
TEST_F(Shards, WhatIsWrittenAgainAtOnceIsReadAsItIsNow) {
  for (int i = 0; i < 30; ++i) {
    const std::string value(1, static_cast<char>('a' + i % 20));
    Fact fact{hex('f'), hex('a'), "table", "G92.3", "does", value, "mm", "", {1, 4}, 0.1};
    Passage passage{hex('b'), {value}, value, "en", {{hex('b'), hex('d'), {0, 1}, 0, 0, 1}}};
    ASSERT_TRUE(write_facts(folder_ / "facts.parquet", {fact}));
    ASSERT_TRUE(write_passages(folder_ / "passages.parquet", {passage}));
    const auto facts = read_facts(folder_ / "facts.parquet");
    const auto passages = read_passages(folder_ / "passages.parquet");
    ASSERT_TRUE(facts) << facts.error().text();
    ASSERT_TRUE(passages) << passages.error().text();
    EXPECT_EQ((*facts)[0].value, value);
    EXPECT_EQ((*passages)[0].text, value);
  }
}

TEST_F(Shards, EmptyTablesAndOddPaths) {
  fs::path odd = folder_ / "it's [odd] * ? 한글" / "documents.parquet";
  auto info = write_documents(odd, {});
  ASSERT_TRUE(info) << info.error().text();
  EXPECT_EQ(info->rows, 0U);
  auto read = read_documents(odd);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_TRUE(read->empty());
  ASSERT_TRUE(write_documents(odd, {make_document("a", std::string("nul \0 inside", 12))}));
  read = read_documents(odd);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ((*read)[0].text, std::string("nul \0 inside", 12));
}

TEST_F(Shards, InvalidUtf8IsRefusedWithItsPlace) {
  auto info = write_documents(folder_ / "d.parquet", {make_document("a", "fine"), make_document("b", "bad \xFF")});
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().code, ErrorCode::invalid_argument);
  EXPECT_THAT(info.error().text(), HasSubstr("documents.text, row 1"));
  for (const char* bad : {"\xEA\xB0", "가\xEA\xB0", "\xEA\x41\x80", "가\xEA\xB0\x41", "\xE0\x80\x80", "가\xED\xA0\x80", "\xC3\x41"}) {
    EXPECT_FALSE(write_documents(folder_ / "d.parquet", {make_document("a", bad)})) << testing::PrintToString(bad);
  }
  EXPECT_FALSE(fs::exists(folder_ / "d.parquet"));
}

TEST_F(Shards, ForeignAndDamagedFilesAreRefused) {
  EXPECT_EQ(read_documents(folder_ / "none.parquet").error().code, ErrorCode::not_found);
  ASSERT_TRUE(write_file(folder_ / "text.parquet", "this is no Parquet file"));
  EXPECT_EQ(read_verdicts(folder_ / "text.parquet").error().code, ErrorCode::invalid_format);
  ASSERT_TRUE(write_file(folder_ / "empty.parquet", ""));
  EXPECT_EQ(read_verdicts(folder_ / "empty.parquet").error().code, ErrorCode::invalid_format);
  ASSERT_TRUE(write_verdicts(folder_ / "verdicts.parquet", {{hex('d'), "s", 1, true, "", 0, ""}}));
  auto wrong = read_facts(folder_ / "verdicts.parquet");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ErrorCode::invalid_format);
  EXPECT_THAT(wrong.error().text(), HasSubstr("column `fact_id` is missing"));
  std::string bytes = *read_file(folder_ / "verdicts.parquet");
  ASSERT_TRUE(write_file(folder_ / "cut.parquet", std::string_view(bytes).substr(0, bytes.size() / 2)));
  EXPECT_FALSE(read_verdicts(folder_ / "cut.parquet"));
}

TEST_F(Shards, APartOfAnotherWriteIsRefused) {
  Document document = make_document("a", "A\n");
  document.places = {{{0, 1}, 1, 0, 0, 0, 0, {}}};
  ASSERT_TRUE(write_documents(folder_ / "documents.parquet", {document}));
  document.places[0].page = 2;
  ASSERT_TRUE(write_documents(folder_ / "other.parquet", {document}));
  fs::copy_file(folder_ / "other.places.parquet", folder_ / "documents.places.parquet", fs::copy_options::overwrite_existing);
  auto read = read_documents(folder_ / "documents.parquet");
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().text(), HasSubstr("does not belong to documents.parquet"));
  EXPECT_FALSE(read_shard_info(folder_ / "documents.parquet"));
}

/// Many rows of poorly compressible text: more than the small disks of the tests below hold.
std::vector<Verdict> many_verdicts() {
  std::vector<Verdict> rows;
  for (int i = 0; i < 20000; ++i) rows.push_back({sha256_hex(std::to_string(i)), "s", 1, true, "", 0, sha256_hex(std::to_string(-i))});
  return rows;
}

/// Runs `body` in a child process and gives back what it returns (0: passed).
int in_child(const std::function<int()>& body) {
  pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// Becomes root of a name space of its own, as far as the kernel allows that to anybody.
bool enter_user_namespace() {
  std::string uid_map = "0 " + std::to_string(::getuid()) + " 1\n";
  if (::unshare(CLONE_NEWNS | CLONE_NEWUSER) != 0) return false;
  int file = ::open("/proc/self/uid_map", O_WRONLY);
  bool written = file >= 0 && ::write(file, uid_map.data(), uid_map.size()) == static_cast<ssize_t>(uid_map.size());
  if (file >= 0) ::close(file);
  return written;
}

int expect_refused_and_old_kept(const fs::path& path) {
  auto info = write_verdicts(path, many_verdicts());
  if (info) return 2;
  if (info.error().code != ErrorCode::io_error || info.error().text().find("disk is full") == std::string::npos) {
    std::fprintf(stderr, "%s\n", info.error().text().c_str());
    return 3;
  }
  auto old = read_verdicts(path);
  if (!old || old->size() != 1) return 4;
  auto files = std::distance(fs::directory_iterator(path.parent_path()), fs::directory_iterator());
  return files == 1 ? 0 : 5;
}

TEST_F(Shards, AFileLimitLeavesTheOldTable) {
  fs::path path = folder_ / "verdicts.parquet";
  ASSERT_TRUE(write_verdicts(path, {{hex('d'), "s", 1, true, "", 0, ""}}));
  EXPECT_EQ(in_child([&] {
              std::signal(SIGXFSZ, SIG_IGN);
              rlimit limit{200000, 200000};
              ::setrlimit(RLIMIT_FSIZE, &limit);
              return expect_refused_and_old_kept(path);
            }),
            0);
}

TEST_F(Shards, AFullDiskLeavesTheOldTable) {
  constexpr int kNoMount = 77;
  int result = in_child([&] {
    if (::unshare(CLONE_NEWNS) != 0 && !enter_user_namespace()) return kNoMount;
    ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
    if (::mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=256k") != 0) return kNoMount;
    auto first = write_verdicts(folder_ / "verdicts.parquet", {{hex('d'), "s", 1, true, "", 0, ""}});
    if (!first) std::fprintf(stderr, "%s\n", first.error().text().c_str());
    if (!first) return 6;
    return expect_refused_and_old_kept(folder_ / "verdicts.parquet");
  });
  if (result == kNoMount) GTEST_SKIP() << "this process may not mount a small disk";
  EXPECT_EQ(result, 0);
}

TEST_F(Shards, SqlReadsAndOnlyReads) {
  ASSERT_TRUE(
      write_passages(folder_ / "refine" / "passages.parquet", {{hex('a'), {"One", "Two"}, "text", "en", {{hex('a'), hex('d'), {0, 4}, 1, 1, 0}}}}));
  auto rows = run_sql(folder_,
                      "SELECT p.language, p.heading_path, o.page_first, NULL AS none FROM 'refine/passages.parquet' p "
                      "JOIN 'refine/passages.occurrences.parquet' o USING (passage_id);");
  ASSERT_TRUE(rows) << rows.error().text();
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_THAT((*rows)[0], ElementsAre("language", "heading_path", "page_first", "none"));
  EXPECT_THAT((*rows)[1], ElementsAre("en", "[One, Two]", "1", ""));
  EXPECT_THAT(*run_sql(folder_, "SELECT 1 AS a WHERE false"), ElementsAre(ElementsAre("a")));
  EXPECT_EQ(run_sql(folder_, "DESCRIBE SELECT * FROM 'refine/*.parquet'")->at(1).at(0), "schema_version");

  ASSERT_TRUE(write_file(folder_.string() + ".outside.csv", "a\n1\n"));
  for (const std::string& query :
       {std::string("COPY (SELECT 1) TO 'x.csv'"), std::string("CREATE TABLE t (a INT)"), std::string("SELECT 1; SELECT 2"), std::string(""),
        "SELECT * FROM '" + folder_.string() + ".outside.csv'", std::string("SET threads = 4"), std::string("INSTALL httpfs"),
        std::string("SELECT * FROM 'https://example.com/a.parquet'"), std::string("SELECT nonsense"), std::string("ATTACH 'x.db'"),
        std::string("SELECT 1) ; DROP TABLE t; --"), std::string("SELECT * FROM read_text('/etc/passwd')")}) {
    auto refused = run_sql(folder_, query);
    EXPECT_FALSE(refused) << query;
  }
  EXPECT_FALSE(fs::exists(folder_ / "x.csv"));
  fs::remove(folder_.string() + ".outside.csv");
}

}  // namespace
}  // namespace jangin::record
