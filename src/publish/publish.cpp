// The package is made in a folder beside its place and moved there when every check has passed.
#include "publish/publish.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/strings.h"
#include "base/system_error.h"
#include "model/formats/model_files.h"
#include "publish/cards.h"

namespace jangin::publish {
namespace {

namespace fs = std::filesystem;
constexpr size_t kProbeTokens = 96;  // of each probe text

Status check_rights(const PublishRequest& request, const Permission& permission) {
  if (!permission.may_train) {
    return fail(ErrorCode::conflict, "a source's rights, declared or found in it, forbid training on it", request.name,
                "withdraw that source, or decide on it in `[[refine.licence.decided]]`, and build again");
  }
  if (permission.undeclared && !request.config.allow_undeclared) {
    return fail(ErrorCode::conflict, "a source has no declared licence", request.name,
                "state `licence` at that source in the recipe, decide on its documents in `[[refine.licence.decided]]`, or `publish.allow_undeclared "
                "= true` for use inside the organisation only");
  }
  return {};
}

Result<std::vector<std::vector<int32_t>>> probe_tokens(const PublishRequest& request, const tokenizer::Tokenizer& tokenizer) {
  std::vector<std::vector<int32_t>> probes;
  for (const std::string& text : request.probes) {
    auto ids = tokenizer.encode(text);
    if (ids.size() > kProbeTokens) ids.resize(kProbeTokens);
    if (ids.size() >= 2) probes.emplace_back(ids.begin(), ids.end());
  }
  if (probes.empty()) return fail(ErrorCode::invalid_argument, "no text for the parity check", request.name);
  return probes;
}

/// Every file of the folder with its hash; `manifest.json` itself is left out.
Result<nlohmann::json> hash_files(const fs::path& folder, uint64_t& bytes) {
  nlohmann::json files = nlohmann::json::object();
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (!entry->is_regular_file(error)) continue;
    JANGIN_ASSIGN(std::string hash, sha256_file_hex(entry->path()));
    const uint64_t size = entry->file_size(error);
    if (error) break;
    files[entry->path().lexically_relative(folder).string()] = {{"sha256", hash}, {"bytes", size}};
    bytes += size;
  }
  if (error) return system_error(folder, error.value());
  return files;
}

/// Hash of everything that goes in: the same key means the same package.
Result<std::string> package_key(const PublishRequest& request) {
  Sha256 key;
  key.field("publish 2").field(request.name).field(request.base_name).field(request.base_licence).field(request.base_hash);
  for (const ReplayedText& text : request.replayed) key.field(text.name).field(text.from).field(text.licence);
  key.field(join(request.config.gguf, ",")).field(request.config.allow_undeclared ? "inside" : "declared").field(request.config.description);
  for (const auto& [stage, hash] : request.lineage) key.field(stage).field(hash);
  JANGIN_ASSIGN(std::string weights, model::hash_weights(request.trained));
  key.field(weights);
  if (!request.evaluation.empty()) {
    JANGIN_ASSIGN(std::string evaluation, sha256_file_hex(request.evaluation));
    key.field(evaluation);
  }
  return key.hex();
}

/// The manifest of a finished package with this key; null otherwise.
nlohmann::json current_manifest(const fs::path& package, const std::string& key) {
  auto text = read_file(package / "manifest.json");
  if (!text) return nullptr;
  auto json = nlohmann::json::parse(*text, nullptr, false);
  if (!json.is_object() || json.value("key", "") != key) return nullptr;
  for (const auto& [file, about] : json["files"].items()) {
    std::error_code error;
    if (fs::file_size(package / file, error) != about.value("bytes", uint64_t{0}) || error) return nullptr;
  }
  return json;
}

struct Exported {
  fs::path file;
  ParityBound bound;
};

/// Those that a package has a parity bound for.
Result<model::StoredType> gguf_type(const std::string& format) {
  using enum model::StoredType;
  const auto type = model::stored_type_from_name(format);
  if (type && (*type == f32 || *type == f16 || *type == bf16 || *type == q8_0)) return *type;
  return fail(ErrorCode::invalid_argument, fmt::format("`{}` is no number format for the package's GGUF", format), "publish.gguf",
              "f32, f16, bf16 or q8_0; `jangin convert` makes others of the package");
}

/// Writes the weights in every format asked for. They are rounded to bf16 once: the other formats are made from what model.safetensors
/// holds, so that all files of a package are one model (f16 keeps bf16's digits).
Result<std::vector<Exported>> export_weights(const PublishRequest& request, const fs::path& folder, const model::ModelFiles& trained,
                                             const tokenizer::Tokenizer& tokenizer) {
  JANGIN_TRY(model::save_huggingface(folder, trained.config, *trained.weights, &tokenizer, model::StoredType::bf16));
  JANGIN_ASSIGN(model::ModelFiles package, model::open_model(folder));
  JANGIN_TRY(check_rounded_weights(*trained.weights, *package.weights));
  std::vector<Exported> exported = {{folder, kHalfBound}};
  for (const std::string& format : request.config.gguf) {
    JANGIN_ASSIGN(const model::StoredType type, gguf_type(format));
    fs::path file = folder / fmt::format("model-{}.gguf", format);
    JANGIN_TRY(model::save_gguf(file, package.config, *package.weights, &tokenizer, type, request.name));
    exported.push_back({file, type == model::StoredType::q8_0 ? kQ8Bound : kHalfBound});
  }
  return exported;
}

Result<std::vector<Parity>> check_exports(const PublishRequest& request, const model::ModelFiles& trained, const tokenizer::Tokenizer& tokenizer,
                                          const std::vector<Exported>& exported) {
  JANGIN_ASSIGN(auto probes, probe_tokens(request, tokenizer));
  JANGIN_ASSIGN(auto network, model::Network::load(trained.config, *trained.weights, *request.device, tensor::DType::f32));
  std::vector<Parity> all;
  for (const Exported& one : exported) {
    JANGIN_ASSIGN(Parity parity, compare_with_file(*network, one.file, probes));
    if (fs::is_directory(one.file)) {
      JANGIN_ASSIGN(const fs::path weights, model::find_weights(one.file));
      parity.file = weights.filename().string();
    }
    JANGIN_TRY(check_parity(parity, one.bound));
    all.push_back(std::move(parity));
  }
  return all;
}

Status write_texts(const PublishRequest& request, const fs::path& folder, const DataFacts& facts, const Permission& permission,
                   const std::vector<Parity>& parity) {
  std::string evaluation;
  if (!request.evaluation.empty()) {
    JANGIN_ASSIGN(evaluation, read_file(request.evaluation));
    JANGIN_TRY(write_file(folder / "evaluation.json", evaluation));
  }
  JANGIN_TRY(write_file(folder / "README.md", model_card(request, facts, permission, parity, evaluation)));
  JANGIN_TRY(write_file(folder / "data-card.md", data_card(request, facts, permission)));
  return write_file(folder / "LICENSE.md", licence_notes(request, facts, permission));
}

Status write_package_manifest(const PublishRequest& request, const fs::path& folder, const std::string& key, const Permission& permission,
                              PublishReport& report) {
  JANGIN_ASSIGN(nlohmann::json files, hash_files(folder, report.bytes));
  JANGIN_ASSIGN(report.model_id, model::hash_weights(folder));
  nlohmann::json parity = nlohmann::json::array();
  for (const Parity& p : report.parity) {
    parity.push_back(
        {{"file", p.file}, {"mean_kl", p.mean_kl}, {"max_kl", p.max_kl}, {"top1_agreement", p.top1_agreement}, {"positions", p.positions}});
  }
  nlohmann::json manifest = {{"schema_version", record::kSchemaVersion},
                             {"name", request.name},
                             {"key", key},
                             {"program_version", request.program_version},
                             {"created_at", timestamp_now()},
                             {"model_id", report.model_id},
                             {"files", files},
                             {"lineage", request.lineage},
                             {"parity", parity},
                             {"base", {{"name", request.base_name}, {"licence", request.base_licence}, {"sha256", request.base_hash}}},
                             {"rights",
                              {{"undeclared", permission.undeclared},
                               {"may_redistribute", permission.may_redistribute},
                               {"may_use_commercially", permission.may_use_commercially},
                               {"share_alike", permission.share_alike},
                               {"licences", permission.licences}}}};
  return write_file(folder / "manifest.json", manifest.dump(2) + "\n");
}

Result<PublishReport> make_package(const PublishRequest& request, const fs::path& folder, const std::string& key) {
  JANGIN_ASSIGN(DataFacts facts, gather_data_facts(request.workspace, request.more_samples));
  Permission permission = most_restrictive(facts);
  JANGIN_TRY(check_rights(request, permission));
  JANGIN_ASSIGN(model::ModelFiles trained, model::open_model(request.trained));
  JANGIN_ASSIGN(tokenizer::Tokenizer tokenizer, trained.load_tokenizer());
  PublishReport report;
  report.may_be_redistributed = permission.may_redistribute;
  JANGIN_ASSIGN(auto exported, export_weights(request, folder, trained, tokenizer));
  JANGIN_ASSIGN(report.parity, check_exports(request, trained, tokenizer, exported));
  JANGIN_TRY(write_texts(request, folder, facts, permission, report.parity));
  JANGIN_TRY(write_package_manifest(request, folder, key, permission, report));
  return report;
}

}  // namespace

Status read_config(ConfigTable table, PublishConfig& config) {
  table.texts("gguf", config.gguf).flag("allow_undeclared", config.allow_undeclared).text("description", config.description);
  JANGIN_TRY(table.finish());
  for (const std::string& format : config.gguf) JANGIN_TRY(gguf_type(format));
  return {};
}

Result<PublishReport> publish(const PublishRequest& request) {
  JANGIN_ASSIGN(std::string key, package_key(request));
  if (nlohmann::json manifest = current_manifest(request.package, key); !manifest.is_null()) {
    PublishReport report;
    report.skipped = true;
    report.may_be_redistributed = manifest["rights"].value("may_redistribute", false);
    report.model_id = manifest.value("model_id", "");
    for (const auto& p : manifest["parity"]) {
      report.parity.push_back(
          {p.value("file", ""), p.value("mean_kl", 0.0), p.value("max_kl", 0.0), p.value("top1_agreement", 0.0), p.value("positions", uint64_t{0})});
    }
    for (const auto& [file, about] : manifest["files"].items()) report.bytes += about.value("bytes", uint64_t{0});
    return report;
  }
  fs::path folder = request.package;
  folder += ".part";
  std::error_code error;
  fs::remove_all(folder, error);
  JANGIN_TRY(make_folders(folder));
  auto report = make_package(request, folder, key);
  if (!report) {
    fs::remove_all(folder, error);
    return pass(report);
  }
  fs::remove_all(request.package, error);
  fs::rename(folder, request.package, error);
  if (error) return fail(ErrorCode::io_error, error.message(), request.package.string());
  return report;
}

}  // namespace jangin::publish
