// Phrases of a Korean sentence that can be asked for whole: a time limit with what it counts from, a point of time, how long and how much, a thing
// with the clause or genitive that says which, a code with its kind, what something is. Rules; thread-safe.
#pragma once

#include <string>
#include <vector>

#include "synthesize/korean/links.h"

namespace jangin::synthesize::korean {

struct Phrase {
  size_t begin = 0, end = 0;            // in the sentence: the answer
  size_t replaced = 0;                  // behind what the question word takes the place of
  std::string relation = {};            // "기한"
  std::string wording = {};             // "limit_when"
  std::vector<std::string> words = {};  // what one asks with, with the particle that fits
  double importance = 0.55;
  bool reverse = false;
};
void find_limits(const Linked& sentence, std::vector<Phrase>& out);
void find_times(const Linked& sentence, std::vector<Phrase>& out);
void find_amounts(const Linked& sentence, std::vector<Phrase>& out);
void find_described(const Linked& sentence, std::vector<Phrase>& out);
void find_coded(const Linked& sentence, std::vector<Phrase>& out);
void find_copulas(const Linked& sentence, std::vector<Phrase>& out);

/// Where the stretch that holds `at` begins: behind the link before and the topic.
size_t stretch_begin(const Linked& sentence, size_t at);
/// The word with a particle that stands like `particle`: ("무엇", "가") → "무엇이".
std::string with_like_particle(std::string_view word, std::string_view particle);

}  // namespace jangin::synthesize::korean
