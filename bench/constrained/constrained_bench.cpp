// Our side of the comparison, and random answers for validators. Commands on standard input, one JSON a line; answers the same way.
//   constrained_bench MODEL.gguf        {"walk": schema, "seed": n, "count": m}   → {"walks": [{"tokens", "text", "finished"}]}
//                                       {"masks": schema, "tokens": [[…]], "file": F?}   → {"compile_us", "mask_us": […], "accepted"}
//                                       {"bytes": true}                  → {"tokens": [hexadecimal bytes by id]}
// "schema" is the text of a JSON Schema. Masks go to F as they are, one after the other, each with a word behind it: 1 where the text may end.
#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "engine/grammar/constraint.h"
#include "engine/random_token.h"
#include "model/formats/gguf_tokenizer.h"
#include "tokenizer/tokenizer.h"

namespace {

using nlohmann::json;
using namespace jangin;
using namespace jangin::engine;

double now_us() { return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

template <typename T>
T must(Result<T> result) {
  if (result) return std::move(*result);
  std::cerr << result.error().text() << "\n";
  std::exit(1);
}

json walk(const std::shared_ptr<const Grammar>& grammar, const std::shared_ptr<const TokenTable>& table, uint64_t seed) {
  Constraint constraint(grammar, table);
  Random random(seed);
  std::vector<uint64_t> mask(table->mask_words());
  std::vector<int32_t> tokens;
  while (tokens.size() < 400 && constraint.allowed(mask) && !(constraint.may_end() && random.below(3) == 0)) {
    tokens.push_back(random_token(mask, *table, random));
    if (!constraint.accept(tokens.back())) std::abort();
  }
  const bool finished = constraint.may_end();
  return {{"tokens", tokens}, {"text", finished ? constraint.text() : ""}, {"finished", finished}};
}

json masks(const std::string& schema, const json& walks, const std::string& file, const std::shared_ptr<const TokenTable>& table) {
  const double begin = now_us();
  auto grammar = must(Grammar::compile({OutputFormat::Kind::json_schema, schema}));
  const double compiled = now_us();
  std::vector<double> times;
  std::vector<uint64_t> mask(table->mask_words() + 1);
  std::ofstream out;
  if (!file.empty()) out.open(file, std::ios::binary);
  bool accepted = true;
  for (const json& tokens : walks) {
    Constraint constraint(grammar, table);
    for (size_t i = 0; i <= tokens.size(); ++i) {
      const double start = now_us();
      constraint.allowed(std::span(mask).first(table->mask_words()));
      times.push_back(now_us() - start);
      mask.back() = constraint.may_end() ? 1 : 0;
      if (out.is_open()) out.write(reinterpret_cast<const char*>(mask.data()), static_cast<std::streamsize>(mask.size() * 8));
      if (i < tokens.size() && !constraint.accept(tokens[i].get<int32_t>())) accepted = false;
    }
  }
  return {{"compile_us", compiled - begin}, {"mask_us", times}, {"accepted", accepted}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  auto file = must(model::GgufFile::open(argv[1]));
  auto tokenizer = must(tokenizer::Tokenizer::build(must(model::tokenizer_from_gguf(file)), argv[1]));
  const double begin = now_us();
  auto table = TokenTable::create(tokenizer);
  std::cerr << fmt::format("token table: {} tokens in {:.1f} ms\n", table->vocab(), (now_us() - begin) / 1000);
  for (std::string line; std::getline(std::cin, line);) {
    const json command = json::parse(line);
    if (command.contains("bytes")) {
      json tokens = json::array();
      for (size_t token = 0; token < table->vocab(); ++token) {
        std::string hex;
        for (char c : table->bytes(static_cast<int32_t>(token))) hex += fmt::format("{:02x}", static_cast<uint8_t>(c));
        tokens.push_back(hex);
      }
      std::cout << json{{"tokens", tokens}} << std::endl;
    } else if (command.contains("walk")) {
      auto grammar = Grammar::compile({OutputFormat::Kind::json_schema, command["walk"].get<std::string>()});
      if (!grammar) {
        std::cout << json{{"error", grammar.error().text()}} << std::endl;
        continue;
      }
      const int count = command.value("count", 1);
      json all = json::array();
      for (int i = 0; i < count; ++i) all.push_back(walk(*grammar, table, command.value("seed", 0) + static_cast<uint64_t>(i)));
      std::cout << json{{"walks", all}} << std::endl;
    } else {
      std::cout << masks(command["masks"].get<std::string>(), command["tokens"], command.value("file", ""), table) << std::endl;
    }
  }
}
