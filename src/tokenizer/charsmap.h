// SentencePiece's precompiled rules ("precompiled_charsmap": google/sentencepiece builder.cc), applied as huggingface/tokenizers does:
// to whole grapheme clusters of up to five bytes, else to single characters, by the shortest rule that fits their begin.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tokenizer/text_edits.h"

namespace jangin::tokenizer {

/// Immutable and thread-safe.
class Charsmap {
 public:
  /// Layout: u32 bytes of the trie, the trie's units (darts-clone double array, u32 little-endian), replacements ended by NUL.
  /// Errors: invalid_format.
  static Result<Charsmap> read(std::string_view bytes, const std::string& place);
  void apply(std::string_view text, Editor& editor) const;

 private:
  /// What the text's begin becomes; false when no rule fits.
  bool find(std::string_view text, std::string_view& becomes) const;
  std::vector<uint32_t> units_;
  std::string replacements_;
};

}  // namespace jangin::tokenizer
