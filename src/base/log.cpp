// spdlog behind four functions, so that its templates are compiled once.
#include "base/log.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <mutex>

namespace jangin {
namespace {

struct Log {
  std::mutex mutex;
  std::shared_ptr<spdlog::sinks::stderr_color_sink_mt> console = std::make_shared<spdlog::sinks::stderr_color_sink_mt>();
  std::shared_ptr<spdlog::logger> logger = std::make_shared<spdlog::logger>("jangin", console);
  Log() {
    console->set_level(spdlog::level::warn);
    console->set_pattern("%^%l%$: %v");
    logger->set_level(spdlog::level::debug);
  }
};

Log& the_log() {
  static Log log;
  return log;
}

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warning: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
    case LogLevel::off: return spdlog::level::off;
  }
  return spdlog::level::off;
}

}  // namespace

void set_log_level(LogLevel level) { the_log().console->set_level(to_spdlog(level)); }

void set_log_file(const std::string& path) {
  Log& log = the_log();
  std::lock_guard lock(log.mutex);
  auto fresh = std::make_shared<spdlog::logger>("jangin", log.console);
  fresh->set_level(spdlog::level::debug);
  if (!path.empty()) {
    try {
      auto file = std::make_shared<spdlog::sinks::basic_file_sink_mt>(path);
      file->set_level(spdlog::level::info);
      file->set_pattern("%Y-%m-%dT%H:%M:%S.%e %l %v");
      fresh->sinks().push_back(file);
    } catch (const spdlog::spdlog_ex& error) {
      fresh->warn("no log file: {}", error.what());
    }
  }
  // A line that cannot be written (a full disk) is no second error: the stage's own says what to do.
  fresh->set_error_handler([](const std::string&) {});
  fresh->flush_on(spdlog::level::info);
  log.logger = fresh;
}

void log_line(LogLevel level, std::string_view line) {
  Log& log = the_log();
  std::shared_ptr<spdlog::logger> logger;
  {
    std::lock_guard lock(log.mutex);
    logger = log.logger;
  }
  logger->log(to_spdlog(level), line);
}

}  // namespace jangin
