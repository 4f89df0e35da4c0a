// Bodies of requests: what is read, and which field a fault is laid to.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/file.h"
#include "serve/keys.h"
#include "serve/openai/chat_request.h"
#include "serve/openai/completion_request.h"

namespace jangin::serve {
namespace {

constexpr RequestBounds kBounds{.choices = 4, .max_tokens = 1000, .vocab = 500};

std::string chat_fault(const std::string& extra, const std::string& messages = R"([{"role":"user","content":"x"}])") {
  const auto body = parse_object(R"({"messages":)" + messages + (extra.empty() ? "" : ",") + extra + "}");
  EXPECT_TRUE(body) << extra;
  const auto request = read_chat_request(*body, kBounds);
  if (request) return "";
  EXPECT_EQ(request.error().status, 400U);
  EXPECT_NE(request.error().message.find(request.error().param), std::string::npos);
  return request.error().param;
}

TEST(ChatRequestParser, NamesTheFieldAtFault) {
  EXPECT_EQ(chat_fault(""), "");
  const std::pair<const char*, const char*> cases[] = {
      {R"("temperature":"hot")", "temperature"},
      {R"("temperature":2.5)", "temperature"},
      {R"("top_p":-1)", "top_p"},
      {R"("n":0)", "n"},
      {R"("n":5)", "n"},
      {R"("n":1.5)", "n"},
      {R"("max_tokens":0)", "max_tokens"},
      {R"("max_completion_tokens":"9")", "max_completion_tokens"},
      {R"("seed":"a")", "seed"},
      {R"("stop":["a",1])", "stop[1]"},
      {R"("stop":"")", "stop"},
      {R"("stop":{})", "stop"},
      {R"("stream":1)", "stream"},
      {R"("stream_options":{"include_usage":true})", "stream_options"},
      {R"("stream":true,"stream_options":{"include_usage":3})", "stream_options.include_usage"},
      {R"("logit_bias":{"500":1})", "logit_bias"},
      {R"("logit_bias":{"7":101})", "logit_bias"},
      {R"("logit_bias":{"x":1})", "logit_bias"},
      {R"("logit_bias":[])", "logit_bias"},
      {R"("top_logprobs":3)", "top_logprobs"},
      {R"("logprobs":true,"top_logprobs":21)", "top_logprobs"},
      {R"("logprobs":4)", "logprobs"},
      {R"("presence_penalty":3)", "presence_penalty"},
      {R"("frequency_penalty":-3)", "frequency_penalty"},
      {R"("response_format":{"type":"xml"})", "response_format.type"},
      {R"("response_format":{"type":"json_schema"})", "response_format.json_schema"},
      {R"("response_format":{"type":"json_schema","json_schema":{"name":"a"}})", "response_format.json_schema.schema"},
      {R"("guided_regex":"a","guided_json":{})", "response_format"},
      {R"("guided_choice":[])", "guided_choice"},
      {R"("tools":[{"type":"function"}])", "tools[0].function"},
      {R"("tools":[{"type":"code","function":{"name":"f"}}])", "tools[0].type"},
      {R"("tools":[{"type":"function","function":{"name":"a b"}}])", "tools[0].function.name"},
      {R"("tools":[{"function":{"name":"f","parameters":[]}}])", "tools[0].function.parameters"},
      {R"("tools":[{"function":{"name":"f"}},{"function":{"name":"f"}}])", "tools[1].function.name"},
      {R"("tool_choice":"required")", "tool_choice"},
      {R"("tool_choice":"maybe")", "tool_choice"},
      {R"("tools":[{"function":{"name":"f"}}],"tool_choice":{"type":"function","function":{"name":"g"}})", "tool_choice"},
      {R"("tools":[{"function":{"name":"f"}}],"response_format":{"type":"json_object"})", "response_format"},
      {R"("functions":[])", "functions"},
      {R"("modalities":["audio"])", "modalities"},
      {R"("audio":{})", "audio"},
  };
  for (const auto& [extra, param] : cases) EXPECT_EQ(chat_fault(extra), param) << extra;
  EXPECT_EQ(chat_fault(R"("user":3,"store":true,"metadata":{},"unheard_of":[{}],"temperature":null,"stop":null)"), "");
}

TEST(ChatRequestParser, NamesTheMessageAtFault) {
  const std::pair<const char*, const char*> cases[] = {
      {"[]", "messages"},
      {"{}", "messages"},
      {"[3]", "messages[0]"},
      {R"([{"content":"a"}])", "messages[0].role"},
      {R"([{"role":"user"}])", "messages[0].content"},
      {R"([{"role":"god","content":"a"}])", "messages[0].role"},
      {R"([{"role":"user","content":"a"},{"role":"user","content":3}])", "messages[1].content"},
      {R"([{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}])", "messages[0].content[0].type"},
      {R"([{"role":"user","content":[{"type":"text"}]}])", "messages[0].content[0].text"},
      {R"([{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"[1]"}}]}])", "messages[0].tool_calls[0].function.arguments"},
  };
  for (const auto& [messages, param] : cases) EXPECT_EQ(chat_fault("", messages), param) << messages;
}

TEST(ChatRequestParser, ReadsWhatIsAskedFor) {
  const auto body = parse_object(R"({"messages":[{"role":"system","content":"s"},{"role":"user","content":"u"},
    {"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{\"b\":1,\"a\":2}"}}]},
    {"role":"tool","tool_call_id":"1","content":"42"},{"role":"tool","tool_call_id":"2","content":"43"}],
    "temperature":0.5,"top_p":0.9,"top_k":-1,"min_p":0.1,"seed":-1,"max_completion_tokens":5000,"presence_penalty":1,"frequency_penalty":-1,
    "repetition_penalty":1.5,"logit_bias":{"7":-100},"stop":["a","b"],"n":2})");
  ASSERT_TRUE(body);
  auto request = read_chat_request(*body, kBounds);
  ASSERT_TRUE(request) << request.error().message;
  const engine::GenerateRequest& asked = request->generation.request;
  ASSERT_EQ(asked.messages.size(), 4U);
  EXPECT_EQ(asked.messages[2].text(), "<tool_call>\n{\"name\": \"f\", \"arguments\": {\"b\":1,\"a\":2}}\n</tool_call>");
  EXPECT_EQ(asked.messages[3].role, "user");  // this template knows no tools
  EXPECT_EQ(asked.messages[3].text(), "<tool_response>\n42\n</tool_response>\n<tool_response>\n43\n</tool_response>");
  EXPECT_EQ(asked.max_tokens, 1000);
  EXPECT_EQ(asked.sampling.temperature, 0.5);
  EXPECT_EQ(asked.sampling.top_k, 0);
  EXPECT_EQ(asked.sampling.seed, UINT64_MAX);
  EXPECT_EQ(asked.sampling.repetition_penalty, 1.5);
  EXPECT_EQ(asked.sampling.logit_bias, (std::vector<std::pair<int32_t, double>>{{7, -100.0}}));
  EXPECT_EQ(asked.stop, (std::vector<std::string>{"a", "b"}));
  RequestBounds bounds = kBounds;
  bounds.template_has_tools = true;
  EXPECT_EQ(read_chat_request(*body, bounds)->generation.request.messages[4].role, "tool");
}

TEST(ChatRequestParser, DefaultsAreThoseOfTheApi) {
  const auto body = parse_object(R"({"messages":[{"role":"user","content":"u"}]})");
  const auto first = read_chat_request(*body, kBounds), second = read_chat_request(*body, kBounds);
  EXPECT_EQ(first->generation.request.sampling.temperature, 1);
  EXPECT_EQ(first->generation.request.max_tokens, 1000);
  EXPECT_NE(first->generation.request.sampling.seed, second->generation.request.sampling.seed);
  EXPECT_EQ(read_completion_request(*parse_object(R"({"prompt":"a"})"), kBounds)->generation.request.max_tokens, 16);
}

TEST(CompletionRequestParser, NamesTheFieldAtFault) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({})", "prompt"},
      {R"({"prompt":[]})", "prompt"},
      {R"({"prompt":[1,2]})", "prompt"},
      {R"({"prompt":[[1]]})", "prompt"},
      {R"({"prompt":""})", "prompt"},
      {R"({"prompt":"a","echo":true})", "echo"},
      {R"({"prompt":"a","suffix":"b"})", "suffix"},
      {R"({"prompt":"a","best_of":3})", "best_of"},
      {R"({"prompt":["a","b","c"],"n":2})", "n"},
      {R"({"prompt":["a","b","c","d","e"]})", "prompt"},
      {R"({"prompt":"a","logprobs":true})", "logprobs"},
  };
  for (const auto& [text, param] : cases) {
    const auto request = read_completion_request(*parse_object(text), kBounds);
    ASSERT_FALSE(request) << text;
    EXPECT_EQ(request.error().param, param) << text;
  }
  EXPECT_TRUE(read_completion_request(*parse_object(R"({"prompt":["a","b"],"n":2,"echo":false,"suffix":null,"best_of":1})"), kBounds));
}

TEST(ToolCallParser, FindsCallsInAnyPieces) {
  ToolUse use{.tools = {{"f", "", {}}, {"g", "", {}}}, .choice = ToolUse::Choice::automatic, .name = ""};
  const std::string text =
      "a < b <tool_call>{\"name\":\"f\",\"arguments\":{\"x\":1}}</tool_call> and "
      "<tool_call>[{\"name\":\"g\"},{\"name\":\"f\",\"arguments\":\"{}\"}]</tool_call>"
      "<tool_call>{\"name\":\"unknown\"}</tool_call><tool_call>{\"name\":\"g\",\"arguments\":{}}";
  for (size_t step : {size_t{1}, size_t{3}, size_t{11}, text.size()}) {
    ToolCallScanner scanner(use);
    std::string said, names;
    auto take = [&](const ToolCallScanner::Found& found) {
      said += found.said;
      for (const ToolCall& call : found.calls) names += call.name + call.arguments;
    };
    for (size_t at = 0; at < text.size(); at += step) take(scanner.push(std::string_view(text).substr(at, step)));
    take(scanner.finish());
    EXPECT_EQ(said, "a < b  and <tool_call>{\"name\":\"unknown\"}</tool_call>") << step;
    EXPECT_EQ(names, "f{\"x\":1}g{}f{}g{}") << step;
  }
}

TEST(KeyFileParser, RefusesWhatItDidNotWrite) {
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "serve-bad-keys.json";
  const std::string hash(64, 'a');
  for (const std::string& text :
       {std::string("{"), std::string(R"({"salt":"a"})"), std::string(R"({"salt":1,"keys":[]})"), std::string(R"({"salt":"a","keys":[3]})"),
        std::string(R"({"salt":"a","keys":[{"name":"a b","hash":")") + hash + R"("}]})",
        std::string(R"({"salt":"a","keys":[{"name":"a","hash":"00"}]})"),
        std::string(R"({"salt":"a","keys":[{"name":"a","concurrent":-1,"hash":")") + hash + R"("}]})"}) {
    ASSERT_TRUE(write_file(path, text));
    const auto ring = KeyRing::read(path);
    ASSERT_FALSE(ring) << text;
    EXPECT_EQ(ring.error().code, ErrorCode::invalid_format);
    EXPECT_EQ(ring.error().place, path.string());
  }
  EXPECT_FALSE(KeyRing::read(path.string() + ".none"));
  EXPECT_TRUE(expiry_of("30d")->ends_with("Z"));
  EXPECT_EQ(*expiry_of("2031-02-03"), "2031-02-03T00:00:00Z");
  for (const char* wrong : {"soon", "0d", "-3d", "2031-2-3x", "12"}) EXPECT_FALSE(expiry_of(wrong)) << wrong;
}

}  // namespace
}  // namespace jangin::serve
