// Opening the model that the user named: an expert package, a GGUF file, a Hugging Face folder, a known base model, or one behind a URL.
#pragma once

#include <memory>
#include <string>

#include "app/command.h"
#include "engine/local_generator.h"

namespace jangin::app {

inline constexpr const char* kModelHelp = "an expert, a GGUF file, a Hugging Face folder, a known base model, or https://host/v1#name";

/// What is said of the model beside its name.
struct ModelOptions {
  std::string model = {};       // a URL may end in "#" and the name by which the server knows the model
  std::string weights = "f32";  // model::weight_form()
  int64_t batch = 64;
  int64_t context = 0;
  std::string cache = "auto";  // a name of cache_format()
  bool lookup = false;
  std::string draft = {};
  std::string key_variable = "JANGIN_API_KEY";
  int concurrency = 8;
  double requests_per_minute = 0;
};

inline constexpr const char* kWeightsHelp =
    "numbers that the weights are held in: file (those of a quantized GGUF as they are; default), f32, bf16, q8 or q4";

/// Declares the options that many requests want: for models here, and for those behind a URL. Weights are then held as the file has them.
void declare_model_options(CommandLine& command, ModelOptions& options);
/// Temperature, truncations, penalties and the seed.
void declare_sampling_options(CommandLine& command, engine::Sampling& sampling);

/// --cache, and what its value means.
void declare_cache_option(CommandLine& command, std::string& cache);
engine::CacheFormat cache_format(std::string_view name);

/// Errors: not_found (with the nearest known name), those of the formats, those of the connection.
Result<std::unique_ptr<engine::Generator>> open_generator(const ModelOptions& options, const Common& common);

}  // namespace jangin::app
