// JSON Schema as a grammar: fifty schemas with documents that hold and that do not, random answers checked by another validator, and
// what cannot be enforced named.
#include <fstream>
#include <set>

#include "engine/grammar_schema_checker.h"
#include "engine/grammar_support.h"
#include "model/formats/gguf_tokenizer.h"
#include "tokenizer/tokenizer.h"

namespace jangin::engine {
namespace {

using Json = nlohmann::ordered_json;

std::vector<Json> fifty_schemas() {
  std::ifstream file(std::string(JANGIN_SOURCE_DIR) + "/tests/engine/grammar_schemas.jsonl");
  std::vector<Json> all;
  for (std::string line; std::getline(file, line);) all.push_back(Json::parse(line));
  EXPECT_EQ(all.size(), 50U);
  return all;
}

std::string spaced(const std::string& compact) {
  std::string made;
  bool inside = false;
  for (size_t i = 0; i < compact.size(); ++i) {
    made.push_back(compact[i]);
    if (compact[i] == '\\') {
      made.push_back(compact[++i]);
    } else if (compact[i] == '"') {
      inside = !inside;
    } else if (!inside && (compact[i] == ',' || compact[i] == ':')) {
      made.push_back(' ');
    }
  }
  return made;
}

bool accepts(const std::string& schema, const std::string& document) {
  auto grammar = compiled(Kind::json_schema, schema);
  return grammar && grammar->matches(document);
}

TEST(GrammarSchemaParser, FiftySchemasTellTheirDocuments) {
  for (const Json& schema : fifty_schemas()) {
    auto grammar = compiled(Kind::json_schema, schema["schema"].dump());
    ASSERT_TRUE(grammar) << schema["name"];
    for (const Json& document : schema["valid"]) {
      EXPECT_TRUE(grammar->matches(document.dump())) << schema["name"] << " " << document;
      EXPECT_TRUE(grammar->matches(spaced(document.dump()))) << schema["name"] << " " << document;
      EXPECT_FALSE(grammar->matches(document.dump() + " ")) << schema["name"];
    }
    for (const Json& document : schema["invalid"]) EXPECT_FALSE(grammar->matches(document.dump())) << schema["name"] << " " << document;
  }
}

void check_walks(const std::shared_ptr<const TokenTable>& table, int walks, uint32_t most_tokens) {
  for (const Json& schema : fifty_schemas()) {
    auto grammar = compiled(Kind::json_schema, schema["schema"].dump());
    const auto plain = nlohmann::json::parse(schema["schema"].dump());
    const SchemaChecker checker(plain);
    for (int number = 0; number < walks; ++number) {
      Constraint constraint(grammar, table);
      Random random(static_cast<uint64_t>(number));
      std::vector<uint64_t> mask(table->mask_words());
      for (uint32_t left = most_tokens; left > 0 && constraint.allowed(mask, left) && !(constraint.may_end() && random.below(3) == 0); --left) {
        ASSERT_TRUE(constraint.accept(random_token(mask, *table, random)));
      }
      ASSERT_TRUE(constraint.may_end()) << schema["name"] << " " << constraint.text();
      const auto value = nlohmann::json::parse(constraint.text(), nullptr, false);
      ASSERT_FALSE(value.is_discarded()) << schema["name"] << " " << constraint.text();
      EXPECT_TRUE(checker.valid(value)) << schema["name"] << " " << constraint.text();
    }
  }
}

TEST(GrammarSchema, RandomAnswersValidateWithASmallTokenizer) { check_walks(small_table(), 20, 300); }

TEST(GrammarSchema, RandomAnswersValidateWithSmolLM2) {
  const char* named = std::getenv("JANGIN_SMOLLM2");
  const std::string path = named ? named : std::string(JANGIN_SOURCE_DIR) + "/build/models/smollm2-135m-instruct-q4_1.gguf";
  auto file = model::GgufFile::open(path);
  if (!file) GTEST_SKIP() << "no " << path;
  auto spec = model::tokenizer_from_gguf(*file);
  ASSERT_TRUE(spec);
  auto tokenizer = tokenizer::Tokenizer::build(std::move(*spec), path);
  ASSERT_TRUE(tokenizer);
  auto table = TokenTable::create(*tokenizer);
  EXPECT_TRUE(table->bytes(tokenizer->eos()).empty());
  check_walks(table, 2, 120);
}

TEST(GrammarSchemaParser, WholeNumbersWithinBoundsAreExact) {
  auto grammar = [](int low, int high, int multiple) {
    return compiled(Kind::json_schema, "{\"type\":\"integer\",\"minimum\":" + std::to_string(low) + ",\"maximum\":" + std::to_string(high) +
                                           ",\"multipleOf\":" + std::to_string(multiple) + "}");
  };
  for (auto [low, high, multiple] : {std::tuple{0, 0, 1},
                                     {-5, 5, 1},
                                     {7, 123, 1},
                                     {-345, -12, 1},
                                     {-1000, 99, 1},
                                     {99, 1000, 1},
                                     {-200, 200, 7},
                                     {13, 260, 13},
                                     {100, 999, 100}}) {
    auto exact = grammar(low, high, multiple);
    for (int value = -1100; value <= 1100; ++value) {
      EXPECT_EQ(exact->matches(std::to_string(value)), value >= low && value <= high && value % multiple == 0)
          << value << " in " << low << ".." << high << " by " << multiple;
    }
    EXPECT_FALSE(exact->matches("-0") || exact->matches("00") || exact->matches("1.0") || exact->matches("1e1"));
  }
}

TEST(GrammarSchemaParser, FractionsWithinBoundsAreExact) {
  for (auto [low, high] : {std::pair{-2.5, 1.25}, {0.125, 0.5}, {-0.75, -0.5}, {9.5, 10.05}, {0.0, 0.001}, {99.99, 1000.0}}) {
    for (bool exclusive : {false, true}) {
      const Json schema = exclusive ? Json{{"type", "number"}, {"exclusiveMinimum", low}, {"exclusiveMaximum", high}}
                                    : Json{{"type", "number"}, {"minimum", low}, {"maximum", high}};
      auto grammar = compiled(Kind::json_schema, schema.dump());
      for (int thousandths = -3000; thousandths <= 11000; thousandths += 5) {
        const double value = thousandths / 1000.0;
        char shown[32];
        std::snprintf(shown, sizeof shown, "%.3f", value);
        if (std::string_view(shown) == "-0.000") continue;
        const bool inside = exclusive ? value > low && value < high : value >= low && value <= high;
        EXPECT_EQ(grammar->matches(shown), inside) << shown << " " << schema;
        std::string shorter = shown;
        while (shorter.back() == '0') shorter.pop_back();
        if (shorter.back() == '.') shorter.pop_back();
        if (shorter == "-0") continue;
        EXPECT_EQ(grammar->matches(shorter), inside) << shorter << " " << schema;
      }
    }
  }
}

TEST(GrammarSchemaParser, NothingIsIgnoredSilently) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {R"({"type":"array","uniqueItems":true})", "uniqueItems"},
      {R"({"properties":{"age":{"type":"integer","multipleOf":2.5}}})", "properties.age: multipleOf"},
      {R"({"properties":{"a":{"properties":{"b":{"not":{}}}}}})", "properties.a.properties.b: not: unsupported keyword"},
      {R"({"if":{},"then":{}})", "if: unsupported keyword"},
      {R"({"type":"array","contains":{}})", "contains"},
      {R"({"type":"string","format":"iban"})", "format: \"iban\""},
      {R"x({"type":"string","pattern":"a(?=b)"})x", "pattern: character 4: look-around"},
      {R"x({"type":"string","pattern":"(a"})x", "pattern: character 3"},
      {R"({"type":"text"})", "type: not the name"},
      {R"({"$ref":"other.json"})", "other.json"},
      {R"({"$ref":"#/$defs/none"})", "#/$defs/none"},
      {R"({"oneOf":[{"type":"integer"},{"type":"number"}]})", "alternatives 0 and 1 may hold at once"},
      {R"({"oneOf":[{"type":"object","properties":{"a":{}},"required":["a"]},{"type":"object","properties":{"b":{}},"required":["b"],"additionalProperties":true}]})",
       "may hold at once"},
      {R"({"minLength":"3"})", "minLength: not a whole number"},
      {R"({"patternProperties":{"^a":{},"b$":{}}})", "overlaps with"},
      {"{\n  \"type\": string\n}", "line 2, column 11"},
      {R"({"\u0001strings":[["pattern","a"]]})", "unsupported keyword"},
      {R"({"type":"object","dependentRequired":{"a":["b"]}})", "dependentRequired"},
      {R"({"allOf":[{"required":"a"},{"required":"b"}]})", "required: not a list"},
      {R"({"allOf":[{"patternProperties":[1]},{"patternProperties":1}]})", "patternProperties: not an object"},
  };
  for (auto [schema, part] : cases)
    EXPECT_NE(error_of(Kind::json_schema, schema).find(part), std::string::npos) << schema << "\n" << error_of(Kind::json_schema, schema);
}

TEST(GrammarSchemaParser, WhatCannotBeSatisfiedIsAnError) {
  for (const char* schema : {"false", R"({"$ref":"#"})", R"({"type":"object","properties":{"next":{"$ref":"#"}},"required":["next"]})",
                             R"({"type":"integer","minimum":5,"maximum":4})", R"({"enum":[]})", R"({"allOf":[{"type":"string"},{"type":"null"}]})",
                             R"({"type":"string","pattern":"^a$","minLength":3})",
                             R"({"type":"object","required":["a"],"additionalProperties":false})", R"({"type":"string","minLength":3,"maxLength":2})",
                             R"({"type":"array","minItems":3,"prefixItems":[{}],"items":false})", R"({"allOf":[{"$ref":"#"},{"type":"null"}]})"}) {
    EXPECT_NE(error_of(Kind::json_schema, schema), "") << schema;
  }
}

TEST(GrammarSchemaParser, CombinationsMeanWhatTheySay) {
  EXPECT_TRUE(accepts(R"({"type":"string","enum":["abc","x"],"minLength":2})", R"("abc")"));
  EXPECT_FALSE(accepts(R"({"type":"string","enum":["abc","x"],"minLength":2})", R"("x")"));
  EXPECT_FALSE(accepts(R"({"enum":["a1","b"],"pattern":"^[a-z]$"})", R"("a1")"));
  EXPECT_TRUE(accepts(R"({"enum":["a1","b"],"pattern":"^[a-z]$"})", R"("b")"));
  const char* closed = R"({"allOf":[{"properties":{"a":{"type":"integer"}},"additionalProperties":false},{"properties":{"b":{"type":"integer"}}}]})";
  EXPECT_TRUE(accepts(closed, R"({"a":1})"));
  EXPECT_FALSE(accepts(closed, R"({"a":1,"b":2})"));
  const char* evaluated =
      R"({"allOf":[{"properties":{"a":{"type":"integer"}},"unevaluatedProperties":false},{"properties":{"b":{"type":"integer"}}}]})";
  EXPECT_FALSE(accepts(evaluated, R"({"a":1,"b":2})"));
  const char* counted =
      R"({"type":"object","properties":{"a":{"const":1},"b":{"const":1},"c":{"const":1}},"additionalProperties":false,"minProperties":2,"maxProperties":2})";
  for (auto [document, valid] :
       {std::pair{R"({"a":1})", false}, {R"({"a":1,"c":1})", true}, {R"({"b":1,"c":1})", true}, {R"({"a":1,"b":1,"c":1})", false}})
    EXPECT_EQ(accepts(counted, document), valid) << document;
  EXPECT_NE(error_of(Kind::json_schema, R"({"const":1,"enum":[2,3]})"), "");
  EXPECT_TRUE(accepts(R"({"const":2,"enum":[2,3]})", "2"));
  EXPECT_TRUE(accepts(R"({"type":"object","minProperties":1})", R"({"x":1})"));
  EXPECT_FALSE(accepts(R"({"type":"object","minProperties":1})", "{}"));
  EXPECT_NE(error_of(Kind::json_schema, R"({"type":"object","minProperties":2})"), "");  // a name may come twice
  const char* named = R"({"properties":{"a":{"type":"integer"}},"additionalProperties":{"type":"string"}})";
  EXPECT_FALSE(accepts(named, R"({"a":1,"a":"x"})"));  // would overwrite
  EXPECT_FALSE(accepts(named, R"({"\u0061":"x"})"));
  EXPECT_TRUE(accepts(named, R"({"a":1,"b":"x"})"));
}

TEST(GrammarSchemaParser, StringsFollowJson) {
  const char* three = R"({"type":"string","minLength":3,"maxLength":3})";
  for (const char* text : {R"("abc")", R"("한국어")", R"("\ud83d\ude00ab")", R"("\n\"\\")", "\"\xf0\x9f\x98\x80zz\"", R"("\u00e9\/x")"})
    EXPECT_TRUE(accepts(three, text)) << text;
  for (const char* text :
       {R"("ab")", R"("abcd")", R"("\ud83dab")", R"("\ude00ab")", "\"a\nb\"", "\"ab\xed\x95\"", "\"ab\xff\"", R"("ab\x")", "\"ab\xed\xa0\x80\""})
    EXPECT_FALSE(accepts(three, text)) << text;
}

TEST(GrammarSchemaParser, FormatsKnowTheCalendar) {
  const char* date = R"({"type":"string","format":"date"})";
  for (const char* day : {"2000-02-29", "2024-02-29", "1999-12-31", "0001-01-01", "2023-04-30"})
    EXPECT_TRUE(accepts(date, '"' + std::string(day) + '"')) << day;
  for (const char* day : {"1900-02-29", "2023-02-29", "2023-04-31", "2023-13-01", "0000-01-01", "2023-00-10", "2023-1-1"})
    EXPECT_FALSE(accepts(date, '"' + std::string(day) + '"')) << day;
}

TEST(GrammarSchemaParser, HostileSchemasEndSoon) {
  std::string deep(50'000, '[');
  EXPECT_NE(error_of(Kind::json_schema, deep).find("nested deeper"), std::string::npos);
  std::string many = "[";
  for (int i = 0; i < 60'000; ++i) many += "1,";
  EXPECT_NE(error_of(Kind::json_schema, many).find("members"), std::string::npos);
  EXPECT_NE(error_of(Kind::json_schema, std::string((1U << 20) + 1, ' ')).find("1 MB"), std::string::npos);
  EXPECT_NE(error_of(Kind::json_schema, "{\"title\":\"\xff\"}").find("UTF-8"), std::string::npos);
  EXPECT_NE(error_of(Kind::json_schema, R"({"minimum":1e999})"), "");
  EXPECT_NE(
      error_of(Kind::json_schema, R"x({"type":"string","pattern":"(((a{1,1000}){1,1000}){1,1000}){1,1000}","maxLength":9})x").find("too many states"),
      std::string::npos);
  EXPECT_NE(error_of(Kind::json_schema, R"x({"type":"string","pattern":"((((){1,1000000}){1,1000000}){1,1000000})*x","maxLength":9000000})x")
                .find("too many states"),
            std::string::npos);
  std::string any = R"({"anyOf":[{"minimum":1},{"minimum":2},{"minimum":3},{"minimum":4},{"minimum":5},{"minimum":6},{"minimum":7},{"minimum":8}]})",
              all = R"({"allOf":[)";
  for (int i = 0; i < 20; ++i) all += any + ",";
  EXPECT_NE(error_of(Kind::json_schema, all + "true]}").find("combinations"), std::string::npos);
}

}  // namespace
}  // namespace jangin::engine
