// A state in shared masks, and the text to find it again when those were dropped for their size.
#include "engine/grammar/constraint.h"

#include "engine/grammar/masks.h"

namespace jangin::engine {

Constraint::Constraint(std::shared_ptr<const Grammar> grammar, std::shared_ptr<const TokenTable> tokens)
    : grammar_(std::move(grammar)), tokens_(std::move(tokens)), masks_(grammar_->masks(tokens_)), state_(masks_->start()) {}

void Constraint::renew() {
  std::shared_ptr<grammar::Masks> current = grammar_->masks(tokens_);
  if (current == masks_) return;
  masks_ = std::move(current);
  state_ = masks_->replay(text_);
}

bool Constraint::allowed(std::span<uint64_t> mask, uint32_t tokens_left) {
  renew();
  return masks_->write(state_, mask, tokens_left);
}

bool Constraint::apply(std::span<float> logits, std::span<const int32_t> end_tokens, uint32_t tokens_left) {
  renew();
  return masks_->apply(state_, logits, end_tokens, tokens_left);
}

bool Constraint::accept(int32_t token) {
  const std::string& bytes = tokens_->bytes(token);
  return !bytes.empty() && accept_bytes(bytes);
}

bool Constraint::accept_bytes(std::string_view bytes) {
  const uint32_t next = masks_->after(state_, bytes);
  if (next == grammar::Automaton::kDead) return false;
  state_ = next;
  text_.append(bytes);
  return true;
}

bool Constraint::may_end() const { return masks_->may_end(state_); }
bool Constraint::complete() const { return masks_->finished(state_); }
std::string Constraint::forced() const { return masks_->forced(state_, 4096); }

}  // namespace jangin::engine
