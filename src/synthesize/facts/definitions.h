// What sentences define in passing. Not for other folders.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "synthesize/english/tokens.h"

namespace jangin::synthesize {

struct Described {
  std::string term;         // "intercostal muscles"
  std::string description;  // "the muscles between the ribs"
};
/// Noun phrases beside a term in brackets, between dashes or commas: "the intercostal muscles (the muscles between the ribs) contract".
/// Lists, introductions and clauses are none.
std::vector<Described> appositions_of(std::string_view sentence);

struct Naming {
  size_t begin = 0, end = 0;  // tokens of the name
  std::string name;           // without quotes
};
/// "… are called ions", "… known as jogging", "we call this a single bond". A call of a function names nothing.
std::vector<Naming> namings_of(const english::Tokens& t);

}  // namespace jangin::synthesize
