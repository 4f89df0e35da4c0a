// An append-only file of JSON lines and an index of where each lies.
#include "synthesize/teacher/reply_store.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/system_error.h"
#include "text/unicode.h"

namespace jangin::synthesize {
namespace {

using Json = nlohmann::json;
constexpr size_t kPiece = 1 << 20;

/// Up to `count` bytes at `at`; fewer at the end.
Status read_at(int file, uint64_t at, size_t count, std::string& out, const std::filesystem::path& path) {
  out.resize(count);
  size_t got = 0;
  while (got < count) {
    const ssize_t n = ::pread(file, out.data() + got, count - got, static_cast<off_t>(at + got));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error(path, errno);
    if (n == 0) break;
    got += static_cast<size_t>(n);
  }
  out.resize(got);
  return {};
}

std::string request_of(const Json& line) {
  return line.is_object() && line.contains("request") && line["request"].is_string() ? line["request"].get<std::string>() : std::string();
}

engine::FinishReason finish_of(const std::string& name) {
  for (auto reason : {engine::FinishReason::length, engine::FinishReason::stop_string, engine::FinishReason::cancelled})
    if (engine::finish_reason_name(reason) == name) return reason;
  return engine::FinishReason::end_of_turn;
}

}  // namespace

Result<ReplyStore> ReplyStore::open(const std::filesystem::path& path) {
  if (path.has_parent_path()) JANGIN_TRY(make_folders(path.parent_path()));
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) return system_error(path, errno);
  ReplyStore store(path, file);
  JANGIN_TRY(store.read_index());
  return store;
}

ReplyStore::ReplyStore(ReplyStore&& other) noexcept
    : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)), end_(other.end_), places_(std::move(other.places_)) {}

ReplyStore::~ReplyStore() {
  if (file_ >= 0) ::close(file_);
}

Status ReplyStore::read_index() {
  std::string piece, line;
  uint64_t at = 0, begin = 0;
  size_t damaged = 0;
  while (true) {
    JANGIN_TRY(read_at(file_, at, kPiece, piece, path_));
    if (piece.empty()) break;
    size_t from = 0;
    for (size_t end; (end = piece.find('\n', from)) != std::string::npos; from = end + 1) {
      line.append(piece, from, end - from);
      const std::string request = line.size() > 8 * kMaxReplyBytes ? std::string() : request_of(Json::parse(line, nullptr, false));
      if (request.empty())
        ++damaged;
      else
        places_.try_emplace(request, Place{begin, line.size()});
      begin = at + end + 1;
      line.clear();
    }
    if (line.size() <= 8 * kMaxReplyBytes) line.append(piece, from);
    at += piece.size();
  }
  end_ = begin;
  if (begin < at && ::ftruncate(file_, static_cast<off_t>(begin)) != 0) return system_error(path_, errno);
  if (damaged > 0) log_warning("{}: {} lines cannot be read; these replies are asked for again", path_.string(), damaged);
  return {};
}

Result<engine::GenerateReply> ReplyStore::read(const std::string& request) const {
  const auto found = places_.find(request);
  if (found == places_.end()) return fail(ErrorCode::not_found, "holds no reply to this request", path_.string());
  std::string line;
  JANGIN_TRY(read_at(file_, found->second.begin, found->second.bytes, line, path_));
  const Json json = Json::parse(line, nullptr, false);
  if (request_of(json) != request || !json.contains("text") || !json["text"].is_string())
    return fail(ErrorCode::invalid_format, "a reply cannot be read", path_.string(), "remove the file: all is asked again");
  auto whole = [&](const char* key) { return json.contains(key) && json[key].is_number_unsigned() ? json[key].get<size_t>() : size_t{0}; };
  engine::GenerateReply reply;
  reply.text = json["text"].get<std::string>();
  reply.finish = finish_of(json.contains("finish") && json["finish"].is_string() ? json["finish"].get<std::string>() : std::string());
  reply.prompt_tokens = whole("prompt_tokens"), reply.generated_tokens = whole("generated_tokens");
  return reply;
}

Status ReplyStore::append(const std::string& request, const engine::GenerateReply& reply) {
  if (has(request)) return {};
  const bool cut = reply.text.size() > kMaxReplyBytes;
  const std::string text = text::repair_utf8(std::string_view(reply.text).substr(0, kMaxReplyBytes));
  const auto finish = cut ? engine::FinishReason::length : reply.finish;
  const Json json = {{"request", request},
                     {"text", text},
                     {"finish", std::string(engine::finish_reason_name(finish))},
                     {"prompt_tokens", reply.prompt_tokens},
                     {"generated_tokens", reply.generated_tokens}};
  const std::string line = json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  size_t written = 0;
  while (written < line.size()) {
    const ssize_t n = ::pwrite(file_, line.data() + written, line.size() - written, static_cast<off_t>(end_ + written));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error(path_, errno);
    written += static_cast<size_t>(n);
  }
  if (::fdatasync(file_) != 0) return system_error(path_, errno);
  places_[request] = {end_, line.size() - 1};
  end_ += line.size();
  return {};
}

std::string request_hash(const engine::GenerateRequest& request, const std::string& teacher_name, const std::string& teacher_hash) {
  Sha256 hash;
  hash.field("teacher request 1").field(teacher_name).field(teacher_hash).field(request.prompt);
  hash.field(static_cast<uint64_t>(request.messages.size()));
  for (const record::Message& message : request.messages) hash.field(message.role).field(message.text());
  hash.field(static_cast<uint64_t>(request.format.kind)).field(request.format.text).field(static_cast<uint64_t>(request.max_tokens));
  hash.field(fmt::format("{:.9g} {:.9g}", request.sampling.temperature, request.sampling.top_p)).field(request.sampling.seed);
  hash.field(static_cast<uint64_t>(request.stop.size()));
  for (const std::string& stop : request.stop) hash.field(stop);
  return hash.hex();
}

}  // namespace jangin::synthesize
