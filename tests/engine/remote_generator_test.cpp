// A model behind a URL: bodies, answers whole and streamed, tries, and what breaks. The server is a socket of this test.
#include "engine/remote_generator.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "engine/remote_messages.h"

namespace jangin::engine {
namespace {

using Json = nlohmann::json;

/// Answers each request on its own connection with what `answer` makes of its head and body.
class Server {
 public:
  using Answer = std::function<std::string(const std::string& head, const std::string& body)>;
  explicit Server(Answer answer) : answer_(std::move(answer)), socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(socket_, 64), 0);
    socklen_t size = sizeof address;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/v1";
    thread_ = std::thread([this] { run(); });
  }
  ~Server() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    for (std::thread& one : connections_) one.join();
    ::close(socket_);
  }
  const std::string& url() const { return url_; }
  std::atomic<int> at_once = 0, most_at_once = 0;

 private:
  void run() {
    while (true) {
      const int connection = ::accept(socket_, nullptr, nullptr);
      if (connection < 0) return;
      connections_.emplace_back([this, connection] { serve(connection); });
    }
  }
  void serve(int connection) {
    std::string bytes;
    char part[4096];
    size_t head = std::string::npos, wanted = 0;
    while (head == std::string::npos || bytes.size() < head + 4 + wanted) {
      const ssize_t got = ::recv(connection, part, sizeof part, 0);
      if (got <= 0) break;
      bytes.append(part, static_cast<size_t>(got));
      head = bytes.find("\r\n\r\n");
      const size_t length = bytes.find("Content-Length: ");
      if (length != std::string::npos && length < head) wanted = std::stoul(bytes.substr(length + 16));
    }
    if (head != std::string::npos) {
      most_at_once = std::max(most_at_once.load(), ++at_once);
      const std::string answer = answer_(bytes.substr(0, head), bytes.substr(head + 4));
      --at_once;
      [[maybe_unused]] const ssize_t sent = ::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
    }
    ::close(connection);
  }

  Answer answer_;
  int socket_;
  std::string url_;
  std::thread thread_;
  std::vector<std::thread> connections_;
};

std::string answer_of(int status, const std::string& body, const std::string& headers = "") {
  return "HTTP/1.1 " + std::to_string(status) + " x\r\nConnection: close\r\n" + headers + "Content-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

const std::string kModels = R"({"data": [{"id": "small"}, {"id": "large", "max_model_len": 4096}]})";

/// Lists two models and hands everything else on.
Server::Answer with_models(Server::Answer other) {
  return [other = std::move(other)](const std::string& head, const std::string& body) {
    return head.starts_with("GET /v1/models ") ? answer_of(200, kModels) : other(head, body);
  };
}

std::unique_ptr<RemoteGenerator> opened(const Server& server, RemoteOptions options = {}) {
  options.url = server.url();
  if (options.model.empty()) options.model = "large";
  auto generator = RemoteGenerator::open(options);
  EXPECT_TRUE(generator) << generator.error().text();
  return std::move(*generator);
}

std::string chat_answer(const std::string& text) {
  return answer_of(200, Json{{"choices", {{{"message", {{"content", text}}}, {"finish_reason", "stop"}}}},
                             {"usage", {{"prompt_tokens", 7}, {"completion_tokens", 2}}}}
                            .dump());
}

TEST(RemoteGenerator, RepliesComeInTheOrderOfTheRequests) {
  Server server(with_models([](const std::string& head, const std::string& body) {
    EXPECT_TRUE(head.starts_with("POST /v1/chat/completions "));
    EXPECT_NE(head.find("Authorization: Bearer secret 1"), std::string::npos);
    const std::string question = Json::parse(body)["messages"][0]["content"];
    std::this_thread::sleep_for(std::chrono::milliseconds(question.ends_with('0') ? 60 : 5));
    return chat_answer("re: " + question);
  }));
  ::setenv("JANGIN_TEST_KEY", "secret 1", 1);
  auto generator = opened(server, {.key_variable = "JANGIN_TEST_KEY", .concurrency = 3});
  EXPECT_EQ(generator->model_name(), "large");
  EXPECT_EQ(generator->context_tokens(), 4096U);
  std::vector<GenerateRequest> requests(12);
  for (size_t i = 0; i < requests.size(); ++i) requests[i].messages = {record::text_message("user", "q" + std::to_string(i))};
  auto replies = generator->generate(requests);
  ASSERT_TRUE(replies) << replies.error().text();
  for (size_t i = 0; i < requests.size(); ++i) EXPECT_EQ((*replies)[i].text, "re: q" + std::to_string(i));
  EXPECT_EQ((*replies)[0].prompt_tokens, 7U);
  EXPECT_EQ((*replies)[0].generated_tokens, 2U);
  EXPECT_GT(server.most_at_once, 1);
  EXPECT_LE(server.most_at_once, 3);
}

TEST(RemoteGenerator, TriesAgainWhereThatMayHelp) {
  std::atomic<int> tries = 0;
  Server server(with_models([&](const std::string&, const std::string&) -> std::string {
    switch (++tries) {
      case 1: return answer_of(429, R"({"error": {"message": "slow down"}})", "Retry-After: 1\r\n");
      case 2: return "";  // breaks off
      default: return chat_answer("at last");
    }
  }));
  GenerateRequest request;
  request.messages = {record::text_message("user", "q")};
  auto replies = opened(server)->generate({&request, 1});
  ASSERT_TRUE(replies) << replies.error().text();
  EXPECT_EQ((*replies)[0].text, "at last");
  EXPECT_EQ(tries, 3);
}

TEST(RemoteGenerator, ErrorsSayWhatToDo) {
  std::atomic<int> tries = 0;
  int status = 400;
  Server server(with_models([&](const std::string&, const std::string&) {
    ++tries;
    return answer_of(status, R"({"error": {"message": "temperature\nis odd"}})");
  }));
  GenerateRequest request;
  request.messages = {record::text_message("user", "q")};
  auto generator = opened(server, {.retries = 0});
  auto error = [&](int wanted) {
    status = wanted;
    auto replies = generator->generate({&request, 1});
    EXPECT_FALSE(replies);
    return replies ? Error{} : replies.error();
  };
  EXPECT_EQ(error(400).code, ErrorCode::invalid_argument);
  EXPECT_NE(error(400).text().find("temperature is odd"), std::string::npos);
  EXPECT_NE(error(401).text().find("JANGIN_API_KEY"), std::string::npos);
  EXPECT_EQ(error(404).code, ErrorCode::not_found);
  EXPECT_EQ(error(503).code, ErrorCode::io_error);
  EXPECT_EQ(tries, 5);
  EXPECT_EQ(RemoteGenerator::open({.url = server.url(), .model = "huge"}).error().hint, "it serves: small, large");
  EXPECT_FALSE(RemoteGenerator::open({.url = "ftp://x/v1"}));
  EXPECT_EQ(RemoteGenerator::open({.url = "http://127.0.0.1:1/v1"}).error().code, ErrorCode::io_error);
}

TEST(RemoteGenerator, PiecesComeAsTheyAreStreamed) {
  Server server(with_models([](const std::string&, const std::string& body) {
    EXPECT_EQ(Json::parse(body)["stream"], true);
    std::string events = ": comment\r\n\r\n";
    for (const char* word : {"한국", "어 ", "text"})
      events += "data: " + Json{{"choices", {{{"delta", {{"content", word}}}, {"finish_reason", nullptr}}}}}.dump() + "\n\n";
    events += R"(data: {"choices": [{"delta": {}, "finish_reason": "length"}]})"
              "\n\n";
    events += R"(data: {"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 4}})"
              "\n\ndata: [DONE]\n\n";
    return answer_of(200, events, "Content-Type: text/event-stream\r\n");
  }));
  auto generator = opened(server);
  std::vector<std::string> pieces;
  GenerateRequest request;
  request.messages = {record::text_message("user", "q")};
  request.on_piece = [&](const ReplyPiece& piece) {
    pieces.emplace_back(piece.text);
    return true;
  };
  auto replies = generator->generate({&request, 1});
  ASSERT_TRUE(replies) << replies.error().text();
  EXPECT_EQ(pieces, (std::vector<std::string>{"한국", "어 ", "text"}));
  EXPECT_EQ((*replies)[0].text, "한국어 text");
  EXPECT_EQ((*replies)[0].finish, FinishReason::length);
  EXPECT_EQ((*replies)[0].generated_tokens, 4U);
  request.on_piece = [](const ReplyPiece&) { return false; };
  auto cancelled = generator->generate({&request, 1});
  ASSERT_TRUE(cancelled) << cancelled.error().text();
  EXPECT_EQ((*cancelled)[0].finish, FinishReason::cancelled);
  EXPECT_EQ((*cancelled)[0].text, "한국");
}

TEST(RemoteMessages, TokensWithoutTextAreTold) {
  std::vector<std::string> told;
  GenerateRequest request;
  request.log_probabilities = true;
  request.on_piece = [&](const ReplyPiece& piece) {
    told.emplace_back(piece.text);
    for (const TokenLogProbability& token : piece.tokens) told.back() += "|" + token.bytes;
    return true;
  };
  auto event = [](const std::string& text, const std::string& token, const char* finish) {
    const Json log = {{"content", {{{"token", token}, {"logprob", -0.5}, {"bytes", nullptr}, {"top_logprobs", Json::array()}}}}};
    return "data: " +
           Json{{"choices", {{{"delta", {{"content", text}}}, {"logprobs", log}, {"finish_reason", finish != nullptr ? Json(finish) : Json()}}}}}
               .dump() +
           "\n\n";
  };
  RemoteAnswer answer(request, true);
  ASSERT_TRUE(answer.take(event("a", "a", nullptr) + event("", "<end>", nullptr) + event("", "<more>", "stop")));
  auto reply = answer.finish();
  ASSERT_TRUE(reply) << reply.error().text();
  EXPECT_EQ(told, (std::vector<std::string>{"a|a", "|<end>", "|<more>"}));
  EXPECT_EQ(reply->tokens.size(), 3U);
}

TEST(RemoteGenerator, AsksForAtMostSoManyAMinute) {
  Server server(with_models([](const std::string&, const std::string&) { return chat_answer("x"); }));
  auto generator = opened(server, {.requests_per_minute = 600});
  std::vector<GenerateRequest> requests(8);
  for (GenerateRequest& request : requests) request.messages = {record::text_message("user", "q")};
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_TRUE(generator->generate(requests));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(650));
}

TEST(RemoteMessages, BodiesSayWhatTheRequestSays) {
  GenerateRequest request{
      .prompt = "x", .max_tokens = 9, .sampling = {.temperature = 0.5, .top_k = 4, .top_p = 0.9, .min_p = 0.1, .seed = 3}, .stop = {"\n"}};
  request.sampling.presence_penalty = 0.25;
  request.sampling.logit_bias = {{5, -100}};
  request.format = {OutputFormat::Kind::json_schema, R"({"type": "object"})"};
  request.log_probabilities = true;
  const Json body = Json::parse(remote_body(request, "m", false));
  EXPECT_EQ(body, Json::parse(R"({"model": "m", "prompt": "x", "max_tokens": 9, "temperature": 0.5, "top_k": 4, "top_p": 0.9, "min_p": 0.1, "seed": 3,
    "presence_penalty": 0.25, "logit_bias": {"5": -100.0}, "stop": ["\n"], "logprobs": 1,
    "response_format": {"type": "json_schema", "json_schema": {"name": "reply", "strict": true, "schema": {"type": "object"}}}})"));
  EXPECT_EQ(remote_path(request), "/completions");
}

TEST(RemoteAnswerParser, AnswersOfAnyShapeAreErrorsAndNotCrashes) {
  GenerateRequest request;
  for (const char* bytes :
       {"", "x", "[]", "{}", R"({"choices": []})", R"({"choices": [1]})",
        R"({"choices": [{"message": 3, "finish_reason": []}], "usage": {"prompt_tokens": "x"}})", R"({"choices": [{"text": [1]}]})",
        R"({"choices": [{"logprobs": {"content": [1]}}]})", R"({"choices": [{"logprobs": {"tokens": [1], "token_logprobs": [2]}}]})"}) {
    RemoteAnswer whole(request, false);
    EXPECT_TRUE(whole.take(bytes));
    EXPECT_FALSE(whole.finish()) << bytes;
    RemoteAnswer streamed(request, true);
    EXPECT_TRUE(streamed.take("data: " + std::string(bytes) + "\n"));
    EXPECT_FALSE(streamed.finish()) << bytes;
  }
  EXPECT_FALSE(read_remote_models("{}"));
  EXPECT_FALSE(read_remote_embeddings(R"({"data": [{"embedding": [1], "index": 9}]})", 1));
  EXPECT_FALSE(read_remote_embeddings(R"({"data": []})", 1));
  EXPECT_EQ(remote_error_text("plain"), "plain");
}

}  // namespace
}  // namespace jangin::engine
