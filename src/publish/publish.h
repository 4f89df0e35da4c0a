// publish: from the trained weights to the expert package, a folder that opens in transformers and llama.cpp as it is, with its cards,
// hashes and lineage. docs/formats.md lists the files.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/config.h"
#include "base/result.h"
#include "publish/parity.h"
#include "record/manifest.h"
#include "record/records.h"
#include "tensor/device.h"

namespace jangin::publish {

struct PublishConfig {
  /// Number formats of the GGUF files: "f16", "bf16", "f32", "q8_0". Empty: none.
  std::vector<std::string> gguf = {"f16", "q8_0"};
  /// Sources whose licence nobody declared: false refuses; true makes a package marked "for use inside the organisation only".
  bool allow_undeclared = false;
  /// Text of the model card: what the expert is for. Empty: said from the sources' titles.
  std::string description;
};
Status read_config(ConfigTable table, PublishConfig& config);

/// General text that was trained beside the samples.
struct ReplayedText {
  std::string name, from, licence;
};

struct PublishRequest {
  PublishConfig config;
  std::filesystem::path workspace;                  // with collect/, refine/, synthesize/ as their stages wrote them
  std::vector<std::filesystem::path> more_samples;  // shards of samples beside synthesize/samples.parquet that the weights saw
  std::filesystem::path package;                    // folder to make; replaced as a whole
  std::filesystem::path trained;                    // Hugging Face folder of the trained weights (f32)
  std::string name;                                 // "cnc"
  std::string base_name, base_licence, base_hash;
  std::filesystem::path evaluation;            // evaluation.json; empty: none
  std::map<std::string, std::string> lineage;  // stage → manifest hash
  std::vector<ReplayedText> replayed;
  std::vector<std::string> probes;  // texts for the parity check; at least one
  std::string program_version;
  tensor::Device* device = nullptr;  // borrowed
};

struct PublishReport {
  bool skipped = false;               // the package was current
  std::vector<Parity> parity;         // one for each exported file
  bool may_be_redistributed = false;  // as far as the declared rights say
  uint64_t bytes = 0;
  std::string model_id;  // SHA-256 of the weights: model::hash_weights() of the package
};

/// Errors: conflict (parity out of bounds, or undeclared rights), not_found, io_error; nothing half-made is left at `package`.
Result<PublishReport> publish(const PublishRequest& request);

}  // namespace jangin::publish
