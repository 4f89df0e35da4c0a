// Our side of the comparisons of generation, through the engine as `jangin generate` and `jangin serve` use it. One JSON object a line in and
// out; bench/generation/rival_llama.cpp answers the same requests (but "encode", "limits" and "divergence").
//   {"open": MODEL, "threads": n, "sequences": n, "context": tokens of each, "compute": "automatic"|"f32"|"bf16", "weights": of weight_form(), "cache": "auto"|"f32"|"bf16"|"q8",
//    "lookup": bool, "draft": MODEL?}
//   {"encode": FILE, "count": n}                    → {"tokens", "start"}: the file's first tokens; what a prompt begins with
//   {"chat": [prompt…]}                             → {"prompts"}: tokens of each as a user's message, the assistant's turn opened
//   {"generate": [[prompt tokens]…], "tokens": n, "schema": text?}
//        → {"replies": [[…]], "texts", "seconds", "passes", "guessed", "accepted", "peak_bytes", "cache_bytes_per_token"}
//   {"logits": [tokens], "rows": n, "file": F}      → logits of the last n tokens, f32 rows one behind the other, in F
//   {"divergence": F, "reference": F, "targets": [tokens]} → {"kl", "nll", "reference_nll", "same"}, means over the rows, nats
//   {"limits": true}                                → {"flops", "bytes": a second, all threads, "weight_bytes"}
// Replies are greedy and never end by themselves (tokens that end a turn are biased away); with a schema they end where it is fulfilled.
#include <fmt/format.h>

#include <atomic>
#include <cmath>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/file.h"
#include "base/thread_pool.h"
#include "engine/local_generator.h"
#include "engine/prompt.h"
#include "engine/scheduler.h"
#include "kernel/peaks.h"

namespace {

using namespace jangin;
using namespace jangin::engine;
using nlohmann::json;
using Tokens = std::vector<int32_t>;

template <typename T>
T must(Result<T> result) {
  if (result) return std::move(*result);
  std::cerr << result.error().text() << "\n";
  std::exit(1);
}
void must(const Status& status) {
  if (status) return;
  std::cerr << status.error().text() << "\n";
  std::exit(1);
}

class Ours {
 public:
  json open(const json& request) {
    LocalOptions options;
    options.batch = request.value("sequences", 1);
    options.context = request.value("context", 512);
    options.lookup = request.value("lookup", false);
    options.draft = request.value("draft", "");
    const std::string compute = request.value("compute", "automatic");
    options.compute = compute == "f32" ? Compute::f32 : compute == "bf16" ? Compute::bf16 : Compute::automatic;
    options.weights = must(model::weight_form(request.value("weights", "file")));
    const std::string cache = request.value("cache", "auto");
    options.cache = cache == "f32"    ? CacheFormat::f32
                    : cache == "bf16" ? CacheFormat::bf16
                    : cache == "q8"   ? CacheFormat::q8
                                      : CacheFormat::automatic;
    cache_ = options.cache;
    ThreadPool::set_threads(request.value("threads", 2));
    plain_.reset();
    generator_.reset();
    generator_ = must(LocalGenerator::open(request["open"].get<std::string>(), options));
    const model::Network& network = generator_->network();
    return {{"arithmetic", network.device().arithmetic()},
            {"compute", network.compute() == tensor::DType::bf16 ? "bf16" : "f32"},
            {"threads", ThreadPool::shared().size()},
            {"output_weights", network.config().vocab * network.config().d_model}};
  }

  json encode(const json& request) const {
    Tokens tokens = generator_->tokenizer().encode(must(read_file(request["encode"].get<std::string>())));
    tokens.resize(std::min(tokens.size(), request["count"].get<size_t>()));
    return {{"tokens", tokens}, {"start", generator_->tokenizer().spec().surround.before}};
  }

  json chat(const json& request) const {
    json prompts = json::array();
    for (const std::string& text : request["chat"].get<std::vector<std::string>>()) {
      const std::vector<record::Message> messages = {record::text_message("user", text)};
      prompts.push_back(must(encode_prompt(generator_->tokenizer(), generator_->chat_template(), messages, "", "prompt")));
    }
    return {{"prompts", prompts}};
  }

  json generate(const json& request) {
    const auto prompts = request["generate"].get<std::vector<Tokens>>();
    GenerateRequest wanted{
        .prompt = "-", .max_tokens = request["tokens"], .log_probabilities = request.value("tell", false)};  // what is read are the tokens
    if (request.contains("schema")) {
      wanted.format.kind = OutputFormat::Kind::json_schema;
      wanted.format.text = request["schema"].get<std::string>();
    } else {
      for (int32_t token : end_tokens()) wanted.sampling.logit_bias.emplace_back(token, -1e9);
    }
    Scheduler& scheduler = *must(generator_->scheduler());
    std::vector<GenerateReply> replies(prompts.size());
    const Scheduler::Speculation before = scheduler.speculation();
    Stopwatch watch;
    for (size_t i = 0; i < prompts.size(); ++i) {
      PreparedRequest prepared = must(generator_->prepare(wanted, fmt::format("request {}", i + 1)));
      prepared.prompt = prompts[i];
      scheduler.add(std::move(prepared), [&replies, i](Result<GenerateReply> reply) { replies[i] = must(std::move(reply)); });
    }
    size_t passes = 0;
    for (; !scheduler.idle(); ++passes) must(scheduler.step());
    const double seconds = watch.seconds();
    json texts = json::array(), tokens = json::array(), counts = json::array();
    for (const GenerateReply& reply : replies) {
      texts.push_back(reply.text);
      counts.push_back(reply.generated_tokens);
      Tokens ids;
      for (const TokenLogProbability& token : reply.tokens) ids.push_back(token.token);
      tokens.push_back(ids);
    }
    return {{"replies", tokens},
            {"texts", texts},
            {"counts", counts},
            {"seconds", seconds},
            {"passes", passes},
            {"guessed", scheduler.speculation().guessed - before.guessed},
            {"accepted", scheduler.speculation().accepted - before.accepted},
            {"peak_bytes", peak_memory_bytes()},
            {"cache_bytes_per_token", cache_bytes_per_token()}};
  }

  json logits(const json& request) {
    const auto tokens = request["logits"].get<Tokens>();
    const size_t rows = request["rows"];
    if (!plain_)
      plain_ = must(model::DecoderState::create(generator_->network(), 1, static_cast<int64_t>(generator_->context_tokens()), 0, cache_type()));
    plain_->truncate(0, 0);
    std::vector<float> logits(rows * static_cast<size_t>(plain_->vocab()));
    const model::SequenceTokens chunk{0, tokens, rows};
    must(plain_->append({&chunk, 1}, logits));
    must(write_file(request["file"].get<std::string>(), {reinterpret_cast<const char*>(logits.data()), logits.size() * sizeof(float)}));
    return {{"rows", rows}, {"vocab", plain_->vocab()}};
  }

  json limits() const {
    const kernel::KernelTable& table = kernel::kernels();
    const std::vector<char> memory(size_t{256} << 20, 1);
    const auto threads = static_cast<size_t>(ThreadPool::shared().size());
    std::atomic<double> flops = 0, bytes = 0;
    const auto part = static_cast<int64_t>(memory.size() / threads) / 64 * 64;
    ThreadPool::shared().parallel_for(threads, 1, [&](size_t begin, size_t, int) {
      flops += kernel::peak_flops(table, kernel::DType::f32, 15);
      bytes += kernel::peak_read_bandwidth(table, memory.data() + static_cast<int64_t>(begin) * part, part, 5);
    });
    return {{"flops", flops.load()}, {"bytes", bytes.load()}};
  }

 private:
  Tokens end_tokens() const {
    Tokens tokens = {generator_->tokenizer().eos()};
    for (int64_t id : generator_->network().config().eos_ids) tokens.push_back(static_cast<int32_t>(id));
    std::erase(tokens, tokenizer::kNoToken);
    return tokens;
  }

  kernel::CacheType cache_type() const {
    return cache_ == CacheFormat::f32    ? kernel::CacheType::f32
           : cache_ == CacheFormat::bf16 ? kernel::CacheType::bf16
           : cache_ == CacheFormat::q8   ? kernel::CacheType::q8
                                         : model::exact_cache(generator_->network());
  }
  int64_t cache_bytes_per_token() const { return model::cache_token_bytes(generator_->network().config(), cache_type()); }

  CacheFormat cache_ = CacheFormat::automatic;
  std::unique_ptr<LocalGenerator> generator_;
  std::unique_ptr<model::DecoderState> plain_;  // for logits of whole texts
};

struct Divergence {
  double kl = 0, nll = 0, reference_nll = 0;
  bool same = false;  // the likeliest token
};

double log_sum(std::span<const float> logits, float highest) {
  double sum = 0;
  for (float logit : logits) sum += std::exp(static_cast<double>(logit - highest));
  return std::log(sum) + static_cast<double>(highest);
}

/// Of one row of logits p against q.
Divergence divergence_of(std::span<const float> p, std::span<const float> q, int32_t target) {
  const auto p_best = std::ranges::max_element(p), q_best = std::ranges::max_element(q);
  const double p_sum = log_sum(p, *p_best), q_sum = log_sum(q, *q_best);
  Divergence out{0, q_sum - static_cast<double>(q[static_cast<size_t>(target)]), p_sum - static_cast<double>(p[static_cast<size_t>(target)]),
                 p_best - p.begin() == q_best - q.begin()};
  for (size_t i = 0; i < p.size(); ++i) {
    const double log_p = static_cast<double>(p[i]) - p_sum;
    out.kl += std::exp(log_p) * (log_p - (static_cast<double>(q[i]) - q_sum));
  }
  return out;
}

json divergence(const json& request) {
  const auto targets = request["targets"].get<Tokens>();
  const std::string q = must(read_file(request["divergence"].get<std::string>())), p = must(read_file(request["reference"].get<std::string>()));
  const size_t vocab = p.size() / sizeof(float) / targets.size();
  if (p.size() != q.size() || vocab * targets.size() * sizeof(float) != p.size()) must(fail(ErrorCode::invalid_argument, "logits of another size"));
  std::vector<Divergence> rows(targets.size());
  ThreadPool::shared().parallel_for(rows.size(), 1, [&](size_t row, size_t, int) {
    const auto at = [&](const std::string& bytes) { return std::span(reinterpret_cast<const float*>(bytes.data()) + row * vocab, vocab); };
    rows[row] = divergence_of(at(p), at(q), targets[row]);
  });
  Divergence mean;
  double same = 0;
  for (const Divergence& row : rows) {
    mean.kl += row.kl;
    mean.nll += row.nll;
    mean.reference_nll += row.reference_nll;
    same += row.same ? 1 : 0;
  }
  const auto count = static_cast<double>(rows.size());
  return {{"kl", mean.kl / count}, {"nll", mean.nll / count}, {"reference_nll", mean.reference_nll / count}, {"same", same / count}};
}

}  // namespace

int main() {
  Ours ours;
  for (std::string line; std::getline(std::cin, line);) {
    const json request = json::parse(line);
    json answer;
    if (request.contains("open"))
      answer = ours.open(request);
    else if (request.contains("encode"))
      answer = ours.encode(request);
    else if (request.contains("chat"))
      answer = ours.chat(request);
    else if (request.contains("generate"))
      answer = ours.generate(request);
    else if (request.contains("logits"))
      answer = ours.logits(request);
    else if (request.contains("divergence"))
      answer = divergence(request);
    else if (request.contains("limits"))
      answer = ours.limits();
    else
      must(fail(ErrorCode::invalid_argument, "unknown request", line));
    std::cout << answer.dump(-1, ' ', false, json::error_handler_t::replace) << std::endl;
  }
}
