// PostgreSQL as a source, against a real server that the test starts in a folder of its own (setup/install --with postgresql).
#include <gmock/gmock.h>
#include <libpq-fe.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

#include "base/clock.h"
#include "base/interrupt.h"
#include "collect/members_for_tests.h"
#include "record/catalog.h"

namespace jangin::collect {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

/// A cluster that listens on a socket in its folder only. As the user "postgres" when this is root, whom the server refuses.
class PostgresServer {
 public:
  PostgresServer() {
    std::error_code error;
    for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", error)) {
      if (fs::exists(version.path() / "bin/initdb", error)) programs_ = version.path() / "bin";
    }
    if (programs_.empty()) return;
    if (geteuid() == 0 && std::system(("chown postgres " + folder_.path.string()).c_str()) != 0) return;
    is_running_ = run("initdb", "--pgdata=" + data() + " --username=postgres --auth=trust --encoding=UTF8 --locale=C --no-sync") && start();
  }
  ~PostgresServer() {
    if (is_running_) stop();
  }
  bool is_running() const { return is_running_; }
  bool start() {
    return run("pg_ctl", "--pgdata=" + data() + " --wait --log=" + (folder_.path / "log").string() +
                             " --options=\"-c listen_addresses='' -c fsync=off -c unix_socket_directories=" + folder_.path.string() + "\" start");
  }
  bool stop() { return run("pg_ctl", "--pgdata=" + data() + " --wait --mode=immediate stop"); }
  std::string uri() const { return "postgresql:///postgres?user=postgres&host=" + folder_.path.string(); }
  /// The first value of the answer.
  std::string sql(const std::string& command) const {
    PGconn* connection = PQconnectdb(uri().c_str());
    PGresult* answer = PQexec(connection, command.c_str());
    const bool worked = PQresultStatus(answer) == PGRES_COMMAND_OK || PQresultStatus(answer) == PGRES_TUPLES_OK;
    EXPECT_TRUE(worked) << PQerrorMessage(connection);
    std::string value = PQntuples(answer) > 0 ? PQgetvalue(answer, 0, 0) : "";
    PQclear(answer);
    PQfinish(connection);
    return value;
  }

 private:
  std::string data() const { return (folder_.path / "data").string(); }
  bool run(const std::string& program, const std::string& arguments) const {
    const std::string as = geteuid() == 0 ? "cd / && runuser -u postgres -- " : "";
    return std::system((as + (programs_ / program).string() + " " + arguments + " >/dev/null 2>&1").c_str()) == 0;
  }
  TemporaryFolder folder_;
  fs::path programs_;
  bool is_running_ = false;
};

class PostgresqlTest : public SourcesTest {
 protected:
  static void SetUpTestSuite() { server_ = std::make_unique<PostgresServer>(); }
  static void TearDownTestSuite() { server_.reset(); }
  void SetUp() override {
    if (!server_->is_running()) GTEST_SKIP() << "no PostgreSQL server here: setup/install --with postgresql";
    SourcesTest::SetUp();
    SourceConfig& source = request_.config.sources[0];
    source.path.clear();
    source.kind = "postgresql";
    source.postgresql.name = "wiki";
    source.postgresql.uri = server_->uri();
    source.query = "SELECT * FROM pages";
    server_->sql(
        "DROP TABLE IF EXISTS pages; CREATE TABLE pages (id TEXT, title TEXT, text TEXT, language TEXT, licence TEXT, raw BYTEA);"
        "INSERT INTO pages VALUES ('A-1', '하나', '첫째 글입니다.', 'ko', 'CC0-1.0'), ('2', NULL, 'The second text.', 'en', NULL), ('x/y', 'Third', "
        "'The third text.', NULL, NULL)");
  }
  void TearDown() override { set_interrupted(false); }
  SourceConfig& source() { return request_.config.sources[0]; }
  std::string problem_of(const std::string& query) {
    source().query = query;
    const auto report = collect(request_);
    return report ? reasons(*report)["postgresql:wiki"] : report.error().text();
  }

  static std::unique_ptr<PostgresServer> server_;
};
std::unique_ptr<PostgresServer> PostgresqlTest::server_;

TEST_F(PostgresqlTest, RowsAreDocuments) {
  const CollectReport report = collected();
  EXPECT_EQ(report.found, 3U);
  EXPECT_EQ(report.failed, 0U);
  auto rows = documents();
  ASSERT_THAT(rows, ElementsAre(testing::Key("postgresql:wiki/2"), testing::Key("postgresql:wiki/A-1"), testing::Key("postgresql:wiki/x/y")));
  const record::Document& first = rows["postgresql:wiki/A-1"];
  EXPECT_EQ(first.text, "첫째 글입니다.\n");
  EXPECT_EQ(first.title, "하나");
  EXPECT_EQ(first.language, "ko");
  EXPECT_THAT(first.metadata, testing::IsSupersetOf({Pair("language", "ko"), Pair("licence", "CC0-1.0"), Pair("id", "A-1")}));
  EXPECT_EQ(rows["postgresql:wiki/2"].title, "2");
}

TEST_F(PostgresqlTest, OtherColumnsAndMarkdown) {
  source().query =
      "SELECT id AS key, title AS name, '# ' || title || E'\\n\\nBody of it.' AS body FROM pages WHERE title IS NOT NULL -- those with a title\n; ";
  source().id = "key", source().title = "name", source().text = "body", source().format = "markdown";
  EXPECT_EQ(collected().found, 2U);
  const record::Document row = documents()["postgresql:wiki/x/y"];
  EXPECT_EQ(row.reader, "markdown");
  EXPECT_EQ(row.title, "Third");
}

TEST_F(PostgresqlTest, BadRowsCostThemselves) {
  server_->sql(
      "INSERT INTO pages VALUES (NULL, 'no id', 'text'), ('2', 'again', 'a text under the same id'), ('none', NULL, NULL), ('empty', NULL, ''),"
      "('long', NULL, repeat('words ', 400000)), ('longer', NULL, repeat('x', 900000))");
  request_.config.max_text_mb = 1;
  EXPECT_THAT(reasons(collected()), UnorderedElementsAre(Pair("postgresql:wiki/row 4", "bad_row"), Pair("postgresql:wiki/2~2", "bad_row"),
                                                         Pair("postgresql:wiki/none", "no_text"), Pair("postgresql:wiki/empty", "no_text"),
                                                         Pair("postgresql:wiki/long", "too_large")));
  EXPECT_EQ(documents().size(), 4U);
  EXPECT_LT(stored_bytes(), 2'400'000U) << "the longest text stays at the server";
}

TEST_F(PostgresqlTest, OnlyNewAndChangedRowsAreRead) {
  EXPECT_EQ(collected().read, 3U);
  CollectReport report = collected();
  EXPECT_TRUE(report.current);
  auto catalog = record::Catalog::open(work_.path / "catalog.sqlite");
  ASSERT_TRUE(catalog && catalog->put_sources(report.sources));
  server_->sql(
      "UPDATE pages SET text = 'The second text, changed.' WHERE id = '2'; DELETE FROM pages WHERE id = 'x/y'; INSERT INTO pages (id, text) VALUES "
      "('4', 'A fourth text.')");
  report = collected();
  EXPECT_EQ(report.read, 2U);
  EXPECT_EQ(report.from_cache, 1U);
  ASSERT_TRUE(catalog->put_sources(report.sources));
  std::map<std::string, record::SourceState> states;
  const auto rows = catalog->sources();
  ASSERT_TRUE(rows);
  for (const auto& row : *rows) {
    if (row.state != record::SourceState::changed) states[row.source_id] = row.state;
  }
  EXPECT_EQ(states["postgresql:wiki/x/y"], record::SourceState::vanished);
  EXPECT_EQ(states["postgresql:wiki/2"], record::SourceState::present);
  server_->sql("UPDATE pages SET title = 'Another title' WHERE id = 'A-1'");
  report = collected();
  EXPECT_FALSE(report.current);
  EXPECT_EQ(report.read, 0U) << "its text is the same";
  EXPECT_EQ(documents()["postgresql:wiki/A-1"].title, "Another title");
}

TEST_F(PostgresqlTest, NothingIsWritten) {
  server_->sql(
      "CREATE SEQUENCE IF NOT EXISTS counter; CREATE OR REPLACE FUNCTION wipe() RETURNS text LANGUAGE sql AS $$ DELETE FROM pages; SELECT 'x'::text "
      "$$");
  for (const char* query :
       {"DELETE FROM pages RETURNING *", "INSERT INTO pages VALUES ('9') RETURNING *", "SELECT 1 AS id, 'x' AS text; DELETE FROM pages",
        "SELECT '1' AS id, 'x' AS text) AS a; DELETE FROM pages; SELECT * FROM (SELECT 1", "SELECT '1' AS id, wipe() AS text",
        "SELECT nextval('counter') AS id, 'x' AS text", "SELECT '1' AS id, set_config('transaction_read_only', 'off', true) || wipe() AS text",
        "WITH gone AS (DELETE FROM pages RETURNING *) SELECT * FROM gone", "SELECT * FROM nowhere", "COMMIT", "", "SELECT * FROM pages FOR UPDATE",
        "SELECT id, raw AS text FROM pages"}) {
    EXPECT_THAT(problem_of(query), HasSubstr("bad_query")) << query;
    EXPECT_EQ(server_->sql("SELECT count(*) FROM pages"), "3") << query;
  }
  EXPECT_THAT(problem_of("SELECT text FROM pages"), HasSubstr("no_such_column"));
  EXPECT_THAT(problem_of("SELECT id FROM pages"), HasSubstr("no_such_column"));
}

TEST_F(PostgresqlTest, AQueryEndsInTime) {
  source().postgresql.timeout_seconds = 0.3;
  const Stopwatch watch;
  EXPECT_THAT(problem_of("SELECT id, text || pg_sleep(3)::text AS text FROM pages"), HasSubstr("timeout"));
  EXPECT_LT(watch.seconds(), 8) << "three rows of three seconds each";
}

TEST_F(PostgresqlTest, StopsWhenAsked) {
  source().query = "SELECT id, text || pg_sleep(20)::text AS text FROM pages";
  std::thread stop([] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    set_interrupted(true);
  });
  const Stopwatch watch;
  const auto report = collect(request_);
  stop.join();
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::interrupted);
  EXPECT_LT(watch.seconds(), 5);
}

TEST_F(PostgresqlTest, WithoutServerEarlierRowsAreTaken) {
  add("beside.md", "# A file\n\nwhich is read whatever happens to the database.\n");
  request_.config.sources.emplace_back().path = "docs";
  CollectReport report = collected();
  EXPECT_EQ(report.found, 4U);
  const std::string whole = report.manifest.hash();
  ASSERT_TRUE(server_->stop());
  report = collected();
  EXPECT_EQ(report.manifest.hash(), whole);
  EXPECT_THAT(report.notes, ElementsAre(HasSubstr("postgresql:wiki: could not be asked")));
  source().postgresql.name = "other";
  EXPECT_THAT(reasons(collected()), ElementsAre(Pair("postgresql:other", "unreachable")));
  ASSERT_TRUE(server_->start());
  EXPECT_THAT(collected().notes, IsEmpty());
}

TEST_F(PostgresqlTest, TheUriMayStandInTheEnvironment) {
  source().postgresql.uri.clear();
  source().postgresql.uri_variable = "JANGIN_TEST_URI";
  setenv("JANGIN_TEST_URI", server_->uri().c_str(), 1);
  EXPECT_EQ(collected().found, 3U);
  unsetenv("JANGIN_TEST_URI");
  EXPECT_THAT(collected().notes, ElementsAre(HasSubstr("the environment variable JANGIN_TEST_URI is not set")));
}

TEST(PostgresqlConfig, MistakesAreNamed) {
  auto error = [](const std::string& toml) {
    CollectConfig config;
    auto table = ConfigTable::parse("[[sources]]\nkind = \"postgresql\"\nquery = \"SELECT 1\"\n" + toml, "test");
    const Status status = read_config(*table, config);
    return status ? std::string() : status.error().text();
  };
  EXPECT_EQ(error("name = \"wiki\"\nuri = \"postgresql://reader@db.example.org/wiki\""), "");
  EXPECT_EQ(error("name = \"wiki\"\nuri_variable = \"WIKI\"\ntimeout = \"5m\"\nid = \"key\""), "");
  EXPECT_THAT(error("uri_variable = \"WIKI\""), HasSubstr("has a name"));
  EXPECT_THAT(error("name = \"wiki\""), HasSubstr("either uri or uri_variable"));
  for (const char* uri : {"postgresql://reader:word@db/wiki", "host=db password=word", "postgresql://db/wiki?password=word"}) {
    const std::string said = error("name = \"wiki\"\nuri = \"" + std::string(uri) + "\"");
    EXPECT_THAT(said, HasSubstr("it holds a password")) << uri;
    EXPECT_THAT(said, testing::Not(HasSubstr(":word"))) << uri;
  }
  EXPECT_THAT(error("name = \"wiki\"\nuri = \"no uri\""), HasSubstr("uri: "));
  CollectConfig config;
  EXPECT_THAT(
      read_config(*ConfigTable::parse("[[sources]]\nkind = \"postgresql\"\nname = \"a\"\nuri_variable = \"B\"", "test"), config).error().text(),
      HasSubstr("has no query"));
}

}  // namespace
}  // namespace jangin::collect
