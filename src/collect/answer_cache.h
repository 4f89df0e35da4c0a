// What readers made of files, by doc_id: answers one behind the other in packs. Not the documents' shard.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "collect/reader.h"

namespace jangin::collect {

/// Reasons that another run on the same bytes, or with other bounds, may not give again: they are not kept.
bool is_passing(std::string_view reason);

/// Reading is thread-safe while nobody writes.
class AnswerCache {
 public:
  /// Finds what is there, whoever wrote it. `writer`: whose packs write() adds to, a worker's name (Share::file_name()); empty: those of runs without shares.
  /// Errors: io_error.
  static Result<AnswerCache> open(std::filesystem::path folder, std::string writer = {});
  AnswerCache(AnswerCache&& other) noexcept;
  AnswerCache& operator=(AnswerCache&&) = delete;
  ~AnswerCache();

  /// Nothing when there is none or it is damaged: an answer carries its hash.
  std::optional<ReadOutcome> read(const std::string& doc_id) const;
  /// An answer as wire.h writes it. With the system when this returns, so that a process that is killed leaves it; but not synced: one that
  /// a power failure takes is read again. Errors: io_error.
  Status write(const std::string& doc_id, std::string_view answer);

 private:
  /// A place in a pack: where the answer begins, and its bytes.
  struct Place {
    uint32_t pack = 0;
    uint64_t begin = 0, bytes = 0;
  };
  using Key = std::array<uint64_t, 4>;
  struct KeyHash {
    size_t operator()(const Key& key) const { return key[0]; }  // SHA-256: any part is spread well
  };
  struct Pack {
    std::string name;
    int file = -1;
  };
  AnswerCache(std::filesystem::path folder, std::string writer) : folder_(std::move(folder)), writer_(std::move(writer)) {}
  /// The name of the writer's pack number `number`.
  std::string own_name(uint32_t number) const;
  Result<uint32_t> open_pack(const std::string& name, int flags);
  uint64_t scan(uint32_t pack);
  Result<uint32_t> lock_own_pack();
  Status begin_writing();

  std::filesystem::path folder_;
  std::string writer_;
  std::unordered_map<Key, Place, KeyHash> places_;
  std::vector<Pack> packs_;
  std::optional<uint32_t> written_;  // the pack that this run adds to
  uint64_t end_ = 0;                 // bytes of it
};

}  // namespace jangin::collect
