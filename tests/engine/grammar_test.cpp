// Regular expressions and GBNF as grammars, and what a constraint tells of a reply.
#include <algorithm>
#include <cmath>

#include "engine/grammar_support.h"

namespace jangin::engine {
namespace {

void expect_language(Kind kind, const std::string& text, const std::vector<std::string>& inside, const std::vector<std::string>& outside) {
  auto grammar = compiled(kind, text);
  ASSERT_TRUE(grammar);
  for (const std::string& one : inside) EXPECT_TRUE(grammar->matches(one)) << text << " should match " << one;
  for (const std::string& one : outside) EXPECT_FALSE(grammar->matches(one)) << text << " should not match " << one;
}

TEST(GrammarRegexParser, MatchesTheWholeText) {
  expect_language(Kind::regex, "a|bc", {"a", "bc"}, {"", "ab", "abc", "aa"});
  expect_language(Kind::regex, "^a+b*$", {"a", "aab"}, {"b", "aba"});
  expect_language(Kind::regex, "(ab){2,3}", {"abab", "ababab"}, {"ab", "abababab"});
  expect_language(Kind::regex, "x{3}y{2,}", {"xxxyy", "xxxyyyy"}, {"xxyy", "xxxy"});
  expect_language(Kind::regex, "[^a-c]", {"d", "한", "\n"}, {"a", "", "dd"});
  expect_language(Kind::regex, "[가-힣]{2}\\d?", {"한글", "한글1"}, {"한", "ab"});
  expect_language(Kind::regex, "\\w+@\\w+\\.(com|kr)", {"a_1@b.kr"}, {"a@b", "한@b.kr"});
  expect_language(Kind::regex,
                  "a?"
                  "?(?:b|)(?<n>c)",
                  {"c", "ac", "abc"}, {"", "ab"});
  expect_language(Kind::regex, "\\x41\\u0042\\u{1F600}[\\]\\-x-]\\S", {"AB\xf0\x9f\x98\x80]y", "AB\xf0\x9f\x98\x80-y"}, {"AB\xf0\x9f\x98\x80] "});
  expect_language(Kind::regex, ".", {"x", "한"}, {"\n", "xx"});
  expect_language(Kind::regex, "(a*)*b", {"b", "aaab"}, {"a"});
  expect_language(Kind::regex, "(a?){50}", {"", std::string(50, 'a')}, {std::string(51, 'a')});
  expect_language(Kind::regex, "((a|b?){0,3}c){2}", {"cc", "abcbac"}, {"abbacc", "c"});
}

TEST(GrammarRegexParser, ErrorsNameTheCharacter) {
  for (auto [regex, part] : {std::pair{"a)", "character 2: a ')'"},
                             {"한(b", "character 4"},
                             {"[a", "character 3"},
                             {"*a", "character 1: nothing to repeat"},
                             {"a**", "nothing to repeat"},
                             {"a{2", "'}'"},
                             {"a{3,2}", "below its begin"},
                             {"[z-a]", "below its begin"},
                             {"\\1", "back references"},
                             {"\\bx", "word boundaries"},
                             {"(?!x)", "look-around"},
                             {"\\p{L}", "properties"},
                             {"a\\", "backslash"},
                             {"\\ud800", "no character"},
                             {"\\u12", "4 hexadecimal"},
                             {"a^b", "elsewhere"},
                             {"a{9999999}", "1,000,000"},
                             {"{", "nothing to count"}}) {
    EXPECT_NE(error_of(Kind::regex, regex).find(part), std::string::npos) << regex << ": " << error_of(Kind::regex, regex);
  }
  EXPECT_NE(error_of(Kind::regex, std::string(500, '(')).find("deeper than 100"), std::string::npos);
  EXPECT_NE(error_of(Kind::regex, "[^\\s\\S]").find("no finite text"), std::string::npos);
}

TEST(GrammarEbnfParser, ReadsGbnf) {
  expect_language(Kind::ebnf, "root ::= \"a\" | \"b\" \"c\"", {"a", "bc"}, {"", "abc"});
  expect_language(Kind::ebnf, "# sums\nroot ::= term (\"+\" term)* # no spaces\nterm ::= [0-9]+\n  | \"(\" root \")\"\n", {"1", "1+(2+33)"},
                  {"1+", "(1", "1 + 2"});
  expect_language(Kind::ebnf, "root ::= (\n  \"x\"\n  |\n  \"y\"\n) end\nend ::= \"\\n\" | \"\\u00e9\" | \"\\x21\"", {"x\n", "yé", "x!"},
                  {"x", "z\n"});
  expect_language(Kind::ebnf, "root ::= [^\"\\n한]{2,3}", {"ab", "글자들"}, {"a", "a\"", "한a", "abcd"});
  expect_language(Kind::ebnf, "root ::= item{2} . tail?\nitem ::= \"i\"\ntail ::= \"t\" tail | \"t\"", {"iix", "ii한ttt"}, {"iit t", "ix"});
  expect_language(Kind::ebnf, "root ::= \"a\" root \"b\" | \"\"", {"", "ab", "aaabbb"}, {"aab", "ba"});
}

TEST(GrammarEbnfParser, ErrorsNameLineAndColumn) {
  for (auto [text, part] : {std::pair{"root ::= x", "line 1, column 10: the rule \"x\" is not defined"},
                            {"root = \"a\"", "\"::=\""},
                            {"a ::= \"b\"", "no rule is named \"root\""},
                            {"root ::= \"a", "without its closing quote"},
                            {"root ::= \"a\"\nroot ::= \"b\"", "line 2, column 1: the rule \"root\" is defined twice"},
                            {"root ::= (\"a\"", "'('"},
                            {"root ::= [a", "']'"},
                            {"root ::= [z-a]", "below its begin"},
                            {"root ::= \"\\q\"", "unknown escape"},
                            {"root ::= \"a\" )", "cannot follow"},
                            {"root ::= root \"a\" | \"a\"", "root: left recursion"},
                            {"root ::= x \"a\"\nx ::= y?\ny ::= root", "left recursion"},
                            {"root ::= \"a\" root", "no finite text"},
                            {"root ::= \"a\"{2,1}", "below its begin"},
                            {"", "no rule"}}) {
    EXPECT_NE(error_of(Kind::ebnf, text).find(part), std::string::npos) << text << ": " << error_of(Kind::ebnf, text);
  }
  EXPECT_NE(error_of(Kind::text, "").find("no grammar"), std::string::npos);
}

TEST(GrammarObject, IsAnyObject) {
  auto grammar = compiled(Kind::json_object, "");
  for (const char* text : {"{}", R"({"a":1})", R"({"a": [1, -2.5e+10, null, {"나": "다\u0041"}], "b":true})"})
    EXPECT_TRUE(grammar->matches(text)) << text;
  for (const char* text : {"[]", "1", "{ }", R"({"a":1,})", R"({"a":01})", R"({"a":1}})", R"({a:1})", "{\"a\":  1}", R"({"a":1e1000})"})
    EXPECT_FALSE(grammar->matches(text)) << text;
  EXPECT_NE(error_of(Kind::json_object, "{}"), "");
}

TEST(Constraint, MasksEqualTrialsOfEachToken) {
  auto table = small_table();
  const std::vector<std::pair<Kind, std::string>> formats = {
      {Kind::json_object, ""},
      {Kind::regex, "(the|ab)* ?[가-힣]+(er|1{2,40})?"},
      {Kind::regex, ".{0,5}\\n?.{3}"},
      {Kind::ebnf, "root ::= \"[\" (root (\", \" root)*)? \"]\" | [a-z]+"},
      {Kind::json_schema,
       R"({"type":"object","properties":{"한글":{"type":"string","maxLength":7},"b":{"type":"array","items":{"enum":["the","ab","가나다"]},"maxItems":2}},"additionalProperties":{"type":"integer"}})"}};
  for (const auto& [kind, text] : formats) {
    auto grammar = compiled(kind, text);
    for (uint64_t seed = 0; seed < 6; ++seed) {
      Constraint constraint(grammar, table);
      Random random(seed);
      std::vector<uint64_t> mask(table->mask_words());
      for (int step = 0; step < 40; ++step) {
        const bool some = constraint.allowed(mask);
        ASSERT_EQ(mask, slow_mask(constraint, *table)) << text << " after " << constraint.text();
        if (!some) break;
        ASSERT_TRUE(constraint.accept(random_token(mask, *table, random)));
      }
    }
  }
}

TEST(Constraint, LogitsOfForbiddenTokensAreMinusInfinity) {
  auto table = small_table();
  Constraint constraint(compiled(Kind::regex, "ab?"), table);
  const std::vector<int32_t> end = {256};  // the token of no bytes
  std::vector<float> logits(table->vocab() + 3, 1.0F);
  EXPECT_TRUE(constraint.apply(logits, end));
  for (size_t token = 0; token < logits.size(); ++token) {
    const std::string& bytes = table->bytes(static_cast<int32_t>(token));
    EXPECT_EQ(logits[token] == 1.0F, bytes == "a" || bytes == "ab") << token;
    EXPECT_TRUE(logits[token] == 1.0F || std::isinf(logits[token]));
  }
  ASSERT_TRUE(constraint.accept('a'));
  logits.assign(logits.size(), 1.0F);
  EXPECT_TRUE(constraint.apply(logits, end));
  EXPECT_EQ(logits[256], 1.0F);
  EXPECT_EQ(logits['b'], 1.0F);
  EXPECT_EQ(std::ranges::count(logits, 1.0F), 2);
  ASSERT_TRUE(constraint.accept('b'));
  EXPECT_TRUE(constraint.complete());
  logits.assign(logits.size(), 1.0F);
  EXPECT_TRUE(constraint.apply(logits, end));
  EXPECT_EQ(std::ranges::count(logits, 1.0F), 1);
  EXPECT_FALSE(constraint.apply(logits, {}));
  // A text's middle: nearly everything stays.
  Constraint open(compiled(Kind::json_schema, R"({"type":"string"})"), table);
  ASSERT_TRUE(open.accept_bytes("\"x"));
  logits.assign(logits.size(), 1.0F);
  EXPECT_TRUE(open.apply(logits, end));
  EXPECT_EQ(logits['x'], 1.0F);
  EXPECT_TRUE(std::isinf(logits['\n']) && std::isinf(logits[256]) && std::isinf(logits[0x80]) && std::isinf(logits[table->vocab()]));
}

TEST(Constraint, GoesBackByCopying) {
  Constraint constraint(compiled(Kind::json_schema, R"({"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]})"), small_table());
  EXPECT_EQ(constraint.forced(), "{\"a\":");
  ASSERT_TRUE(constraint.accept_bytes(constraint.forced()));
  EXPECT_EQ(constraint.forced(), "");
  const Constraint before = constraint;
  ASSERT_TRUE(constraint.accept('1'));
  ASSERT_TRUE(constraint.accept('}'));
  EXPECT_TRUE(constraint.complete());
  EXPECT_FALSE(constraint.accept('}'));
  EXPECT_EQ(constraint.text(), "{\"a\":1}");
  constraint = before;
  EXPECT_FALSE(constraint.may_end());
  EXPECT_EQ(constraint.text(), "{\"a\":");
  EXPECT_FALSE(constraint.accept(256));
  EXPECT_FALSE(constraint.accept(-1));
  EXPECT_FALSE(constraint.accept(1 << 20));
}

TEST(Constraint, ACharacterIsNeverCut) {
  Constraint constraint(compiled(Kind::regex, ".+"), small_table());
  ASSERT_TRUE(constraint.accept_bytes("\xed\x95"));
  EXPECT_FALSE(constraint.may_end());
  ASSERT_TRUE(constraint.accept_bytes("\x9c"));
  EXPECT_TRUE(constraint.may_end());
  EXPECT_FALSE(constraint.accept_bytes("\xed\xa0\x80"));  // a surrogate
}

TEST(Constraint, AmbiguityAndDepthStayBounded) {
  auto table = small_table();
  // 2^n ways after n letters, kept as one; and stacks twenty thousand deep.
  Constraint ambiguous(compiled(Kind::ebnf, "root ::= \"a\" root \"b\" | \"a\" root \"c\" | \"d\""), table);
  ASSERT_TRUE(ambiguous.accept_bytes(std::string(200, 'a') + "d"));
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(ambiguous.accept_bytes(i % 3 == 0 ? "b" : "c"));
  EXPECT_TRUE(ambiguous.complete());
  Constraint deep(compiled(Kind::json_schema, "true"), table);
  std::vector<uint64_t> mask(table->mask_words());
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(deep.accept_bytes(std::string(1000, '[')));
    ASSERT_TRUE(deep.allowed(mask));
  }
  ASSERT_TRUE(deep.accept_bytes(std::string(20'000, ']')));
  EXPECT_TRUE(deep.complete());
}

TEST(Constraint, SurvivesThatMasksAreDropped) {
  auto table = small_table();
  auto grammar = compiled(Kind::json_schema, R"({"type":"array","items":{"type":"string","maxLength":100000}})");
  Constraint old(grammar, table);
  ASSERT_TRUE(old.accept_bytes("[\"ab"));
  std::vector<uint64_t> mask(table->mask_words()), fresh = mask;
  for (int i = 0; i < 3; ++i) {  // fills the cache with states of its own
    Constraint other(grammar, table);
    ASSERT_TRUE(other.accept_bytes("[\"" + std::string(60'000, 'x')));
    ASSERT_TRUE(other.allowed(mask));
  }
  ASSERT_TRUE(old.allowed(mask));
  Constraint again(grammar, table);
  ASSERT_TRUE(again.accept_bytes("[\"ab"));
  ASSERT_TRUE(again.allowed(fresh));
  EXPECT_EQ(mask, fresh);
  ASSERT_TRUE(old.accept_bytes("\"]"));
  EXPECT_TRUE(old.complete());
}

}  // namespace
}  // namespace jangin::engine
