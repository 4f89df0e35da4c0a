// A conversation as the text that a model was taught: the model's own Jinja template, or ChatML when it carries none. Says which
// bytes are the assistant's (for the loss) and which are anybody's content (never read as special tokens).
#pragma once

#include <memory>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tokenizer/tokenizer.h"

namespace jangin::tokenizer {

/// One part of a message: today text; images get their own type.
struct ContentPart {
  std::string type = "text";
  std::string text;
};

struct Message {
  std::string role;  // "system", "user", "assistant", "tool"
  std::vector<ContentPart> content;
};

/// A message of one text part.
Message text_message(std::string role, std::string text);

struct RenderedChat {
  std::string text;
  /// What the assistant says, with the end-of-turn token that follows it: the trainer's loss. Sorted, disjoint.
  std::vector<ByteSpan> assistant;
  /// What came from messages (any role); special tokens written there stay ordinary text. Sorted, disjoint.
  std::vector<ByteSpan> content;
};

struct ChatOptions {
  bool add_generation_prompt = false;  // ends with the opening of the assistant's turn
  /// The template's variable `tools`: a JSON list of {"type": "function", "function": {"name", "description", "parameters"}}; empty: none.
  /// No text in it may hold a special token.
  std::string tools = {};
  std::map<std::string, bool> flags = {};  // further variables of the template, e.g. {"enable_thinking", false}
};

/// A compiled template. Immutable, thread-safe, movable.
class ChatTemplate {
 public:
  /// Of the tokenizer's own template, or ChatML where it has none. Errors: invalid_format with the template's line.
  static Result<ChatTemplate> create(const Tokenizer& tokenizer);
  /// `special_tokens`: texts that may end a turn; `bos`, `eos`: texts of those variables.
  static Result<ChatTemplate> parse(std::string_view source, std::vector<std::string> special_tokens, std::string bos, std::string eos);
  ~ChatTemplate();
  ChatTemplate(ChatTemplate&&) noexcept;
  ChatTemplate& operator=(ChatTemplate&&) noexcept;

  /// The template reads this variable ("tools").
  bool uses(std::string_view variable) const;
  /// Errors: invalid_argument with the template's own words (raise_exception) or for `tools`, invalid_format for what it cannot do,
  /// limit_exceeded for a template that does not end.
  Result<RenderedChat> apply(std::span<const Message> messages, const ChatOptions& options = {}) const;

 private:
  struct State;
  explicit ChatTemplate(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// A rendered conversation as tokens. loss[i] is 1 when token i begins inside an assistant range.
struct EncodedChat {
  std::vector<TokenId> ids;
  std::vector<uint8_t> loss;
};
EncodedChat encode_chat(const Tokenizer& tokenizer, const RenderedChat& chat);

}  // namespace jangin::tokenizer
