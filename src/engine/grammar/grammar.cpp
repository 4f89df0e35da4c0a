// From the text of a format to prepared expressions.
#include "engine/grammar/grammar.h"

#include <algorithm>

#include "engine/grammar/automaton.h"
#include "engine/grammar/kinds.h"
#include "engine/grammar/masks.h"
#include "text/unicode.h"

namespace jangin::engine {

Result<std::shared_ptr<const Grammar>> Grammar::compile(const OutputFormat& format) {
  const auto kinds = grammar::grammar_kinds();
  auto kind = std::ranges::find(kinds, format.kind, &grammar::GrammarKind::kind);
  if (kind == kinds.end()) return fail(ErrorCode::invalid_argument, "plain text has no grammar");
  if (format.text.size() > kMaxBytes) return fail(ErrorCode::limit_exceeded, "longer than 1 MB", std::string(kind->name));
  if (size_t at = text::find_invalid_utf8(format.text); at != std::string::npos) {
    return fail(ErrorCode::invalid_format, "invalid UTF-8", std::string(kind->name) + ", byte " + std::to_string(at));
  }
  grammar::ExpressionWriter writer;
  auto root = kind->read(format.text, writer);
  if (!root) return pass(root);
  if (writer.overflowed()) return fail(ErrorCode::limit_exceeded, "too large: over a million parts", std::string(kind->name));
  return create(std::move(writer).finish(*root));
}

Result<std::shared_ptr<const Grammar>> Grammar::create(grammar::Expressions expressions) {
  JANGIN_TRY(grammar::prepare(expressions));
  std::shared_ptr<Grammar> made(new Grammar);
  made->expressions_ = std::move(expressions);
  made->classes_ = grammar::byte_classes(made->expressions_);
  return made;
}

bool Grammar::matches(std::string_view text) const {
  grammar::Automaton automaton(expressions_, classes_);
  grammar::Automaton::State state = automaton.start();
  for (size_t i = 0; i < text.size() && state != grammar::Automaton::kDead; ++i) state = automaton.next(state, static_cast<uint8_t>(text[i]));
  return automaton.may_end(state);
}

std::shared_ptr<grammar::Masks> Grammar::masks(const std::shared_ptr<const TokenTable>& tokens) const {
  std::lock_guard lock(mutex_);
  std::shared_ptr<grammar::Masks>& masks = masks_[tokens.get()];
  if (!masks || masks->full()) masks = std::make_shared<grammar::Masks>(expressions_, classes_, tokens);
  return masks;
}

}  // namespace jangin::engine
