// Tokens are bytes; JSON is text: a token that is part of a character is shown with U+FFFD, its bytes exactly.
#include "serve/openai/log_probabilities.h"

#include <algorithm>

namespace jangin::serve {
namespace {

/// Valid UTF-8, as dump() would write it.
std::string shown(const std::string& bytes) { return Json::parse(dump(Json(bytes))).get<std::string>(); }

Json entry(const engine::TokenLogProbability& token) {
  Json bytes = Json::array();
  for (char byte : token.bytes) bytes.push_back(static_cast<unsigned char>(byte));
  return {{"token", shown(token.bytes)}, {"logprob", token.log_probability}, {"bytes", std::move(bytes)}};
}

}  // namespace

Json chat_log_probabilities(std::span<const engine::TokenLogProbability> tokens) {
  Json list = Json::array();
  for (const engine::TokenLogProbability& token : tokens) {
    Json top = Json::array();
    for (const engine::TokenLogProbability& other : token.top) top.push_back(entry(other));
    Json one = entry(token);
    one["top_logprobs"] = std::move(top);
    list.push_back(std::move(one));
  }
  return list;
}

Json completion_log_probabilities(std::span<const engine::TokenLogProbability> tokens, size_t& offset) {
  Json names = Json::array(), values = Json::array(), tops = Json::array(), offsets = Json::array();
  for (const engine::TokenLogProbability& token : tokens) {
    names.push_back(shown(token.bytes));
    values.push_back(token.log_probability);
    Json top = Json::object();
    for (const engine::TokenLogProbability& other : token.top) top[shown(other.bytes)] = other.log_probability;
    tops.push_back(std::move(top));
    offsets.push_back(offset);
    offset += static_cast<size_t>(std::ranges::count_if(token.bytes, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
  }
  return {
      {"tokens", std::move(names)}, {"token_logprobs", std::move(values)}, {"top_logprobs", std::move(tops)}, {"text_offset", std::move(offsets)}};
}

std::string_view finish_name(engine::FinishReason reason) { return reason == engine::FinishReason::length ? "length" : "stop"; }

}  // namespace jangin::serve
