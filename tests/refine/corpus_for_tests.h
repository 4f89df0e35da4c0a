// A passage corpus from documents, and repeated spans found by brute force.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/hash.h"
#include "refine/passage_corpus.h"
#include "refine/passages.h"

namespace jangin::refine {

/// Of the passages that `config` cuts; those that `rejected` says are out.
inline PassageCorpus make_corpus(const std::vector<record::Document>& documents, const PassageConfig& config = {},
                                 bool (*rejected)(const record::Passage&) = nullptr) {
  const auto path = std::filesystem::temp_directory_path() / ("jangin_corpus_" + std::to_string(::getpid()));
  auto writer = PassageCorpusWriter::open(path).value();
  for (const record::Document& document : documents) {
    EXPECT_TRUE(writer.add_document(document));
    for (const record::Passage& passage : cut_passages(document, config))
      EXPECT_TRUE(writer.add_passage(passage, rejected == nullptr || !rejected(passage)));
  }
  auto corpus = writer.finish();
  std::filesystem::remove(path);
  EXPECT_TRUE(corpus) << corpus.error().text();
  return std::move(*corpus);
}

struct PlacedWord {
  std::string word;
  uint64_t begin, end;  // in the corpus's text
  int run;              // number of the run of kept text
};
inline std::vector<PlacedWord> place_words(const PassageCorpus& corpus, const CorpusDocument& document) {
  std::vector<PlacedWord> placed;
  int number = 0;
  for (const record::Span& run : corpus.kept_runs(document)) {
    std::istringstream words{std::string(corpus.text().substr(run.begin, run.size()))};
    uint64_t at = run.begin;
    for (std::string word; words >> word; at += word.size()) {
      at = corpus.text().find(word, at);
      placed.push_back({word, at, at + word.size(), number});
    }
    ++number;
  }
  return placed;
}

/// Repeated words of each passage by the definition, with sets of windows written out: a word is repeated when it lies in `n` words in a row, of
/// its document's text without rejected passages, that stand in a row in the text before its passage, too, of what stays there. With `drops`
/// passages that are repeated wholly do not stay.
class SpanOracle {
 public:
  SpanOracle(const PassageCorpus& corpus, size_t n, bool drops)
      : n_(n), drops_(drops), repeated(corpus.passages().size()), words(repeated.size()), out(repeated.size()) {
    for (const CorpusDocument& document : corpus.documents()) add(corpus, document);
  }

 private:
  size_t n_;
  bool drops_;
  std::unordered_set<std::string> seen_;

  void add(const PassageCorpus& corpus, const CorpusDocument& document) {
    const std::vector<PlacedWord> placed = place_words(corpus, document);
    std::vector<std::string> windows(placed.size());  // empty: none begins here
    for (size_t i = 0; i + n_ <= placed.size(); ++i) {
      if (placed[i].run != placed[i + n_ - 1].run) continue;
      std::string all;
      for (size_t k = i; k < i + n_; ++k) all += placed[k].word + " ";
      windows[i] = sha256_hex(all);
    }
    std::vector<uint8_t> gone(placed.size());
    size_t entered = 0;
    auto enter = [&](uint64_t end) {
      for (; entered + n_ <= placed.size() && placed[entered + n_ - 1].end <= end; ++entered) {
        bool stays = !windows[entered].empty();
        for (size_t k = entered; k < entered + n_; ++k) stays = stays && gone[k] == 0;
        if (stays) seen_.insert(windows[entered]);
      }
    };
    for (size_t p = document.passages_begin; p < document.passages_end; ++p) {
      const CorpusPassage& passage = corpus.passages()[p];
      if (passage.out) continue;
      enter(passage.begin);
      auto begins_at = [&](uint64_t place) {
        return static_cast<size_t>(std::partition_point(placed.begin(), placed.end(), [&](const PlacedWord& w) { return w.begin < place; }) -
                                   placed.begin());
      };
      const size_t begin = begins_at(passage.begin), end = begins_at(passage.end());
      const size_t from = begin - std::min(begin, n_ - 1);
      std::vector<uint8_t> hit(end - from + n_);
      for (size_t i = from; i < end; ++i) {
        if (windows[i].empty() || !seen_.contains(windows[i])) continue;
        for (size_t k = i; k < i + n_; ++k) hit[k - from] = 1;
      }
      words[p] = end - begin;
      for (size_t i = begin; i < end; ++i) repeated[p] += hit[i - from];
      out[p] = passage.first == p ? drops_ && repeated[p] == words[p] && words[p] > 0 : out[passage.first];
      for (size_t i = begin; i < end && out[p] != 0; ++i) gone[i] = 1;
    }
    enter(document.end);
  }

 public:
  std::vector<size_t> repeated, words;  // [passages]
  std::vector<uint8_t> out;             // [passages], equal ones of one that is out, too
};

}  // namespace jangin::refine
