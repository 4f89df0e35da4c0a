// Our side of the comparison: full training of a model, a step for each line "step" on standard input, a JSON line for each.
// train_full_bench MODEL TOKENS.i32 STEPS ROWS LENGTH [bf16|f32]: TOKENS holds STEPS · ROWS · (LENGTH + 1) int32 ids, or is reused from the start.
#include <fmt/format.h>

#include <cstdio>
#include <cstring>
#include <iostream>

#include "base/clock.h"
#include "base/file.h"
#include "model/formats/model_files.h"
#include "train/schedules/schedule.h"
#include "train/trainer.h"

namespace {

using namespace jangin;

train::MicroBatch batch_of(const std::string& bytes, size_t step, size_t rows, size_t length) {
  std::vector<int32_t> row(length + 1);
  train::MicroBatch batch;
  const size_t row_bytes = row.size() * sizeof(int32_t);
  for (size_t r = 0; r < rows; ++r) {
    std::memcpy(row.data(), bytes.data() + ((step * rows + r) * row_bytes) % (bytes.size() / row_bytes * row_bytes), row_bytes);
    batch.tokens.append(std::span(row).first(length));
    batch.targets.insert(batch.targets.end(), row.begin() + 1, row.end());
  }
  batch.weights.assign(batch.targets.size(), 1.0f);
  return batch;
}

int run(const std::vector<std::string>& arguments) {
  const size_t steps = std::stoul(arguments[2]);
  const size_t rows = std::stoul(arguments[3]);
  const size_t length = std::stoul(arguments[4]);
  train::TrainConfig config;
  config.precision = arguments.size() > 5 ? arguments[5] : "bf16";
  config.peak_rate = 1e-4;
  config.warmup_share = 0;
  config.weight_decay = 0.01;
  config.schedule = "constant";
  auto files = model::open_model(arguments[0]);
  auto bytes = read_file(arguments[1]);
  if (!files || !bytes) {
    std::cerr << (files ? bytes.error() : files.error()).text() << "\n";
    return 1;
  }
  auto network = model::Network::load(files->config, *files->weights, tensor::default_device(), config.precision == "f32" ? tensor::DType::f32 : tensor::DType::bf16);
  if (!network) {
    std::cerr << network.error().text() << "\n";
    return 1;
  }
  train::Trainer trainer(**network, config);
  fmt::print("{{\"ready\": true, \"arithmetic\": \"{}\"}}\n", (*network)->device().arithmetic());
  std::fflush(stdout);
  std::string line;
  for (size_t step = 0; step < steps && std::getline(std::cin, line); ++step) {
    const train::MicroBatch batch = batch_of(*bytes, step, rows, length);
    Stopwatch watch;
    const train::StepResult result = trainer.step(static_cast<int64_t>(step) + 1, config.peak_rate, {&batch, 1});
    fmt::print("{{\"step\": {}, \"loss\": {:.7f}, \"norm\": {:.6f}, \"seconds\": {:.4f}, \"pass_seconds\": {:.4f}, \"tokens\": {}, \"peak_bytes\": {}, \"arena_bytes\": {}}}\n",
               step + 1, result.loss, result.gradient_norm, watch.seconds(), result.pass_seconds, result.tokens, peak_memory_bytes(),
               (*network)->device().arena().high_water_bytes());
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace

int main(int count, char** values) {
  const std::vector<std::string> arguments(values + 1, values + count);
  if (arguments.size() < 5) {
    std::cerr << "train_full_bench MODEL TOKENS.i32 STEPS ROWS LENGTH [bf16|f32]\n";
    return 2;
  }
  return run(arguments);
}
