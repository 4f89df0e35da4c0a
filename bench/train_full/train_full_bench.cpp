// Our side of the comparison of full training. Commands:
//   train_full_bench export MODEL FOLDER               the model as a Hugging Face folder in f32, for the rival
//   train_full_bench tokens MODEL TEXT OUT.i32         the text's token ids as int32
//   train_full_bench train MODEL TOKENS.i32 ROWS LENGTH bf16|f32 [MICRO_ROWS]
// `train` answers each line of standard input with one line of JSON: "step" does an optimizer step on the next ROWS · (LENGTH + 1) ids,
// "peak" measures the product peak of all threads.
#include <fmt/format.h>

#include <atomic>
#include <cstdio>
#include <cstring>
#include <iostream>

#include "base/clock.h"
#include "base/file.h"
#include "base/thread_pool.h"
#include "kernel/kernel_table.h"
#include "model/formats/model_files.h"
#include "train/trainer.h"

namespace {

using namespace jangin;

constexpr double kRate = 1e-4;

int failed(const Error& error) {
  std::cerr << error.text() << "\n";
  return 1;
}

int export_model(const std::string& model, const std::string& folder) {
  auto files = model::open_model(model);
  if (!files) return failed(files.error());
  auto saved = model::save_huggingface(folder, files->config, *files->weights, nullptr, model::StoredType::f32);
  return saved ? 0 : failed(saved.error());
}

int write_tokens(const std::string& model, const std::string& text_path, const std::string& out) {
  auto files = model::open_model(model);
  if (!files) return failed(files.error());
  auto tokenizer = files->load_tokenizer();
  auto text = read_file(text_path);
  if (!tokenizer) return failed(tokenizer.error());
  if (!text) return failed(text.error());
  const std::vector<int32_t> ids = tokenizer->encode(*text);
  auto written = write_file(out, {reinterpret_cast<const char*>(ids.data()), ids.size() * sizeof(int32_t)});
  return written ? 0 : failed(written.error());
}

/// The rows of a step, each followed by one more id as the last target; starts again when the file is used up.
std::vector<train::MicroBatch> batches_of(const std::string& bytes, size_t step, size_t rows, size_t length, size_t micro_rows) {
  std::vector<int32_t> row(length + 1);
  std::vector<train::MicroBatch> batches;
  const size_t row_bytes = row.size() * sizeof(int32_t);
  const size_t file_rows = bytes.size() / row_bytes;
  for (size_t r = 0; r < rows; ++r) {
    if (r % micro_rows == 0) batches.emplace_back();
    std::memcpy(row.data(), bytes.data() + (step * rows + r) % file_rows * row_bytes, row_bytes);
    batches.back().tokens.append(std::span(row).first(length));
    batches.back().targets.insert(batches.back().targets.end(), row.begin() + 1, row.end());
    batches.back().weights.resize(batches.back().targets.size(), 1.0f);
  }
  return batches;
}

/// Floating-point operations a second of all threads at once, in the faster of the product forms.
double measure_peak(bool bf16) {
  const kernel::KernelTable& table = kernel::kernels();
  auto run = [&](double (*loop)(int64_t)) {
    std::atomic<double> work = 0;
    Stopwatch watch;
    const auto threads = static_cast<size_t>(ThreadPool::shared().size());
    ThreadPool::shared().parallel_for(threads * 8, 1, [&](size_t, size_t, int) { work += loop(2'000'000); });
    return work / watch.seconds();
  };
  double peak = run(table.peak_f32);
  if (bf16 && table.peak_bf16(1) > 0) peak = std::max(peak, run(table.peak_bf16));
  return peak;
}

int train_model(const std::vector<std::string>& arguments) {
  train::TrainConfig config;
  const size_t rows = std::stoul(arguments[3]);
  const size_t length = std::stoul(arguments[4]);
  const size_t micro_rows = arguments.size() > 6 ? std::stoul(arguments[6]) : rows;
  config.precision = arguments[5];
  config.micro_batch_rows = static_cast<int64_t>(micro_rows);
  config.leaf_rows = config.batch_rows = static_cast<int64_t>(rows);
  auto files = model::open_model(arguments[1]);
  if (!files) return failed(files.error());
  auto bytes = read_file(arguments[2]);
  if (!bytes) return failed(bytes.error());
  const tensor::DType compute = config.precision == "f32" ? tensor::DType::f32 : tensor::DType::bf16;
  auto network = model::Network::load(files->config, *files->weights, tensor::default_device(), compute);
  if (!network) return failed(network.error());
  train::Trainer trainer(**network, config);
  fmt::print("{{\"arithmetic\": \"{}\", \"threads\": {}}}\n", (*network)->device().arithmetic(), ThreadPool::shared().size());
  std::fflush(stdout);
  std::string line;
  for (size_t step = 0; std::getline(std::cin, line);) {
    if (line == "peak") {
      fmt::print("{{\"peak\": {:.6e}}}\n", measure_peak(compute == tensor::DType::bf16));
    } else {
      const auto batches = batches_of(*bytes, step++, rows, length, micro_rows);
      Stopwatch watch;
      const train::StepResult result = *trainer.step(static_cast<int64_t>(step), kRate, batches);
      fmt::print("{{\"step\": {}, \"loss\": {:.9f}, \"norm\": {:.6f}, \"seconds\": {:.4f}, \"pass_seconds\": {:.4f}, \"peak_bytes\": {}}}\n", step, result.loss,
                 result.gradient_norm, watch.seconds(), result.pass_seconds, peak_memory_bytes());
    }
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace

int main(int count, char** values) {
  const std::vector<std::string> arguments(values + 1, values + count);
  if (arguments.size() == 3 && arguments[0] == "export") return export_model(arguments[1], arguments[2]);
  if (arguments.size() == 4 && arguments[0] == "tokens") return write_tokens(arguments[1], arguments[2], arguments[3]);
  if (arguments.size() >= 6 && arguments[0] == "train") return train_model(arguments);
  std::cerr << "usage: see the head of bench/train_full/train_full_bench.cpp\n";
  return 2;
}
