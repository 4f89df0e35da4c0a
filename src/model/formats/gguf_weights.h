// The weights of a GGUF under Hugging Face names, q and k of llama marked as interleaved; and the writing of such a file.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "base/result.h"
#include "model/config.h"
#include "model/formats/gguf.h"
#include "model/formats/gguf_writer.h"
#include "model/formats/weight_names.h"
#include "model/formats/weight_source.h"
#include "model/formats/weight_writer.h"

namespace jangin::model {

class GgufSource : public WeightSource {
 public:
  /// Takes over the file. Errors: unsupported when the file holds a tensor that the described decoder does not have.
  static Result<std::unique_ptr<GgufSource>> create(GgufFile file, const ModelConfig& config);

  const std::vector<WeightInfo>& weights() const override { return infos_; }
  std::span<const std::byte> raw(const WeightInfo& weight) const override;
  const std::string& place() const override { return file_.place(); }
  void let_go() const override { file_.let_go(); }
  const GgufFile& file() const { return file_; }

 private:
  explicit GgufSource(GgufFile file) : file_(std::move(file)) {}
  /// A weight as the file has it: a tensor, or one expert of a stack of them.
  Result<std::pair<WeightInfo, std::span<const std::byte>>> part_of(const GgufTensor& tensor, const DecoderWeight& weight) const;
  /// Makes `bytes` those of the values without the offset that the file stores them with.
  Status take_offset(float offset, const WeightInfo& weight, std::span<const std::byte>& bytes);
  GgufFile file_;
  std::vector<WeightInfo> infos_;
  std::vector<std::span<const std::byte>> bytes_;  // beside infos_
  std::vector<std::vector<float>> shifted_;        // vectors that the file stores with an offset
};

/// The format in which a weight goes into a GGUF whose matrices are to be `wanted`: vectors f32; rows that do not fill the blocks of 256
/// values as llama.cpp has them: q5_0 for q4_k, q8_0 for q6_k; rows that do not fill blocks of 32 values f16.
StoredType gguf_weight_type(const std::vector<int64_t>& shape, StoredType wanted);

/// Describes the decoder's weights to `writer` and writes the file. `type` is that of all matrices, but with q4_k the output projection (the
/// embedding where it is tied) is q6_k. Gives back the weights in the file's order.
Result<std::vector<WrittenWeight>> write_gguf_weights(const std::filesystem::path& path, const ModelConfig& config, const WeightSource& source,
                                                      StoredType type, GgufWriter& writer);

}  // namespace jangin::model
