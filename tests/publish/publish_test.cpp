// The package: what is in it, when it is refused, and that nothing half-made stays behind.
#include "publish/publish.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "workspace_for_tests.h"

namespace jangin::publish {
namespace {

namespace fs = std::filesystem;

bool nothing_left(const PublishRequest& request) { return !fs::exists(request.package) && !fs::exists(request.package.string() + ".part"); }

std::string text_of(const PublishRequest& request, const char* file) { return read_file(request.package / file).value_or(""); }

TEST(Publish, MakesAWholePackage) {
  PublishRequest request = make_request();
  auto report = publish(request);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_FALSE(report->skipped);
  EXPECT_TRUE(report->may_be_redistributed);
  for (const char* file : {"model.safetensors", "config.json", "tokenizer.json", "tokenizer_config.json", "generation_config.json", "model-f16.gguf",
                           "model-q8_0.gguf", "README.md", "data-card.md", "LICENSE.md", "manifest.json", "evaluation.json"}) {
    EXPECT_TRUE(fs::exists(request.package / file)) << file;
  }
  ASSERT_EQ(report->parity.size(), 3U);
  for (const Parity& parity : report->parity) {
    EXPECT_LT(parity.mean_kl, 5e-3) << parity.file;
    EXPECT_GT(parity.positions, 40U);
  }
  EXPECT_EQ(report->parity[0].file, "model.safetensors");

  auto manifest = nlohmann::json::parse(text_of(request, "manifest.json"));
  EXPECT_EQ(manifest["files"].size(), 11U);
  for (const auto& [file, about] : manifest["files"].items()) EXPECT_EQ(about["sha256"], *sha256_file_hex(request.package / file)) << file;
  EXPECT_EQ(manifest["model_id"], report->model_id);
  EXPECT_EQ(manifest["lineage"]["train"], sha256_hex("train"));
  EXPECT_EQ(manifest["program_version"], "0.1.0");
  EXPECT_EQ(manifest["rights"]["share_alike"], true);
}

TEST(Publish, CardsNameSourcesLicencesAndRejections) {
  PublishRequest request = make_request();
  request.replayed = {{"replay/english.txt", "A public manual", "CC BY 4.0"}};
  ASSERT_TRUE(publish(request));
  std::string data = text_of(request, "data-card.md");
  EXPECT_NE(data.find("| replay/english.txt | A public manual | CC BY 4.0 |"), std::string::npos) << data;
  EXPECT_NE(data.find("| manual.pdf | The \\| Manual | 7 | GFDL-1.2-or-later |  | `" + sha256_hex("blob") + "` |"), std::string::npos) << data;
  EXPECT_EQ(data.find("gone.pdf"), std::string::npos);
  EXPECT_NE(data.find("| support: unsupported_number | 2 |"), std::string::npos);
  EXPECT_NE(data.find("| question | 1 |"), std::string::npos);
  EXPECT_NE(data.find("Share-alike (copyleft): GFDL-1.2-or-later"), std::string::npos);
  std::string card = text_of(request, "README.md");
  EXPECT_NE(card.find("Tiny base (Apache-2.0)"), std::string::npos);
  EXPECT_NE(card.find("| manual | short answers right | 1 | 30 | 100 |"), std::string::npos);
  EXPECT_NE(card.find("| model-q8_0.gguf |"), std::string::npos);
  std::string terms = text_of(request, "LICENSE.md");
  EXPECT_NE(terms.find("GFDL-1.2-or-later"), std::string::npos);
  EXPECT_NE(terms.find("The manual's authors"), std::string::npos);
}

TEST(Publish, EveryFileIsTheSameModel) {
  PublishRequest request = make_request();
  request.config.gguf = {"f16", "f32"};
  ASSERT_TRUE(publish(request));
  auto reply = [](const fs::path& path) {
    auto generator = engine::LocalGenerator::open(path, {.compute = engine::Compute::f32});
    EXPECT_TRUE(generator) << generator.error().text();
    engine::GenerateRequest ask;
    ask.messages = {record::text_message("user", "What is the thing?")};
    ask.max_tokens = 16;
    return (*(*generator)->generate(std::span(&ask, 1)))[0].text;
  };
  std::string package = reply(request.package);
  EXPECT_FALSE(package.empty());
  EXPECT_EQ(reply(request.package / "model-f32.gguf"), package);
  EXPECT_EQ(reply(request.package / "model-f16.gguf"), package);
}

TEST(Publish, RefusesUndeclaredRightsUnlessTheRecipeSaysSo) {
  record::Rights undeclared;
  undeclared.rights_id = sha256_hex("undeclared");
  PublishRequest request = make_request(undeclared);
  auto refused = publish(request);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_NE(refused.error().text().find("licence"), std::string::npos);
  EXPECT_TRUE(nothing_left(request));
  request.config.allow_undeclared = true;
  auto inside = publish(request);
  ASSERT_TRUE(inside) << inside.error().text();
  EXPECT_FALSE(inside->may_be_redistributed);
  EXPECT_NE(text_of(request, "README.md").find("inside the organisation only"), std::string::npos);
  EXPECT_NE(text_of(request, "data-card.md").find("not declared"), std::string::npos);
}

TEST(Publish, RefusesSourcesThatForbidTraining) {
  record::Rights forbidden = free_manual_rights();
  forbidden.may_train = false;
  PublishRequest request = make_request(forbidden);
  request.config.allow_undeclared = true;
  auto refused = publish(request);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text().find("forbid training"), std::string::npos);
  EXPECT_TRUE(nothing_left(request));
}

TEST(Publish, SkipsWhatIsCurrentAndReplacesWhatIsNot) {
  PublishRequest request = make_request();
  auto first = publish(request);
  ASSERT_TRUE(first);
  auto second = publish(request);
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->skipped);
  EXPECT_EQ(second->model_id, first->model_id);
  EXPECT_EQ(second->bytes, first->bytes);
  EXPECT_EQ(second->parity.size(), first->parity.size());
  EXPECT_EQ(second->parity[0].mean_kl, first->parity[0].mean_kl);
  fs::resize_file(request.package / "model-f16.gguf", 100);  // damaged: made again
  auto third = publish(request);
  ASSERT_TRUE(third);
  EXPECT_FALSE(third->skipped);
  request.config.description = "Another text.";
  auto fourth = publish(request);
  ASSERT_TRUE(fourth);
  EXPECT_FALSE(fourth->skipped);
  EXPECT_NE(text_of(request, "README.md").find("Another text."), std::string::npos);
}

TEST(Publish, FormatsAreCheckedWhenTheRecipeIsRead) {
  const auto error_of = [](const std::string& toml) {
    PublishConfig config;
    const Status status = read_config(*ConfigTable::parse(toml, "recipe.toml"), config);
    return status ? std::string() : status.error().text();
  };
  EXPECT_EQ(error_of("gguf = [\"f32\", \"F16\", \"bf16\", \"q8_0\"]"), "");
  EXPECT_EQ(error_of("gguf = []"), "");
  EXPECT_NE(error_of("gguf = [\"f16\", \"q99\"]").find("`q99`"), std::string::npos);
  EXPECT_NE(error_of("gguf = [\"q4_k\"]").find("jangin convert"), std::string::npos);  // no bound for it: a package would fail after training
}

TEST(Publish, ErrorsLeaveTheOldPackageAlone) {
  PublishRequest request = make_request();
  ASSERT_TRUE(publish(request));
  std::string before = text_of(request, "manifest.json");
  PublishRequest bad = request;
  bad.config.gguf = {"q9"};
  auto unknown = publish(bad);
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().text().find("`q9`"), std::string::npos);
  bad = request;
  bad.probes = {""};
  bad.name = "other";
  EXPECT_FALSE(publish(bad));
  bad = request;
  bad.evaluation = request.workspace / "absent.json";
  EXPECT_FALSE(publish(bad));
  EXPECT_EQ(text_of(request, "manifest.json"), before);
  EXPECT_FALSE(fs::exists(request.package.string() + ".part"));
}

}  // namespace
}  // namespace jangin::publish
