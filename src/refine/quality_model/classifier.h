// A linear classifier over words, word pairs and character n-grams, by fastText (Joulin et al. 2016, arXiv:1607.01759; character n-grams: Bojanowski
// et al. 2017, arXiv:1607.04606). The one file that knows the library is classifier.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/result.h"

namespace jangin::refine {

/// How a classifier is trained. fastText's names in brackets.
struct ClassifierSettings {
  int dimension = 8;           // numbers an n-gram [dim]: with two classes the model is linear whatever their count
  int epochs = 10;             // passes over the lines [epoch]
  double learning_rate = 0.5;  // at the beginning; falls to 0 [lr]
  int word_pairs = 2;          // longest run of words that counts; 1: words alone [wordNgrams]
  int least_characters = 2,
      most_characters = 4;  // character n-grams within a word, by code points: what Korean's particles and endings are told by [minn, maxn]
  int least_count = 3;      // a rarer word counts by its character n-grams only [minCount]
  int buckets = 1 << 18;    // places that n-grams are hashed to [bucket]
  uint64_t seed = 1;
};

/// A line of tokens with spaces between (excerpts.h), and its class.
struct ClassifierLine {
  std::string text;
  bool good = false;
};

class Classifier {
 public:
  /// One thread: the same lines in the same order and the same settings give the same bytes. The library's text goes through memory, not through a
  /// file. Errors: invalid_argument (a class has no line, or the numbers ran away: a lower learning rate helps), io_error, interrupted.
  static Result<Classifier> train(std::span<const ClassifierLine> lines, const ClassifierSettings& settings);
  /// `bytes` must be what bytes() gave: the library does not look at what it reads. Who loads a file checks its hash first. Errors: invalid_format.
  static Result<Classifier> load(const std::string& bytes);
  Classifier(Classifier&&) noexcept;
  Classifier& operator=(Classifier&&) noexcept;
  ~Classifier();

  /// The model as fastText's own file format (version 12). Errors: io_error.
  Result<std::string> bytes() const;
  /// Probability that a line is good, 0..1. Thread-safe.
  double probability(const std::string& line) const;

 private:
  struct State;
  explicit Classifier(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace jangin::refine
