// The grammar of clauses as one object: what has been asked of a clause so far and the parts that its questions are made of. Written by
// clause.cpp, phrases.cpp, predicate.cpp and circumstances.cpp; not for use outside this folder.
#pragma once

#include <string>
#include <vector>

#include "synthesize/phrasing/asking.h"
#include "synthesize/phrasing/clause_words.h"

namespace jangin::synthesize {

constexpr size_t kLongestAnswer = 16;  // words; a longer one is not a short reply

class ClauseWriter {
 public:
  /// `clause` must outlive the writer.
  explicit ClauseWriter(const english::Clause& clause, Asked asked = Asked::all);
  std::vector<Asking> write();

 private:
  struct Parts {
    std::string front;  // auxiliary in front of the subject: "does", "is", "must"
    std::string rest;   // behind the subject: "store", "be saved"
    std::string plain;  // finite verb group without inversion: "stores", "must be saved"
  };
  static Parts parts_of(const english::Clause& clause);

  void add(std::string wording, std::string question, std::string answer, bool reverse = false, bool whole = false);
  void tell(std::string wording, const std::string& indirect, const std::string& answer);
  std::string phrases_text(size_t skip = SIZE_MAX) const;

  void object(const std::string& object_text, const std::string& trail);
  void number(const std::string& object_text, const std::string& trail);
  void parts();
  bool is_idiom() const;
  void active();
  void passive();
  void copula();
  void bound();
  void subject_number();
  void times();
  std::string singular_predicate() const;
  std::string passive_verb() const;
  void subject();

  // predicate.cpp
  std::string pronoun() const;
  std::string said_of_it() const;
  void predicate();
  void happens();
  void does();
  void full_object();
  void manner();
  void treatment();
  void state();
  bool is_error() const;
  void error_asked();
  void effects();
  void occasion();
  void yes_or_no();
  void denial();

  // circumstances.cpp
  bool is_stated(const std::string& subject);
  void condition();
  void reason();
  void existential();
  void imperative();

  // surroundings.cpp
  void introduction();
  void introduced_effect();
  void effect_led_in();
  void lasting();
  void own_action();
  void frequency();
  bool is_duty() const;

  // phrases.cpp
  void phrases(const std::string& object_text);
  void infinitive(const english::Phrase& phrase, bool last, const std::string& others);
  void phrase_asked(size_t i, const std::string& others);
  void duration_asked(const english::Phrase& phrase, const std::string& asked);
  void time_asked(const english::Phrase& phrase, const std::string& asked, bool year);
  void agent_asked(const english::Phrase& phrase, const std::string& others);
  void range_asked(const english::Phrase& phrase, const std::string& asked);
  void other_asked(size_t i, const std::string& others, bool place);
  std::string active_verb() const;

  const english::Clause& c_;
  Parts p_;
  std::string when_;  // introduction and condition
  Asked asked_;
  std::vector<Asking> out_;
};

}  // namespace jangin::synthesize
