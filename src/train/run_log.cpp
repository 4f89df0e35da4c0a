// JSON lines.
#include "train/run_log.h"

#include <fmt/format.h>

#include <bit>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/hash.h"
#include "base/strings.h"

namespace jangin::train {
namespace {

using nlohmann::json;

/// The well-formed lines of a JSONL file whose "step" is at most `step`; none when the file is absent.
Result<std::vector<json>> lines_until(const std::filesystem::path& path, int64_t step) {
  std::vector<json> out;
  if (!std::filesystem::exists(path)) return out;
  JANGIN_ASSIGN(const std::string text, read_file(path));
  for (std::string_view line : split_lines(text)) {
    json value = json::parse(line, nullptr, false);
    if (value.is_object() && value.value("step", int64_t{-1}) >= 0 && value.value("step", int64_t{0}) <= step) out.push_back(std::move(value));
  }
  return out;
}

Status keep_lines(const std::filesystem::path& path, const std::vector<json>& lines) {
  std::string text;
  for (const json& line : lines) text += line.dump() + "\n";
  return write_file(path, text);
}

StepRecord record_from(const json& line) {
  return {.step = line.value("step", int64_t{0}),
          .loss = line.value("loss", 0.0),
          .divergence = line.value("divergence", 0.0),
          .tokens = line.value("tokens", int64_t{0}),
          .loss_tokens = line.value("loss_tokens", int64_t{0}),
          .rate = line.value("rate", 0.0),
          .gradient_norm = line.value("gradient_norm", 0.0),
          .seconds = line.value("seconds", 0.0)};
}

json to_json(const StepRecord& r) {
  return {{"step", r.step},
          {"loss", r.loss},
          {"divergence", r.divergence},
          {"tokens", r.tokens},
          {"loss_tokens", r.loss_tokens},
          {"rate", r.rate},
          {"gradient_norm", r.gradient_norm},
          {"seconds", r.seconds}};
}

}  // namespace

std::string first_link(const std::string& run) { return hash_fields({"start", run}); }

std::string step_link(const std::string& previous, int64_t step, const std::string& batch_hash, double loss, double divergence,
                      const std::string& arithmetic) {
  return hash_fields({"step", previous, std::to_string(step), batch_hash, fmt::format("{:016x}", std::bit_cast<uint64_t>(loss)),
                      fmt::format("{:016x}", std::bit_cast<uint64_t>(divergence)), arithmetic});
}

std::string checkpoint_link(const std::string& chain, const std::string& file_hash) { return hash_fields({"checkpoint", chain, file_hash}); }

Result<RunLog> RunLog::open(const std::filesystem::path& folder, int64_t step) {
  RunLog log;
  log.folder_ = folder;
  JANGIN_TRY(make_folders(folder));
  JANGIN_ASSIGN(const std::vector<json> curve, lines_until(folder / "curve.jsonl", step));
  JANGIN_ASSIGN(const std::vector<json> chain, lines_until(folder / "chain.jsonl", step));
  JANGIN_TRY(keep_lines(folder / "curve.jsonl", curve));
  JANGIN_TRY(keep_lines(folder / "chain.jsonl", chain));
  for (const json& line : curve) log.curve_.push_back(record_from(line));
  log.curve_file_.open(folder / "curve.jsonl", std::ios::app);
  log.chain_file_.open(folder / "chain.jsonl", std::ios::app);
  if (!log.curve_file_ || !log.chain_file_) return fail(ErrorCode::io_error, "cannot write the loss curve", folder.string());
  return log;
}

Status RunLog::add_step(const StepRecord& record, const std::string& batch_hash, const std::string& link, const std::string& arithmetic) {
  curve_.push_back(record);
  curve_file_ << to_json(record).dump() << std::endl;
  chain_file_ << json{{"step", record.step}, {"batch", batch_hash}, {"arithmetic", arithmetic}, {"link", link}}.dump() << std::endl;
  if (!curve_file_ || !chain_file_) return fail(ErrorCode::io_error, "cannot write the loss curve", folder_.string(), "is the disk full?");
  return {};
}

Status RunLog::add_checkpoint(int64_t step, const std::string& file_hash, const std::string& link) {
  chain_file_ << json{{"step", step}, {"checkpoint", file_hash}, {"link", link}}.dump() << std::endl;
  if (!chain_file_) return fail(ErrorCode::io_error, "cannot write the hash chain", folder_.string(), "is the disk full?");
  return {};
}

}  // namespace jangin::train
