// Our side of the comparisons of training, full and with an adapter (bench/train_lora). Commands:
//   train_full_bench export MODEL FOLDER               the model as a Hugging Face folder in f32, for the rival
//   train_full_bench tokens MODEL TEXT OUT.i32         the text's token ids as int32
//   train_full_bench adapter MODEL FOLDER RANK         a new adapter of this rank on all linear layers, alpha twice the rank
//   train_full_bench train MODEL TOKENS.i32 ROWS LENGTH bf16|f32 [MICRO_ROWS] [ADAPTER]
// `train` answers each line of standard input with one line of JSON: "step" does an optimizer step on the next ROWS · (LENGTH + 1) ids,
// "peak" measures the product peak of all threads. LENGTH may be a list, 128,384,…: documents of these lengths, ROWS of them. With ADAPTER,
// a folder in peft's format, only the adapter is trained, from what is in it.
#include <fmt/format.h>

#include <atomic>
#include <cstdio>
#include <cstring>
#include <iostream>

#include "base/clock.h"
#include "base/file.h"
#include "base/strings.h"
#include "base/thread_pool.h"
#include "kernel/kernel_table.h"
#include "model/adapters/peft_files.h"
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

/// "1024" for every row, or one number a row.
std::vector<size_t> lengths_of(const std::string& text, size_t rows) {
  std::vector<size_t> lengths;
  for (const std::string_view part : split(text, ',')) lengths.push_back(std::stoul(std::string(part)));
  lengths.resize(rows, lengths.back());
  return lengths;
}

/// The rows of a step, each followed by one more id as the last target; a row that would leave the file starts it again.
std::vector<train::MicroBatch> batches_of(const std::string& bytes, size_t& position, const std::vector<size_t>& lengths, size_t micro_rows) {
  std::vector<train::MicroBatch> batches;
  for (size_t r = 0; r < lengths.size(); ++r) {
    if (r % micro_rows == 0) batches.emplace_back();
    std::vector<int32_t> row(lengths[r] + 1);
    if ((position + row.size()) * sizeof(int32_t) > bytes.size()) position = 0;
    std::memcpy(row.data(), bytes.data() + position * sizeof(int32_t), row.size() * sizeof(int32_t));
    position += row.size();
    batches.back().tokens.append(std::span(row).first(lengths[r]));
    batches.back().targets.insert(batches.back().targets.end(), row.begin() + 1, row.end());
    batches.back().weights.resize(batches.back().targets.size(), 1.0f);
  }
  return batches;
}

int write_adapter(const std::string& model, const std::string& folder, int64_t rank) {
  auto files = model::open_model(model);
  if (!files) return failed(files.error());
  auto network = model::Network::create(files->config, tensor::default_device(), tensor::DType::f32);
  if (!network) return failed(network.error());
  auto adapter = model::LoraAdapter::create(**network, {.rank = rank, .alpha = 2.0 * static_cast<double>(rank), .rank_stabilized = false});
  if (!adapter) return failed(adapter.error());
  (*adapter)->initialize(1);
  auto saved = model::save_adapter(folder, **adapter);
  return saved ? 0 : failed(saved.error());
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
  const std::vector<size_t> lengths = lengths_of(arguments[4], rows);
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
  std::unique_ptr<model::LoraAdapter> adapter;
  if (arguments.size() > 7) {
    auto loaded = model::load_adapter(arguments[7], **network);
    if (!loaded) return failed(loaded.error());
    adapter = std::move(*loaded);
    (*network)->attach(adapter.get());
  }
  train::Trainer trainer(**network, config);
  fmt::print("{{\"arithmetic\": \"{}\", \"threads\": {}}}\n", (*network)->device().arithmetic(), ThreadPool::shared().size());
  std::fflush(stdout);
  std::string line;
  size_t position = 0;
  for (size_t step = 0; std::getline(std::cin, line);) {
    if (line == "peak") {
      fmt::print("{{\"peak\": {:.6e}}}\n", measure_peak(compute == tensor::DType::bf16));
    } else {
      const auto batches = batches_of(*bytes, position, lengths, micro_rows);
      ++step;
      Stopwatch watch;
      const train::StepResult result = *trainer.step(static_cast<int64_t>(step), kRate, batches);
      fmt::print("{{\"step\": {}, \"loss\": {:.9f}, \"norm\": {:.6f}, \"seconds\": {:.4f}, \"pass_seconds\": {:.4f}, \"peak_bytes\": {}}}\n", step,
                 result.loss, result.gradient_norm, watch.seconds(), result.pass_seconds, peak_memory_bytes());
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
  if (arguments.size() == 4 && arguments[0] == "adapter") return write_adapter(arguments[1], arguments[2], std::stoll(arguments[3]));
  if (arguments.size() >= 6 && arguments[0] == "train") return train_model(arguments);
  std::cerr << "usage: see the head of bench/train_full/train_full_bench.cpp\n";
  return 2;
}
