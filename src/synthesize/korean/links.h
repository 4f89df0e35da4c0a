// How the clauses of a Korean sentence hang together: which say when, if, why, what for and how the next one holds, and where one ends and another
// begins ("…하고", "…하며", "…지만"). Rules on endings; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "synthesize/korean/clauses.h"
#include "synthesize/korean/words.h"

namespace jangin::synthesize::korean {

/// A stretch of a sentence up to a word that ends a clause or a phrase of time.
struct Link {
  enum class Kind : uint8_t { condition, time, aim, reason, purpose, manner, joined, final };
  Kind kind = Kind::final;
  size_t begin = 0;     // in the sentence: behind its topic, if it has one
  size_t end = 0;       // behind its last word; marks not included
  size_t core_end = 0;  // without a particle that only marks it: "때에는" → "때"
  bool comma = false;
};

/// A sentence: its topic and its links, in order. The text must outlive it.
struct Linked {
  std::string_view text;
  std::vector<Word> words = {};
  size_t topic_end = 0;  // behind "슬라이드는"; 0: none at the sentence's beginning
  std::vector<Link> links = {};

  /// The first link of the finite clause (up to "…하고" or the end) that holds `link`, and its last.
  size_t first_of(size_t link) const;
  size_t last_of(size_t link) const;
};
Linked read_links(std::string_view sentence);

/// "슬라이드는", "트렁크 포트에는".
bool is_topic(const Word& word);
/// A verb before a noun: "적신 천", "정한 날"; nouns that end alike ("시간") only where something in front of them is of a verb.
bool is_adnominal(const std::vector<Word>& words, size_t i);
/// Whether the phrase that ends with words[i] is of a clause in front of a noun: "이전등기를 | 마친 등기소는", "도면을 | 정리하는 작업을".
bool is_embedded(const std::vector<Word>& words, size_t i);

/// The statement that a question about [begin, end) of a sentence needs: its finite clause, with the topic and the condition that hold for it too.
/// `condition`: as of statement_around (clauses.h). nullopt: none that stands alone and is short enough.
std::optional<Statement> clause_around(const Linked& sentence, size_t begin, size_t end, std::string_view condition);
/// "받은 금액을, 악의인 경우": of "…인 경우에는 받은 금액을, 악의인 경우에는 2배를 징수한다", where one verb ends both.
bool shares_verb(std::string_view text);
/// A question: `word` in the place of what is asked; a subject that follows goes in front: "언제 알람이 울리는가?" → "알람은 언제 울리는가?".
std::string ask_in(const Statement& statement, std::string_view word);

}  // namespace jangin::synthesize::korean
