// Temporary name, then rename.
#include "collect/answer_cache.h"

#include <unistd.h>

#include <cerrno>
#include <fstream>

#include <fmt/format.h>

#include "base/file.h"
#include "base/system_error.h"
#include "collect/wire.h"

namespace jangin::collect {

bool is_passing(std::string_view reason) {
  for (std::string_view passing : {"reader_timeout", "reader_memory", "reader_crashed", "reader_answer", "unreadable", "changed_while_reading"}) {
    if (reason == passing) return true;
  }
  return false;
}

std::optional<ReadOutcome> AnswerCache::read(const std::string& doc_id) const {
  auto bytes = read_file(folder_ / doc_id);
  if (!bytes) return std::nullopt;
  auto outcome = decode_outcome(*bytes);
  if (!outcome) return std::nullopt;
  return std::move(*outcome);
}

Status AnswerCache::write(const std::string& doc_id, const ReadOutcome& outcome) const {
  std::filesystem::path temporary = folder_ / fmt::format(".part-{}", ::getpid());
  std::string bytes = encode_outcome(outcome);
  errno = 0;
  std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
  bool written = file.write(bytes.data(), static_cast<std::streamsize>(bytes.size())) && file.flush();
  file.close();
  if (written && ::rename(temporary.c_str(), (folder_ / doc_id).c_str()) == 0) return {};
  int number = errno;
  ::unlink(temporary.c_str());
  return system_error(folder_ / doc_id, number == 0 ? EIO : number);
}

}  // namespace jangin::collect
