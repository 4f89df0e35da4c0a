// Messages of a chat request.
#include <fmt/format.h>

#include "serve/openai/chat_request.h"

namespace jangin::serve {
namespace {

/// A string, null, or a list of text parts.
std::string read_content(Fields& fields) {
  const Json* content = fields.find("content");
  if (!content) return "";
  if (content->is_string()) return content->get<std::string>();
  if (!content->is_array()) {
    fields.refuse("content", "must be a string or a list of parts");
    return "";
  }
  std::string text;
  for (size_t i = 0; i < content->size() && fields.good(); ++i) {
    Fields part((*content)[i], fields.path(fmt::format("content[{}].", i)));
    std::string type, piece;
    part.require("type").text("type", type);
    if (part.good() && type != "text" && type != "refusal") part.refuse("type", "must be \"text\": this server reads no images, sound or files");
    const std::string_view name = type == "refusal" ? "refusal" : "text";
    part.require(name).text(name, piece);
    text += piece;
    if (part.fault()) fields.refuse(*part.fault());
  }
  return text;
}

/// Calls of an earlier turn of the assistant, behind what it said.
void add_calls(Fields& fields, std::string& text) {
  const Json* calls = fields.array("tool_calls");
  for (size_t i = 0; calls && i < calls->size() && fields.good(); ++i) {
    Fields call((*calls)[i], fields.path(fmt::format("tool_calls[{}].", i)));
    if (const Json* function = call.require("function").object("function")) {
      std::string name, arguments = "{}";
      Fields inner(*function, call.path("function."));
      inner.require("name").text("name", name).text("arguments", arguments);
      auto parsed = parse_object(arguments.empty() ? "{}" : arguments);
      if (inner.good() && !parsed) inner.refuse("arguments", "must be the text of a JSON object");
      if (inner.good()) text += (text.empty() ? "" : "\n") + call_text(name, dump(*parsed));
      if (inner.fault()) call.refuse(*inner.fault());
    }
    if (call.fault()) fields.refuse(*call.fault());
  }
}

}  // namespace

std::vector<record::Message> read_messages(Fields& fields, bool template_has_tools) {
  std::vector<record::Message> out;
  const Json* messages = fields.require("messages").array("messages");
  if (messages && messages->empty()) fields.refuse("messages", "must not be empty");
  bool told = false;  // the last message holds results of tools
  for (size_t i = 0; messages && i < messages->size() && fields.good(); ++i) {
    Fields message((*messages)[i], fmt::format("messages[{}].", i));
    if (!(*messages)[i].is_object()) fields.refuse(fmt::format("messages[{}]", i), "must be an object");
    std::string role;
    message.require("role").text("role", role);
    std::string text = read_content(message);
    if (role == "developer") role = "system";
    if (role == "assistant") add_calls(message, text);
    const bool known = role == "system" || role == "user" || role == "assistant" || role == "tool";
    if (message.good() && !known) message.refuse("role", "must be \"system\", \"developer\", \"user\", \"assistant\" or \"tool\"");
    if (message.good() && role != "assistant") message.require("content");
    if (message.fault()) fields.refuse(*message.fault());
    const bool result = role == "tool" && !template_has_tools;
    if (result) {
      role = "user";
      text = "<tool_response>\n" + text + "\n</tool_response>";
    }
    if (result && told) {
      out.back().content.front().text += "\n" + text;
    } else {
      out.push_back(record::text_message(std::move(role), std::move(text)));
    }
    told = result;
  }
  return out;
}

}  // namespace jangin::serve
