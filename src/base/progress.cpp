// Drawing and timing of progress.
#include "base/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <mutex>

namespace jangin {
namespace {

using Clock = std::chrono::steady_clock;
constexpr double kBarSeconds = 0.1;  // redraw of the bar
constexpr double kLineSeconds = 10;  // distance of plain lines
constexpr int kBarWidth = 24;        // characters

ProgressStyle process_style = ProgressStyle::automatic;

ProgressStyle effective_style() {
  if (process_style != ProgressStyle::automatic) return process_style;
  return ::isatty(STDERR_FILENO) ? ProgressStyle::bar : ProgressStyle::lines;
}

double seconds_between(Clock::time_point from, Clock::time_point to) { return std::chrono::duration<double>(to - from).count(); }

}  // namespace

void set_progress_style(ProgressStyle style) { process_style = style; }

struct Progress::State {
  std::mutex mutex;
  std::string label, unit, note;
  uint64_t total = 0, done = 0;
  ProgressStyle style = effective_style();
  Clock::time_point start = Clock::now(), shown = start;

  std::string line() const {
    double seconds = seconds_between(start, Clock::now());
    double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
    std::string text = label + " ";
    if (total > 0) {
      double share = std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
      if (style == ProgressStyle::bar) {
        int full = static_cast<int>(share * kBarWidth);
        text += "[" + std::string(full, '#') + std::string(kBarWidth - full, '.') + "] ";
      }
      text += fmt::format("{:3.0f} % {}/{} {}", share * 100, format_count(done), format_count(total), unit);
    } else {
      text += format_count(done) + " " + unit;
    }
    if (rate > 0) text += fmt::format(", {} {}/s", rate >= 100 ? format_count(static_cast<uint64_t>(rate)) : fmt::format("{:.3g}", rate), unit);
    if (total > done && rate > 0) text += ", " + format_duration(static_cast<double>(total - done) / rate) + " left";
    if (total > 0 && done >= total) text += ", " + format_duration(seconds);
    if (!note.empty()) text += ", " + note;
    return text;
  }

  void show(bool last) {
    if (style == ProgressStyle::silent) return;
    Clock::time_point now = Clock::now();
    double wait = style == ProgressStyle::bar ? kBarSeconds : kLineSeconds;
    if (!last && seconds_between(shown, now) < wait) return;
    shown = now;
    if (style == ProgressStyle::bar) {
      std::fputs(("\r\033[K" + line() + (last ? "\n" : "")).c_str(), stderr);
    } else {
      std::fputs((line() + "\n").c_str(), stderr);
    }
    std::fflush(stderr);
  }
};

Progress::Progress(std::string label, uint64_t total, std::string unit) : state_(std::make_unique<State>()) {
  state_->label = std::move(label);
  state_->unit = std::move(unit);
  state_->total = total;
}

Progress::~Progress() {
  std::lock_guard lock(state_->mutex);
  state_->show(true);
}

void Progress::add(uint64_t count) {
  std::lock_guard lock(state_->mutex);
  state_->done += count;
  state_->show(false);
}

void Progress::set(uint64_t done) {
  std::lock_guard lock(state_->mutex);
  state_->done = done;
  state_->show(false);
}

void Progress::set_total(uint64_t total) {
  std::lock_guard lock(state_->mutex);
  state_->total = total;
}

void Progress::note(std::string text) {
  std::lock_guard lock(state_->mutex);
  state_->note = std::move(text);
}

std::string format_duration(double seconds) {
  if (seconds < 10) return fmt::format("{:.1f} s", seconds);
  auto whole = static_cast<uint64_t>(std::llround(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::string format_bytes(uint64_t bytes) {
  static constexpr const char* kUnits[] = {"bytes", "kB", "MB", "GB", "TB", "PB"};
  double value = static_cast<double>(bytes);
  size_t unit = 0;
  while (value >= 1000 && unit + 1 < std::size(kUnits)) value /= 1000, ++unit;
  return unit == 0 ? fmt::format("{} bytes", bytes) : fmt::format("{:.3g} {}", value, kUnits[unit]);
}

std::string format_count(uint64_t count) {
  std::string digits = std::to_string(count);
  for (size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

}  // namespace jangin
