// ModelConfig ↔ GGUF metadata (keys of llama.cpp's gguf-py/gguf/constants.py), rotary factors included; and what the files of
// architectures/ need for the keys of their own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/config.h"
#include "model/formats/gguf.h"
#include "model/formats/gguf_writer.h"

namespace jangin::model {

/// Errors: invalid_format naming the key; unsupported (architecture, rotary kind, factors that are no llama3 scaling).
Result<ModelConfig> config_from_gguf(const GgufFile& file);

/// general.architecture as llama.cpp has it ("exaone-moe").
std::string_view gguf_architecture(const ModelConfig& config);

/// Adds the architecture's keys. Errors: unsupported where llama.cpp would compute something else from the file than this decoder does.
Status config_to_gguf(const ModelConfig& config, GgufWriter& writer);

/// The divisors of the head_dim / 2 rotary frequencies, as `rope_freqs.weight` holds them; empty when nothing is scaled.
std::vector<float> rope_factors(const ModelConfig& config);

/// The metadata of one architecture, keys without its prefix. Keeps the first error; whoever reads keys returns status().
class GgufKeys {
 public:
  GgufKeys(const GgufFile& file, std::string prefix) : file_(file), prefix_(std::move(prefix)) {}

  int64_t integer(const char* key) { return keep(file_.integer(prefix_ + key), int64_t{0}); }
  int64_t integer(const char* key, int64_t otherwise) { return has(key) ? integer(key) : otherwise; }
  /// f32 metadata stands for the shortest decimal that rounds to it (1e-5, not 9.99999974e-06).
  double number(const char* key);
  double number(const char* key, double otherwise) { return has(key) ? number(key) : otherwise; }
  bool flag(const char* key, bool otherwise) const { return file_.flag_or(prefix_ + key, otherwise); }
  std::string text(const char* key, const char* otherwise) {
    return has(key) ? std::string(keep(file_.text(prefix_ + key), std::string_view())) : otherwise;
  }
  bool has(const char* key) const { return file_.find(prefix_ + key) != nullptr; }
  /// An array of numbers; null where the key is absent or something else.
  const GgufArray* array(const char* key) const;
  /// An error: "metadata `llama.KEY` MESSAGE".
  std::unexpected<Error> refuse(const char* key, const std::string& message, ErrorCode code = ErrorCode::unsupported) const;
  const GgufFile& file() const { return file_; }
  Status status() const { return status_; }

 private:
  template <typename T>
  T keep(Result<T> result, T otherwise) {
    if (result) return *result;
    if (status_) status_ = pass(result);
    return otherwise;
  }
  const GgufFile& file_;
  std::string prefix_;
  Status status_;
};

/// Sets which layers slide over `attention.sliding_window` tokens (absent or 0: none): by `attention.sliding_window_pattern` (an array
/// by layer, or a period p: all but layers p−1, 2p−1, …), else by the period `otherwise`.
Status read_windows(GgufKeys& keys, ModelConfig& c, int64_t otherwise);

/// Fails where a layer slides, has no rotary or another rotary than the others: what GGUF does not say for architectures without windows.
Status require_uniform_layers(const ModelConfig& c);
/// Fails where two sliding layers, or two full ones, differ in window or rotary: GGUF says these once for each kind.
Status require_two_kinds_of_layers(const ModelConfig& c);

}  // namespace jangin::model
