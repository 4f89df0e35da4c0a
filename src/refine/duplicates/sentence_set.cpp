// Paragraph by paragraph.
#include "refine/duplicates/sentence_set.h"

#include <algorithm>

#include "refine/duplicates/shingles.h"
#include "refine/duplicates/word_windows.h"
#include "text/sentences.h"

namespace jangin::refine {

std::vector<uint64_t> hash_sentences(std::string_view text) {
  std::vector<uint64_t> hashes;
  std::vector<Word> words;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find("\n\n", at), text.size());
    for (std::string_view sentence : text::split_sentences(text.substr(at, end - at))) {
      words.clear();
      cut_words(sentence, words);
      uint64_t hash = words.size();
      for (const Word& word : words) hash = mix_bits(hash ^ word.hash) + 1;
      hashes.push_back(hash);
    }
    at = end + 2;
  }
  std::sort(hashes.begin(), hashes.end());
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  return hashes;
}

}  // namespace jangin::refine
