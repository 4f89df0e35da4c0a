// Parity: equal models agree, others are told apart and refused.
#include "publish/parity.h"

#include <gtest/gtest.h>

#include "publish/cards.h"
#include "workspace_for_tests.h"

namespace jangin::publish {
namespace {

std::vector<std::vector<int32_t>> texts() {
  std::vector<std::vector<int32_t>> out(5);
  for (size_t t = 0; t < out.size(); ++t) {
    for (size_t i = 0; i < 20 + t; ++i) out[t].push_back(static_cast<int32_t>((i * i * 7 + t * 31) % 250));
  }
  return out;
}

TEST(Parity, AModelAgreesWithItselfExactly) {
  engine::TinyModel tiny = engine::tiny_model();
  auto parity = compare_networks(*tiny.network, *tiny.network, texts(), "itself");
  ASSERT_TRUE(parity);
  EXPECT_LT(parity->mean_kl, 1e-9);
  EXPECT_EQ(parity->top1_agreement, 1);
  EXPECT_EQ(parity->positions, 20U + 21 + 22 + 23 + 24);
  EXPECT_TRUE(check_parity(*parity, {1e-9, 1}));
}

TEST(Parity, AnotherModelIsRefused) {
  engine::TinyModel tiny = engine::tiny_model();
  engine::TinyModel other = engine::tiny_model(tensor::DType::f32, 8);
  auto parity = compare_networks(*tiny.network, *other.network, texts(), "model-f16.gguf");
  ASSERT_TRUE(parity);
  EXPECT_GT(parity->mean_kl, 0.1);
  EXPECT_GE(parity->max_kl, parity->mean_kl);
  EXPECT_LT(parity->top1_agreement, 0.5);
  auto refused = check_parity(*parity, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_TRUE(refused.error().text().starts_with("model-f16.gguf: answers differently")) << refused.error().text();
  EXPECT_FALSE(compare_networks(*tiny.network, *other.network, {}, "none"));
}

TEST(Parity, ExportedWeightsAreTheTrainedOnesRounded) {
  std::vector<float> values = {1.0f, 1.00390625f, -3.14159f, 65504.0f};
  auto check = [&](auto change) {
    std::vector<kernel::Bf16> rounded;
    model::MemoryWeights source("trained");
    EXPECT_TRUE(source.add("w", {2, 2}, std::span<const float>(values)));
    rounded.resize(values.size());
    EXPECT_TRUE(source.read_bf16("w", rounded));
    change(rounded);
    model::MemoryWeights written("model.safetensors");
    EXPECT_TRUE(written.add("w", {2, 2}, std::span<const kernel::Bf16>(rounded)));
    return check_rounded_weights(source, written);
  };
  EXPECT_TRUE(check([](auto&) {}));
  auto swapped = check([](auto& rounded) { std::swap(rounded[0], rounded[2]); });
  ASSERT_FALSE(swapped);
  EXPECT_NE(swapped.error().text().find("model.safetensors: `w` is not the trained weight"), std::string::npos);
  model::MemoryWeights source("trained");
  ASSERT_TRUE(source.add("absent", {4}, std::span<const float>(values)));
  EXPECT_FALSE(check_rounded_weights(source, model::MemoryWeights("model.safetensors")));
}

TEST(Permission, TheMostRestrictiveWins) {
  DataFacts facts;
  auto add = [&](const char* name, auto change) {
    record::Rights rights = free_manual_rights();
    rights.rights_id = sha256_hex(name);
    rights.share_alike = false;
    rights.licence_declared = name;
    change(rights);
    facts.rights.push_back(rights);
    facts.sources.emplace_back().rights_id = rights.rights_id;
  };
  add("MIT", [](auto&) {});
  EXPECT_TRUE(most_restrictive(facts).may_use_commercially);
  EXPECT_FALSE(most_restrictive(facts).share_alike);
  add("CC-BY-NC-4.0", [](auto& rights) { rights.may_use_commercially = false; });
  EXPECT_FALSE(most_restrictive(facts).may_use_commercially);
  EXPECT_TRUE(most_restrictive(facts).may_redistribute);
  add("GFDL-1.2", [](auto& rights) { rights.share_alike = true; });
  add("GFDL-1.2", [](auto& rights) { rights.share_alike = true; });
  EXPECT_EQ(most_restrictive(facts).copyleft, std::vector<std::string>{"GFDL-1.2"});
  EXPECT_EQ(most_restrictive(facts).licences.size(), 3U);
  add("silent", [](auto& rights) { rights.may_redistribute.reset(); });  // a licence that does not say: not allowed
  EXPECT_FALSE(most_restrictive(facts).may_redistribute);
  EXPECT_FALSE(most_restrictive(facts).undeclared);
  facts.sources.emplace_back().rights_id = "none";
  EXPECT_TRUE(most_restrictive(facts).undeclared);
}

TEST(Permission, WhatDocumentsSayAndWhatAPersonDecided) {
  DataFacts facts;
  record::Rights rights;
  rights.rights_id = "r";
  rights.licence_declared = "CC-BY-4.0";  // allows what its text allows, without further words in the recipe
  facts.rights.push_back(rights);
  facts.sources.resize(2);
  facts.sources[0].source_id = "a", facts.sources[0].rights_id = "r";
  facts.sources[1].source_id = "b", facts.sources[1].rights_id = "r";
  EXPECT_TRUE(most_restrictive(facts).may_redistribute);
  EXPECT_TRUE(most_restrictive(facts).may_use_commercially);
  facts.found = {{"a", "", "", 1}, {"b", "CC-BY-NC-SA-4.0", "", 3}};
  EXPECT_FALSE(most_restrictive(facts).may_use_commercially);
  EXPECT_EQ(most_restrictive(facts).copyleft, std::vector<std::string>{"CC-BY-NC-SA-4.0"});
  EXPECT_NE(data_card({}, facts, most_restrictive(facts)).find("| CC-BY-4.0 | CC-BY-NC-SA-4.0 |"), std::string::npos);
  facts.found[1].decided = "CC-BY-4.0";
  EXPECT_TRUE(most_restrictive(facts).may_use_commercially) << "a decision stands for both";
  facts.found.push_back({"b", "LicenseRef-No-AI-Training", "", 1});
  EXPECT_FALSE(most_restrictive(facts).may_train) << "another document of the same source";
  facts.sources[1].rights_id = "none";
  EXPECT_TRUE(most_restrictive(facts).undeclared);
  facts.found.pop_back();
  EXPECT_FALSE(most_restrictive(facts).undeclared) << "all its documents are decided";
}

}  // namespace
}  // namespace jangin::publish
