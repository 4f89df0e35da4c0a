// Korean statements turned into questions: how much, how often, who, what, with what, what a term means, what a penalty is. In Korean a question
// word stands where the answer stood, so each part of a clause can be asked for. Rules; what does not end in a known way gives nothing. Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "synthesize/korean/links.h"
#include "synthesize/korean/lists.h"

namespace jangin::synthesize::korean {

struct Ask {
  std::string wording = {};   // "number_how_many"
  std::string question = {};  // ends in "?"
  std::string answer = {};
  bool reverse = false;
};

/// What one sentence says, and the questions about it.
struct Reading {
  std::string subject = {}, relation = {}, value = {}, unit = {}, condition = {};
  double importance = 0.5;
  bool in_lead = false;  // the value stands in Standing::lead_span
  std::vector<Ask> asks = {};
};

/// Readings of what stands alone. `about`: the heading's subject; may be empty.
std::vector<Reading> read(const Standing& standing, std::string_view about);

/// What a sentence (same_case) needs of the one before: "이 경우" becomes that one's condition; why something is forbidden or done, where a sentence
/// gives the reason of the one before ("수소 가스가 모일 수 있기 때문이다"). `before`: the sentence before. Returns the sentence to read; empty: it
/// needs nothing.
std::string with_case_of(std::string_view sentence, std::string_view before);
/// A sentence that begins with what the one before names ("이러한 권리는 …") with its name in place of the pointer; empty: that is not named there
/// nor by the heading.
std::string with_name_of(std::string_view sentence, std::string_view before, std::string_view about);
void read_reason_of(std::string_view sentence, std::string_view before, std::vector<Reading>& out);

/// Parts of read(), one a file.
void read_definition(std::string_view sentence, std::vector<Reading>& out);
void read_penalty(std::string_view sentence, std::vector<Reading>& out);
void read_quantities(const Standing& standing, std::string_view about, std::vector<Reading>& out);
void read_parts(const Standing& standing, std::string_view about, std::vector<Reading>& out);
void read_links_of(const Standing& standing, std::string_view about, std::vector<Reading>& out);
void read_phrases(const Standing& standing, std::string_view about, std::vector<Reading>& out);
void read_member(const Standing& standing, std::string_view about, std::vector<Reading>& out);
void read_predicate(const Standing& standing, std::string_view about, std::vector<Reading>& out);  // of plain sentences; a statute's are provisions
void read_key_value(const Standing& standing, std::string_view about, std::vector<Reading>& out);

/// The statement around a part: its own clause where the sentence has several, else as statement_around (clauses.h) says.
std::optional<Statement> part_around(const Standing& standing, const Linked& linked, size_t begin, size_t end);

/// What one asks of a topic about all that is said of it: "값을 반환합니다" → "무엇을 하는가?", "닫힌다" → "어떻게 되는가?".
std::string asking_of_all(std::string_view said);

/// Adds a question and its polite form.
void add_ask(Reading& reading, std::string wording, std::string question, std::string answer, bool reverse = false);
/// "무엇인가?" behind what is asked for: ("설치하여야 하는", "장치") → "설치하여야 하는 장치는 무엇인가?"; and as examinations put it, "…하는
/// 장치는?".
void add_cleft(Reading& reading, const std::string& wording, std::string_view clause, std::string_view noun, std::string_view is_what,
               const std::string& answer, bool reverse = false);

}  // namespace jangin::synthesize::korean
