// Messages as variables of the template; the rendered text's marks as ranges.
#include "tokenizer/chat_template.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tokenizer/jinja/evaluator.h"
#include "tokenizer/jinja/parser.h"

namespace jangin::tokenizer {
namespace {

using jinja::Dict;
using jinja::List;
using jinja::Mark;
using jinja::MarkedText;
using jinja::Origin;
using jinja::Value;

/// For models that bring no template.
constexpr std::string_view kChatMl =
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

Value content_value(const Message& message) {
  const Origin origin = message.role == "assistant" ? Origin::assistant : Origin::content;
  auto marked = [&](const std::string& text) {
    MarkedText out(text);
    out.mark_all(origin);
    return out;
  };
  const bool only_text = std::all_of(message.content.begin(), message.content.end(), [](const ContentPart& part) { return part.type == "text"; });
  if (only_text) {
    MarkedText joined;
    for (const ContentPart& part : message.content) joined.append(marked(part.text));
    return Value(std::move(joined));
  }
  List parts;
  for (const ContentPart& part : message.content) parts.emplace_back(Dict{{"type", Value(part.type)}, {"text", Value(marked(part.text))}});
  return Value(std::move(parts));
}

/// Sorted and joined where they touch.
std::vector<ByteSpan> merged(std::vector<ByteSpan> spans) {
  std::sort(spans.begin(), spans.end(), [](const ByteSpan& a, const ByteSpan& b) { return a.begin < b.begin; });
  std::vector<ByteSpan> out;
  for (const ByteSpan& span : spans) {
    if (!out.empty() && span.begin <= out.back().end) {
      out.back().end = std::max(out.back().end, span.end);
    } else {
      out.push_back(span);
    }
  }
  return out;
}

std::vector<ByteSpan> spans_of(const MarkedText& text, std::initializer_list<Origin> origins) {
  std::vector<ByteSpan> spans;
  for (const Mark& mark : text.marks) {
    if (std::find(origins.begin(), origins.end(), mark.origin) != origins.end()) spans.push_back({mark.begin, mark.end});
  }
  return merged(std::move(spans));
}

using Json = nlohmann::ordered_json;
constexpr int kMostToolsDepth = 64;  // arrays and objects inside one another

/// Tools as the template's value. Their texts are not marked as content, since templates print them as JSON: a special token is refused.
Result<Value> value_of(const Json& json, const std::vector<std::string>& special_tokens, int depth = 0) {
  auto check = [&](const std::string& text) -> Status {
    for (const std::string& token : special_tokens) {
      if (!token.empty() && text.contains(token)) return fail(ErrorCode::invalid_argument, "a tool holds the special token " + token, "tools");
    }
    return {};
  };
  if (depth > kMostToolsDepth) return fail(ErrorCode::invalid_argument, "tools have too many levels", "tools");
  if (json.is_string()) {
    JANGIN_TRY(check(json.get_ref<const std::string&>()));
    return Value(json.get<std::string>());
  }
  if (json.is_boolean()) return Value(json.get<bool>());
  if (json.is_number_integer()) return Value(json.get<int64_t>());
  if (json.is_number()) return Value(json.get<double>());
  if (json.is_array()) {
    List list;
    for (const Json& item : json) {
      JANGIN_ASSIGN(Value value, value_of(item, special_tokens, depth + 1));
      list.push_back(std::move(value));
    }
    return Value(std::move(list));
  }
  if (!json.is_object()) return Value(jinja::None{});
  Dict dict;
  for (const auto& item : json.items()) {
    JANGIN_TRY(check(item.key()));
    JANGIN_ASSIGN(Value value, value_of(item.value(), special_tokens, depth + 1));
    dict.emplace_back(item.key(), std::move(value));
  }
  return Value(std::move(dict));
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace

struct ChatTemplate::State {
  jinja::Block program;
  std::string source;
  std::vector<std::string> special_tokens;  // longest first
  std::string bos;
  std::string eos;

  /// Where the special token that closes what ends at `end` ends; `end` itself when none follows but for white space.
  size_t end_of_turn(std::string_view text, size_t end) const {
    size_t at = end;
    while (at < text.size() && is_space(text[at])) ++at;
    for (const std::string& token : special_tokens) {
      if (text.substr(at).starts_with(token)) return at + token.size();
    }
    return end;
  }
};

Message text_message(std::string role, std::string text) { return {std::move(role), {{"text", std::move(text)}}}; }

ChatTemplate::ChatTemplate(std::unique_ptr<State> state) : state_(std::move(state)) {}
ChatTemplate::~ChatTemplate() = default;
ChatTemplate::ChatTemplate(ChatTemplate&&) noexcept = default;
ChatTemplate& ChatTemplate::operator=(ChatTemplate&&) noexcept = default;

Result<ChatTemplate> ChatTemplate::create(const Tokenizer& tokenizer) {
  const TokenizerSpec& spec = tokenizer.spec();
  auto name = [&](TokenId id) { return id < 0 ? std::string() : spec.tokens[static_cast<size_t>(id)]; };
  std::vector<std::string> special;
  for (const AddedToken& token : spec.added) {
    if (token.special) special.push_back(token.text);
  }
  return parse(spec.chat_template.empty() ? kChatMl : std::string_view(spec.chat_template), std::move(special), name(spec.bos), name(spec.eos));
}

Result<ChatTemplate> ChatTemplate::parse(std::string_view source, std::vector<std::string> special_tokens, std::string bos, std::string eos) {
  JANGIN_ASSIGN(jinja::Block program, jinja::parse(source));
  std::sort(special_tokens.begin(), special_tokens.end(), [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
  return ChatTemplate(
      std::make_unique<State>(State{std::move(program), std::string(source), std::move(special_tokens), std::move(bos), std::move(eos)}));
}

bool ChatTemplate::uses(std::string_view variable) const {
  const std::string_view source = state_->source;
  for (size_t at = source.find(variable); at != std::string_view::npos; at = source.find(variable, at + 1)) {
    const size_t end = at + variable.size();
    if ((at == 0 || !is_letter(source[at - 1])) && (end == source.size() || !is_letter(source[end]))) return true;
  }
  return false;
}

Result<RenderedChat> ChatTemplate::apply(std::span<const Message> messages, const ChatOptions& options) const {
  List list;
  for (const Message& message : messages) list.emplace_back(Dict{{"role", Value(message.role)}, {"content", content_value(message)}});
  Value tools = jinja::None{};
  if (!options.tools.empty()) {
    const Json json = Json::parse(options.tools, nullptr, false);
    if (!json.is_array()) return fail(ErrorCode::invalid_argument, "tools must be a JSON list", "tools");
    JANGIN_ASSIGN(tools, value_of(json, state_->special_tokens));
  }
  Dict variables = {{"messages", Value(std::move(list))}, {"add_generation_prompt", Value(options.add_generation_prompt)},
                    {"bos_token", Value(state_->bos)},    {"eos_token", Value(state_->eos)},
                    {"tools", std::move(tools)},          {"documents", Value(jinja::None{})}};
  for (const auto& [name, flag] : options.flags) variables.emplace_back(name, Value(flag));
  JANGIN_ASSIGN(MarkedText text, jinja::render(state_->program, variables));
  RenderedChat chat;
  chat.content = spans_of(text, {Origin::content, Origin::assistant});
  chat.assistant = spans_of(text, {Origin::generation});
  if (chat.assistant.empty()) {
    chat.assistant = spans_of(text, {Origin::assistant});
    for (ByteSpan& span : chat.assistant) span.end = state_->end_of_turn(text.bytes, span.end);
    chat.assistant = merged(std::move(chat.assistant));
  }
  chat.text = std::move(text.bytes);
  return chat;
}

EncodedChat encode_chat(const Tokenizer& tokenizer, const RenderedChat& chat) {
  Encoding encoding = tokenizer.encode_with_offsets(chat.text, {.special = true, .surround = false, .literal = chat.content});
  EncodedChat out{std::move(encoding.ids), {}};
  out.loss.resize(out.ids.size());
  auto span = chat.assistant.begin();
  for (size_t i = 0; i < out.ids.size(); ++i) {
    const size_t begin = encoding.offsets[i].begin;
    while (span != chat.assistant.end() && span->end <= begin) ++span;
    out.loss[i] = span != chat.assistant.end() && span->begin <= begin;
  }
  return out;
}

}  // namespace jangin::tokenizer
