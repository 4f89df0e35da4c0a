// Bodies and answers of OpenAI's API (platform.openai.com/docs/api-reference), with vLLM's names for what it lacks.
#include "engine/remote_messages.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace jangin::engine {
namespace {

using Json = nlohmann::json;

Json messages_of(const std::vector<record::Message>& messages) {
  Json out = Json::array();
  for (const record::Message& message : messages) out.push_back({{"role", message.role}, {"content", message.text()}});
  return out;
}

void set_sampling(Json& body, const Sampling& sampling) {
  body["temperature"] = sampling.temperature;
  if (sampling.temperature > 0) body["seed"] = sampling.seed;
  if (sampling.top_p < 1) body["top_p"] = sampling.top_p;
  if (sampling.top_k > 0) body["top_k"] = sampling.top_k;
  if (sampling.min_p > 0) body["min_p"] = sampling.min_p;
  if (sampling.repetition_penalty != 1) body["repetition_penalty"] = sampling.repetition_penalty;
  if (sampling.presence_penalty != 0) body["presence_penalty"] = sampling.presence_penalty;
  if (sampling.frequency_penalty != 0) body["frequency_penalty"] = sampling.frequency_penalty;
  for (const auto& [token, bias] : sampling.logit_bias) body["logit_bias"][std::to_string(token)] = bias;
}

void set_format(Json& body, const OutputFormat& format) {
  switch (format.kind) {
    case OutputFormat::Kind::text: break;
    case OutputFormat::Kind::json_object: body["response_format"] = {{"type", "json_object"}}; break;
    case OutputFormat::Kind::json_schema: {
      Json schema = Json::parse(format.text, nullptr, false);
      body["response_format"] = {{"type", "json_schema"}, {"json_schema", {{"name", "reply"}, {"strict", true}, {"schema", std::move(schema)}}}};
      break;
    }
    case OutputFormat::Kind::regex: body["structured_outputs"] = {{"regex", format.text}}; break;
    case OutputFormat::Kind::ebnf: body["structured_outputs"] = {{"grammar", format.text}}; break;
  }
}

TokenLogProbability token_of(const Json& entry, bool with_top) {
  TokenLogProbability token{.token = -1, .log_probability = entry.value("logprob", 0.0)};
  if (entry.contains("bytes") && entry["bytes"].is_array()) {
    for (const Json& byte : entry["bytes"]) token.bytes += static_cast<char>(byte.get<int>());
  } else {
    token.bytes = entry.value("token", std::string());
  }
  if (with_top && entry.contains("top_logprobs") && entry["top_logprobs"].is_array()) {
    for (const Json& other : entry["top_logprobs"]) token.top.push_back(token_of(other, false));
  }
  return token;
}

/// The chat's form {"content": [...]}, or the completions' {"tokens", "token_logprobs"}.
void add_tokens(const Json& choice, std::vector<TokenLogProbability>& tokens) {
  if (!choice.contains("logprobs") || !choice["logprobs"].is_object()) return;
  const Json& all = choice["logprobs"];
  if (all.contains("content") && all["content"].is_array()) {
    for (const Json& entry : all["content"]) tokens.push_back(token_of(entry, true));
  } else if (all.contains("tokens") && all.contains("token_logprobs")) {
    for (size_t i = 0; i < all["tokens"].size() && i < all["token_logprobs"].size(); ++i) {
      const Json& value = all["token_logprobs"][i];
      tokens.push_back({-1, value.is_number() ? value.get<double>() : 0.0, all["tokens"][i].get<std::string>(), {}});
    }
  }
}

std::string text_of(const Json& choice) {
  for (const char* holder : {"message", "delta"}) {
    if (choice.contains(holder) && choice[holder].is_object()) {
      const Json content = choice[holder].value("content", Json());
      return content.is_string() ? content.get<std::string>() : std::string();
    }
  }
  return choice.value("text", std::string());
}

void set_counts(const Json& answer, GenerateReply& reply) {
  if (!answer.contains("usage") || !answer["usage"].is_object()) return;
  const Json& usage = answer["usage"];
  reply.prompt_tokens = usage.value("prompt_tokens", size_t{0});
  reply.generated_tokens = usage.value("completion_tokens", size_t{0});
  if (usage.contains("prompt_tokens_details") && usage["prompt_tokens_details"].is_object()) {
    reply.cached_tokens = usage["prompt_tokens_details"].value("cached_tokens", size_t{0});
  }
}

}  // namespace

std::string_view remote_path(const GenerateRequest& request) { return request.messages.empty() ? "/completions" : "/chat/completions"; }

std::string remote_body(const GenerateRequest& request, const std::string& model, bool stream) {
  Json body = {{"model", model}, {"max_tokens", request.max_tokens}};
  const bool chat = !request.messages.empty();
  if (chat) {
    body["messages"] = messages_of(request.messages);
  } else {
    body["prompt"] = request.prompt;
  }
  set_sampling(body, request.sampling);
  set_format(body, request.format);
  if (!request.stop.empty()) body["stop"] = request.stop;
  if (request.log_probabilities && chat) {
    body["logprobs"] = true;
    body["top_logprobs"] = request.top_log_probabilities;
  } else if (request.log_probabilities) {
    body["logprobs"] = std::max(1, request.top_log_probabilities);
  }
  if (stream) {
    body["stream"] = true;
    body["stream_options"] = {{"include_usage", true}};
  }
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool RemoteAnswer::take(std::string_view bytes) {
  bytes_ += bytes;
  if (!streamed_) return true;
  size_t begin = 0;
  for (size_t end; (end = bytes_.find('\n', begin)) != std::string::npos && !cancelled_; begin = end + 1) {
    std::string_view line = std::string_view(bytes_).substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with("data:")) take_event(line.substr(5));
  }
  bytes_.erase(0, begin);
  return !cancelled_;
}

void RemoteAnswer::take_event(std::string_view data) {
  if (data.find("[DONE]") != std::string_view::npos) return;
  try {
    const Json event = Json::parse(data);
    if (event.contains("error")) {
      mistake_ = remote_error_text(data);
      return;
    }
    set_counts(event, reply_);
    const Json choices = event.value("choices", Json::array());
    for (const Json& choice : choices) {
      add_tokens(choice, reply_.tokens);
      const std::string text = text_of(choice);
      reply_.text += text;
      if (choice.contains("finish_reason") && choice["finish_reason"].is_string()) {
        ended_ = true;
        reply_.finish = choice["finish_reason"] == "length" ? FinishReason::length : FinishReason::end_of_turn;
      }
      const auto tokens = std::span<const TokenLogProbability>(reply_.tokens).subspan(told_);
      if ((text.empty() && tokens.empty()) || !request_.on_piece) continue;
      gave_pieces_ = true;
      told_ = reply_.tokens.size();
      if (!request_.on_piece({text, tokens})) {
        cancelled_ = true;
        return;
      }
    }
  } catch (const Json::exception& error) {
    mistake_ = error.what();
  }
}

Result<GenerateReply> RemoteAnswer::finish() {
  if (cancelled_) {
    reply_.finish = FinishReason::cancelled;
    return std::move(reply_);
  }
  if (streamed_) {
    if (!mistake_.empty()) return fail(ErrorCode::invalid_format, mistake_);
    if (!ended_) return fail(ErrorCode::invalid_format, "the answer stopped in the middle");
    return std::move(reply_);
  }
  try {
    const Json answer = Json::parse(bytes_);
    const Json& choice = answer.at("choices").at(0);
    reply_.text = text_of(choice);
    add_tokens(choice, reply_.tokens);
    const Json reason = choice.value("finish_reason", Json());
    reply_.finish = reason == "length" ? FinishReason::length : FinishReason::end_of_turn;
    set_counts(answer, reply_);
  } catch (const Json::exception& error) {
    return fail(ErrorCode::invalid_format, std::string("is not an answer of this API: ") + error.what());
  }
  return std::move(reply_);
}

std::string remote_error_text(std::string_view body) {
  constexpr size_t kShown = 200;
  const Json json = Json::parse(body, nullptr, false);
  std::string text(body.substr(0, kShown));
  if (json.is_object() && json.contains("error")) {
    const Json& error = json["error"];
    if (error.is_string()) text = error.get<std::string>();
    if (error.is_object() && error.value("message", Json()).is_string()) text = error["message"].get<std::string>();
  }
  std::ranges::replace(text, '\n', ' ');
  return text;
}

Result<std::vector<RemoteModel>> read_remote_models(std::string_view body) {
  std::vector<RemoteModel> models;
  try {
    const Json answer = Json::parse(body);
    for (const Json& entry : answer.at("data")) {
      RemoteModel model{entry.at("id").get<std::string>(), 0};
      for (const char* field : {"max_model_len", "context_length"}) {
        if (entry.contains(field) && entry[field].is_number_unsigned()) model.context_tokens = entry[field].get<size_t>();
      }
      models.push_back(std::move(model));
    }
  } catch (const Json::exception& error) {
    return fail(ErrorCode::invalid_format, std::string("is not a list of models: ") + error.what());
  }
  return models;
}

std::string remote_embedding_body(const std::vector<std::string>& texts, const std::string& model) {
  return Json{{"model", model}, {"input", texts}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<std::vector<std::vector<float>>> read_remote_embeddings(std::string_view body, size_t count) {
  std::vector<std::vector<float>> vectors(count);
  try {
    const Json answer = Json::parse(body);
    const Json& data = answer.at("data");
    if (data.size() != count)
      return fail(ErrorCode::invalid_format, "holds " + std::to_string(data.size()) + " vectors for " + std::to_string(count) + " texts");
    for (size_t i = 0; i < count; ++i) vectors.at(data[i].value("index", i)) = data[i].at("embedding").get<std::vector<float>>();
  } catch (const std::exception& error) {
    return fail(ErrorCode::invalid_format, std::string("is not a list of embeddings: ") + error.what());
  }
  return vectors;
}

}  // namespace jangin::engine
