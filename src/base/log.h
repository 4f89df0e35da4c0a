// The log: one line an event, to standard error, level set once by the command line. Not for results and not for progress.
#pragma once

#include <fmt/format.h>

#include <string_view>

namespace jangin {

enum class LogLevel { debug, info, warning, error, off };

/// Thread-safe. Level starts at `warning`; the command line raises it (--verbose) or lowers it (--quiet).
void set_log_level(LogLevel level);
/// Also appends every line of level info and above to `path` (a workspace's log); an empty path closes it.
void set_log_file(const std::string& path);
void log_line(LogLevel level, std::string_view line);

template <typename... Args>
void log_debug(fmt::format_string<Args...> format, Args&&... args) {
  log_line(LogLevel::debug, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void log_info(fmt::format_string<Args...> format, Args&&... args) {
  log_line(LogLevel::info, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void log_warning(fmt::format_string<Args...> format, Args&&... args) {
  log_line(LogLevel::warning, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void log_error(fmt::format_string<Args...> format, Args&&... args) {
  log_line(LogLevel::error, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace jangin
