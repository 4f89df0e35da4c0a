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

/// "when is it that a subscript is used", "until when should you open the screw": what a subordinate clause says of the rest.
std::vector<Asking> phrase_circumstance(const SlotFrame& f) {
  std::vector<Asking> out;
  auto rest = glue({f.before, f.after.starts_with(", ") ? std::string_view(f.after).substr(2) : std::string_view(f.after)});
  while (!rest.empty() && (rest.back() == ',' || rest.back() == ':')) rest.pop_back();
  const auto t = english::tokenize(rest);
  bool imperative = false;
  english::find_main_verb(t, 0, t.size(), imperative);
  const auto answer = english::upper_first(f.answer);
  if (imperative) {
    out.push_back({"slot_should", glue({f.which, "should you", rest}), answer});
    out.push_back({"slot_tell", glue({"tell me", f.which, "you should", rest}), answer, false, false, true});
    return out;
  }
  if (f.which.starts_with("what ")) {
    out.push_back({"slot_follows", glue({f.which, rest}), answer});
    out.push_back({"slot_consequence", glue({"what is the consequence of the fact that", rest}), answer});
    out.push_back({"slot_tell", glue({"tell me", f.which, rest}), answer, false, false, true});
    return out;
  }
  out.push_back({"slot_cleft", glue({f.which, "is it that", rest}), answer});
  out.push_back({"slot_certain", rest + ". " + english::upper_first(f.which), answer});
  out.push_back({"slot_tell", glue({"tell me", f.which, rest}), answer, false, false, true});
  return out;
}

}  // namespace

bool is_circumstance(std::string_view which) {
  return which == "when" || which == "why" || which == "until when" || which == "under what condition" || which == "what follows from the fact that";
}

std::vector<Asking> phrase_slot(const SlotFrame& f) {
  if (is_circumstance(f.which)) return phrase_circumstance(f);
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
    out.push_back({"slot_certain",
                   joined(f, plural ? "certain " + noun : "a certain " + noun) + (plural ? ". Which ones are they" : ". Which one is it"), answer});
    out.push_back(
        {"slot_meant", "which " + noun + (plural ? " are" : " is") + " meant: " + joined(f, plural ? "some " + noun : "one " + noun), answer});
    out.push_back({"slot_tell", "name the " + noun + ": " + joined(f, plural ? "these " + noun : "this " + noun), answer, false, false, true});
  } else {
    out.push_back({"slot_certain", joined(f, "something") + ". What is it", answer});
    out.push_back({"slot_meant", "what is meant: " + joined(f, "one thing"), answer});
    out.push_back({"slot_tell", "tell me " + f.which + ": " + joined(f, "what"), answer, false, false, true});
  }
  return out;
}

}  // namespace jangin::synthesize
