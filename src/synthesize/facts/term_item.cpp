// A list item's term and its description.
#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/facts/fact_miner.h"
#include "synthesize/facts/sentence_filters.h"

namespace jangin::synthesize {
namespace {

/// A separator between a term and its description; npos when there is none.
size_t separator_at(const std::string& text, size_t& length) {
  static constexpr std::array<std::string_view, 4> kMarks = {" - ", " – ", " — ", ": "};
  size_t best = std::string::npos;
  for (auto mark : kMarks) {
    auto at = text.find(mark);
    if (at < best) best = at, length = mark.size();
  }
  return best;
}

/// "lim.N.load bit in": a dotted name with the words of its type, which go.
std::string without_type_words(const std::string& term) {
  const auto space = term.find(' ');
  if (space == std::string::npos || term.find_first_of("._") > space || !english::is_code_like(term.substr(0, space))) return term;
  const auto words = split(std::string_view(term).substr(space + 1), ' ');
  const bool type = words.size() <= 3 && std::all_of(words.begin(), words.end(), [](std::string_view word) {
                      return word.size() <= 6 &&
                             std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::islower(c) || std::isdigit(c) || c == '/'; });
                    });
  return type ? term.substr(0, space) : term;
}

/// "(returns float) - current velocity": what stands between the term and its description is its type, which goes with the dash.
std::string without_type(std::string description) {
  if (!description.starts_with('(')) return description;
  const auto close = description.find(')');
  if (close == std::string::npos) return description;
  auto at = close + 1;
  while (at < description.size() && (description[at] == ' ' || (static_cast<unsigned char>(description[at]) & 0x80) != 0))
    ++at;  // also a stray accent
  const bool dash = description.compare(at, 2, "- ") == 0;
  return dash ? description.substr(at + 2) : description;
}

/// "custom.hal", "my-mill.ini".
bool is_file_name(std::string_view word) {
  const auto dot = word.rfind('.');
  if (dot == word.npos || dot < 2 || word.size() - dot < 3 || word.size() - dot > 6) return false;
  return std::all_of(word.begin() + static_cast<std::ptrdiff_t>(dot) + 1, word.end(), [](unsigned char c) { return std::islower(c) != 0; });
}

}  // namespace

bool read_term(const Block& item, TermItem& out) {
  if (item.text.empty()) return false;
  size_t length = 0;
  auto at = separator_at(item.text, length);
  std::string term, description;
  if (at != std::string::npos && at > 0) {
    term = item.text.substr(0, at), description = item.text.substr(at + length);
  } else {
    auto space = item.text.find(' ');
    if (space == std::string::npos) return false;
    term = item.text.substr(0, space), description = item.text.substr(space + 1);
    bool coded = term.find('<') != std::string::npos || term.find('#') == 0 ||
                 (term.size() == 1 && term != "A" && (std::isupper(static_cast<unsigned char>(term[0])) || term == "$")) ||
                 (item.ordered && english::is_code_like(term) && term.find_first_of("0123456789") != term.npos);
    if (description.starts_with('(') && is_file_name(term))
      description = english::strip_asides(description), coded = true;  // "my.hal (if …) This file is loaded first."
    else if (is_file_name(term))
      coded = description.starts_with("This ") || description.starts_with("The ");
    if (!coded || description.empty() || !std::isupper(static_cast<unsigned char>(description[0]))) return false;
  }
  if (auto bare = english::strip_asides(term); !bare.empty()) term = bare;
  term = std::string(trim(term));
  if (term.size() > 1 && term.back() == '-' && term.size() <= 3) term.pop_back();
  if (term.size() > 2 && term.ends_with(" -")) term = term.substr(0, term.size() - 2);
  if (term.starts_with('"') && term.ends_with('"')) term = term.substr(1, term.size() - 2);
  const bool dashed = at != std::string::npos && item.text.compare(at, 3, " - ") == 0 && !description.empty() &&
                      std::isupper(static_cast<unsigned char>(description[0]));
  const bool message = dashed && is_finished(description) && english::count_words(term) > 3 && english::count_words(term) <= 12;
  if (message) return out.term = term, out.description = std::string(trim(description)), true;  // "Unknown code used - A code was used that …"
  if (term.empty() || english::count_words(term) > 6 || description.empty()) return false;
  if (term.size() > 1 && english::classify(term) & (english::kSubordinator | english::kPronoun)) return false;
  for (auto word : split(term, ' '))
    if (english::classify(word) & english::kFinite) return false;
  out.term = without_type_words(term);
  out.description = without_type(std::string(trim(description)));
  return true;
}

}  // namespace jangin::synthesize
