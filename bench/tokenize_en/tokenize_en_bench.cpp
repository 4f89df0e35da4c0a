// Our side of tokenize_en and tokenize_ko. Commands:
//   tokenize_en_bench export MODEL.gguf FOLDER      the model's tokenizer as tokenizer.json, for both sides
//   tokenize_en_bench encode FOLDER TEXTS THREADS   TEXTS: texts, each ended by NUL
// `encode` answers each line of standard input with one line of JSON: "encode" encodes all texts once and says how long it took; "ids" adds
// a number made of all ids, in order, that the other side makes of its own.
#include <fmt/format.h>

#include <iostream>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file.h"
#include "base/thread_pool.h"
#include "model/formats/gguf_tokenizer.h"
#include "tokenizer/tokenizer.h"

namespace {

using namespace jangin;

int failed(const Error& error) {
  std::cerr << error.text() << "\n";
  return 1;
}

int export_tokenizer(const std::string& model, const std::string& folder) {
  auto file = model::GgufFile::open(model);
  if (!file) return failed(file.error());
  auto spec = model::tokenizer_from_gguf(*file);
  if (!spec) return failed(spec.error());
  auto tokenizer = tokenizer::Tokenizer::build(std::move(*spec), model);
  if (!tokenizer) return failed(tokenizer.error());
  auto saved = tokenizer->save(folder);
  return saved ? 0 : failed(saved.error());
}

/// Polynomial of the ids modulo 2^61 − 1; text borders count.
uint64_t fold(const std::vector<std::vector<tokenizer::TokenId>>& all) {
  constexpr uint64_t kModulus = (uint64_t{1} << 61) - 1;
  unsigned __int128 sum = 0;
  for (const auto& ids : all) {
    for (const tokenizer::TokenId id : ids) sum = (sum * 1000003 + static_cast<uint64_t>(id) + 2) % kModulus;
    sum = (sum * 1000003 + 1) % kModulus;
  }
  return static_cast<uint64_t>(sum);
}

int encode(const std::string& folder, const std::string& path, int threads) {
  ThreadPool::set_threads(threads);
  auto tokenizer = tokenizer::Tokenizer::open(folder);
  if (!tokenizer) return failed(tokenizer.error());
  auto bytes = read_file(path);
  if (!bytes) return failed(bytes.error());
  std::vector<std::string_view> texts;
  for (size_t begin = 0; begin < bytes->size();) {
    const size_t end = std::min(bytes->find('\0', begin), bytes->size());
    texts.push_back(std::string_view(*bytes).substr(begin, end - begin));
    begin = end + 1;
  }
  for (std::string line; std::getline(std::cin, line);) {
    Stopwatch watch;
    const auto all = tokenizer->encode_batch(texts, {.special = true});
    const double seconds = watch.seconds();
    size_t tokens = 0;
    for (const auto& ids : all) tokens += ids.size();
    fmt::print("{{\"seconds\": {:.6f}, \"tokens\": {}, \"ids\": {}}}\n", seconds, tokens, line == "ids" ? fold(all) : 0);
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace

int main(int count, char** values) {
  const std::vector<std::string> arguments(values + 1, values + count);
  if (arguments.size() == 3 && arguments[0] == "export") return export_tokenizer(arguments[1], arguments[2]);
  if (arguments.size() == 4 && arguments[0] == "encode") return encode(arguments[1], arguments[2], std::stoi(arguments[3]));
  std::cerr << "usage: see the head of bench/tokenize_en/tokenize_en_bench.cpp\n";
  return 2;
}
