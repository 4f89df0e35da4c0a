// The lists behind abbreviations.h: sorted, searched by halves.
#include "text/abbreviations.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/strings.h"

namespace jangin::text {
namespace {

constexpr auto kNeverEnds = std::to_array<std::string_view>({
    "al", "approx", "ca", "capt", "cf",   "dept", "dr",  "e.g", "eds", "esp", "excl", "i.e",   "incl",
    "mr", "mrs",    "ms", "mt",   "prof", "resp", "sgt", "st",  "typ", "viz", "vs",   "w.r.t",
});
constexpr auto kBeforeNumber = std::to_array<std::string_view>({
    "App", "Art", "Bd",   "Ch",   "Chap", "Def",  "Eq",  "Eqn", "Eqs",  "Ex",  "Fig",  "Figs", "Figure", "Nos",  "No",
    "Nr",  "Par", "Pos",  "Prop", "Ref",  "Refs", "Rev", "Sec", "Sect", "Tab", "Vol",  "Ver",  "ch",     "chap", "eq",
    "eqs", "fig", "figs", "max",  "min",  "p",    "par", "pos", "pp",   "ref", "refs", "sec",  "tab",    "ver",  "vol",
});
constexpr auto kMayEnd = std::to_array<std::string_view>({
    "a.m", "apr", "aug", "ave", "b.c",  "bros", "co",  "corp", "dec",  "deg", "dia",  "dim", "etc",  "feb", "inc", "jan",   "jr",
    "jul", "jun", "ltd", "mar", "misc", "nov",  "oct", "p.m",  "ph.d", "sep", "sept", "sr",  "temp", "u.k", "u.s", "u.s.a",
});
/// Of these only the capitalised form is an abbreviation ("jun." may be one, "mar." is a word).
constexpr auto kCapitalOnly = std::to_array<std::string_view>({"apr", "aug", "dec", "feb", "jan", "jul", "jun", "mar", "nov", "oct", "sep", "sept"});
constexpr auto kStarters = std::to_array<std::string_view>({
    "A",         "According", "After", "Again",   "All",      "Also",   "Although", "An",      "And",     "Another", "Any",       "Are",
    "As",        "At",        "Be",    "Because", "Before",   "Both",   "But",      "By",      "Can",     "Change",  "Check",     "Choose",
    "Click",     "Do",        "Does",  "During",  "Each",     "Either", "Enter",    "Even",    "Every",   "Example", "First",     "For",
    "From",      "Further",   "He",    "Hence",   "Here",     "How",    "However",  "I",       "If",      "In",      "Instead",   "Is",
    "It",        "Its",       "Let",   "Make",    "Many",     "Most",   "Move",     "Moves",   "Must",    "Never",   "No",        "Not",
    "Note",      "Notice",    "Now",   "Of",      "On",       "Once",   "One",      "Only",    "Open",    "Or",      "Other",     "Otherwise",
    "Our",       "Please",    "Press", "Read",    "Remember", "Run",    "See",      "Select",  "Set",     "She",     "Should",    "Similarly",
    "Since",     "So",        "Some",  "Start",   "Stop",     "Such",   "Take",     "That",    "The",     "Their",   "Then",      "There",
    "Therefore", "These",     "They",  "This",    "Those",    "Three",  "Thus",     "To",      "Two",     "Type",    "Typically", "Under",
    "Unless",    "Until",     "Up",    "Upon",    "Use",      "Using",  "Usually",  "Verify",  "Warning", "We",      "What",      "When",
    "Where",     "Which",     "While", "Why",     "Will",     "With",   "Within",   "Without", "You",     "Your",
});

template <typename List>
bool holds(const List& list, std::string_view word) {
  return std::binary_search(list.begin(), list.end(), word);
}
static_assert(std::is_sorted(kNeverEnds.begin(), kNeverEnds.end()));
static_assert(std::is_sorted(kMayEnd.begin(), kMayEnd.end()));
static_assert(std::is_sorted(kStarters.begin(), kStarters.end()));

}  // namespace

Abbreviation abbreviation_kind(std::string_view word) {
  if (std::find(kBeforeNumber.begin(), kBeforeNumber.end(), word) != kBeforeNumber.end()) return Abbreviation::before_number;
  std::string lower = to_lower_ascii(word);
  if (holds(kNeverEnds, lower)) return Abbreviation::never_ends;
  if (!holds(kMayEnd, lower)) return Abbreviation::none;
  if (holds(kCapitalOnly, lower) && lower == word) return Abbreviation::none;
  return Abbreviation::may_end;
}

bool is_sentence_starter(std::string_view word) { return holds(kStarters, word); }

}  // namespace jangin::text
