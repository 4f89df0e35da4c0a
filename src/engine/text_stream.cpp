// Stop strings are looked for in the last bytes only: each byte is compared once for each string.
#include "engine/text_stream.h"

#include <algorithm>

namespace jangin::engine {
namespace {

/// Length of the longest end of `text` that a stop string begins with.
size_t held_back(std::string_view text, const std::vector<std::string>& stop) {
  size_t held = 0;
  for (const std::string& word : stop) {
    for (size_t n = std::min(word.size() - 1, text.size()); n > held; --n) {
      if (text.ends_with(std::string_view(word).substr(0, n))) held = n;
    }
  }
  return held;
}

}  // namespace

TextStream::TextStream(const tokenizer::Tokenizer& tokenizer, std::vector<std::string> stop, std::function<bool(std::string_view)> on_text)
    : decoder_(tokenizer), stop_(std::move(stop)), on_text_(std::move(on_text)) {
  std::erase_if(stop_, [](const std::string& word) { return word.empty(); });
  for (const std::string& word : stop_) longest_ = std::max(longest_, word.size());
}

TextStream::State TextStream::push(int32_t token) { return take(decoder_.push(token)); }

TextStream::State TextStream::finish() {
  State state = take(decoder_.finish());
  return state == State::open ? give(text_.size()) : state;
}

TextStream::State TextStream::take(std::string_view piece) {
  size_t from = text_.size() >= longest_ ? text_.size() - longest_ : 0;
  text_ += piece;
  size_t first = std::string::npos;
  for (const std::string& word : stop_) first = std::min(first, text_.find(word, from));
  if (first != std::string::npos) {
    text_.resize(first);
    State state = give(first);
    return state == State::open ? State::stopped : state;
  }
  return give(text_.size() - held_back(text_, stop_));
}

TextStream::State TextStream::give(size_t end) {
  if (end <= given_ || !on_text_) return State::open;
  std::string_view piece = std::string_view(text_).substr(given_, end - given_);
  given_ = end;
  return on_text_(piece) ? State::open : State::cancelled;
}

}  // namespace jangin::engine
