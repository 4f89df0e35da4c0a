// `jangin inspect`: what a file is: a model (GGUF, safetensors, Hugging Face folder), a shard (Parquet), a manifest, an expert package.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/print.h"
#include "base/file.h"
#include "base/progress.h"
#include "model/formats/model_files.h"
#include "record/shard.h"
#include "tokenizer/json_fields.h"

namespace jangin::app {
namespace {

namespace fs = std::filesystem;
constexpr size_t kShownTensors = 24;
constexpr size_t kShownText = 200;  // bytes of a metadata value

Status inspect_shard(const fs::path& path, const Common& common) {
  fs::path folder = path.has_parent_path() ? path.parent_path() : ".";
  std::string file = path.filename().string();
  JANGIN_ASSIGN(auto columns, record::run_sql(folder, fmt::format("DESCRIBE SELECT * FROM '{}'", file)));
  JANGIN_ASSIGN(auto count, record::run_sql(folder, fmt::format("SELECT count(*) FROM '{}'", file)));
  std::vector<std::vector<std::string>> rows = {{"column", "type"}};
  nlohmann::json json = {{"format", "parquet"}, {"rows", count[1][0]}};
  for (size_t r = 1; r < columns.size(); ++r) {
    rows.push_back({columns[r][0], columns[r][1]});
    json["columns"].push_back({{"name", columns[r][0]}, {"type", columns[r][1]}});
  }
  if (common.json) {
    print_json(json);
  } else {
    print_line("rows: " + count[1][0]);
    print_table(rows);
  }
  return {};
}

std::string short_text(const nlohmann::json& value) {
  std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  if (text.size() > kShownText) text = text.substr(0, kShownText) + " …";
  for (char& c : text) {
    if (c == '\n') c = ' ';
  }
  return text;
}

Status inspect_model(const fs::path& path, const Common& common) {
  JANGIN_ASSIGN(nlohmann::json description, model::describe_file(path));
  if (common.json) {
    print_json(description);
    return {};
  }
  std::vector<std::vector<std::string>> rows = {{"field", "value"}};
  for (const char* key : {"format", "path", "bytes", "parameters"}) {
    if (description.contains(key)) rows.push_back({key, short_text(description[key])});
  }
  const nlohmann::json metadata = description.value("metadata", nlohmann::json::object());
  for (const auto& [key, value] : metadata.items()) rows.push_back({key, short_text(value)});
  print_table(rows);
  const nlohmann::json tensors = description.value("tensors", nlohmann::json::array());
  rows = {{"tensor", "shape", "type", "bytes"}};
  for (size_t i = 0; i < std::min(tensors.size(), kShownTensors); ++i) {
    const nlohmann::json& tensor = tensors[i];
    rows.push_back(
        {short_text(tensor["name"]), short_text(tensor["shape"]), short_text(tensor["type"]), format_bytes(tensor["bytes"].get<uint64_t>())});
  }
  print_line("");
  print_table(rows);
  if (tensors.size() > kShownTensors) print_line(fmt::format("… and {} more (all with --json)", tensors.size() - kShownTensors));
  return {};
}

}  // namespace

Command declare_inspect(CommandLine& app, const Common& common) {
  CommandLine command = app.command("inspect", "what a model, shard, manifest or package is",
                                    "jangin inspect out/cnc/expert        jangin inspect out/cnc/synthesize/samples.parquet");
  auto path = std::make_shared<std::string>();
  command.option("file", *path, "a model (GGUF, safetensors, Hugging Face folder), .parquet shard or .json manifest").required();
  return {command, [path, &common]() -> Status {
            if (!fs::exists(*path)) return fail(ErrorCode::not_found, "no such file or folder", *path);
            if (path->ends_with(".parquet")) return inspect_shard(*path, common);
            if (!path->ends_with(".json")) return inspect_model(*path, common);
            JANGIN_ASSIGN(std::string text, read_file(*path));
            JANGIN_ASSIGN(nlohmann::json json, tokenizer::parse_json(text, *path));
            print_json(json, common.json ? -1 : 2);
            return {};
          }};
}

}  // namespace jangin::app
