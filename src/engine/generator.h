// Generator: the one door through which text is generated and scored, whether the model is in this process or behind a URL.
// Not a server and not a chat: requests in, replies out.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "record/records.h"

namespace jangin::engine {

/// How the next token is drawn. Defaults: greedy.
struct Sampling {
  double temperature = 0;  // 0: greedy, the token of the highest logit (ties: the lowest id)
  int top_k = 0;           // keep the k likeliest tokens; 0: off
  double top_p = 1;        // keep the smallest set whose probability reaches p (arXiv 1904.09751); 1: off
  double min_p = 0;        // keep tokens of at least min_p × the likeliest one's probability (arXiv 2407.01082); 0: off
  uint64_t seed = 0;       // random numbers are keyed by (seed, position): neighbours in a batch change nothing
  // What changes the logits before all of the above, greedy included; in this order.
  double repetition_penalty = 1;  // logits of tokens in prompt and reply: divided by it when positive, else multiplied (arXiv 1909.05858); 1: off
  double presence_penalty = 0;    // subtracted once from the logit of each token that the reply holds
  double frequency_penalty = 0;   // subtracted as often as the reply holds the token
  std::vector<std::pair<int32_t, double>> logit_bias = {};  // token id, added to its logit
};

/// What the reply has to be. The text is handed on to a remote model as it is.
struct OutputFormat {
  enum class Kind : uint8_t { text, json_object, json_schema, regex, ebnf };
  Kind kind = Kind::text;
  std::string text = {};  // the schema, the expression or the grammar; empty for text and json_object
  bool operator==(const OutputFormat&) const = default;
};

struct TokenLogProbability {
  int32_t token = 0;
  double log_probability = 0;                 // natural logarithm, before penalties, temperature, truncation and format
  std::string bytes = {};                     // what the token stands for; may be part of a character
  std::vector<TokenLogProbability> top = {};  // the likeliest tokens of this position, best first; their own `top` is empty
};

/// A piece of a reply as it comes: whole UTF-8 characters, and the tokens drawn since the last piece (with log_probabilities only; the last tokens
/// of a reply may come without text).
struct ReplyPiece {
  std::string_view text;
  std::span<const TokenLogProbability> tokens;
};

struct GenerateReply;

struct GenerateRequest {
  std::vector<record::Message> messages = {};  // rendered with the model's chat template, assistant's turn opened
  std::string tools = {};                      // with messages: the list of tools for the template, JSON; empty: none
  std::string prompt = {};                     // raw text; used when `messages` is empty
  int max_tokens = 256;
  Sampling sampling = {};
  std::vector<std::string> stop = {};  // generation ends before the first of these; the text does not hold it
  OutputFormat format = {};
  bool log_probabilities = false;  // fill GenerateReply::tokens
  int top_log_probabilities = 0;   // with log_probabilities: fill TokenLogProbability::top with this many, at most 20
  std::string client = {};         // whoever asks: waiting requests of different clients are taken in turns
  /// Called with each new piece, in order, from the generating thread; false cancels this request. It must not wait for long.
  std::function<bool(const ReplyPiece&)> on_piece = {};
  /// Called once with the whole reply, as soon as it is there, from the generating thread.
  std::function<void(const GenerateReply&)> on_reply = {};
};

enum class FinishReason : uint8_t { end_of_turn, length, stop_string, cancelled };
std::string_view finish_reason_name(FinishReason reason);

struct GenerateReply {
  std::string text;  // valid UTF-8; special tokens left out
  FinishReason finish = FinishReason::end_of_turn;
  size_t prompt_tokens = 0;
  size_t cached_tokens = 0;     // of the prompt, taken from an earlier request's cache
  size_t generated_tokens = 0;  // the token that ended the turn included
  std::vector<TokenLogProbability> tokens;
};

/// Log-likelihood of texts that could follow one prompt; the prompt is computed once for all of them.
struct ScoreRequest {
  std::vector<record::Message> messages = {};  // the assistant's turn is opened behind them; else `prompt`
  std::string prompt = {};
  std::vector<std::string> continuations = {};  // each encoded by itself behind the prompt
};
struct ContinuationScore {
  double log_likelihood = 0;  // natural, summed over the continuation's tokens
  size_t tokens = 0;
  size_t bytes = 0;  // of the continuation's UTF-8
};

/// Log-likelihood of a text cut into windows of a fixed number of tokens, each without the one before it.
struct TextScore {
  double log_likelihood = 0;  // natural, over `tokens`
  size_t tokens = 0;          // predicted tokens
  size_t bytes = 0;           // bytes that these tokens stand for
  double bits_per_byte() const;
};

/// Calls may come from one thread at a time.
class Generator {
 public:
  virtual ~Generator() = default;
  /// A name for reports and Sample::generator.
  virtual const std::string& model_name() const = 0;
  /// SHA-256 of the weights, for Sample::derived_from_model; empty when not known (remote).
  virtual const std::string& model_hash() const = 0;
  virtual size_t context_tokens() const = 0;

  /// Replies in the order of the requests. Errors: invalid_argument (empty prompt, prompt longer than the context, negative
  /// temperature, a format that cannot be read; names the request), unsupported (messages, but the model has no chat template), interrupted.
  virtual Result<std::vector<GenerateReply>> generate(std::span<const GenerateRequest> requests) = 0;
  /// One list of scores for each request. Errors: as generate; unsupported where a remote model tells no log-probabilities.
  virtual Result<std::vector<std::vector<ContinuationScore>>> score(std::span<const ScoreRequest> requests) = 0;
  /// `window_tokens` ≥ 2; clipped to the context. Errors: invalid_argument for an empty text.
  virtual Result<TextScore> score_text(std::string_view text, size_t window_tokens) = 0;
  /// One vector of unit length for each text: the mean of the last layer's normalised hidden states over its tokens. Errors:
  /// invalid_argument for an empty text or one longer than the context, naming its number; unsupported where the model cannot.
  virtual Result<std::vector<std::vector<float>>> embed(std::span<const std::string> texts);
};

}  // namespace jangin::engine
