// A fact together with the structure that it was read from: what the methods turn into questions. The structure lives only inside this
// stage; on disk there is the plain record::Fact.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "record/records.h"
#include "synthesize/english/clause.h"
#include "synthesize/topic.h"

namespace jangin::synthesize {

/// What a description behind a term is made of.
enum class Shape : uint8_t { noun_phrase, verb_base, verb_third, adjective, clause };

/// "H - The number of spring passes": a term and what it means.
struct MeaningFrame {
  std::string term;         // "H"
  std::string term_class;   // "word", "parameter", "code", …; empty: none known
  std::string description;  // "the number of spring passes", first letter lowered
  Shape shape = Shape::noun_phrase;
  bool optional = false;
  bool code_noun = true;  // the documents speak of codes beside the term: "which code …"
  std::string asked_what, asked_which,
      told_what;  // from the list's lead: "which plane does G18.1 set", "which code sets the plane", "which plane G18.1 sets"
};
/// "The default order if L is unspecified is 3": an attribute of something has a value.
struct AttributeFrame {
  std::string attribute;  // "default order"
  std::string of;         // "the L word"; empty: the topic
  std::string value;      // "3"
};
/// What of a clause is asked for: its parts (the subject too, where it or the rest holds a code or a name), its whole predicate, both, or its subject alone.
enum class Asked : uint8_t { all, parts, predicate, subject };
/// A sentence's clause.
struct ClauseFrame {
  english::Clause clause;
  Asked asked = Asked::all;
};
/// One item of a list whose lead says what its items are: "It is an error if:", "G92 has these parameters:".
struct ListFrame {
  enum class Kind : uint8_t { error, effect, member };
  Kind kind = Kind::member;
  std::string lead;         // question core made from the lead: "an error", "the effects of M2 and M30"
  std::string item;         // "the YZ plane is active"
  std::string whole;        // who has the items: "G41"; empty: the topic
  std::string link = "if";  // of an error: "if", "when", or "to" before an action
};
/// A step of an ordered procedure.
struct StepFrame {
  std::string procedure;  // "the G84 cycle"
  std::string step, previous, next;
  size_t position = 0, of = 0;  // 1-based
};
/// A cell of a table.
struct CellFrame {
  std::string table;          // caption or topic
  std::string key_name, key;  // "Code", "G38.2"
  std::string column, value;  // "Error Signal", "Yes"
  bool key_unique = true;     // the value names the key: the reverse question has one answer
  bool described = false;     // a table of two columns that says what each key is
};
/// A sentence with one part asked for where it stands.
struct SlotFrame {
  std::string before, after;  // of the sentence, around the part
  std::string which;          // asks for it: "which HAL component", "how many characters", "what"
  std::string kind;           // "HAL component"; empty: its kind has no name
  std::string answer;
};
/// A Korean sentence: question stems with their answers, made by korean/.
struct KoreanFrame {
  struct Ask {
    std::string wording, question, answer;
    bool reverse = false;
  };
  std::vector<Ask> asks;
};

using Frame = std::variant<MeaningFrame, AttributeFrame, ClauseFrame, ListFrame, StepFrame, CellFrame, SlotFrame, KoreanFrame>;

struct MinedFact {
  record::Fact fact;
  Frame frame;
  std::shared_ptr<const Topic> topic;
  std::string language;   // "en", "ko"
  std::string statement;  // the fact as one sentence, with its stop
  std::vector<record::Span>
      leads;  // in the passage's text: what its evidence stands under (the item's other sentences, its list's leads), part of the support
  bool in_focus = true;
};

}  // namespace jangin::synthesize
