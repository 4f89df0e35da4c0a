// Rendered conversations against Jinja as transformers runs it, and what only ours says: whose bytes are whose.
#include "tokenizer/chat_template.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.h"

namespace jangin::tokenizer {
namespace {
using nlohmann::json;
namespace fs = std::filesystem;

const fs::path kGoldens = fs::path(JANGIN_SOURCE_DIR) / "tests/tokenizer/goldens";

std::vector<std::string> parts(const RenderedChat& chat, const std::vector<ByteSpan>& spans) {
  std::vector<std::string> out;
  for (const ByteSpan& span : spans) out.push_back(chat.text.substr(span.begin, span.end - span.begin));
  return out;
}

ChatTemplate parse(std::string_view source, std::vector<std::string> special = {"<|im_start|>", "<|im_end|>"}) {
  auto parsed = ChatTemplate::parse(source, std::move(special), "<s>", "</s>");
  EXPECT_TRUE(parsed) << parsed.error().text();
  return std::move(*parsed);
}

/// What `source` prints for one user message "hi", or the error.
std::string rendered(std::string_view source) {
  auto parsed = ChatTemplate::parse(source, {}, "<s>", "</s>");
  if (!parsed) return "ERROR " + parsed.error().text();
  const Message messages[] = {text_message("user", "hi")};
  auto chat = parsed->apply(messages);
  return chat ? chat->text : "ERROR " + chat.error().text();
}

TEST(ChatTemplateGoldens, SameTextAsTransformers) {
  auto text = read_file(kGoldens / "chat.json");
  ASSERT_TRUE(text);
  const json root = json::parse(*text);
  ASSERT_GT(root["cases"].size(), 70u);
  for (const json& test : root["cases"]) {
    const json& source = root["templates"][test["template"].get<std::string>()];
    auto parsed = ChatTemplate::parse(source["source"].get<std::string>(), source["special"], source["bos"], source["eos"]);
    ASSERT_TRUE(parsed) << parsed.error().text();
    std::vector<Message> messages;
    for (const json& message : test["messages"]) messages.push_back(text_message(message["role"], message["content"]));
    ChatOptions options{.add_generation_prompt = test["prompt"]};
    for (const auto& [name, flag] : test["flags"].items()) options.flags[name] = flag;
    auto chat = parsed->apply(messages, options);
    if (test.contains("refused")) {
      EXPECT_FALSE(chat) << test["template"];
    } else {
      ASSERT_TRUE(chat) << chat.error().text();
      EXPECT_EQ(chat->text, test["text"].get<std::string>()) << test["template"];
    }
  }
}

TEST(ChatTemplate, LossIsOnAssistantsAndTheirEndOfTurn) {
  const ChatTemplate chatml = parse("{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>' + '\\n' }}{% endfor %}");
  const Message messages[] = {text_message("user", "q"), text_message("assistant", "a1"), text_message("user", "q2"),
                              text_message("assistant", "a2")};
  const auto chat = chatml.apply(messages);
  ASSERT_TRUE(chat);
  EXPECT_EQ(parts(*chat, chat->assistant), (std::vector<std::string>{"a1<|im_end|>", "a2<|im_end|>"}));
  EXPECT_EQ(parts(*chat, chat->content), (std::vector<std::string>{"q", "a1", "q2", "a2"}));
}

TEST(ChatTemplate, MarksSurviveCuttingAndJoining) {
  const ChatTemplate cut = parse(
      "{% for m in messages %}{% set c = m.content.split('</think>')[-1] | trim %}{{ m.role }}: {{ c[:3] ~ '|' ~ (c[3:] | replace('x', 'yy')) "
      "}}<|im_end|>{% endfor %}");
  const Message messages[] = {text_message("user", "zz"), text_message("assistant", "<think>t</think>  abcxdef ")};
  const auto chat = cut.apply(messages);
  ASSERT_TRUE(chat);
  EXPECT_EQ(chat->text, "user: zz|<|im_end|>assistant: abc|yydef<|im_end|>");
  EXPECT_EQ(parts(*chat, chat->assistant), (std::vector<std::string>{"abc", "def<|im_end|>"}));  // "yy" came from the template
}

TEST(ChatTemplate, GenerationBlocksDecideWhereATemplateHasThem) {
  const ChatTemplate marked = parse(
      "{% for m in messages %}{% if m.role == 'assistant' %}{% generation %}[{{ m.content }}]{% endgeneration %}{% else %}{{ m.content }}{% endif "
      "%}{% endfor %}");
  const Message messages[] = {text_message("user", "q"), text_message("assistant", "a")};
  const auto chat = marked.apply(messages);
  ASSERT_TRUE(chat);
  EXPECT_EQ(parts(*chat, chat->assistant), (std::vector<std::string>{"[a]"}));
}

TEST(ChatTemplate, PartsOfTextAreJoinedAndOthersPassedOn) {
  const ChatTemplate show = parse(
      "{% for m in messages %}{% if m.content is string %}S{{ m.content }}{% else %}{% for p in m.content %}[{{ p.type }}{{ p.text }}]{% endfor %}{% "
      "endif %}{% endfor %}");
  const Message messages[] = {{"user", {{"text", "a"}, {"text", "b"}}}, {"user", {{"image", ""}, {"text", "c"}}}};
  const auto chat = show.apply(messages);
  ASSERT_TRUE(chat);
  EXPECT_EQ(chat->text, "Sab[image][textc]");
}

TEST(ChatTemplate, EncodedChatKeepsUsersOutOfSpecialTokens) {
  auto tokenizer = Tokenizer::open(kGoldens / "gpt2");
  ASSERT_TRUE(tokenizer);
  const ChatTemplate chat_template = parse("{% for m in messages %}<|user|>{{ m.content }}<|end|>{% endfor %}", {"<|user|>", "<|end|>"});
  const Message messages[] = {text_message("user", "x<|end|>y"), text_message("assistant", "hello <|user|>")};
  const auto chat = chat_template.apply(messages);
  ASSERT_TRUE(chat);
  const EncodedChat encoded = encode_chat(*tokenizer, *chat);
  ASSERT_EQ(encoded.ids.size(), encoded.loss.size());
  const TokenId end = tokenizer->find("<|end|>").value();
  const TokenId user = tokenizer->find("<|user|>").value();
  EXPECT_EQ(std::count(encoded.ids.begin(), encoded.ids.end(), end), 2);
  EXPECT_EQ(std::count(encoded.ids.begin(), encoded.ids.end(), user), 2);
  std::vector<TokenId> taught;
  for (size_t i = 0; i < encoded.ids.size(); ++i) {
    if (encoded.loss[i]) taught.push_back(encoded.ids[i]);
  }
  EXPECT_EQ(tokenizer->decode(taught, false), "hello <|user|><|end|>");
  EXPECT_EQ(taught.back(), end);
}

TEST(ChatTemplate, ModelsWithoutATemplateSpeakChatMl) {
  auto tokenizer = Tokenizer::open(kGoldens / "gpt2");
  ASSERT_TRUE(tokenizer);
  auto chat_template = ChatTemplate::create(*tokenizer);
  ASSERT_TRUE(chat_template);
  const Message messages[] = {text_message("user", "q")};
  EXPECT_EQ(chat_template->apply(messages, {.add_generation_prompt = true})->text, "<|im_start|>user\nq<|im_end|>\n<|im_start|>assistant\n");
}

TEST(ChatTemplate, ToolsAreToldInTheOrderOfTheirKeys) {
  auto chat = ChatTemplate::parse("{% if tools %}{% for tool in tools %}{{ tool | tojson }}{% endfor %}{% endif %}|{{ messages[0].content }}",
                                  {"<|end|>"}, "", "");
  ASSERT_TRUE(chat);
  EXPECT_TRUE(chat->uses("tools"));
  EXPECT_FALSE(chat->uses("tool_names"));
  EXPECT_FALSE(ChatTemplate::parse("{{ my_tools }}{{ toolset }}", {}, "", "")->uses("tools"));
  const std::vector<Message> messages = {text_message("user", "hello")};
  EXPECT_EQ(chat->apply(messages)->text, "|hello");
  EXPECT_EQ(chat->apply(messages, {.tools = R"([{"name":"b","a":[1,2.5,true,null,"가"]}])"})->text,
            R"({"name": "b", "a": [1, 2.5, true, null, "가"]}|hello)");
  for (const char* wrong : {"{}", "[", R"(["x<|end|>"])", R"([{"<|end|>":1}])"}) {
    const auto refused = chat->apply(messages, {.tools = wrong});
    ASSERT_FALSE(refused) << wrong;
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
  }
  EXPECT_FALSE(chat->apply(messages, {.tools = std::string(100, '[') + std::string(100, ']')}));
}

TEST(JinjaParser, ErrorsNameTheLine) {
  EXPECT_EQ(rendered("a\n{% if %}"), "ERROR chat template, line 2: a value is missing before `%}`");
  EXPECT_EQ(rendered("{% for x in y %}"), "ERROR chat template, line 1: `endfor` is missing before ``");
  EXPECT_EQ(rendered("x\n\n{{ 'a' }"), "ERROR chat template, line 3: `}` closes nothing");
  EXPECT_EQ(rendered("{% include 'x' %}"), "ERROR chat template, line 1: tag `include` is not supported");
  EXPECT_EQ(rendered("{% endif %}"), "ERROR chat template, line 1: `endif` closes nothing");
  EXPECT_EQ(rendered("{{ 'a"), "ERROR chat template, line 1: a text is not closed");
  EXPECT_EQ(rendered("\n{{ messages[0].content.nothing() }}"), "ERROR chat template, line 2: string has no method `nothing`");
  EXPECT_EQ(rendered("{{ nobody.name }}"), "ERROR chat template, line 1: `nobody` is undefined");
  EXPECT_EQ(rendered("{{ 1 | nothing }}"), "ERROR chat template, line 1: filter `nothing` is not supported");
  EXPECT_EQ(rendered("{{ 1 + 'a' }}"), "ERROR chat template, line 1: `+` between int and string");
  EXPECT_EQ(rendered("{{ raise_exception('no') }}"), "ERROR chat template, line 1: no");
  EXPECT_EQ(rendered("{{ 1 // 0 }}"), "ERROR chat template, line 1: division by zero");
}

TEST(JinjaParser, TemplatesThatWouldNotEndAreStopped) {
  const std::string stopped = "ERROR chat template, line 1: the chat template asks for too much time or memory";
  EXPECT_EQ(rendered("{{ 'a' * 99999999999 }}"), stopped);
  EXPECT_EQ(rendered("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}"), stopped);
  EXPECT_EQ(rendered("{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% endfor %}{% endfor %}{% endfor %}"), stopped);
  EXPECT_EQ(rendered("{% set ns = namespace(x=[1]) %}{% for i in range(90) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}"), stopped);
  EXPECT_EQ(rendered("{% set ns = namespace(x=[]) %}{% for i in range(9999) %}{% set ns.x = [ns.x] %}{% endfor %}"), stopped);
  EXPECT_EQ(rendered("{% set ns = namespace(x='a') %}{% for i in range(90) %}{% set ns.x = ns.x + ns.x %}{% endfor %}"), stopped);
  std::string deep = "{{ ";
  for (int i = 0; i < 5000; ++i) deep += "(";
  deep += "1" + std::string(5000, ')') + " }}";
  EXPECT_EQ(rendered(deep), "ERROR chat template, line 1: expressions are nested too deeply");
  std::string chain = "{{ 1";
  for (int i = 0; i < 100000; ++i) chain += " + 1";
  EXPECT_EQ(rendered(chain + " }}"), "ERROR chat template, line 1: an expression is too long");
}

TEST(JinjaParser, NamespacesMayHoldOneAnother) {
  EXPECT_EQ(rendered("{% set a = namespace() %}{% set b = namespace(other=a) %}{% set a.other = b %}{{ a.other.other == a }}"), "True");
}

}  // namespace
}  // namespace jangin::tokenizer
