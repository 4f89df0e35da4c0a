// Longest processing time first (Graham 1969, doi:10.1137/0117039): at most a third above the best division.
#include "base/share.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <functional>
#include <numeric>
#include <queue>
#include <utility>

#include <fmt/format.h>

namespace jangin {
namespace {

constexpr uint64_t kPieceBytes = 4096;  // what a piece costs besides its bytes, about

/// −1: it is none.
int64_t parse_number(std::string_view text) {
  int64_t number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : -1;
}

/// A variable of Slurm's. Errors: invalid_argument.
Result<int64_t> array_number(const char* name) {
  const char* value = std::getenv(name);
  if (!value)
    return fail(ErrorCode::invalid_argument, fmt::format("not a task of a Slurm job array: {} is not set", name), "--share slurm",
                "start it with sbatch --array=0-7, or say --share 2/8");
  const int64_t number = parse_number(value);
  if (number < 0) return fail(ErrorCode::invalid_argument, fmt::format("{} is no number: {}", name, value), "--share slurm");
  return number;
}

}  // namespace

std::string Share::text() const { return fmt::format("{}/{}", index + 1, count); }
std::string Share::file_name() const { return fmt::format("{}-of-{}", index + 1, count); }

Result<Share> parse_share(std::string_view text) {
  const size_t slash = text.find('/');
  const int64_t number = parse_number(text.substr(0, slash));
  const int64_t count = slash == std::string_view::npos ? -1 : parse_number(text.substr(slash + 1));
  if (count > kMostWorkers || number < 1 || number > count) {
    return fail(ErrorCode::invalid_argument, fmt::format("\"{}\" is no share", text), "--share",
                fmt::format("1/8 is the first of eight, 8/8 the last; at most {}", kMostWorkers));
  }
  return Share{static_cast<int>(number - 1), static_cast<int>(count)};
}

Result<Share> share_of_slurm_array() {
  JANGIN_ASSIGN(const int64_t id, array_number("SLURM_ARRAY_TASK_ID"));
  JANGIN_ASSIGN(const int64_t first, array_number("SLURM_ARRAY_TASK_MIN"));
  JANGIN_ASSIGN(const int64_t last, array_number("SLURM_ARRAY_TASK_MAX"));
  JANGIN_ASSIGN(const int64_t count, array_number("SLURM_ARRAY_TASK_COUNT"));
  int64_t step = 1;
  if (std::getenv("SLURM_ARRAY_TASK_STEP")) {
    JANGIN_ASSIGN(step, array_number("SLURM_ARRAY_TASK_STEP"));
  }
  if (count < 1 || count > kMostWorkers) {
    return fail(ErrorCode::invalid_argument, fmt::format("an array of {} tasks", count), "--share slurm",
                fmt::format("at most {} share the work", kMostWorkers));
  }
  if (step < 1 || last != first + (count - 1) * step || id < first || id > last || (id - first) % step != 0) {
    return fail(ErrorCode::invalid_argument, fmt::format("which of the {} tasks is number {}? The array's numbers are not evenly spaced", count, id),
                "--share slurm", "use a range (sbatch --array=0-7), or say --share 2/8");
  }
  return Share{static_cast<int>((id - first) / step), static_cast<int>(count)};
}

std::vector<int> HandOut::give(std::span<const uint64_t> bytes) {
  std::vector<size_t> order(bytes.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return bytes[a] > bytes[b]; });
  using Loaded = std::pair<uint64_t, int>;  // load, worker
  std::priority_queue<Loaded, std::vector<Loaded>, std::greater<>> least;
  for (size_t worker = 0; worker < loads_.size(); ++worker) least.emplace(loads_[worker], static_cast<int>(worker));
  std::vector<int> owner(bytes.size());
  for (size_t i : order) {
    const auto [load, worker] = least.top();
    least.pop();
    owner[i] = worker;
    loads_[static_cast<size_t>(worker)] = load + bytes[i] + kPieceBytes;
    least.emplace(loads_[static_cast<size_t>(worker)], worker);
  }
  return owner;
}

}  // namespace jangin
