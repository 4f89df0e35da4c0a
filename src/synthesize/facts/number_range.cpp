// Ranges of numbers against lists as long: "5401-5409 - Tool Offsets for X, Y, Z, A, B, C, U, V & W" says what each of nine parameters is.
#include "base/strings.h"
#include "judge/counted_range.h"
#include "synthesize/facts/fact_miner.h"

namespace jangin::synthesize {
std::vector<MinedFact> mine_number_range(const MinerInput& input) {
  std::vector<MinedFact> out;
  for (const auto& block : input.blocks) {
    TermItem item;
    if (block.kind != BlockKind::item || !read_term(block, item)) continue;
    const auto range = judge::read_counted_range(item.term, item.description);
    if (!range) continue;
    const auto& head = range->head;
    const bool open = english::classify(head.substr(head.rfind(' ') + 1)) & english::kPreposition;
    for (size_t i = 0; i < range->members.size(); ++i) {
      MeaningFrame frame;
      frame.term = std::to_string(range->first + static_cast<int>(i));
      frame.term_class = to_lower_ascii(input.topic->phrase).find("parameter") != std::string::npos ? "parameter" : "number";
      frame.description = input.vocabulary.sentence_case(english::lower_first(head)) + (open ? " " : " for ") + range->members[i];
      auto fact = make_fact(input, "number_range", frame, frame.term, "means", frame.description, "", block.span, 0.6);
      fact.statement = english::upper_first(frame.term_class) + " " + frame.term + " – " + frame.description + ".";
      out.push_back(std::move(fact));
    }
  }
  return out;
}

}  // namespace jangin::synthesize
