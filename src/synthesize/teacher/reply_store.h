// Replies as they came, in a file of the workspace: asked once, kept for every later run. Not a cache that may be dropped: a reply costs money
// or time. One JSON object a line: {"request", "text", "finish", "prompt_tokens", "generated_tokens"}; appended and synced before the reply
// is used, so that a kill costs at most what was under way.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <unordered_map>

#include "base/result.h"
#include "engine/generator.h"

namespace jangin::synthesize {

/// Bytes of a reply that are kept; the rest of a longer one is cut off, and it ends as if by length.
inline constexpr size_t kMaxReplyBytes = 256 << 10;

/// Not thread-safe. Where each reply lies is held in memory (some 100 bytes a reply), its text on disk.
class ReplyStore {
 public:
  /// Makes the file and its folder when missing. A last line without its end (a kill) is cut off; a line that cannot be read is passed over with a
  /// warning, and its request is asked again. Errors: io_error.
  static Result<ReplyStore> open(const std::filesystem::path& path);
  ReplyStore(ReplyStore&& other) noexcept;
  ReplyStore& operator=(ReplyStore&&) = delete;
  ~ReplyStore();

  bool has(const std::string& request) const { return places_.contains(request); }
  size_t size() const { return places_.size(); }
  /// Errors: not_found; invalid_format or io_error when the file changed under us.
  Result<engine::GenerateReply> read(const std::string& request) const;
  /// On disk when it returns. The text is repaired to UTF-8 and cut to kMaxReplyBytes. A request that is there already is left as it is. Errors:
  /// io_error.
  Status append(const std::string& request, const engine::GenerateReply& reply);

 private:
  struct Place {
    uint64_t begin = 0, bytes = 0;
  };
  ReplyStore(std::filesystem::path path, int file) : path_(std::move(path)), file_(file) {}
  Status read_index();

  std::filesystem::path path_;
  int file_ = -1;
  uint64_t end_ = 0;
  std::unordered_map<std::string, Place> places_;
};

/// What a request is known by: the teacher, the turns or the text, the form, how the reply is drawn and bounded.
std::string request_hash(const engine::GenerateRequest& request, const std::string& teacher_name, const std::string& teacher_hash);

}  // namespace jangin::synthesize
