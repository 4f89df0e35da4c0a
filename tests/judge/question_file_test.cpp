// The reader of question files: what it takes, and the line and field of what it refuses.
#include "judge/question_file.h"

#include <gtest/gtest.h>

namespace jangin::judge {
namespace {

TEST(QuestionFileParser, ReadsEveryField) {
  auto questions = parse_questions(
      "\xEF\xBB\xBF{\"id\":\"1\",\"question\":\"무엇?\",\"answers\":[\"가\",\"나\"],\"evidence\":{\"file\":\"a.pdf\",\"page\":3,\"quote\":\"q\"},"
      "\"extra\":5}\r\n"
      "\n"
      "{\"id\":\"2\",\"question\":\"Which?\",\"answers\":[\"b\"],\"choices\":[\"a\",\"b\"],\"answer_index\":1,\"unanswerable\":null}\n"
      "{\"id\":\"3\",\"question\":\"Who?\",\"unanswerable\":true}",
      "q.jsonl");
  ASSERT_TRUE(questions) << questions.error().text();
  ASSERT_EQ(questions->size(), 3U);
  EXPECT_EQ((*questions)[0].answers, (std::vector<std::string>{"가", "나"}));
  EXPECT_EQ((*questions)[0].evidence.page, 3U);
  EXPECT_EQ((*questions)[0].evidence.file, "a.pdf");
  EXPECT_EQ((*questions)[1].answer_index, 1U);
  EXPECT_TRUE((*questions)[2].unanswerable);
}

struct Bad {
  const char* text;
  const char* says;
};

TEST(QuestionFileParser, NamesLineAndField) {
  const std::string good = "{\"id\":\"1\",\"question\":\"Q?\",\"answers\":[\"a\"]}\n";
  const std::vector<Bad> cases = {
      {"not json", "q.jsonl:2: not a JSON object"},
      {"[1]", "q.jsonl:2: not a JSON object"},
      {"{\"question\":\"Q?\",\"answers\":[\"a\"]}", "q.jsonl:2: `id` is missing"},
      {"{\"id\":7,\"question\":\"Q?\",\"answers\":[\"a\"]}", "q.jsonl:2: `id` must be a text"},
      {"{\"id\":\"2\",\"question\":\" \",\"answers\":[\"a\"]}", "q.jsonl:2: `question` is empty"},
      {"{\"id\":\"2\",\"question\":\"Q?\"}", "q.jsonl:2: `answers` is missing"},
      {"{\"id\":\"2\",\"question\":\"Q?\",\"answers\":\"a\"}", "q.jsonl:2: `answers` must be a list"},
      {"{\"id\":\"2\",\"question\":\"Q?\",\"answers\":[1]}", "q.jsonl:2: `answers` must be a list"},
      {"{\"id\":\"2\",\"question\":\"Q?\",\"choices\":[\"a\",\"b\"]}", "q.jsonl:2: `answer_index` is missing"},
      {"{\"id\":\"2\",\"question\":\"Q?\",\"choices\":[\"a\",\"b\"],\"answer_index\":2}", "q.jsonl:2: `answer_index` is outside choices"},
      {"{\"id\":\"2\",\"question\":\"Q?\",\"choices\":[\"a\",\"b\"],\"answer_index\":-1}", "q.jsonl:2: `answer_index` must be a number"},
      {"{\"id\":\"2\",\"question\":\"Q?\",\"choices\":[\"a\"],\"answer_index\":0}", "q.jsonl:2: `choices` needs at least two"},
      {"{\"id\":\"2\",\"question\":\"Q?\",\"unanswerable\":\"yes\"}", "q.jsonl:2: `unanswerable` must be true or false"},
      {"{\"id\":\"2\",\"question\":\"Q?\",\"answers\":[\"a\"],\"evidence\":[]}", "q.jsonl:2: `evidence` must be an object"},
      {"{\"id\":\"2\",\"question\":\"Q?\",\"answers\":[\"a\"],\"evidence\":{\"page\":\"x\"}}", "q.jsonl:2: `evidence.page` must be a number"},
      {"{\"id\":\"1\",\"question\":\"Q?\",\"answers\":[\"a\"]}", "q.jsonl:2: `id` \"1\" is used twice, first on line 1"},
  };
  for (const Bad& bad : cases) {
    auto questions = parse_questions(good + bad.text, "q.jsonl");
    ASSERT_FALSE(questions) << bad.text;
    EXPECT_EQ(questions.error().code, ErrorCode::invalid_format);
    EXPECT_TRUE(questions.error().text().starts_with(bad.says)) << questions.error().text();
  }
  auto none = parse_questions("\n \n", "q.jsonl");
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().text().find("holds no question"), std::string::npos);
}

TEST(QuestionFileParser, CutOrChangedAnywhereIsReadOrNamed) {
  const std::string good = "{\"id\":\"1\",\"question\":\"Q?\",\"choices\":[\"a\",\"나\"],\"answer_index\":0,\"evidence\":{\"page\":7}}\n";
  ASSERT_TRUE(parse_questions(good, "q.jsonl"));
  for (size_t length = 0; length + 1 < good.size(); ++length) {
    auto questions = parse_questions(good.substr(0, length), "q.jsonl");
    ASSERT_FALSE(questions) << length;
    EXPECT_TRUE(questions.error().text().starts_with("q.jsonl")) << questions.error().text();
  }
  for (size_t at = 0; at < good.size(); ++at) {
    for (const int change : {0x01, 0x20, 0x80, 0xff}) {
      std::string changed = good;
      changed[at] = static_cast<char>(changed[at] ^ change);
      auto questions = parse_questions(changed, "q.jsonl");
      EXPECT_TRUE(questions || questions.error().text().find('\n') == std::string::npos);
    }
  }
  const std::string deep(1'000'000, '[');
  EXPECT_FALSE(parse_questions(deep, "q.jsonl"));
  EXPECT_FALSE(parse_questions("{\"id\":\"1\",\"question\":\"Q?\",\"answers\":" + deep + std::string(deep.size(), ']') + "}", "q.jsonl"));
  EXPECT_FALSE(parse_questions(std::string("{\"id\":\"\0\"}", 10), "q.jsonl"));
  EXPECT_FALSE(parse_questions("{\"id\":\"\xff\",\"question\":\"Q?\",\"answers\":[\"a\"]}", "q.jsonl"));
}

TEST(QuestionFileParser, MissingFileIsNotFound) {
  auto questions = read_questions("/nonexistent/q.jsonl");
  ASSERT_FALSE(questions);
  EXPECT_EQ(questions.error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace jangin::judge
