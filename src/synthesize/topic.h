// What a passage is about, as people would say it: the product's name, the heading's subject, the class nouns that the documents use for
// their codes. Learned from the documents themselves; nothing is known of any one manual. Thread-safe once made.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "record/records.h"

namespace jangin::synthesize {

/// The subject that a passage's headings name.
struct Topic {
  std::string heading;  // innermost telling heading, numbering removed: "G76 Threading Cycle"
  std::string phrase;   // as said in a sentence: "the G76 threading cycle"
  std::string code;     // first code of the heading: "G76"; empty: none
  std::string name;     // what the heading names, as a sentence's subject: "bitslice" of "BITSLICE(9)", "the watchdog timer"; empty: no one thing
  std::string product;  // of the passage's first document: "LinuxCNC"; empty: none
  std::string title;    // of the document, as people cite it (a statute's name)
  std::string article;  // Korean statutes: "제180조"; empty: none
};

/// Words of all documents: which are written in lower case somewhere, and which class nouns stand beside which codes.
class Vocabulary {
 public:
  Vocabulary(const std::vector<record::Document>& documents, const std::vector<record::Passage>& passages);

  bool is_common_word(std::string_view word) const;  // written in lower case somewhere
  /// "word" for P in "the P word"; "pin" for spindle.N.revs in "the spindle.N.revs pin"; empty: none seen.
  std::string class_of(std::string_view code) const;
  /// The product that a document is about: a name of its title that stands often in its text and never as a common word.
  const std::string& product_of(const std::string& doc_id) const;
  const std::string& title_of(const std::string& doc_id) const;
  Topic topic_of(const record::Passage& passage) const;
  /// Title Case → as in running text: names and codes keep their capitals.
  std::string sentence_case(std::string_view heading) const;
  /// Names (capitalised, never common) by how often they stand in the documents, most frequent first.
  const std::vector<std::string>& names() const { return names_; }
  /// True when `a` and `b` (lower case) stand in one passage.
  bool together(std::string_view a, std::string_view b) const;
  bool occurs(std::string_view word) const;

 private:
  std::string name_of(const Topic& topic) const;

  std::unordered_set<std::string> common_;
  std::unordered_map<std::string, std::map<std::string, int>> classes_;  // code → noun → times
  std::unordered_map<std::string, std::string> products_, titles_;
  std::unordered_map<std::string, std::vector<uint32_t>> passages_of_word_;  // lower case → ascending passage indices
  std::vector<std::string> names_;
};

/// "widget", "command", "driver": what a heading may call a thing that its text then calls "this" or "it".
bool is_named_kind(std::string_view noun);

/// Heading without numbering: "11.5.23 G33.1 Rigid Tapping" → "G33.1 Rigid Tapping".
std::string strip_numbering(std::string_view heading);

}  // namespace jangin::synthesize
