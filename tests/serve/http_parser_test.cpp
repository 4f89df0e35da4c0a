// HTTP from unfriendly clients: malformed, half, slow, too large, gone; every accepted request ends and the server goes on.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "serve/http/request_reader.h"
#include "serve/server_for_tests.h"

namespace jangin::serve {
namespace {

using std::chrono::milliseconds;

TEST(RequestReaderParser, TakesARequestInPiecesOfAnySize) {
  const std::string bytes = post("/v1/completions?x=1", R"({"a":1})", "X-Request-Id: abc.1\r\nAuthorization: Bearer k\r\n") + "GET";
  for (size_t step : {size_t{1}, size_t{2}, size_t{7}, bytes.size()}) {
    RequestReader reader({});
    std::string waiting;
    for (size_t at = 0; at < bytes.size() && !reader.done(); at += step) {
      waiting += bytes.substr(at, step);
      while (true) {
        const size_t taken = reader.take(waiting);
        waiting.erase(0, taken);
        if (taken == 0 || reader.done()) break;
      }
    }
    ASSERT_TRUE(reader.done()) << step;
    EXPECT_EQ(reader.head().path, "/v1/completions");
    EXPECT_EQ(reader.head().request_id, "abc.1");
    EXPECT_EQ(reader.head().authorization, "Bearer k");
    EXPECT_EQ(reader.release_body(), R"({"a":1})");
  }
}

TEST(RequestReaderParser, KeepsWhatFollowsForTheNextRequest) {
  RequestReader reader({});
  const std::string bytes = get("/health") + get("/metrics");
  size_t taken = reader.take(bytes);
  while (!reader.done()) taken += reader.take(std::string_view(bytes).substr(taken));
  EXPECT_EQ(bytes.substr(taken), get("/metrics"));
}

unsigned failure_of(const std::string& bytes) {
  RequestReader reader({.head_bytes = 1024, .body_bytes = 100});
  std::string_view rest = bytes;
  while (!rest.empty() && !reader.failure() && !reader.done()) {
    const size_t taken = reader.take(rest);
    if (taken == 0) break;
    rest.remove_prefix(taken);
  }
  return reader.failure() ? reader.failure()->status : 0;
}

TEST(RequestReaderParser, RefusesWhatIsNotHttpOrTooLarge) {
  EXPECT_EQ(failure_of("\x16\x03\x01\x02 a TLS hello\r\n\r\n"), 400U);
  EXPECT_EQ(failure_of("GET / HTTP/1.1\r\n\r\n"), 400U);  // no Host
  EXPECT_EQ(failure_of("GET / HTTP/3.0\r\nHost: a\r\n\r\n"), 400U);
  EXPECT_EQ(failure_of("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400U);
  EXPECT_EQ(failure_of("GET / HTTP/1.1\r\nHost : a\r\n\r\n"), 400U);
  EXPECT_EQ(failure_of("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"), 400U);
  EXPECT_EQ(failure_of("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"), 400U);
  EXPECT_EQ(failure_of("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"), 400U);
  EXPECT_EQ(failure_of("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), 400U);
  EXPECT_EQ(failure_of("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n"), 413U);
  EXPECT_EQ(failure_of("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + std::string(101, 'x') + "\r\n0\r\n\r\n"), 413U);
  EXPECT_EQ(failure_of("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(2000, 'x') + "\r\n\r\n"), 431U);
  EXPECT_EQ(failure_of("GET /" + std::string(2000, 'x')), 431U);
  EXPECT_EQ(failure_of(get("/health")), 0U);
}

TEST(RequestReaderParser, MakesAnIdWhereTheClientsIsNotAcceptable) {
  RequestReader reader({});
  (void)reader.take(get("/health", "X-Request-Id: a b\r\n"));
  ASSERT_TRUE(reader.head_done());
  EXPECT_TRUE(reader.head().request_id.starts_with("req-"));
}

TEST(ServerParser, AnswersMalformedRequestsAndCloses) {
  TestServer test;
  for (const char* bytes : {"nonsense\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "\x16\x03\x01\r\n\r\n"}) {
    RawClient client(test.server->port());
    ASSERT_TRUE(client.send(bytes));
    const auto [head, body] = client.answer();
    EXPECT_EQ(status_of(head), 400U) << bytes;
    EXPECT_EQ(Json::parse(body)["error"]["code"], "malformed_http");
    (void)client.receive("", milliseconds(2000));
    EXPECT_TRUE(client.closed_by_server());
  }
  EXPECT_EQ(status_of(test.ask(get("/health")).first), 200U);
}

TEST(ServerParser, AnswersBodiesThatAreTooLargeBeforeReadingThem) {
  ServerOptions options;
  options.http.reader.body_bytes = 1000;
  TestServer test({}, options);
  RawClient client(test.server->port());
  ASSERT_TRUE(client.send("POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 3000000\r\n\r\n"));
  (void)client.send(std::string(3'000'000, 'x'));  // all of it is taken and thrown away, so that the answer arrives
  const auto [head, body] = client.answer();
  EXPECT_EQ(status_of(head), 413U);
  EXPECT_EQ(Json::parse(body)["error"]["code"], "body_too_large");
}

TEST(ServerParser, RefusesBodiesThatAreNoJsonObject) {
  TestServer test;
  for (const char* body : {"", "{", "[1]", "{\"a\":1e999}", "{\"a\":\"\xff\"}", "\"text\"", "{\"prompt\":\"a\"}}"}) {
    const auto [head, answer] = test.ask(post("/v1/completions", body));
    EXPECT_EQ(status_of(head), 400U) << body;
    EXPECT_EQ(Json::parse(answer)["error"]["code"], "invalid_json") << body;
  }
  const std::string deep = "{\"prompt\":" + std::string(100'000, '[') + "}";
  EXPECT_EQ(test.ask_json(post("/v1/completions", deep))["error"]["code"], "invalid_json");
  std::string wide = "{\"a0\":0";
  for (int i = 1; i < 5000; ++i) wide += fmt::format(",\"a{}\":0", i);
  EXPECT_EQ(test.ask_json(post("/v1/completions", wide + "}"))["error"]["code"], "invalid_json");
}

TEST(ServerParser, SlowHeadsAndBodiesTimeOut) {
  ServerOptions options;
  options.http.head_time = options.http.body_time = milliseconds(200);
  TestServer test({}, options);
  RawClient head(test.server->port()), body(test.server->port()), idle(test.server->port());
  ASSERT_TRUE(head.send("GET /hea"));
  ASSERT_TRUE(body.send("POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{\"a\""));
  EXPECT_EQ(status_of(head.answer().first), 408U);
  EXPECT_EQ(status_of(body.answer().first), 408U);
  EXPECT_EQ(idle.receive("", milliseconds(3000)), "");
  EXPECT_TRUE(idle.closed_by_server());
}

TEST(ServerParser, AnswersPipelinedRequestsInOrderOnOneConnection) {
  TestServer test({.per_piece = milliseconds(2)});
  RawClient client(test.server->port());
  std::string all;
  for (int i = 0; i < 5; ++i) all += post("/v1/completions", fmt::format(R"({{"prompt":"number {}"}})", i));
  ASSERT_TRUE(client.send(all + get("/health")));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Json::parse(client.answer().second)["choices"][0]["text"], fmt::format("echo: number {}", i));
  EXPECT_EQ(Json::parse(client.answer().second)["status"], "ok");
}

TEST(ServerParser, SaysContinueToThoseWhoWaitForIt) {
  TestServer test;
  RawClient client(test.server->port());
  const std::string body = R"({"prompt":"hi"})";
  ASSERT_TRUE(client.send(fmt::format(
      "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: {}\r\n\r\n",
      body.size())));
  EXPECT_EQ(client.receive("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  ASSERT_TRUE(client.send(body));
  EXPECT_EQ(Json::parse(client.answer().second)["choices"][0]["text"], "echo: hi");
}

TEST(ServerParser, SpeaksHttp10) {
  TestServer test;
  RawClient client(test.server->port());
  const std::string body = R"({"prompt":"hi","stream":true})";
  ASSERT_TRUE(
      client.send(fmt::format("POST /v1/completions HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", body.size(), body)));
  const std::string answer = client.receive("", milliseconds(3000));
  EXPECT_TRUE(client.closed_by_server());
  EXPECT_EQ(answer.find("chunked"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("data: [DONE]\n\n")) << answer;
}

TEST(ServerParser, AClientThatLeavesCancelsItsRequest) {
  TestServer test({.says = "a long story ", .per_piece = milliseconds(5), .repeat = 100'000});
  for (const char* stream : {"true", "false"}) {
    RawClient client(test.server->port());
    ASSERT_TRUE(client.send(post("/v1/completions", fmt::format(R"({{"prompt":"hi","model":"two","max_tokens":90000,"n":3,"stream":{}}})", stream))));
    ASSERT_TRUE(test.wait_until([&] { return test.last->statistics().in_flight == 3; }));
    client.close();
    EXPECT_TRUE(test.wait_until([&] { return test.last->statistics().in_flight == 0; })) << stream;
  }
  EXPECT_EQ(test.last->statistics().cancelled, 6U);
}

TEST(ServerParser, ASlowReaderIsCancelledWhenItsBufferIsFull) {
  ServerOptions options;
  options.http.unsent_bytes = 50'000;
  TestServer test({.says = std::string(3000, 'x'), .repeat = 100'000, .piece = 3000}, options);
  RawClient client(test.server->port(), 4096);
  ASSERT_TRUE(client.send(post("/v1/completions", R"({"prompt":"hi","model":"two","max_tokens":90000,"stream":true})")));
  EXPECT_TRUE(test.wait_until([&] { return test.last->statistics().cancelled == 1; }));
  EXPECT_EQ(status_of(test.ask(get("/health")).first), 200U);
}

TEST(ServerParser, ASlowReaderOfAWholeAnswerIsCutOff) {
  ServerOptions options;
  options.http.write_time = milliseconds(200);
  TestServer test({.says = std::string(3000, 'x'), .repeat = 5000, .piece = 3000}, options);  // 15 MB: more than sockets hold
  RawClient client(test.server->port(), 4096);
  ASSERT_TRUE(client.send(post("/v1/completions", R"({"prompt":"hi","model":"two","max_tokens":90000})")));
  EXPECT_TRUE(test.wait_until([&] { return client.broken_off(); }));
  EXPECT_LT(client.receive().size(), 15'000'000U);
  EXPECT_TRUE(client.closed_by_server());
}

TEST(ServerParser, ManyConnectionsAreTurnedAway) {
  ServerOptions options;
  options.http.connections = 2;
  TestServer test({}, options);
  RawClient first(test.server->port()), second(test.server->port());
  ASSERT_TRUE(first.send(get("/health")));
  EXPECT_EQ(status_of(first.answer().first), 200U);
  RawClient third(test.server->port());
  const auto [head, body] = third.answer();
  EXPECT_EQ(status_of(head), 503U);
  EXPECT_NE(head.find("Retry-After: "), std::string::npos);
}

}  // namespace
}  // namespace jangin::serve
