// A short list: the latest formats in front.
#include "engine/formats.h"

#include <algorithm>

namespace jangin::engine {

Result<Constraint> Formats::constraint(const OutputFormat& format, const tokenizer::Tokenizer& tokenizer) {
  std::lock_guard lock(mutex_);
  if (!tokens_) tokens_ = TokenTable::create(tokenizer);
  const auto found = std::ranges::find(grammars_, format, [](const auto& entry) -> const OutputFormat& { return entry.first; });
  if (found != grammars_.end()) {
    grammars_.splice(grammars_.begin(), grammars_, found);
  } else {
    JANGIN_ASSIGN(std::shared_ptr<const Grammar> grammar, Grammar::compile(format));
    grammars_.emplace_front(format, std::move(grammar));
    if (grammars_.size() > kRemembered) grammars_.pop_back();
  }
  return Constraint(grammars_.front().second, tokens_);
}

}  // namespace jangin::engine
