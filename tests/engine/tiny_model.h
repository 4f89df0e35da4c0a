// A tiny random llama with a byte-level tokenizer, for tests: its text is noise, but every number of it is exact.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "engine/local_generator.h"
#include "tokenizer/byte_level.h"

namespace jangin::engine {

struct TinyModel {
  std::unique_ptr<model::Network> network;
  std::unique_ptr<tokenizer::Tokenizer> tokenizer;
  std::unique_ptr<tokenizer::ChatTemplate> chat;

  BorrowedModel borrowed() const { return {network.get(), tokenizer.get(), chat.get(), "tiny"}; }
};

/// 256 bytes, a few merges, and ChatML's two marks (<|im_end|> ends a reply).
inline tokenizer::TokenizerSpec tiny_tokenizer_spec() {
  tokenizer::TokenizerSpec spec;
  for (int byte = 0; byte < 256; ++byte) spec.tokens.push_back(tokenizer::to_byte_level(std::string(1, static_cast<char>(byte))));
  for (const char* merged : {"th", "the", "in", "er", "an"}) {
    std::string word = merged;
    spec.tokens.push_back(word);
    spec.merges.emplace_back(word.substr(0, word.size() - 1), word.substr(word.size() - 1));
  }
  for (const char* mark : {"<|im_start|>", "<|im_end|>"}) {
    spec.added.push_back({mark, static_cast<tokenizer::TokenId>(spec.tokens.size()), true});
    spec.tokens.emplace_back(mark);
  }
  spec.eos = spec.added[1].id;
  spec.pre_tokenizer.emplace_back().kind = tokenizer::PreTokenStep::Kind::byte_level;
  return spec;
}

/// A wide `range` of random weights makes replies differ from prompt to prompt; a narrow one makes them insensitive to rounding.
inline TinyModel tiny_model(tensor::DType compute = tensor::DType::f32, uint64_t seed = 7, double range = 0.3) {
  TinyModel tiny;
  auto tokenizer = tokenizer::Tokenizer::build(tiny_tokenizer_spec(), "tiny");
  EXPECT_TRUE(tokenizer) << tokenizer.error().text();
  tiny.tokenizer = std::make_unique<tokenizer::Tokenizer>(std::move(*tokenizer));
  auto chat = tokenizer::ChatTemplate::create(*tiny.tokenizer);
  EXPECT_TRUE(chat) << chat.error().text();
  tiny.chat = std::make_unique<tokenizer::ChatTemplate>(std::move(*chat));
  model::ModelConfig config;
  config.architecture = "llama";
  config.vocab = tiny.tokenizer->vocab_size();
  config.context = 192;
  config.d_model = 64;
  config.heads = 6;
  config.kv_heads = 2;
  config.head_dim = 16;
  config.ffn = 96;
  config.attention_scale = 0.25;
  config.tied_embeddings = true;
  config.layers.resize(3);
  config.initializer_range = range;
  config.eos_ids = {tiny.tokenizer->eos()};
  auto network = model::Network::create(config, tensor::default_device(), compute);
  EXPECT_TRUE(network) << network.error().text();
  (*network)->initialize(seed);
  tiny.network = std::move(*network);
  return tiny;
}

inline std::unique_ptr<LocalGenerator> tiny_generator(const TinyModel& tiny, int64_t batch = 64) {
  auto generator = LocalGenerator::borrow(tiny.borrowed(), {.batch = batch});
  EXPECT_TRUE(generator) << generator.error().text();
  return std::move(*generator);
}

}  // namespace jangin::engine
