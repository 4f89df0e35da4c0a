// Data sets and databases: a row is a document; a bad row costs itself.
#include <duckdb.h>
#include <gmock/gmock.h>
#include <sqlite3.h>

#include "base/random.h"
#include "collect/archive_of.h"
#include "collect/members_for_tests.h"
#include "collect/sources/packed_stream.h"
#include "collect/sources/rows.h"

namespace jangin::collect {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Key;
using testing::Pair;
using testing::UnorderedElementsAre;

std::string database_of(const std::string& sql, const fs::path& path) {
  fs::remove(path);
  sqlite3* database = nullptr;
  EXPECT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  char* message = nullptr;
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK) << (message ? message : "");
  sqlite3_close(database);
  return bytes_of(path);
}

std::string parquet_of(const std::string& select, const fs::path& path) {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  duckdb_result result;
  duckdb_open(nullptr, &database);
  duckdb_connect(database, &connection);
  const std::string sql = "COPY (" + select + ") TO '" + path.string() + "' (FORMAT parquet, ROW_GROUP_SIZE 2048)";
  EXPECT_EQ(duckdb_query(connection, sql.c_str(), &result), DuckDBSuccess) << duckdb_result_error(&result);
  duckdb_destroy_result(&result);
  duckdb_disconnect(&connection);
  duckdb_close(&database);
  return bytes_of(path);
}

struct Keys {
  std::string text = "text", id = {}, title = {}, language = {}, licence = {}, where = {}, query = {};
};
std::string options(const Keys& keys) {
  SourceConfig source;
  source.kind = "dataset";
  source.text = keys.text, source.id = keys.id, source.title = keys.title, source.where = keys.where, source.query = keys.query;
  source.licence_column = keys.licence, source.language_column = keys.language;
  return row_options(source);
}

TEST(JsonlParser, RowsAreDocumentsAndBadOnesFailAlone) {
  const std::string lines =
      "\xef\xbb\xbf{\"id\": 7, \"body\": \"첫 글입니다.\", \"name\": \"제목\", \"lang\": \"ko\", \"terms\": \"CC0-1.0\"}\n\n"
      "{\"body\": 3.5}\nnot json\n[1]\n{\"body\": \"\"}\n{\"other\": 1}\n{\"body\": \"last\"}";
  KeptMembers members;
  EXPECT_EQ(
      open_bytes("jsonl", lines, "x.jsonl", members, options({.text = "body", .id = "id", .title = "name", .language = "lang", .licence = "terms"})),
      "");
  EXPECT_THAT(members.rows, UnorderedElementsAre(Key("row 1, id 7"), Key("row 2"), Key("row 7")));
  const Reading& first = members.rows["row 1, id 7"];
  EXPECT_EQ(first.text, "첫 글입니다.\n");
  EXPECT_EQ(first.title, "제목");
  EXPECT_THAT(first.metadata, testing::IsSupersetOf({Pair("language", "ko"), Pair("licence", "CC0-1.0"), Pair("id", "7")}));
  EXPECT_THAT(members.refused,
              UnorderedElementsAre(Pair("row 3", "bad_row"), Pair("row 4", "bad_row"), Pair("row 5", "no_text"), Pair("row 6", "no_text")));
}

TEST(JsonlParser, ConditionsAndPackedFiles) {
  std::string lines;
  for (int i = 0; i < 100; ++i)
    lines += "{\"n\": " + std::to_string(i) + (i % 2 ? ", \"kind\": \"a\"" : "") + ", \"text\": \"row " + std::to_string(i) + "\"}\n";
  KeptMembers members;
  const std::string packed = archive_of({{"x", lines}}, "raw", "gzip");
  EXPECT_EQ(open_bytes("jsonl", packed, "x.jsonl.gz", members, options({.where = "n >= 90 AND kind = 'a'"})), "");
  EXPECT_THAT(members.rows, UnorderedElementsAre(Key("row 92"), Key("row 94"), Key("row 96"), Key("row 98"), Key("row 100")));
  EXPECT_EQ(members.passed_over["where"], 95U);
  KeptMembers wrong, missing, cut;
  EXPECT_EQ(open_bytes("jsonl", lines, "x", wrong, options({.where = "n >= = 1"})), "no_such_column");
  EXPECT_EQ(wrong.refused["row 1"], "bad_row");
  EXPECT_EQ(open_bytes("jsonl", lines, "x", missing, options({.text = "body"})), "no_such_column");
  EXPECT_EQ(open_bytes("jsonl", packed.substr(0, packed.size() / 2), "x", cut, options({})), "truncated");
}

TEST(JsonlParser, DeepNestingAndLongLinesAreBounded) {
  KeptMembers members;
  const std::string deep = "{\"text\": " + std::string(100'000, '[') + std::string(100'000, ']') + "}\n";
  const std::string lines = deep + "{\"text\": \"" + std::string(140'000'000, 'x') + "\"}\n{\"text\": \"good\"}\n";
  EXPECT_EQ(open_bytes("jsonl", lines, "x", members, options({})), "");
  EXPECT_THAT(members.refused, UnorderedElementsAre(Pair("row 1", "bad_row"), Pair("row 2", "too_large")));
  EXPECT_THAT(members.rows, ElementsAre(Key("row 3")));
}

/// A row's memory is bounded, not only its bytes: such a line of 60 MB would take more than a gigabyte.
TEST(JsonlParser, ARowOfTooManyValuesCostsItself) {
  std::string many = "{\"text\": \"x\", \"n\": [[]";
  while (many.size() < 60'000'000) many += ",[]";
  KeptMembers members;
  EXPECT_EQ(open_bytes("jsonl", many + "]}\n{\"text\": \"good\"}\n", "x", members, options({})), "");
  EXPECT_THAT(members.refused, ElementsAre(Pair("row 1", "bad_row")));
  EXPECT_THAT(members.rows, ElementsAre(Key("row 2")));
}

TEST(JsonlParser, LargeNumbersKeepTheirSign) {
  KeptMembers members;
  EXPECT_EQ(open_bytes("jsonl", "{\"n\": 18446744073709551615, \"text\": \"a\"}\n{\"n\": -1, \"text\": \"b\"}\n", "x", members,
                       options({.where = "n > 5"})),
            "");
  EXPECT_THAT(members.rows, ElementsAre(Key("row 1")));
}

/// Memory holds no more of a line than was asked for, and the next line is whole.
TEST(JsonlParser, OfALongLineOnlyItsBeginningIsKept) {
  TemporaryFolder folder;
  const int file = open(folder.write("lines", std::string(3'000'000, 'x') + "\nnext\n1234567890\nend").c_str(), O_RDONLY | O_CLOEXEC);
  StreamReader reader(std::move(*PackedStream::open(file)));
  std::string line;
  bool too_long = false;
  ASSERT_TRUE(reader.line(line, 10, too_long));
  EXPECT_TRUE(too_long);
  EXPECT_EQ(line, std::string(10, 'x'));
  for (const char* whole : {"next", "1234567890", "end"}) {
    ASSERT_TRUE(reader.line(line, 10, too_long));
    EXPECT_FALSE(too_long);
    EXPECT_EQ(line, whole);
  }
  EXPECT_FALSE(reader.line(line, 10, too_long));
  close(file);
}

TEST(SqliteParser, RowsByColumnNameAndWritingIsRefused) {
  TemporaryFolder folder;
  const std::string bytes = database_of(
      "PRAGMA journal_mode = wal; CREATE TABLE t (id INTEGER, title TEXT, text TEXT, raw BLOB);"
      "INSERT INTO t VALUES (1, '하나', '첫째 글', x'00'), (2, NULL, NULL, NULL), (3, 'three', 'third', x'ff');",
      folder.path / "a.db");
  auto run = [&](const std::string& query, KeptMembers& members) { return open_bytes("sqlite", bytes, "a.db", members, options({.query = query})); };
  KeptMembers members, none;
  EXPECT_EQ(run("SELECT title, id, text FROM t ORDER BY id DESC;", members), "");
  EXPECT_THAT(members.rows, UnorderedElementsAre(Key("row 1, id 3"), Key("row 3, id 1")));
  EXPECT_EQ(members.rows["row 3, id 1"].title, "하나");
  EXPECT_THAT(members.refused, ElementsAre(Pair("row 2, id 2", "no_text")));
  for (const char* query : {"DELETE FROM t", "INSERT INTO t VALUES (9, 'x', 'x', NULL) RETURNING text", "PRAGMA user_version = 3",
                            "ATTACH '/tmp/x.db' AS x", "CREATE TABLE u (a)", "SELECT text FROM t; DELETE FROM t", "SELECT text FROM nowhere",
                            "not sql", "", "PRAGMA table_info(t)", "SELECT load_extension('x') AS text", "VACUUM INTO '/tmp/jangin-x'"}) {
    EXPECT_EQ(run(query, none), "bad_query") << query;
  }
  EXPECT_EQ(run("SELECT id FROM t", none), "no_such_column");
  KeptMembers blob;
  EXPECT_EQ(run("SELECT raw AS text FROM t WHERE id = 1", blob), "");
  EXPECT_THAT(blob.refused, ElementsAre(Pair("row 1", "bad_row")));
}

TEST(SqliteParser, BrokenDatabasesNeverCrash) {
  TemporaryFolder folder;
  std::string rows;
  for (int i = 0; i < 300; ++i) rows += "INSERT INTO t VALUES (" + std::to_string(i) + ", '" + std::string(200, 'a') + "');";
  const std::string bytes = database_of("CREATE TABLE t (id INTEGER, text TEXT); BEGIN; " + rows + " COMMIT;", folder.path / "a.db");
  const std::string query = options({.query = "SELECT id, text FROM t"});
  KeptMembers none, cut;
  EXPECT_EQ(open_bytes("sqlite", "these are words, and not few of them, so that a header might be there", "a.db", none, query), "not_a_database");
  EXPECT_EQ(open_bytes("sqlite", bytes.substr(0, bytes.size() / 2), "a.db", cut, query), "damaged");
  Random random(4);
  for (int i = 0; i < 50; ++i) {
    std::string broken = bytes;
    for (int n = 0; n < 8; ++n) broken[random.below(static_cast<uint32_t>(bytes.size()))] = static_cast<char>(random.below(256));
    KeptMembers members;
    (void)open_bytes("sqlite", broken, "a.db", members, query);
  }
}

TEST_F(SourcesTest, ParquetThroughTheSandbox) {
  add("p.parquet",
      parquet_of(
          "SELECT i AS id, 'text of row ' || i AS body, CASE WHEN i % 2 = 0 THEN 'ko' ELSE 'en' END AS lang, i * 1.5 AS score FROM range(5000) r(i)",
          work_.path / "p"));
  add("broken.parquet", bytes_of(work_.path / "docs/p.parquet").substr(0, 5000));
  add("rows.jsonl", "{\"body\": \"from json\", \"score\": 9000}\n{\"body\": 1, \"score\": \"x\"\n");
  SourceConfig& source = request_.config.sources[0];
  source.kind = "dataset", source.text = "body", source.id = "id", source.language_column = "lang", source.where = "score >= 7000";
  CollectReport report = collected();
  auto rows = documents();
  EXPECT_EQ(rows.size(), 334U);
  const record::Document& last = rows["docs/p.parquet / row 5000, id 4999"];
  EXPECT_EQ(last.text, "text of row 4999\n");
  EXPECT_EQ(last.language, "en");
  EXPECT_EQ(last.blob_id, report.sources[1].blob_id);
  EXPECT_EQ(report.passed_over["where"], 4667U);
  EXPECT_THAT(reasons(report), UnorderedElementsAre(Pair("docs/broken.parquet", "damaged"), Pair("docs/rows.jsonl / row 2", "bad_row")));
  const std::string hash = report.manifest.hash();
  add("more.jsonl", "{\"body\": \"another\", \"score\": 9000}\n");
  CollectReport more = collected();
  EXPECT_EQ(more.read, 1U) << "rows of unchanged files come from earlier runs";
  EXPECT_EQ(more.from_cache, 334U);
  fs::remove(work_.path / "docs/more.jsonl");
  EXPECT_EQ(collected().manifest.hash(), hash);
  source.text = "nothing";
  auto none = collect(request_);
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().text(), HasSubstr("no_such_column"));
}

TEST_F(SourcesTest, SqliteThroughTheSandbox) {
  add("a.db", database_of("CREATE TABLE t (id INTEGER, text TEXT); INSERT INTO t VALUES (1, 'first'), (2, 'second');", work_.path / "a.db"));
  request_.config.sources[0].kind = "sqlite";
  request_.config.sources[0].query = "SELECT id, text FROM t";
  collected();
  EXPECT_THAT(documents(), UnorderedElementsAre(Key("docs/a.db / row 1, id 1"), Key("docs/a.db / row 2, id 2")));
  request_.config.sources[0].query = "SELECT id, text FROM t WHERE id = 2";
  EXPECT_EQ(collected().found, 1U) << "another query is another reading";
}

/// Writes that only stand beside the database are not passed over in silence.
TEST_F(SourcesTest, ADatabaseWithUnfinishedWritesIsListed) {
  add("note.jsonl", "{\"text\": \"a row\"}\n");
  request_.config.sources.push_back(request_.config.sources[0]);
  request_.config.sources[0].path = "docs/note.jsonl";
  request_.config.sources[0].kind = "dataset";
  request_.config.sources[1].path = "docs/a.db";
  request_.config.sources[1].kind = "sqlite";
  request_.config.sources[1].query = "SELECT text FROM t";
  sqlite3* writer = nullptr;
  ASSERT_EQ(sqlite3_open((work_.path / "docs/a.db").c_str(), &writer), SQLITE_OK);
  auto run = [&](const char* sql) { EXPECT_EQ(sqlite3_exec(writer, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sql; };
  run("PRAGMA journal_mode = wal; CREATE TABLE t (text TEXT); INSERT INTO t VALUES ('first'); PRAGMA wal_checkpoint(TRUNCATE);");
  EXPECT_EQ(collected().read, 2U) << "all that was written is in the file";
  run("INSERT INTO t VALUES ('second');");
  EXPECT_THAT(reasons(collected()), ElementsAre(Pair("a.db", "unfinished_writes")));
  sqlite3_close(writer);
  CollectReport report = collected();
  EXPECT_EQ(report.failed, 0U);
  EXPECT_THAT(documents(), UnorderedElementsAre(Key("note.jsonl / row 1"), Key("a.db / row 1"), Key("a.db / row 2")));
  work_.write("docs/a.db-journal", std::string("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7") + std::string(504, '\0'));
  EXPECT_THAT(reasons(collected()), ElementsAre(Pair("a.db", "unfinished_writes")));
  work_.write("docs/a.db-journal", std::string(512, '\0'));
  EXPECT_EQ(collected().failed, 0U) << "a wiped journal (journal_mode = persist) asks for nothing";
}

/// A data set may have any number of bad rows: all are counted and have verdicts, memory holds the first.
TEST_F(SourcesTest, OfManyFailuresTheFirstAreReported) {
  std::string lines = "{\"text\": \"good\"}\n";
  for (size_t i = 0; i < kMostFailures + 5; ++i) lines += "{\"text\": \"\"}\n";
  add("rows.jsonl", lines);
  request_.config.sources[0].kind = "dataset";
  CollectReport report = collected();
  EXPECT_EQ(report.failed, kMostFailures + 5);
  EXPECT_EQ(report.failures.size(), kMostFailures);
  EXPECT_EQ(report.failures.front().detail, "docs/rows.jsonl / row 2: the row's text is empty");
  auto verdicts = record::read_verdicts(request_.workspace / "collect/verdicts.parquet");
  ASSERT_TRUE(verdicts);
  EXPECT_EQ(verdicts->size(), kMostFailures + 6);
}

/// What the condition of a recipe asks for is read in the sandbox, too: no file but the data set.
TEST_F(SourcesTest, AConditionReachesNoOtherFile) {
  work_.write("secret.txt", "row 1");
  add("p.parquet", parquet_of("SELECT 'row ' || i AS text FROM range(3) r(i)", work_.path / "p"));
  add("rows.jsonl", "{\"text\": \"good\"}\n");
  SourceConfig& source = request_.config.sources[0];
  source.kind = "dataset";
  source.where = "text = 'good' OR text IN (SELECT content FROM read_text('" + (work_.path / "secret.txt").string() + "'))";
  auto report = collect(request_);
  ASSERT_FALSE(report) << "SQLite knows no read_text, DuckDB may not read";
  EXPECT_THAT(report.error().text(), testing::Not(HasSubstr("reader_crashed")));
  source.where = "text = 'row 1'";
  EXPECT_THAT((collected(), documents()), ElementsAre(Key("docs/p.parquet / row 2")));
}

TEST(SourceConfigOfRows, KeysAndTheirNeighbours) {
  auto read = [](const std::string& toml) {
    auto table = ConfigTable::parse("[[sources]]\npath = 'x'\n" + toml, "recipe.toml");
    CollectConfig config;
    auto status = read_config(table.value(), config);
    return status ? std::string() : status.error().text();
  };
  EXPECT_EQ(read("kind = 'dataset'\ntext = 'body'\nid = 'n'\nwhere = 'n > 1'\n"), "");
  EXPECT_EQ(read("kind = 'sqlite'\nquery = 'SELECT text FROM t'\n"), "");
  EXPECT_THAT(read("kind = 'sqlite'\n"), HasSubstr("has no query"));
  EXPECT_THAT(read("query = 'SELECT 1'\n"), HasSubstr("kind"));
  EXPECT_THAT(read("kind = 'datasett'\n"), HasSubstr("dataset"));
  EXPECT_THAT(read("open_archive = false\n"), HasSubstr("open_archives"));
  EXPECT_THAT(read("title = 'x'\n"), HasSubstr("rows"));
}

}  // namespace
}  // namespace jangin::collect
