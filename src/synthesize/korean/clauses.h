// A Korean sentence's clauses, and a statement short enough to ask about: the clause that holds what is asked, the condition it stands
// under, the sentence's own end. Rules; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jangin::synthesize::korean {

struct Segment {
  enum class Kind : uint8_t { condition, joined, final };  // "…하는 경우에는", "…하고", the end
  Kind kind = Kind::final;
  size_t begin = 0, end = 0;  // in the sentence
};
std::vector<Segment> split_clauses(std::string_view sentence);

/// A statement around what is asked: `before` + that + `after`, which ends as a sentence does.
struct Statement {
  std::string before, after;
};
/// The statement that a question about [begin, end) of a sentence needs. `condition`: what the sentence stands under ("출입구를 설치하는 경우"), put
/// in front when it has none of its own. nullopt: none that stands alone and is short enough.
std::optional<Statement> statement_around(std::string_view sentence, size_t begin, size_t end, std::string_view condition);

/// Where a sentence goes on behind its topic when that is someone who acts ("사업주는 …"); 0: it has none. `topic`: who.
size_t behind_actor(std::string_view sentence, std::string* topic = nullptr);

/// Whether a phrase ends as a condition does: "…하는 경우", "…할 때", "…에 대하여".
bool is_condition(std::string_view phrase);

}  // namespace jangin::synthesize::korean
