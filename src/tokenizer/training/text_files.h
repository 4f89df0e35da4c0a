// Text files and folders as training text, with a part of it held back to measure the tokenizer on. It reads plain text only; documents
// of other formats come from `collect`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "tokenizer/tokenizer.h"
#include "tokenizer/training/bpe_trainer.h"

namespace jangin::tokenizer {

/// How much text became how many tokens.
struct EncodedSize {
  std::string language;  // "ko", "en", "other" (text::guess_language of each part)
  uint64_t bytes = 0;
  uint64_t tokens = 0;
};

/// Immutable; the files are mapped one after another as they are read.
class TextFiles {
 public:
  static constexpr size_t kPartBytes = size_t{1} << 14;  // a file is read in parts of at most this, cut as block_length() says
  static constexpr size_t kHeldBackOf = 32;              // one part in so many is held back

  /// Files as named, folders with all that is below them but names that begin with a dot; in order of their paths. Files with a zero byte
  /// near the front are no text and left out. With `hold_back` every 32nd part is kept from training.
  /// Errors: not_found (a name; no text file at all), io_error.
  static Result<TextFiles> list(const std::vector<std::string>& paths, bool hold_back);

  /// The text to train on. Refers to this object, which must outlive it. Errors of the source: io_error, not_found.
  TextSource training_text() const;
  /// Encodes what was held back, parts of one language together: Korean, English, the rest; without those that have none.
  Result<std::vector<EncodedSize>> measure(const Tokenizer& tokenizer) const;

  size_t files() const { return files_.size(); }
  size_t left_out() const { return left_out_; }  // no text

 private:
  /// Parts of all files, either those for training or those held back.
  Status visit(bool held_back, const TextReceiver& receive) const;

  std::vector<std::filesystem::path> files_;
  size_t left_out_ = 0;
  bool hold_back_ = false;
};

}  // namespace jangin::tokenizer
