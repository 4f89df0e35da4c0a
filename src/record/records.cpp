// Names of states, and messages as text.
#include "record/records.h"

namespace jangin::record {

std::string_view source_state_name(SourceState state) {
  switch (state) {
    case SourceState::present: return "present";
    case SourceState::changed: return "changed";
    case SourceState::withdrawn: return "withdrawn";
    case SourceState::vanished: return "vanished";
  }
  return "present";
}

std::string Message::text() const {
  std::string all;
  for (const MessagePart& part : content) {
    if (part.kind == "text") all += part.text;
  }
  return all;
}

Message text_message(std::string role, std::string text, bool learn) {
  return Message{std::move(role), {MessagePart{"text", std::move(text)}}, learn};
}

}  // namespace jangin::record
