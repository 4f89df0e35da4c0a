// convert: a model in another file format or number format, with the proof that it answers as before. One file in, one file or folder out; no
// records, no cards (publish.h makes packages).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/formats/model_files.h"
#include "publish/parity.h"
#include "tensor/device.h"

namespace jangin::publish {

struct ConvertRequest {
  std::filesystem::path from;  // what model::open_model opens
  std::filesystem::path to;    // *.gguf, or the folder of a Hugging Face model; replaced
  /// Of the matrices. Empty: as most of the input's bytes are stored, where the output can hold that; else bf16.
  std::optional<model::StoredType> type;
  std::string text;                  // both models read windows of it; the first tokens of a window count, too
  tensor::Device* device = nullptr;  // borrowed
};

struct ConvertReport {
  model::StoredType type = model::StoredType::f32;
  std::map<std::string, uint64_t> weights;     // number format as written → weights
  std::map<std::string, uint64_t> fallbacks;   // "Q5_0 instead of Q4_K" → weights whose rows do not fill the blocks asked for
  uint64_t bytes_before = 0, bytes_after = 0;  // of the weights, as stored
  bool exact = false;                          // every weight came back bit for bit
  Parity parity;
};

/// What a format may lose: f32 nothing, f16, bf16 and q8_0 their rounding (kHalfBound, kQ8Bound); of coarser ones nothing is promised.
std::optional<ParityBound> convert_bound(model::StoredType type);

/// Writes beside `to`, opens what was written, checks it and moves it to its place: on an error `to` is as it was.
/// Errors: those of reading and writing; unsupported (a type that the output cannot hold); invalid_argument (a text of fewer than two tokens);
/// conflict (out of bounds, or a tokenizer that splits the text otherwise); interrupted.
Result<ConvertReport> convert(const ConvertRequest& request);

}  // namespace jangin::publish
