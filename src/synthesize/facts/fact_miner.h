// Fact miners: each reads a passage's blocks and returns what it understands there. Adding one: a file in this folder, a line in registry.cpp,
// a test in tests/synthesize/. Thread-safe: a miner has no memory.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "synthesize/facts/blocks.h"
#include "synthesize/facts/mined_fact.h"
#include "synthesize/topic.h"

namespace jangin::synthesize {

/// What a miner sees; references live through the call.
struct MinerInput {
  const record::Passage& passage;
  const std::vector<Block>& blocks;
  std::shared_ptr<const Topic> topic;
  const Vocabulary& vocabulary;
  std::vector<std::string> open_header;  // column names of a table that the passage before left open; empty: none
  bool opens_section = false;            // no passage before it stands under the same headings
};

using Mine = std::vector<MinedFact> (*)(const MinerInput&);
struct FactMiner {
  std::string_view name;
  uint32_t version;
  std::string_view languages;  // "en", "ko", "en ko"
  std::string_view about;      // one line for people
  Mine mine;
};
const std::vector<FactMiner>& fact_miner_registry();

std::vector<MinedFact> mine_parameter_list(const MinerInput& input);
std::vector<MinedFact> mine_definition(const MinerInput& input);
std::vector<MinedFact> mine_headed(const MinerInput& input);
std::vector<MinedFact> mine_glossary(const MinerInput& input);
std::vector<MinedFact> mine_formula(const MinerInput& input);
std::vector<MinedFact> mine_code_reference(const MinerInput& input);
std::vector<MinedFact> mine_table(const MinerInput& input);
std::vector<MinedFact> mine_limit(const MinerInput& input);
std::vector<MinedFact> mine_error_condition(const MinerInput& input);
std::vector<MinedFact> mine_aside(const MinerInput& input);
std::vector<MinedFact> mine_number_range(const MinerInput& input);
std::vector<MinedFact> mine_step(const MinerInput& input);
std::vector<MinedFact> mine_sentence(const MinerInput& input);
std::vector<MinedFact> mine_slot(const MinerInput& input);
std::vector<MinedFact> mine_statute_ko(const MinerInput& input);
std::vector<MinedFact> mine_sentence_ko(const MinerInput& input);

/// A fact with its id; `evidence` in Passage::text.
MinedFact make_fact(const MinerInput& input, std::string_view miner, Frame frame, std::string subject, std::string relation, std::string value,
                    std::string condition, record::Span evidence, double importance);
/// Text of a block's or sentence's span.
std::string_view span_text(const record::Passage& passage, record::Span span);

/// Clauses of all English sentences of a block, pronouns resolved to what they stand for. Shared by definition, limit and sentence miners.
struct SentenceClause {
  english::Clause clause;
  record::Span span;
  std::string run_in;
  bool first_of_passage = false;
  bool worked_example = false;  // its values were made up to show something
};
/// A sentence that says something alone, as it is read; parsed or not.
struct StandingSentence {
  std::string text;
  record::Span span;
  std::string subject;  // what a pronoun at its beginning stands for; empty: not known
  bool subject_plural = false;
  bool worked_example = false;
  bool fragment = false;  // of an item's term, which it does not name: "handle to the file"
};
/// `sentences`, when given, takes what was read, in order.
std::vector<SentenceClause> clauses_of(const MinerInput& input, std::vector<StandingSentence>* sentences = nullptr);
/// "X is a Y" with a subject that is worth defining.
bool is_definition(const english::Clause& clause);
/// A value of an attribute: "the maximum pocket number is 1000", "L defaults to 1".
bool is_limit(const english::Clause& clause);

/// The passage begins with rows of a table whose header stands in a passage before.
bool continues_table(const std::vector<Block>& blocks);
/// Column names of the table that the passage ends with; empty: it ends otherwise, or the names are unknown.
std::vector<std::string> header_at_end(const std::vector<Block>& blocks);

/// A list item's term and description ("P - pocket number"); false when the item has none.
struct TermItem {
  std::string term, description;
  bool optional = false;
};
bool read_term(const Block& item, TermItem& out);

}  // namespace jangin::synthesize
