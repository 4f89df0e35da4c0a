// Korean sentences turned into questions: the number, the one who must, what must be done, what a term means. Rules over endings and
// particles; a sentence that does not end in a known way gives nothing. Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jangin::synthesize::korean {

struct Ask {
  std::string wording;   // "number_how_many"
  std::string question;  // ends in "?"
  std::string answer;
  bool reverse = false;
};

/// What one sentence says, and the questions about it.
struct Reading {
  std::string subject, relation, value, unit;
  std::vector<Ask> asks;
};

/// Readings of a sentence (marks of numbering and amendment already gone). `about`: the heading's subject, put in front where the sentence
/// does not name it ("헤드가드"); may be empty.
std::vector<Reading> read_sentence(std::string_view sentence, std::string_view about);

/// "…하여야 한다." → "…하여야 하는가?", "…미만일 것" → "…미만이어야 하는가?"; empty when the ending is not known.
std::string to_question(std::string_view sentence);
/// "…하는가?" → "…하나요?".
std::string to_polite(std::string_view question);
/// Numbering ("①", "1\."), amendment notes ("<개정 …>") and round brackets go.
std::string clean_sentence(std::string_view sentence);

/// A number with its unit in a text: "16센티미터", "1만3천명", "100분의 3".
struct Quantity {
  size_t begin = 0, end = 0;    // number and unit
  std::string number, unit;
  std::string bound;            // "이상", "이하", "미만", "초과", "이내", "전", "마다", "" behind it
};
std::vector<Quantity> find_quantities(std::string_view text);

}  // namespace jangin::synthesize::korean
