// Our side of bench/tokenizer_train: trains on the files of a list and answers with one line of JSON.
//   tokenizer_train_bench LIST VOCABULARY MERGES    LIST: a path a line; MERGES: where the merges go, one a line
// Files are in memory before the clock starts, as the rival's are. "split_seconds" is splitting alone, with nothing counted.
#include <fmt/format.h>
#include <sys/resource.h>

#include <iostream>

#include "base/clock.h"
#include "base/file.h"
#include "base/progress.h"
#include "base/strings.h"
#include "base/thread_pool.h"
#include "tokenizer/training/bpe_trainer.h"
#include "tokenizer/training/piece_counter.h"

namespace {

using namespace jangin;

Result<std::vector<std::string>> read_all(const std::string& list) {
  JANGIN_ASSIGN(const std::string paths, read_file(list));
  std::vector<std::string> texts;
  for (std::string_view path : split_lines(paths)) {
    JANGIN_ASSIGN(std::string text, read_file(path));
    texts.push_back(std::move(text));
  }
  return texts;
}

/// Of all threads, in user and kernel.
double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec); };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Every step before counting, on all threads.
Result<double> split_seconds(const std::vector<std::string>& texts, const tokenizer::BpeTrainingConfig& config) {
  JANGIN_ASSIGN(const tokenizer::PreTokenizer splitter, tokenizer::PreTokenizer::build(config.pre_tokenizer, "bench"));
  JANGIN_ASSIGN(const tokenizer::Normalizer normalizer, tokenizer::Normalizer::build(config.normalizers, "bench"));
  std::vector<uint64_t> pieces(static_cast<size_t>(ThreadPool::shared().size()));
  Stopwatch watch;
  ThreadPool::shared().parallel_for(texts.size(), 1, [&](size_t begin, size_t end, int thread) {
    for (size_t i = begin; i < end; ++i) {
      tokenizer::split_pieces(texts[i], splitter, normalizer, [&](std::string_view) { ++pieces[static_cast<size_t>(thread)]; });
    }
  });
  return watch.seconds();
}

Status run(const std::string& list, size_t vocabulary, const std::string& merges_path) {
  JANGIN_ASSIGN(const std::vector<std::string> texts, read_all(list));
  tokenizer::BpeTrainingConfig config;
  config.vocabulary = vocabulary;
  Stopwatch watch;
  const double cpu_before = cpu_seconds();
  JANGIN_ASSIGN(const tokenizer::BpeTraining training, tokenizer::train_bpe(
                                                           [&](const tokenizer::TextReceiver& receive) -> Status {
                                                             for (const std::string& text : texts) JANGIN_TRY(receive(text));
                                                             return {};
                                                           },
                                                           config));
  const double seconds = watch.seconds();
  const double cpu = cpu_seconds() - cpu_before;
  JANGIN_ASSIGN(const double splitting, split_seconds(texts, config));
  std::string merges;
  for (const auto& [left, right] : training.spec.merges) merges += left + " " + right + "\n";
  JANGIN_TRY(write_file(merges_path, merges));
  fmt::print("{{\"seconds\": {:.4f}, \"cpu_seconds\": {:.4f}, \"split_seconds\": {:.4f}, \"bytes\": {}, \"threads\": {}, \"peak_bytes\": {}}}\n",
             seconds, cpu, splitting, training.bytes, ThreadPool::shared().size(), peak_memory_bytes());
  return {};
}

}  // namespace

int main(int count, char** values) {
  if (count != 4) {
    std::cerr << "usage: see the head of bench/tokenizer_train/tokenizer_train_bench.cpp\n";
    return 2;
  }
  set_progress_style(ProgressStyle::silent);
  const Status done = run(values[1], std::stoul(values[2]), values[3]);
  if (!done) std::cerr << done.error().text() << "\n";
  return done ? 0 : 1;
}
