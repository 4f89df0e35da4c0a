// Gates: each looks at one sample and passes it or says, under a stable name, why not. A gate never changes the sample and never drops it:
// the caller keeps what was rejected with its verdict.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "judge/question_file.h"
#include "record/records.h"

namespace jangin::judge {

/// What a gate may look at; views that live through the call.
struct GateInput {
  std::string_view subject_id = {};  // becomes Verdict::subject_id
  std::string_view question = {};    // what is asked; empty: the sample is a statement or a text
  std::string_view answer = {};      // what is taught
  std::string_view evidence = {};    // text of the evidence span, never a summary of it
  std::string_view context = {};     // document title and heading path: where the subject's name may come from
  std::string_view language = {};    // asked for: "en", "ko"; empty: any
  bool refusal = false;              // the right answer is that the documents do not say
  std::string_view superseded = {};  // what an older version of the documents said in the evidence's place; empty: not known
};

/// One gate. Those with memory (duplicates) give verdicts that depend on the order of calls: one thread, a fixed order.
class Gate {
 public:
  virtual ~Gate() = default;
  virtual std::string_view name() const = 0;
  virtual uint32_t version() const = 0;
  /// Verdict::step and step_version are this gate's; `reason` is one of those that the gate's file documents.
  virtual record::Verdict check(const GateInput& input) = 0;

 protected:
  record::Verdict accept(const GateInput& input) const;
  record::Verdict reject(const GateInput& input, std::string reason, std::string detail, double score = 0) const;
};

/// What gates need to be made.
struct GateSettings {
  std::vector<Question> evaluation_questions;  // contamination: never taught; empty: nothing to keep apart
};

/// One line of the table of gates.
struct GateEntry {
  std::string_view name;
  std::string_view about;  // one line for people
  std::unique_ptr<Gate> (*make)(const GateSettings&);
};
/// All gates in the order in which they run: cheap and stateless first, those with memory last.
const std::vector<GateEntry>& gate_registry();

/// Gates in a row: the first rejection is the verdict.
class GateRow {
 public:
  /// `names` empty: all gates. Errors: not_found names the nearest gate.
  static Result<GateRow> make(const GateSettings& settings, const std::vector<std::string>& names = {});
  /// The first rejecting gate's verdict, or a pass whose step is "gates".
  record::Verdict check(const GateInput& input);
  /// Component versions for a manifest: gate name → version.
  std::vector<std::pair<std::string, uint32_t>> versions() const;

 private:
  std::vector<std::unique_ptr<Gate>> gates_;
};

}  // namespace jangin::judge
