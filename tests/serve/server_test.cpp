// What clients see: errors, keys, limits, answers whole and streamed, tools, embeddings, metrics, reload and stop.
#include "serve/server.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "serve/key_limiter.h"
#include "serve/keys.h"
#include "serve/server_for_tests.h"

namespace jangin::serve {
namespace {

using std::chrono::milliseconds;

std::vector<Json> events_of(const TestServer& test, const std::string& request) {
  RawClient client(test.server->port());
  EXPECT_TRUE(client.send(request));
  const std::string head = client.receive("\r\n\r\n");
  EXPECT_NE(head.find("text/event-stream"), std::string::npos) << head;
  std::string all = client.receive("\r\n0\r\n\r\n");
  EXPECT_NE(all.find("data: [DONE]\n\n"), std::string::npos) << all;
  std::vector<Json> events;
  for (size_t at = all.find("data: {"); at != std::string::npos; at = all.find("data: {", at + 1)) {
    events.push_back(Json::parse(all.substr(at + 6, all.find("\n\n", at) - at - 6)));
  }
  return events;
}

std::filesystem::path key_file(const std::string& name) { return std::filesystem::path(testing::TempDir()) / ("serve-" + name + ".json"); }

TEST(Server, TellsModelsHealthAndWhatIsNotThere) {
  TestServer test;
  const Json models = test.ask_json(get("/v1/models"));
  ASSERT_EQ(models["data"].size(), 2U);
  EXPECT_EQ(models["data"][0]["id"], "one");
  EXPECT_EQ(models["data"][0]["object"], "model");
  EXPECT_EQ(test.ask_json(get("/v1/models/two"))["id"], "two");
  EXPECT_EQ(test.ask_json(get("/v1/models/three"))["error"]["code"], "model_not_found");
  EXPECT_EQ(test.ask_json(get("/v1/models/%74wo"))["id"], "two");
  EXPECT_EQ(test.ask_json(get("/v1/models/%EC%9E%A5%ec%9d%b8"))["error"]["message"].get<std::string>().find("The model `장인`"), 0U);
  EXPECT_NE(test.ask_json(get("/v1/models/50%"))["error"]["message"].get<std::string>().find("`50%`"), std::string::npos);
  EXPECT_EQ(test.ask_json(get("/health"))["status"], "ok");
  EXPECT_EQ(status_of(test.ask(get("/nothing")).first), 404U);
  EXPECT_EQ(status_of(test.ask(get("/v1/completions")).first), 405U);
  EXPECT_EQ(status_of(test.ask(post("/v1/completions", R"({"prompt":"a","model":"three"})")).first), 404U);
  const std::string plain = "POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}";
  EXPECT_EQ(status_of(test.ask(plain).first), 415U);
  EXPECT_EQ(status_of(test.ask("GET /health HTTP/1.1\r\nHost: rebound.example:80\r\n\r\n").first), 403U);
  EXPECT_NE(test.ask(get("/health", "X-Request-Id: mine-1\r\n")).first.find("X-Request-Id: mine-1\r\n"), std::string::npos);
}

TEST(Server, AnswersChatsWhole) {
  TestServer test;
  const Json answer = test.ask_json(post("/v1/chat/completions", R"({"model":"two","messages":[{"role":"developer","content":"be kind"},
    {"role":"user","content":[{"type":"text","text":"hello "},{"type":"text","text":"there"}]}],"n":2,"seed":5,"logprobs":true,"top_logprobs":2,"stop":"END"})"));
  EXPECT_EQ(answer["object"], "chat.completion");
  EXPECT_EQ(answer["model"], "two");
  ASSERT_EQ(answer["choices"].size(), 2U);
  EXPECT_EQ(answer["choices"][1]["index"], 1);
  EXPECT_EQ(answer["choices"][0]["message"]["content"], "echo: hello there");
  EXPECT_EQ(answer["choices"][0]["finish_reason"], "stop");
  const Json& tokens = answer["choices"][0]["logprobs"]["content"];
  ASSERT_EQ(tokens.size(), 6U);
  EXPECT_EQ(tokens[0]["token"], "ech");
  EXPECT_EQ(tokens[0]["top_logprobs"][1]["bytes"], Json::array({0xED}));
  EXPECT_EQ(tokens[0]["top_logprobs"][1]["token"], "\xEF\xBF\xBD");
  EXPECT_EQ(answer["usage"]["prompt_tokens"], 7);  // of two choices of one prompt
  EXPECT_EQ(answer["usage"]["completion_tokens"], 12);
  EXPECT_EQ(answer["usage"]["prompt_tokens_details"]["cached_tokens"], 2);
  const engine::GenerateRequest request = test.last->last_request();
  EXPECT_EQ(request.messages[0].role, "system");
  EXPECT_EQ(request.stop, std::vector<std::string>{"END"});
  EXPECT_TRUE(request.sampling.seed == 5 || request.sampling.seed == 6);
}

TEST(Server, StreamsChats) {
  TestServer test;
  const std::vector<Json> events = events_of(test, post("/v1/chat/completions", R"({"messages":[{"role":"user","content":"hello"}],"stream":true,
    "logprobs":true,"stream_options":{"include_usage":true}})"));
  ASSERT_GE(events.size(), 4U);
  EXPECT_EQ(events[0]["choices"][0]["delta"]["role"], "assistant");
  std::string text;
  size_t tokens = 0;
  for (const Json& event : events) {
    EXPECT_EQ(event["object"], "chat.completion.chunk");
    if (event["choices"].empty()) continue;
    EXPECT_TRUE(event["usage"].is_null());
    text += event["choices"][0]["delta"].value("content", "");
    if (event["choices"][0]["logprobs"].is_object()) tokens += event["choices"][0]["logprobs"]["content"].size();
  }
  EXPECT_EQ(text, "echo: hello");
  EXPECT_EQ(tokens, 4U);
  EXPECT_EQ(events[events.size() - 2]["choices"][0]["finish_reason"], "stop");
  EXPECT_EQ(events.back()["usage"]["total_tokens"], 11);
}

TEST(Server, CompletesTextsWholeAndStreamed) {
  TestServer test;
  const Json answer = test.ask_json(post("/v1/completions", R"({"prompt":["a","bb"],"n":2,"logprobs":1,"max_tokens":2})"));
  ASSERT_EQ(answer["choices"].size(), 4U);
  EXPECT_EQ(answer["choices"][2]["text"], "echo: ");
  EXPECT_EQ(answer["choices"][2]["finish_reason"], "length");
  EXPECT_EQ(answer["choices"][2]["logprobs"]["text_offset"], Json::array({0, 3}));
  EXPECT_EQ(answer["choices"][2]["logprobs"]["tokens"], Json::array({"ech", "o: "}));
  EXPECT_EQ(answer["usage"]["prompt_tokens"], 14);
  EXPECT_EQ(answer["usage"]["completion_tokens"], 8);
  std::string texts[2];
  for (const Json& event : events_of(test, post("/v1/completions", R"({"prompt":["a","bb"],"stream":true})"))) {
    texts[event["choices"][0]["index"].get<size_t>()] += event["choices"][0]["text"];
  }
  EXPECT_EQ(texts[0], "echo: a");
  EXPECT_EQ(texts[1], "echo: bb");
}

TEST(Server, EmbedsAsNumbersAndAsBase64) {
  TestServer test;
  const Json plain = test.ask_json(post("/v1/embeddings", R"({"input":["ab","c"]})"));
  EXPECT_EQ(plain["data"][0]["embedding"], Json::array({1.0, 2.0, -0.5}));
  EXPECT_EQ(plain["data"][1]["index"], 1);
  EXPECT_EQ(plain["usage"]["prompt_tokens"], 3);
  EXPECT_EQ(test.ask_json(post("/v1/embeddings", R"({"input":"ab","encoding_format":"base64"})"))["data"][0]["embedding"], "AACAPwAAAEAAAAC/");
  EXPECT_EQ(test.ask_json(post("/v1/embeddings", R"({"input":[1,2]})"))["error"]["param"], "input");
}

TEST(Server, CallsToolsByChoiceOfTheModel) {
  TestServer test({.says = "Let me see. <tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Seoul\"}}\n</tool_call>"});
  const std::string body = R"({"model":"two","messages":[{"role":"user","content":"rain?"}],"tools":[{"type":"function","function":{"name":"weather",
    "parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}])";
  const Json answer = test.ask_json(post("/v1/chat/completions", body + "}"));
  const Json& message = answer["choices"][0]["message"];
  EXPECT_EQ(message["content"], "Let me see. ");
  ASSERT_EQ(message["tool_calls"].size(), 1U);
  EXPECT_EQ(message["tool_calls"][0]["function"]["name"], "weather");
  EXPECT_EQ(message["tool_calls"][0]["function"]["arguments"], R"({"city":"Seoul"})");
  EXPECT_EQ(answer["choices"][0]["finish_reason"], "tool_calls");
  EXPECT_NE(test.last->last_request().messages[0].text().find("\"weather\""), std::string::npos);
  std::string said, called;
  for (const Json& event : events_of(test, post("/v1/chat/completions", body + R"(,"stream":true})"))) {
    const Json& delta = event["choices"][0]["delta"];
    said += delta.value("content", "");
    if (delta.contains("tool_calls")) called += delta["tool_calls"][0]["function"]["arguments"];
  }
  EXPECT_EQ(said, "Let me see. ");
  EXPECT_EQ(called, R"({"city":"Seoul"})");
  EXPECT_EQ(test.ask_json(post("/v1/chat/completions", body + R"(,"tool_choice":"none"})"))["choices"][0]["finish_reason"], "stop");
}

TEST(Server, ForcedCallsAreHeldToTheirSchema) {
  TestServer test({.says = R"({"city":"Busan"})"});
  const std::string tools =
      R"("tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}},
    {"type":"function","function":{"name":"time","parameters":{"type":"object","properties":{"zone":{"$ref":"#/$defs/zone"}},"$defs":{"zone":{"type":"string"}}}}}])";
  const std::string body = R"({"model":"two","messages":[{"role":"user","content":"rain?"}],)" + tools;
  const std::string named = body + R"(,"tool_choice":{"type":"function","function":{"name":"weather"}})";
  const Json answer = test.ask_json(post("/v1/chat/completions", named + "}"));
  EXPECT_EQ(answer["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"], R"({"city":"Busan"})");
  EXPECT_TRUE(answer["choices"][0]["message"]["content"].is_null());
  EXPECT_EQ(answer["choices"][0]["finish_reason"], "stop");
  engine::GenerateRequest request = test.last->last_request();
  EXPECT_EQ(request.format.kind, engine::OutputFormat::Kind::json_schema);
  EXPECT_EQ(request.format.text, R"({"type":"object","properties":{"city":{"type":"string"}}})");
  std::string id, arguments;
  for (const Json& event : events_of(test, post("/v1/chat/completions", named + R"(,"stream":true})"))) {
    const Json& delta = event["choices"][0]["delta"];
    if (!delta.contains("tool_calls")) continue;
    id += delta["tool_calls"][0].value("id", "");
    arguments += delta["tool_calls"][0]["function"].value("arguments", "");
  }
  EXPECT_EQ(id.size(), 21U);
  EXPECT_EQ(arguments, R"({"city":"Busan"})");
  (void)test.ask_json(post("/v1/chat/completions", body + R"(,"tool_choice":"required"})"));
  EXPECT_EQ(Json::parse(test.last->last_request().format.text)["anyOf"][1]["properties"]["name"]["const"], "time");
  EXPECT_NE(test.last->last_request().format.text.find(R"("$ref":"#/anyOf/1/properties/arguments/$defs/zone")"), std::string::npos);
}

TEST(Server, HandsFormatsAndTemplateToolsOn) {
  TestServer test({.template_tools = true});
  auto format_after = [&](const std::string& extra) {
    (void)test.ask_json(post("/v1/chat/completions", R"({"model":"two","messages":[{"role":"user","content":"x"}],)" + extra + "}"));
    return test.last->last_request();
  };
  using Kind = engine::OutputFormat::Kind;
  const auto schema =
      format_after(R"("response_format":{"type":"json_schema","json_schema":{"name":"a","strict":true,"schema":{"type":"object","b":1,"a":2}}})")
          .format;
  EXPECT_EQ(schema, (engine::OutputFormat{Kind::json_schema, R"({"type":"object","b":1,"a":2})"}));  // in the order of the request
  EXPECT_EQ(format_after(R"("response_format":{"type":"json_object"})").format.kind, Kind::json_object);
  EXPECT_EQ(format_after(R"("guided_regex":"[a-z]+")").format, (engine::OutputFormat{Kind::regex, "[a-z]+"}));
  EXPECT_EQ(format_after(R"("structured_outputs":{"choice":["ja","nein \"x\""]})").format,
            (engine::OutputFormat{Kind::ebnf, R"(root ::= "ja" | "nein \"x\"")"}));
  const engine::GenerateRequest request = format_after(R"("tools":[{"type":"function","function":{"name":"f"}}])");
  EXPECT_EQ(Json::parse(request.tools)[0]["function"]["name"], "f");
  EXPECT_EQ(request.messages.size(), 1U);
}

TEST(Server, FullQueuesAndFailingModelsAreTold) {
  TestServer full({.full = true}), failing({.fails = true});
  const auto [head, body] = full.ask(post("/v1/completions", R"({"prompt":"a","n":2,"stream":true})"));
  EXPECT_EQ(status_of(head), 429U);
  EXPECT_NE(head.find("Retry-After: 1\r\n"), std::string::npos);
  const Json error = failing.ask_json(post("/v1/completions", R"({"prompt":"a"})"));
  EXPECT_EQ(error["error"]["code"], "internal_error");
  EXPECT_EQ(dump(error).find("secret"), std::string::npos);
  EXPECT_TRUE(events_of(failing, post("/v1/completions", R"({"prompt":"a","stream":true})")).back().contains("error"));
  TestServer good;
  EXPECT_EQ(status_of(good.ask(post("/v1/completions", R"({"prompt":")" + std::string(6000, 'x') + "\"}")).first), 400U);
}

TEST(Server, RequestsThatTakeTooLongEnd) {
  ServerOptions options;
  options.http.request_time = milliseconds(150);
  TestServer test({.says = "never ", .per_piece = milliseconds(20), .repeat = 10'000}, options);
  EXPECT_EQ(test.ask_json(post("/v1/completions", R"({"prompt":"a","max_tokens":90000})"))["error"]["code"], "timeout");
  const auto events = events_of(test, post("/v1/completions", R"({"prompt":"a","max_tokens":90000,"stream":true})"));
  EXPECT_EQ(events.back()["error"]["code"], "timeout");
}

TEST(Server, CommentsKeepQuietStreamsAlive) {
  ServerOptions options;
  options.http.keep_alive_time = milliseconds(100);
  TestServer test({.says = "abc", .per_piece = milliseconds(500)}, options);
  RawClient client(test.server->port());
  ASSERT_TRUE(client.send(post("/v1/completions", R"({"prompt":"a","stream":true})")));
  EXPECT_NE(client.receive("data: [DONE]").find(": waiting\n\n"), std::string::npos);
}

TEST(Server, KeysOpenDoorsAndLimitThem) {
  const auto path = key_file("keys");
  std::filesystem::remove(path);
  KeyRing ring;
  const std::string open = *ring.add("open", {}, false, ""), slow = *ring.add("slow", {.requests_per_minute = 2}, false, "");
  const std::string old = *ring.add("old", {}, false, "2020-01-01T00:00:00Z"), admin = *ring.add("admin", {}, true, "");
  EXPECT_FALSE(ring.add("open", {}, false, ""));
  ASSERT_TRUE(ring.write(path));
  EXPECT_EQ(std::filesystem::status(path).permissions() & std::filesystem::perms::all,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  ServerOptions options;
  options.keys = path;
  TestServer test({}, options);
  auto with = [](const std::string& key) { return "Authorization: Bearer " + key + "\r\n"; };
  auto status = [&](const std::string& request) { return status_of(test.ask(request).first); };
  EXPECT_EQ(status(get("/health")), 200U);
  EXPECT_EQ(status(get("/v1/models")), 401U);
  EXPECT_EQ(status(get("/metrics")), 401U);
  EXPECT_EQ(status(get("/v1/models", with("jgn-wrong"))), 401U);
  EXPECT_EQ(status(get("/v1/models", with(open))), 200U);
  EXPECT_EQ(status(get("/v1/models", with(old))), 401U);
  const std::string body = R"({"prompt":"a"})";
  EXPECT_EQ(status(post("/v1/completions", body, with(slow))), 200U);
  EXPECT_EQ(status(post("/v1/completions", body, with(slow))), 200U);
  const auto [head, answer] = test.ask(post("/v1/completions", body, with(slow)));
  EXPECT_EQ(status_of(head), 429U);
  EXPECT_NE(head.find("Retry-After: 30\r\n"), std::string::npos) << head;
  EXPECT_EQ(Json::parse(answer)["error"]["code"], "rate_limit_exceeded");
  EXPECT_EQ(status(post("/v1/completions", body, with(open))), 200U);
  EXPECT_EQ(status(post("/v1/admin/reload", "", with(open))), 403U);
  // A key that is removed is refused after the reload, and models are opened anew.
  ASSERT_TRUE(ring.remove("open"));
  ASSERT_TRUE(ring.write(path));
  EXPECT_EQ(test.opened, 2);
  EXPECT_EQ(status(post("/v1/admin/reload", "", with(admin))), 200U);
  EXPECT_EQ(test.opened, 4);
  EXPECT_EQ(status(get("/v1/models", with(open))), 401U);
  const std::string metrics = test.ask(get("/metrics", with(admin))).second;
  EXPECT_NE(metrics.find("jangin_http_requests_total{route=\"/v1/completions\",status=\"200\",key=\"slow\"} 2\n"), std::string::npos) << metrics;
  EXPECT_NE(metrics.find("jangin_time_to_first_token_seconds_count{model=\"one\"} 3\n"), std::string::npos) << metrics;
  EXPECT_EQ(metrics.find("jgn-"), std::string::npos);
}

TEST(Server, ReloadLetsOldRequestsEndOnTheOldModel) {
  TestServer test({.says = "word ", .per_piece = milliseconds(10), .repeat = 20});
  RawClient client(test.server->port());
  ASSERT_TRUE(client.send(post("/v1/completions", R"({"prompt":"a","max_tokens":1000})")));
  ASSERT_TRUE(
      test.wait_until([&] { return test.ask(get("/metrics")).second.find("jangin_requests_in_flight{model=\"one\"} 1\n") != std::string::npos; }));
  std::atomic<bool> done{false};
  test.server->reload([&](Status status) {
    EXPECT_TRUE(status);
    done = true;
  });
  ASSERT_TRUE(test.wait_until([&] { return done.load(); }));
  EXPECT_EQ(test.opened, 4);
  EXPECT_EQ(Json::parse(client.answer().second)["choices"][0]["finish_reason"], "stop");
}

TEST(Server, StopsGracefullyAndThenAtOnce) {
  TestServer test({.says = "word ", .per_piece = milliseconds(10), .repeat = 20});
  RawClient whole(test.server->port()), idle(test.server->port());
  ASSERT_TRUE(whole.send(post("/v1/completions", R"({"prompt":"a","max_tokens":1000})")));
  ASSERT_TRUE(test.wait_until([&] { return test.ask(get("/metrics")).second.find("in_flight{model=\"one\"} 1\n") != std::string::npos; }));
  test.server->stop(milliseconds(5000));
  EXPECT_EQ(Json::parse(whole.answer().second)["choices"][0]["finish_reason"], "stop");
  TestServer endless({.says = "word ", .per_piece = milliseconds(10), .repeat = 100'000});
  RawClient cut(endless.server->port());
  ASSERT_TRUE(cut.send(post("/v1/completions", R"({"prompt":"a","max_tokens":90000})")));
  ASSERT_TRUE(endless.wait_until([&] { return endless.ask(get("/metrics")).second.find("in_flight{model=\"one\"} 1\n") != std::string::npos; }));
  endless.server->stop(milliseconds(50));
  EXPECT_EQ(Json::parse(cut.answer().second)["error"]["code"], "stopping");
}

TEST(Server, IsNotOpenToTheWorldUnlessToldSo) {
  ServerOptions options;
  options.http.host = "0.0.0.0";
  options.http.port = 0;
  auto source = ModelSource{"one", [] { return Result<std::unique_ptr<Backend>>(std::make_unique<FakeBackend>()); }};
  EXPECT_FALSE(Server::start({source}, options));
  options.no_keys = true;
  EXPECT_TRUE(Server::start({source}, options));
  EXPECT_FALSE(Server::start({source, source}, options));
}

TEST(KeyLimiter, TokensAndConcurrency) {
  auto now = std::chrono::steady_clock::now();
  auto limiter = KeyLimiter::create([&] { return now; });
  const Key tokens{.name = "t", .hash = "", .created = "", .expires = "", .limits = {.tokens_per_minute = 60}};
  (*limiter->admit(tokens))->used(90);
  const auto refused = limiter->admit(tokens);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().retry_after_seconds, 31U);
  now += std::chrono::seconds(31);
  EXPECT_TRUE(limiter->admit(tokens));
  const Key two{.name = "c", .hash = "", .created = "", .expires = "", .limits = {.concurrent = 2}};
  auto first = limiter->admit(two), second = limiter->admit(two);
  EXPECT_FALSE(limiter->admit(two));
  second->reset();
  EXPECT_TRUE(limiter->admit(two));
}

}  // namespace
}  // namespace jangin::serve
