// Bisection over the share; each point is one merge, one model opened, one pass over the guard texts.
#include "line/forgetting_guard.h"

#include <cmath>

#include "base/file.h"
#include "base/interrupt.h"
#include "base/progress.h"

namespace jangin::line {
namespace {

namespace fs = std::filesystem;
constexpr size_t kGuardBytes = 24'000;  // of each text: some 6,000 tokens
constexpr size_t kGuardWindow = 1024;   // tokens
constexpr double kNearEnough = 0.002;   // of the base's bits per byte, below the bound: the search ends

/// Mean bits per byte of the guard texts under a model.
Result<double> measure_model(const OpenModel& open, const fs::path& path, const std::vector<std::string>& texts) {
  if (interrupted()) return std::unexpected(interrupted_error());
  JANGIN_ASSIGN(auto generator, open(path));
  double sum = 0;
  for (const std::string& text : texts) {
    JANGIN_ASSIGN(engine::TextScore score, generator->score_text(text, kGuardWindow));
    sum += score.bits_per_byte();
  }
  return sum / static_cast<double>(texts.size());
}

Result<std::vector<std::string>> read_texts(const std::vector<fs::path>& paths) {
  std::vector<std::string> texts;
  for (const fs::path& path : paths) {
    JANGIN_ASSIGN(std::string text, read_file(path));
    if (text.size() > kGuardBytes) text.resize(text.rfind("\n\n", kGuardBytes) == std::string::npos ? kGuardBytes : text.rfind("\n\n", kGuardBytes));
    if (!text.empty()) texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace

Status read_config(ConfigTable table, GuardConfig& config) {
  table.number("max_rise", config.max_rise, 0, 10)
      .number("least_share", config.least_share, 0, 1)
      .integer("steps", config.steps, 1, 12)
      .integer("merge_tokens", config.merge_tokens, 64, 10'000'000);
  return table.finish();
}

Result<GuardReport> guard_against_forgetting(const GuardConfig& config, const GuardRequest& request, const fs::path& output) {
  GuardReport report;
  JANGIN_ASSIGN(auto texts, read_texts(request.texts));
  Progress progress("guarding against forgetting", static_cast<uint64_t>(config.steps) + 2, "measurements");
  auto measure = [&](double share, const fs::path& path) -> Result<double> {
    JANGIN_ASSIGN(double bits, measure_model(request.open, path, texts));
    report.measured.push_back({share, bits});
    progress.add();
    return bits;
  };
  double bound = INFINITY;
  if (config.max_rise < 1 && !texts.empty()) {
    JANGIN_ASSIGN(report.base_bits_per_byte, measure(0, request.base.path));
    bound = report.base_bits_per_byte * (1 + config.max_rise);
    JANGIN_ASSIGN(report.bits_per_byte, measure(1, request.trained));
  }
  std::error_code error;
  if (report.bits_per_byte <= bound) {
    fs::remove_all(output, error);
    fs::copy(request.trained, output, fs::copy_options::recursive, error);
    if (error) return fail(ErrorCode::io_error, error.message(), output.string());
    return report;
  }

  JANGIN_ASSIGN(train::Merge merge, train::Merge::measure(request.base, request.trained, request.inputs, request.device));
  fs::path scratch = output;
  scratch += ".guard";
  auto measure_merged = [&](double share) -> Result<double> {
    JANGIN_TRY(merge.write(share, scratch));
    return measure(share, scratch);
  };
  report.share = config.least_share;
  JANGIN_ASSIGN(report.bits_per_byte, measure_merged(config.least_share));
  report.within_bound = report.bits_per_byte <= bound;
  double low = config.least_share, high = 1;
  for (int64_t step = 1; report.within_bound && step < config.steps && report.bits_per_byte < bound - kNearEnough * report.base_bits_per_byte;
       ++step) {
    const double middle = (low + high) / 2;
    JANGIN_ASSIGN(double bits, measure_merged(middle));
    if (bits <= bound) {
      low = report.share = middle;
      report.bits_per_byte = bits;
    } else {
      high = middle;
    }
  }
  fs::remove_all(scratch, error);
  JANGIN_TRY(merge.write(report.share, output));
  return report;
}

}  // namespace jangin::line
