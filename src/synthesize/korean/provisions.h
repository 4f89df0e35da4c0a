// A statute's provisions, each whole: who must, must not or may do what under which condition, and why; exceptions; members of a list; definitions
// and exclusions in brackets; what applies in another's place. Beside the parts of a sentence (question.h), which are asked for where they stand.
// Rules; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "synthesize/facts/blocks.h"
#include "synthesize/korean/question.h"

namespace jangin::synthesize::korean {

/// What a provision says, and where.
struct Provision {
  Reading reading = {};
  std::string statement = {};  // as one sentence
  record::Span span = {};      // in Passage::text: the sentence or item
  record::Span lead = {};      // what it stands under: the list's lead, the rule that an exception is from; empty: nothing
};

/// `about`: the heading's subject; may be empty.
std::vector<Provision> read_provisions(const std::vector<Block>& blocks, std::string_view about);

/// A sentence (clean_sentence) in the parts of a rule.
struct Rule {
  std::string who = {};        // "사업주": who acts; empty: nobody is named
  std::string topic = {};      // "보관용기의 뚜껑": what the sentence speaks of, where nobody acts
  std::string condition = {};  // "철골작업을 하는 경우에"; empty: always
  std::string purpose = {};    // "추락 위험을 방지하기 위하여"; empty: none is given
  std::string what = {};       // the rest, with the sentence's end, without its stop
  std::string relation = {};   // "의무", "금지", "권한", "기준", "준용", "정하는 법령", …
};
/// One for each statement that has a modal end of its own ("…하여야 하며, …해서는 아니 된다"); none: the sentence ends as no statement does.
std::vector<Rule> split_rules(std::string_view sentence);
/// What a statement's end makes of it: "…하여야 한다" → "의무", "…수 있다" → "권한"; empty: no statement.
std::string relation_of(std::string_view sentence);

/// Terms and exclusions in round brackets, and what counts as what: of a sentence as it stands.
struct Aside {
  std::string subject = {}, relation = {}, value = {};
};
std::vector<Aside> read_asides(std::string_view sentence);

}  // namespace jangin::synthesize::korean
