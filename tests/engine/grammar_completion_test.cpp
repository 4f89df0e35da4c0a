// Replies that have to be complete within a number of tokens: what is measured is exact, what is drawn ends in time.
#include <algorithm>

#include "engine/grammar/completion.h"
#include "engine/grammar/kinds.h"
#include "engine/grammar_support.h"

namespace jangin::engine {
namespace {

const std::vector<OutputFormat>& formats() {
  static const std::vector<OutputFormat> all = {
      {Kind::json_object, ""},
      {Kind::regex, "(the|ab)* ?[가-힣]+(er|1{2,40})?"},
      {Kind::regex, "((a|b?){2,3}c){2}[xy]{5,9}(longer than that|(q{7}|r){4,})"},
      {Kind::ebnf, "root ::= \"[\" (root (\", \" root)*)? \"]\" | [a-z]+"},
      {Kind::ebnf, "root ::= a | b \"!\"\na ::= \"((\" b \")\" a? \"]\"\nb ::= \"<\" a{2} \">\" | \"x\" b | \"end\""},
      {Kind::ebnf, "root ::= \"a\" root \"b\" | \"a\" root \"cc\" | \"ddd\""},
      {Kind::json_schema,
       R"({"$defs":{"tree":{"type":"object","properties":{"value":{"type":"integer"},"children":{"type":"array","minItems":1,"items":{"anyOf":[{"$ref":"#/$defs/tree"},{"type":"null"}]}}},"required":["value","children"]}},"$ref":"#/$defs/tree"})"},
      {Kind::json_schema,
       R"({"type":"object","properties":{"한글":{"type":"string","minLength":3},"b":{"type":"array","items":{"enum":["the","ab","가나다"]},"minItems":2}},"required":["한글","b"]})"}};
  return all;
}

/// What an automaton stands on.
struct Prepared {
  grammar::Expressions expressions;
  grammar::ByteClasses classes;
};

Prepared prepared(const OutputFormat& format) {
  Prepared made;
  grammar::ExpressionWriter writer;
  auto root = std::ranges::find(grammar::grammar_kinds(), format.kind, &grammar::GrammarKind::kind)->read(format.text, writer);
  EXPECT_TRUE(root) << format.text;
  made.expressions = std::move(writer).finish(*root);
  EXPECT_TRUE(grammar::prepare(made.expressions));
  made.classes = grammar::byte_classes(made.expressions);
  return made;
}

/// Bytes of the shortest way to an end, found by trying.
uint32_t searched(grammar::Automaton& automaton, grammar::Automaton::State state) {
  std::vector<grammar::Automaton::State> level = {state};
  std::vector<bool> seen;  // by state
  for (uint32_t bytes = 0; !level.empty(); ++bytes) {
    std::vector<grammar::Automaton::State> following;
    for (auto at : level) {
      if (automaton.may_end(at)) return bytes;
      for (int byte = 0; byte < 256; ++byte) {
        const auto next = automaton.next(at, static_cast<uint8_t>(byte));
        if (next >= seen.size()) seen.resize(automaton.states());
        if (next != grammar::Automaton::kDead && !seen[next]) following.push_back(next);
        seen[next] = true;
      }
    }
    level = std::move(following);
  }
  return grammar::kUnbounded;
}

TEST(Automaton, LeastBytesAreWhatASearchFinds) {
  for (const OutputFormat& format : formats()) {
    const Prepared made = prepared(format);
    grammar::Automaton automaton(made.expressions, made.classes);
    EXPECT_EQ(automaton.least_bytes(grammar::Automaton::kDead), grammar::kUnbounded);
    for (uint64_t seed = 0; seed < 4; ++seed) {
      Random random(seed);
      auto state = automaton.start();
      for (int step = 0; step < 24; ++step) {
        const uint32_t least = automaton.least_bytes(state);
        ASSERT_EQ(least, searched(automaton, state)) << format.text;
        const grammar::ByteSet first = automaton.shortest_bytes(state);
        EXPECT_EQ(first.none(), least == 0);
        std::vector<uint8_t> alive;
        for (int value = 0; value < 256; ++value) {
          const auto byte = static_cast<uint8_t>(value);
          const auto next = automaton.next(state, byte);
          ASSERT_EQ(first[byte], next != grammar::Automaton::kDead && least > 0 && automaton.least_bytes(next) == least - 1)
              << format.text << " byte " << value;
          if (next != grammar::Automaton::kDead) alive.push_back(byte);
        }
        if (alive.empty()) break;
        state = automaton.next(state, alive[random.below(static_cast<uint32_t>(alive.size()))]);
      }
    }
  }
}

/// Random tokens with no liking for an end, at most `most` with the one that ends; whether the text is complete.
bool completed(Constraint constraint, const TokenTable& table, uint32_t most, uint64_t seed) {
  Random random(seed);
  std::vector<uint64_t> mask(table.mask_words());
  for (uint32_t left = most; left > 0; --left) {
    std::vector<int32_t> choice;
    if (constraint.allowed(mask, left)) {
      for (size_t token = 0; token < table.vocab(); ++token) {
        if ((mask[token / 64] >> token % 64 & 1) != 0) choice.push_back(static_cast<int32_t>(token));
      }
    }
    if (constraint.may_end()) choice.push_back(-1);
    if (choice.empty()) {
      ADD_FAILURE() << "stuck after " << constraint.text();
      return false;
    }
    const int32_t token = choice[random.below(static_cast<uint32_t>(choice.size()))];
    if (token < 0) return true;
    EXPECT_TRUE(constraint.accept(token));
    if (constraint.complete()) return true;
  }
  return false;
}

TEST(Constraint, TextsAreCompleteWithinTheirTokens) {
  const auto table = small_table();
  for (const OutputFormat& format : formats()) {
    const Constraint start(compiled(format.kind, format.text), table);
    const Prepared made = prepared(format);
    grammar::Automaton automaton(made.expressions, made.classes);
    const uint32_t enough = grammar::Completion(automaton, *table).tokens(automaton.start());
    ASSERT_LT(enough, 50U) << format.text;
    for (uint32_t most : {enough, enough + 1, enough + 2, enough + 7, 2 * enough, 90U}) {
      for (uint64_t seed = 0; seed < 8; ++seed) ASSERT_TRUE(completed(start, *table, most, seed)) << format.text << " within " << most;
    }
  }
}

std::vector<std::string> tokens_allowed(Constraint constraint, const TokenTable& table, uint32_t left) {
  std::vector<uint64_t> mask(table.mask_words());
  std::vector<std::string> allowed;
  constraint.allowed(mask, left);
  for (size_t token = 0; token < table.vocab(); ++token) {
    if ((mask[token / 64] >> token % 64 & 1) != 0) allowed.push_back(table.bytes(static_cast<int32_t>(token)));
  }
  return allowed;
}

TEST(Constraint, TokensAreCountedAsTheVocabularyHasThem) {
  using Texts = std::vector<std::string>;
  const auto table = small_table();
  const Constraint words(compiled(Kind::regex, "true|nope|nulls?"), table);
  EXPECT_EQ(tokens_allowed(words, *table, 1), Texts({"true"}));          // "null" needs an end token, "nope" four tokens
  EXPECT_EQ(tokens_allowed(words, *table, 2), Texts({"true", "null"}));  // "t" would need a third
  EXPECT_EQ(tokens_allowed(words, *table, 4), Texts({"n", "t", "true", "null"}));
  const Constraint across(compiled(Kind::json_schema, R"({"type":"object","properties":{"er":{"const":"한글"}},"required":["er"]})"), table);
  EXPECT_EQ(tokens_allowed(across, *table, 7), Texts({"{\""}));       // {" er ": " 한 글" } — tokens go across the parts of the form
  EXPECT_EQ(tokens_allowed(across, *table, 6), Texts({"{", "{\""}));  // too few: nothing is ruled out
  // One way may end at any time but only with an end token; the other is complete by itself.
  Constraint may_end(compiled(Kind::regex, "a*|ab"), table);
  EXPECT_EQ(tokens_allowed(may_end, *table, 1), Texts({"ab", "ab"}));
  EXPECT_TRUE(may_end.may_end());
  ASSERT_TRUE(may_end.accept('a'));
  EXPECT_EQ(tokens_allowed(may_end, *table, 1), Texts({"b"}));
  ASSERT_TRUE(may_end.accept('a'));
  EXPECT_EQ(tokens_allowed(may_end, *table, 1), Texts({}));  // the end, and nothing else
  std::vector<float> logits(table->vocab(), 1.0F);
  EXPECT_TRUE(may_end.apply(logits, std::vector<int32_t>{256}, 1));
  EXPECT_EQ(std::ranges::count(logits, 1.0F), 1);
  logits.assign(logits.size(), 1.0F);
  EXPECT_TRUE(may_end.apply(logits, {}, 1));  // no token ends a reply: it goes on until it is cut
  EXPECT_EQ(logits['a'], 1.0F);
}

TEST(Constraint, LongTextsAndMissingTokensDoNotStopAReply) {
  const auto table = small_table();
  Constraint text(compiled(Kind::json_schema, R"({"anyOf":[{"type":"string","minLength":100000},{"type":"boolean"}]})"), table);
  EXPECT_EQ(tokens_allowed(text, *table, 5000), std::vector<std::string>({"f", "t", "true", "false"}));
  EXPECT_EQ(tokens_allowed(text, *table, 200'000).size(), 4U + 3U);  // a quote, too, alone and with what may follow
  const auto no_bytes = TokenTable::create({"a", "bc", "\"", "한", "x"});
  const Constraint poor(compiled(Kind::regex, "(bc|한|한글|y)a?"), no_bytes);
  EXPECT_EQ(tokens_allowed(poor, *no_bytes, 2), std::vector<std::string>({"bc", "한"}));
  const Constraint none(compiled(Kind::regex, "bcy"), no_bytes);
  EXPECT_EQ(tokens_allowed(none, *no_bytes, 9), std::vector<std::string>({"bc"}));
}

}  // namespace
}  // namespace jangin::engine
