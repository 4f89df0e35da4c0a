// A workspace as the stages before publish leave it: one manual, a few records, and a tiny trained model.
#pragma once

#include "base/file.h"
#include "base/hash.h"
#include "engine/tiny_model.h"
#include "model/formats/model_files.h"
#include "publish/publish.h"
#include "record/shard.h"

namespace jangin::publish {

inline record::Rights free_manual_rights() {
  record::Rights rights;
  rights.rights_id = sha256_hex("rights");
  rights.licence_declared = "GFDL-1.2-or-later";
  rights.may_train = rights.may_redistribute = rights.may_use_commercially = true;
  rights.share_alike = true;
  rights.attribution = "The manual's authors";
  return rights;
}

inline void write_records(const std::filesystem::path& workspace, const record::Rights& rights) {
  record::SourceVersion source;
  source.source_id = "manual.pdf";
  source.blob_id = sha256_hex("blob");
  source.fetched_at = "2026-01-01T00:00:00Z";
  source.rights_id = rights.rights_id;
  record::SourceVersion gone = source;
  gone.source_id = "gone.pdf";
  gone.state = record::SourceState::vanished;
  ASSERT_TRUE(record::write_sources(workspace / "collect/sources.parquet", {source, gone}));
  ASSERT_TRUE(record::write_rights(workspace / "collect/rights.parquet", {rights}));
  record::Document document;
  document.doc_id = sha256_hex("doc");
  document.source_id = source.source_id;
  document.blob_id = source.blob_id;
  document.title = "The | Manual";
  document.pages = 7;
  document.text = "text\n";
  document.text_id = sha256_hex(document.text);
  ASSERT_TRUE(record::write_documents(workspace / "collect/documents.parquet", {document}));
  record::Passage passage;
  passage.passage_id = sha256_hex("passage");
  passage.text = "text";
  passage.occurrences.push_back({passage.passage_id, document.doc_id, {0, 4}, 1, 1, 0});
  ASSERT_TRUE(record::write_passages(workspace / "refine/passages.parquet", {passage}));
  record::Sample sample;
  sample.sample_id = sha256_hex("sample");
  sample.kind = "question";
  sample.messages = {record::text_message("user", "What?"), record::text_message("assistant", "That.", true)};
  ASSERT_TRUE(record::write_samples(workspace / "synthesize/samples.parquet", {sample}));
  record::Verdict verdict;
  verdict.subject_id = sample.sample_id;
  verdict.step = "support";
  verdict.pass = false;
  verdict.reason = "unsupported_number";
  ASSERT_TRUE(record::write_verdicts(workspace / "collect/verdicts.parquet", {}));
  ASSERT_TRUE(record::write_verdicts(workspace / "refine/verdicts.parquet", {}));
  ASSERT_TRUE(record::write_verdicts(workspace / "synthesize/verdicts.parquet", {verdict, verdict}));
}

inline void write_trained(const std::filesystem::path& folder, const engine::TinyModel& tiny) {
  auto saved = tiny.network->with_weights([&](const model::WeightSource& weights) {
    return model::save_huggingface(folder, tiny.network->config(), weights, tiny.tokenizer.get(), model::StoredType::f32);
  });
  ASSERT_TRUE(saved) << saved.error().text();
}

/// Everything publish needs, in a fresh folder of this test.
inline PublishRequest make_request(const record::Rights& rights = free_manual_rights()) {
  PublishRequest request;
  request.workspace =
      std::filesystem::path(testing::TempDir()) / ("publish-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
  std::filesystem::remove_all(request.workspace);
  write_records(request.workspace, rights);
  write_trained(request.workspace / "trained", engine::tiny_model(tensor::DType::f32, 7, 0.1));
  EXPECT_TRUE(
      write_file(request.workspace / "evaluation.json",
                 R"({"table": [{"task": "manual", "metric": "short answers right", "before": 1, "after": 30, "of": 100}], "forgotten": false})"));
  request.package = request.workspace / "expert";
  request.trained = request.workspace / "trained";
  request.name = "tiny";
  request.base_name = "Tiny base";
  request.base_licence = "Apache-2.0";
  request.base_hash = sha256_hex("base");
  request.evaluation = request.workspace / "evaluation.json";
  request.lineage = {{"train", sha256_hex("train")}};
  request.probes = {"the thing in the manual is another", "가나다 probe", "What does the other thing mean?", "an inner thread"};
  request.program_version = "0.1.0";
  request.device = &tensor::default_device();
  return request;
}

}  // namespace jangin::publish
