// Questions for a part of a sentence where it stands.
#include "base/strings.h"
#include "synthesize/phrasing/asking.h"
#include "synthesize/phrasing/clause_words.h"

namespace jangin::synthesize {
namespace {

/// Before, the part and what follows; a comma that follows hangs on the part.
std::string joined(const SlotFrame& f, const std::string& part) {
  const bool mark = !f.after.empty() && (f.after[0] == ',' || f.after[0] == ';' || f.after[0] == ':');
  return mark ? glue({f.before, part + f.after}) : glue({f.before, part, f.after});
}

}  // namespace

std::vector<Asking> phrase_slot(const SlotFrame& f) {
  std::vector<Asking> out;
  const bool counted = f.which.starts_with("how many ");
  const auto noun = counted ? f.which.substr(9) : f.kind;
  const auto answer = english::upper_first(f.answer);
  out.push_back({"slot_in_place", joined(f, f.which), answer});
  const bool plural = english::is_plural_phrase(noun);
  if (counted) {
    out.push_back({"slot_certain", joined(f, "a certain number of " + noun) + ". How many", answer});
    out.push_back({"slot_number", "what number of " + noun + " is meant: " + joined(f, "so many " + noun), answer});
    out.push_back({"slot_tell", "tell me how many " + noun + ": " + joined(f, noun), answer, false, false, true});
  } else if (!noun.empty()) {
    out.push_back({"slot_certain", joined(f, plural ? "certain " + noun : "a certain " + noun) + (plural ? ". Which ones are they" : ". Which one is it"), answer});
    out.push_back({"slot_meant", "which " + noun + (plural ? " are" : " is") + " meant: " + joined(f, plural ? "some " + noun : "one " + noun), answer});
    out.push_back({"slot_tell", "name the " + noun + ": " + joined(f, plural ? "these " + noun : "this " + noun), answer, false, false, true});
  } else {
    out.push_back({"slot_certain", joined(f, "something") + ". What is it", answer});
    out.push_back({"slot_meant", "what is meant: " + joined(f, "one thing"), answer});
    out.push_back({"slot_tell", "tell me " + f.which + ": " + joined(f, "what"), answer, false, false, true});
  }
  return out;
}

}  // namespace jangin::synthesize
