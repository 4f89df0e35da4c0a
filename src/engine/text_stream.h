// Tokens to text as they come: whole characters only, and nothing that may turn out to be the beginning of a stop string.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/tokenizer.h"

namespace jangin::engine {

/// The text of one reply. One stream, one thread; the tokenizer must outlive it.
class TextStream {
 public:
  /// `on_text` may be empty; it gets each piece once, in order; false asks for the end.
  TextStream(const tokenizer::Tokenizer& tokenizer, std::vector<std::string> stop, std::function<bool(std::string_view)> on_text);

  enum class State : uint8_t { open, stopped, cancelled };
  /// Takes one token. stopped: a stop string was found, and text() ends before it. cancelled: on_text said no.
  State push(int32_t token);
  /// Ends the stream: what was held back is given out; a character cut in the middle becomes U+FFFD.
  State finish();
  const std::string& text() const { return text_; }

 private:
  State take(std::string_view piece);
  State give(size_t end);

  tokenizer::StreamDecoder decoder_;
  std::vector<std::string> stop_;
  std::function<bool(std::string_view)> on_text_;
  std::string text_;
  size_t given_ = 0;    // bytes of text_ that on_text has had
  size_t longest_ = 0;  // bytes of the longest stop string
};

}  // namespace jangin::engine
