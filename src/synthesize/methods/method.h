// Synthesis methods: each writes samples from the facts that are taught. Adding one: a file in this folder, a line in registry.cpp, a test.
// Methods that ask a teacher get it as an engine::Generator and name it in Draft::generator.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "synthesize/examination.h"
#include "synthesize/facts/mined_fact.h"
#include "synthesize/phrasing/asking.h"
#include "synthesize/synthesize.h"
#include "synthesize/topic.h"

namespace jangin::synthesize {

/// A sample before the gates.
struct Draft {
  std::string kind;  // record::Sample::kind
  std::string wording;
  std::string question, answer;              // question empty: a text
  const MinedFact* fact = nullptr;           // null: a refusal without one, or a text
  const MinedFact* neighbour = nullptr;      // contrasts: evidence with the role "distractor"
  const record::Passage* passage = nullptr;  // of a text; else the fact's
  std::string language = "en";
  bool refusal = false;
};

/// Takes drafts: gates them, keeps what was rejected with its verdict, counts tokens against the method's share. One thread.
class SampleSink {
 public:
  virtual ~SampleSink() = default;
  /// True when the sample was kept.
  virtual bool offer(const Draft& draft) = 0;
  /// The method's share of the tokens is used up.
  virtual bool full() const = 0;
};

/// What a round of a loop asks for of one fact: `count` questions, in wordings that it has not had before, then in those again.
struct FactTurn {
  int64_t count = 0;
  std::vector<const record::Sample*> before;
};
using FactTurns = std::unordered_map<const MinedFact*, FactTurn>;

struct MethodInput {
  const std::vector<const MinedFact*>& taught;  // most important first
  const std::vector<record::Passage>& passages;
  const std::vector<bool>& in_focus;  // by passage
  const Vocabulary& vocabulary;
  const SynthesizeConfig& config;
  int64_t wordings = 4;  // of each taught fact
  uint64_t seed = 0;
  HeldWordings held = {};            // for the examination: no sample asks in them
  const FactTurns* turns = nullptr;  // instead of `wordings`, in the later rounds of a loop
};

struct SynthesisMethod {
  std::string_view name;
  uint32_t version;
  std::string_view about;
  double (*share)(const SynthesizeConfig&);  // of the tokens
  void (*write)(const MethodInput&, SampleSink&);
};
const std::vector<SynthesisMethod>& method_registry();
class SampleWriter;
/// All chosen methods in order, each with its share of `tokens`. Errors: interrupted.
Status write_methods(const MethodInput& input, double tokens, SampleWriter& writer);

void write_questions(const MethodInput& input, SampleSink& sink);
void write_statements(const MethodInput& input, SampleSink& sink);
void write_contrasts(const MethodInput& input, SampleSink& sink);
void write_refusals(const MethodInput& input, SampleSink& sink);
void write_texts(const MethodInput& input, SampleSink& sink);

/// A number from the recipe's seed, a fact or passage, a method and an ordinal: the seed of one sample.
uint64_t sample_seed(uint64_t seed, std::string_view id, std::string_view method, uint64_t ordinal);
/// The refusal in a language: "The documents do not say."
std::string refusal_text(std::string_view language);

/// `count` different askings of a fact, spread over its angles, at most `reverse_share` of them reverse, none of the family `held`.
std::vector<Asking> choose_askings(const MinedFact& fact, int64_t count, double reverse_share, uint64_t seed, std::string_view held = "");
/// Values that could be taken for one another: both numbers, both codes, or both phrases of like length.
bool could_be_confused(const std::string& a, const std::string& b);
/// The family of a fact's wordings that is held back; empty: none.
std::string_view held_family(const MethodInput& input, const MinedFact& fact);

}  // namespace jangin::synthesize
