// The generator on a model in this process: prompts and tokens of many requests share each pass over the weights, and a request that
// ends makes room for the next. What a request gets does not depend on its neighbours.
#pragma once

#include <filesystem>
#include <memory>

#include "engine/generator.h"
#include "model/network.h"
#include "tokenizer/chat_template.h"

namespace jangin::engine {

class Scheduler;
struct PreparedRequest;

/// How caches hold keys and values. `automatic`: as the network computes them; `q8`: 8 bits and a scale for 32 elements (kernel/key_value_cache.h), a
/// quarter of f32. score() and score_text() read the same caches.
enum class CacheFormat : uint8_t { automatic, f32, bf16, q8 };

/// Number format of activations and products' operands. `automatic`: bf16 where the processor multiplies bf16, f32 elsewhere.
enum class Compute : uint8_t { automatic, f32, bf16 };

struct LocalOptions {
  int64_t batch = 64;        // requests in flight; memory for caches grows with what they hold
  int64_t cache_tokens = 0;  // tokens that the caches of all requests hold at most; 0: batch × context, within an eighth of the machine's memory
  int64_t context = 0;       // tokens of prompt and reply together; 0: what the model was made for
  CacheFormat cache = CacheFormat::automatic;
  Compute compute = Compute::automatic;
  /// How the weights are held, those of a draft too (not those of a borrowed network). Blocks round rows to 8 bits: probabilities are no longer those
  /// that training and evaluation see.
  model::WeightForm weights = model::WeightForm::f32;
  bool lookup = false;               // guess ahead what the text said before (drafter.h); replies stay the same to the bit
  std::filesystem::path draft = {};  // a smaller model with the same vocabulary that guesses ahead; empty: none
  tensor::Device* device = nullptr;  // borrowed; null: the best of this machine
};

/// What a generator works with when the network belongs to someone else (a trainer samples from the weights it trains, without a copy).
/// All borrowed; `network` must not be trained during a call.
struct BorrowedModel {
  const model::Network* network = nullptr;
  const tokenizer::Tokenizer* tokenizer = nullptr;
  const tokenizer::ChatTemplate* chat = nullptr;
  std::string name;
};

class LocalGenerator final : public Generator {
 public:
  /// An expert package, a Hugging Face folder or a GGUF file. Errors: those of model/formats and of the tokenizer.
  static Result<std::unique_ptr<LocalGenerator>> open(const std::filesystem::path& path, const LocalOptions& options = {});
  /// Errors: invalid_argument (options).
  static Result<std::unique_ptr<LocalGenerator>> borrow(BorrowedModel model, const LocalOptions& options = {});
  ~LocalGenerator() override;

  const std::string& model_name() const override;
  /// Of the weights file; read at the first call. Empty for a borrowed network.
  const std::string& model_hash() const override;
  size_t context_tokens() const override;
  /// Requests in flight at most.
  size_t batch() const;
  Result<std::vector<GenerateReply>> generate(std::span<const GenerateRequest> requests) override;
  Result<std::vector<std::vector<ContinuationScore>>> score(std::span<const ScoreRequest> requests) override;
  Result<TextScore> score_text(std::string_view text, size_t window_tokens) override;
  Result<std::vector<std::vector<float>>> embed(std::span<const std::string> texts) override;

  /// A request as the scheduler takes it, checked. Thread-safe. Errors: as generate(), `place` names the request.
  Result<PreparedRequest> prepare(GenerateRequest request, const std::string& place) const;
  /// The scheduler that generate() works with: for whoever feeds it himself (service.h). Errors: limit_exceeded (memory).
  Result<Scheduler*> scheduler();

  const model::Network& network() const;
  const tokenizer::Tokenizer& tokenizer() const;
  const tokenizer::ChatTemplate& chat_template() const;

 private:
  struct State;
  explicit LocalGenerator(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace jangin::engine
