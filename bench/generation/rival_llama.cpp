// The rival's side of the comparisons of generation: llama.cpp through its C interface (llama.h of its source tree; bench/generation/prepare.sh
// compiles and links this file). Nothing of ours is in it. One JSON object a line in and out, as generation_bench.cpp has it:
//   {"open": MODEL, "threads": n, "sequences": n, "context": tokens of each, "flash": 0|1, "cache": "f16"|"q8_0", "ubatch": n, "unified": 0|1}
//   {"generate": [[prompt tokens]…], "tokens": n}   → {"replies": [[…]], "seconds", "prompt_seconds"}
//   {"logits": [tokens], "rows": n, "file": F}      → logits of the last n tokens, f32 rows one behind the other, in F
//   {"quantize": MODEL, "to": FILE, "type": "q4_0"} → every matrix in this format, as `llama-quantize --pure` writes it
// As in its llama-batched-bench, prompts are decoded in batches of 2,048 tokens, then one token of each sequence a step; the next token is the
// likeliest that ends nothing, and the time of finding it is not counted.
#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "llama.h"

namespace {

using nlohmann::json;

constexpr int kBatch = 2048;

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

[[noreturn]] void give_up(const std::string& why) {
  std::cerr << "llama.cpp: " << why << "\n";
  std::exit(1);
}

int64_t peak_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stoll(line.substr(6)) * 1024;
  }
  return 0;
}

class Rival {
 public:
  ~Rival() { close(); }

  json open(const json& options) {
    const std::string path = options["open"];
    if (path != path_) {
      close();
      model_ = llama_model_load_from_file(path.c_str(), llama_model_default_params());
      if (model_ == nullptr) give_up("cannot open " + path);
      path_ = path;
      vocab_ = llama_model_get_vocab(model_);
    }
    if (context_ != nullptr) llama_free(context_);
    llama_context_params params = llama_context_default_params();
    params.n_seq_max = options.value("sequences", 1u);
    params.n_ctx = params.n_seq_max * options.value("context", 512u);
    params.n_batch = kBatch;
    params.n_ubatch = options.value("ubatch", 512u);
    params.n_threads = params.n_threads_batch = options.value("threads", 2);
    params.flash_attn_type = options.value("flash", 1) != 0 ? LLAMA_FLASH_ATTN_TYPE_ENABLED : LLAMA_FLASH_ATTN_TYPE_DISABLED;
    params.type_k = params.type_v = options.value("cache", "f16") == "q8_0"  ? GGML_TYPE_Q8_0
                                    : options.value("cache", "f16") == "f32" ? GGML_TYPE_F32
                                                                             : GGML_TYPE_F16;
    params.kv_unified = options.value("unified", 0) != 0;
    params.no_perf = true;
    context_ = llama_init_from_model(model_, params);
    if (context_ == nullptr) give_up("no context with these settings: " + options.dump());
    return {{"version", llama_version()},
            {"system", llama_print_system_info()},
            {"bytes", llama_model_size(model_)},
            {"parameters", llama_model_n_params(model_)}};
  }

  json generate(const json& request) {
    const auto prompts = request["generate"].get<std::vector<std::vector<llama_token>>>();
    const int tokens = request["tokens"];
    llama_memory_clear(llama_get_memory(context_), false);
    std::vector<llama_token> next(prompts.size());
    std::vector<std::vector<llama_token>> said(prompts.size());
    const double prompt_seconds = read(prompts, next);
    const double cache_bytes = static_cast<double>(llama_state_seq_get_size(context_, 0)) / static_cast<double>(prompts[0].size());
    double seconds = prompt_seconds;
    for (int step = 0; step < tokens; ++step) {
      for (size_t s = 0; s < said.size(); ++s) said[s].push_back(next[s]);
      if (step + 1 == tokens) break;
      llama_batch batch = llama_batch_init(static_cast<int32_t>(prompts.size()), 0, 1);
      for (size_t s = 0; s < said.size(); ++s)
        add(batch, next[s], static_cast<llama_pos>(prompts[s].size()) + step, static_cast<llama_seq_id>(s), true);
      seconds += decode(batch);
      for (size_t s = 0; s < said.size(); ++s) next[s] = likeliest(static_cast<int32_t>(s));
      llama_batch_free(batch);
    }
    return {{"replies", said},
            {"seconds", seconds},
            {"prompt_seconds", prompt_seconds},
            {"peak_bytes", peak_bytes()},
            {"cache_bytes_per_token", cache_bytes}};
  }

  json logits(const json& request) {
    const auto tokens = request["logits"].get<std::vector<llama_token>>();
    const size_t rows = request["rows"], first = tokens.size() - rows;
    std::ofstream file(request["file"].get<std::string>(), std::ios::binary);
    llama_memory_clear(llama_get_memory(context_), false);
    for (size_t begin = 0; begin < tokens.size(); begin += kBatch) {
      const size_t end = std::min(tokens.size(), begin + kBatch);
      llama_batch batch = llama_batch_init(kBatch, 0, 1);
      for (size_t i = begin; i < end; ++i) add(batch, tokens[i], static_cast<llama_pos>(i), 0, i >= first);
      decode(batch);
      for (size_t i = std::max(begin, first); i < end; ++i) {
        file.write(reinterpret_cast<const char*>(llama_get_logits_ith(context_, static_cast<int32_t>(i - begin))),
                   static_cast<std::streamsize>(vocab()) * 4);
      }
      llama_batch_free(batch);
    }
    return {{"rows", rows}, {"vocab", vocab()}};
  }

  static json quantize(const json& request) {
    const std::map<std::string, llama_ftype> types = {{"q4_0", LLAMA_FTYPE_MOSTLY_Q4_0},   {"q4_1", LLAMA_FTYPE_MOSTLY_Q4_1},
                                                      {"q5_0", LLAMA_FTYPE_MOSTLY_Q5_0},   {"q8_0", LLAMA_FTYPE_MOSTLY_Q8_0},
                                                      {"q4_k", LLAMA_FTYPE_MOSTLY_Q4_K_S}, {"q6_k", LLAMA_FTYPE_MOSTLY_Q6_K}};
    llama_model_quantize_params params = llama_model_quantize_default_params();
    params.ftype = types.at(request["type"]);
    params.pure = true;
    const std::string from = request["quantize"], to = request["to"];
    if (llama_model_quantize(from.c_str(), to.c_str(), &params) != 0) give_up("cannot quantize " + from);
    return {{"written", to}};
  }

 private:
  int32_t vocab() const { return llama_vocab_n_tokens(vocab_); }

  void close() {
    if (context_ != nullptr) llama_free(context_);
    if (model_ != nullptr) llama_model_free(model_);
    context_ = nullptr;
    model_ = nullptr;
  }

  static void add(llama_batch& batch, llama_token token, llama_pos position, llama_seq_id sequence, bool wanted) {
    const int32_t i = batch.n_tokens++;
    batch.token[i] = token;
    batch.pos[i] = position;
    batch.n_seq_id[i] = 1;
    batch.seq_id[i][0] = sequence;
    batch.logits[i] = wanted ? 1 : 0;
  }

  /// Seconds.
  double decode(const llama_batch& batch) {
    const double begin = now();
    if (llama_decode(context_, batch) != 0) give_up("llama_decode failed");
    llama_synchronize(context_);
    return now() - begin;
  }

  /// Decodes the prompts; `next`: the first token of each reply. Seconds.
  double read(const std::vector<std::vector<llama_token>>& prompts, std::vector<llama_token>& next) {
    double seconds = 0;
    llama_batch batch = llama_batch_init(kBatch, 0, 1);
    std::vector<std::pair<int32_t, size_t>> last;  // place in the batch, sequence
    const auto flush = [&] {
      seconds += decode(batch);
      for (const auto& [place, sequence] : last) next[sequence] = likeliest(place);
      last.clear();
      batch.n_tokens = 0;
    };
    for (size_t s = 0; s < prompts.size(); ++s) {
      for (size_t i = 0; i < prompts[s].size(); ++i) {
        if (batch.n_tokens == kBatch) flush();
        const bool wanted = i + 1 == prompts[s].size();
        if (wanted) last.emplace_back(batch.n_tokens, s);
        add(batch, prompts[s][i], static_cast<llama_pos>(i), static_cast<llama_seq_id>(s), wanted);
      }
    }
    flush();
    llama_batch_free(batch);
    return seconds;
  }

  llama_token likeliest(int32_t place) {
    const float* logits = llama_get_logits_ith(context_, place);
    llama_token best = -1;
    for (llama_token token = 0; token < vocab(); ++token) {
      if ((best < 0 || logits[token] > logits[best]) && !llama_vocab_is_eog(vocab_, token)) best = token;
    }
    return best;
  }

  llama_model* model_ = nullptr;
  llama_context* context_ = nullptr;
  const llama_vocab* vocab_ = nullptr;
  std::string path_;
};

}  // namespace

int main() {
  llama_log_set(
      [](ggml_log_level level, const char* text, void*) {
        if (level == GGML_LOG_LEVEL_ERROR) std::cerr << text;
      },
      nullptr);
  llama_backend_init();
  Rival rival;
  for (std::string line; std::getline(std::cin, line);) {
    const json request = json::parse(line);
    if (request.contains("open"))
      std::cout << rival.open(request) << std::endl;
    else if (request.contains("generate"))
      std::cout << rival.generate(request) << std::endl;
    else if (request.contains("logits"))
      std::cout << rival.logits(request) << std::endl;
    else if (request.contains("quantize"))
      std::cout << Rival::quantize(request) << std::endl;
    else
      give_up("unknown request: " + line);
  }
}
