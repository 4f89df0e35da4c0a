// Bisection over the share; each point is one interpolation, one model opened, one pass over the guard texts.
#include "line/forgetting_guard.h"

#include "base/file.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "train/train.h"

namespace jangin::line {
namespace {

namespace fs = std::filesystem;
constexpr size_t kGuardBytes = 24'000;  // of each text: some 6,000 tokens
constexpr size_t kGuardWindow = 1024;   // tokens

class Guard {
 public:
  Guard(const model::ModelFiles& base, fs::path trained, fs::path scratch, const OpenModel& open, std::vector<std::string> texts)
      : base_(base), trained_(std::move(trained)), scratch_(std::move(scratch)), open_(open), texts_(std::move(texts)) {}

  /// Mean bits per byte of the guard texts at this share.
  Result<double> measure(double share) {
    if (interrupted()) return std::unexpected(interrupted_error());
    fs::path path = base_.path;
    if (share == 1) path = trained_;
    if (share > 0 && share < 1) {
      path = scratch_;
      JANGIN_TRY(train::interpolate_with_base(base_, trained_, share, path));
    }
    JANGIN_ASSIGN(auto generator, open_(path));
    double sum = 0;
    for (const std::string& text : texts_) {
      JANGIN_ASSIGN(engine::TextScore score, generator->score_text(text, kGuardWindow));
      sum += score.bits_per_byte();
    }
    return sum / static_cast<double>(texts_.size());
  }

 private:
  const model::ModelFiles& base_;
  fs::path trained_, scratch_;
  const OpenModel& open_;
  std::vector<std::string> texts_;
};

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
  table.number("max_rise", config.max_rise, 0, 10).number("least_share", config.least_share, 0, 1).integer("steps", config.steps, 1, 12);
  return table.finish();
}

Result<GuardReport> guard_against_forgetting(const GuardConfig& config, const model::ModelFiles& base, const fs::path& trained,
                                             const std::vector<fs::path>& texts, const fs::path& output, const OpenModel& open) {
  GuardReport report;
  JANGIN_ASSIGN(auto guard_texts, read_texts(texts));
  if (config.max_rise >= 1 || guard_texts.empty()) {
    JANGIN_TRY(train::interpolate_with_base(base, trained, 1, output));
    return report;
  }
  fs::path scratch = output;
  scratch += ".guard";
  Guard guard(base, trained, scratch, open, std::move(guard_texts));
  Progress progress("guarding against forgetting", static_cast<uint64_t>(config.steps) + 2, "measurements");
  auto measure = [&](double share) -> Result<double> {
    JANGIN_ASSIGN(double bits, guard.measure(share));
    report.measured.push_back({share, bits});
    progress.add();
    return bits;
  };
  JANGIN_ASSIGN(report.base_bits_per_byte, measure(0));
  double bound = report.base_bits_per_byte * (1 + config.max_rise);
  JANGIN_ASSIGN(report.bits_per_byte, measure(1));
  if (report.bits_per_byte > bound) {
    JANGIN_ASSIGN(report.bits_per_byte, measure(config.least_share));
    report.share = config.least_share;
    report.within_bound = report.bits_per_byte <= bound;
    double low = config.least_share, high = 1;
    for (int64_t step = 1; report.within_bound && step < config.steps; ++step) {
      double middle = (low + high) / 2;
      JANGIN_ASSIGN(double bits, measure(middle));
      if (bits <= bound) {
        low = report.share = middle;
        report.bits_per_byte = bits;
      } else {
        high = middle;
      }
    }
  }
  std::error_code error;
  fs::remove_all(scratch, error);
  JANGIN_TRY(train::interpolate_with_base(base, trained, report.share, output));
  return report;
}

}  // namespace jangin::line
