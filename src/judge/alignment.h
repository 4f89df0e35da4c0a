// Which words of a sample stand for which words of its evidence: the longest common runs first, then single words between them. Where the
// runs leave a gap on both sides, something was put in another's place.
#pragma once

#include <string>
#include <vector>

#include "judge/gate.h"
#include "judge/reading.h"

namespace jangin::judge {

inline constexpr size_t kUnaligned = static_cast<size_t>(-1);

/// A text's words as they are compared: inflected forms, spellings of a unit, of a number and of "not" meet.
struct AlignedWords {
  Reading reading;
  std::vector<std::string> forms;  // one a word of `reading`
  std::vector<bool> title;         // the word is of a title that says where to look ("In the manual, …", "…법에서"): it stands for nothing
  size_t answer_begin = 0;         // first word of the answer; 0 for a statement
};

/// Words [claim_begin, claim_end) of a claim on one unit of the evidence.
struct Alignment {
  size_t claim_begin = 0, claim_end = 0;
  TextUnit unit;                    // of the evidence
  std::vector<size_t> to_evidence;  // [claim_end - claim_begin] word of the evidence, kUnaligned for none
  std::vector<size_t> to_claim;     // [unit.end - unit.begin] word of the claim, kUnaligned for none
  size_t longest = 0;               // words of the longest common run
  double score = 0;                 // grows with the runs

  size_t evidence_of(size_t claim_word) const { return to_evidence[claim_word - claim_begin]; }
  size_t claim_of(size_t evidence_word) const { return to_claim[evidence_word - unit.begin]; }
};

/// Question and answer of one sample, and its evidence, aligned: the whole of it, and each of its sentences, on the unit nearest to each.
struct AlignedSample {
  AlignedWords claim, evidence;
  Alignment whole;               // question and answer together; `whole.longest` is 0 when nothing is common
  std::vector<Alignment> parts;  // sentences of question and answer that share a run with the evidence
};

/// Remembered for the sample last asked for by this thread: gates in a row share it. Valid until the next call.
const AlignedSample& aligned_sample(const GateInput& input);

/// Whether the form is of a denial ("not", "아니한다"); whether of a unit behind a number.
bool is_denial_form(std::string_view form);
bool is_unit_form(std::string_view form);

}  // namespace jangin::judge
